"""A Word document read: paragraphs in order, with what was hidden in it set apart.

Only the standard library reads it: zipfile with every part bounded, and expat with entities and document
types refused.
"""

from __future__ import annotations

import re
import zipfile
import zlib
from dataclasses import dataclass, field
from io import BytesIO
from typing import Any
from xml.parsers import expat

from candidates.reading.flags import (
    hidden_flag,
    instruction_flags,
    metadata_flags,
    note_flags,
    smuggled_flags,
)
from candidates.reading.limits import Encrypted, Limits, TooComplex, Unreadable
from candidates.reading.lines import Line, tidy, to_text
from candidates.reading.pdf.colour import WHITE, blends
from candidates.reading.pdf.read import Content
from candidates.reading.wordml import Body, Run, Styles

MAX_PARTS = 2_000
MAX_ELEMENTS = 400_000
MAX_DEPTH = 120
TINY_HALF_POINTS = 5


class Package:
    def __init__(self, data: bytes, limits: Limits) -> None:
        try:
            self.zip = zipfile.ZipFile(BytesIO(data))
            self.names = {info.filename: info for info in self.zip.infolist()}
        except (zipfile.BadZipFile, ValueError, OSError, NotImplementedError) as error:
            raise Unreadable from error
        if len(self.names) > MAX_PARTS:
            raise TooComplex
        self.left = limits.max_unzipped

    def read(self, name: str) -> bytes | None:
        info = self.names.get(name)
        if info is None:
            return None
        if info.flag_bits & 0x1:
            raise Encrypted
        # The stated size may be a lie: what counts is how much comes out.
        try:
            with self.zip.open(info) as part:
                data = part.read(self.left + 1)
        except (zipfile.BadZipFile, zlib.error, EOFError, OSError, NotImplementedError) as error:
            raise Unreadable from error
        self.left -= len(data)
        if self.left < 0:
            raise TooComplex
        return data


def parse(data: bytes, start: Any, end: Any, text: Any) -> None:
    """Feed XML to the handlers; refuses document types and entities, and documents too deep or too large."""
    parser = expat.ParserCreate()
    parser.buffer_text = True
    depth = count = 0

    def refuse(*_: object) -> None:
        raise Unreadable

    def opened(name: str, attributes: dict[str, str]) -> None:
        nonlocal depth, count
        depth += 1
        count += 1
        if depth > MAX_DEPTH or count > MAX_ELEMENTS:
            raise TooComplex
        start(name, attributes)

    def closed(name: str) -> None:
        nonlocal depth
        depth -= 1
        end(name)

    parser.StartElementHandler = opened
    parser.EndElementHandler = closed
    parser.CharacterDataHandler = text
    for handler in ("StartDoctypeDeclHandler", "EntityDeclHandler", "ExternalEntityRefHandler"):
        setattr(parser, handler, refuse)
    try:
        parser.Parse(data, True)
    except expat.ExpatError as error:
        raise Unreadable from error


def read_docx(data: bytes, limits: Limits) -> Content:
    package = Package(data, limits)
    document = package.read("word/document.xml")
    if document is None:
        raise Encrypted if "EncryptedPackage" in package.names else Unreadable
    styles = Styles()
    styles_xml = package.read("word/styles.xml")
    if styles_xml:
        parse(styles_xml, styles.start, styles.end, lambda _: None)
    content = Content(pages=1)
    hidden = _Hidden()
    bodies: list[list[Line]] = []
    for name in [*_parts(package, "header"), "word/document.xml", *_parts(package, "footer")]:
        xml = document if name == "word/document.xml" else package.read(name)
        if xml:
            body = Body(styles)
            parse(xml, body.start, body.end, body.characters)
            bodies.append(_lines(body, hidden))
    content.lines = _numbered(bodies)
    content.flags = [*hidden.flags(), *_property_flags(package), *_comment_flags(package)]
    content.targets = _targets(package)
    text = to_text(content.lines)
    content.flags += [*instruction_flags(text, None), *smuggled_flags(hidden.raw, None)]
    return content


