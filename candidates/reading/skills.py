"""Skills: what stands in the skills sections, item by item, and what of the taxonomy is named elsewhere."""

from __future__ import annotations

import re

from candidates.reading.headings import fold, section_of
from candidates.reading.lines import BULLET, Line
from candidates.reading.result import SkillFact
from candidates.reading.sections import Section
from candidates.reading.words import is_placeholder
from interviewer.taxonomy import find_skills, lookup_skill

LABEL = re.compile(r"^(?P<label>[^:,\t]{2,48}?)\s*:\s+(?P<rest>.+)$|^(?P<label2>[^:,\t]{2,40}):$")
LISTING = re.compile(
    r"^(?:(?:key |main )?(?:techs?|technolog(?:y|ies)(?: used)?|tech(?:nology)? stack|stack|"
    r"tools?(?: used)?|built with|"
    r"skills(?: used)?|environment|technical environment|frameworks?|programming languages|platforms?|"
    r"technologien|werkzeuge|eingesetzte technologien|tecnologías|herramientas|entorno|technologies|outils|"
    r"environnement(?: technique)?))\s*:\s*(?P<rest>.+)$",
    re.IGNORECASE,
)
OUTER_COMMA = re.compile(r"[,;|•·●▪◦\t>]+(?![^(]*\))|\s==\s|\s[-–—/]\s(?![^(]*\))|\u2022")
LEVEL_WORDS = (
    r"advanced|expert(?:e|o)?|intermediate|basics?|beginner|proficient|fluent|native|good|very good|"
    r"excellent|familiar|"
    r"working knowledge|experienced|sehr gut|gut|grundkenntnisse|fortgeschritten|experte|profi|avanzado|"
    r"intermedio|básico|"
    r"alto|medio|avancé|intermédiaire|débutant|courant|confirmé|notions|\d+\+? (?:years?|yrs?|jahre?|años?|"
    r"ans)|\d{1,3} ?%|"
    r"\d(?:[.,]\d)? ?/ ?(?:5|10)"
)
LEVEL = re.compile(rf"\s*(?:[-–—:(\[]\s*)?\b(?:{LEVEL_WORDS})\b[)\]]?$|\s*[●○◦•★☆■□▪▫⬤◯*]{{2,}}\s*$", re.IGNORECASE)
# Levels, and what stands over a table of skills.
ONLY_LEVEL = re.compile(
    rf"^(?:{LEVEL_WORDS}|skills?|years?(?: of experience)?|levels?|rating|last used|proficiency|jahre|stufe|niveau"
    r"|années|años|nivel|livello|anni|jaren|mother tongues?|other languages?|muttersprache|langue maternelle"
    r"|madrelingua)$",
    re.IGNORECASE,
)
LEADING_AND = re.compile(r"^(?:and|und|y|et|e|&|or|oder)\s+", re.IGNORECASE)
JOINED = re.compile(r"\s+(?:and|und|y|et|&)\s+", re.IGNORECASE)
INNER_LABEL = re.compile(r"^\s*[A-ZÀ-Þ][\w &/]{1,24}:\s+")
ETC = re.compile(r"[\s,]*(?:etc\.?|usw\.?|\.\.\.|…)$", re.IGNORECASE)
HUMAN_LANGUAGES = re.compile(
    r"^(?:english|german|french|spanish|italian|portuguese|mandarin|chinese|japanese|russian|arabic|hindi|"
    r"turkish|polish|"
    r"dutch|korean|catalan|ukrainian|swedish|greek|hebrew|englisch|deutsch|französisch|spanisch|italienisch|"
    r"türkisch|"
    r"polnisch|russisch|chinesisch|inglés|alemán|francés|español|castellano|italiano|portugués|catalán|"
    r"anglais|allemand|"
    r"français|espagnol|italien|portugais|arabe|chinois|russe|latein|latin)\b",
    re.IGNORECASE,
)
ADDRESS = re.compile(r"@|https?:|www\.|\.com\b|\d{5}")
MAX_WORDS = 6
MAX_SKILLS = 150
EVERYWHERE = frozenset({"header", "summary", "experience", "projects", "certifications", "education", "publications"})
# Words that say how somebody worked, not what they can do, unless they are listed as skills.
BACKGROUND = frozenset({"business_people", "product_design"})
GENERIC = frozenset(
    {
        "frontend",
        "backend",
        "testing",
        "software_design",
        "algorithms",
        "system_design",
        "caching",
        "cloud",
        "debugging",
        "data_analysis",
        "design_for_scale",
        "data_structures",
        "web_performance",
        "networking",
        "responsive_design",
    }
)


