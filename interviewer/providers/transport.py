"""httpx clients whose answers end.

httpx's time-outs are per read, so a server that drips bytes is never late for them. To be imported by vendor
files only: httpx is not loaded at start-up.
"""

from __future__ import annotations

import time
from collections.abc import Iterator

import httpx

MAX_BYTES = 8 * 1024 * 1024


class _Bounded(httpx.SyncByteStream):
    def __init__(self, stream: httpx.SyncByteStream, ends: float, left: int) -> None:
        self._stream, self._ends, self._left = stream, ends, left

    def __iter__(self) -> Iterator[bytes]:
        for part in self._stream:
            self._left -= len(part)
            if self._left < 0:
                raise httpx.ReadError("the answer is too long")
            if time.monotonic() > self._ends:
                raise httpx.ReadTimeout("the answer took too long")
            yield part

    def close(self) -> None:
        self._stream.close()


def _bound(response: httpx.Response) -> None:
    """A response hook: httpx calls it when the headers are there and the body isn't read yet."""
    seconds = response.request.extensions.get("timeout", {}).get("read") or 600.0
    if isinstance(response.stream, httpx.SyncByteStream):
        response.stream = _Bounded(response.stream, time.monotonic() + seconds, MAX_BYTES)


def bounded_client() -> httpx.Client:
    """A client that ends every answer after the request's read time-out in all, or after ``MAX_BYTES``.

    A hook and no transport of its own, since with one httpx would not look at the proxy variables.
    """
    return httpx.Client(event_hooks={"response": [_bound]}, follow_redirects=False)
