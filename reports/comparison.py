"""Several candidates by the same rubric, side by side: what differs clearly, and what doesn't. Pure.

Two scores differ clearly where their ranges don't meet. Candidates whose ranges meet share a band, also where they
meet only by way of a third; ``differences`` then still names the pairs that are apart.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from math import floor
from typing import Any

NO_DIFFERENCE = "No clear difference"


@dataclass(frozen=True)
class Quote:
    """Words of an answer. ``supports`` tells whether they earned or cost points."""

    text: str
    said: str
    label: str
    response: str
    supports: bool


@dataclass(frozen=True)
class Cell:
    """One candidate's part in a row; without a score, ``missing`` says why."""

    score: float | None = None
    low: float | None = None
    high: float | None = None
    missing: str = "not assessed"
    answers: int = 0
    outcome: str = ""
    outcome_name: str = ""
    quotes: list[Quote] = field(default_factory=list)
    response: str = ""
    answer: str = ""
    cut: bool = False
    people: list[int] = field(default_factory=list)
    follow_ups: int = 0

    @property
    def span(self) -> tuple[int, int] | None:
        """The range as it is shown: what looks like meeting must count as meeting."""
        if self.score is None:
            return None
        low = self.score if self.low is None else self.low
        high = self.score if self.high is None else self.high
        return floor(low + 0.5), floor(high + 0.5)


@dataclass(frozen=True)
class Row:
    name: str
    cells: list[Cell]
    difference: str
    clear: bool
    note: str = ""


@dataclass(frozen=True)
class Band:
    """Candidates that can't be told apart. ``place`` counts from 1; None for those without a score."""

    place: int | None
    members: list[Any]
    cells: list[Cell]
    note: str = ""

    @property
    def pairs(self) -> list[tuple[Any, Cell]]:
        return list(zip(self.members, self.cells, strict=True))


def row(name: str, names: Sequence[str], cells: list[Cell], note: str = "") -> Row:
    said, clear = differences(names, cells)
    return Row(name, cells, said, clear, note)


def differences(names: Sequence[str], cells: Sequence[Cell]) -> tuple[str, bool]:
    """What can be said of who stands above whom, and whether anything can."""
    known = [(name, cell.span) for name, cell in zip(names, cells, strict=True)]
    spans = [(name, span) for name, span in known if span is not None]
    if len(spans) < 2:
        return ("Nobody is assessed" if not spans else f"Only {spans[0][0]} is assessed"), False
    # Those who stand above the same people are said in one breath.
    above: dict[tuple[str, ...], list[str]] = {}
    for name, (low, _) in spans:
        below = tuple(other for other, (_, high) in spans if high < low)
        if below:
            above.setdefault(below, []).append(name)
    if not above:
        return NO_DIFFERENCE, False
    return "; ".join(f"{_listed(better)} above {_listed(below)}" for below, better in above.items()), True


def _listed(names: Sequence[str]) -> str:
    return names[0] if len(names) == 1 else f"{', '.join(names[:-1])} and {names[-1]}"


def bands(members: Sequence[Any], names: Sequence[str], cells: Sequence[Cell]) -> list[Band]:
    """From the highest band down; those without a score stand apart at the end, and not below anybody."""
    scored = [(place, cell) for place, cell in enumerate(cells) if cell.span is not None]
    scored.sort(key=lambda pair: (-(pair[1].score or 0), pair[0]))
    groups: list[list[int]] = []
    floor_of_band = 0
    # By upper ends from above: whoever reaches the band's lowest end belongs to it.
    for place, cell in sorted(scored, key=lambda pair: -(pair[1].span or (0, 0))[1]):
        low, high = cell.span or (0, 0)
        if groups and high >= floor_of_band:
            groups[-1].append(place)
            floor_of_band = min(floor_of_band, low)
        else:
            groups.append([place])
            floor_of_band = low
    order = {place: rank for rank, (place, _) in enumerate(scored)}
    found = []
    for number, group in enumerate(groups, 1):
        group.sort(key=order.__getitem__)
        found.append(_band(number, group, members, names, cells))
    rest = [place for place, cell in enumerate(cells) if cell.span is None]
    if rest:
        found.append(
            Band(None, [members[p] for p in rest], [cells[p] for p in rest], "Not assessed, and so not ranked.")
        )
    return found


def _band(number: int, group: list[int], members: Sequence[Any], names: Sequence[str], cells: Sequence[Cell]) -> Band:
    note = ""
    if len(group) > 1:
        said, apart = differences([names[p] for p in group], [cells[p] for p in group])
        note = f"{said}; the others between them meet both." if apart else f"{NO_DIFFERENCE}: their ranges meet."
    return Band(number, [members[p] for p in group], [cells[p] for p in group], note)
