"""What all workers know of the providers: keys that rest or are retired, and circuit breakers that are open.

It lives in Django's cache: in Redis where there is one, so that one worker's bad experience spares the others
theirs; else in this process. Everything here expires by itself, so what is lost costs one failed attempt.
A cache that doesn't answer counts as good health.

Keys appear as labels only (a keyed hash: it can't be turned back, and a new key starts with a clean slate).

A breaker::

    closed --failures weighing OPEN_AT within FORGET_SECONDS--> open
    open --nothing heard for PROVIDER_REST_SECONDS--> closed, but the next failure opens it again
    open --a probe succeeds--> closed
    open --a probe fails--> open, for PROVIDER_REST_SECONDS anew

Open means that callers pass the provider by. One of them, every PROVIDER_PROBE_SECONDS, starts a probe in the
background (see failover.py); no candidate waits for it.
"""

from __future__ import annotations

import logging
import time
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from django.conf import settings
from django.core.cache import cache
from django.utils.crypto import salted_hmac

from interviewer.providers.errors import Category, ProviderError
from interviewer.providers.shared_state import safely

logger = logging.getLogger(__name__)

OPEN_AT = 4
FORGET_SECONDS = 60
# How much of the way to an open breaker a failure is. A time-out costs someone seconds: one is enough.
WEIGHTS = {
    Category.TIMEOUT: 4,
    Category.UNAVAILABLE: 2,
    Category.NOT_CONFIGURED: 2,
    Category.INVALID_OUTPUT: 1,
}
# After opening, a probe is worth a try only when some time has gone by.
FIRST_PROBE_SECONDS = 5
COOL_SECONDS = 30.0
REFUSED_SECONDS = 300.0
RETIRED_SECONDS = 24 * 3600.0


def key_label(provider: str, key: str) -> str:
    """What a key is called in logs, rows and pages. At most 20 characters; empty for no key."""
    if not key:
        return ""
    return "key-" + salted_hmac(f"providers.{provider}", key).hexdigest()[:8]


@dataclass(frozen=True)
class KeyState:
    state: str  # "resting" or "retired"
    until: float  # seconds since the epoch
    why: str


@dataclass(frozen=True)
class BreakerState:
    since: float
    until: float
    why: str


@dataclass
class Snapshot:
    """The state of some providers at one moment, read in one go."""

    keys: dict[str, KeyState] = field(default_factory=dict)  # by _key_id
    breakers: dict[str, BreakerState] = field(default_factory=dict)  # by provider
    failing: dict[str, int] = field(default_factory=dict)  # by provider

    def key(self, provider: str, label: str) -> KeyState | None:
        return self.keys.get(_key_id(provider, label))


def _key_id(provider: str, label: str) -> str:
    return f"providers:key:{provider}:{label or 'none'}"


def _breaker_id(kind: str, provider: str) -> str:
    return f"providers:breaker:{kind}:{provider}"


def _failing_id(kind: str, provider: str) -> str:
    return f"providers:failing:{kind}:{provider}"


def _probe_id(kind: str, provider: str) -> str:
    return f"providers:probe:{kind}:{provider}"


def look(kind: str, providers: Iterable[tuple[str, Iterable[str]]]) -> Snapshot:
    """The state of ``providers`` (name, key labels), in one round trip to the cache."""
    chain = [(name, list(labels) or [""]) for name, labels in providers]
    ids = [_key_id(name, label) for name, labels in chain for label in labels]
    ids += [make(kind, name) for name, _ in chain for make in (_breaker_id, _failing_id)]
    nothing: dict[str, Any] = {}
    found = safely(lambda: cache.get_many(ids), nothing)
    now = time.time()
    shot = Snapshot()
    for name, labels in chain:
        for label in labels:
            value = found.get(_key_id(name, label))
            if value and value["until"] > now:
                shot.keys[_key_id(name, label)] = KeyState(value["state"], value["until"], value["why"])
        breaker = found.get(_breaker_id(kind, name))
        if breaker and breaker["until"] > now:
            shot.breakers[name] = BreakerState(breaker["since"], breaker["until"], breaker["why"])
        if found.get(_failing_id(kind, name)):
            shot.failing[name] = int(found[_failing_id(kind, name)])
    return shot


