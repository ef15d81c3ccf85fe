"""Answering time. The server's clock decides, and it stands still while the candidate is away."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import datetime, timedelta

from django.utils import timezone

from interviews.models import Response

_virtual: ContextVar[datetime | None] = ContextVar("virtual_time", default=None)

# After this long without a word the question counts as heard, whatever the page reports. Seconds.
HEARD_GRACE = 20.0
# A late answer is still taken this long after the clock has run out: networks and thumbs are slow. Seconds.
ANSWER_GRACE = 5.0


def now() -> datetime:
    """The time that interviews go by: the wall's, or a virtual one inside ``starting_at``."""
    return _virtual.get() or timezone.now()


@contextmanager
def starting_at(moment: datetime) -> Iterator[None]:
    """Virtual time for this thread, which ``advance`` moves: a long interview told without waiting for it."""
    token = _virtual.set(moment)
    try:
        yield
    finally:
        _virtual.reset(token)


def advance(seconds: float) -> None:
    """Raises RuntimeError outside ``starting_at``."""
    moment = _virtual.get()
    if moment is None:
        raise RuntimeError("time can only be moved where it is virtual")
    _virtual.set(moment + timedelta(seconds=seconds))


def time_taken(response: Response, at: datetime) -> float:
    """Seconds of answering so far."""
    running = response.clock_running_since
    return response.time_taken + (max(0.0, (at - running).total_seconds()) if running else 0.0)


def remaining(response: Response, at: datetime) -> float:
    """Seconds left, never negative."""
    return max(0.0, response.time_allowed - time_taken(response, at))


def start(response: Response, at: datetime) -> None:
    if response.clock_started_at is None:
        response.clock_started_at = at
    if response.clock_running_since is None:
        response.clock_running_since = at


def stop(response: Response, at: datetime) -> None:
    """Bank what has run. ``at`` may lie before the clock's start when the last sign of life did."""
    response.time_taken = time_taken(response, at)
    response.clock_running_since = None
