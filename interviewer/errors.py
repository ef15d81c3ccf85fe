"""Error pages a person can read. API routes answer in JSON, in the one shape errors have."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render

from interviewer.api.cors import is_api
from interviewer.api.errors import body

_TEXTS = {
    400: (
        "bad_request",
        "That did not work",
        "Your browser sent something we could not read. Please go back and try again.",
    ),
    403: ("forbidden", "This page is not for you", "You are signed in, but this page needs another account."),
    404: ("not_found", "There is nothing here", "The page has moved, or the address is not complete."),
    500: (
        "server_error",
        "Something went wrong here",
        "It is our fault, it has been noted, and nothing you sent is lost. Please try again in a moment.",
    ),
}


def _answer(request: HttpRequest, status: int) -> HttpResponse:
    code, title, message = _TEXTS[status]
    if is_api(request.path):
        return JsonResponse(body(code, message), status=status)
    return render(request, "error.html", {"title": title, "message": message}, status=status)


def bad_request(request: HttpRequest, exception: Any = None) -> HttpResponse:
    return _answer(request, 400)


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    """Most often a page that was left open for days, or a browser that keeps no cookies."""
    message = (
        "This page was open for too long, or your browser keeps no cookies. "
        "Please go back, load the page again and send it once more."
    )
    if is_api(request.path):
        return JsonResponse(body("csrf", message), status=403)
    return render(request, "error.html", {"title": "Please send this once more", "message": message}, status=403)


def permission_denied(request: HttpRequest, exception: Any = None) -> HttpResponse:
    return _answer(request, 403)


def not_found(request: HttpRequest, exception: Any = None) -> HttpResponse:
    return _answer(request, 404)


def server_error(request: HttpRequest) -> HttpResponse:
    return _answer(request, 500)
