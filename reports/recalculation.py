"""Bringing stored scores up to date: sessions without scores, and those that an older grader has graded."""

from __future__ import annotations

from dataclasses import dataclass, field

from django.db.models import QuerySet

from interviews.models import InterviewSession, Response, SessionStatus
from reports import grading, services
from reports.models import Evaluation, EvaluationState, Report, ReportState

Scores = dict[str, float | str | None]


@dataclass(frozen=True)
class Change:
    """What a session's scores were and would be; ``graded`` counts the answers that were graded, anew or at all."""

    session: InterviewSession
    graded: int
    before: Scores = field(default_factory=dict)
    after: Scores = field(default_factory=dict)

    @property
    def is_one(self) -> bool:
        return bool(self.graded) or self.before != self.after

    @property
    def differences(self) -> list[str]:
        names = dict.fromkeys([*self.before, *self.after])
        return [
            f"{name} {_said(self.before.get(name))} -> {_said(self.after.get(name))}"
            for name in names
            if self.before.get(name) != self.after.get(name)
        ]


def sessions() -> QuerySet[InterviewSession]:
    """The sessions that are over."""
    return (
        InterviewSession.objects.filter(status=SessionStatus.COMPLETED)
        .select_related("config", "config_version", "candidate")
        .order_by("ended_at", "pk")
    )


def recalculate(session: InterviewSession, *, dry_run: bool) -> Change:
    """Grade what is ungraded or was graded by an older version, and add up anew; a dry run writes nothing and asks
    no language model. Not to be called inside a transaction."""
    pairs = services.evaluated(session, list(services.put_to(session)))
    graded = 0
    for place, (response, evaluation) in enumerate(pairs):
        if response.state not in services.NOT_GRADED and stale(response, evaluation):
            graded += 1
            pairs[place] = (response, _trial(response) if dry_run else services.evaluate(response.pk))
    report = Report.objects.filter(session=session).prefetch_related("skill_scores").first()
    _, result = services.scores(session, pairs)
    after: Scores = {"score": _rounded(result.score), "recommendation": result.recommendation}
    after |= {skill.skill: _rounded(skill.score) for skill in result.skills}
    change = Change(session, graded, _stored(report), after)
    if change.is_one and not dry_run:
        services.store(session, pairs)
    return change


def stale(response: Response, evaluation: Evaluation | None) -> bool:
    """Whether an answer waits for a grading, or has one of an older grader or of an older version of itself."""
    if evaluation is None or evaluation.answer_version != response.answer_version:
        return True
    if evaluation.state == EvaluationState.FAILED:
        return True
    return bool(evaluation.grader_version) and evaluation.grader_version != grading.offline_version()


def _trial(response: Response) -> Evaluation:
    """A grading that is not stored."""
    columns = grading.columns_for(response, offline_only=True)
    return Evaluation(response=response, answer_version=response.answer_version, **columns)


def _stored(report: Report | None) -> Scores:
    if report is None or report.state != ReportState.READY:
        return {}
    stored: Scores = {"score": _rounded(report.score), "recommendation": report.recommendation}
    return stored | {row.skill: _rounded(row.score) for row in report.skill_scores.all()}


def _rounded(score: float | None) -> float | None:
    return None if score is None else round(score, 1)


def _said(value: float | str | None) -> str:
    return "none" if value is None or value == "" else f"{value:.0f}" if isinstance(value, float) else str(value)