def next_turn(provider: str) -> int:
    """A number that goes up with every call to the provider, by whichever worker: keys take turns by it."""
    name = f"providers:turn:{provider}"

    def count() -> int:
        cache.add(name, 0, None)
        return int(cache.incr(name))

    return safely(count, 0)


def failed(kind: str, provider: str, label: str, error: ProviderError, *, weight: int | None = None) -> None:
    """Take note of a failed attempt: the key rests or is retired, or the breaker is on its way to open."""
    if error.category in {Category.RATE_LIMIT, Category.AUTH}:
        safely(lambda: _rest_key(provider, label, error), None)
        return
    heavy = WEIGHTS.get(error.category, 0) if weight is None else weight
    if heavy:
        safely(lambda: _count_failure(kind, provider, error, heavy), None)


def _rest_key(provider: str, label: str, error: ProviderError) -> None:
    retired = error.category == Category.AUTH and error.permanent
    if retired:
        seconds = RETIRED_SECONDS
    elif error.category == Category.AUTH:
        seconds = REFUSED_SECONDS
    else:
        seconds = COOL_SECONDS if error.retry_after is None else error.retry_after
    if seconds <= 0:
        return
    state = {"state": "retired" if retired else "resting", "until": time.time() + seconds, "why": str(error)}
    cache.set(_key_id(provider, label), state, seconds + 1)
    logger.warning("%s %s %s for %.0f s: %s", provider, label or "(no key)", state["state"], seconds, error)


def _count_failure(kind: str, provider: str, error: ProviderError, weight: int) -> None:
    name = _failing_id(kind, provider)
    cache.add(name, 0, FORGET_SECONDS)
    try:
        total = cache.incr(name, weight)
    except ValueError:  # it expired in between
        cache.set(name, weight, FORGET_SECONDS)
        total = weight
    if total >= OPEN_AT:
        _open(kind, provider, error)


def _open(kind: str, provider: str, error: ProviderError) -> None:
    now = time.time()
    rest = settings.PROVIDER_REST_SECONDS
    known = cache.get(_breaker_id(kind, provider))
    since = known["since"] if known else now
    cache.set(_breaker_id(kind, provider), {"since": since, "until": now + rest, "why": str(error)}, rest + 1)
    # Until something succeeds, one more failure is enough to open it again.
    cache.set(_failing_id(kind, provider), OPEN_AT, rest + FORGET_SECONDS)
    if known is None:
        cache.set(_probe_id(kind, provider), 1, min(FIRST_PROBE_SECONDS, settings.PROVIDER_PROBE_SECONDS))
        logger.warning("%s is passed by for now: %s", provider, error)


def keep_open(kind: str, provider: str, error: ProviderError) -> None:
    """A probe failed: whatever the reason, the breaker stays open."""
    safely(lambda: _open(kind, provider, error), None)


def succeeded(kind: str, provider: str) -> None:
    """The provider works: forget what was held against it."""
    gone = [_breaker_id(kind, provider), _failing_id(kind, provider), _probe_id(kind, provider)]
    safely(lambda: cache.delete_many(gone), None)


def key_works(provider: str, label: str) -> None:
    """The key was tried on purpose, though it rested or was retired, and works."""
    safely(lambda: cache.delete(_key_id(provider, label)), False)


def claim_probe(kind: str, provider: str) -> bool:
    """Whether the caller is the one to probe now: one caller of all workers every PROVIDER_PROBE_SECONDS."""
    name, seconds = _probe_id(kind, provider), settings.PROVIDER_PROBE_SECONDS
    return safely(lambda: bool(cache.add(name, 1, seconds)), False)
