"""Projects, each with an excerpt in the candidate's own words."""

from __future__ import annotations

import re

from candidates.reading.dates import find_span, without
from candidates.reading.employment import STRONG, Entry, find_edge_date, is_body
from candidates.reading.lines import Line
from candidates.reading.result import MAX_EXCERPT, Project, SkillFact
from candidates.reading.sections import Section
from candidates.reading.skills import LISTING, mentioned, slug_of, split_items
from candidates.reading.words import SCHOOL, TITLE, is_placeholder

PREFIX = re.compile(
    r"^(?:(?:personal|private|side|academic|university|open[- ]source|team|research|individual)\s+project|"
    r"project(?: name)?|"
    r"projekt(?:name)?|proyecto|projet)\s*(?:\d+\s*)?[:–—]\s*",
    re.IGNORECASE,
)
MASTER = re.compile(
    r"\b(?:master|bachelor|student|team|research|capstone|final[- ]year|semester)(?:'?s)?[- ](?:project|"
    r"projekt)\b",
    re.IGNORECASE,
)
NAMED_ITEM = re.compile(r"^(?P<name>[A-Z0-9À-Þ][^:.\t]{1,70}?|[a-z][\w.-]{2,30})\s*(?::|\s[–—-])\s+(?P<text>\S.+)$")
URL = re.compile(r"\(?\[?(?:https?://|www\.|github\.com/)\S+\)?\]?", re.IGNORECASE)
LABEL_LINE = re.compile(r"^[^:\t]{2,30}:\s")
MAX_NAME = 90
MAX_PROJECTS = 30


def projects_of(section: Section) -> list[Project]:
    """The projects of a section of projects."""
    found: list[Project] = []
    blocks = _blocks(section.lines)
    if blocks and (not any(header for header, _ in blocks) or _named_lines(section.lines)):
        for line in _items(section.lines):
            _append(found, _from_item(line))
        return found
    for header, body in blocks:
        if header is not None:
            _append(found, _project(header, body))
    return found


def _named_lines(lines: list[Line]) -> bool:
    """Whether each line is a project by itself ("Name - what it is"), but for what runs on."""
    named = [match for line in lines if (match := NAMED_ITEM.match(line.plain))]
    told = all(len(match["text"].split()) > 3 for match in named)
    rest = [line for line in lines if not NAMED_ITEM.match(line.plain)]
    return (
        bool(named)
        and told
        and all(line.plain[:1].islower() for line in rest)
        and not any(line.bullet for line in lines)
    )


def project_of_entry(entry: Entry) -> Project | None:
    """A project told among the jobs or studies."""
    first = next((line for line in entry.header if find_edge_date(line)), entry.header[0])
    return _project(first, [line for line in entry.header if line is not first] + entry.body)


def education_projects(section: Section) -> list[Project]:
    """Projects that stand as entries among the studies ("Master Project - ...")."""
    found: list[Project] = []
    for at, line in enumerate(section.lines):
        if line.bullet or not MASTER.search(line.text) or len(line.text) > 140:
            continue
        parts = [part for part in STRONG.split(without(line.text, find_span(line.text))) if not SCHOOL.search(part)]
        name = " - ".join(part.strip() for part in parts if part.strip())
        body: list[Line] = []
        for following in section.lines[at + 1 :]:
            if following.gap and not following.bullet:
                break
            body.append(following)
        if name and name in line.text:
            found.append(Project(name=name, text=_excerpt(body), skills=_skills(name, body)))
    return found


def _append(found: list[Project], project: Project | None) -> None:
    if project is not None and len(found) < MAX_PROJECTS and all(project.name != one.name for one in found):
        found.append(project)


def _blocks(lines: list[Line]) -> list[tuple[Line | None, list[Line]]]:
    """Header line and text of each project; text before any header has none."""
    left = min((line.x for line in lines if not line.bullet), default=0.0)
    blocks: list[tuple[Line | None, list[Line]]] = []
    before: Line | None = None
    for at, line in enumerate(lines):
        after = lines[at + 1] if at + 1 < len(lines) else None
        header = _is_header(line, before, after, left)
        under_header = blocks and blocks[-1][0] is before and before is not None
        if header and under_header and not (line.gap and before is not None and before.gap and _is_text(after)):
            # The second line under a name tells the role, the place or the tools.
            header = False
        if header:
            blocks.append((line, []))
        elif blocks:
            blocks[-1][1].append(line)
        else:
            blocks.append((None, [line]))
        before = line
    return blocks


