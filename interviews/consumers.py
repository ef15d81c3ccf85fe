"""The candidate's socket: authenticate, parse, call a service, send."""

from __future__ import annotations

import asyncio
import logging
import uuid
from collections.abc import Awaitable, Callable
from typing import Any
from urllib.parse import parse_qs

from channels.exceptions import StopConsumer
from channels.generic.websocket import AsyncWebsocketConsumer
from pydantic import BaseModel

from interviewer.executor import in_database, on_disk
from interviewer.logging import bind
from interviews import dialect, events, protocol, seats
from interviews.models import CompletionMethod, InterviewSession
from interviews.protocol import Ack, ProtocolError, dump
from interviews.server_messages import Changed, Limits, Presence, StoredAudio
from interviews.services import answering, clock, recordings, review, sessions, speech, turns

logger = logging.getLogger(__name__)

TRY_AGAIN_SECONDS = 2.0
# What of the page's messages is news to somebody who watches.
SEEN_BY_WATCHERS = {
    "question_heard": "clock", "pause": "clock", "go_on": "clock", "more_time": "clock", "reopen": "clock",
    "draft": "draft", "hint": "hint",
}  # fmt: skip
MAX_ERRORS = 100  # a client that sends nothing but nonsense is let go


class InterviewConsumer(AsyncWebsocketConsumer):
    session_id: uuid.UUID
    lease = ""
    question_id: uuid.UUID | None = None
    joined = False
    errors = 0
    takes = 1
    clock_waits = False
    paused = False
    watched = False
    spoken: uuid.UUID | None = None  # the question whose speech was asked for on this connection

    async def dispatch(self, message: dict[str, Any]) -> None:
        """As Channels does it, but without a trip to its shared database thread for every frame."""
        handler = getattr(self, message["type"].replace(".", "_"), None)
        if handler is None:
            raise ValueError(f"no handler for {message['type']}")
        await handler(message)

    # --- Coming and going ----------------------------------------------------------------------------

    async def connect(self) -> None:
        self.timer: asyncio.Task[None] | None = None
        self.speaking: asyncio.Task[None] | None = None
        self.kindly = dialect.Kindly()
        self.inline_sound = not dialect.wants_url(self.scope.get("query_string", b""))
        self.session_id = self.scope["url_route"]["kwargs"]["session_id"]
        bind(session=str(self.session_id)[:8])
        await self.accept()
        if not seats.holds(self.scope.get("cookies", {}), self.session_id):
            await self._refuse("not_allowed", "Please open the interview by its link.", protocol.CLOSE_NOT_ALLOWED)
            return
        await self.channel_layer.group_add(events.session_group(self.session_id), self.channel_name)
        try:
            joined = await in_database(sessions.join, self.session_id, reviewing=self._asked_for("review"))
        except InterviewSession.DoesNotExist:
            await self._refuse("unknown_session", "This interview does not exist.", protocol.CLOSE_UNKNOWN)
            return
        except sessions.NotPossible as problem:
            await self._refuse("not_allowed", str(problem), protocol.CLOSE_NOT_ALLOWED)
            return
        self.lease, self.joined, self.takes = joined.lease, True, joined.limits["answer_takes"]
        if joined.superseded:
            await self.channel_layer.group_send(
                events.session_group(self.session_id), {"type": "session.superseded", "lease": joined.lease}
            )
        await self._send(
            protocol.Connected(
                session_id=str(self.session_id),
                status=joined.status,
                seq=joined.seq,
                limits=Limits(**joined.limits),
            )
        )
        self.watched = joined.watched
        if joined.watched:
            await self._send(Presence(watched=True))
            await self._tell_watchers("joined")
        await self._restore(joined)

    def _asked_for(self, feature: str) -> bool:
        """What the page can do beyond the first version of the protocol, e.g. ``?features=review``."""
        query = parse_qs(self.scope.get("query_string", b"").decode("ascii", "replace"))
        return feature in ",".join(query.get("features", [])).split(",")

    async def _restore(self, joined: sessions.Joined) -> None:
        question_id = joined.question["question_id"] if joined.question else None
        self.kindly.restore(question_id, joined.audio)
        audio = [StoredAudio(**part) for part in joined.audio]
        await self._send(protocol.Resume(question_id=question_id, thinking=joined.thinking, audio=audio))
        if joined.waiting:
            await self._forward(joined.waiting)
        elif joined.status == "completed":
            await self._current_question()

    async def _refuse(self, code: str, message: str, close_code: int) -> None:
        await self._send(protocol.Error(code=code, message=message))
        await self.close(code=close_code)

    async def websocket_disconnect(self, message: dict[str, Any]) -> None:
        for task in (self.timer, self.speaking):
            if task:
                task.cancel()
        await self.channel_layer.group_discard(events.session_group(self.session_id), self.channel_name)
        if self.joined:
            await in_database(sessions.leave, self.session_id, self.lease)
            await self._tell_watchers("left")
        raise StopConsumer

    # --- From the candidate --------------------------------------------------------------------------

    async def receive(self, text_data: str | None = None, bytes_data: bytes | None = None) -> None:
        if not self.joined:
            return
        question_id = None
        try:
            if bytes_data is not None:
                header, body = protocol.parse_binary(bytes_data)
                question_id = header.question_id
                await self._store_chunk(header, body)
            else:
                message = self.kindly.parse(text_data or "", self.question_id)
                question_id = getattr(message, "question_id", None)
                await self._handle(message)
                if message.type in SEEN_BY_WATCHERS:
                    await self._tell_watchers(SEEN_BY_WATCHERS[message.type])
        except ProtocolError as problem:
            await self._error(problem.code, str(problem), question_id)
        except (turns.TurnRefused, recordings.ChunkRefused) as problem:
            ours = problem.code == recordings.STORAGE_UNAVAILABLE
            await self._error(problem.code, str(problem), question_id, ours=ours, **getattr(problem, "details", {}))
        except Exception:
            logger.exception("a message could not be handled")
            await self._error("internal", "Something went wrong here. Please try that again.", question_id, ours=True)

    async def _handle(self, message: BaseModel) -> None:
        match message:
            case protocol.Ping():
                await self._pong(message)
            case protocol.AudioChunk():
                await self._store_chunk(*protocol.decode_chunk(message))
            case protocol.Draft():
                revision = await in_database(
                    turns.save_draft, self.session_id, self.lease, message.question_id, message.revision,
                    message.text, message.code,
                )  # fmt: skip
                await self._send(Ack(kind="draft", question_id=str(message.question_id), revision=revision))
            case protocol.QuestionHeard():
                await self._heard(message.question_id)
            case protocol.Hint():
                hint, left = await in_database(turns.take_hint, self.session_id, self.lease, message.question_id)
                await self._forward(
                    {"type": "hint", "question_id": str(message.question_id), "text": hint, "hints_available": left}
                )
            case protocol.Answer():
                await self._answer(message)
            case protocol.Skip():
                await in_database(turns.skip, self.session_id, self.lease, message.question_id)
                await self._taken("skip", message.question_id)
            case protocol.Pause():
                seconds = await in_database(answering.pause, self.session_id, self.lease, message.question_id)
                await self._send(_moment("pause", message.question_id, seconds))
                if not self.clock_waits and message.question_id == self.question_id:
                    self._set_timer(self._end_pause(message.question_id))
            case protocol.GoOn():
                await self._go_on(message.question_id)
            case protocol.MoreTime():
                await self._more_time(message.question_id)
            case protocol.Observed():
                noted = [event.model_dump() for event in message.events]
                await in_database(answering.observe, self.session_id, self.lease, message.question_id, noted)
                await self._send(Ack(kind="observed", question_id=str(message.question_id)))
            case protocol.Reopen():
                await self._reopen(message.question_id)
            case protocol.GetCurrentQuestion():
                await self._current_question()
            case protocol.EndInterview():
                await in_database(sessions.end, self.session_id, CompletionMethod.MANUALLY_ENDED)

    async def _store_chunk(self, header: protocol.ChunkHeader, body: bytes) -> None:
        if header.question_id != self.question_id:
            raise ProtocolError("unknown_question", "This recording is for a question that is not open.")
        if header.take >= self.takes:
            raise ProtocolError("no_more_takes", "This answer can't be recorded again.")
        key = recordings.ChunkKey(self.session_id, header.question_id, header.take, header.segment, header.seq)
        await on_disk(recordings.store_chunk, key, body, header.sha256)
        await self._send(
            Ack(
                kind="audio_chunk",
                question_id=str(header.question_id),
                take=header.take,
                segment=header.segment,
                seq=header.seq,
            )
        )

    async def _heard(self, question_id: uuid.UUID) -> None:
        left = await in_database(turns.question_heard, self.session_id, self.lease, question_id)
        await self._send(_moment("question_heard", question_id, left))
        self._count_down(question_id, left)

    async def _go_on(self, question_id: uuid.UUID) -> None:
        left = await in_database(answering.go_on, self.session_id, self.lease, question_id)
        await self._send(_moment("go_on", question_id, left))
        if not self.clock_waits:
            self._count_down(question_id, left)

    async def _reopen(self, question_id: uuid.UUID) -> None:
        await in_database(review.reopen, self.session_id, self.lease, question_id)
        await self._send(Ack(kind="reopen", question_id=str(question_id)))
        # What was recorded before it was passed by is still here: the page must go on after it.
        parts = await on_disk(sessions.stored_audio, self.session_id, question_id)
        audio = [StoredAudio(**part) for part in parts]
        await self._send(protocol.Resume(question_id=str(question_id), thinking=False, audio=audio))

    async def _more_time(self, question_id: uuid.UUID) -> None:
        extended = await in_database(answering.more_time, self.session_id, self.lease, question_id)
        await self._send(
            Ack(
                kind="more_time",
                question_id=str(question_id),
                remaining=round(extended.remaining, 1),
                time_allowed=extended.time_allowed,
                extensions_left=extended.left,
            )
        )
        if not self.clock_waits and not self.paused:
            self._count_down(question_id, extended.remaining)

    def _count_down(self, question_id: uuid.UUID, left: float) -> None:
        if question_id == self.question_id:
            self.clock_waits = self.paused = False
            self._set_timer(self._time_up(question_id, left + clock.ANSWER_GRACE))

    async def _end_pause(self, question_id: uuid.UUID) -> None:
        self.paused = True
        await asyncio.sleep(answering.LONGEST_PAUSE)
        await self._until_done(lambda: self._go_on(question_id))

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
        await self._taken("answer", message.question_id)
        if response.decided_at is not None:
            # Answered before, and what follows has been announced already: the page may have missed it.
            await self._current_question()

    async def _taken(self, kind: Any, question_id: uuid.UUID) -> None:
        if question_id == self.question_id:
            self.question_id = None
            self._set_timer(None)
        await self._send(Ack(kind=kind, question_id=str(question_id)))

    async def _current_question(self) -> None:
        await self._forward(await in_database(_current, self.session_id))

    async def _pong(self, message: protocol.Ping) -> None:
        await self._send(protocol.Pong(sent_at=message.sent_at))
        if not await in_database(sessions.seen, self.session_id, self.lease):
            await self._give_way()

    # --- From the workers ----------------------------------------------------------------------------

    async def session_message(self, event: dict[str, Any]) -> None:
        if self.joined:
            await self._forward(event["message"])

    async def session_superseded(self, event: dict[str, Any]) -> None:
        if self.joined and event["lease"] != self.lease:
            await self._give_way()

    async def _give_way(self) -> None:
        self.joined = False
        self._set_timer(None)
        await self._send(protocol.Superseded())
        await self.close(code=protocol.CLOSE_SUPERSEDED)

    async def _tell_watchers(self, what: str) -> None:
        """A hint to look again, where anybody watches; answers are told by the service that takes them."""
        if self.watched:
            message = {"type": "session.message", "message": dump(Changed(what=what))}  # type: ignore[arg-type]
            await self.channel_layer.group_send(events.monitor_group(self.session_id), message)

    # --- To the candidate ----------------------------------------------------------------------------

    async def _forward(self, message: dict[str, Any]) -> None:
        if message["type"] == "question":
            message = {**message, "server_time": clock.now().isoformat()}
            self._expect(uuid.UUID(message["question_id"]), message)
        elif message["type"] in {"completed", "review"}:
            self.question_id = None
            self._set_timer(None)
        elif message["type"] == "presence":
            self.watched = message["watched"]
        elif message["type"] == "time_added" and not self.clock_waits and not self.paused:
            self._count_down(uuid.UUID(message["question_id"]), message["remaining"])
        elif message["type"] == "audio" and self.clock_waits and message["question_id"] == str(self.question_id):
            self._set_timer(self._assume_heard(uuid.UUID(message["question_id"]), message["duration"]))
        if message["type"] == "audio" and self.inline_sound:
            message = await in_database(dialect.with_sound, message)
        await self._send_json(message)
        if message["type"] == "question" and message["speech"] and self.spoken != self.question_id:
            self.spoken = self.question_id
            self.speaking = asyncio.create_task(self._speak(uuid.UUID(message["question_id"])))

    async def _speak(self, question_id: uuid.UUID) -> None:
        """Send the question's speech, or have it made: the text is out already."""
        try:
            message = await in_database(speech.message_or_order, question_id)
        except Exception:
            logger.exception("no speech could be had")
            return
        if message is not None and self.joined:
            await self._forward(message)

    def _expect(self, question_id: uuid.UUID, message: dict[str, Any]) -> None:
        """Set the server's own clock for the question: it starts by itself, and ends by itself."""
        if question_id == self.question_id and message["clock"] == "waiting":
            return
        self.question_id = question_id
        self.clock_waits = message["clock"] == "waiting"
        if self.clock_waits:
            self._set_timer(self._assume_heard(question_id, 0))
        else:
            self._count_down(question_id, message["remaining"])

    def _set_timer(self, coroutine: Any) -> None:
        if self.timer and self.timer is not asyncio.current_task():
            self.timer.cancel()
        self.timer = asyncio.create_task(coroutine) if coroutine else None

    async def _assume_heard(self, question_id: uuid.UUID, spoken_seconds: float) -> None:
        await asyncio.sleep(spoken_seconds + clock.HEARD_GRACE)
        await self._until_done(lambda: self._heard(question_id))

    async def _time_up(self, question_id: uuid.UUID, seconds: float) -> None:
        async def close() -> None:
            if await in_database(turns.time_out, self.session_id, question_id):
                await self._taken("answer", question_id)

        await asyncio.sleep(seconds)
        await self._until_done(close)

    async def _until_done(self, act: Callable[[], Awaitable[None]]) -> None:
        """A clock must not stop because the database was away for a moment."""
        while self.joined:
            try:
                await act()
                return
            except turns.TurnRefused:
                logger.info("the session moved on before its clock")
                return
            except Exception:
                logger.exception("the clock of a question could not be moved on; trying again")
                await asyncio.sleep(TRY_AGAIN_SECONDS)

    async def _send(self, message: BaseModel) -> None:
        await self._send_json(dump(message))

    async def _send_json(self, message: dict[str, Any]) -> None:
        await self.send(text_data=protocol.to_json(message))

    async def _error(
        self, code: str, message: str, question_id: uuid.UUID | None, *, ours: bool = False, **details: Any
    ) -> None:
        """``ours``: the trouble is on this side, and says nothing against the client."""
        self.errors += 0 if ours else 1
        await self._send(
            protocol.Error(code=code, message=message, question_id=str(question_id) if question_id else None, **details)
        )
        if code == "superseded":
            await self._give_way()
        elif self.errors > MAX_ERRORS:
            await self.close(code=protocol.CLOSE_ABUSE)


def _current(session_id: uuid.UUID) -> dict[str, Any]:
    """What the session waits for: its question, or that the server is thinking, or its end."""
    from interviews.services.endings import completed_message

    session = InterviewSession.objects.select_related("config_version", "resume").get(pk=session_id)
    if session.status == "completed":
        return completed_message(session)
    waiting = turns.current_message(session)
    return waiting or {"type": "resume", "question_id": None, "thinking": True, "audio": []}


def _moment(kind: Any, question_id: uuid.UUID, left: float) -> Ack:
    return Ack(kind=kind, question_id=str(question_id), remaining=round(left, 1))
