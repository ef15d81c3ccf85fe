"""Sounds to mouth shapes.

X rest; A P, B, M; B most consonants and EE; C EH, AE; D AA; E AO, ER; F UW, W; G F, V; H L, TH.
The nine shapes are those of Rhubarb Lip Sync; which sound has which is ours.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable

from interviewer.providers.tts.base import MouthShape, SpokenWord

SHAPES = "XABCDEFGH"
REST = "X"
# A silence shorter than this is part of speaking: the mouth stays as it was.
SHORTEST_REST = 0.12
# Shorter than two frames of a screen a shape only flickers. Closed lips are seen however short.
SHORTEST = 0.035

_IPA = {
    **dict.fromkeys("pbmʙɓ", "A"),
    **dict.fromkeys("fvɱʋⱱɸβ", "G"),
    **dict.fromkeys("lɫɭɬɮʟʎθð", "H"),
    **dict.fromkeys("wʍɥuʉʊyʏ", "F"),
    **dict.fromkeys("oɔɒɚɝɜøœɞɵɶ", "E"),
    **dict.fromkeys("aɑʌ", "D"),
    **dict.fromkeys("ɛæeəɐɘɤ", "C"),
}
# What changes a sound without being one: stress, length, tone, ties.
_MODIFIERS = set("ˈˌːˑ͜͡ʰʲʷˠˤ̩̯̪̥̬̃'’,.-_|~0123456789\"˞ⁿˡ̚")
_PAIR_FIRST = 0.6  # of a diphthong's time, its first part's

_LETTERS = {
    "queue": "BF", "tion": "BCB", "ough": "EF", "augh": "E", "eigh": "CB", "igh": "DB", "tch": "B", "sch": "B",
    "dge": "B", "sh": "B", "ch": "B", "ck": "B", "ng": "B", "th": "H", "ph": "G", "wh": "F", "kn": "B", "wr": "B",
    "gh": "", "qu": "BF", "oo": "F", "ou": "DF", "ow": "EF", "oa": "E", "oi": "EB", "oy": "EB", "ai": "CB",
    "ay": "CB", "ei": "CB", "ey": "B", "au": "E", "aw": "E", "ea": "B", "ee": "B", "ie": "B", "eu": "F", "ew": "F",
    "ue": "F", "ui": "F", "er": "E", "ir": "E", "ur": "E", "or": "E", "ar": "D", "al": "EH",
    "a": "C", "e": "C", "i": "B", "o": "E", "u": "D", "y": "B", "b": "A", "m": "A", "p": "A", "f": "G", "v": "G",
    "l": "H", "w": "F", "h": "",
    "б": "A", "п": "A", "м": "A", "в": "G", "ф": "G", "л": "H", "о": "E", "ё": "E", "у": "F", "ю": "F", "а": "D",
    "я": "D", "э": "C", "е": "C", "є": "C",
    "β": "G", "μ": "A", "π": "A", "φ": "G", "λ": "H", "θ": "H", "ο": "E", "ω": "E", "α": "D", "ε": "C", "υ": "B",
}  # fmt: skip
_LONGEST = max(map(len, _LETTERS))
_DIGITS = ("BE", "FD", "BF", "HB", "GE", "GDG", "BBC", "CGC", "CB", "BDB")  # zero ... nine
_VOWELS = "CDEF"


def from_phonemes(phonemes: Iterable[tuple[str, float, float]], duration: float) -> tuple[MouthShape, ...]:
    """Shapes from (IPA, start, end) in seconds. An empty name is a pause."""
    raw: list[tuple[str, float, float]] = []
    for name, start, end in phonemes:
        shapes = _of_ipa(name)
        if shapes and shapes[0] in "GH" and end - start < SHORTEST:
            start = _lend(raw, start, end)
        if len(shapes) == 2 and end - start < 2 * SHORTEST:
            shapes = shapes[0]
        if len(shapes) == 2:
            middle = start + (end - start) * _PAIR_FIRST
            raw += [(shapes[0], start, middle), (shapes[1], middle, end)]
        else:
            raw += _evenly(shapes, start, end)
    return assemble(raw, duration)


def _lend(raw: list[tuple[str, float, float]], start: float, end: float) -> float:
    """An L that a synthesiser blends into the vowel before it is still seen: it gets the vowel's end. Its start."""
    if raw and raw[-1][0] in _VOWELS and raw[-1][2] == start and start - raw[-1][1] > 3 * SHORTEST:
        shape, began, _ = raw[-1]
        start = end - 1.5 * SHORTEST
        raw[-1] = (shape, began, start)
    return start


