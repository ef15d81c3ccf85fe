"""How scores are spread."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from interviewer.charts.base import Chart, Table, nothing
from interviewer.charts.canvas import Canvas
from interviewer.charts.scales import Scale
from interviewer.charts.text import clean, finite, whole, width

HEIGHT, FOOT, HEAD = 190.0, 34.0, 20.0


@dataclass(frozen=True)
class Bin:
    """``count`` figures from ``low`` up to, but not including, ``high``; the last bin includes it."""

    low: float
    high: float
    count: int


def binned(values: Iterable[float | None], *, bounds: tuple[float, float] = (0, 100), bins: int = 10) -> list[Bin]:
    low, high = bounds
    size = (high - low) / bins
    tally = [0] * bins
    for value in values:
        number = finite(value)
        if number is not None and low <= number <= high:
            tally[min(int((number - low) / size), bins - 1)] += 1
    return [Bin(low + place * size, low + (place + 1) * size, count) for place, count in enumerate(tally)]


def histogram(title: str, bins: Sequence[Bin], *, what: str = "Score", of: str = "Interviews", axis: str = "") -> Chart:
    """``what`` is counted, ``of`` whom. The bins touch each other and are equally wide."""
    columns = (what, of)
    total = sum(item.count for item in bins)
    if not total:
        return nothing(title, columns)
    data = Table(columns, tuple((_range(item, item is bins[-1]), whole(item.count)) for item in bins))
    most = max(item.count for item in bins)

    def draw(canvas: Canvas) -> None:
        base = HEIGHT - FOOT
        across = Scale(0, len(bins), 2, canvas.width - 2)
        up = Scale(0, most, base, HEAD)
        for place, item in enumerate(bins):
            left, right = across(place), across(place + 1)
            if item.count:
                tip = f"{_range(item, item is bins[-1])}: {whole(item.count)}"
                canvas.rect("bar", left + 1, up(item.count), right - left - 2, base - up(item.count), tip=tip)
                if width(whole(item.count), "note") <= right - left:
                    canvas.text("note", (left + right) / 2, up(item.count) - 5, whole(item.count), anchor="middle")
            if place % max(1, round(len(bins) / 5)) == 0:
                canvas.text("note", left, base + 15, whole(item.low), anchor="start" if place == 0 else "middle")
        canvas.text("note", canvas.width - 2, base + 15, whole(bins[-1].high), anchor="end")
        canvas.line("axis", (0, base), (canvas.width, base))
        if axis:
            canvas.text("note", canvas.width / 2, base + 30, axis, anchor="middle", room=canvas.width)

    fullest = max(bins, key=lambda item: item.count)
    description = (
        f"{whole(total)} in all; most of them, {whole(fullest.count)}, at {_range(fullest, fullest is bins[-1])}."
    )
    return Chart(clean(title), description, data, HEIGHT, draw)


def _range(item: Bin, last: bool) -> str:
    return f"{whole(item.low)} to {whole(item.high if last else item.high - 1)}"
