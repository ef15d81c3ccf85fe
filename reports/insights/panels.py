"""What a page of analytics is made of: figures, each with a table that can be taken away as CSV."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Any

from interviewer.charts import Chart, Table
from reports.statistics import Estimate, Slope

MINUS, DASH = "−", "–"


@dataclass(frozen=True)
class Panel:
    """A figure under a key of its page. ``figure`` is None where the table itself is the figure; ``more`` is what only
    the page's template needs (objects to link to)."""

    key: str
    table: Table
    figure: Chart | None = None
    note: str = ""
    more: Any = None

    @classmethod
    def of(cls, key: str, figure: Chart, note: str = "", more: Any = None) -> Panel:
        return cls(key, figure.table(), figure, note, more)


def signed(value: float | None) -> str:
    """ "+2", "−3", "0": a difference of scores in whole points."""
    if value is None:
        return DASH
    rounded = math.floor(abs(value) + 0.5)
    return f"{'' if not rounded else '+' if value > 0 else MINUS}{rounded}"


def hundredths(value: float | None) -> str:
    """A correlation or a kappa, which run from −1 to 1, as a whole number: "42", "−8"."""
    return DASH if value is None else signed(value * 100).removeprefix("+")


def ranged(found: Estimate) -> str:
    """ "42 (10 to 66)": a correlation in hundredths."""
    if found.value is None:
        return DASH
    if found.low is None or found.high is None:
        return hundredths(found.value)
    return f"{hundredths(found.value)} ({hundredths(found.low)} to {hundredths(found.high)})"


def percent(part: int, whole: int) -> str:
    return f"{(200 * part + whole) // (2 * whole)} %" if whole else DASH


def many(count: int, one: str, more: str = "") -> str:
    """ "1 interview", "3 interviews"."""
    return f"{count:,} {one if count == 1 else more or one + 's'}".replace(",", "\u202f")


def slope_words(slope: Slope, per: str, what: str = "interview") -> str:
    """What a trend amounts to: "Improving: +2 points a month (95 % range +1 to +5), from 45 interviews."."""
    basis = f"from {many(slope.n, what)}"
    if not slope.n:
        return ""
    if slope.slope is None or not slope.direction:
        return f"Too few to tell a trend: {many(slope.n, what)}."
    spread = f"(95 % range {signed(slope.low)} to {signed(slope.high)})"
    by = signed(slope.slope)
    points = "less than a point" if by == "0" else f"{by} point{'' if by[1:] == '1' else 's'}"
    chance = ", which may be chance" if slope.direction == "steady" else ""
    return f"{slope.direction.capitalize()}: {points} {per} {spread}{chance}, {basis}."
