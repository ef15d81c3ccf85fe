"""Flags: what was hidden in a file, and what speaks to a machine."""

from __future__ import annotations

import re

from candidates.reading.instructions import find_instructions
from candidates.reading.result import MAX_EXCERPT, Flag

MAX_FLAGS = 40
MIN_LETTERS = 4
# Lines often run over an edge by accident; only a passage there is worth a flag.
MIN_LETTERS_AT_EDGE = 25
AT_EDGE = frozenset({"off_page", "clipped"})
ORDINARY_FIELDS = frozenset({"Producer", "Creator", "CreationDate", "ModDate", "Trapped", "PTEX.Fullbanner"})
MANY_WORDS = 25
TAGS = re.compile("[\U000e0020-\U000e007e]{4,}")
TAG_BASE = 0xE0000


def excerpt(text: str) -> str:
    text = " ".join(text.split())
    return text if len(text) <= MAX_EXCERPT else text[: MAX_EXCERPT - 1] + "…"


def hidden_flag(technique: str, text: str, page: int | None) -> Flag | None:
    letters = sum(char.isalnum() for char in text)
    if letters < (MIN_LETTERS_AT_EDGE if technique in AT_EDGE else MIN_LETTERS):
        return None
    return Flag(technique=technique, text=excerpt(text), page=page)


def metadata_flags(fields: dict[str, str]) -> list[Flag]:
    """Fields of the document's properties that hold prose or speak to a machine; titles and tool names are
    ordinary."""
    found: list[Flag] = []
    for key, value in fields.items():
        if key in ORDINARY_FIELDS:
            continue
        text = re.sub(r"<[^>]{0,500}>", " ", value) if key == "XMP" else value
        prose = len(text.split()) >= MANY_WORDS and bool(re.search(r"\w[.!?](?:\s|$)", text)) and key != "XMP"
        passages = find_instructions(text)
        if (prose or passages) and all(flag.text != excerpt(text) for flag in found):
            found.append(Flag(technique="metadata", text=excerpt(passages[0] if passages and not prose else text)))
    return found


def note_flags(contents: str, subtype: str, page: int | None) -> list[Flag]:
    """A note attached to the page. Links carry descriptions of themselves; those count only if they
    instruct."""
    wanted = len(contents.split()) >= MIN_LETTERS and subtype not in {"Link", "Widget"}
    if wanted or find_instructions(contents):
        return [Flag(technique="annotation", text=excerpt(contents), page=page)]
    return []


def instruction_flags(text: str, page: int | None) -> list[Flag]:
    return [Flag(technique="instructions", text=excerpt(passage), page=page) for passage in find_instructions(text)]


def smuggled_flags(text: str, page: int | None) -> list[Flag]:
    """Text written in Unicode's tag characters, which no font shows."""
    return [
        Flag(
            technique="invisible_characters",
            text=excerpt("".join(chr(ord(c) - TAG_BASE) for c in match[0])),
            page=page,
        )
        for match in TAGS.finditer(text)
    ]
