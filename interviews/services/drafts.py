"""How code came about: the drafts that were saved while it was written, thinned to steps a person can read."""

from __future__ import annotations

from datetime import datetime
from typing import Any

# Typing within so many seconds is one step, unless so many characters came or went at once.
STEP_SECONDS = 20
LARGE_CHANGE = 200
MOST_STEPS = 30
MOST_CHARACTERS = 150_000


def with_step(steps: list[dict[str, Any]], code: str, now: datetime) -> list[dict[str, Any]]:
    """``steps``, each ``{since, at, code}`` with ISO times, and this draft. The newest state is always the last."""
    last = steps[-1] if steps else None
    if last is not None and last["code"] == code:
        return steps
    step = {"since": now.isoformat(), "at": now.isoformat(), "code": code}
    if last is not None and _goes_on(last, code, now):
        return _thinned([*steps[:-1], {**step, "since": last["since"]}])
    return _thinned([*steps, step])


def _goes_on(last: dict[str, Any], code: str, now: datetime) -> bool:
    young = (now - datetime.fromisoformat(last["since"])).total_seconds() < STEP_SECONDS
    return young and abs(len(code) - len(last["code"])) < LARGE_CHANGE


def _thinned(steps: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Where there are too many, those go that came soonest after the one before; the first and the last stay."""
    steps = list(steps)
    while len(steps) > 2 and (len(steps) > MOST_STEPS or sum(len(s["code"]) for s in steps) > MOST_CHARACTERS):
        times = [datetime.fromisoformat(step["at"]) for step in steps]
        del steps[min(range(1, len(steps) - 1), key=lambda place: times[place] - times[place - 1])]
    return steps
