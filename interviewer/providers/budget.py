"""What calls may cost: by session, by interview config, and by day, in calls and in tokens.

A shared link must not spend the account. ``<KIND>_BUDGETS`` in the settings names the limits: scope to
(calls, tokens), 0 for none; a kind without limits isn't counted. A session's and a config's budgets are for
good, a day's is for the UTC day.

The truth is the ``ProviderCall`` rows. Counters in the cache, seeded from the rows and forgotten after a
minute, spare each call the sums; calls are counted before they are made, so a burst sees itself. Calls under
way when a counter is seeded anew are missed: the limits hold to within the calls of one moment.
"""

from __future__ import annotations

import uuid
from dataclasses import dataclass
from datetime import UTC, datetime, time
from functools import partial
from typing import Any

from django.conf import settings
from django.core.cache import cache
from django.db import DatabaseError
from django.db.models import Count, Q, Sum
from django.utils import timezone

from interviewer.providers.errors import Category, ProviderError
from interviewer.providers.models import ProviderCall
from interviewer.providers.shared_state import safely

REMEMBER_SECONDS = 60


@dataclass(frozen=True)
class Spend:
    """What one scope has cost so far, beside its limits (0: none)."""

    scope: str
    calls: int
    tokens: int
    max_calls: int
    max_tokens: int

    @property
    def exhausted(self) -> bool:
        return self.used_up_to(1.0)

    def used_up_to(self, share: float) -> bool:
        """Whether so much of a limit (0-1) has been used."""
        calls, tokens = self.max_calls * share, self.max_tokens * share
        return bool((calls and self.calls >= calls) or (tokens and self.tokens >= tokens))


@dataclass(frozen=True)
class _Scope:
    name: str
    identity: str
    rows: Q
    max_calls: int
    max_tokens: int

    def cache_key(self, kind: str, what: str) -> str:
        return f"providers:spend:{kind}:{self.name}:{self.identity}:{what}"


def midnight() -> datetime:
    """When the day began that budgets count."""
    return datetime.combine(timezone.now().astimezone(UTC).date(), time.min, tzinfo=UTC)


def _scopes(kind: str, session_id: uuid.UUID | None, config_id: uuid.UUID | None) -> list[_Scope]:
    limits: dict[str, tuple[int, int]] = getattr(settings, f"{kind.upper()}_BUDGETS", {})
    found = []
    for name, identity, rows in (
        ("session", session_id, Q(session_id=session_id)),
        ("config", config_id, Q(config_id=config_id)),
        ("day", midnight().date().isoformat(), Q(at__gte=midnight())),
    ):
        calls, tokens = limits.get(name, (0, 0))
        if identity is not None and (calls or tokens):
            found.append(_Scope(name, str(identity), rows, calls, tokens))
    return found


def _from_rows(kind: str, scope: _Scope) -> tuple[int, int]:
    sums = ProviderCall.objects.filter(scope.rows, kind=kind).aggregate(
        calls=Count("id"), tokens_in=Sum("tokens_in"), tokens_out=Sum("tokens_out")
    )
    return sums["calls"], (sums["tokens_in"] or 0) + (sums["tokens_out"] or 0)


def _spent(kind: str, scopes: list[_Scope]) -> list[Spend]:
    keys = [scope.cache_key(kind, what) for scope in scopes for what in ("calls", "tokens")]
    nothing: dict[str, Any] = {}
    known = safely(lambda: cache.get_many(keys), nothing)
    result = []
    for scope in scopes:
        calls = known.get(scope.cache_key(kind, "calls"))
        tokens = known.get(scope.cache_key(kind, "tokens"))
        if calls is None or tokens is None:
            calls, tokens = _from_rows(kind, scope)
            _seed(kind, scope, calls, tokens)
        result.append(Spend(scope.name, int(calls), int(tokens), scope.max_calls, scope.max_tokens))
    return result


def _seed(kind: str, scope: _Scope, calls: int, tokens: int) -> None:
    counters = {scope.cache_key(kind, "calls"): calls, scope.cache_key(kind, "tokens"): tokens}
    safely(lambda: cache.set_many(counters, REMEMBER_SECONDS), None)


def _add(kind: str, scopes: list[_Scope], what: str, amount: int) -> None:
    def count(name: str) -> None:
        try:
            cache.incr(name, amount)
        except ValueError:
            pass  # not counted at the moment: the rows are read when it is asked for

    for scope in scopes:
        safely(partial(count, scope.cache_key(kind, what)), None)


def reserve(
    kind: str, *, session_id: uuid.UUID | None = None, config_id: uuid.UUID | None = None, share: float = 1.0
) -> None:
    """Count a call that is about to be made. Raises ProviderError (BUDGET) if ``share`` of a limit is reached."""
    scopes = _scopes(kind, session_id, config_id)
    if not scopes:
        return
    try:
        spends = _spent(kind, scopes)
    except DatabaseError as error:
        raise ProviderError("what was spent can't be read", Category.UNAVAILABLE) from error
    for spend in spends:
        if spend.used_up_to(share):
            message = f"the {spend.scope}'s budget for {kind} calls is spent"
            raise ProviderError(message, Category.BUDGET, permanent=True)
    _add(kind, scopes, "calls", 1)


def spend(kind: str, tokens: int, *, session_id: uuid.UUID | None = None, config_id: uuid.UUID | None = None) -> None:
    """Count the tokens of a call that was made."""
    if tokens > 0:
        _add(kind, _scopes(kind, session_id, config_id), "tokens", tokens)


def today(kind: str) -> Spend:
    """What the day has cost so far, from the rows."""
    limits: dict[str, tuple[int, int]] = getattr(settings, f"{kind.upper()}_BUDGETS", {})
    scope = _Scope("day", "", Q(at__gte=midnight()), *limits.get("day", (0, 0)))
    return Spend("day", *_from_rows(kind, scope), scope.max_calls, scope.max_tokens)