def from_words(words: Iterable[SpokenWord], duration: float) -> tuple[MouthShape, ...]:
    """Shapes from word times alone: each word's letters share its time, vowels twice a consonant's."""
    raw: list[tuple[str, float, float]] = []
    for word in words:
        raw += _evenly(of_letters(word.text), word.start, word.end)
    return assemble(raw, duration)


def _of_ipa(name: str) -> str:
    shapes = ""
    for char in unicodedata.normalize("NFD", name):
        if char in _MODIFIERS or unicodedata.combining(char):
            continue
        shape = _IPA.get(char, "B" if char.isalpha() else "")
        if not shapes.endswith(shape):
            shapes += shape
    return shapes


def of_letters(word: str) -> str:
    """The shapes of a written word, in order, as a string. Empty for a word without letters or digits."""
    text = "".join(c for c in unicodedata.normalize("NFD", word.lower()) if not unicodedata.combining(c))
    text = "".join(char for char in text if char.isalnum())
    if len(text) > 3 and text.isascii() and text.endswith("e") and text[-2] not in "aeiou":
        text = text[:-1]
    shapes = ""
    at = 0
    while at < len(text):
        for length in range(_LONGEST, 0, -1):
            part = text[at : at + length]
            if len(part) == length and part in _LETTERS:
                shapes += _LETTERS[part]
                break
        else:
            length = 1
            shapes += _of_other(text[at])
        at += length
    return shapes or ("B" if text else "")


def _of_other(char: str) -> str:
    """Digits by their English names; consonants as B; a sign for a syllable as a consonant and some vowel."""
    if char.isdigit():
        value = unicodedata.digit(char, -1)
        return _DIGITS[value] if value >= 0 else "B"
    if ord(char) < 0x900:
        return "B"
    return "B" + _VOWELS[ord(char) % len(_VOWELS)]


def _evenly(shapes: str, start: float, end: float) -> list[tuple[str, float, float]]:
    weights = [2.0 if shape in _VOWELS else 1.0 for shape in shapes]
    whole = sum(weights)
    raw: list[tuple[str, float, float]] = []
    now = start
    for shape, weight in zip(shapes, weights, strict=True):
        after = now + (end - start) * weight / whole
        raw.append((shape, now, after))
        now = after
    return raw


def assemble(raw: Iterable[tuple[str, float, float]], duration: float) -> tuple[MouthShape, ...]:
    """Shapes without gap or overlap from 0 to ``duration``: rest in pauses, no flicker, equal neighbours as one."""
    timeline: list[list[float | str]] = []
    now = 0.0
    for shape, start, end in raw:
        start, end = min(max(start, now), duration), min(end, duration)
        if end <= start:
            continue
        if start - now >= SHORTEST_REST or (start > now and not timeline):
            timeline.append([REST, now, start])
        elif timeline:
            timeline[-1][2] = start
        previous = timeline[-1] if timeline else None
        if previous is not None and (
            previous[0] == shape or (end - start < SHORTEST and shape != "A" and previous[0] != REST)
        ):
            previous[2] = end
        else:
            timeline.append([shape, start, end])
        now = end
    if duration - now > 0.001:
        timeline.append([REST, now, duration])
    elif timeline:
        timeline[-1][2] = duration
    return tuple(MouthShape(str(s), round(float(a), 3), round(float(b), 3)) for s, a, b in timeline)
