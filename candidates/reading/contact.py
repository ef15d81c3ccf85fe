"""Who the candidate is and how to reach them."""

from __future__ import annotations

import re
import unicodedata
from itertools import pairwise

from candidates.reading.headings import TITLES_OF_DOCUMENT, fold, section_of
from candidates.reading.lines import Line
from candidates.reading.words import TITLE

EMAIL = re.compile(
    r"(?<![\w.+-])[A-Za-z0-9][\w.+%-]{0,63}@(?:[A-Za-z0-9](?:[A-Za-z0-9-]{0,62})\.){1,5}[A-Za-z]{2,24}(?![\w@])"
)
PHONE = re.compile(
    r"(?<![\w@/.-])(?:\+|00)?(?:\(\s?\+?\d{1,4}\s?\)|\d)[\d\s().·/\-\u2010-\u2015*xX]{5,22}[\dxX*](?!\w)"
)
LINK = re.compile(
    r"(?:https?://|www\.)[^\s<>()\[\]{}\"'|•·]+"
    r"|(?<![\w@./-])(?:[A-Za-z0-9-]{3,}\.){1,3}(?:com|org|net|io|dev|me|de|fr|es|eu|uk|ch|at|it|nl|app|ai|"
    r"edu|info|tech|page)"
    r"(?:/[^\s<>()\[\]{}\"'|•·,]*)?(?![\w@])",
    re.IGNORECASE,
)
SOCIAL = re.compile(r"\b(?:linkedin\.com/(?:in/)?|github\.com/|gitlab\.com/)\S+", re.IGNORECASE)
DOCUMENT = re.compile(
    r"\b(?:résumé|resume|curriculum vit(?:ae|æ)|cv|lebenslauf|hoja de vida|currículum(?: vitae)?)\b\s*(?:of|"
    r"von|de|:)?",
    re.IGNORECASE,
)
LABEL = re.compile(r"^\s*(?:full name|name|nombre(?: y apellidos)?|nom(?: et prénom)?|nome)\s*:\s*", re.IGNORECASE)
CREDENTIALS = re.compile(
    r",?\s*\(?\b(?:Ph\.?\s?D\.?|M\.?Sc\.?|B\.?Sc\.?|M\.?B\.?A\.?|PMP|CISSP|CPA|M\.?D\.?|Jr\.?|Sr\.?|he/him|"
    r"she/her|they/them)\)?\s*$"
)
HONORIFIC = re.compile(r"^(?:(?:Prof|Dr|Mr|Mrs|Ms|Herr|Frau|Dipl|Ing|M|Mme|Sr|Sra)\.?(?:-(?:Ing|Inf)\.)?\s+)+")
_PARTICLES = (
    "de da do dos das del della di du la le los las van von der den ten ter zu zum zur y e bin ibn al el bint af av"
)
PARTICLES = frozenset(_PARTICLES.split())
WORD = re.compile(r"^(?:[^\W\d_]+(?:['’\-‐][^\W\d_]+)*\.?|[^\W\d_]\.)$")
NOT_NAMES = re.compile(
    r"\b(?:street|road|avenue|straße|strasse|calle|rue|university|universit|universidad|inc|gmbh|ltd|page|"
    r"phone|email|"
    r"e-mail|tel|mobile|address|linkedin|github|summary|skills|education|experience|objective|project|"
    r"references|remote|"
    r"married|date|birth|nationality|confidential|your|name|first|last|vorname|nachname|profile|contact|"
    r"born|available|"
    r"werkstudent|student|bachelor|master|degree|company|usa|germany|deutschland|españa|france|london|berlin|"
    r"título|opcional|title|headline|alguna|position|photo|foto)\b",
    re.IGNORECASE,
)
SEARCHED = 14


def find_email(lines: list[Line]) -> str | None:
    for line in lines:
        match = EMAIL.search(line.text) or EMAIL.search(re.sub(r"\s*(?:\(at\)|\[at\])\s*", "@", line.text))
        if match:
            return match[0]
    return None


def find_phone(lines: list[Line]) -> str | None:
    """The first number with 7 to 15 digits that is no date."""
    for line in lines:
        for match in PHONE.finditer(line.text.replace("\t", "  ")):
            written = " ".join(re.split(r"\s{2,}| [·/–—|-] ", match[0])[0].split()).strip("-–—·/ ")
            digits = sum(char.isdigit() for char in written)
            masked = digits + sum(char in "xX*" for char in written)
            years = re.fullmatch(
                r"\D*(?:19|20)\d\d\W+(?:(?:19|20)\d\d|\d{1,2})\D*|[\d\s]*\d{1,2}[./-]\d{1,2}[./-]\d{2,4}",
                written,
            )
            if 5 <= digits <= 15 and 7 <= masked <= 16 and not years:
                return written
    return None


