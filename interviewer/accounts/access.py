"""Who may open a page at all. Which rows they then see is ``scope``'s matter."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.contrib.auth.decorators import login_required
from django.contrib.auth.views import redirect_to_login
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.cache import never_cache

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


def candidate_required(view: View) -> View:
    """Accounts of candidates pass; nobody signed in is asked for their e-mail; recruiters are told what this is."""

    @never_cache
    @wraps(view)
    def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if not request.user.is_authenticated:
            return redirect_to_login(request.get_full_path(), reverse("my:sign_in"))
        if getattr(request.user, "is_staff", False):
            return render(request, "my/for_candidates.html", status=403)
        return view(request, *args, **kwargs)

    return guarded
