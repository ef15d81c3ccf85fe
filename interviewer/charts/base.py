"""What all charts have in common."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from hashlib import sha256

from django.utils.safestring import SafeString

from interviewer.charts.canvas import Canvas
from interviewer.charts.text import NOTHING, clean, finite, whole
from interviewer.charts.themes import PAGE, Theme

# Units of a drawing: at 375 px of screen, text of 12.5 units is still 11 px high.
WIDTH = 360.0
EMPTY = "Nothing yet."


@dataclass(frozen=True)
class Measure:
    """One figure with its likely range, if it has any; ``value`` None where there is none. ``note`` says what it rests
    on, ``when`` is its date in words."""

    label: str
    value: float | None
    low: float | None = None
    high: float | None = None
    note: str = ""
    when: str = ""

    def __post_init__(self) -> None:
        value = finite(self.value)
        low, high = finite(self.low), finite(self.high)
        if value is None or low is None or high is None:
            low = high = None
        else:
            low, high = min(low, value), max(high, value)
        for name, found in (("value", value), ("low", low), ("high", high), ("label", clean(self.label))):
            object.__setattr__(self, name, found)

    @property
    def has_range(self) -> bool:
        return self.low is not None

    def words(self, say: Callable[[float | None], str] = whole, missing: str = "not assessed") -> str:
        """ "Python: 72 (61 to 80)"."""
        if self.value is None:
            return f"{self.label}: {missing}"
        spread = f" ({say(self.low)} to {say(self.high)})" if self.has_range else ""
        return f"{self.label}: {say(self.value)}{spread}"


@dataclass(frozen=True)
class Table:
    columns: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]


@dataclass(frozen=True)
class Chart:
    """A chart ready to be drawn. ``title`` says what it shows, ``description`` what can be read off it."""

    title: str
    description: str
    data: Table
    height: float
    draw: Callable[[Canvas], None]
    empty: bool = False
    width: float = WIDTH
    # How much room it asks for on a page: "narrow" or "wide".
    shape: str = "wide"

    def svg(self, theme: Theme = PAGE, *, key: str = "") -> SafeString:
        """``key`` begins the ids of its parts; two charts of one page need two."""
        canvas = Canvas(theme, self.width, 40 if self.empty else self.height)
        if self.empty:
            canvas.text("note", 0, 24, EMPTY)
        else:
            self.draw(canvas)
        return canvas.svg(key or self.key, self.title, self.description)

    @property
    def key(self) -> str:
        digest = sha256(repr((self.title, self.data)).encode("utf-8", "replace")).hexdigest()[:10]
        return f"chart-{digest}"

    def table(self) -> Table:
        return self.data


def nothing(title: str, columns: Sequence[str]) -> Chart:
    """The chart of no data."""
    return Chart(clean(title), EMPTY, Table(tuple(columns), ()), 40, lambda canvas: None, empty=True)


def span(value: Measure, say: Callable[[float | None], str] = whole) -> tuple[str, str]:
    """The ends of the range as table cells."""
    return (say(value.low), say(value.high)) if value.has_range else (NOTHING, NOTHING)
