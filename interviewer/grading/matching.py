"""Which words of an answer say which words of a reference: exact stems, synonyms, misspellings."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from interviewer.grading.text import GROUPS, PHRASE_HEADS, PHRASES, Text

EXACT, SYNONYM, NEAR = 1.0, 0.8, 0.8
_NUMBER_WORDS = {
    "zero": "0", "one": "1", "two": "2", "three": "3", "four": "4", "five": "5",
    "six": "6", "seven": "7", "eight": "8", "nine": "9", "ten": "10",
}  # fmt: skip


@dataclass
class Index:
    """The words of an answer by stem and by synonym group, each with the places where they stand."""

    text: Text
    stems: dict[str, list[int]] = field(default_factory=dict)
    groups: dict[int, list[int]] = field(default_factory=dict)
    cache: dict[str, dict[int, float]] = field(default_factory=dict)

    @classmethod
    def of(cls, text: Text, allowed: frozenset[int] | None = None) -> Index:
        """Index a text, or only the token places in ``allowed``."""
        index = cls(text)
        tokens = text.tokens
        for i, token in enumerate(tokens):
            if allowed is not None and i not in allowed:
                continue
            index._add(token.stem, i, single=token.content)
            if token.stem in PHRASE_HEADS:
                for length in (2, 3, 4, 5):
                    key = " ".join(t.stem for t in tokens[i : i + length])
                    if PHRASES.get(key) == length:
                        index._add(key, i, single=True)
        return index

    def _add(self, key: str, place: int, *, single: bool) -> None:
        self.stems.setdefault(key, []).append(place)
        if key in _NUMBER_WORDS:
            self.stems.setdefault(_NUMBER_WORDS[key], []).append(place)
        if single:
            for group in GROUPS.get(key, ()):
                self.groups.setdefault(group, []).append(place)

    def places(self, stem: str) -> Mapping[int, float]:
        """Token places of the answer that say ``stem``, each with its credit (0-1)."""
        found = self.cache.get(stem)
        if found is None:
            found = self.cache[stem] = self._find(stem)
        return found

    def _find(self, stem: str) -> dict[int, float]:
        found: dict[int, float] = {}
        for group in GROUPS.get(stem, ()):
            for place in self.groups.get(group, ()):
                found[place] = SYNONYM
        if stem not in self.stems and len(stem) >= 5:
            for other, places in self.stems.items():
                if other[0] == stem[0] and len(other) >= 4 and near(stem, other):
                    found.update(dict.fromkeys(places, NEAR))
        for place in self.stems.get(stem, ()):
            found[place] = EXACT
        return found

    def credit(self, stem: str) -> float:
        """The best credit anywhere for ``stem``."""
        return max(self.places(stem).values(), default=0.0)


def near(a: str, b: str) -> bool:
    """Two stems of one family ("encaps", "encapsul"), or a misspelling apart: one slip, two in words from 8 letters."""
    shorter, longer = sorted((a, b), key=len)
    if len(shorter) >= 5 and longer.startswith(shorter) and len(longer) - len(shorter) <= 4:
        return True
    slips = 2 if len(shorter) >= 8 else 1
    if len(shorter) < 5 or len(longer) - len(shorter) > slips or not longer.isalpha() or not shorter.isalpha():
        return False
    return _slips(shorter, longer, slips) <= slips


def _slips(a: str, b: str, most: int) -> int:
    """Damerau-Levenshtein distance with adjacent swaps, given up beyond ``most`` (optimal string alignment)."""
    before: list[int] = []
    row = list(range(len(b) + 1))
    for i, x in enumerate(a, 1):
        older, before, row = before, row, [i] + [0] * len(b)
        for j, y in enumerate(b, 1):
            row[j] = min(before[j] + 1, row[j - 1] + 1, before[j - 1] + (x != y))
            if i > 1 and j > 1 and x == b[j - 2] and a[i - 2] == y:
                row[j] = min(row[j], older[j - 2] + 1)
        if min(row) > most:
            return most + 1
    return row[-1]


def covered(weights: Mapping[str, float], index: Index, window: Iterable[int] | None = None) -> float:
    """The share (0-1) of ``weights`` whose stems the answer says, within the token places of ``window`` if given."""
    total = sum(weights.values())
    if total <= 0:
        return 0.0
    if window is None:
        return sum(weight * index.credit(stem) for stem, weight in weights.items()) / total
    inside = window if isinstance(window, range | frozenset | set) else frozenset(window)
    got = 0.0
    for stem, weight in weights.items():
        got += weight * max((c for place, c in index.places(stem).items() if place in inside), default=0.0)
    return got / total
