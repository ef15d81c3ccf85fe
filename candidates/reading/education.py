"""Degrees, schools and years."""

from __future__ import annotations

import re

from candidates.reading.dates import YEAR, find_span, without
from candidates.reading.employment import STRONG, find_edge_date
from candidates.reading.lines import Line, trimmed
from candidates.reading.result import Education
from candidates.reading.words import DEGREE, SCHOOL, is_place, is_placeholder

PREFIX = re.compile(
    r"^(?:(?:graduated (?:as|with)|expected)\s+|(?:abschluss|degree|título|diplôme)\s*:\s*)", re.IGNORECASE
)
RUNS_ON = re.compile(r"\b(?:and|of|for|the|de|del|für|und|der|et|y|du|des|la|&)$", re.IGNORECASE)
NOT_DEGREE = re.compile(r"\b(?:thesis|arbeit|tesis|mémoire|project|projekt|relevant|coursework)\b", re.IGNORECASE)
GRADE = re.compile(
    r"\b(?:gpa|grade|note|cgpa|abschlussnote|mention|expected|major|minor|honou?rs|distinction)\b",
    re.IGNORECASE,
)
MAX_ENTRIES = 20


def education_of(lines: list[Line]) -> list[Education]:
    found: list[Education] = []
    current = _Draft()
    for line in _joined(lines):
        if line.bullet and not (find_edge_date(line) or DEGREE.search(line.plain[:40])):
            continue
        draft = _read(line)
        if draft.empty:
            continue
        if current.conflicts(draft) or (line.gap and current.complete and (draft.degree or draft.school)):
            _finish(found, current)
            current = _Draft()
        current.take(draft)
    _finish(found, current)
    return found[:MAX_ENTRIES]


class _Draft:
    def __init__(self) -> None:
        self.degree: str | None = None
        self.school: str | None = None
        self.year: str | None = None
        self.loose: str | None = None
        """A name beside a date that says neither; the school, if a degree follows."""

    @property
    def empty(self) -> bool:
        return not (self.degree or self.school or self.year or self.loose)

    @property
    def complete(self) -> bool:
        return bool(self.degree and (self.school or self.loose))

    def conflicts(self, other: _Draft) -> bool:
        same = (self.degree and other.degree) or (self.school and other.school) or (self.year and other.year)
        return bool(same)

    def take(self, other: _Draft) -> None:
        self.degree = self.degree or other.degree
        self.school = self.school or other.school
        self.year = self.year or other.year
        self.loose = self.loose or other.loose


def _finish(found: list[Education], draft: _Draft) -> None:
    school = draft.school or (draft.loose if draft.degree else None)
    if draft.degree or school:
        found.append(Education(degree=draft.degree, school=school, year=draft.year))


def _joined(lines: list[Line]) -> list[Line]:
    """Lines with the rest that was wrapped to the next ("..., Massachusetts Institute of Technology," /
    "Cambridge")."""
    joined: list[Line] = []
    for line in lines:
        before = joined[-1] if joined else None
        wraps = before is not None and not line.gap and not line.bullet and not before.bullet and len(before.text) > 55
        if before is not None and RUNS_ON.search(before.text) and not line.gap and len(line.text) < 60:
            joined[-1] = Line(
                [*before.cells[:-1], f"{before.cells[-1]} {line.text}"],
                before.size,
                before.bold,
                gap=before.gap,
            )
            continue
        if (
            wraps
            and before is not None
            and not find_edge_date(line)
            and not DEGREE.search(line.text)
            and (not SCHOOL.search(line.text))
            and (before.text.rstrip().endswith(",") or (before.size == line.size and before.bold == line.bold))
            and not GRADE.search(line.text[:20])
            and len(line.text) < 60
        ):
            joined[-1] = Line(
                [*before.cells[:-1], f"{before.cells[-1]} {line.text}"],
                before.size,
                before.bold,
                gap=before.gap,
            )
        else:
            joined.append(line)
    return joined


def _read(line: Line) -> _Draft:
    draft = _Draft()
    span = find_edge_date(line) or find_span(line.text)
    if span:
        years = YEAR.findall(span.end or "")
        draft.year = years[-1] if years else None
    text = without(line.plain if line.bullet else line.text, span)
    for unit in STRONG.split(text):
        unit = trimmed(unit)
        if unit:
            _read_unit(unit, draft)
    if not draft.degree and not draft.school and span and (find_edge_date(line) is not None) and not line.bullet:
        first = STRONG.split(text)[0].split(", ")[0].strip(" ,;:|")
        if first and not is_place(first) and not is_placeholder(first) and not GRADE.search(first):
            draft.loose = first
    return draft


def _read_unit(unit: str, draft: _Draft) -> None:
    parts = [part.strip() for part in re.split(r"[,;]\s+(?![^(]*\))", unit) if part.strip()]
    degree: list[str] = []
    school: list[str] = []
    if any(map(is_placeholder, parts)):
        return
    for part in parts:
        is_school = SCHOOL.search(part) and not re.match(r"^(?:high school diploma)", part, re.IGNORECASE)
        starts = DEGREE.search(part)
        if starts and is_school:
            inner = re.split(
                r"\s+(?:at|from|an der|der|bei|de la|en la|à l['’]|at the)\s+(?=[A-ZÀ-Þ])", part, maxsplit=1
            )
            degree, school = ([inner[0]], [inner[1]]) if len(inner) == 2 else ([part], school)
            continue
        if is_school:
            school.append(part)
        elif (starts and not NOT_DEGREE.search(part) and not degree) or (
            degree and not school and not is_place(part) and not GRADE.search(part) and not YEAR.search(part)
        ):
            degree.append(part)
    if degree and draft.degree is None:
        draft.degree = PREFIX.sub("", ", ".join(degree)).strip(" ,;:")
    if school and draft.school is None and not is_placeholder(school[0]):
        draft.school = school[0].strip(" .,;:")