def _parts(package: Package, kind: str) -> list[str]:
    return sorted(name for name in package.names if re.fullmatch(rf"word/{kind}\d*\.xml", name))[:6]


@dataclass
class _Hidden:
    found: dict[str, list[str]] = field(default_factory=dict)
    raw: str = ""

    def add(self, technique: str, text: str) -> None:
        self.found.setdefault(technique, []).append(text)

    def flags(self) -> list[Any]:
        return [flag for what, parts in self.found.items() if (flag := hidden_flag(what, "".join(parts), None))]


def _technique(run: Run) -> str | None:
    if run.vanish:
        return "hidden_text"
    if run.half_points is not None and run.half_points < TINY_HALF_POINTS:
        return "tiny_text"
    if run.colour is not None and blends(run.colour, run.paper or WHITE) and not run.unknown_paper:
        return "text_colour_of_background"
    return None


def _lines(body: Body, hidden: _Hidden) -> list[Line]:
    lines: list[Line] = []
    gap = True
    for paragraph in body.paragraphs:
        parts: list[str] = []
        shown: list[Run] = []
        for run in paragraph.runs:
            hidden.raw += run.text if not run.text.isascii() else ""
            technique = _technique(run) if run.text.strip() else None
            if technique:
                hidden.add(technique, run.text)
            else:
                parts.append(run.text)
                shown.append(run)
        if not "".join(parts).strip():
            gap = True
            continue
        letters = [run for run in shown if run.text.strip()]
        size = max((run.half_points or paragraph.half_points) / 2 for run in letters)
        bold = all(run.bold for run in letters)
        for number, row in enumerate("".join(parts).split("\n")):
            cells = [tidy(cell).strip() for cell in re.split(r"\t+| {4,}", row)]
            cells = [cell for cell in cells if cell]
            if not cells:
                continue
            if paragraph.listed and number == 0:
                cells[0] = "• " + cells[0]
            heading = paragraph.style if "heading" in paragraph.style.lower() else ""
            lines.append(Line(cells, size, bold or bool(heading), gap=gap and number == 0, style=heading))
            gap = False
        gap = paragraph.space_after
    return lines


def _numbered(bodies: list[list[Line]]) -> list[Line]:
    lines: list[Line] = []
    for column, body in enumerate(bodies):
        for line in body:
            line.column, line.page = 0, 1
            line.gap = line.gap or (column > 0 and line is body[0])
            line.top = min(1.0, len(lines) / 60)
            lines.append(line)
    return lines


def _property_flags(package: Package) -> list[Any]:
    fields: dict[str, str] = {}
    for name in ("docProps/core.xml", "docProps/custom.xml", "docProps/app.xml"):
        data = package.read(name)
        if data:
            fields |= _element_texts(data)
    return metadata_flags(fields)


def _element_texts(data: bytes) -> dict[str, str]:
    found: dict[str, str] = {}
    path: list[str] = []

    def text(value: str) -> None:
        key = path[-1] if path else ""
        found[key] = (found.get(key, "") + value)[:20_000]

    parse(data, lambda name, _: path.append(name.split(":")[-1]), lambda _: path.pop(), text)
    return {key: value.strip() for key, value in found.items() if value.strip()}


def _comment_flags(package: Package) -> list[Any]:
    data = package.read("word/comments.xml")
    if not data:
        return []
    parts: list[str] = []
    parse(data, lambda *_: None, lambda _: None, parts.append)
    return note_flags(" ".join("".join(parts).split()), "Comment", None)


def _targets(package: Package) -> list[str]:
    data = package.read("word/_rels/document.xml.rels")
    found: list[str] = []
    if data:

        def start(_: str, attributes: dict[str, str]) -> None:
            if attributes.get("Type", "").endswith("/hyperlink") and attributes.get("TargetMode") == "External":
                found.append(attributes.get("Target", ""))

        parse(data, start, lambda _: None, lambda _: None)
    return found[:200]
