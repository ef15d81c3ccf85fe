"""Whether a proposed question can be put to a person at all. Pure text, no model."""

from __future__ import annotations

import re
from collections.abc import Iterable
from unicodedata import category

from interviewer.grading.lexicon import FUNCTION_WORDS
from interviews.protected import asks_about_protected

MAX_TEXT = 600
_FEWEST_WORDS = 3
_FEW_SMALL_WORDS = 0.12
_LONG_ENOUGH_TO_TELL = 6
_NOT_FOR_A_QUESTION = re.compile(
    r"https?://|www\.|</?[a-z][^>]*>|```|\{\{|\[[a-z_ -]+\]\s*$"
    r"|\bas an ai\b|\blanguage model\b.{0,20}\bi (?:can|am)\b|\bsystem prompt\b"
    r"|\byou(?:'ve| have|'re| are) (?:passed|failed|hired|rejected|not suitable|an idiot|stupid)\b"
    r"|\blorem ipsum\b"
    r"|\byour (?:own )?(?:password|credit card|bank account|social security|passport number|home address)\b",
    re.IGNORECASE,
)
_TELLS = re.compile(
    r"\b(?:tell|describe|explain|walk|talk|give|show|compare|name|imagine|suppose|let's|let us|share|outline|sketch"
    r"|think|pick|take|please|go|write|lead|list|design|draw|build|implement|given)\b",
    re.IGNORECASE,
)


def unfit(text: str) -> bool:
    """Whether a text holds what an interviewer never says: addresses, markup, words to a model, verdicts, insults."""
    return bool(_NOT_FOR_A_QUESTION.search(text))


def same_question(one: str, other: str) -> bool:
    """Whether two questions read alike: the same words but for case, punctuation and small change."""
    a, b = _words(one), _words(other)
    if not a or not b:
        return a == b
    return a == b or len(a & b) / len(a | b) >= 0.8


def _words(text: str) -> frozenset[str]:
    return frozenset(re.findall(r"\w+", text.casefold()))


def plain(text: str) -> str:
    """One line, without control characters and broken halves of characters: PostgreSQL stores neither."""
    return " ".join("".join(" " if category(c) in {"Cc", "Cs", "Cf", "Co"} else c for c in text).split())


def usable(text: str, known: Iterable[str]) -> str | None:
    """``text`` tidied, or None where it is empty, too long, asked before, or about what may not be asked."""
    text = plain(text)
    if not text or len(text) > MAX_TEXT or not re.search(r"\w\W+\w", text):
        return None
    if asks_about_protected(text) or any(same_question(text, other) for other in known):
        return None
    return text


def sensible(text: str, *, english: bool = True, secrets: Iterable[str] = (), said: str = "") -> bool:
    """Whether a model's text reads as a question to a candidate and gives none of ``secrets`` (expected points) away.

    ``said`` is what stands in the question and the answer already: words from there give nothing away.
    """
    text = plain(text)
    words = re.findall(r"[^\W\d_]+(?:'\w+)?", text.casefold())
    if len(words) < _FEWEST_WORDS or _NOT_FOR_A_QUESTION.search(text):
        return False
    if "?" not in text and not (english and _TELLS.search(text)):
        return False
    small = sum(word in FUNCTION_WORDS for word in words) / len(words)
    if english and len(words) >= _LONG_ENOUGH_TO_TELL and small < _FEW_SMALL_WORDS:
        return False
    if len(set(words)) < len(words) / 3:
        return False
    return not any(_given_away(point, text, said) for point in secrets)


def _given_away(point: str, text: str, said: str) -> bool:
    new = {word for word in _words(point) if len(word) >= 4} - _words(said)
    return len(new) >= 3 and len(new & _words(text)) / len(new) >= 0.75
