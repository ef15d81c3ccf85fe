"""An interview taken by single calls in place of a socket: begin, hand in, learn what follows."""

from __future__ import annotations

import uuid
from collections.abc import Iterable
from dataclasses import dataclass, replace
from typing import Any

from django.db import transaction
from django.db.models import Max

from interviews import selectors
from interviews.models import InterviewSession, Response, ResponseState, ResponseType, SessionStatus
from interviews.models.response import OPEN_STATES
from interviews.services import clock, recordings, sessions, turns
from interviews.services.turns import Answer, TurnRefused
from interviews.signals import answer_recorded

# A question that somebody put in the room, besides those that the engine asks.
FROM_ROOM = "room"


@dataclass(frozen=True)
class Question:
    """A question as it goes out. ``index`` is its place among the prepared ones, from 0; seconds to answer."""

    response_id: uuid.UUID
    number: int
    text: str
    type: str
    seconds: int
    phase: str
    difficulty: str
    index: int | None = None


@dataclass(frozen=True)
class Step:
    """What the session waits for: a question, or nothing any more."""

    action: str
    question: Question | None = None


def begin(session_id: uuid.UUID) -> Step:
    """Begin the interview, or find it where it was left. Raises ``sessions.NotPossible`` without consent."""
    sessions.join(session_id)
    session = _session(session_id)
    return _step(session, selectors.open_response(session))


def current(session: InterviewSession) -> Step | None:
    """None while what comes next is being decided, or before the interview has begun."""
    if session.status == SessionStatus.COMPLETED:
        return Step("complete")
    response = selectors.open_response(session)
    return _step(session, response, heard=False) if response is not None else None


def _session(session_id: uuid.UUID) -> InterviewSession:
    return InterviewSession.objects.select_related("config_version", "resume").get(pk=session_id)


def _step(session: InterviewSession, response: Response | None, *, heard: bool = True) -> Step:
    if response is None:
        return Step("complete")
    if heard and response.state == ResponseState.ASKED:
        # Nobody reports here that the question was heard: handing it out starts the clock.
        turns.question_heard(session.pk, "", response.pk)
    return Step(
        response.question_type,
        Question(
            response_id=response.pk,
            number=response.number,
            text=response.question_text,
            type=response.question_type,
            seconds=response.time_allowed,
            phase=response.phase,
            difficulty=response.difficulty,
            index=_index(session, response),
        ),
    )


def _index(session: InterviewSession, response: Response) -> int | None:
    if response.question_type != ResponseType.PRESET or response.question_ref is None:
        return None
    return selectors.slot_of(session.config_version.content, str(response.question_ref))


def which(
    session_id: uuid.UUID, *, question_id: uuid.UUID | None = None, number: int | None = None, text: str = ""
) -> Response:
    """The question that an answer is for: by its id, else by its words, else by its number.

    A client's own numbers may count differently, so the words go first. Raises TurnRefused ``unknown_question``.
    """
    rows = Response.objects.filter(session_id=session_id)
    if question_id is not None:
        found = rows.filter(pk=question_id).first()
    else:
        asked = [r for r in rows.order_by("number") if not from_room(r)]
        found = _by_words(asked, text) or next(
            (r for r in asked if r.number == number and (r.is_open or not text)), None
        )
    if found is None:
        raise TurnRefused("unknown_question", "This question does not belong to this interview.")
    return found


def _by_words(asked: Iterable[Response], text: str) -> Response | None:
    words = " ".join(text.split())
    alike = [r for r in asked if words and " ".join(r.question_text.split()) == words]
    return next((r for r in alike if r.is_open), alike[-1] if alike else None)


def from_room(response: Response) -> bool:
    return bool(response.rubric.get("source") == FROM_ROOM)


def hand_in(response: Response, answer: Answer, audio: Iterable[bytes] = ()) -> Response:
    """Close the question with this answer, once; again gives the same response and changes nothing.

    ``audio`` is the recording in pieces. The server's clock decides whether it is in time: it runs from the moment
    the question was handed out, and grants what a socket grants until the question counts as heard.

    Raises TurnRefused and ``recordings.ChunkRefused``.
    """
    if response.is_open:
        last = -1
        for last, chunk in enumerate(audio):
            key = recordings.ChunkKey(response.session_id, response.pk, 0, 0, last)
            recordings.store_chunk(key, chunk)
        if last >= 0:
            answer = replace(answer, last_seq={0: last})
    return turns.submit(response.session_id, "", response.pk, answer, hearing=clock.HEARD_GRACE)


def what_follows(response_id: uuid.UUID) -> Step | None:
    """What came after this answer; None while that is being decided. Raises Response.DoesNotExist."""
    response = Response.objects.get(pk=response_id)
    session = _session(response.session_id)
    InterviewSession.objects.filter(pk=session.pk, status=SessionStatus.IN_PROGRESS).update(last_seen_at=clock.now())
    later = session.responses.filter(number__gt=response.number).order_by("number")
    following = next((r for r in later if not from_room(r)), None)
    if following is not None:
        return _step(session, following)
    return Step("complete") if session.status == SessionStatus.COMPLETED else None


@transaction.atomic
def note_from_room(
    session_id: uuid.UUID, *, question: str, answer: str, keywords: list[str], difficulty: str
) -> Response | None:
    """Keep a question that a person put in the room, with its answer, beside the engine's own. None once it is over.

    It counts as a follow-up to none of the prepared questions, so the engine's plan stays as it is.
    """
    session = sessions.lock(session_id)
    if session.status == SessionStatus.COMPLETED:
        return None
    now = clock.now()
    last = session.responses.aggregate(last=Max("number"))["last"] or 0
    response = Response.objects.create(
        session=session,
        number=last + 1,
        question_text=question,
        question_type=ResponseType.FOLLOW_UP,
        difficulty=difficulty,
        rubric={"keywords": keywords, "source": FROM_ROOM},
        reason="Asked in the room.",
        time_allowed=0,
        state=ResponseState.ANSWERED,
        asked_at=now,
        answered_at=now,
        decided_at=now,
        typed_text=answer.replace("\x00", ""),
    )
    answer_recorded.send(sender=Response, response=response)
    return response


def open_question_like(session_id: uuid.UUID, text: str) -> Response | None:
    """The question that waits for its answer, if these are its words."""
    waiting = Response.objects.filter(session_id=session_id, state__in=OPEN_STATES)
    return _by_words(waiting, text)


def progress(session: InterviewSession) -> dict[str, Any]:
    """``answered`` of ``total`` main questions, and percent; follow-ups don't count."""
    total = selectors.plan_of(session, selectors.resume_facts(session)).total
    asked = [r for r in session.responses.all() if r.state != ResponseState.ASKED_BACK]
    main = [r for r in asked if r.question_type != ResponseType.FOLLOW_UP]
    answered = sum(1 for r in main if not r.is_open)
    total = max(total, len(main))
    done = session.status == SessionStatus.COMPLETED
    return {
        "answered": answered,
        "total": total,
        "percent": 100 if done else round(100 * answered / total) if total else 0,
    }
