"""Small columns over time: how many on each day, week or month."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from interviewer.charts.base import Chart, Table, nothing
from interviewer.charts.canvas import Canvas
from interviewer.charts.scales import Scale, nice_top, spread_out
from interviewer.charts.text import clean, whole, width

HEIGHT, FOOT, HEAD = 130.0, 22.0, 16.0
WIDEST = 36.0  # of a column: two months are no two walls


@dataclass(frozen=True)
class Slot:
    """A stretch of time, named in words ("3 Nov"), and how many fell into it."""

    label: str
    count: int


def columns(title: str, slots: Sequence[Slot], *, what: str = "Completed", when: str = "Day") -> Chart:
    heads = (when, what)
    total = sum(slot.count for slot in slots)
    if not total:
        return nothing(title, heads)
    data = Table(heads, tuple((clean(slot.label), whole(slot.count)) for slot in slots))
    top = nice_top(slot.count for slot in slots)

    def draw(canvas: Canvas) -> None:
        base = HEIGHT - FOOT
        left = width(whole(top), "note") + 6
        across = Scale(0, len(slots), left, canvas.width)
        up = Scale(0, top, base, HEAD)
        for tick in (top / 2, top) if top > 1 else (top,):
            if tick == int(tick):
                canvas.line("grid", (left, up(tick)), (canvas.width, up(tick)))
                canvas.text("note", left - 4, up(tick) + 4, whole(tick), anchor="end")
        for place, slot in enumerate(slots):
            begin, end = across(place), across(place + 1)
            gap = max(min(1.5, (end - begin) / 6), (end - begin - WIDEST) / 2)
            if slot.count:
                height = max(base - up(slot.count), 1)
                tip = f"{clean(slot.label)}: {whole(slot.count)}"
                canvas.rect("bar", begin + gap, base - height, end - begin - 2 * gap, height, tip=tip)
        canvas.line("axis", (left, base), (canvas.width, base))
        _dates(canvas, slots, left)

    best = max(slots, key=lambda slot: slot.count)
    description = (
        f"{whole(total)} from {clean(slots[0].label)} to {clean(slots[-1].label)}; "
        f"most on {clean(best.label)}: {whole(best.count)}."
    )
    return Chart(clean(title), description, data, HEIGHT, draw)


def _dates(canvas: Canvas, slots: Sequence[Slot], left: float) -> None:
    across = Scale(0, len(slots), left, canvas.width)
    shown = spread_out(len(slots), 3)
    room = (canvas.width - left) / len(shown) - 8
    for place in shown:
        anchor = "end" if place == len(slots) - 1 and len(slots) > 1 else "start" if place == 0 else "middle"
        if across(1) - across(0) > WIDEST:
            anchor = "middle"
        at = {"start": across(place), "end": across(place + 1)}.get(anchor, (across(place) + across(place + 1)) / 2)
        fits = room if anchor != "middle" else min(room, 2 * at, 2 * (canvas.width - at))
        canvas.text("note", at, canvas.height - 6, slots[place].label, anchor=anchor, room=fits)
