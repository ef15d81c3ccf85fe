"""The only writer of what people decide: verdicts, and corrections beside the machine's scores."""

from __future__ import annotations

from typing import Any

from django.db import transaction

from interviewer.accounts import audit
from interviews.models import InterviewSession, SessionStatus
from reports import announcements
from reports.models import Evaluation, ScoreOverride, Verdict
from reports.verdicts import visible_verdicts as visible_verdicts

TOO_EARLY = "A verdict can be given when the interview is over."


class NotYetPossible(Exception):
    """The message is for the person who asked for it."""


@transaction.atomic
def give_verdict(actor: Any, session: InterviewSession, *, decision: str, reason: str) -> Verdict:
    """A change of mind is a new row; saying the same again gives the row there is.

    Raises NotYetPossible while the interview is under way.
    """
    # Locked, so that two clicks on one button are one verdict.
    session = InterviewSession.objects.select_for_update(of=("self",)).select_related("config").get(pk=session.pk)
    if session.status != SessionStatus.COMPLETED:
        raise NotYetPossible(TOO_EARLY)
    reason = reason.strip()
    before = session.verdicts.filter(author=actor).order_by("-given_at").first()
    if before is not None and (before.decision, before.reason) == (decision, reason):
        return before
    verdict = Verdict.objects.create(session=session, author=actor, decision=decision, reason=reason)
    # Which way it went stays out: the log is read by people who have yet to decide.
    audit.record(actor, "verdict given", session, after={"verdict": str(verdict.pk)})
    announcements.verdict_given(verdict)
    return verdict


@transaction.atomic
def override_score(actor: Any, evaluation: Evaluation, *, score: int, reason: str) -> ScoreOverride:
    """Set a person's score beside the machine's; saying the same again gives the row there is."""
    evaluation = Evaluation.objects.select_for_update().get(pk=evaluation.pk)
    reason = reason.strip()
    before = evaluation.overrides.filter(author=actor).order_by("-given_at").first()
    if before is not None and (before.score, before.reason) == (score, reason):
        return before
    override = ScoreOverride.objects.create(evaluation=evaluation, author=actor, score=score, reason=reason)
    audit.record(actor, "score overridden", evaluation, before={"score": evaluation.score}, after={"score": score})
    return override