def collect_skills(sections: list[Section], employers: list[str]) -> list[SkillFact]:
    found: dict[str, SkillFact] = {}
    for section in sections:
        if section.kind == "skills" or (section.kind == "languages" and _programming(section)):
            for name in section_items(section.lines):
                _add(found, name)
        elif section.kind not in {"languages", "interests", "references"}:
            for line in section.lines:
                listing = LISTING.match(BULLET.sub("", line.text))
                for name in split_items(listing["rest"]) if listing else ():
                    _add(found, name)
    slugs: set[str | None] = {fact.slug for fact in found.values() if fact.slug}
    # A company is no skill: "Tableau Software", "Oracle".
    names = {fold(name) for name in employers} | {word for name in employers for word in fold(name).split()}
    for section in sections:
        if section.kind not in EVERYWHERE:
            continue
        for fact in mentioned("\n".join(line.plain for line in section.lines)):
            if fact.slug not in slugs and fold(fact.name) not in names:
                slugs.add(fact.slug)
                _add(found, fact.name, fact.slug)
    return list(found.values())[:MAX_SKILLS]


def mentioned(text: str) -> list[SkillFact]:
    """The technical skills named in running text, as written."""
    from interviewer.taxonomy import skill

    found = []
    for mention in find_skills(text):
        known = skill(mention.slug)
        if known is not None and known.family not in BACKGROUND and mention.slug not in GENERIC:
            found.append(SkillFact(name=" ".join(mention.words.split()), slug=mention.slug))
    return found


def _programming(section: Section) -> bool:
    """Whether "Languages" means Python rather than Polish."""
    items = section_items(section.lines)
    human = sum(bool(HUMAN_LANGUAGES.match(item)) for item in items)
    return human == 0 and any(lookup_skill(item) for item in items)


def _add(found: dict[str, SkillFact], name: str, slug: str | None = None) -> None:
    key = name.casefold()
    if key not in found:
        found[key] = SkillFact(name=name, slug=slug or slug_of(name))


def slug_of(name: str) -> str | None:
    """The skill an item is: by its whole name, else the only one it names ("Angular (versions 2+)")."""
    exact = lookup_skill(name) or lookup_skill(re.sub(r"\s*\([^)]*\)", "", name))
    if exact:
        return exact
    inside = {mention.slug for mention in find_skills(name)}
    return inside.pop() if len(inside) == 1 else None


def section_items(lines: list[Line]) -> list[str]:
    """The single skills of a section; a line that goes on with the next is read with it."""
    items: list[str] = []
    for text in _joined(lines):
        items += split_items(text)
    return items


def _joined(lines: list[Line]) -> list[str]:
    texts: list[str] = []
    open_end = False
    last: Line | None = None
    for line in lines:
        text = re.sub(r"^\s*[•●▪‣◦∙■□▸►➢➤–—*·⁃-]\s*", "", line.text).strip()
        follows = last is not None and not line.bullet and line.column == last.column and line.page == last.page
        broken = open_end or (bool(texts) and texts[-1].count("(") > texts[-1].count(")"))
        if follows and broken and not LABEL.match(text):
            texts[-1] += (" " if not texts[-1].endswith("-") else "") + text
        elif follows and texts and _goes_on(texts[-1], text, line, last):
            texts[-1] += " " + text
        else:
            texts.append(text)
        open_end = texts[-1].rstrip().endswith((",", ";", "-")) or texts[-1].endswith(
            (" and", " und", " y", " et", " &")
        )
        last = line
    return texts


