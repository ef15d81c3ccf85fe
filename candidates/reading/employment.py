"""Employers, and projects told among them: entries found by their dates, their headers taken apart.

An entry is a line with a date at its edge, the header lines around it and the text below. Where the
section's first
entry has its date on the second or third line, so have the others; so it is known which entry a line belongs
to.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from candidates.reading.dates import Span, find_span, without
from candidates.reading.lines import Line, trimmed
from candidates.reading.result import Employer
from candidates.reading.words import (
    LEGAL,
    ORGANISATION,
    QUALIFIER,
    SCHOOL,
    TITLE,
    is_place,
    is_placeholder,
)

STRONG = re.compile(r"\t|\s+[|•·●◦▪⋅]\s*|\s+[–—]\s+|\s+-\s+|\s*[–—|]\s+|\s+/{2}\s+")
AT = re.compile(r"\s+(?:at|@|bei(?: der| dem)?|beim|bij|chez|presso)\s+(?=[A-ZÀ-Þ0-9])|\s+@\s*", re.UNICODE)
IN = re.compile(r"\s+en\s+(?=[A-ZÀ-Þ])")
PROJECT = re.compile(
    r"\b(?:(?:individual|personal|private|side|university|academic|team|group|open[- ]source|"
    r"student)\s+projects?|projects|"
    r"projekte|proyectos|projets|(?:master|bachelor|capstone|final year|research|eigenes|"
    r"privates)[- ]?projekt?|"
    r"(?:master|bachelor|capstone|final year|student|research)(?:'s)? project)\b|^(?:project|projekt|"
    r"proyecto|projet)\s*:",
    re.IGNORECASE,
)
DURATION = re.compile(
    r"\(?\b\d+\+?\s*(?:years?|yrs?|months?|mos?|jahre?|monate?|años?|mes(?:es)?|ans?|mois)\b"
    r"(?:,?\s*(?:and |und |y |et )?\d+\s*(?:months?|mos?|monate?|mes(?:es)?|mois))?\)?",
    re.IGNORECASE,
)
LABELLED = re.compile(
    r"^(?:company|employer|client|firma|arbeitgeber|unternehmen|empresa|entreprise)\s*:\s*", re.IGNORECASE
)
TITLE_LABEL = re.compile(r"^(?:role|position|title|job title|rolle|funktion|puesto|cargo|poste)\s*:\s*", re.IGNORECASE)
SELF = re.compile(
    r"^(?:freelance\w*|self[- ]employed|freiberuflich\w*|selbstständig|autónom[oa]|indépendant\w*)$",
    re.IGNORECASE,
)
VERB = re.compile(
    r"^(?:\w+ed|\w+ing|led|built|wrote|ran|\w+ó|\w+é)\s+(?:a|an|the|and|of|in|with|on|for|to|by|de|la|el|"
    r"\w+s)\b"
)
MAX_HEADER = 110
MAX_EMPLOYERS = 40


@dataclass
class Entry:
    header: list[Line] = field(default_factory=list)
    span: Span | None = None
    body: list[Line] = field(default_factory=list)


def is_body(line: Line, before: Line | None, left: float) -> bool:
    """A line of an entry's text: a bullet, a sentence, or the rest of one."""
    text = line.plain
    if line.bullet:
        return True
    if line.bold and not text.endswith(".") and (before is None or not before.bold):
        return False
    if len(text) > MAX_HEADER or (text.endswith((".", ";")) and len(text.split()) > 5 and not _abbreviated(text)):
        return True
    if text[:1].islower() and not text.split()[0].count("."):
        return True
    if before is None or line.gap:
        return bool(VERB.match(text)) and len(text.split()) > 5
    indented = line.x > left + 6 and before.x > 0
    runs_on = before.plain[-1:] not in ".!?:" and (len(before.plain) > 60 or before.bullet)
    return (indented and (before.bullet or runs_on) and not find_edge_date(line)) or (
        runs_on and len(before.plain) > 75 and not find_edge_date(line) and not line.bold
    )


def _abbreviated(text: str) -> bool:
    return bool(LEGAL.search(text.split(",")[-1].split(" ")[-1]) or re.search(r"\b(?:Inc|Ltd|Co|Corp)\.$", text))


