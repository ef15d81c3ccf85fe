"""The end of an interview."""

from __future__ import annotations

from typing import Any

from django.db import transaction

from interviews import events
from interviews.models import CompletionMethod, InterviewSession, ResponseState, SessionStatus
from interviews.models.response import OPEN_STATES
from interviews.services import clock
from interviews.signals import session_completed

THANKS = "Thank you. Your answers are safe, and the hiring team will read them."
ENDED_BY_TEAM = "The hiring team has ended the interview here. Your answers are safe, and they will read them."


def complete(session: InterviewSession, method: CompletionMethod, *, ended_by: Any = None) -> bool:
    """The one transition to ``completed``. Call it with the session locked."""
    now = clock.now()
    changed = (
        InterviewSession.objects.filter(pk=session.pk)
        .exclude(status=SessionStatus.COMPLETED)
        .update(
            status=SessionStatus.COMPLETED,
            completion_method=method,
            ended_by=ended_by,
            ended_at=now,
            started_at=session.started_at or now,
            event_seq=session.event_seq + 1,
        )
    )
    if not changed:
        return False
    session.refresh_from_db()
    session_completed.send(sender=InterviewSession, session=session)
    message = completed_message(session)
    transaction.on_commit(lambda: events.send_to_session(session.pk, message))
    return True


def completed_message(session: InterviewSession) -> dict[str, Any]:
    answered = session.responses.exclude(
        state__in=[ResponseState.SKIPPED, ResponseState.ASKED_BACK, *OPEN_STATES]
    ).count()
    return {
        "type": "completed",
        "seq": session.event_seq,
        "completion_method": session.completion_method,
        "answered": answered,
        "message": ENDED_BY_TEAM if session.ended_by_id else THANKS,
    }
