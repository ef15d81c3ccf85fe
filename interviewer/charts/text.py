"""Figures and words as charts write them, and how much room they take."""

from __future__ import annotations

import math
import unicodedata
from collections.abc import Iterable

NOTHING = "–"
# The mean width of a letter as a share of the font's size, somewhat generous: fonts differ from reader to reader.
LETTER, WIDE = 0.6, 1.05
FONT = {"label": 12.5, "value": 12.5, "note": 11.0}


def finite(value: float | int | None) -> float | None:
    """The figure as a float; None for none at all, for NaN and for the infinities."""
    if value is None:
        return None
    number = float(value)
    return number if math.isfinite(number) else None


def whole(value: float | None) -> str:
    """Without decimals, half rounded up, thousands apart; a dash for nothing."""
    number = finite(value)
    return NOTHING if number is None else f"{math.floor(number + 0.5):,}".replace(",", "\u202f")


def clean(text: object) -> str:
    """One line without control characters: XML can't hold all of them, and a label has no use for any."""
    kept = "".join(" " if c.isspace() else c for c in str(text) if unicodedata.category(c)[0] != "C" or c.isspace())
    return " ".join(kept.split())


def width(text: str, part: str = "label") -> float:
    return FONT[part] * sum(WIDE if unicodedata.east_asian_width(c) in "WF" else LETTER for c in text)


def fitted(text: str, room: float, part: str = "label") -> str:
    """The text, or as much of its beginning as ``room`` holds and an ellipsis."""
    if width(text, part) <= room:
        return text
    kept = ""
    for letter in text:
        if width(kept + letter + "…", part) > room:
            break
        kept += letter
    return kept.rstrip() + "…" if kept else ""


def in_lines(text: str, room: float, most: int = 2, part: str = "label") -> list[str]:
    """The text in at most ``most`` lines, broken between words; what doesn't fit ends in an ellipsis."""
    lines: list[str] = []
    for word in text.split():
        if lines and width(f"{lines[-1]} {word}", part) <= room:
            lines[-1] += f" {word}"
        elif len(lines) < most:
            lines.append(word)
        else:
            lines[-1] += f" {word}"
    return [fitted(line, room, part) for line in lines]


def listed(parts: Iterable[str], most: int = 8) -> str:
    """ "a; b; c", and how many more there are, for whom the table is the better way."""
    found = list(parts)
    said = "; ".join(found[:most])
    return f"{said}; and {len(found) - most} more, in the table" if len(found) > most else said
