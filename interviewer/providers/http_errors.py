"""What an HTTP status from a vendor means for us. Knows no vendor and imports no HTTP library."""

from __future__ import annotations

import math
from collections.abc import Mapping
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime

from interviewer.providers.errors import Category, ProviderError

LONGEST_WAIT = 24 * 3600.0
# An account without credit is refilled by a person: asking more often only costs time.
NO_CREDIT_WAIT = 3600.0


def retry_after(value: str | None) -> float | None:
    """Seconds from a ``Retry-After``: a number, a number with ``s`` (Google's), or a date. Else None."""
    if not value:
        return None
    text = value.strip()
    try:
        seconds = float(text.removesuffix("s"))
    except ValueError:
        try:
            when = parsedate_to_datetime(text)
        except (TypeError, ValueError, IndexError, OverflowError):
            return None
        seconds = (when.replace(tzinfo=when.tzinfo or UTC) - datetime.now(UTC)).total_seconds()
    if not math.isfinite(seconds):
        return None
    return min(max(seconds, 0.0), LONGEST_WAIT)


def from_status(provider: str, status: int, headers: Mapping[str, str] | None = None) -> ProviderError:
    """The error for an answer whose HTTP status is no success. ``headers`` must not care about case."""
    wait = retry_after(headers.get("retry-after")) if headers is not None else None
    said = f"{provider} answered {status}"
    if status == 401:
        return ProviderError(f"{said}: the key is refused", Category.AUTH, permanent=True)
    if status == 403:
        # A key, a region or a model that isn't allowed: it may be again, so the key rests and isn't retired.
        return ProviderError(f"{said}: not allowed", Category.AUTH)
    if status == 402:
        return ProviderError(
            f"{said}: the account has no credit", Category.RATE_LIMIT, retry_after=wait or NO_CREDIT_WAIT
        )
    if status == 429:
        return ProviderError(f"{said}: too many requests", Category.RATE_LIMIT, retry_after=wait)
    if status in {404, 405, 410}:
        return ProviderError(f"{said}: no such model or address", Category.NOT_CONFIGURED, permanent=True)
    if status == 408:
        return ProviderError(f"{said}: it gave up waiting", Category.TIMEOUT)
    if 400 <= status < 500:
        return ProviderError(f"{said}: the request is refused", Category.INVALID_INPUT, permanent=True)
    return ProviderError(said, Category.UNAVAILABLE, retry_after=wait)
