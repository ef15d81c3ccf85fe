"""Who may open a page at all. Which rows they then see is ``scope``'s matter."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest
from django.http.response import HttpResponseBase

View = Callable[..., HttpResponseBase]


def recruiter_required(view: View) -> View:
    """Recruiters and admins pass; nobody signed in goes to the sign-in page; a candidate account gets a 403."""

    @login_required
    @wraps(view)
    def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if not getattr(request.user, "is_staff", False):
            raise PermissionDenied("This page is for the people who run interviews.")
        return view(request, *args, **kwargs)

    return guarded
