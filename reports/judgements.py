"""The only writer of what people decide: verdicts, and corrections beside the machine's scores."""

from __future__ import annotations

from typing import Any

from django.db import transaction

from interviewer.accounts import audit
from interviews.models import InterviewSession, SessionStatus
from reports import announcements
from reports.models import Evaluation, ScoreOverride, Verdict


class NotYetPossible(Exception):
    """The message is for the person who asked for it."""


@transaction.atomic
def give_verdict(actor: Any, session: InterviewSession, *, decision: str, reason: str) -> Verdict:
    """A change of mind is a new row. Raises NotYetPossible while the interview is under way."""
    if session.status != SessionStatus.COMPLETED:
        raise NotYetPossible("A verdict can be given when the interview is over.")
    verdict = Verdict.objects.create(session=session, author=actor, decision=decision, reason=reason.strip())
    audit.record(actor, "verdict given", session, after={"decision": decision})
    announcements.verdict_given(verdict)
    return verdict


@transaction.atomic
def override_score(actor: Any, evaluation: Evaluation, *, score: int, reason: str) -> ScoreOverride:
    override = ScoreOverride.objects.create(evaluation=evaluation, author=actor, score=score, reason=reason.strip())
    audit.record(actor, "score overridden", evaluation, before={"score": evaluation.score}, after={"score": score})
    return override
