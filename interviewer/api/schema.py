"""The schema and its page."""

from __future__ import annotations

from typing import Any

from csp.constants import NONCE, SELF, UNSAFE_INLINE
from drf_spectacular.utils import extend_schema
from drf_spectacular.views import SpectacularAPIView, SpectacularSwaggerSplitView
from rest_framework.permissions import AllowAny
from rest_framework.request import Request
from rest_framework.response import Response

# What any route may answer besides what it is for.
COMMON = {
    "400": "What was sent can't be used; `fields` says where.",
    "401": "No valid token, or none at all.",
    "403": "The account's role may not do this.",
    "404": "There is nothing here, or nothing for this caller.",
    "405": "The route has no such method.",
    "406": "The route answers in JSON.",
    "409": "This can't be done now.",
    "410": "The link or thing is closed for good.",
    "413": "Too large.",
    "415": "A body of this type can't be read here.",
    "429": "Too many requests: wait for `Retry-After` seconds.",
}


def add_errors(result: dict[str, Any], generator: Any, request: Any, public: bool) -> dict[str, Any]:
    """Every operation documents the one shape of errors."""
    schemas = result.setdefault("components", {}).setdefault("schemas", {})
    schemas["Error"] = {
        "type": "object",
        "properties": {
            "error": {
                "type": "object",
                "properties": {
                    "code": {"type": "string"},
                    "message": {"type": "string"},
                    "fields": {
                        "type": "object",
                        "additionalProperties": {"type": "array", "items": {"type": "string"}},
                    },
                },
                "required": ["code", "message", "fields"],
            }
        },
        "required": ["error"],
    }
    for operations in result.get("paths", {}).values():
        for operation in operations.values():
            if not isinstance(operation, dict) or "responses" not in operation:
                continue
            for status, text in COMMON.items():
                operation["responses"].setdefault(
                    status,
                    {
                        "description": text,
                        "content": {"application/json": {"schema": {"$ref": "#/components/schemas/Error"}}},
                    },
                )
    return result


@extend_schema(exclude=True)
class Schema(SpectacularAPIView):
    permission_classes = [AllowAny]
    authentication_classes: list[Any] = []


@extend_schema(exclude=True)
class Docs(SpectacularSwaggerSplitView):
    permission_classes = [AllowAny]
    authentication_classes: list[Any] = []

    def get(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        response = super().get(request, *args, **kwargs)
        # The viewer sets styles of its own; its scripts are files of ours.
        response._csp_replace = {"style-src": [SELF, UNSAFE_INLINE], "script-src": [SELF, NONCE]}
        return response
