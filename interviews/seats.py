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


def give(response: HttpResponse, session_id: uuid.UUID) -> None:
    response.set_cookie(
        cookie_name(session_id),
        signing.dumps(session_id.hex, salt=SALT),
        max_age=MAX_AGE,
        httponly=True,
        samesite="Lax",
        secure=settings.HTTPS,
    )


def holds(cookies: Mapping[str, str], session_id: uuid.UUID) -> bool:
    try:
        value = signing.loads(cookies.get(cookie_name(session_id), ""), salt=SALT, max_age=MAX_AGE)
    except signing.BadSignature:
        return False
    return bool(value == session_id.hex)


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
