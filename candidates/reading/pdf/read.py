"""A PDF file read: lines in reading order, flags, link targets."""

from __future__ import annotations

from dataclasses import dataclass, field
from itertools import count

from candidates.reading.flags import (
    hidden_flag,
    instruction_flags,
    metadata_flags,
    note_flags,
    smuggled_flags,
)
from candidates.reading.limits import Limits, TooComplex
from candidates.reading.lines import Line, to_text
from candidates.reading.ocr import page_text
from candidates.reading.pdf.document import Document, page_notes
from candidates.reading.pdf.hidden import split_hidden
from candidates.reading.pdf.layout import page_lines, run_text
from candidates.reading.result import Flag


@dataclass
class Content:
    lines: list[Line] = field(default_factory=list)
    flags: list[Flag] = field(default_factory=list)
    targets: list[str] = field(default_factory=list)
    """Addresses that words of the document link to."""
    pages: int = 0


def read_pdf(data: bytes, limits: Limits) -> Content:
    document = Document(data, limits)
    content = Content(flags=metadata_flags(document.metadata()))
    columns = count()
    written = 0
    for number, (page, drawn) in enumerate(document.pages(), start=1):
        content.pages = number
        seen, hidden = split_hidden(drawn)
        lines = page_lines(drawn, seen, number, columns)
        if not lines:
            lines = page_text(page, number, next(columns))
        content.lines += lines
        for technique, glyphs in hidden.items():
            flag = hidden_flag(technique, run_text(glyphs), number)
            content.flags += [flag] if flag else []
        for subtype, contents, target in page_notes(page):
            content.flags += note_flags(contents, subtype, number)
            content.targets += [target] if target else []
        text = to_text(lines)
        content.flags += instruction_flags(text, number)
        content.flags += smuggled_flags("".join(glyph.text for glyph in seen), number)
        written += len(text)
        if written > limits.max_text:
            raise TooComplex
    return content
