"""Transcripts that the candidate calls wrong. The transcript is what was graded, so the grading waits for a person:
its score stays, and it says that somebody should listen first."""

from __future__ import annotations

import uuid
from typing import Any

from interviewer.work.service import enqueue
from interviews.models import Response
from reports.models import Evaluation, Report, ReportState
from reports.scoring import DISPUTED

FLAG = DISPUTED
GRADERS_DIFFER = "needs_review"


def without(columns: dict[str, Any]) -> dict[str, Any]:
    """The columns of an evaluation without what the candidate of that answer said of its transcript."""
    if FLAG not in columns["flags"]:
        return columns
    flags = [flag for flag in columns["flags"] if flag != FLAG]
    return {**columns, "flags": flags, "needs_review": GRADERS_DIFFER in flags}


def mark(response_id: uuid.UUID) -> bool:
    """Bring the answer's evaluation in line with what the candidate says now; whether that changed it.

    Called when they say it, and when a grading has been stored: whichever comes last sees both.
    """
    response = Response.objects.get(pk=response_id)
    evaluation = Evaluation.objects.filter(response=response, answer_version=response.answer_version).first()
    if evaluation is None:
        return False
    before = {"flags": evaluation.flags, "needs_review": evaluation.needs_review}
    after = without(before)
    if response.transcript_flagged:
        after = {"flags": [*after["flags"], FLAG], "needs_review": True}
    if after == before:
        return False
    Evaluation.objects.filter(pk=evaluation.pk).update(**after)
    return True


def look_again(response: Response) -> None:
    """The candidate has just said something of the transcript. Call it in the transaction that stored it."""
    if mark(response.pk) and Report.objects.filter(session=response.session_id, state=ReportState.READY).exists():
        enqueue("reports.write", response.session_id, session_id=response.session_id, again=True)
