"""How many are left at each step, and how many went away before it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

from interviewer.charts.base import Chart, Table, nothing
from interviewer.charts.canvas import Canvas
from interviewer.charts.scales import Scale
from interviewer.charts.text import NOTHING, clean, listed, whole, width

ROW = 38.0


@dataclass(frozen=True)
class Step:
    label: str
    count: int


def funnel(title: str, steps: Sequence[Step], *, of: str = "People") -> Chart:
    """Steps in order, ``of`` whom there are so many.

    A step with more people than the one before (who came another way) has lost nobody.
    """
    heads = ("Step", of, "Of the first", "Lost before it")
    if not any(step.count for step in steps):
        return nothing(title, heads)
    first = max(step.count for step in steps)
    lost = [0, *(max(0, before.count - step.count) for before, step in pairwise(steps))]
    data = Table(
        heads,
        tuple(
            (
                clean(step.label),
                whole(step.count),
                _share(step.count, steps[0].count),
                whole(gone) if place else NOTHING,
            )
            for place, (step, gone) in enumerate(zip(steps, lost, strict=True))
        ),
    )

    def draw(canvas: Canvas) -> None:
        scale = Scale(0, first, 0, canvas.width)
        for place, (step, gone) in enumerate(zip(steps, lost, strict=True)):
            top = place * ROW
            said = f"{whole(step.count)}" + (f"  −{whole(gone)}" if gone else "")
            canvas.text("label", 0, top + 13, step.label, room=canvas.width - width(said, "value") - 12)
            canvas.text("value", canvas.width, top + 13, said, anchor="end")
            canvas.rect("track", 0, top + 19, canvas.width, 9)
            if step.count:
                canvas.rect("bar", 0, top + 19, scale(step.count), 9, tip=f"{step.label}: {whole(step.count)}")

    description = listed(f"{clean(step.label)}: {whole(step.count)}" for step in steps) + "."
    worst = max(range(len(lost)), key=lambda place: lost[place])
    if lost[worst]:
        description += f" Most were lost before “{clean(steps[worst].label)}”: {whole(lost[worst])}."
    return Chart(clean(title), description, data, ROW * len(steps), draw)


def _share(count: int, first: int) -> str:
    return f"{whole(100 * count / first)} %" if first else NOTHING
