"""One-use tickets for sockets: a program has no cookies, and a browser's socket takes no headers.

A ticket is got over HTTPS with whatever right the caller has, lives for half a minute, and opens one socket of one
session, once. It stands in the address, ``?ticket=...``, where it is worth nothing after its use.
"""

from __future__ import annotations

import secrets
import uuid
from hashlib import sha256
from typing import Any
from urllib.parse import parse_qs

from django.core.cache import cache

from interviewer.accounts.models import User
from interviewer.executor import in_database
from interviews import seats

SECONDS = 30


def issue(session_id: uuid.UUID, *, user: Any = None) -> str:
    """A ticket for the session's candidate or, with ``user``, for that account to watch."""
    ticket = secrets.token_urlsafe(24)
    cache.set(_name(ticket), {"session": session_id.hex, "user": str(user.pk) if user else ""}, SECONDS)
    return ticket


def _name(ticket: str) -> str:
    return f"socket-ticket:{sha256(ticket.encode()).hexdigest()}"


def redeem(ticket: str) -> dict[str, str] | None:
    """What the ticket is for, the first time it is shown."""
    name = _name(ticket)
    found = cache.get(name)
    # Of two that come at once, only one can take the mark.
    if found is None or not cache.add(f"{name}:used", True, SECONDS * 2):
        return None
    cache.delete(name)
    return dict(found)


class Tickets:
    """Around a consumer: a good ticket counts as the seat's cookie, or as the account's session."""

    def __init__(self, inner: Any) -> None:
        self.inner = inner

    async def __call__(self, scope: dict[str, Any], receive: Any, send: Any) -> Any:
        given = parse_qs(scope.get("query_string", b"").decode("latin-1")).get("ticket", [""])[0]
        if given:
            scope = await in_database(_let_in, scope, given)
        return await self.inner(scope, receive, send)


def _let_in(scope: dict[str, Any], ticket: str) -> dict[str, Any]:
    found = redeem(ticket)
    session_id = scope["url_route"]["kwargs"]["session_id"]
    if found is None or found["session"] != session_id.hex:
        return scope
    if found["user"]:
        user = User.objects.filter(pk=found["user"], is_active=True).first()
        return {**scope, "user": user} if user else scope
    name = seats.cookie_name(session_id)
    return {**scope, "cookies": {**scope.get("cookies", {}), name: seats.token(session_id)}}
