"""Whether a model's reply to a candidate who asked something back can be said. Pure text, no model.

A reply may explain what is asked. It may hold nothing that a good answer holds, no praise and no grade, no question of
its own, nothing about protected matters, and no promise about the job.
"""

from __future__ import annotations

import re
from collections.abc import Iterable

from interviewer.grading import spoken_language
from interviews.protected import asks_about_protected, names_protected
from interviews.wording import plain, unfit

LONGEST = 280
_FEWEST_WORDS = 3
_RUN = 4  # words in a row that stand in the reference answer
_JUDGES = re.compile(
    r"\b(?:correct|incorrect|right answer|wrong|well done|great|excellent|perfect|exactly|good (?:answer|job)|scored?"
    r"|full marks|points?|passed|failed|hired?|offer|salary|richtig|falsch|super|genau so|bravo|parfait|perfecto"
    r"|perfetto|juist|goed zo)\b",
    re.IGNORECASE,
)


def words_of(text: str) -> list[str]:
    return re.findall(r"\w+", text.casefold())


def sayable(
    text: str, *, language: str, said: str, points: Iterable[str], keywords: Iterable[str], reference: str
) -> str:
    """The reply tidied, or an empty text where it can't be said.

    ``said`` is the question and what the candidate said: words from there give nothing away.
    """
    text = plain(text)
    words = words_of(text)
    if not len(words) >= _FEWEST_WORDS or len(text) > LONGEST or "?" in text:
        return ""
    if unfit(text) or _JUDGES.search(text) or asks_about_protected(text) or names_protected(text):
        return ""
    if spoken_language(text) not in {"", language[:2].lower() or "en"}:
        return ""
    known = set(words_of(said))
    if any(_tells_point(point, words, known) for point in points):
        return ""
    if any(_tells_keyword(keyword, text, known) for keyword in keywords):
        return ""
    return "" if _shares_a_run(reference, words, said) else text


def _tells_point(point: str, words: list[str], known: set[str]) -> bool:
    new = {word for word in words_of(point) if len(word) >= 4} - known
    shared = new & set(words)
    return len(shared) >= 2 and len(shared) / len(new) >= 0.4


def _tells_keyword(keyword: str, text: str, known: set[str]) -> bool:
    parts = words_of(keyword)
    if not parts or set(parts) <= known:
        return False
    return f" {' '.join(parts)} " in f" {' '.join(words_of(text))} "


def _shares_a_run(reference: str, words: list[str], said: str) -> bool:
    def runs(row: list[str]) -> set[tuple[str, ...]]:
        return {tuple(row[index : index + _RUN]) for index in range(len(row) - _RUN + 1)}

    return bool(runs(words_of(reference)) & runs(words) - runs(words_of(said)))
