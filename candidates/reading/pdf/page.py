"""What is drawn on a page: each glyph and each filled shape, in order, with all that decides whether it can
be seen.

pdfminer's own layout objects know neither render mode, transparency, clipping nor optional content, so the
interpreter beside keeps them in its graphics state and the device takes them down with every glyph.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from pdfminer.pdfdevice import PDFTextDevice
from pdfminer.pdffont import PDFUnicodeNotDefined
from pdfminer.pdfinterp import PDFGraphicState, PDFResourceManager
from pdfminer.utils import apply_matrix_pt, apply_matrix_rect

from candidates.reading.limits import Limits, TooComplex
from candidates.reading.pdf.colour import RGB, rgb

Box = tuple[float, float, float, float]
"""x0, y0, x1, y1 in points, y upwards."""

MAX_SHAPES = 20_000
MAX_DOTS = 2_000


def intersect(a: Box | None, b: Box) -> Box:
    if a is None:
        return b
    return (max(a[0], b[0]), max(a[1], b[1]), min(a[2], b[2]), min(a[3], b[3]))


@dataclass(slots=True)
class Glyph:
    text: str
    box: Box
    size: float
    """Height on the page in points, after all scaling."""
    font: str
    colour: RGB | None
    """None where it can't be told (patterns, spot colours)."""
    mode: int
    alpha: float
    clip: Box | None
    switched_off: bool
    order: int
    upright: bool
    baseline: float


@dataclass(slots=True)
class Shape:
    """A filled area that hides what was drawn before it, where opaque."""

    box: Box
    colour: RGB | None
    order: int
    is_image: bool = False


@dataclass
class Drawn:
    """A page as drawn."""

    box: Box
    glyphs: list[Glyph] = field(default_factory=list)
    shapes: list[Shape] = field(default_factory=list)
    dots: list[Box] = field(default_factory=list)
    """Small round or square marks: the bullets of browsers, which draw them."""


class GraphicState(PDFGraphicState):
    """pdfminer's, with transparency, clipping and text used as a clip."""

    def __init__(self) -> None:
        super().__init__()
        self.fill_alpha = 1.0
        self.stroke_alpha = 1.0
        self.plain = True
        """False under a soft mask or a blend mode: then shapes need not cover."""
        self.clip: Box | None = None
        self.text_clip: list[Glyph] = []

    def copy(self) -> GraphicState:
        twin = GraphicState()
        twin.__dict__.update(self.__dict__)
        return twin


