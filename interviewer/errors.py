"""Error pages a person can read. API routes answer in JSON, in the one shape errors have."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.views.csrf import csrf_failure as django_csrf_failure

from interviewer.api.cors import is_api
from interviewer.api.errors import body

_TEXTS = {
    400: ("bad_request", "That did not work", "Your browser sent something we could not read. Please go back and try again."),
    403: ("forbidden", "This page is not for you", "You are signed in, but this page needs another account."),
    404: ("not_found", "There is nothing here", "The page has moved, or the address is not complete."),
    500: ("server_error", "Something went wrong here", "It is our fault, it has been noted, and nothing you sent is lost. Please try again in a moment."),
}


def _answer(request: HttpRequest, status: int) -> HttpResponse:
    code, title, message = _TEXTS[status]
    if is_api(request.path):
        return JsonResponse(body(code, message), status=status)
    return render(request, "error.html", {"title": title, "message": message}, status=status)


def bad_request(request: HttpRequest, exception: Any = None) -> HttpResponse:
    return _answer(request, 400)


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    if is_api(request.path):
        return _answer(request, 403)
    return django_csrf_failure(request, reason)


def permission_denied(request: HttpRequest, exception: Any = None) -> HttpResponse:
    return _answer(request, 403)


def not_found(request: HttpRequest, exception: Any = None) -> HttpResponse:
    return _answer(request, 404)


def server_error(request: HttpRequest) -> HttpResponse:
    return _answer(request, 500)
