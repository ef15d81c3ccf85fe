"""Who may do what with a session: its candidate by the token that the start gave, recruiters by their role."""

from __future__ import annotations

import uuid
from typing import Any
from urllib.parse import urlsplit

from django.conf import settings
from django.db.models import QuerySet
from rest_framework import exceptions
from rest_framework.request import Request

from interviewer.accounts.models import Role
from interviewer.accounts.scope import visible_to
from interviews import seats
from interviews.models import InterviewSession

TOKEN_HEADER = "X-Session-Token"  # noqa: S105 - a header's name


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
    raise exceptions.NotAuthenticated("Send the session token that the start gave, as X-Session-Token or as a bearer token.")


def _token(request: Request) -> str:
    scheme, _, value = request.headers.get("Authorization", "").partition(" ")
    return request.headers.get(TOKEN_HEADER, "") or (value.strip() if scheme.lower() == "bearer" else "")


def _of_ours(request: Request) -> bool:
    """A cookie comes along by itself: it counts only from our own pages and those of ALLOWED_ORIGINS."""
    origin = request.headers.get("Origin", "")
    return not origin or origin in settings.ALLOWED_ORIGINS or urlsplit(origin).netloc == request.get_host()


def sessions_for(user: Any) -> QuerySet[InterviewSession]:
    """The sessions that an account may see: a recruiter's, and one's own practice interviews."""
    rows = InterviewSession.objects.all()
    if getattr(user, "is_active", False) and user.role == Role.CANDIDATE:
        return rows.filter(config__created_by=user)
    return visible_to(user, rows)


def find_session(user: Any, value: str) -> InterviewSession | None:
    """The session of this id that the account may see; None alike for others, and for what is no id at all."""
    try:
        key = uuid.UUID(str(value))
    except ValueError:
        return None
    rows = sessions_for(user).select_related("config", "config_version", "candidate", "resume")
    return rows.filter(pk=key).first()
