"""Errors have one shape: ``{"error": {"code", "message", "fields"}}``, whatever went wrong and wherever."""

from __future__ import annotations

import logging
from collections.abc import Callable
from traceback import format_tb
from typing import Any

from django.core.exceptions import PermissionDenied, RequestDataTooBig, SuspiciousOperation
from django.core.exceptions import ValidationError as DjangoValidationError
from django.http import Http404, HttpRequest, JsonResponse
from django.views.decorators.csrf import csrf_exempt
from rest_framework import exceptions, status
from rest_framework.response import Response
from rest_framework.views import set_rollback

logger = logging.getLogger(__name__)

_CODES = {
    status.HTTP_400_BAD_REQUEST: "bad_request",
    status.HTTP_401_UNAUTHORIZED: "not_authenticated",
    status.HTTP_403_FORBIDDEN: "forbidden",
    status.HTTP_404_NOT_FOUND: "not_found",
    status.HTTP_405_METHOD_NOT_ALLOWED: "method_not_allowed",
    status.HTTP_406_NOT_ACCEPTABLE: "not_acceptable",
    status.HTTP_415_UNSUPPORTED_MEDIA_TYPE: "unsupported_media_type",
    status.HTTP_429_TOO_MANY_REQUESTS: "rate_limited",
}


class ApiProblem(exceptions.APIException):
    """A refusal with a status and a code of its own; ``fields`` maps names of fields to lists of sentences."""

    def __init__(
        self, code: str, message: str, *, status_code: int = 409, fields: dict[str, list[str]] | None = None
    ) -> None:
        super().__init__(message, code)
        self.status_code = status_code
        self.problem_code = code
        self.fields = fields or {}


# A domain's own exceptions, and what each is to a client. The apps register theirs when they are ready.
_TRANSLATIONS: dict[type[Exception], Callable[[Any], ApiProblem]] = {}


def translate(kind: type[Exception], into: Callable[[Any], ApiProblem]) -> None:
    _TRANSLATIONS[kind] = into


def body(code: str, message: str, fields: dict[str, list[str]] | None = None) -> dict[str, Any]:
    return {"error": {"code": code, "message": message, "fields": fields or {}}}


def handle(error: Exception, context: dict[str, Any]) -> Response:
    """REST framework's exception handler: every exception becomes an answer of the one shape, and none a traceback."""
    error = _understood(error)
    set_rollback()
    if not isinstance(error, exceptions.APIException):
        view = type(context.get("view")).__name__
        # Its message may quote what a candidate wrote: the log gets the kind of error and the place.
        logger.error("%s failed: %s\n%s", view, type(error).__name__, "".join(format_tb(error.__traceback__)))
        return Response(
            body("server_error", "It is our fault, and it has been noted. Please try again in a moment."), 500
        )
    headers = {}
    if getattr(error, "auth_header", None):
        headers["WWW-Authenticate"] = error.auth_header  # type: ignore[attr-defined]
    if getattr(error, "wait", None):
        headers["Retry-After"] = str(max(1, round(error.wait)))  # type: ignore[attr-defined]
    return Response(_body_of(error), status=error.status_code, headers=headers)


def _understood(error: Exception) -> Exception:
    for kind, into in _TRANSLATIONS.items():
        if isinstance(error, kind):
            return into(error)
    if isinstance(error, Http404):
        return exceptions.NotFound("There is nothing under this address.")
    if isinstance(error, PermissionDenied):
        return exceptions.PermissionDenied("Your account may not do this.")
    if isinstance(error, RequestDataTooBig):
        return ApiProblem("too_large", "This request is too large.", status_code=413)
    if isinstance(error, SuspiciousOperation):
        return ApiProblem("bad_request", "This request could not be read.", status_code=400)
    if isinstance(error, DjangoValidationError):
        return exceptions.ValidationError(getattr(error, "message_dict", None) or error.messages)
    return error


def _body_of(error: exceptions.APIException) -> dict[str, Any]:
    if isinstance(error, ApiProblem):
        return body(error.problem_code, str(error.detail), error.fields)
    if isinstance(error, exceptions.ValidationError):
        fields = _flat(error.detail)
        general = fields.pop("", [])
        message = general[0] if general else "Some of what was sent can't be used."
        return body("invalid", message, fields)
    if isinstance(error, exceptions.ParseError):
        return body("unreadable", "The body of this request could not be read.")
    if isinstance(error, exceptions.AuthenticationFailed):
        return body("not_authenticated", _text(error.detail))
    code = _CODES.get(error.status_code, "error")
    return body(code, _text(error.detail))


def _text(detail: Any) -> str:
    if isinstance(detail, dict):
        return str(detail.get("detail", "This request can't be served."))
    return str(detail[0]) if isinstance(detail, list) and detail else str(detail)


def _flat(detail: Any, path: str = "") -> dict[str, list[str]]:
    """Nested errors as ``{"questions.0.text": ["..."]}``; what belongs to no field stands under the empty name."""
    if isinstance(detail, dict):
        found: dict[str, list[str]] = {}
        for name, inner in detail.items():
            here = path if name == "non_field_errors" else f"{path}.{name}".strip(".")
            found.update(_flat(inner, here))
        return found
    if isinstance(detail, list):
        if any(isinstance(inner, dict | list) for inner in detail):
            found = {}
            for index, inner in enumerate(detail):
                found.update(_flat(inner, f"{path}.{index}".strip(".")))
            return found
        return {path: [str(inner) for inner in detail]}
    return {path: [str(detail)]}


@csrf_exempt
def nothing_here(request: HttpRequest, **kwargs: Any) -> JsonResponse:
    """For addresses under /api/ that lead nowhere."""
    return JsonResponse(body("not_found", "There is nothing under this address."), status=404)
