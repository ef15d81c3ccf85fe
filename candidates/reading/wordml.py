"""WordprocessingML as events: paragraphs of runs with the looks that matter for reading."""

from __future__ import annotations

from dataclasses import dataclass, field

from candidates.reading.pdf.colour import RGB

DEFAULT_HALF_POINTS = 22.0


@dataclass
class Run:
    text: str
    bold: bool = False
    vanish: bool = False
    half_points: float | None = None
    colour: RGB | None = None
    paper: RGB | None = None
    unknown_paper: bool = False
    """The colour behind it can't be told (a theme colour, a picture)."""


@dataclass
class Paragraph:
    runs: list[Run] = field(default_factory=list)
    style: str = ""
    listed: bool = False
    half_points: float = DEFAULT_HALF_POINTS
    bold: bool = False
    space_after: bool = False


@dataclass
class Style:
    name: str = ""
    based_on: str = ""
    half_points: float | None = None
    bold: bool | None = None
    listed: bool = False


def local(name: str) -> str:
    return name.rsplit(":", 1)[-1]


def value_of(attributes: dict[str, str], key: str = "val") -> str | None:
    return next((value for name, value in attributes.items() if local(name) == key), None)


def is_on(attributes: dict[str, str]) -> bool:
    return (value_of(attributes) or "true").lower() not in {"0", "false", "off", "none"}


def hex_colour(written: str | None) -> RGB | None:
    if not written or len(written) != 6:
        return None
    try:
        number = int(written, 16)
    except ValueError:
        return None
    return ((number >> 16) / 255, (number >> 8 & 255) / 255, (number & 255) / 255)


class Styles:
    """Handlers for styles.xml."""

    def __init__(self) -> None:
        self.styles: dict[str, Style] = {}
        self.current: Style | None = None
        self.defaults = Style(half_points=DEFAULT_HALF_POINTS)

    def start(self, name: str, attributes: dict[str, str]) -> None:
        tag = local(name)
        if tag == "style":
            self.current = Style()
            self.styles[value_of(attributes, "styleId") or ""] = self.current
        target = self.current or self.defaults
        if tag == "name" and self.current:
            self.current.name = value_of(attributes) or ""
        elif tag == "basedOn" and self.current:
            self.current.based_on = value_of(attributes) or ""
        elif tag == "sz":
            target.half_points = number(value_of(attributes))
        elif tag == "b":
            target.bold = is_on(attributes)
        elif tag == "numPr":
            target.listed = True

    def end(self, name: str) -> None:
        if local(name) == "style":
            self.current = None

    def resolved(self, style_id: str) -> Style:
        """The style with what it takes over from those it is based on."""
        found = Style(name=self.styles[style_id].name if style_id in self.styles else style_id)
        for _ in range(12):
            style = self.styles.get(style_id)
            if style is None:
                break
            found.half_points = found.half_points if found.half_points is not None else style.half_points
            found.bold = found.bold if found.bold is not None else style.bold
            found.listed = found.listed or style.listed
            style_id = style.based_on
        found.half_points = found.half_points or self.defaults.half_points
        return found


def number(written: str | None) -> float | None:
    try:
        return float(written) if written else None
    except ValueError:
        return None


