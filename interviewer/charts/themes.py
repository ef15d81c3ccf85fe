"""How the parts of a chart look: by class, for pages, or by literal attributes, where no style sheet reaches."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

# Everything a chart draws is one of these parts; static/interviewer/charts.css has a class for each.
PARTS = ("axis", "grid", "track", "area", "band", "bar", "line", "fit", "mark", "label", "value", "note")


@dataclass(frozen=True)
class Theme:
    """``attributes`` of a part stand in for its class. A page's theme has none: its style sheet colours the parts."""

    name: str
    attributes: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    font: str = ""

    def of(self, part: str) -> dict[str, str]:
        if self.name == "page":
            return {"class": f"chart__{part}"}
        return dict(self.attributes[part])


_INK, _SOFT, _LINE, _ACCENT, _TINT = "#1b1d22", "#565a63", "#dededa", "#2f4fc4", "#c3cdf3"

PAGE = Theme("page")
PRINT = Theme(
    "print",
    {
        "axis": {"stroke": "#8a8a86", "stroke-width": "1", "fill": "none"},
        "grid": {"stroke": _LINE, "stroke-width": "0.75", "fill": "none"},
        "track": {"fill": _LINE},
        "area": {"fill": _TINT, "fill-opacity": "0.6", "fill-rule": "evenodd"},
        "band": {"fill": "none", "stroke": _TINT, "stroke-width": "7"},
        "bar": {"fill": _ACCENT},
        "line": {"fill": "none", "stroke": _ACCENT, "stroke-width": "1.75", "stroke-linejoin": "round"},
        "fit": {"fill": "none", "stroke": _SOFT, "stroke-width": "1.25", "stroke-dasharray": "5 4"},
        "mark": {"fill": _ACCENT},
        "label": {"fill": _INK, "font-size": "12.5"},
        "value": {"fill": _INK, "font-size": "12.5", "font-weight": "bold"},
        "note": {"fill": _SOFT, "font-size": "11"},
    },
    font="DejaVu Sans, Liberation Sans, sans-serif",
)
