"""A seat is a candidate's right to a session: a signed cookie that holds the session's id and nothing else."""

from __future__ import annotations

import uuid
from collections.abc import Mapping

from django.conf import settings
from django.core import signing
from django.http import HttpRequest, HttpResponse

SALT = "interviews.seat"
MAX_AGE = 14 * 24 * 3600


def cookie_name(session_id: uuid.UUID) -> str:
    return f"seat_{session_id.hex}"


def token(session_id: uuid.UUID) -> str:
    """The seat as a token, for clients that keep no cookies."""
    return signing.dumps(session_id.hex, salt=SALT)


def valid(value: str, session_id: uuid.UUID) -> bool:
    try:
        return bool(signing.loads(value, salt=SALT, max_age=MAX_AGE) == session_id.hex)
    except signing.BadSignature:
        return False


def give(response: HttpResponse, session_id: uuid.UUID) -> None:
    response.set_cookie(
        cookie_name(session_id),
        token(session_id),
        max_age=MAX_AGE,
        httponly=True,
        samesite="Lax",
        secure=settings.HTTPS,
    )


def holds(cookies: Mapping[str, str], session_id: uuid.UUID) -> bool:
    return valid(cookies.get(cookie_name(session_id), ""), session_id)


def held_sessions(request: HttpRequest) -> list[uuid.UUID]:
    """The sessions this browser has a seat in."""
    found = []
    for name in request.COOKIES:
        prefix, _, value = name.partition("_")
        if prefix == "seat" and len(value) == 32:
            try:
                session_id = uuid.UUID(value)
            except ValueError:
                continue
            if holds(request.COOKIES, session_id):
                found.append(session_id)
    return found
