"""A resume cut into sections at its headings."""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass, field

from candidates.reading.headings import TITLES_OF_DOCUMENT, fold, section_of
from candidates.reading.lines import Line

PAGE_NUMBER = re.compile(
    r"^(?:page|seite|página|pagina)?\s*\d{1,2}\s*(?:(?:/|of|von|de|sur)\s*\d{1,2})?$", re.IGNORECASE
)
INLINE = re.compile(r"^(?P<heading>[^:\t]{4,40}):\s*(?P<rest>\S.*)$")
INLINE_KINDS = frozenset({"skills", "languages", "projects", "certifications", "interests", "education", "summary"})
NOT_INLINE = frozenset(
    [
        "languages",
        "programming languages",
        "frameworks",
        "tools",
        "software",
        "programming",
        "technologies",
        "tech stack",
        "leadership",
        "thesis",
        "master thesis",
        "bachelor thesis",
        "coursework",
        "relevant coursework",
        "soft skills",
        "hard skills",
        "expertise",
        "other",
        "awards",
        "masterarbeit",
        "abschlussarbeit",
        "outils",
        "herramientas",
        "werkzeuge",
        "tecnologias",
        "technologien",
        "these",
        "tesis",
        "dissertation",
    ]
)


@dataclass
class Section:
    kind: str
    """A kind of `headings.SECTIONS`; "header" before the first heading, "other" for one not known."""
    heading: str = ""
    lines: list[Line] = field(default_factory=list)


def is_page_number(line: Line) -> bool:
    return bool(PAGE_NUMBER.match(line.text.strip()))


def split_sections(lines: list[Line]) -> list[Section]:
    looks = _heading_looks(lines)
    current = Section("header")
    sections = [current]
    by_column: dict[int, Section] = {}
    column, page = (lines[0].column, lines[0].page) if lines else (0, 1)
    begun = False
    for at, line in enumerate(lines):
        if is_page_number(line):
            continue
        if line.column != column:
            # Another column of the same page begins with something of its own; on the next page a column
            # goes on.
            if line.page == page and current.kind != "header" and _side_by_side(lines, at):
                current = Section("other")
                sections.append(current)
            elif line.page != page:
                current = _continued(by_column, lines, at) or current
            column, page = line.column, line.page
        kind, rest = _opens(line, looks, lines[at + 1] if at + 1 < len(lines) else None)
        begun = begun or kind not in {None, "other"}
        if kind is not None and begun:
            heading = line.text if rest is None else line.text[: len(line.text) - len(rest)].rstrip(": ")
            current = Section(kind, " ".join(heading.split()).strip(" :"))
            sections.append(current)
            if rest is not None:
                current.lines.append(Line([rest], line.size, line.bold, line.page, line.column, top=line.top, x=line.x))
        else:
            current.lines.append(line)
        by_column[column] = current
    return [section for section in sections if section.lines or section.heading]


def _side_by_side(lines: list[Line], at: int) -> bool:
    """Whether the column that begins at `at` starts above the end of the one before it."""
    return lines[at].top < lines[at - 1].top - 0.01


def _continued(by_column: dict[int, Section], lines: list[Line], at: int) -> Section | None:
    """The section of the previous page's column at about the same place across the page."""
    before = lines[at].page - 1
    found = [
        (abs(line.x - lines[at].x), -index, line.column)
        for index, line in enumerate(lines[:at])
        if line.page == before and line.column in by_column and line.x > 0
    ]
    if not found:
        return None
    nearest, _, column = min(found)
    return by_column[column] if nearest < 25 else None


def _opens(
    line: Line, looks: Counter[tuple[float, bool, bool]], following: Line | None
) -> tuple[str | None, str | None]:
    """The kind of section a line opens, and the text that follows the heading on the same line."""
    text = line.text.strip()
    if line.bullet or len(text) > 70:
        inline = None if line.bullet else _inline(text, line.gap)
        return inline or (None, None)
    kind = section_of(text)
    if kind is not None and not (len(line.cells) > 1 and kind == "contact"):
        if looks and looks.total() >= 3 and look(line) not in looks and _like_body(line, looks):
            return None, None
        return kind, None
    inline = _inline(text, line.gap)
    if inline:
        return inline
    unknown = _unknown_heading(line, looks, following)
    return ("other", None) if unknown else (None, None)


def _inline(text: str, gap: bool) -> tuple[str, str] | None:
    match = INLINE.match(text)
    if not match or fold(match["heading"]) in NOT_INLINE:
        return None
    kind = section_of(match["heading"])
    # In a block of labelled lines only some are sections; with space before it, more.
    wanted = INLINE_KINDS if gap else {"skills", "languages"}
    return (kind, match["rest"]) if kind is not None and kind in wanted else None


def look(line: Line) -> tuple[float, bool, bool]:
    letters = [char for char in line.text if char.isalpha()]
    return round(line.size), line.bold, bool(letters) and all(char.isupper() for char in letters)


def _heading_looks(lines: list[Line]) -> Counter[tuple[float, bool, bool]]:
    """How the headings that are known by name look in this document."""
    return Counter(look(line) for line in lines if not line.bullet and section_of(line.text.strip()))


def _like_body(line: Line, looks: Counter[tuple[float, bool, bool]]) -> bool:
    """A word that could be a heading, but is set smaller and lighter than all headings here."""
    size = min(size for size, _, _ in looks)
    usual = looks.most_common(1)[0][0]
    return (round(line.size) < size or (usual[1] and not line.bold and not look(line)[2])) and not line.gap


def _unknown_heading(line: Line, looks: Counter[tuple[float, bool, bool]], following: Line | None) -> bool:
    """Set like the known headings, in a look of their own, but with words we don't know."""
    text = line.text.strip()
    if (
        following is None
        or not looks
        or len(line.cells) > 1
        or len(text.split()) > 5
        or fold(text) in TITLES_OF_DOCUMENT
    ):
        return False
    usual, times = looks.most_common(1)[0]
    size, bold, capitals = usual
    # A look that body text may share tells nothing.
    special = size > round(following.size) or (bold and capitals)
    if times < 2 or not special or sum(char.isdigit() for char in text) > 1:
        return False
    return look(line) == usual and line.gap and text[-1] not in ".,;"
