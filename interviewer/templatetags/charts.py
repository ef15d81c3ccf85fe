"""``{% chart figure %}``: the drawing with its caption and, folded away, the table of its figures."""

from __future__ import annotations

from typing import Any

from django import template
from django.template.context import Context

from interviewer.charts import Chart

register = template.Library()


@register.inclusion_tag("includes/chart.html", takes_context=True)
def chart(context: Context, figure: Chart | None, note: str = "", csv: str = "", level: int = 3) -> dict[str, Any]:
    """``note`` is a sentence below the title, ``csv`` the address of the same figures as a file."""
    if figure is None:
        return {"figure": None}
    # The same figure twice on a page still gets ids of its own.
    rendered: Any = context.render_context
    known: dict[str, int] = rendered.setdefault("charts", {})
    known[figure.key] = known.get(figure.key, 0) + 1
    key = figure.key if known[figure.key] == 1 else f"{figure.key}-{known[figure.key]}"
    return {
        "figure": figure,
        "drawing": figure.svg(key=key),
        "table": figure.table(),
        "key": key,
        "note": note,
        "csv": csv,
        "level": level,
    }
