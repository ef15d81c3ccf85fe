"""What candidates see of their own interviews: their answers always, results where the interview shows them.

Never the rubric, never what the graders noted for each other, never a person's corrections. In practice the results
come with their evidence: the words of the answer that counted.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from interviews.models import InterviewSession, ResponseState, SessionStatus
from interviews.models.response import OPEN_STATES
from interviews.selectors import display_labels
from reports import analytics
from reports.models import Evaluation, EvaluationState, Report, ReportState, Skill, SkillScore
from reports.selectors import Piece, cut, mark

PRACTISED = 50  # interviews whose skills the page of one's progress shows


@dataclass(frozen=True)
class Result:
    """How one answer was read. ``said`` is a sentence where there is no score."""

    state: str
    score: float | None = None
    outcome: str = ""
    outcome_label: str = ""
    feedback: str = ""
    strengths: tuple[str, ...] = ()
    improvements: tuple[str, ...] = ()


@dataclass(frozen=True)
class OwnAnswer:
    label: str
    response: Any
    words: list[Piece]
    code: list[Piece]
    recording: Any
    result: Result | None


@dataclass(frozen=True)
class OwnInterview:
    session: InterviewSession
    practice: bool
    shows_results: bool
    answers: list[OwnAnswer] = field(default_factory=list)
    asked: int = 0
    answered: int = 0
    kept_until: datetime | None = None
    report: Report | None = None
    skills: list[tuple[str, SkillScore]] = field(default_factory=list)

    @property
    def over(self) -> bool:
        return self.session.status == SessionStatus.COMPLETED

    @property
    def waiting(self) -> bool:
        """Whether results are on their way."""
        return self.over and self.practice and (self.report is None or self.report.state == ReportState.PENDING)


def shows_results(session: InterviewSession) -> bool:
    return bool(session.config_version.content.get("candidate_feedback"))


def own_interview(session: InterviewSession) -> OwnInterview:
    """``session`` comes with ``config`` and ``config_version``."""
    practice, shows = session.config.practice, shows_results(session)
    responses = list(
        session.responses.exclude(state=ResponseState.ASKED_BACK).order_by("number").select_related("recording")
    )
    newest: dict[Any, Evaluation] = {}
    if shows:
        rows = Evaluation.objects.filter(response__session=session).order_by("answer_version")
        newest = {row.response_id: row for row in rows}
    labels = display_labels(responses)
    report = Report.objects.filter(session=session).first() if practice else None
    scored = {row.skill: row for row in report.skill_scores.all()} if report else {}
    ended = session.ended_at
    return OwnInterview(
        session=session,
        practice=practice,
        shows_results=shows,
        answers=[_answer(r, labels[r.pk], newest.get(r.pk), practice=practice) for r in responses],
        asked=len(responses),
        answered=sum(1 for r in responses if r.state in {ResponseState.ANSWERED, ResponseState.TIMED_OUT}),
        kept_until=ended + timedelta(days=session.config.retention_days) if ended else None,
        report=report,
        skills=[(label, scored[value]) for value, label in Skill.choices if value in scored],
    )


def _answer(response: Any, label: str, evaluation: Evaluation | None, *, practice: bool) -> OwnAnswer:
    parts = [part for part in (response.answer_text, response.code_submission) if part.strip()]
    evidence = evaluation.evidence if evaluation and practice else []
    # What each quote was looked for is the rubric's.
    quotes = [{**entry, "point": ""} for entry in evidence]
    pieces = mark("\n".join(parts), quotes)
    words, code = cut(pieces, len(response.answer_text) + 1 if response.answer_text else 0)
    return OwnAnswer(
        label=label,
        response=response,
        words=words,
        code=code if response.code_submission.strip() else [],
        recording=getattr(response, "recording", None),
        result=_result(evaluation, practice=practice) if evaluation and response.state not in OPEN_STATES else None,
    )


def _result(evaluation: Evaluation, *, practice: bool) -> Result:
    return Result(
        state=evaluation.state,
        score=evaluation.score,
        outcome=evaluation.outcome if evaluation.state == EvaluationState.SCORED else "",
        outcome_label=str(evaluation.get_outcome_display()) if evaluation.outcome else "",
        feedback=evaluation.feedback,
        # These name what was expected. In practice that is what one learns from; elsewhere it is the next one's exam.
        strengths=tuple(evaluation.strengths) if practice else (),
        improvements=tuple(evaluation.improvements) if practice else (),
    )


def results_of(session: InterviewSession) -> dict[str, Any]:
    """For the copy of a person's data: the results they were shown, by the answers' labels."""
    if not shows_results(session):
        return {}
    found = own_interview(session)
    return {
        answer.label: {
            "score": answer.result.score,
            "outcome": answer.result.outcome or None,
            "feedback": answer.result.feedback,
        }
        for answer in found.answers
        if answer.result
    }


def practice_skills(user: Any) -> Any:
    return SkillScore.objects.filter(owner=user, config__practice=True)


@dataclass(frozen=True)
class Practised:
    """One practice interview with the skills it shows: (name, row or None), in a fixed order."""

    session_id: Any
    role: str
    at: datetime
    skills: list[tuple[str, SkillScore | None]]


def progress(user: Any) -> tuple[list[Practised], list[dict[str, Any]]]:
    """The newest practice interviews with a report, newest first, and where each skill is going."""
    reports = (
        Report.objects.filter(
            session__config__practice=True, session__config__created_by=user, skill_scores__isnull=False
        )
        .distinct()
        .select_related("session__config_version")
        .prefetch_related("skill_scores")
        .order_by("-session__ended_at", "-created_at")
    )
    rows = []
    for report in reports[:PRACTISED]:
        scored = {row.skill: row for row in report.skill_scores.all()}
        rows.append(
            Practised(
                session_id=report.session_id,
                role=report.session.config_version.content["job_role"],
                at=report.session.ended_at or report.created_at,
                skills=[(label, scored.get(value)) for value, label in Skill.choices],
            )
        )
    trends = analytics.trends(practice_skills(user)) if rows else {}
    return rows, [{"skill": label, **trends[value]} for value, label in Skill.choices if value in trends]
