"""Long answers sent bit by bit, without the whole of them in memory and without holding up the event loop."""

from __future__ import annotations

from collections.abc import AsyncIterator, Iterator
from typing import Any

from django.core.handlers.asgi import ASGIRequest
from django.http import StreamingHttpResponse

from interviewer.executor import in_database


def streamed(request: Any, parts: Iterator[str], *, content_type: str, filename: str) -> StreamingHttpResponse:
    """A private download of ``parts``.

    Each part may query the database and must leave no query open: the next one may run on another thread.
    """
    request = getattr(request, "_request", request)  # REST framework wraps Django's
    body: Any = _later(parts) if isinstance(request, ASGIRequest) else parts
    response = StreamingHttpResponse(body, content_type=content_type)
    response["Content-Disposition"] = f'attachment; filename="{filename}"'
    response["Cache-Control"] = "private, no-store"
    return response


async def _later(parts: Iterator[str]) -> AsyncIterator[str]:
    while (part := await in_database(next, parts, None)) is not None:
        yield part