def _goes_on(before: str, text: str, line: Line, last: Line | None) -> bool:
    """A comma-separated list wrapped inside an item ("..., Project" / "management, User Experience")."""
    if last is None or line.gap or LABEL.match(text) or len(line.cells) > 1 or len(before) < 45:
        return False
    tail, head = before.rsplit(",", 1)[-1].strip(), text.split(",")[0].strip()
    if "," not in before or ("," not in text and not text[:1].islower()):
        return False
    return (
        text[:1].islower()
        or (lookup_skill(f"{tail} {head}") is not None)
        or (lookup_skill(tail) is None and lookup_skill(head) is None)
    )


def split_items(text: str) -> list[str]:
    """The items of one line of skills: labels, levels and placeholders dropped, brackets kept with their
    item."""
    label = LABEL.match(text)
    rest = text
    if label:
        rest = label["rest"] or ""
        if not rest:
            return []
    if HUMAN_LANGUAGES.match(rest):
        return []
    items: list[str] = []
    cells = rest.split("\t")
    if len(cells) == 2 and "," in cells[1] and "," not in cells[0]:
        cells = cells[1:]  # a table's first column names the kind
    for cell in cells:
        cell = LABEL.sub(lambda m: m["rest"] or "", cell)
        parts = OUTER_COMMA.split(cell)
        if len(parts) == 1 and len(cell.split()) > 2:
            parts = _unseparated(cell)
        for part in parts:
            items += _items_of(part)
    return items


def _unseparated(cell: str) -> list[str]:
    """Chips in a row without signs between: split where known skills fill the line, or named inside a
    sentence."""
    if lookup_skill(cell):
        return [cell]
    mentions = find_skills(cell)
    words = [mention.words for mention in mentions]
    if len(cell.split()) <= MAX_WORDS and len(words) < 2:
        return [cell]
    covered = sum(len(word) for word in words)
    if words and (len(cell.split()) > MAX_WORDS or covered >= 0.8 * (len(cell) - len(words))):
        return words
    return [cell]


def _items_of(part: str) -> list[str]:
    part = INNER_LABEL.sub("", part)
    part = ETC.sub("", LEADING_AND.sub("", part.strip(" .;:*-–—=\u00a0"))).strip()
    for _ in range(2):
        part = LEVEL.sub("", part).strip()
    if part.count("(") != part.count(")"):
        part = part.strip("()")
    if not part or not re.search(r"[^\W\d_]", part) or len(part) > 70 or ONLY_LEVEL.match(part):
        return []
    if (
        is_placeholder(part)
        or ADDRESS.search(part)
        or HUMAN_LANGUAGES.match(part)
        or section_of(part) in {"education", "experience"}
    ):
        return []
    # "Angular (versions 2+)" is Angular; "JavaScript (ES6+)" stays as written.
    part = re.sub(r"\s*\((?:versions?|v\.?|ab version)\s?[\d.,+ -]*\)$", "", part, flags=re.IGNORECASE)
    listed = re.match(r"^(?P<head>[^()]+?)\s*\((?P<inside>[^()]*,[^()]*)\)$", part)
    if listed:
        # "SQL databases (MySQL, MongoDB)" names three things.
        return [
            *_items_of(listed["head"]),
            *(item for one in listed["inside"].split(",") for item in _items_of(one)),
        ]
    halves = JOINED.split(part)
    if len(halves) > 1 and lookup_skill(part) is None and (all(map(_short, halves)) and any(map(lookup_skill, halves))):
        return [item for half in halves for item in _items_of(half)]
    if len(part.split()) > MAX_WORDS:
        return [" ".join(mention.words.split()) for mention in find_skills(part)]
    return [" ".join(part.split())]


def _short(text: str) -> bool:
    return 0 < len(text.split()) <= 3
