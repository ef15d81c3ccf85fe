"""What candidates see of their own interviews: their answers always, results where the interview shows them.

Never the rubric, never what the graders noted for each other, never a person's corrections. In practice the results
come with their evidence: the words of the answer that counted.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from django.db.models import Exists, OuterRef

from interviewer.charts import Chart, Line, Measure, trend
from interviews.models import InterviewSession, ResponseState, SessionStatus
from interviews.models.response import OPEN_STATES
from interviews.selectors import display_labels
from reports.models import Evaluation, EvaluationState, Report, ReportState, Skill, SkillScore
from reports.selectors import Piece, cut, mark
from reports.statistics import slope_over

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


@dataclass(frozen=True)
class Practised:
    """One practice interview with the skills it shows: (name, row or None), in a fixed order."""

    session_id: Any
    role: str
    at: datetime
    skills: list[tuple[str, SkillScore | None]]


@dataclass(frozen=True)
class Going:
    """Where a skill is going over practice, in a sentence and as a chart."""

    said: str
    chart: Chart


def practice_progress(user: Any) -> list[Practised]:
    """The newest practice interviews that have a report with skills, newest first."""
    reports = (
        Report.objects.filter(session__config__practice=True, session__config__created_by=user)
        .filter(Exists(SkillScore.objects.filter(report=OuterRef("pk"))))
        .select_related("session__config_version")
        .prefetch_related("skill_scores")
        .order_by("-session__ended_at", "-created_at")
    )
    found = []
    for report in reports[:PRACTISED]:
        scored = {row.skill: row for row in report.skill_scores.all()}
        found.append(
            Practised(
                session_id=report.session_id,
                role=report.session.config_version.content["job_role"],
                at=report.session.ended_at or report.created_at,
                skills=[(label, scored.get(value)) for value, label in Skill.choices],
            )
        )
    return found


def skills_going(practised: Sequence[Practised]) -> list[Going]:
    """A chart for each skill that was assessed at least once."""
    found = []
    for index, (_, label) in enumerate(Skill.choices):
        rows = [(one, one.skills[index][1]) for one in reversed(practised)]
        scored = [(one, row) for one, row in rows if row is not None]
        if not scored:
            continue
        slope = slope_over([row.score for _, row in scored])
        words = {
            "improving": "Improving: more than chance explains.",
            "declining": "Declining: more than chance explains.",
            "steady": "No clear change.",
        }.get(slope.direction, "Too few to tell where it goes.")
        fit = Line(slope.start, slope.end, words) if slope.start is not None and slope.end is not None else None
        points = [
            Measure(one.role, row.score, row.low, row.high, when=f"{one.at:%-d %b %Y}", note=_answers(row))
            for one, row in scored
        ]
        found.append(Going(words, trend(str(label), points, fit=fit)))
    return found


def _answers(row: SkillScore) -> str:
    return f"{row.answers} answer{'' if row.answers == 1 else 's'}"
