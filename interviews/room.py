"""One candidate's end of a session, whatever carries its messages: coming in, what the page says, what it is told.

The socket's consumer and the views that stand in for it where sockets are blocked both use it. It keeps no clock
running by itself: ``timed_room`` does where a connection lasts, ``services.presence`` where the page asks again and
again.
"""

from __future__ import annotations

import logging
import uuid
from collections.abc import Awaitable, Callable
from typing import Any

from pydantic import BaseModel

from interviewer.executor import in_database, in_passing, on_disk
from interviews import events, protocol
from interviews.models import CompletionMethod, InterviewSession
from interviews.protocol import Ack, ProtocolError, dump
from interviews.server_messages import Changed, Limits, Presence, StoredAudio
from interviews.services import answering, clock, corrections, partials, recordings, review, sessions, speech, turns

logger = logging.getLogger(__name__)

# What of the page's messages is news to somebody who watches.
SEEN_BY_WATCHERS = {
    "question_heard": "clock", "pause": "clock", "go_on": "clock", "more_time": "clock", "reopen": "clock",
    "draft": "draft", "hint": "hint", "correct": "words",
}  # fmt: skip
MAX_ERRORS = 100  # a client that sends nothing but nonsense is let go


class Refused(Exception):
    """Nobody may come in here. ``close_code`` is what a socket ends with."""

    def __init__(self, code: str, message: str, close_code: int) -> None:
        super().__init__(message)
        self.code = code
        self.close_code = close_code


