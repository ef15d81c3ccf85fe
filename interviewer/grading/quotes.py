"""Whether a quote stands in a text, and where."""

from __future__ import annotations

import re
import unicodedata

# Typographic forms of what a keyboard writes: a model often gives one for the other.
_PLAIN = str.maketrans({"’": "'", "‘": "'", "“": '"', "”": '"', "–": "-", "—": "-", "\u2212": "-"})
_WRAPPED = re.compile(r"\A[\s\"'“”‘’«»…]+|[\s\"'“”‘’«»…]+\Z|\A\.\.\.|\.\.\.\Z")
# Fewer letters and digits than this could stand anywhere by chance.
LEAST_LETTERS = 6


def folded(text: str) -> tuple[str, list[int]]:
    """``text`` with case and white space folded, and for each character of it its place in ``text``."""
    characters: list[str] = []
    places: list[int] = []
    for place, character in enumerate(text):
        if character.isspace():
            if characters and characters[-1] != " ":
                characters.append(" ")
                places.append(place)
            continue
        if unicodedata.category(character)[0] == "C":
            continue
        for part in character.casefold().translate(_PLAIN):
            characters.append(part)
            places.append(place)
    return "".join(characters), places


def locate(quote: str, text: str) -> tuple[int, int] | None:
    """Where ``quote`` stands in ``text``, white space and case folded: ``text[start:end]``; None where it doesn't.

    It must begin and end with whole words and be long enough to mean something, unless it is the whole text.
    """
    within, places = folded(text)
    wanted = _bare(folded(quote)[0])
    short = sum(map(str.isalnum, wanted)) < LEAST_LETTERS
    if not wanted or (short and wanted.strip(".!? ") != _bare(within).strip(".!? ")):
        return None
    begin = within.find(wanted)
    while begin >= 0:
        end = begin + len(wanted)
        if not _inside_word(within, begin) and not _inside_word(within, end):
            return places[begin], places[end - 1] + 1
        begin = within.find(wanted, begin + 1)
    return None


def _bare(quote: str) -> str:
    """Without the marks a quote is put in, and the dots for what was left out."""
    while (shorter := _WRAPPED.sub("", quote)) != quote:
        quote = shorter
    return quote


def _inside_word(text: str, place: int) -> bool:
    return 0 < place < len(text) and text[place - 1].isalnum() and text[place].isalnum()
