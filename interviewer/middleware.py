"""Middleware of our own."""

from __future__ import annotations

from collections.abc import Awaitable
from typing import Any

from asgiref.sync import iscoroutinefunction, markcoroutinefunction, sync_to_async
from csp.constants import SELF, UNSAFE_EVAL, UNSAFE_INLINE
from csp.middleware import CSPMiddleware
from django.http import HttpRequest
from django.http.response import HttpResponseBase
from whitenoise.middleware import WhiteNoiseMiddleware


class ContentSecurityPolicy(CSPMiddleware):
    """The strict policy for our own pages; the admin theme, which evaluates inline expressions, gets a looser one."""

    admin = {"script-src": [SELF, UNSAFE_INLINE, UNSAFE_EVAL], "style-src": [SELF, UNSAFE_INLINE]}

    def process_response(self, request: HttpRequest, response: HttpResponseBase) -> HttpResponseBase:
        if request.path.startswith("/admin/"):
            response._csp_replace = self.admin  # type: ignore[attr-defined]
        return super().process_response(request, response)


class StaticFiles(WhiteNoiseMiddleware):
    """WhiteNoise's, which only knows how to wait on a thread: a request that waits for a decision would hold one."""

    sync_capable = async_capable = True

    def __init__(self, get_response: Any = None, *args: Any, **kwargs: Any) -> None:
        super().__init__(get_response, *args, **kwargs)
        if iscoroutinefunction(get_response):
            markcoroutinefunction(self)

    def __call__(self, request: HttpRequest) -> HttpResponseBase | Awaitable[HttpResponseBase]:
        if not iscoroutinefunction(self.get_response):
            return super().__call__(request)
        return self._later(request)

    async def _later(self, request: HttpRequest) -> HttpResponseBase:
        static = await sync_to_async(self._file)(request) if request.path_info.startswith(self.static_prefix) else None
        return static or await self.get_response(request)

    def _file(self, request: HttpRequest) -> HttpResponseBase | None:
        found = self.find_file(request.path_info) if self.autorefresh else self.files.get(request.path_info)
        return self.serve(found, request) if found is not None else None
