"""All chains of providers, side by side: what the ``providers`` command, the admin and ``/health/`` show."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from importlib import import_module
from typing import Any

from django.conf import settings
from django.db.models import Count, OuterRef, Subquery, Sum
from django.utils import timezone

from interviewer.providers import budget, health
from interviewer.providers.errors import ProviderError
from interviewer.providers.failover import Attempt, Candidate, Context, attempted
from interviewer.providers.models import ProviderCall

# kind: the function that gives the chain's configured candidates, imported when asked for.
CHAINS = {
    "llm": "interviewer.providers.llm.completion.candidates",
    "stt": "interviewer.providers.stt.registry.candidates",
    "tts": "interviewer.providers.tts.registry.candidates",
}
CHECK_SECONDS = 10.0
# For people: what a kind is called, and what happens without any provider of it.
TITLES = {"llm": "Language models", "stt": "Transcription", "tts": "Speech"}
WITHOUT = {
    "llm": "questions, decisions and grading go by rules",
    "stt": "answers keep what the browser understood",
    "tts": "questions are shown as text",
}


@dataclass(frozen=True)
class KeyRow:
    label: str
    state: str  # "ok", "resting" or "retired"
    until: datetime | None = None
    why: str = ""


@dataclass
class ProviderRow:
    """One provider of a chain. ``state``: "ok", "resting" (its breaker is open) or "no key" (to be used)."""

    kind: str
    name: str
    model: str
    state: str
    why: str = ""
    until: datetime | None = None
    keys: list[KeyRow] = field(default_factory=list)
    last_error: str = ""
    last_error_at: datetime | None = None
    calls_today: int = 0
    tokens_today: int = 0


@dataclass(frozen=True)
class Check:
    """How one small real call ended: ``error`` is None when the provider works."""

    kind: str
    name: str
    model: str
    key_label: str
    seconds: float
    error: ProviderError | None


def chain(kind: str) -> list[Candidate[Any]]:
    """The configured candidates of a kind, in order; empty for a kind that has no chain (yet)."""
    module, _, name = CHAINS[kind].rpartition(".")
    try:
        function: Callable[[], list[Candidate[Any]]] | None = getattr(import_module(module), name, None)
    except ModuleNotFoundError:
        return []
    return function() if function is not None else []


def rows(kind: str) -> list[ProviderRow]:
    """The providers of a chain as they are now, in order."""
    candidates = chain(kind)
    snapshot = health.look(kind, [(candidate.name, candidate.labels()) for candidate in candidates])
    spent = _spent_today(kind)
    errors = _last_errors(kind)
    found = []
    for candidate in candidates:
        row = _row(kind, candidate, snapshot)
        row.calls_today, row.tokens_today = spent.get(candidate.name, (0, 0))
        row.last_error, row.last_error_at = errors.get(candidate.name, ("", None))
        found.append(row)
    return found


def _when(seconds: float) -> datetime:
    return datetime.fromtimestamp(seconds, UTC)


def _row(kind: str, candidate: Candidate[Any], snapshot: health.Snapshot) -> ProviderRow:
    row = ProviderRow(kind, candidate.name, candidate.model, "ok")
    for label in candidate.labels() or [""]:
        state = snapshot.key(candidate.name, label)
        if state is None:
            row.keys.append(KeyRow(label, "ok"))
        else:
            row.keys.append(KeyRow(label, state.state, _when(state.until), state.why))
    breaker = snapshot.breakers.get(candidate.name)
    if breaker is not None:
        row.state, row.why, row.until = "resting", breaker.why, _when(breaker.until)
    elif all(key.state != "ok" for key in row.keys):
        row.state, row.why = "no key", row.keys[0].why
    return row


def _spent_today(kind: str) -> dict[str, tuple[int, int]]:
    found = (
        ProviderCall.objects.filter(kind=kind, at__gte=budget.midnight())
        .order_by()
        .values("provider")
        .annotate(calls=Count("id"), tokens_in=Sum("tokens_in"), tokens_out=Sum("tokens_out"))
    )
    return {row["provider"]: (row["calls"], row["tokens_in"] + row["tokens_out"]) for row in found}


def _last_errors(kind: str) -> dict[str, tuple[str, datetime]]:
    """Of the last day, by provider."""
    failures = ProviderCall.objects.filter(kind=kind, at__gte=timezone.now() - timedelta(days=1)).exclude(outcome="ok")
    newest = failures.filter(provider=OuterRef("provider")).order_by("-at").values("pk")[:1]
    found = failures.order_by().filter(pk=Subquery(newest))
    return {call.provider: (call.detail or call.get_outcome_display(), call.at) for call in found}


def check(kind: str) -> list[Check]:
    """One small real call with every key of every provider of a chain, whether it rests or not.

    What works is taken back into service at once.
    """
    found = []
    for candidate in chain(kind):
        if candidate.probe is None:
            continue
        for key in candidate.keys or ("",):
            label = health.key_label(candidate.name, key)
            attempt = Attempt(key, label, CHECK_SECONDS, model=candidate.model)
            began = time.monotonic()
            problem: ProviderError | None = None
            try:
                attempted(Context(kind, "check"), candidate.name, attempt, candidate.probe)
            except ProviderError as error:
                problem = error
            else:
                health.succeeded(kind, candidate.name)
                health.key_works(candidate.name, label)
            seconds = time.monotonic() - began
            found.append(Check(kind, candidate.name, candidate.model, label, seconds, problem))
    return found


def health_summary() -> dict[str, Any]:
    """The chains for ``/health/``, ready for JSON: states and spend, no key labels and no error texts.

    ``{"llm": {"status": "ok" | "degraded" | "none", "providers": [{"name", "model", "state"}],
    "calls_today", "calls_limit", "tokens_today", "tokens_limit"}, ...}``. "degraded": not all work; "none":
    rules and what works offline carry on alone.
    """
    result: dict[str, Any] = {}
    for kind in CHAINS:
        found = rows(kind)
        working = sum(row.state == "ok" for row in found)
        day = budget.today(kind)
        result[kind] = {
            "status": "none" if not working or day.exhausted else "ok" if working == len(found) else "degraded",
            "providers": [{"name": row.name, "model": row.model, "state": row.state} for row in found],
            "calls_today": day.calls,
            "calls_limit": day.max_calls or None,
            "tokens_today": day.tokens,
            "tokens_limit": day.max_tokens or None,
        }
    return result


def shared() -> bool:
    """Whether all workers see the same states, or each only its own."""
    return "locmem" not in settings.CACHES["default"]["BACKEND"]
