"""What the candidate says of a transcript. It stands beside the machine's words; the sound stays the record of both."""

from __future__ import annotations

import uuid
from datetime import timedelta
from typing import Any

from django.db import transaction
from django.db.models import QuerySet

from interviews.models import InterviewSession, Response, SessionStatus
from interviews.models.response import OPEN_STATES
from interviews.protocol import MAX_CORRECTION
from interviews.services import clock
from interviews.services.turns import TurnRefused, clean, lock_session
from interviews.signals import transcript_disputed

# The last answer's transcript is ready only when the interview is over: so long after the end it can be corrected.
AFTER_THE_END = timedelta(days=1)


def spoken(session: InterviewSession) -> QuerySet[Response]:
    """The answers that were recorded and have been put into words, or could not be, in the order they were given."""
    closed = session.responses.exclude(state__in=OPEN_STATES).filter(recording__isnull=False, decided_at__isnull=False)
    return closed.order_by("answered_at", "number")


def message(response: Response) -> dict[str, Any]:
    """The final ``transcript`` message of an answer."""
    return {
        "type": "transcript",
        "question_id": str(response.pk),
        "question": response.question_text,
        "text": response.transcript,
        "final": True,
        "flagged": response.transcript_flagged,
        "correction": response.candidate_correction,
    }


def latest(session: InterviewSession) -> dict[str, Any] | None:
    """The transcript of the answer before the open question, if that was spoken."""
    last = session.responses.exclude(state__in=OPEN_STATES).order_by("answered_at", "number").last()
    found = spoken(session).last()
    return message(found) if found is not None and found == last else None


def all_of(session: InterviewSession) -> list[dict[str, Any]]:
    return [message(response) for response in spoken(session)]


def is_open(session: InterviewSession) -> bool:
    """Whether transcripts can (still) be corrected."""
    if session.status == SessionStatus.IN_PROGRESS:
        return True
    return session.ended_at is not None and clock.now() - session.ended_at <= AFTER_THE_END


@transaction.atomic
def correct(session_id: uuid.UUID, lease: str, question_id: uuid.UUID, *, text: str = "", wrong: bool = True) -> None:
    """Note that the transcript is wrong, and the candidate's own words where they give them; or take that back.

    Nothing of the answer changes: it was sent in as it was. Raises TurnRefused.
    """
    session = lock_session(session_id, lease)
    response = session.responses.filter(pk=question_id).first()
    if response is None:
        raise TurnRefused("unknown_question", "This question does not belong to this interview.")
    if not is_open(session) or not spoken(session).filter(pk=response.pk).exists():
        raise TurnRefused("not_corrected", "The transcript of this answer can't be corrected.")
    if len(text) > MAX_CORRECTION:
        raise TurnRefused("too_long", "This correction is too long to be stored. Please shorten it.")
    response.transcript_flagged = wrong
    response.candidate_correction = clean(text).strip() if wrong else ""
    response.correction_at = clock.now() if wrong else None
    response.save(update_fields=["transcript_flagged", "candidate_correction", "correction_at"])
    transcript_disputed.send(sender=Response, response=response)
