"""A score out of a model's prose, where there is one. Never a default."""

from __future__ import annotations

import math
import re

from interviewer.grading.text import fold_text

_NUMBER = r"(?<![\w.,/-])(\d{1,3}(?:[.,]\d{1,2})?)"
_END = r"(?![\w/]|[.,]\d|\s+of\b)"
# "7/10", "85 / 100", "7 out of 10", "8,5 von 10". Only scales that scores are given on: "3/4 of users" is none.
_OF = re.compile(rf"{_NUMBER}\s*(?:/|out of|of|von|sur|de)\s*(5|10|20|100)\b(?!\s*%){_END}")
_PERCENT = re.compile(rf"{_NUMBER}\s?(?:%|percent\b|per cent\b)")
# What stands before a number that is a score, and not one of the candidate's own numbers.
_NAMED = r"\b(?:score|rating|grade|mark|marks|points|result|total|overall|assessment|evaluation)\b"
_NEAR = re.compile(rf"{_NAMED}[^\d.\n]{{0,30}}\Z")
# "Score: 7 points for structure, 3 for clarity" is not a total: alone, a number needs a colon and nothing behind it.
_ONLY_NUMBER = re.compile(rf"\A\W*{_NUMBER}\W*\Z")
_FINAL = re.compile(r"\b(?:final|overall|total)\b[^.\n]{0,40}\Z")


def extract_score(text: str) -> float | None:
    """The score in ``text``, 0-100: "7/10", "85/100", "Rating: 7 out of 10", "85%", "8,5/10". None where there is
    none, where it lies outside its scale, and where several differ and none is called final or total.

    A bare number has no scale and is no score.
    """
    flat = fold_text(text[:20_000]).replace("*", "") if isinstance(text, str) else ""
    found: list[tuple[float, str]] = []
    for match in _OF.finditer(flat):
        found.append((_scaled(match[1], float(match[2])), flat[: match.start()]))
    for match in _PERCENT.finditer(flat):
        before = flat[: match.start()]
        # "It fell by 85 %" is something the answer told: a percentage counts alone, or where it is called a score.
        alone = _ONLY_NUMBER.match(flat[: match.end()].rstrip("% ").removesuffix("percent").removesuffix("per cent"))
        if _NEAR.search(before) or (alone and not flat[match.end() :].strip(" .!\n")):
            found.append((_scaled(match[1], 100.0), before))
    return _one_of([(value, before) for value, before in found if not math.isnan(value)], len(found))


def _scaled(number: str, top: float) -> float:
    value = float(number.replace(",", "."))
    return 100 * value / top if value <= top else math.nan


def _one_of(found: list[tuple[float, str]], seen: int) -> float | None:
    """The score all agree on, else the one that is called final, else the one that is called a score."""
    if not found or len(found) < seen:
        return None
    for called in (None, _FINAL, _NEAR):
        values = {round(value, 2) for value, before in found if called is None or called.search(before[-60:])}
        if len(values) == 1:
            return values.pop()
    return None
