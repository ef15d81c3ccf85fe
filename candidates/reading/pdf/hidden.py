"""Which glyphs a reader of the page cannot see, and by what technique they were hidden."""

from __future__ import annotations

from collections import defaultdict

from candidates.reading.pdf.colour import RGB, WHITE, blends
from candidates.reading.pdf.page import Box, Drawn, Glyph, Shape

TINY = 2.5
"""Points; the smallest print anybody sets on purpose is about 4."""
FAINT = 0.08
BAND = 24.0
OFF_PAGE_SLACK = 1.0
SCAN_COVERS = 0.7
SCAN_LAYER = "scan_text_layer"


class Shapes:
    """Shapes by horizontal band of the page, so that a glyph is compared with few of them."""

    def __init__(self, shapes: list[Shape]) -> None:
        self.bands: dict[int, list[Shape]] = defaultdict(list)
        for shape in shapes:
            first, last = int(shape.box[1] // BAND), int(shape.box[3] // BAND)
            for band in range(max(first, -50), min(last, 500) + 1):
                self.bands[band].append(shape)

    def at(self, x: float, y: float) -> list[Shape]:
        found = self.bands.get(int(y // BAND), ())
        return [s for s in found if s.box[0] <= x <= s.box[2] and s.box[1] <= y <= s.box[3]]


def split_hidden(page: Drawn) -> tuple[list[Glyph], dict[str, list[Glyph]]]:
    """The glyphs that can be seen, and the rest by technique."""
    shapes = Shapes(page.shapes)
    seen: list[Glyph] = []
    hidden: dict[str, list[Glyph]] = defaultdict(list)
    for glyph in page.glyphs:
        technique = _technique(glyph, page, shapes)
        if technique is None:
            seen.append(glyph)
        else:
            hidden[technique].append(glyph)
    return _scan_layer(page, seen, hidden)


def _technique(glyph: Glyph, page: Drawn, shapes: Shapes) -> str | None:
    if glyph.switched_off:
        return "optional_content_off"
    if glyph.mode in {3, 7}:
        return "invisible_render_mode"
    if glyph.alpha < FAINT:
        return "transparent"
    if glyph.text.isspace():
        return None
    x, y = _centre(glyph.box)
    if not _within(x, y, page.box, OFF_PAGE_SLACK):
        return "off_page"
    if glyph.clip is not None and not _within(x, y, glyph.clip, 2.0):
        return "clipped"
    if glyph.size < TINY or (glyph.box[2] - glyph.box[0] < 0.02 * glyph.size and glyph.text.isalnum()):
        return "tiny_text"
    paper: RGB | None = WHITE
    for shape in shapes.at(x, y):
        if shape.order > glyph.order:
            return "covered"
        paper = shape.colour
    if glyph.colour is not None and paper is not None and blends(glyph.colour, paper):
        return "text_colour_of_background"
    return None


def _centre(box: Box) -> tuple[float, float]:
    return (box[0] + box[2]) / 2, (box[1] + box[3]) / 2


def _within(x: float, y: float, box: Box, slack: float) -> bool:
    return box[0] - slack <= x <= box[2] + slack and box[1] - slack <= y <= box[3] + slack


def _scan_layer(
    page: Drawn, seen: list[Glyph], hidden: dict[str, list[Glyph]]
) -> tuple[list[Glyph], dict[str, list[Glyph]]]:
    """A scan made searchable: a picture of the page, with its text invisibly in place. That text is the
    page's own."""
    area = (page.box[2] - page.box[0]) * (page.box[3] - page.box[1])
    pictures = [
        shape.box
        for shape in page.shapes
        if shape.is_image and (shape.box[2] - shape.box[0]) * (shape.box[3] - shape.box[1]) > SCAN_COVERS * area
    ]
    if not pictures or sum(not glyph.text.isspace() for glyph in seen) > 20:
        return seen, hidden
    layer = [*hidden.pop("invisible_render_mode", ()), *hidden.pop("covered", ())]
    layer.sort(key=lambda glyph: glyph.order)
    if layer:
        hidden[SCAN_LAYER] = layer
    return [*seen, *layer], hidden