def find_edge_date(line: Line) -> Span | None:
    """A date at an edge of the line: the kind that heads an entry, not one told in a sentence."""
    text = line.text
    if line.bullet and len(line.plain) > 70:
        return None
    span = find_span(text)
    if span is None or len(text) > 160:
        return None
    before, after = text[: span.at].strip(" \t,;:|(–—-·•"), text[span.to :].strip(" \t,;:|)–—-·•.")
    after = DURATION.sub("", after).strip(" \t,;:|()–—-·•.")
    if not before or not after:
        return span if span.is_range or len(line.cells) > 1 or len(text) < 70 else None
    cell_edge = text[: span.at].rstrip(" (").endswith("\t") or text[span.to :].lstrip(" )").startswith("\t")
    return span if cell_edge or (span.is_range and len(after) < 45) else None


def split_entries(lines: list[Line]) -> list[Entry]:
    left = min((line.x for line in lines if not line.bullet), default=0.0)
    kinds: list[str] = []
    before: Line | None = None
    was_body = False
    for line in lines:
        span = find_edge_date(line)
        body = is_body(line, before if was_body else None, left) and not (
            span and (span.is_range or len(line.cells) > 1)
        )
        kinds.append("date" if span and not body else "body" if body else "header")
        before, was_body = line, body
    anchors = [at for at, kind in enumerate(kinds) if kind == "date"]
    anchors = _without_second_dates(lines, kinds, anchors)
    if not anchors:
        return []
    return _assign(lines, kinds, anchors, _lead(kinds, anchors[0]))


def _without_second_dates(lines: list[Line], kinds: list[str], anchors: list[int]) -> list[int]:
    """A date right under the line of another range belongs to the same entry when it stands alone as a
    lesser one."""
    kept: list[int] = []
    for at in anchors:
        span = find_edge_date(lines[at])
        weak = span is not None and not span.is_range
        if weak and kept and at - kept[-1] <= 2 and all(kind == "header" for kind in kinds[kept[-1] + 1 : at]):
            kinds[at] = "header"
        else:
            kept.append(at)
    return kept


def _lead(kinds: list[str], first: int) -> int:
    """How many header lines stand before the date, judged by the first entry."""
    lead = 0
    while lead < 3 and first - lead - 1 >= 0 and kinds[first - lead - 1] == "header":
        lead += 1
    return lead


def _assign(lines: list[Line], kinds: list[str], anchors: list[int], lead: int) -> list[Entry]:
    starts: list[int] = []
    for number, at in enumerate(anchors):
        floor = anchors[number - 1] + 1 if number else 0
        above = 0
        while above < 3 and at - above - 1 >= floor and kinds[at - above - 1] == "header":
            above += 1
        touching = number > 0 and at - above == floor
        # Header lines between two dates with no text between: as many belong to the lower one as the first
        # had.
        start = at - (min(above, lead) if touching else max(min(above, lead), min(above, 2) if lead else above))
        if not lead and not touching and above:
            start = at - min(above, 1)
        starts.append(start)
    entries: list[Entry] = []
    for number, at in enumerate(anchors):
        stop = starts[number + 1] if number + 1 < len(starts) else len(lines)
        entry = Entry(header=lines[starts[number] : at + 1], span=find_edge_date(lines[at]))
        below = at + 1
        while below < stop and below - at <= 2 and kinds[below] == "header":
            entry.header.append(lines[below])
            below += 1
        entry.body = lines[below:stop]
        entries.append(entry)
    return entries


def is_project(entry: Entry) -> bool:
    header = "\t".join(line.text for line in entry.header)
    return bool(PROJECT.search(header)) and not LEGAL.search(header)


def employers_of(entries: list[Entry]) -> list[Employer]:
    found: list[Employer] = []
    for entry in entries[:MAX_EMPLOYERS]:
        name, title = name_and_title(entry)
        if name is None and title and found and entry.span:
            name = found[-1].name  # another position at the employer named above
        if name is None or is_placeholder(name):
            continue
        span = entry.span
        start, end = (span.start, span.end) if span else (None, None)
        employer = Employer(name=name, title=title, start=start, end=end)
        if employer not in found:
            found.append(employer)
    return found


