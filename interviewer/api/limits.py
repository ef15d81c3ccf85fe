"""Rate limits, counted in the shared cache: every web process sees the same count.

A limit is ``(requests, seconds)`` over a fixed window. The count goes up by one atomic step for each request, so
requests at the same moment can't slip through together.
"""

from __future__ import annotations

import hashlib
import logging
import time
from typing import Any, TypeVar

from django.conf import settings
from django.core.cache import cache
from django.http import HttpRequest
from django.http.response import HttpResponseBase
from rest_framework import exceptions
from rest_framework.request import Request

from interviewer.network import client_address

logger = logging.getLogger(__name__)

Answered = TypeVar("Answered", bound=HttpResponseBase)


def address(request: HttpRequest | Request) -> str:
    """Where the request comes from, as far as can be told. All whom nobody can tell apart count as one."""
    return client_address(request) or "unknown"


def hit(name: str, who: str) -> float | None:
    """Count a request by ``who`` under the limit ``name``; the seconds to wait where that is one too many.

    A cache that doesn't answer limits nobody: an interview must not stop for that.
    """
    most, window = settings.RATE_LIMITS[name]
    if not most:
        return None
    now = time.time()
    start = int(now // window)
    key = f"limit:{name}:{start}:{hashlib.sha256(who.encode()).hexdigest()[:32]}"
    try:
        cache.add(key, 0, window + 1)
        count = cache.incr(key)
    except ValueError:  # it ran out between the two steps: a new window has begun
        return None
    except Exception:
        logger.warning("the rate limits can't be counted", exc_info=True)
        return None
    return (start + 1) * window - now if count > most else None


def longest_wait(*counted: tuple[str, str]) -> float | None:
    """Count a request under several limits, each ``(name, who)``: all of them count, and the longest wait holds."""
    waits = [hit(name, who) for name, who in counted]
    return max((wait for wait in waits if wait is not None), default=None)


def told_to_wait(response: Answered, wait: float) -> Answered:
    """The answer of a page to one request too many."""
    response.status_code = 429
    response["Retry-After"] = str(max(1, round(wait)))
    response["Cache-Control"] = "no-store"
    return response


def enforce(name: str, who: str) -> None:
    """Raises Throttled, which is answered with 429 and ``Retry-After``."""
    wait = hit(name, who)
    if wait is not None:
        raise exceptions.Throttled(wait=wait)


class Limited:
    """A view's mixin: ``limits`` names the limits that are counted by address before anything else is done."""

    limits: tuple[str, ...] = ()

    def check_throttles(self, request: Request) -> None:
        if any("\x00" in value for values in request.query_params.lists() for value in (values[0], *values[1])):
            raise exceptions.ValidationError("An address can't hold the character NUL.")
        for name in self.limits:
            enforce(name, address(request))
        super().check_throttles(request)  # type: ignore[misc]

    def throttled(self, request: Request, wait: float) -> Any:
        raise exceptions.Throttled(wait=wait)
