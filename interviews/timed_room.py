"""A room whose connection lasts: it keeps the clock of the open question itself, and speaks while it goes on."""

from __future__ import annotations

import asyncio
import logging
import uuid
from collections.abc import Awaitable, Callable, Coroutine
from typing import Any

from interviewer.executor import in_database
from interviews.room import Room
from interviews.services import answering, clock, turns

logger = logging.getLogger(__name__)

TRY_AGAIN_SECONDS = 2.0


class TimedRoom(Room):
    def __init__(self, *args: Any) -> None:
        super().__init__(*args)
        self.clock_waits = False
        self.paused = False
        self.spoken: uuid.UUID | None = None  # the question whose speech was asked for on this connection
        self._timer: asyncio.Task[None] | None = None
        self._speaking: asyncio.Task[None] | None = None

    def end(self) -> None:
        for task in (self._timer, self._speaking):
            if task:
                task.cancel()

    # --- The clock -----------------------------------------------------------------------------------

    def clock_runs(self, question_id: uuid.UUID, left: float) -> None:
        if question_id == self.question_id:
            self.clock_waits = self.paused = False
            self._set_timer(self._time_up(question_id, left + clock.ANSWER_GRACE))

    def clock_released(self, question_id: uuid.UUID, left: float) -> None:
        if not self.clock_waits:
            self.clock_runs(question_id, left)

    def clock_extended(self, question_id: uuid.UUID, left: float) -> None:
        if not self.clock_waits and not self.paused:
            self.clock_runs(question_id, left)

    def clock_held(self, question_id: uuid.UUID) -> None:
        if not self.clock_waits and question_id == self.question_id:
            self.paused = True
            self._set_timer(self._end_pause(question_id))

    def question_shown(self, question_id: uuid.UUID, message: dict[str, Any]) -> None:
        """Set the clock for the question: it starts by itself, and ends by itself."""
        if question_id == self.question_id and message["clock"] == "waiting":
            return
        self.question_id = question_id
        self.clock_waits = message["clock"] == "waiting"
        if self.clock_waits:
            self._set_timer(self._assume_heard(question_id, 0))
        else:
            self.clock_runs(question_id, message["remaining"])

    def question_closed(self) -> None:
        self.question_id = None
        self._set_timer(None)

    def _set_timer(self, coroutine: Coroutine[Any, Any, None] | None) -> None:
        if self._timer and self._timer is not asyncio.current_task():
            self._timer.cancel()
        self._timer = asyncio.create_task(coroutine) if coroutine else None

    async def _assume_heard(self, question_id: uuid.UUID, spoken_seconds: float) -> None:
        await asyncio.sleep(spoken_seconds + clock.HEARD_GRACE)
        await self._until_done(lambda: self.heard(question_id))

    async def _end_pause(self, question_id: uuid.UUID) -> None:
        await asyncio.sleep(answering.LONGEST_PAUSE)
        await self._until_done(lambda: self.go_on(question_id))

    async def _time_up(self, question_id: uuid.UUID, seconds: float) -> None:
        async def close() -> None:
            if await in_database(turns.time_out, self.session_id, question_id):
                await self.taken("answer", question_id)

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

    # --- The voice -----------------------------------------------------------------------------------

    async def forward(self, message: dict[str, Any]) -> None:
        if message["type"] == "audio" and self.clock_waits and message["question_id"] == str(self.question_id):
            self._set_timer(self._assume_heard(uuid.UUID(message["question_id"]), message["duration"]))
        await super().forward(message)

    async def begin_to_speak(self, question_id: uuid.UUID) -> None:
        if self.spoken != question_id:
            self.spoken = question_id
            self._speaking = asyncio.create_task(super().begin_to_speak(question_id))
