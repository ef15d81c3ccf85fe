"""Points in time order with their ranges, and the straight line through them where one was fitted."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from interviewer.charts.base import Chart, Measure, Table, nothing, span
from interviewer.charts.canvas import Canvas
from interviewer.charts.scales import Scale, spread_out
from interviewer.charts.text import clean, finite, fitted, whole, width

HEIGHT, FOOT, HEAD = 190.0, 26.0, 10.0
CROWDED = 40  # with more points than this the ranges would be one blot; the table has them


@dataclass(frozen=True)
class Line:
    """A fitted line by its values at the first and at the last point; ``words`` say what it means."""

    start: float
    end: float
    words: str = ""


def trend(
    title: str,
    points: Sequence[Measure],
    *,
    fit: Line | None = None,
    bounds: tuple[float, float] = (0, 100),
    heads: tuple[str, str] = ("Interview", "Score"),
    positions: Sequence[float] | None = None,
) -> Chart:
    """One point after the other, as interviews follow each other; ``when`` is written below. They stand evenly apart,
    or by ``positions``, which rise.
    """
    columns = ("When", heads[0], heads[1], "Low", "High", "Rests on")
    if not any(point.value is not None for point in points):
        return nothing(title, columns)
    data = Table(columns, tuple((clean(p.when), p.label, whole(p.value), *span(p), clean(p.note)) for p in points))

    def draw(canvas: Canvas) -> None:
        base = HEIGHT - FOOT
        left = width(whole(bounds[1]), "note") + 8
        up = Scale(*bounds, base, HEAD)
        at = range(len(points)) if positions is None else positions
        across = Scale(at[0], at[-1], left + 8, canvas.width - 8)
        for quarter in range(5):
            tick = bounds[0] + quarter * (bounds[1] - bounds[0]) / 4
            canvas.line("grid" if quarter else "axis", (left, up(tick)), (canvas.width, up(tick)))
            if quarter % 2 == 0:
                canvas.text("note", left - 5, up(tick) + 4, whole(tick), anchor="end")
        places = [(left + canvas.width) / 2] * len(at) if at[0] == at[-1] else [across(place) for place in at]
        _points(canvas, up, places, points)
        ends = (finite(fit.start), finite(fit.end)) if fit and at[0] != at[-1] else (None, None)
        if ends[0] is not None and ends[1] is not None:
            canvas.line("fit", (places[0], up(ends[0])), (places[-1], up(ends[1])))
        _dates(canvas, places, points)

    said = [p for p in points if p.value is not None]
    description = f"{len(said)} in order, from {whole(said[0].value)} to {whole(said[-1].value)}."
    if fit and fit.words:
        description = f"{description} {fit.words}"
    return Chart(clean(title), description, data, HEIGHT, draw)


def _points(canvas: Canvas, up: Scale, places: Sequence[float], points: Sequence[Measure]) -> None:
    crowded = len(points) > CROWDED
    run: list[tuple[float, float]] = []
    runs = [run]
    for x, point in zip(places, points, strict=True):
        if point.value is None:
            run = []
            runs.append(run)
            continue
        run.append((x, up(point.value)))
        if not crowded and point.low is not None and point.high is not None:
            canvas.line("band", (x, up(point.low)), (x, up(point.high)), tip=_tip(point))
    for found in runs:
        if len(found) > 1:
            canvas.polyline("line", found)
    for x, point in zip(places, points, strict=True):
        if point.value is not None:
            canvas.circle("mark", (x, up(point.value)), 2.5 if crowded else 4, tip=_tip(point))


def _tip(point: Measure) -> str:
    return f"{clean(point.when)}: {point.words()}" if point.when else point.words()


def _dates(canvas: Canvas, places: Sequence[float], points: Sequence[Measure]) -> None:
    """The first and the last date, and of those between as many as stand clear of each other."""
    last = len(points) - 1
    room = canvas.width / 2 - 24
    taken: list[tuple[float, float]] = []
    for place in dict.fromkeys((0, last, *spread_out(len(points), 5))):
        said = fitted(clean(points[place].when) or points[place].label, room, "note")
        anchor = "middle" if last == 0 else {0: "start", last: "end"}.get(place, "middle")
        at = places[place] + {"start": -8, "end": 8}.get(anchor, 0)
        begin = at - width(said, "note") * {"start": 0, "end": 1}.get(anchor, 0.5)
        end = begin + width(said, "note")
        inside = begin >= 0 and end <= canvas.width
        if inside and all(end + 12 < other or begin > until + 12 for other, until in taken):
            taken.append((begin, end))
            canvas.text("note", at, canvas.height - 8, said, anchor=anchor)
