"""How an answer's code came about, step by step, each against the one before. Pure."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from difflib import SequenceMatcher

from interviews.models import Response

CONTEXT = 2
# Comparing takes the product of both sides' lines; beyond this it is said how many changed, and no more.
MOST_COMPARED = 250_000


@dataclass(frozen=True)
class Line:
    """``kind`` is "same", "added", "removed", or "gap" for lines in between that didn't change."""

    kind: str
    text: str

    @property
    def sign(self) -> str:
        return {"added": "+", "removed": "−"}.get(self.kind, " ")


@dataclass(frozen=True)
class Step:
    """One state of the code. ``share`` is how much of the time from question to answer had gone by, in percent.

    Never minutes: they would tell who was granted more time.
    """

    label: str
    share: int | None
    added: int
    removed: int
    lines: list[Line]
    too_long: bool = False


def steps_of(response: Response) -> list[Step]:
    """From the starter code to what was sent in; empty where no draft was kept."""
    if not response.revisions:
        return []
    states = [(str(step["code"]), _share(response, step["at"])) for step in response.revisions]
    final = response.code_submission
    if final.strip() and final.strip() != states[-1][0].strip():
        states.append((final, 100))
    before = str(response.rubric.get("starter_code", ""))
    steps: list[Step] = []
    if len(states) > 1 and states[0][0].strip() == before.strip():
        states = states[1:]  # the code the question came with, saved before anything was typed
    for number, (code, share) in enumerate(states, 1):
        label = "As sent in" if number == len(states) and code.strip() == final.strip() else f"Step {number}"
        steps.append(_step(label, share, before, code))
        before = code
    return steps


def _share(response: Response, at: str) -> int | None:
    if response.answered_at is None:
        return None
    whole = (response.answered_at - response.asked_at).total_seconds()
    gone = (datetime.fromisoformat(at) - response.asked_at).total_seconds()
    return round(100 * min(1.0, max(0.0, gone / whole))) if whole > 0 else None


def _step(label: str, share: int | None, before: str, after: str) -> Step:
    old, new = before.splitlines(), after.splitlines()
    head = _alike(old, new)
    tail = _alike(old[head:][::-1], new[head:][::-1])
    middle_old, middle_new = old[head : len(old) - tail], new[head : len(new) - tail]
    if len(middle_old) * len(middle_new) > MOST_COMPARED:
        return Step(label, share, len(middle_new), len(middle_old), [], too_long=True)
    # The lines that both have at their ends are left out of the comparison, but for some to find one's way by.
    above, below = max(0, head - CONTEXT), max(0, tail - CONTEXT)
    lines = list(_lines(old[above : len(old) - below], new[above : len(new) - below], above, below))
    added, removed = (sum(line.kind == kind for line in lines) for kind in ("added", "removed"))
    return Step(label, share, added, removed, lines if added or removed else [])


def _alike(old: list[str], new: list[str]) -> int:
    count = 0
    for left, right in zip(old, new, strict=False):
        if left != right:
            break
        count += 1
    return count


def _lines(old: list[str], new: list[str], above: int, below: int) -> Iterator[Line]:
    """Those that changed, and some about them; ``above`` and ``below`` so many more lines are alike."""
    shown = -above
    for group in SequenceMatcher(None, old, new, autojunk=False).get_grouped_opcodes(CONTEXT):
        if group[0][1] > shown:
            yield Line("gap", _unchanged(group[0][1] - shown))
        for tag, a, b, c, d in group:
            if tag == "equal":
                yield from (Line("same", text) for text in old[a:b])
                continue
            yield from (Line("removed", text) for text in old[a:b])
            yield from (Line("added", text) for text in new[c:d])
        shown = group[-1][2]
    if len(old) + below > shown:
        yield Line("gap", _unchanged(len(old) + below - shown))


def _unchanged(count: int) -> str:
    return f"{count} line{'' if count == 1 else 's'} unchanged"