def find_links(lines: list[Line], targets: list[str]) -> list[str]:
    """Addresses as written, then the ones that words and icons link to."""
    found: list[str] = []
    for line in lines:
        text = EMAIL.sub(" ", line.text)
        for match in LINK.finditer(text):
            # Far from the head a bare domain is more often a product ("Socket.io") than an address.
            if line.top < 0.25 or "/" in match[0] or match[0].lower().startswith("www."):
                found.append(match[0].rstrip(".,;:"))
    found += [target for target in targets if re.match(r"https?://[^\s]{3,200}$", target)]
    unique: dict[str, str] = {}
    for link in found:
        unique.setdefault(re.sub(r"^https?://(?:www\.)?|^www\.|/+$", "", link.casefold()), link)
    return list(unique.values())[:20]


def find_name(lines: list[Line], email: str | None) -> str | None:
    """The name at the head of the resume: by a label, else the largest of the first lines that reads like a
    name."""
    for line in lines[:40]:
        label = LABEL.match(line.text)
        if label and (name := as_name(line.text[label.end() :].split("\t")[0])):
            return name
    first_page = [line for line in lines if line.page == 1]
    biggest = sorted(first_page, key=lambda line: -line.size)[:4]
    head = [line for line in first_page if line.top < 0.3][:60]
    candidates: list[tuple[float, str]] = []
    for rank, line in enumerate(_with_joined(first_page)):
        if rank >= SEARCHED and line not in biggest and line not in head:
            continue
        for cell in line.cells[:2]:
            name = as_name(cell)
            if name:
                candidates.append((_score(name, line, rank, first_page, email), name))
    if not candidates:
        return None
    score, name = max(candidates, key=lambda pair: pair[0])
    return name if score > 0 else None


def _with_joined(lines: list[Line]) -> list[Line]:
    """The lines, and with them pairs of large one-word lines (a first name set above a surname)."""
    joined = list(lines)
    usual = sorted(line.size for line in lines)[len(lines) // 2] if lines else 0.0
    for above, below in pairwise(lines):
        big = above.size >= 1.2 * usual and abs(above.size - below.size) < 1
        if big and len(above.text.split()) <= 2 and len(below.text.split()) <= 2 and above.column == below.column:
            joined.insert(
                0,
                Line([f"{above.text} {below.text}"], above.size + 0.5, above.bold, above.page, top=above.top),
            )
    return joined


def _score(name: str, line: Line, rank: int, lines: list[Line], email: str | None) -> float:
    usual = sorted(one.size for one in lines)[len(lines) // 2]
    score = 3.0 * min(3.0, max(0.0, line.size / max(usual, 1) - 1)) - 0.15 * min(rank, 40)
    score += 1.0 if line.top < 0.2 else -1.0
    score += 0.5 if line.bold else 0.0
    score += 1.0 if len(line.cells) == 1 else 0.0
    score += 0.8 if rank == 0 else 0.0
    local = _ascii(email.split("@")[0]) if email else ""
    # The address only tips the scale between lines that read like names; it never makes one.
    if local and any(len(part) > 2 and part in local for part in _ascii(name).split()):
        score += 1.5
    return score


def _ascii(text: str) -> str:
    decomposed = unicodedata.normalize("NFKD", text.casefold())
    return "".join(char for char in decomposed if not unicodedata.combining(char))


def as_name(text: str) -> str | None:
    """The name a piece of text is, written in ordinary capitals; None for what doesn't read like one."""
    text = re.sub(r"\s*\((?:he|she|they|er|sie)/[^)]*\)", "", DOCUMENT.sub(" ", text)).strip(" \t,;:|•·-–—")
    if re.search(r"[@\d/\\|•·:]", text) or section_of(text) or fold(text) in TITLES_OF_DOCUMENT:
        return None
    text = HONORIFIC.sub("", CREDENTIALS.sub("", text)).strip(" ,")
    if re.fullmatch(r"(?:[^\W\d_] )+[^\W\d_](?: {2,}(?:[^\W\d_] )*[^\W\d_])*", text):
        return None
    words = text.replace(",", " ").split() if text.count(",") == 0 else []
    if re.fullmatch(r"[\u3400-\u9fff\uac00-\ud7af\u3040-\u30ff]{2,6}", text):
        return text
    if not 2 <= len(words) <= 5 or len(text) > 50 or TITLE.search(text) or NOT_NAMES.search(text):
        return None
    proper = [word for word in words if word not in PARTICLES]
    if len(proper) < 2 or not all(WORD.match(word) for word in words) or not any(len(word) > 2 for word in proper):
        return None
    if not all(word[0].isupper() or not word[0].isascii() for word in proper):
        return None
    capitals = sum(char.isupper() for char in text) >= 0.6 * sum(char.isalpha() for char in text)
    if not capitals:
        return " ".join(words)
    return " ".join(
        [_cased(words[0]), *(_cased(w) if w.casefold() not in PARTICLES else w.casefold() for w in words[1:])]
    )


def _cased(word: str) -> str:
    parts = re.split(r"(['’\-‐])", word)
    return "".join(part[:1].upper() + part[1:].lower() for part in parts)
