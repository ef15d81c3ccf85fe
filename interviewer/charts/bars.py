"""Rows of bars: a score within its range, or a plain quantity."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from interviewer.charts.base import WIDTH, Chart, Measure, Table, nothing, span
from interviewer.charts.canvas import Canvas
from interviewer.charts.scales import Scale, nice_top
from interviewer.charts.text import clean, listed, whole, width

ROW, FOOT = 42.0, 20.0
MISSING = "not assessed"


def bars(
    title: str,
    rows: Sequence[Measure],
    *,
    bounds: tuple[float, float] = (0, 100),
    heads: tuple[str, str] = ("", "Score"),
    say: Callable[[float | None], str] = whole,
    missing: str = MISSING,
) -> Chart:
    """Scores, or other figures within ``bounds``, with their likely ranges on a common scale.

    ``heads`` name the table's first two columns, ``say`` writes a figure, ``missing`` stands where there is none.
    """
    columns = (heads[0] or "What", heads[1], "Low", "High", "Rests on")
    if not rows:
        return nothing(title, columns)
    data = Table(
        columns,
        tuple((r.label, _said(r, say, missing), *span(r, say), clean(r.note)) for r in rows),
    )

    def draw(canvas: Canvas) -> None:
        foot = ROW * len(rows)
        scale = Scale(*bounds, 4, canvas.width - 4)
        for tick in (bounds[0], sum(bounds) / 2, bounds[1]):
            canvas.line("grid", (scale(tick), 0), (scale(tick), foot + 2))
            anchor = {bounds[0]: "start", bounds[1]: "end"}.get(tick, "middle")
            canvas.text("note", 0 if anchor == "start" else scale(tick), foot + 15, say(tick), anchor=anchor)
        for place, row in enumerate(rows):
            _score(canvas, scale, row, place * ROW, _said(row, say, missing), row.words(say))

    return Chart(clean(title), listed(r.words(say, missing) for r in rows) + ".", data, ROW * len(rows) + FOOT, draw)


def _said(row: Measure, say: Callable[[float | None], str], missing: str) -> str:
    return missing if row.value is None else say(row.value)


def _score(canvas: Canvas, scale: Scale, row: Measure, top: float, said: str, tip: str) -> None:
    canvas.text("label", 0, top + 13, row.label, room=canvas.width - width(said, "value") - 16)
    canvas.text("note" if row.value is None else "value", canvas.width, top + 13, said, anchor="end")
    canvas.rect("track", 0, top + 24, canvas.width, 3)
    if row.value is None:
        return
    if row.low is not None and row.high is not None:
        canvas.line("band", (scale(row.low), top + 25.5), (scale(row.high), top + 25.5), tip=tip)
    canvas.rect("mark", scale(row.value) - 1.5, top + 19, 3, 13, tip=tip)


def counts(
    title: str,
    rows: Sequence[Measure],
    *,
    heads: tuple[str, str] = ("", "Count"),
    say: Callable[[float | None], str] = whole,
) -> Chart:
    """Plain quantities, each a bar from zero; the longest fills the row."""
    columns = (heads[0] or "What", heads[1], "Note")
    if not rows:
        return nothing(title, columns)
    data = Table(columns, tuple((r.label, say(r.value), clean(r.note)) for r in rows))
    top_value = nice_top(r.value for r in rows if r.value is not None)

    def draw(canvas: Canvas) -> None:
        scale = Scale(0, top_value, 0, canvas.width)
        for place, row in enumerate(rows):
            top = place * (ROW - 4)
            said = say(row.value)
            canvas.text("label", 0, top + 13, row.label, room=canvas.width - width(said, "value") - 16)
            canvas.text("value", canvas.width, top + 13, said, anchor="end")
            canvas.rect("track", 0, top + 20, canvas.width, 8)
            if row.value:
                canvas.rect("bar", 0, top + 20, scale(row.value), 8, tip=row.words(say))

    description = listed(r.words(say, missing="nothing") for r in rows) + "."
    return Chart(clean(title), description, data, (ROW - 4) * len(rows), draw, width=WIDTH)
