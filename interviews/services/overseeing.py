"""What the hiring team may do to a session under way: give time, and end it. Each is audited by name."""

from __future__ import annotations

import uuid
from typing import Any

from django.db import transaction
from django.db.models import F

from interviewer.accounts import audit
from interviews import events
from interviews.models import CompletionMethod, Response
from interviews.models.response import OPEN_STATES
from interviews.services import clock, sessions
from interviews.services.answering import MORE_SECONDS

# So much a question can get in all, from the candidate's own requests and the team's. Seconds.
MOST_EXTRA = 3600


class NotNow(Exception):
    """The message is for the person who asked for it."""


@transaction.atomic
def add_time(actor: Any, session_id: uuid.UUID, question_id: uuid.UUID) -> Response:
    """One more minute (times the session's time factor) for the open question. Raises NotNow.

    It takes nothing from the questions to come, and nothing of what the candidate may still ask for.
    """
    session = sessions.lock(session_id)
    seconds = round(MORE_SECONDS * session.time_factor)
    changed = Response.objects.filter(
        pk=question_id, session=session, state__in=OPEN_STATES, extra_seconds__lte=MOST_EXTRA - seconds
    ).update(extra_seconds=F("extra_seconds") + seconds, time_allowed=F("time_allowed") + seconds)
    response = session.responses.filter(pk=question_id).first()
    if response is None or not response.is_open:
        raise NotNow("This question has been answered by now. No time was added.")
    if not changed:
        raise NotNow("This question has had an hour on top already. No time was added.")
    audit.record(actor, "time added", session, after={"question": response.number, "minutes": 1})
    message = {
        "type": "time_added",
        "question_id": str(response.pk),
        "seconds": seconds,
        "remaining": round(clock.remaining(response, clock.now()), 1),
        "time_allowed": response.time_allowed,
    }
    transaction.on_commit(lambda: events.send_to_session(session.pk, message))
    return response


@transaction.atomic
def end(actor: Any, session_id: uuid.UUID) -> bool:
    """End the interview with what there is, in the actor's name. False when it had ended already."""
    if not sessions.end(session_id, CompletionMethod.MANUALLY_ENDED, ended_by=actor):
        return False
    audit.record(actor, "ended", sessions.lock(session_id))
    return True