class Body:
    """Handlers for document.xml, headers and footers."""

    def __init__(self, styles: Styles) -> None:
        self.styles = styles
        self.paragraphs: list[Paragraph] = []
        self.stack: list[Paragraph] = []
        self.run: Run | None = None
        self.in_text = 0
        self.skipped = 0
        self.path: list[str] = []
        self.cell_papers: list[RGB | None] = []
        self.rows: list[tuple[int, list[int]]] = []
        """For each open table row: where its paragraphs begin, and where each of its cells begins."""

    def start(self, name: str, attributes: dict[str, str]) -> None:
        tag = local(name)
        self.path.append(tag)
        if self.skipped or tag in {"Fallback", "del", "moveFrom"}:
            # Deleted text is not there; a fallback repeats what stands beside it.
            self.skipped += 1
            return
        if tag == "p":
            self.stack.append(Paragraph())
        elif tag == "r" and self.stack:
            paragraph = self.stack[-1]
            paper = next((paper for paper in reversed(self.cell_papers) if paper), None)
            self.run = Run("", bold=paragraph.bold, half_points=paragraph.half_points, paper=paper)
        elif tag == "tr":
            self.rows.append((len(self.paragraphs), []))
        elif tag == "tc":
            self.cell_papers.append(None)
            if self.rows:
                self.rows[-1][1].append(len(self.paragraphs))
        elif tag in {"t", "instrText"}:
            self.in_text += tag == "t"
        else:
            self._property(tag, attributes)

    def _property(self, tag: str, attributes: dict[str, str]) -> None:
        paragraph = self.stack[-1] if self.stack else None
        inside = self.path[-2] if len(self.path) > 1 else ""
        if self.run is not None and inside == "rPr":
            self._run_property(self.run, tag, attributes)
        elif tag in {"tab", "br", "cr", "noBreakHyphen"} and self.run is not None and inside == "r":
            self.run.text += {"tab": "\t", "noBreakHyphen": "-"}.get(tag, "\n")
        elif paragraph is not None and tag == "pStyle":
            style = self.styles.resolved(value_of(attributes) or "")
            paragraph.style, paragraph.listed = style.name, style.listed
            paragraph.half_points = style.half_points or DEFAULT_HALF_POINTS
            paragraph.bold = bool(style.bold)
        elif paragraph is not None and tag == "numPr":
            paragraph.listed = True
        elif paragraph is not None and tag == "spacing" and inside == "pPr":
            paragraph.space_after = (number(value_of(attributes, "after")) or 0) > 160
        elif tag == "shd" and inside == "tcPr" and self.cell_papers:
            self.cell_papers[-1] = hex_colour(value_of(attributes, "fill"))

    def _run_property(self, run: Run, tag: str, attributes: dict[str, str]) -> None:
        if tag == "b":
            run.bold = is_on(attributes)
        elif tag in {"vanish", "webHidden", "specVanish"}:
            run.vanish = run.vanish or (is_on(attributes) and tag == "vanish")
        elif tag == "sz":
            run.half_points = number(value_of(attributes)) or run.half_points
        elif tag == "color":
            run.colour = hex_colour(value_of(attributes))
            if value_of(attributes, "themeColor") in {"background1", "light1"} and run.colour is None:
                run.colour = (1.0, 1.0, 1.0)
        elif tag == "shd":
            run.paper = hex_colour(value_of(attributes, "fill")) or run.paper
        elif tag == "highlight":
            run.unknown_paper = True

    def characters(self, text: str) -> None:
        if self.in_text and self.run is not None and not self.skipped:
            # A text box may lie on a picture or a coloured shape.
            self.run.unknown_paper = self.run.unknown_paper or "txbxContent" in self.path
            self.run.text += text

    def end(self, name: str) -> None:
        tag = local(name)
        self.path.pop()
        if self.skipped:
            self.skipped -= 1
            return
        if tag == "t":
            self.in_text = max(0, self.in_text - 1)
        elif tag == "r" and self.run is not None and self.stack:
            self.stack[-1].runs.append(self.run)
            self.run = None
        elif tag == "p" and self.stack:
            self.paragraphs.append(self.stack.pop())
        elif tag == "tc" and self.cell_papers:
            self.cell_papers.pop()
        elif tag == "tr" and self.rows:
            self._end_row(*self.rows.pop())

    def _end_row(self, begin: int, cells: list[int]) -> None:
        """A row whose cells hold a paragraph each is one line; cells with more are read one after the
        other."""
        ends = [*cells[1:], len(self.paragraphs)]
        groups = [self.paragraphs[start:end] for start, end in zip(cells, ends, strict=True)]
        filled = [[p for p in group if any(run.text.strip() for run in p.runs)] for group in groups]
        if len(groups) < 2 or any(len(group) > 1 for group in filled):
            return
        joined = Paragraph()
        for group in filled:
            for paragraph in group:
                if joined.runs:
                    joined.runs.append(Run("\t", paragraph.bold))
                else:
                    joined = Paragraph([], paragraph.style, paragraph.listed, paragraph.half_points, paragraph.bold)
                joined.runs += paragraph.runs
        self.paragraphs[begin:] = [joined] if joined.runs else []
