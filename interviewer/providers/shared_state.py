"""Django's cache for state that workers share, as something that may be away.

A cache that doesn't answer must not hold an interview up: after one failure it is left alone for a while, so that
only one call in that time pays for the waiting.
"""

from __future__ import annotations

import logging
import time
from collections.abc import Callable
from typing import TypeVar

logger = logging.getLogger(__name__)
T = TypeVar("T")

LEAVE_ALONE_SECONDS = 5.0
_away_until = 0.0


def safely(action: Callable[[], T], otherwise: T) -> T:
    """What ``action`` gets from the cache, or ``otherwise`` while the cache is away."""
    global _away_until
    if time.monotonic() < _away_until:
        return otherwise
    try:
        return action()
    except Exception as error:
        _away_until = time.monotonic() + LEAVE_ALONE_SECONDS
        logger.warning("the shared provider state can't be reached (%s)", type(error).__name__)
        return otherwise


def forget() -> None:
    """Try the cache again at once."""
    global _away_until
    _away_until = 0.0
