"""A few skills at a glance, each with its range."""

from __future__ import annotations

import math
from collections.abc import Sequence

from interviewer.charts.bars import MISSING, bars
from interviewer.charts.base import Chart, Measure, Table, nothing, span
from interviewer.charts.canvas import Canvas, Point
from interviewer.charts.text import clean, in_lines, listed, whole

HEIGHT, RADIUS = 280.0, 90.0
LEAST, MOST = 3, 8  # axes; with fewer or more of them bars are the better picture


def radar(title: str, axes: Sequence[Measure], *, top: float = 100) -> Chart:
    """Scores from 0 in the middle to ``top``; the tinted ring is where each is likely to lie.

    An axis without a score stays bare and breaks the outline: it is not a zero.
    """
    if not LEAST <= len(axes) <= MOST and axes:
        return bars(title, axes, bounds=(0, top), heads=("Skill", "Score"))
    columns = ("Skill", "Score", "Low", "High", "Rests on")
    if not any(axis.value is not None for axis in axes):
        return nothing(title, columns)
    data = Table(
        columns,
        tuple((a.label, whole(a.value) if a.value is not None else MISSING, *span(a), clean(a.note)) for a in axes),
    )

    def draw(canvas: Canvas) -> None:
        _Radar(canvas, axes, top).draw()

    return Chart(clean(title), listed(a.words() for a in axes) + ".", data, HEIGHT, draw, shape="narrow")


class _Radar:
    def __init__(self, canvas: Canvas, axes: Sequence[Measure], top: float) -> None:
        self.canvas, self.axes, self.top = canvas, axes, top
        self.middle: Point = (canvas.width / 2, HEIGHT / 2)

    def at(self, place: int, value: float) -> Point:
        angle = math.tau * place / len(self.axes) - math.pi / 2
        reach = RADIUS * min(max(value / self.top, 0.0), 1.0)
        return self.middle[0] + reach * math.cos(angle), self.middle[1] + reach * math.sin(angle)

    def draw(self) -> None:
        places = range(len(self.axes))
        for share in (0.25, 0.5, 0.75, 1):
            ring = [self.at(place, share * self.top) for place in places]
            self.canvas.polyline("grid", [*ring, ring[0]])
        for place in places:
            self.canvas.line("grid", self.middle, self.at(place, self.top))
        self._ranges()
        self._outline()
        for place, axis in enumerate(self.axes):
            self._label(place, axis)

    def _ranges(self) -> None:
        complete = [(a.low, a.high) for a in self.axes if a.low is not None and a.high is not None]
        if len(complete) == len(self.axes):
            outer = [self.at(place, high) for place, (_, high) in enumerate(complete)]
            inner = [self.at(place, low) for place, (low, _) in enumerate(complete)]
            self.canvas.area("area", outer, inner)
            return
        for place, axis in enumerate(self.axes):
            if axis.low is not None and axis.high is not None:
                self.canvas.line("band", self.at(place, axis.low), self.at(place, axis.high))

    def _outline(self) -> None:
        count = len(self.axes)
        for place, axis in enumerate(self.axes):
            following = self.axes[(place + 1) % count]
            if axis.value is not None and following.value is not None:
                self.canvas.line("line", self.at(place, axis.value), self.at((place + 1) % count, following.value))
        for place, axis in enumerate(self.axes):
            if axis.value is not None:
                self.canvas.circle("mark", self.at(place, axis.value), 4, tip=axis.words())

    def _label(self, place: int, axis: Measure) -> None:
        x, y = self.at(place, self.top)
        angle = math.tau * place / len(self.axes) - math.pi / 2
        sideways, down = math.cos(angle), math.sin(angle)
        anchor = "middle" if abs(sideways) < 0.3 else "start" if sideways > 0 else "end"
        x += 8 * sideways
        room = {"start": self.canvas.width - x, "end": x}.get(anchor, self.canvas.width * 0.8)
        lines = in_lines(axis.label, room)
        height = 15 * (len(lines) + 1)
        first = y + 12 + (8 if down > 0.3 else -height - 4 if down < -0.3 else -height / 2)
        first = min(max(first, 12), HEIGHT - height + 8)
        for number, line in enumerate(lines):
            self.canvas.text("label", x, first + 15 * number, line, anchor=anchor, room=room)
        part, said = ("note", MISSING) if axis.value is None else ("value", whole(axis.value))
        self.canvas.text(part, x, first + 15 * len(lines), said, anchor=anchor, room=room)
