"""Programs at our sockets: a token in the handshake, as in any call of the API, in place of a browser's cookie.

``Authorization: Bearer <token>``, or ``?token=<token>`` for clients that can send no headers. The token is a
session's own, or an account's. A program sends no ``Origin`` and needs none: what an origin guards are cookies, which a
browser adds by itself, and a token is added by nobody but its holder.
"""

from __future__ import annotations

import uuid
from typing import Any
from urllib.parse import parse_qs

from channels.security.websocket import OriginValidator
from rest_framework.exceptions import APIException
from rest_framework_simplejwt.authentication import JWTAuthentication
from rest_framework_simplejwt.exceptions import TokenError

from interviewer.executor import in_database
from interviews import seats
from interviews.selectors import is_own, sessions_for


def token_of(scope: dict[str, Any]) -> str:
    for name, value in scope.get("headers", []):
        scheme, _, token = value.decode("latin-1").partition(" ")
        if name == b"authorization" and scheme.lower() == "bearer":
            return str(token.strip())
    return _asked(scope, "token")


def _asked(scope: dict[str, Any], name: str) -> str:
    return parse_qs(scope.get("query_string", b"").decode("latin-1")).get(name, [""])[0]


class Origins(OriginValidator):
    """Browsers come from our own pages or those of ALLOWED_ORIGINS; without an origin, only who shows a token."""

    async def __call__(self, scope: dict[str, Any], receive: Any, send: Any) -> Any:
        named = any(name == b"origin" for name, _ in scope.get("headers", []))
        if scope["type"] == "websocket" and not named and (token_of(scope) or _asked(scope, "ticket")):
            return await self.application(scope, receive, send)
        return await super().__call__(scope, receive, send)


class Bearers:
    """Around a consumer: a good token counts as the seat's cookie, or as the account's session."""

    def __init__(self, inner: Any) -> None:
        self.inner = inner

    async def __call__(self, scope: dict[str, Any], receive: Any, send: Any) -> Any:
        given = token_of(scope)
        if given:
            scope = await in_database(_let_in, scope, given)
        return await self.inner(scope, receive, send)


def _let_in(scope: dict[str, Any], token: str) -> dict[str, Any]:
    session_id: uuid.UUID = scope["url_route"]["kwargs"]["session_id"]
    seat = {**scope, "cookies": {**scope.get("cookies", {}), seats.cookie_name(session_id): seats.token(session_id)}}
    if seats.valid(token, session_id):
        return seat
    user = _account(token)
    if user is None:
        return scope
    session = sessions_for(user).select_related("config", "candidate").filter(pk=session_id).first()
    return {**seat, "user": user} if session is not None and is_own(session, user) else {**scope, "user": user}


def _account(token: str) -> Any:
    check = JWTAuthentication()
    try:
        return check.get_user(check.get_validated_token(token.encode()))
    except (APIException, TokenError):
        return None
