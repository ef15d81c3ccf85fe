"""While the candidate answers: pauses, more time, and what is noted for information."""

from __future__ import annotations

import uuid
from dataclasses import dataclass
from typing import Any

from django.db import transaction

from interviews import selectors
from interviews.models import Response
from interviews.services import clock
from interviews.services.turns import TurnRefused, lock_open

MORE_SECONDS = 60  # before the time factor
MOST_OBSERVATIONS = 200
# So long the clock may stand still on one request; the page asks again where a candidate needs longer. Seconds.
LONGEST_PAUSE = 600.0


def _open(session_id: uuid.UUID, lease: str, question_id: uuid.UUID) -> Response:
    _, response = lock_open(session_id, lease, question_id)
    if not response.is_open:
        raise TurnRefused("already_answered", "This question has been answered.")
    return response


@transaction.atomic
def pause(session_id: uuid.UUID, lease: str, question_id: uuid.UUID) -> float:
    """Stop the clock while the question is played again or the candidate needs a moment; the seconds left."""
    response = _open(session_id, lease, question_id)
    now = clock.now()
    if response.clock_running_since is not None:
        clock.stop(response, now)
        response.paused_at = now
        response.save(update_fields=["time_taken", "clock_running_since", "paused_at"])
    return clock.remaining(response, now)


@transaction.atomic
def go_on(session_id: uuid.UUID, lease: str, question_id: uuid.UUID) -> float:
    """Let the clock run again; the seconds left. Before the question was heard there is none to run."""
    response = _open(session_id, lease, question_id)
    now = clock.now()
    if response.clock_started_at is not None:
        clock.start(response, now)
        response.paused_at = None
        response.save(update_fields=["clock_running_since", "paused_at"])
    return clock.remaining(response, now)


@dataclass(frozen=True)
class Extended:
    remaining: float
    time_allowed: int
    left: int


@transaction.atomic
def more_time(session_id: uuid.UUID, lease: str, question_id: uuid.UUID) -> Extended:
    """One more minute for this question, as often as the config grants it. It costs no other question its time."""
    session, response = lock_open(session_id, lease, question_id)
    if not response.is_open:
        raise TurnRefused("already_answered", "This question has been answered.")
    left = selectors.extensions_left(session, response)
    if left == 0:
        raise TurnRefused("no_more_time", "There is no more time to be had for this question.")
    seconds = round(MORE_SECONDS * session.time_factor)
    response.extensions += 1
    response.extra_seconds += seconds
    response.time_allowed += seconds
    response.save(update_fields=["extensions", "extra_seconds", "time_allowed"])
    return Extended(clock.remaining(response, clock.now()), response.time_allowed, left - 1)


@transaction.atomic
def observe(session_id: uuid.UUID, lease: str, question_id: uuid.UUID, events: list[dict[str, Any]]) -> None:
    """Keep what happened on the page, as information for people. What is beyond the limit is dropped."""
    response = _open(session_id, lease, question_id)
    response.observations = [*response.observations, *events][:MOST_OBSERVATIONS]
    response.save(update_fields=["observations"])