def name_and_title(entry: Entry) -> tuple[str | None, str | None]:
    names: list[tuple[int, str]] = []
    titles: list[str] = []
    for line in entry.header:
        text = DURATION.sub(" ", without(line.plain if line.bullet else line.text, find_edge_date(line)))
        labelled = LABELLED.match(text)
        text = TITLE_LABEL.sub("", LABELLED.sub("", text))
        for unit in _units(text):
            kind, value = _classify(unit)
            if labelled or kind == "name":
                names.append((_firmness(value, bool(labelled)), value))
            elif kind == "title":
                titles.append(value)
    if not names and len(titles) > 1:
        firm = [title for title in titles if LEGAL.search(title) or ORGANISATION.search(title)]
        if firm:
            return firm[0], next((title for title in titles if title != firm[0]), None)
    name = max(names, key=lambda pair: pair[0])[1] if names else None
    if name is None and titles and (alone := [title for title in titles if SELF.match(title)]):
        name = alone[0]
        titles = [title for title in titles if title != name]
    if not titles and name is not None:
        titles = [other for firmness, other in names if other != name and firmness < _firmness(name, False)]
    return name, titles[0] if titles else None


PART_OF_A_HOUSE = re.compile(
    r"^(?:department|dept\.?|faculty|school|division|chair|lehrstuhl|fakultät|abteilung|département|departamento|facultad"
    r"|faculté|dipartimento|afdeling|faculteit) (?:of|for|für|de|di|des|van)?\b",
    re.IGNORECASE,
)


def _firmness(name: str, labelled: bool) -> int:
    """Among several names the one that is marked as a company, else the first; a part of a house is not the house."""
    if not labelled and PART_OF_A_HOUSE.match(name):
        return 0
    return 3 if labelled else 2 if LEGAL.search(name) else 1 if ORGANISATION.search(name) else 0


def _units(text: str) -> list[str]:
    units: list[str] = []
    for part in STRONG.split(text):
        halves = AT.split(part, maxsplit=1)
        if len(halves) == 1 and IN.search(part) and TITLE.search(part.split(" en ")[0]):
            halves = IN.split(part, maxsplit=1)
        for number, half in enumerate(halves):
            commas = _comma_units(half)
            units += commas if number == 0 or len(halves) == 1 else [commas[0], *commas[1:]]
    return [unit for unit in map(trimmed, units) if unit]


def _comma_units(text: str) -> list[str]:
    """Split at commas outside brackets; a legal form ("Inc.") stays with its name, a qualifier with its
    title."""
    parts = [part.strip() for part in re.split(r",\s+(?![^(]*\))", text) if part.strip()]
    units: list[str] = []
    for part in parts:
        belongs = LEGAL.fullmatch(part) or (QUALIFIER.match(part) and not is_place(part))
        if units and belongs and (LEGAL.fullmatch(part) or TITLE.search(units[-1])):
            units[-1] += f", {part}"
        else:
            units.append(part)
    return units


def _classify(unit: str) -> tuple[str, str]:
    if is_place(unit) or not re.search(r"[^\W\d_]{2}", unit) or len(unit) > 90:
        return "place", unit
    if re.match(r"^(?:gpa|grade|note|location|ort)\b", unit, re.IGNORECASE) or is_placeholder(unit):
        return "other", unit
    if re.match(r"^(?:full|part)[- ]time$|^(?:vollzeit|teilzeit|contract|permanent|internship)$", unit, re.IGNORECASE):
        return "other", unit
    if TITLE.search(unit) and not (LEGAL.search(unit) and not re.search(r"\bco\b", unit, re.IGNORECASE)):
        return "title", unit
    if unit[0].islower() and "." not in unit and not any(char.isupper() for char in unit[1:]):
        return "other", unit
    cut = LEGAL.search(unit)
    if cut and is_place(unit[cut.end() :].strip()):
        unit = unit[: cut.end()].strip() if PLACE_AFTER.match(unit[cut.end() :].strip()) else unit
    return "name", unit


PLACE_AFTER = re.compile(
    r"^(?:California|Texas|New York|San Francisco|London|USA|America|Germany|Deutschland|[A-Z]{2})\b"
)


def looks_like_school(name: str) -> bool:
    return bool(SCHOOL.search(name))