def _is_text(line: Line | None) -> bool:
    return line is not None and (line.bullet or len(line.plain) > 60 or line.plain.endswith("."))


def _is_header(line: Line, before: Line | None, after: Line | None, left: float) -> bool:
    text = line.plain
    name = _name(line)
    if (
        line.bullet
        or not name
        or len(name) > MAX_NAME
        or LISTING.match(text)
        or not re.match(r"[A-Z0-9À-Þ“\"'(.]|\W?\w", name)
    ):
        return False
    if name[:1].islower() and not line.bold and not find_edge_date(line):
        return False
    if text.endswith((".", ",", ";")) and not find_edge_date(line) and not line.bold:
        return False
    if find_edge_date(line) and len(text) < 130:
        return True
    if line.bold and (before is None or not before.bold or line.gap):
        return True
    if before is not None and is_body(line, before, left):
        return False
    if NAMED_ITEM.match(text) and len(text) > MAX_NAME:
        return False
    return before is None or line.gap or before.plain.endswith((".", "!")) or (_is_text(after) and before.bullet)


def _name(line: Line) -> str:
    text = PREFIX.sub("", URL.sub("", without(line.plain if line.bullet else line.text, find_edge_date(line)))).strip()
    parts = [part.strip(" \t,;:|()[]–—-") for part in STRONG.split(text)]
    parts = [part for part in parts if part and re.search(r"\w", part)]
    if not parts:
        return ""
    name = PREFIX.sub("", parts[0]).strip(" ,;:|–—-")
    name = re.sub(r"\s*\([^)]*$", "", name) or name  # the date that was taken out stood before the closing bracket
    named = re.match(r"^([^:(]{2,70}):\s+\S{2,}", name)
    return named[1].strip() if named and len(name) > 60 else name


def _project(header: Line, body: list[Line]) -> Project | None:
    name = _name(header)
    if not name or len(name) > MAX_NAME + 30:
        return None
    if is_placeholder(name) and not re.search(r"[^\W\dx_]{4,}", name, re.IGNORECASE):
        return None
    body = [line for line in body if not (TITLE.search(line.plain) and len(line.plain) < 40 and not line.bullet)]
    return Project(name=name, text=_excerpt(body), skills=_skills(header.text, body))


def _items(lines: list[Line]) -> list[str]:
    """Bullets with the lines they run on over."""
    items: list[str] = []
    for line in lines:
        if line.bullet or not items or line.gap or NAMED_ITEM.match(line.plain):
            items.append(line.plain)
        else:
            items[-1] += " " + line.plain
    return items


def _from_item(text: str) -> Project | None:
    """A project that is one bullet: "Name: what it is"."""
    named = NAMED_ITEM.match(text)
    if named is None:
        return None
    name = URL.sub("", re.sub(r"\s*\([^)]*\)$", "", named["name"])).strip(" ,-–—")
    if not name or len(name.split()) > 9 or is_placeholder(name):
        return None
    return Project(name=name, text=_cut(named["text"]), skills=mentioned(text)[:20])


def _excerpt(body: list[Line]) -> str:
    return _cut(" ".join(line.plain for line in body if not LABEL_LINE.match(line.plain) or len(line.plain) > 60))


def _cut(text: str) -> str:
    if len(text) <= MAX_EXCERPT:
        return text
    sentence = text.rfind(". ", 80, MAX_EXCERPT)
    return text[: sentence + 1] if sentence > 0 else text[:MAX_EXCERPT].rsplit(" ", 1)[0]


def _skills(header: str, body: list[Line]) -> list[SkillFact]:
    found: dict[str, SkillFact] = {}
    for line in body:
        listing = LISTING.match(line.plain)
        for name in split_items(listing["rest"]) if listing else ():
            found.setdefault(name.casefold(), SkillFact(name=name, slug=slug_of(name)))
    slugs = {fact.slug for fact in found.values()}
    for fact in mentioned("\n".join([header, *(line.plain for line in body)])):
        if fact.slug not in slugs:
            found.setdefault(fact.name.casefold(), fact)
    return list(found.values())[:20]
