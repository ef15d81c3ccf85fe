"""The pen: SVG elements with finite coordinates and escaped text, coloured by a theme."""

from __future__ import annotations

from collections.abc import Sequence

from django.utils.html import escape
from django.utils.safestring import SafeString, mark_safe

from interviewer.charts.text import clean, finite, fitted
from interviewer.charts.themes import Theme

Point = tuple[float, float]


def number(value: float) -> str:
    """Raises ValueError for what is no coordinate, so that NaN never reaches a page."""
    found = finite(value)
    if found is None:
        raise ValueError(f"{value} is no coordinate")
    return f"{round(found, 2) + 0.0:.2f}".rstrip("0").rstrip(".")


class Canvas:
    """A drawing of ``width`` by ``height`` units. Each method adds one element; ``part`` names how it looks.

    ``tip`` is shown by browsers when the pointer rests on the element.
    """

    def __init__(self, theme: Theme, width: float, height: float) -> None:
        self.theme, self.width, self.height = theme, width, height
        self._elements: list[str] = []

    def rect(self, part: str, x: float, y: float, width: float, height: float, *, tip: str = "") -> None:
        shape = {"x": x, "y": y, "width": max(width, 0), "height": max(height, 0), "rx": min(1.5, height / 2)}
        self._add("rect", part, shape, tip=tip)

    def circle(self, part: str, at: Point, radius: float, *, tip: str = "") -> None:
        self._add("circle", part, {"cx": at[0], "cy": at[1], "r": radius}, tip=tip)

    def line(self, part: str, start: Point, end: Point, *, tip: str = "") -> None:
        self._add("line", part, {"x1": start[0], "y1": start[1], "x2": end[0], "y2": end[1]}, tip=tip)

    def polyline(self, part: str, points: Sequence[Point]) -> None:
        self._add("polyline", part, {}, points=" ".join(f"{number(x)},{number(y)}" for x, y in points))

    def area(self, part: str, *outlines: Sequence[Point]) -> None:
        """The closed outlines; a second one cuts a hole into the first."""
        d = "".join("M" + "L".join(f"{number(x)} {number(y)}" for x, y in outline) + "Z" for outline in outlines)
        self._add("path", part, {}, d=d, **{"fill-rule": "evenodd"})

    def text(self, part: str, x: float, y: float, text: object, *, anchor: str = "start", room: float = 0) -> None:
        """A line of text; longer than ``room`` it is cut, and said in full when the pointer rests on it."""
        whole = clean(text)
        shown = fitted(whole, room, part) if room else whole
        tip = whole if shown != whole else ""
        fixed = {} if anchor == "start" else {"text-anchor": anchor}
        self._add("text", part, {"x": x, "y": y}, tip=tip, content=shown, **fixed)

    def _add(
        self, tag: str, part: str, shape: dict[str, float], *, tip: str = "", content: str = "", **more: str
    ) -> None:
        attributes = {name: number(value) for name, value in shape.items()} | more | self.theme.of(part)
        written = " ".join(f'{name}="{escape(value)}"' for name, value in attributes.items())
        inner = (f"<title>{escape(clean(tip))}</title>" if tip else "") + escape(content)
        self._elements.append(f"<{tag} {written}>{inner}</{tag}>" if inner else f"<{tag} {written}/>")

    def svg(self, key: str, title: str, description: str) -> SafeString:
        """The whole drawing; ``key`` makes its ids unique on their page."""
        font = f' font-family="{escape(self.theme.font)}"' if self.theme.font else ""
        size = f'width="{number(self.width)}" height="{number(self.height)}" ' if self.theme.font else ""
        return mark_safe(  # noqa: S308 — everything in it went through escape() or number()
            f'<svg xmlns="http://www.w3.org/2000/svg" class="chart__svg" {size}'
            f'viewBox="0 0 {number(self.width)} {number(self.height)}" role="img" '
            f'aria-labelledby="{escape(key)}-title {escape(key)}-desc"{font}>'
            f'<title id="{escape(key)}-title">{escape(clean(title))}</title>'
            f'<desc id="{escape(key)}-desc">{escape(clean(description))}</desc>'
            f"{''.join(self._elements)}</svg>"
        )
