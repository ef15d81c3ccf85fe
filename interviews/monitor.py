"""The recruiter's socket: what happens in a session, to look at and nothing more."""

from __future__ import annotations

import uuid
from typing import Any

from channels.exceptions import StopConsumer
from channels.generic.websocket import AsyncWebsocketConsumer

from interviewer.accounts.scope import visible_to
from interviewer.executor import in_database
from interviewer.logging import bind
from interviews import events, protocol
from interviews.models import InterviewSession


class MonitorConsumer(AsyncWebsocketConsumer):
    session_id: uuid.UUID
    joined = False

    async def connect(self) -> None:
        self.session_id = self.scope["url_route"]["kwargs"]["session_id"]
        bind(session=str(self.session_id)[:8])
        await self.accept()
        user = self.scope.get("user")
        if user is None or not user.is_authenticated:
            await self._refuse("not_allowed", "Please sign in.", protocol.CLOSE_NOT_ALLOWED)
            return
        status = await in_database(_status, user, self.session_id)
        if status is None:
            await self._refuse("unknown_session", "This interview does not exist.", protocol.CLOSE_UNKNOWN)
            return
        await self.channel_layer.group_add(events.monitor_group(self.session_id), self.channel_name)
        self.joined = True
        greeting = {"session_id": str(self.session_id), "protocol": protocol.VERSION, "status": status}
        await self._send({"type": "connected", **greeting})

    async def _refuse(self, code: str, message: str, close_code: int) -> None:
        await self._send(protocol.dump(protocol.Error(code=code, message=message)))
        await self.close(code=close_code)

    async def websocket_disconnect(self, message: dict[str, Any]) -> None:
        if self.joined:
            await self.channel_layer.group_discard(events.monitor_group(self.session_id), self.channel_name)
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
        await self._send(event["message"])

    async def _send(self, message: dict[str, Any]) -> None:
        await self.send(text_data=protocol.to_json(message))


def _status(user: Any, session_id: uuid.UUID) -> str | None:
    user.refresh_from_db()  # rights may have been taken away since the page was opened
    found = visible_to(user, InterviewSession.objects.all()).filter(pk=session_id).values_list("status", flat=True)
    return found.first()
