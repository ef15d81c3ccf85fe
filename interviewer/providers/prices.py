"""What calls cost, where somebody said so: ``PROVIDER_PRICES`` in the settings.

``openai/gpt-6-luna=0.30/1.20,groq=0.15/0.75``: money for a million tokens in and out, by provider and model or by
provider alone. Whoever isn't named has no known price, and none is made up; what runs on this machine costs nothing.
"""

from __future__ import annotations

from collections.abc import Iterable

from django.conf import settings

MILLION = 1_000_000
ON_THIS_MACHINE = frozenset({"whisper", "espeak", "offline"})


class BadPrice(ValueError):
    """An entry of ``PROVIDER_PRICES`` that can't be read."""


def parsed(entries: Iterable[str]) -> dict[str, tuple[float, float]]:
    """Name to prices in and out. Raises BadPrice."""
    found = {}
    for entry in entries:
        name, _, prices = entry.strip().rpartition("=")
        into, _, out = prices.partition("/")
        try:
            pair = (float(into), float(out or into))
        except ValueError as error:
            raise BadPrice(entry) from error
        if not name or not all(0 <= price < MILLION for price in pair):
            raise BadPrice(entry)
        found[name.strip()] = pair
    return found


def known() -> dict[str, tuple[float, float]]:
    try:
        return parsed(settings.PROVIDER_PRICES)
    except BadPrice:  # the system checks have said so
        return {}


def cost(provider: str, model: str, tokens_in: int, tokens_out: int) -> float | None:
    """In ``PROVIDER_CURRENCY``; None where no price is known."""
    if provider in ON_THIS_MACHINE:
        return 0.0
    prices = known()
    pair = prices.get(f"{provider}/{model}") or prices.get(provider)
    return None if pair is None else (tokens_in * pair[0] + tokens_out * pair[1]) / MILLION
