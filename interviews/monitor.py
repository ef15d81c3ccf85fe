"""The recruiter's socket: what happens in a session, to look at and nothing more.

Whoever watches is counted as long as the connection lives: the candidate is told that somebody does.
"""

from __future__ import annotations

import asyncio
import logging
import uuid
from typing import Any

from channels.exceptions import StopConsumer
from channels.generic.websocket import AsyncWebsocketConsumer

from interviewer.executor import in_database
from interviewer.logging import bind
from interviews import events, protocol
from interviews.services import watching

logger = logging.getLogger(__name__)


class MonitorConsumer(AsyncWebsocketConsumer):
    session_id: uuid.UUID
    joined = False
    alive: asyncio.Task[None] | None = None

    async def connect(self) -> None:
        self.session_id = self.scope["url_route"]["kwargs"]["session_id"]
        bind(session=str(self.session_id)[:8])
        await self.accept()
        user = self.scope.get("user")
        if user is None or not user.is_authenticated:
            await self._refuse("not_allowed", "Please sign in.", protocol.CLOSE_NOT_ALLOWED)
            return
        status = await in_database(watching.begin, user, self.session_id, self.channel_name)
        if status is None:
            await self._refuse("unknown_session", "This interview does not exist.", protocol.CLOSE_UNKNOWN)
            return
        await self.channel_layer.group_add(events.monitor_group(self.session_id), self.channel_name)
        self.joined = True
        self.alive = asyncio.create_task(self._stay(user))
        greeting = {"session_id": str(self.session_id), "protocol": protocol.VERSION, "status": status}
        await self._send({"type": "connected", **greeting})

    async def _refuse(self, code: str, message: str, close_code: int) -> None:
        await self._send(protocol.dump(protocol.Error(code=code, message=message)))
        await self.close(code=close_code)

    async def _stay(self, user: Any) -> None:
        """Go on counting as a watcher, for as long as this person may watch."""
        while True:
            await asyncio.sleep(watching.BEAT)
            try:
                status = await in_database(watching.begin, user, self.session_id, self.channel_name)
            except Exception:
                logger.exception("a watcher's sign of life could not be noted")
                continue
            if status is None:
                self.joined = False
                await self._refuse("not_allowed", "You can't watch this any more.", protocol.CLOSE_NOT_ALLOWED)
                return

    async def websocket_disconnect(self, message: dict[str, Any]) -> None:
        if self.alive is not None:
            self.alive.cancel()
            await self.channel_layer.group_discard(events.monitor_group(self.session_id), self.channel_name)
            await in_database(watching.end, self.session_id, self.channel_name)
        raise StopConsumer

    async def receive(self, text_data: str | None = None, bytes_data: bytes | None = None) -> None:
        """Heartbeats are answered; there is nothing else to say here."""
        if not self.joined:
            return
        try:
            parsed = protocol.parse_text(text_data or "")
        except protocol.ProtocolError as problem:
            await self._send(protocol.dump(protocol.Error(code=problem.code, message=str(problem))))
            return
        if isinstance(parsed, protocol.Ping):
            await self._send(protocol.dump(protocol.Pong(sent_at=parsed.sent_at)))
        else:
            await self._send(protocol.dump(protocol.Error(code="read_only", message="This connection only listens.")))

    async def session_message(self, event: dict[str, Any]) -> None:
        if self.joined:
            await self._send(event["message"])

    async def _send(self, message: dict[str, Any]) -> None:
        await self.send(text_data=protocol.to_json(message))
