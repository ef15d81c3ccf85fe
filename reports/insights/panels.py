"""What a page of analytics is made of: figures, each with a table that can be taken away as CSV."""

from __future__ import annotations

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
    """ "+2.4", "−0.3": a difference, with the one decimal that differences of scores need."""
    if value is None:
        return DASH
    rounded = round(value, 1) + 0.0
    return f"{'+' if rounded > 0 else MINUS if rounded < 0 else ''}{abs(rounded):.1f}"


def fraction(value: float | None) -> str:
    """A correlation or a kappa: two decimals."""
    if value is None:
        return DASH
    rounded = round(value, 2) + 0.0
    return f"{MINUS if rounded < 0 else ''}{abs(rounded):.2f}"


def ranged(found: Estimate) -> str:
    """ "0.42 (0.10 to 0.66)"."""
    if found.value is None:
        return DASH
    if found.low is None or found.high is None:
        return fraction(found.value)
    return f"{fraction(found.value)} ({fraction(found.low)} to {fraction(found.high)})"


def percent(part: int, whole: int) -> str:
    return f"{(200 * part + whole) // (2 * whole)} %" if whole else DASH


def many(count: int, one: str, more: str = "") -> str:
    """ "1 interview", "3 interviews"."""
    return f"{count:,} {one if count == 1 else more or one + 's'}".replace(",", "\u202f")


def slope_words(slope: Slope, per: str, what: str = "interview") -> str:
    """What a trend amounts to: "Improving: +2.4 points a month (95 % range +0.3 to +4.5), from 45 interviews."."""
    basis = f"from {many(slope.n, what)}"
    if not slope.n:
        return ""
    if slope.slope is None or not slope.direction:
        return f"Too few to tell a trend: {many(slope.n, what)}."
    spread = f"(95 % range {signed(slope.low)} to {signed(slope.high)})"
    if slope.direction == "steady":
        return f"Steady: {signed(slope.slope)} points {per} {spread}, which may be chance, {basis}."
    return f"{slope.direction.capitalize()}: {signed(slope.slope)} points {per} {spread}, {basis}."
