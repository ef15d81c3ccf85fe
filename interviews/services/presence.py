"""A candidate whose page asks again and again, because nothing keeps a connection open: where sockets are blocked.

Each request is a sign of life. Between them nobody watches the clock, so each looks after it: a question that must
count as heard by now, a pause that is over, a time that has run out.
"""

from __future__ import annotations

import uuid
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.db import transaction

from interviews import selectors
from interviews.models import InterviewSession, Response, SessionStatus
from interviews.protocol import Ack, dump
from interviews.server_messages import Presence
from interviews.services import answering, clock, corrections, sessions, speech, turns, watching
from interviews.services.turns import lock_session

# Without a request for longer than this, the candidate was away: that costs no time.
HERE_FOR = sessions.HEARTBEAT
# So much of a question's id is enough to tell it from the others of its session.
SIGNS = 8


@dataclass(frozen=True)
class Known:
    """What the page shows, as far as it says so: all up to ``after``, not yet the speech of ``speech_of``, whether
    somebody watches, the time its question has, and which answers' evaluations, by the first signs of their ids."""

    after: int
    speech_of: uuid.UUID | None = None
    watched: bool | None = None
    allowed: int | None = None
    read: frozenset[str] | None = None


@dataclass(frozen=True)
class Look:
    """``messages`` are news for the page. ``again_in``: so many seconds from now a clock is due, if one is."""

    messages: list[dict[str, Any]] = field(default_factory=list)
    again_in: float | None = None


def look(session_id: uuid.UUID, lease: str, known: Known) -> Look:
    """What the page doesn't know yet.

    Raises TurnRefused ``superseded`` when another connection has the session.
    """
    session, response, acks, again_in = _come_back(session_id, lease)
    messages = [*acks]
    if session.event_seq > known.after:
        messages += _state(session)
    elif response is not None:
        messages += _of_the_question(session, response, known)
    if known.watched is not None and watching.is_watched(session_id) != known.watched:
        messages.append(dump(Presence(watched=not known.watched)))
    if known.read is not None:
        evaluations = selectors.evaluations_shown(session)
        messages += [one for one in evaluations if one["question_id"][:SIGNS] not in known.read]
    return Look(messages, again_in)


def _of_the_question(session: InterviewSession, response: Response, known: Known) -> list[dict[str, Any]]:
    """What has changed of the question that the page shows."""
    messages = []
    if known.allowed is not None and response.time_allowed != known.allowed:
        state = selectors.question_payload(session, response, clock.now())
        messages.append({**state, "server_time": clock.now().isoformat()})
    found = speech.ready(response) if response.pk == known.speech_of else None
    return [*messages, found] if found else messages


@transaction.atomic
def _come_back(
    session_id: uuid.UUID, lease: str
) -> tuple[InterviewSession, Response | None, list[dict[str, Any]], float | None]:
    session = lock_session(session_id, lease)
    now = clock.now()
    response = selectors.open_response(session)
    last_seen = session.last_seen_at
    away = last_seen is not None and now - last_seen > HERE_FOR
    if away and response is not None and response.clock_running_since is not None:
        sessions.resume_clock(response, last_seen, now, taken_over=False)
    InterviewSession.objects.filter(pk=session.pk).update(last_seen_at=now)
    if response is None:
        return session, None, [], None
    due = _due_in(session, response, now)
    acks = []
    if due is not None and due <= 0:
        acks = _move_on(session, response)
        session.refresh_from_db()
        response = selectors.open_response(session)
        due = _due_in(session, response, now) if response is not None else None
    return session, response, acks, due


def _due_in(session: InterviewSession, response: Response, now: datetime) -> float | None:
    """In so many seconds the question's clock has to be moved on by us. As ``timed_room`` has it for sockets."""
    if response.clock_started_at is None:
        shown = max(moment for moment in (response.asked_at, session.joined_at) if moment is not None)
        spoken = speech.of_response(response) if speech.speaks() else None
        return (spoken.duration if spoken else 0) + clock.HEARD_GRACE - (now - shown).total_seconds()
    if response.clock_running_since is not None:
        return response.time_allowed + clock.ANSWER_GRACE - clock.time_taken(response, now)
    if response.paused_at is not None:
        return answering.LONGEST_PAUSE - (now - response.paused_at).total_seconds()
    return None


def _move_on(session: InterviewSession, response: Response) -> list[dict[str, Any]]:
    question_id = str(response.pk)
    if response.clock_started_at is None:
        left = turns.question_heard(session.pk, session.lease, response.pk)
        return [dump(Ack(kind="question_heard", question_id=question_id, remaining=round(left, 1)))]
    if response.clock_running_since is None:
        left = answering.go_on(session.pk, session.lease, response.pk)
        return [dump(Ack(kind="go_on", question_id=question_id, remaining=round(left, 1)))]
    taken = turns.time_out(session.pk, response.pk)
    return [dump(Ack(kind="answer", question_id=question_id))] if taken else []


def _state(session: InterviewSession) -> list[dict[str, Any]]:
    """What the session waits for now, the words of the answer before it, and its voice."""
    state = sessions.current_state(session.pk)
    if state["type"] == "resume":
        return []  # still thinking: what comes of it will have a number of its own
    messages = []
    if session.status == SessionStatus.IN_PROGRESS:
        transcript = corrections.latest(session)
        messages += [transcript] if transcript else []
    if state["type"] == "question":
        state = {**state, "server_time": clock.now().isoformat()}
    messages.append(state)
    if state["type"] == "question" and state["speech"]:
        voice = speech.message_or_order(uuid.UUID(state["question_id"]))
        messages += [voice] if voice else []
    return messages