class Device(PDFTextDevice):
    def __init__(self, manager: PDFResourceManager, limits: Limits) -> None:
        super().__init__(manager)
        self.limits = limits
        self.page = Drawn((0, 0, 0, 0))
        self.order = 0
        self.total = 0
        self.mode = 0
        self.switched_off = False
        self.text_clip: list[Glyph] = []

    def begin(self, box: Box) -> Drawn:
        self.page = Drawn(box)
        self.switched_off = False
        return self.page

    def render_string(self, textstate: Any, seq: Any, ncs: Any, graphicstate: Any) -> None:
        self.mode = textstate.render
        if textstate.font is not None and isinstance(seq, Sequence):
            super().render_string(textstate, seq, ncs, graphicstate)

    def render_char(
        self,
        matrix: Any,
        font: Any,
        fontsize: float,
        scaling: float,
        rise: float,
        cid: int,
        ncs: Any,
        graphicstate: Any,
    ) -> float:
        try:
            text = font.to_unichr(cid)
        except PDFUnicodeNotDefined:
            text = ""
        advance = font.char_width(cid) * fontsize * scaling
        self.order += 1
        self.total += 1
        if self.total > self.limits.max_glyphs:
            raise TooComplex
        if text:
            self._take_down(text, matrix, font, fontsize, rise, advance, graphicstate)
        return float(advance)

    def _take_down(
        self,
        text: str,
        matrix: Any,
        font: Any,
        fontsize: float,
        rise: float,
        advance: float,
        state: GraphicState,
    ) -> None:
        descent = font.get_descent() * fontsize
        local = (0.0, descent + rise, advance, descent + rise + fontsize)
        if font.is_vertical():
            local = (-fontsize / 2, advance + rise, fontsize / 2, rise)
        a, b, c, d, _, _ = matrix
        box = apply_matrix_rect(matrix, local)
        box = (min(box[0], box[2]), min(box[1], box[3]), max(box[0], box[2]), max(box[1], box[3]))
        upright = abs(b) <= 0.1 * abs(a) and a * _sign(fontsize) > 0
        strokes = self.mode in {1, 5}
        glyph = Glyph(
            text=text,
            box=box,
            size=(c * c + d * d) ** 0.5 * abs(fontsize) if upright else max(box[2] - box[0], box[3] - box[1]),
            font=str(font.fontname),
            colour=rgb(state.scs if strokes else state.ncs, state.scolor if strokes else state.ncolor),
            mode=self.mode,
            alpha=state.stroke_alpha if strokes else state.fill_alpha,
            clip=state.clip,
            switched_off=self.switched_off,
            order=self.order,
            upright=upright,
            baseline=apply_matrix_pt(matrix, (0.0, rise))[1],
        )
        if hasattr(font, "get_matrix") or type(font).__name__ == "PDFType3Font":
            # The glyphs of a Type 3 font are drawn in a space of its own.
            glyph.size = box[3] - box[1]
        if self.mode == 7:
            self.text_clip.append(glyph)
        self.page.glyphs.append(glyph)

    def add_shape(self, box: Box, colour: RGB | None, state: GraphicState, *, is_image: bool = False) -> None:
        self.order += 1
        for glyph in state.text_clip:
            glyph.mode = 0  # letters cut out and now filled, as gradients are put on text
            glyph.colour = colour
        if state.text_clip:
            return
        if self.switched_off or not state.plain or state.fill_alpha < 0.9:
            return
        box = intersect(state.clip, box)
        if box[2] - box[0] < 1.5 or box[3] - box[1] < 1.5:
            return
        if len(self.page.shapes) >= MAX_SHAPES:
            raise TooComplex
        self.page.shapes.append(Shape(box, colour, self.order, is_image))

    def paint_path(self, graphicstate: Any, stroke: bool, fill: bool, evenodd: bool, path: Any) -> None:
        if not fill or self.ctm is None:
            return
        boxes = [box for box in map(self._solid_box, subpaths(path)) if box]
        if len(boxes) == 1 and is_dot(boxes[0]) and len(self.page.dots) < MAX_DOTS:
            self.page.dots.append(boxes[0])
        if not boxes and graphicstate.text_clip and path:
            boxes = [(0, 0, 0, 0)]
        hollow = (
            [a for a in boxes for b in boxes if a is not b and (_contains(a, b) or _contains(b, a))]
            if len(boxes) < 50
            else []
        )
        for box in boxes:
            # A frame is drawn as one rectangle with another cut out of it.
            if box not in hollow:
                self.add_shape(box, rgb(graphicstate.ncs, graphicstate.ncolor), graphicstate)

    def _solid_box(self, path: list[Any]) -> Box | None:
        """The box of a closed path that fills most of it; None for thin and hollow ones."""
        if len(path) < 3 or len(path) > 400:
            return None
        ctm: Any = self.ctm
        points = [apply_matrix_pt(ctm, step[-2:]) for step in path if len(step) > 2]
        if len(points) < 3:
            return None
        xs, ys = [p[0] for p in points], [p[1] for p in points]
        box = (min(xs), min(ys), max(xs), max(ys))
        area = (box[2] - box[0]) * (box[3] - box[1])
        following = [*points[1:], points[0]]
        twice = abs(sum(p[0] * q[1] - q[0] * p[1] for p, q in zip(points, following, strict=True)))
        return box if area > 0 and twice / 2 / area >= 0.7 else None


def is_dot(box: Box) -> bool:
    width, height = box[2] - box[0], box[3] - box[1]
    return 1.2 <= width <= 7.0 and 0.75 <= width / max(height, 0.1) <= 1.34


def _sign(fontsize: float) -> int:
    return -1 if fontsize < 0 else 1


def _contains(outer: Box, inner: Box) -> bool:
    return outer[0] <= inner[0] and outer[1] <= inner[1] and outer[2] >= inner[2] and outer[3] >= inner[3]


def subpaths(path: Any) -> list[list[Any]]:
    parts: list[list[Any]] = []
    for step in path:
        if step[0] == "m" or not parts:
            parts.append([])
        parts[-1].append(step)
    return parts
