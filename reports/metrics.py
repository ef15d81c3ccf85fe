"""Figures of a session, computed from its rows: nothing here is stored, and nothing is made up. Scores 0-100."""

from __future__ import annotations

import uuid
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import Prefetch, QuerySet

from interviews import selectors
from interviews.models import InterviewSession, Response, ResponseState, ResponseType, SessionStatus
from interviews.models.response import OPEN_STATES
from reports.models import Evaluation, Outcome, Report, SkillScore
from reports.scoring import average


@dataclass(frozen=True)
class Answered:
    """A question with the newest grading of its answer."""

    response: Response
    evaluation: Evaluation | None

    @property
    def score(self) -> float | None:
        return self.evaluation.score if self.evaluation else None


@dataclass(frozen=True)
class Performance:
    """Rates are percent; None where there is nothing to count."""

    total_score: float | None
    correct: int
    wrong: int
    partial: int
    response_rate: float | None
    accuracy: float | None
    communication: float | None
    technical: float | None
    confidence: float | None
    quality: float | None
    strengths: list[str]
    weaknesses: list[str]
    recommendation: str | None


def with_answers(rows: QuerySet[InterviewSession]) -> QuerySet[InterviewSession]:
    """Everything that the shapes of these sessions need, in a bounded number of queries."""
    newest = Evaluation.objects.order_by("-answer_version")
    asked = Response.objects.exclude(state=ResponseState.ASKED_BACK)
    responses = asked.order_by("number").prefetch_related(Prefetch("evaluations", queryset=newest))
    return rows.select_related("config", "config_version", "candidate", "resume", "report").prefetch_related(
        Prefetch("responses", queryset=responses), "report__skill_scores"
    )


def answers_of(session: InterviewSession) -> list[Answered]:
    return [Answered(r, next(iter(r.evaluations.all()), None)) for r in session.responses.all()]


def report_of(session: InterviewSession) -> Report | None:
    return getattr(session, "report", None)


def skill_scores(session: InterviewSession) -> dict[str, SkillScore]:
    report = report_of(session)
    return {row.skill: row for row in report.skill_scores.all()} if report else {}


def performance(session: InterviewSession) -> Performance:
    answers = answers_of(session)
    scored = [a for a in answers if a.score is not None and a.evaluation]
    report, skills = report_of(session), skill_scores(session)
    outcomes = [a.evaluation.outcome for a in scored if a.evaluation]
    sure = [a.evaluation.confidence for a in scored if a.evaluation]
    relevant = [a.evaluation.relevance for a in scored if a.evaluation]
    return Performance(
        total_score=report.score if report else None,
        correct=outcomes.count(Outcome.CORRECT),
        wrong=outcomes.count(Outcome.WRONG),
        partial=outcomes.count(Outcome.PARTIAL),
        response_rate=_percent(sum(1 for a in answers if has_answer(a.response)), len(answers)),
        accuracy=_percent(outcomes.count(Outcome.CORRECT), len(outcomes)),
        communication=skills["communication"].score if "communication" in skills else None,
        technical=skills["technical"].score if "technical" in skills else None,
        confidence=_times_100(average(sure)),
        quality=average(relevant),
        strengths=points(report.strengths) if report else [],
        weaknesses=points(report.weaknesses) if report else [],
        recommendation=recommendation(report),
    )


def _percent(part: int, whole: int) -> float | None:
    return 100 * part / whole if whole else None


def _times_100(value: float | None) -> float | None:
    return None if value is None else 100 * value


def has_answer(response: Response) -> bool:
    return bool(response.answer_text or response.code_submission.strip() or response.unclear_audio)


def recommendation(report: Report | None) -> str | None:
    return str(report.get_recommendation_display()) if report and report.recommendation else None


def points(rows: Iterable[Any]) -> list[str]:
    """A report's strengths or weaknesses as sentences: the label, what it is, and the words that show it."""
    found = []
    for row in rows:
        if not isinstance(row, dict):
            found.append(str(row))
            continue
        label, text, quote = row.get("label", ""), row.get("text", ""), row.get("quote", "")
        found.append(f"{label}: {text}" + (f" (“{quote[:160]}”)" if quote else "") if label else text)
    return found


@dataclass(frozen=True)
class Course:
    """How far a session is. ``scores`` has one entry for each question: those asked, and those still to come."""

    total: int
    completed: int
    index: int
    scores: list[float | None]
    average: int | None


def course(session: InterviewSession, answers: Sequence[Answered]) -> Course:
    plan = selectors.plan_of(session, selectors.resume_facts(session))
    main = sum(1 for a in answers if a.response.question_type != ResponseType.FOLLOW_UP)
    to_come = max(0, plan.total - main)
    scores = [a.score for a in answers] + [None] * to_come
    closed = sum(1 for a in answers if a.response.state not in OPEN_STATES)
    mean = average(scores)
    return Course(
        total=len(scores),
        completed=closed,
        index=min(closed, max(0, len(scores) - 1)),
        scores=scores,
        average=None if mean is None else round(mean),
    )


def duration(session: InterviewSession) -> int | None:
    if session.started_at is None or session.ended_at is None:
        return None
    return max(0, round((session.ended_at - session.started_at).total_seconds()))


def topics(session: InterviewSession) -> list[str]:
    content = session.config_version.content
    named = list(content.get("focus_areas") or {}) or [q["skill"] for q in content["questions"] if q.get("skill")]
    return list(dict.fromkeys(named))


def moment(at: datetime | None) -> str | None:
    return at.isoformat() if at else None


def final_results(session: InterviewSession) -> dict[str, Any] | None:
    report = report_of(session)
    if session.status != SessionStatus.COMPLETED or report is None or report.state != "ready":
        return None
    return {
        "score": report.score,
        "recommendation": report.recommendation,
        "summary": report.summary,
        "strengths": points(report.strengths),
        "weaknesses": points(report.weaknesses),
        "skills": {name: row.score for name, row in skill_scores(session).items()},
    }


def session_id_of(value: Any) -> uuid.UUID | None:
    try:
        return uuid.UUID(str(value))
    except ValueError:
        return None
