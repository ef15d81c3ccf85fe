"""Putting a service's word marks onto the words of the text, so that captions and audio agree."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass

from interviewer.providers.tts.base import SpokenWord

LOOK_AHEAD = 80  # characters that a service may leave unmarked between two words
_TOKEN = re.compile(r"\S+")


@dataclass(frozen=True)
class Mark:
    """That the text from character ``position`` on (``length`` of them) is spoken from ``start`` to ``end`` seconds."""

    position: int
    length: int
    start: float
    end: float


def align(text: str, marks: Iterable[Mark], duration: float) -> tuple[SpokenWord, ...]:
    """One word for each whitespace-separated word of ``text``, with the time of all marks that lie in it.

    A word without a mark has no length and stands where the one before it ends. Times never run backwards.
    """
    tokens = list(_TOKEN.finditer(text))
    spans: list[tuple[float, float] | None] = [None] * len(tokens)
    owner = [-1] * (len(text) + 1)
    for index, token in enumerate(tokens):
        owner[token.start() : token.end()] = [index] * (token.end() - token.start())
    for mark in marks:
        index = _owner(owner, mark)
        if index < 0:
            continue
        known = spans[index]
        spans[index] = (mark.start, mark.end) if known is None else (min(known[0], mark.start), max(known[1], mark.end))
    words: list[SpokenWord] = []
    now = 0.0
    for token, span in zip(tokens, spans, strict=True):
        start = min(max(now, span[0] if span else now), duration)
        end = min(max(start, span[1] if span else start), duration)
        words.append(SpokenWord(token.group(), round(start, 3), round(end, 3)))
        now = end
    return tuple(words)


def _owner(owner: list[int], mark: Mark) -> int:
    for position in range(mark.position, mark.position + max(mark.length, 1)):
        if 0 <= position < len(owner) and owner[position] >= 0:
            return owner[position]
    return -1


def find_marks(text: str, spoken: Iterable[tuple[str, float, float]]) -> list[Mark]:
    """Marks for words given by their text, in order: each is looked for a little way behind the one before."""
    marks: list[Mark] = []
    cursor = 0
    for word, start, end in spoken:
        needle = re.escape(word.strip())
        if not needle:
            continue
        # As a whole word if possible: "a" must not be found within another one.
        for pattern in (rf"(?<!\w){needle}(?!\w)", needle):
            found = re.compile(pattern, re.IGNORECASE).search(text, cursor, cursor + len(word) + LOOK_AHEAD)
            if found:
                marks.append(Mark(found.start(), found.end() - found.start(), start, end))
                cursor = found.end()
                break
    return marks


def spread(text: str, duration: float) -> tuple[SpokenWord, ...]:
    """Words by their length in letters, for a service that marks none. A guess, close enough to follow along."""
    tokens = [match.group() for match in _TOKEN.finditer(text)]
    weights = [sum(char.isalnum() for char in token) + (4.0 if token[-1] in ".?!:;," else 1.0) for token in tokens]
    whole = sum(weights) or 1.0
    words: list[SpokenWord] = []
    now = 0.0
    for token, weight in zip(tokens, weights, strict=True):
        pause = 3.0 if token[-1] in ".?!:;," else 0.0
        end = now + duration * (weight - pause) / whole
        words.append(SpokenWord(token, round(now, 3), round(end, 3)))
        now += duration * weight / whole
    return tuple(words)
