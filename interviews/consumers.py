"""The candidate's socket: authenticate, then carry messages to the room and back."""

from __future__ import annotations

import uuid
from typing import Any
from urllib.parse import parse_qs

from channels.exceptions import StopConsumer
from channels.generic.websocket import AsyncWebsocketConsumer

from interviewer.executor import in_database
from interviewer.logging import bind
from interviews import dialect, events, protocol, seats
from interviews.room import Refused
from interviews.timed_room import TimedRoom


class InterviewConsumer(AsyncWebsocketConsumer):
    room: TimedRoom

    async def dispatch(self, message: dict[str, Any]) -> None:
        """As Channels does it, but without a trip to its shared database thread for every frame."""
        handler = getattr(self, message["type"].replace(".", "_"), None)
        if handler is None:
            raise ValueError(f"no handler for {message['type']}")
        await handler(message)

    async def connect(self) -> None:
        session_id: uuid.UUID = self.scope["url_route"]["kwargs"]["session_id"]
        self.kindly = dialect.Kindly()
        self.inline_sound = not dialect.wants_url(self.scope.get("query_string", b""))
        self.room = TimedRoom(session_id, self._send, self._hang_up)
        self.room.parse = lambda frame: self.kindly.parse(frame, self.room.question_id)
        bind(session=str(session_id)[:8])
        await self.accept()
        if not seats.holds(self.scope.get("cookies", {}), session_id):
            problem = Refused("not_allowed", "Please open the interview by its link.", protocol.CLOSE_NOT_ALLOWED)
            await self._refuse(problem)
            return
        await self.channel_layer.group_add(events.session_group(session_id), self.channel_name)
        try:
            await self.room.join(reviewing=self._asked_for("review"))
        except Refused as problem:
            await self._refuse(problem)

    def _asked_for(self, feature: str) -> bool:
        """What the page can do beyond the first version of the protocol, e.g. ``?features=review``."""
        query = parse_qs(self.scope.get("query_string", b"").decode("ascii", "replace"))
        return feature in ",".join(query.get("features", [])).split(",")

    async def _refuse(self, problem: Refused) -> None:
        await self.room.send(protocol.Error(code=problem.code, message=str(problem)))
        await self.close(code=problem.close_code)

    async def websocket_disconnect(self, message: dict[str, Any]) -> None:
        self.room.end()
        await self.channel_layer.group_discard(events.session_group(self.room.session_id), self.channel_name)
        await self.room.leave()
        raise StopConsumer

    async def receive(self, text_data: str | None = None, bytes_data: bytes | None = None) -> None:
        await self.room.receive(text_data, bytes_data)

    # --- From the workers ----------------------------------------------------------------------------

    async def session_message(self, event: dict[str, Any]) -> None:
        if self.room.joined:
            await self.room.forward(event["message"])

    async def session_superseded(self, event: dict[str, Any]) -> None:
        if self.room.joined and event["lease"] != self.room.lease:
            await self.room.give_way()

    async def session_asked(self, event: dict[str, Any]) -> None:
        """Among requests by HTTP only."""

    # --- To the candidate ----------------------------------------------------------------------------

    async def _send(self, message: dict[str, Any]) -> None:
        if message["type"] == "resume":
            self.kindly.restore(message.get("question_id"), message.get("audio", []))
        elif message["type"] == "audio" and self.inline_sound:
            message = await in_database(dialect.with_sound, message)
        await self.send(text_data=protocol.to_json(message))

    async def _hang_up(self, code: int) -> None:
        await self.close(code=code)
