"""Cross-origin requests: the API answers pages of ``ALLOWED_ORIGINS``, and no other site."""

from __future__ import annotations

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.utils.cache import patch_vary_headers
from django.utils.deprecation import MiddlewareMixin

METHODS = "GET, POST, PUT, PATCH, DELETE, OPTIONS"
HEADERS = "authorization, content-type, idempotency-key, x-session-token, x-csrftoken"
EXPOSED = "Retry-After, Location, Idempotent-Replayed"


class Cors(MiddlewareMixin):
    def _allowed(self, request: HttpRequest) -> str:
        origin = request.headers.get("Origin", "")
        return origin if origin and origin in settings.ALLOWED_ORIGINS and is_api(request.path) else ""

    def process_request(self, request: HttpRequest) -> HttpResponseBase | None:
        if request.method == "OPTIONS" and "Access-Control-Request-Method" in request.headers and is_api(request.path):
            return HttpResponse(status=204)
        return None

    def process_response(self, request: HttpRequest, response: HttpResponseBase) -> HttpResponseBase:
        if not is_api(request.path):
            return response
        patch_vary_headers(response, ("Origin",))
        origin = self._allowed(request)
        if origin:
            response["Access-Control-Allow-Origin"] = origin
            response["Access-Control-Allow-Credentials"] = "true"
            response["Access-Control-Expose-Headers"] = EXPOSED
            if request.method == "OPTIONS":
                response["Access-Control-Allow-Methods"] = METHODS
                response["Access-Control-Allow-Headers"] = HEADERS
                response["Access-Control-Max-Age"] = "600"
        return response


# What existing clients call without the prefix.
BARE = {"/evaluate-answer", "/evaluate-response", "/complete-interview"}


def is_api(path: str) -> bool:
    return path.startswith("/api/") or path in BARE or path == "/health"
