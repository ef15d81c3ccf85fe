"""pdfminer's interpreter, with the parts of the graphics state that decide whether text can be seen."""

from __future__ import annotations

from typing import Any

from pdfminer.pdfinterp import PDFPageInterpreter, PDFResourceManager
from pdfminer.pdftypes import PDFObjRef, dict_value, list_value, resolve1, stream_value
from pdfminer.psparser import literal_name
from pdfminer.utils import apply_matrix_pt, apply_matrix_rect, mult_matrix

from candidates.reading.limits import TooComplex
from candidates.reading.pdf.page import Device, GraphicState, intersect

MAX_FORM_DEPTH = 12
MAX_FORMS = 3_000


class Interpreter(PDFPageInterpreter):
    graphicstate: GraphicState

    def __init__(self, rsrcmgr: PDFResourceManager, device: Device, switched_off: frozenset[int] = frozenset()) -> None:
        super().__init__(rsrcmgr, device)
        self.device: Device = device
        self.off = switched_off
        self.depth = 0
        self.forms = [0]
        self.inherited: GraphicState | None = None

    def dup(self) -> Interpreter:
        twin = Interpreter(self.rsrcmgr, self.device, self.off)
        twin.depth = self.depth + 1
        twin.forms = self.forms
        twin.inherited = self.graphicstate.copy()
        return twin

    def init_state(self, ctm: Any) -> None:
        super().init_state(ctm)
        self.graphicstate = self.inherited.copy() if self.inherited else GraphicState()
        self.clipping = False
        self.marked: list[bool] = []

    # Clipping: W marks the path, the next painting operator makes it the clip.
    def do_W(self) -> None:
        self.clipping = True

    def do_W_a(self) -> None:
        self.clipping = True

    def _apply_clip(self) -> None:
        if not self.clipping:
            return
        self.clipping = False
        points = [apply_matrix_pt(self.ctm, step[-2:]) for step in self.curpath if len(step) > 2]
        if points:
            xs, ys = [p[0] for p in points], [p[1] for p in points]
            self.graphicstate.clip = intersect(self.graphicstate.clip, (min(xs), min(ys), max(xs), max(ys)))

    def do_n(self) -> None:
        self._apply_clip()
        super().do_n()

    def do_f(self) -> None:
        path = list(self.curpath)
        super().do_f()
        self._clip_by(path)

    def do_F(self) -> None:
        self.do_f()

    def do_f_a(self) -> None:
        path = list(self.curpath)
        super().do_f_a()
        self._clip_by(path)

    def do_S(self) -> None:
        path = list(self.curpath)
        super().do_S()
        self._clip_by(path)

    def _clip_by(self, path: list[Any]) -> None:
        if self.clipping:
            self.curpath = path
            self._apply_clip()
            self.curpath = []

    def do_ET(self) -> None:
        if self.device.text_clip:
            self.graphicstate.text_clip = self.device.text_clip
            self.device.text_clip = []

    def do_sh(self, name: object) -> None:
        clip = self.graphicstate.clip or self.device.page.box
        self.device.add_shape(clip, None, self.graphicstate)

    def do_gs(self, name: Any) -> None:
        table = dict_value(resolve1(self.resources.get("ExtGState", {})))
        values = dict_value(resolve1(table.get(literal_name(name), {})))
        state = self.graphicstate
        state.fill_alpha = _number(values.get("ca"), state.fill_alpha)
        state.stroke_alpha = _number(values.get("CA"), state.stroke_alpha)
        if "SMask" in values or "BM" in values:
            mask, blend = resolve1(values.get("SMask")), resolve1(values.get("BM"))
            blend = blend[0] if isinstance(blend, list) and blend else blend
            state.plain = not isinstance(mask, dict) and _name(blend) in {"", "Normal", "Compatible"}

    def do_BDC(self, tag: Any, props: Any) -> None:
        hidden = _name(tag) == "OC" and self._is_off(self._property(props))
        self.marked.append(self.device.switched_off)
        self.device.switched_off = self.device.switched_off or hidden

    def do_BMC(self, tag: Any) -> None:
        self.marked.append(self.device.switched_off)

    def do_EMC(self) -> None:
        if self.marked:
            self.device.switched_off = self.marked.pop()

    def _property(self, props: Any) -> Any:
        if isinstance(props, dict | PDFObjRef):
            return props
        table = resolve1(self.resources.get("Properties", {}))
        return table.get(literal_name(props)) if isinstance(table, dict) else None

    def _is_off(self, group: Any) -> bool:
        """Whether an optional content group, or a membership of several, is off."""
        if isinstance(group, PDFObjRef) and group.objid in self.off:
            return True
        values = resolve1(group)
        if not isinstance(values, dict) or "OCGs" not in values:
            return False
        members = resolve1(values["OCGs"]) if not isinstance(values["OCGs"], PDFObjRef) else values["OCGs"]
        members = members if isinstance(members, list) else [members]
        states = [isinstance(one, PDFObjRef) and one.objid in self.off for one in members[:1000]]
        policy = _name(resolve1(values.get("P"))) or "AnyOn"
        if policy == "AllOn":
            return any(states)
        return bool(states) and all(states) and policy == "AnyOn"

    def do_Do(self, xobjid_arg: Any) -> None:
        spec = self.xobjmap.get(literal_name(xobjid_arg))
        if spec is None:
            return
        stream = stream_value(spec)
        self.forms[0] += 1
        if self.depth > MAX_FORM_DEPTH or self.forms[0] > MAX_FORMS:
            raise TooComplex
        before = self.device.switched_off
        self.device.switched_off = before or self._is_off(stream.get("OC"))
        if _name(stream.get("Subtype")) == "Image":
            opaque = not any(key in stream for key in ("SMask", "Mask")) and not resolve1(stream.get("ImageMask"))
            self._image(opaque)
        else:
            self._form(xobjid_arg, stream)
        self.device.switched_off = before

    def _image(self, opaque: bool) -> None:
        box = apply_matrix_rect(self.ctm, (0.0, 0.0, 1.0, 1.0))
        state = self.graphicstate if opaque else self.graphicstate.copy()
        state_plain = state.plain
        state.plain = state.plain and opaque
        self.device.add_shape(box, None, state, is_image=True)
        state.plain = state_plain

    def _form(self, name: Any, stream: Any) -> None:
        outer = self.graphicstate.clip
        try:
            box: Any = tuple(float(resolve1(value)) for value in list_value(stream["BBox"]))[:4]
            matrix: Any = [float(resolve1(v)) for v in list_value(stream.get("Matrix", [1, 0, 0, 1, 0, 0]))][:6]
            placed = apply_matrix_rect(mult_matrix(matrix, self.ctm), box)
            self.graphicstate.clip = intersect(outer, placed)
        except (KeyError, TypeError, ValueError):
            pass  # a form without a usable box clips nothing
        super().do_Do(name)
        self.device.set_ctm(self.ctm)
        self.graphicstate.clip = outer

    def do_EI(self, obj: Any) -> None:
        self._image(opaque="IM" not in obj if hasattr(obj, "__contains__") else True)


def _number(value: Any, default: float) -> float:
    value = resolve1(value)
    return float(value) if isinstance(value, int | float) and not isinstance(value, bool) else default


def _name(value: Any) -> str:
    name = getattr(value, "name", "")
    return name.decode("latin-1") if isinstance(name, bytes) else str(name)