class Room:
    """``deliver`` takes each message to the page, ``hang_up`` ends the connection with a close code."""

    def __init__(
        self,
        session_id: uuid.UUID,
        deliver: Callable[[dict[str, Any]], Awaitable[None]],
        hang_up: Callable[[int], Awaitable[None]],
    ) -> None:
        self.session_id = session_id
        self._deliver = deliver
        self._hang_up = hang_up
        self.parse: Callable[[str], protocol.Incoming] = protocol.parse_text
        self.lease = ""
        self.joined = False
        self.question_id: uuid.UUID | None = None
        self.takes = 1
        self.errors = 0
        self.watched = False
        self.overheard = partials.Pace()

    # --- Coming and going ----------------------------------------------------------------------------

    async def join(self, *, reviewing: bool, named: bool = False) -> None:
        """Take the session over, and tell the page where it stands. Raises Refused.

        ``named``: the page is told the name of its connection, to show it with every request.
        """
        try:
            joined = await in_database(sessions.join, self.session_id, reviewing=reviewing)
        except InterviewSession.DoesNotExist:
            raise Refused("unknown_session", "This interview does not exist.", protocol.CLOSE_UNKNOWN) from None
        except sessions.NotPossible as problem:
            raise Refused("not_allowed", str(problem), protocol.CLOSE_NOT_ALLOWED) from problem
        self.lease, self.joined, self.takes = joined.lease, True, joined.limits["answer_takes"]
        if joined.superseded:
            await events.taken_over(self.session_id, joined.lease)
        await self.send(
            protocol.Connected(
                session_id=str(self.session_id),
                status=joined.status,
                seq=joined.seq,
                limits=Limits(**joined.limits),
                connection=joined.lease if named else None,
            )
        )
        self.watched = joined.watched
        if joined.watched:
            await self.send(Presence(watched=True))
            await self._tell_watchers("joined")
        question_id = joined.question["question_id"] if joined.question else None
        audio = [StoredAudio(**part) for part in joined.audio]
        await self.send(protocol.Resume(question_id=question_id, thinking=joined.thinking, audio=audio))
        if joined.transcript:
            await self.forward(joined.transcript)
        for evaluation in joined.evaluations:
            await self.forward(evaluation)
        if joined.waiting:
            await self.forward(joined.waiting)
        elif joined.status == "completed":
            await self._current_question()

    async def leave(self) -> None:
        if self.joined:
            await in_database(sessions.leave, self.session_id, self.lease)
            await self._tell_watchers("left")

    async def take_part(self, lease: str) -> bool:
        """Go on as the connection that holds this lease; False when it has lost the session to another."""
        held = await in_database(sessions.held_by, self.session_id, lease)
        if held is None:
            await self.give_way()
            return False
        self.lease, self.joined = lease, True
        self.question_id, self.takes, self.watched = held.question_id, held.takes, held.watched
        return True

    # --- From the candidate --------------------------------------------------------------------------

    async def receive(self, text: str | None = None, data: bytes | None = None) -> None:
        if not self.joined:
            return
        question_id = None
        try:
            if data is not None:
                header, body = protocol.parse_binary(data)
                question_id = header.question_id
                await self._store_chunk(header, body)
            else:
                message = self.parse(text or "")
                question_id = getattr(message, "question_id", None)
                await self._handle(message)
                if message.type in SEEN_BY_WATCHERS:
                    await self._tell_watchers(SEEN_BY_WATCHERS[message.type])
        except ProtocolError as problem:
            await self.error(problem.code, str(problem), question_id)
        except (turns.TurnRefused, recordings.ChunkRefused) as problem:
            ours = problem.code == recordings.STORAGE_UNAVAILABLE
            await self.error(problem.code, str(problem), question_id, ours=ours, **getattr(problem, "details", {}))
        except Exception:
            logger.exception("a message could not be handled")
            await self.error("internal", "Something went wrong here. Please try that again.", question_id, ours=True)

    async def _handle(self, message: BaseModel) -> None:
        session = (self.session_id, self.lease)
        match message:
            case protocol.Ping():
                await self._pong(message)
            case protocol.AudioChunk():
                await self._store_chunk(*protocol.decode_chunk(message))
            case protocol.Draft(question_id=question_id):
                revision = await in_database(
                    turns.save_draft, *session, question_id, message.revision, message.text, message.code
                )
                await self.send(Ack(kind="draft", question_id=str(question_id), revision=revision))
            case protocol.QuestionHeard(question_id=question_id):
                await self.heard(question_id)
            case protocol.Hint(question_id=question_id):
                hint, left = await in_database(turns.take_hint, *session, question_id)
                await self.forward(
                    {"type": "hint", "question_id": str(question_id), "text": hint, "hints_available": left}
                )
            case protocol.Answer():
                await self._answer(message)
            case protocol.Skip(question_id=question_id):
                await in_database(turns.skip, *session, question_id)
                await self.taken("skip", question_id)
            case protocol.Pause(question_id=question_id):
                seconds = await in_database(answering.pause, *session, question_id)
                await self.send(moment("pause", question_id, seconds))
                self.clock_held(question_id)
            case protocol.GoOn(question_id=question_id):
                await self.go_on(question_id)
            case protocol.MoreTime(question_id=question_id):
                await self._more_time(question_id)
            case protocol.Observed(question_id=question_id):
                noted = [event.model_dump() for event in message.events]
                await in_database(answering.observe, *session, question_id, noted)
                await self.send(Ack(kind="observed", question_id=str(question_id)))
            case protocol.Correct(question_id=question_id):
                await self._correct(message)
            case protocol.Reopen(question_id=question_id):
                await self._reopen(question_id)
            case protocol.GetCurrentQuestion():
                await self._current_question()
            case protocol.EndInterview():
                await in_database(sessions.end, self.session_id, CompletionMethod.MANUALLY_ENDED)
            case protocol.Join():
                raise ProtocolError("invalid_message", "This connection has joined already.")

    async def _store_chunk(self, header: protocol.ChunkHeader, body: bytes) -> None:
        if header.question_id != self.question_id:
            raise ProtocolError("unknown_question", "This recording is for a question that is not open.")
        if header.take >= self.takes:
            raise ProtocolError("no_more_takes", "This answer can't be recorded again.")
        key = recordings.ChunkKey(self.session_id, header.question_id, header.take, header.segment, header.seq)
        await on_disk(recordings.store_chunk, key, body, header.sha256)
        await self.send(chunk_stored(header))
        if self.overheard.due():
            in_passing(partials.ask, self.session_id, header.question_id, header.take)

    async def heard(self, question_id: uuid.UUID) -> None:
        left = await in_database(turns.question_heard, self.session_id, self.lease, question_id)
        await self.send(moment("question_heard", question_id, left))
        self.clock_runs(question_id, left)

    async def go_on(self, question_id: uuid.UUID) -> None:
        left = await in_database(answering.go_on, self.session_id, self.lease, question_id)
        await self.send(moment("go_on", question_id, left))
        self.clock_released(question_id, left)

    async def _correct(self, message: protocol.Correct) -> None:
        await in_database(
            corrections.correct, self.session_id, self.lease, message.question_id,
            text=message.text, wrong=message.wrong,
        )  # fmt: skip
        await self.send(Ack(kind="correct", question_id=str(message.question_id)))

    async def _reopen(self, question_id: uuid.UUID) -> None:
        await in_database(review.reopen, self.session_id, self.lease, question_id)
        await self.send(Ack(kind="reopen", question_id=str(question_id)))
        # What was recorded before it was passed by, and not sent in, is still here: the page must go on after it.
        parts = await on_disk(sessions.stored_audio, self.session_id, question_id)
        audio = [StoredAudio(**part) for part in parts]
        await self.send(protocol.Resume(question_id=str(question_id), thinking=False, audio=audio))

    async def _more_time(self, question_id: uuid.UUID) -> None:
        extended = await in_database(answering.more_time, self.session_id, self.lease, question_id)
        await self.send(
            Ack(
                kind="more_time",
                question_id=str(question_id),
                remaining=round(extended.remaining, 1),
                time_allowed=extended.time_allowed,
                extensions_left=extended.left,
            )
        )
        self.clock_extended(question_id, extended.remaining)

    async def _answer(self, message: protocol.Answer) -> None:
        answer = turns.Answer(
            text=message.text,
            code=message.code,
            live_transcript=message.live_transcript,
            last_seq=message.last_seq or None,
            mime_type=message.mime_type,
            accept_missing=message.accept_missing,
            take=message.take,
            interrupted=tuple(message.interrupted),
        )
        response = await in_database(turns.submit, self.session_id, self.lease, message.question_id, answer)
        await self.taken("answer", message.question_id)
        if response.decided_at is not None:
            # Answered before, and what follows has been announced already: the page may have missed it.
            await self._current_question()

    async def taken(self, kind: Any, question_id: uuid.UUID) -> None:
        if question_id == self.question_id:
            self.question_closed()
        await self.send(Ack(kind=kind, question_id=str(question_id)))

    async def _current_question(self) -> None:
        await self.forward(await in_database(sessions.current_state, self.session_id))

    async def _pong(self, message: protocol.Ping) -> None:
        await self.send(protocol.Pong(sent_at=message.sent_at))
        if not await in_database(sessions.seen, self.session_id, self.lease):
            await self.give_way()

    async def give_way(self) -> None:
        """Another connection has the session now."""
        self.joined = False
        self.question_closed()
        await self.send(protocol.Superseded())
        await self._hang_up(protocol.CLOSE_SUPERSEDED)

    async def _tell_watchers(self, what: str) -> None:
        """A hint to look again, where anybody watches; answers are told by the service that takes them."""
        if self.watched:
            await events.hint_to_watchers(self.session_id, dump(Changed(what=what)))  # type: ignore[arg-type]

    # --- What a clock of one's own hangs on ----------------------------------------------------------

    def clock_runs(self, question_id: uuid.UUID, left: float) -> None:
        """The question was heard."""

    def clock_released(self, question_id: uuid.UUID, left: float) -> None:
        """A pause is over, or there was none."""

    def clock_extended(self, question_id: uuid.UUID, left: float) -> None:
        """More time was given."""

    def clock_held(self, question_id: uuid.UUID) -> None:
        """A pause began."""

    def question_shown(self, question_id: uuid.UUID, message: dict[str, Any]) -> None:
        self.question_id = question_id

    def question_closed(self) -> None:
        self.question_id = None

    # --- To the candidate ----------------------------------------------------------------------------

    async def forward(self, message: dict[str, Any]) -> None:
        """A message as the services make it."""
        if message["type"] == "question":
            message = {**message, "server_time": clock.now().isoformat()}
            self.question_shown(uuid.UUID(message["question_id"]), message)
        elif message["type"] in {"completed", "review"}:
            self.question_closed()
        elif message["type"] == "presence":
            self.watched = message["watched"]
        elif message["type"] == "time_added":
            self.clock_extended(uuid.UUID(message["question_id"]), message["remaining"])
        await self._deliver(message)
        if message["type"] == "question" and message["speech"]:
            await self.begin_to_speak(uuid.UUID(message["question_id"]))

    async def begin_to_speak(self, question_id: uuid.UUID) -> None:
        """Send the question's speech, or have it made: the text is out already."""
        try:
            message = await in_database(speech.message_or_order, question_id)
        except Exception:
            logger.exception("no speech could be had")
            return
        if message is not None and self.joined:
            await self.forward(message)

    async def send(self, message: BaseModel) -> None:
        await self._deliver(dump(message))

    async def error(
        self, code: str, message: str, question_id: uuid.UUID | None, *, ours: bool = False, **details: Any
    ) -> None:
        """``ours``: the trouble is on this side, and says nothing against the client."""
        self.errors += 0 if ours else 1
        await self.send(
            protocol.Error(code=code, message=message, question_id=str(question_id) if question_id else None, **details)
        )
        if code == "superseded":
            await self.give_way()
        elif self.errors > MAX_ERRORS:
            await self._hang_up(protocol.CLOSE_ABUSE)


def moment(kind: Any, question_id: uuid.UUID, left: float) -> Ack:
    return Ack(kind=kind, question_id=str(question_id), remaining=round(left, 1))


def chunk_stored(header: protocol.ChunkHeader) -> Ack:
    return Ack(
        kind="audio_chunk",
        question_id=str(header.question_id),
        take=header.take,
        segment=header.segment,
        seq=header.seq,
    )
