"""Who may do what with a session: its candidate by the token that the start gave, recruiters by their role."""

from __future__ import annotations

import uuid
from typing import Any
from urllib.parse import urlsplit

from django.conf import settings
from rest_framework import exceptions
from rest_framework.request import Request
from rest_framework.settings import api_settings

from interviewer.api.errors import ApiProblem
from interviews import seats
from interviews.models import InterviewSession
from interviews.selectors import sessions_for

TOKEN_HEADER = "X-Session-Token"  # noqa: S105 - a header's name


class NoToken(ApiProblem):
    auth_header = 'Bearer realm="session"'

    def __init__(self) -> None:
        message = "Send the session token that the start gave, as X-Session-Token or as a bearer token."
        super().__init__("not_authenticated", message, status_code=401)


def holds_seat(request: Request, session_id: uuid.UUID) -> bool:
    """Whether the session's token comes with the request, in a header or as the cookie of a page of ours."""
    token = _token(request)
    if token:
        return seats.valid(token, session_id)
    return seats.holds(request.COOKIES, session_id) and _of_ours(request)


def require_seat(request: Request, session_id: uuid.UUID) -> None:
    """Raises NotAuthenticated without any token, and NotFound with one that isn't this session's."""
    if holds_seat(request, session_id):
        return
    if _token(request):
        raise exceptions.NotFound("There is no such interview, or its token is not the right one.")
    raise NoToken


def _token(request: Request) -> str:
    scheme, _, value = request.headers.get("Authorization", "").partition(" ")
    return request.headers.get(TOKEN_HEADER, "") or (value.strip() if scheme.lower() == "bearer" else "")


def _of_ours(request: Request) -> bool:
    """A cookie comes along by itself: it counts only from our own pages and those of ALLOWED_ORIGINS."""
    origin = request.headers.get("Origin", "")
    return not origin or origin in settings.ALLOWED_ORIGINS or urlsplit(origin).netloc == request.get_host()


def find_session(user: Any, value: str) -> InterviewSession | None:
    """The session of this id that the account may see; None alike for others, and for what is no id at all."""
    try:
        key = uuid.UUID(str(value))
    except ValueError:
        return None
    rows = sessions_for(user).select_related("config", "config_version", "candidate", "resume")
    return rows.filter(pk=key).first()


def account_of(request: Request) -> Any:
    """The account that calls, on routes where a session's token may stand in its place; None for nobody."""
    authenticators: Any = api_settings.DEFAULT_AUTHENTICATION_CLASSES
    for authenticator in authenticators:
        found = authenticator().authenticate(request)
        if found is not None:
            return found[0]
    return None
