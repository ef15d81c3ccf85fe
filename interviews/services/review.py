"""Before the end: the candidate sees what was left unanswered, and may still answer it."""

from __future__ import annotations

import uuid
from datetime import datetime
from typing import Any

from django.db import transaction

from interviews import selectors
from interviews.models import InterviewSession, Recording, Response, ResponseState, SessionStatus
from interviews.services import clock, corrections, recordings
from interviews.services.thinking import announce
from interviews.services.turns import TurnRefused, lock_session

LEAST_SECONDS = 15.0


def unanswered(session: InterviewSession) -> list[Response]:
    """The questions that were passed by with time left to answer them."""
    skipped = session.responses.filter(state=ResponseState.SKIPPED).order_by("number")
    return [response for response in skipped if response.time_allowed - response.time_taken >= LEAST_SECONDS]


def is_open(session: InterviewSession) -> bool:
    """Whether the session stands at its review."""
    return (
        session.review_since is not None
        and session.status == SessionStatus.IN_PROGRESS
        and selectors.open_response(session) is None
        and not session.responses.filter(decided_at__isnull=True).exists()
    )


def message(session: InterviewSession) -> dict[str, Any]:
    labels = selectors.display_labels(list(session.responses.order_by("number")))
    return {
        "type": "review",
        "seq": session.event_seq,
        "unanswered": [
            {
                "question_id": str(response.pk),
                "label": labels[response.pk],
                "text": response.question_text,
                "seconds": round(response.time_allowed - response.time_taken),
            }
            for response in unanswered(session)
        ],
        "transcripts": corrections.all_of(session),
    }


@transaction.atomic
def reopen(session_id: uuid.UUID, lease: str, question_id: uuid.UUID, now: datetime | None = None) -> None:
    """Ask a skipped question again. Raises TurnRefused outside the review."""
    session = lock_session(session_id, lease)
    response = session.responses.filter(pk=question_id).first()
    if response is None:
        raise TurnRefused("unknown_question", "This question does not belong to this interview.")
    if not is_open(session) or response not in unanswered(session):
        raise TurnRefused("not_reopened", "This question can't be answered again.")
    Response.objects.filter(pk=response.pk, state=ResponseState.SKIPPED).update(
        state=ResponseState.ASKED,
        asked_at=now or clock.now(),
        clock_started_at=None,
        answered_at=None,
        decided_at=None,
        reading="",
        intent="",
        answer_version=response.answer_version + 1,
        take=None,
        # What was said when it was passed by ("can I skip this one") is no part of the new answer.
        live_transcript="",
        transcript="",
        transcript_words=[],
        transcript_confidence=None,
        transcript_source="",
        unclear_audio=False,
        transcript_flagged=False,
        candidate_correction="",
        correction_at=None,
        paused_at=None,
        typed_text="",
    )
    if Recording.objects.filter(response=response).delete()[0]:
        # It was sent in, and heard as the wish to pass. What was recorded and not sent stays for the answer.
        transaction.on_commit(lambda: recordings.erase(session.pk, response.pk))
    session.event_seq += 1
    session.save(update_fields=["event_seq", "updated_at"])
    transaction.on_commit(lambda: announce(session.pk))
