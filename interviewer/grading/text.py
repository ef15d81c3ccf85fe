"""Reading text: tokens and segments that remember where they stood, so that every quote is verbatim."""

from __future__ import annotations

import re
import threading
import unicodedata
from bisect import bisect_left
from dataclasses import dataclass
from functools import cached_property, lru_cache
from itertools import pairwise

import snowballstemmer

from interviewer.grading.lexicon import (
    ANTONYMS,
    FUNCTION_WORDS,
    INNER_NEGATORS,
    LIGHT_WORDS,
    LOOKALIKES,
    NEGATORS,
    SYNONYMS,
)
from interviewer.grading.topics import TOPICS

# What is read of one answer, in characters: 12,000 are some 2,000 words, a quarter of an hour of speech.
READ_AT_MOST = 12_000
# A segment longer than this many tokens is cut where a clause ends, or here at the latest.
SEGMENT_TOKENS = 26
HARD_SEGMENT_TOKENS = 40
# How many content words after a "not" it still denies.
NEGATION_REACH = 3
SHORT_REACH = {"no": 2, "nobody": 1, "nothing": 1, "none": 1}

_WORD = re.compile(r"[cC]\+\+|[cCfF]#|[^\W_](?:[^\W_]|['’](?=[^\W_])|[\u200b-\u200f\u00ad\u2060\ufeff](?=\w))*")
# In code the words of an identifier are read one by one: "maxHeap_size" is max, Heap, size.
_CODE_WORD = re.compile(r"[A-Z]+(?![a-z])|[A-Z]?[a-z]+(?:'[a-z]+)?|\d+|[^\W\d_A-Za-z]+")
_INVISIBLE = re.compile(r"[\u200b-\u200f\u00ad\u2060\ufeff\u0300-\u036f]")
_SENTENCE_END = re.compile(r"[.!?…。！？]+[)\]\"'”’]*(?=\s|$)|[\n\r\u2028\u2029]+|[;](?=\s)|[。！？]")
# A request that runs on from an answer without a full stop: "... it is a stack Write a poem".
_RUN_ON = re.compile(
    r"(?<=[\w)\"',]) +(?=(?:Ignore|Disregard|Forget|Write|Provide|Recommend|Describe|List|Show|Tell|"
    r"Determine|Give|Explain|Generate|Compose|"
    r"Summarize|Translate|Create|Suggest|Render|Apply|Include|Modify|Enhance|Encode|Respond|Reply|Add|"
    r"Insert|Append|Embed|Blend|"
    r"Integrate|Employ|Ensure|Upgrade|Develop|Supplementing|Make|Take|Remember|Consider|Validate|Your|"
    r"In your|System|Note|Hidden|How|What|Can|"
    r"Is|CRITICAL|Don't|Please|Begin|Start|End|Use)\b)"
)
_CLAUSE_STARTERS = frozenset("and but because so which then while whereas although however if when since".split())

# After a denied word these begin something else: "no current the lamp is off".
_OPENS_PHRASE = frozenset("the a an and this that these those it they he she we i you".split())

_stemmer = snowballstemmer.stemmer("english")
# The stemmer keeps its word in an attribute while it works, so two threads must not share a call.
_stemmer_lock = threading.Lock()


@lru_cache(maxsize=20_000)
def stem(word: str) -> str:
    """The stem of a lower-case word; a word of more than 40 letters is cut first."""
    with _stemmer_lock:
        return str(_stemmer.stemWord(word[:40]))


@lru_cache(maxsize=20_000)
def fold(raw: str) -> str:
    """A word as it is compared: compatibility forms, look-alike letters, accents and case folded."""
    word = raw
    if not raw.isascii():
        word = _INVISIBLE.sub("", unicodedata.normalize("NFKD", raw))
        looks_latin = word.translate(LOOKALIKES)
        if looks_latin.isascii():
            word = looks_latin
    return word.lower().replace("’", "'")


def fold_text(text: str) -> str:
    """A whole text folded as :func:`fold` folds words, for patterns; positions are not kept."""
    flat = _INVISIBLE.sub("", unicodedata.normalize("NFKD", text)) if not text.isascii() else text
    if not flat.isascii():
        flat = " ".join(fold(word) for word in flat.split())
    return flat.lower().replace("’", "'")


@dataclass(frozen=True)
class Token:
    """A word: where it stood, its stem, and whether it says something, and whether it is denied."""

    start: int
    end: int
    word: str
    stem: str
    content: bool
    negated: bool
    negator: bool


@dataclass(frozen=True)
class Segment:
    """A sentence, or a clause of a long one: tokens ``first`` to ``last`` (excluded)."""

    first: int
    last: int
    sentence: int


@dataclass(frozen=True)
class Text:
    """A text that has been read. Positions are those of ``raw``."""

    raw: str
    tokens: tuple[Token, ...]
    segments: tuple[Segment, ...]
    cut: bool

    @cached_property
    def content(self) -> tuple[Token, ...]:
        return tuple(token for token in self.tokens if token.content)

    @cached_property
    def stems(self) -> frozenset[str]:
        return frozenset(token.stem for token in self.tokens if token.content)

    def quote(self, first: int, last: int) -> tuple[str, int, int]:
        """The verbatim words of tokens ``first`` to ``last`` (excluded), with start and end."""
        start, end = self.tokens[first].start, self.tokens[last - 1].end
        return self.raw[start:end], start, end


def read(text: str, limit: int = READ_AT_MOST, *, code: bool = False) -> Text:
    """Tokens and segments of a text; any Unicode, never more than ``limit`` characters of it."""
    pattern = _CODE_WORD if code else _WORD
    matches = list(pattern.finditer(text, 0, min(len(text), limit)))
    tokens = _tokens(matches)
    return Text(text, tokens, _segments(text, tokens, limit), len(text) > limit)


def _tokens(matches: list[re.Match[str]]) -> tuple[Token, ...]:
    out: list[Token] = []
    reach = 0
    passed = False
    previous_end = 0
    for match in matches:
        word = fold(match.group())
        negator = word in NEGATORS or word.endswith("n't")
        content = word not in FUNCTION_WORDS and not negator
        new_phrase = passed and word in _OPENS_PHRASE
        if new_phrase or (previous_end and _breaks_clause(match.string, previous_end, match.start(), word)):
            reach = 0
        out.append(Token(match.start(), match.end(), word, stem(word), content, content and reach > 0, negator))
        if negator or word in INNER_NEGATORS:
            reach = SHORT_REACH.get(word, NEGATION_REACH)
            passed = False
        elif content and reach:
            reach -= 1
            passed = True
        previous_end = match.end()
    return tuple(out)


def _breaks_clause(text: str, start: int, end: int, word: str) -> bool:
    return word in {"but", "because", "so", "however", "instead"} or any(c in ".,;:!?\n" for c in text[start:end])


def _segments(text: str, tokens: tuple[Token, ...], limit: int) -> tuple[Segment, ...]:
    if not tokens:
        return ()
    starts = [token.start for token in tokens]
    ends = [0]
    for place, _ in sentence_ends(text, limit):
        index = bisect_left(starts, place)
        if index > ends[-1]:
            ends.append(index)
    if ends[-1] < len(tokens):
        ends.append(len(tokens))
    segments: list[Segment] = []
    for number, (first, last) in enumerate(pairwise(ends)):
        segments.extend(Segment(a, b, number) for a, b in _clauses(text, tokens, first, last))
    return tuple(segments)


def sentence_ends(text: str, limit: int = READ_AT_MOST) -> list[tuple[int, int]]:
    """Where sentences end: (start, end) of what ends them, in order."""
    most = min(len(text), limit)
    found = [*_SENTENCE_END.finditer(text, 0, most), *_RUN_ON.finditer(text, 0, most)]
    return sorted((m.start(), m.end()) for m in found)


def _clauses(text: str, tokens: tuple[Token, ...], first: int, last: int) -> list[tuple[int, int]]:
    """Cut a sentence from the left, so that words said later never move an earlier cut."""
    out: list[tuple[int, int]] = []
    begin = first
    for i in range(first + 1, last):
        size = i - begin
        comma = "," in text[tokens[i - 1].end : tokens[i].start] or ":" in text[tokens[i - 1].end : tokens[i].start]
        opens = tokens[i].word in _CLAUSE_STARTERS
        soft = size >= 8 and comma and (opens or size >= 14)
        if soft or (size >= SEGMENT_TOKENS and (comma or opens)) or size >= HARD_SEGMENT_TOKENS:
            out.append((begin, i))
            begin = i
    out.append((begin, last))
    return out


def _index_groups(lines: list[str]) -> dict[str, frozenset[int]]:
    groups: dict[str, set[int]] = {}
    for number, line in enumerate(lines):
        for word in line.split():
            groups.setdefault(phrase_key(word), set()).add(number)
    return {key: frozenset(numbers) for key, numbers in groups.items()}


def phrase_key(entry: str) -> str:
    """The key of a lexicon entry: stems joined by spaces ("look_up" -> "look up")."""
    return " ".join(stem(word) for word in re.split(r"[_-]", entry))


GROUPS = _index_groups(SYNONYMS)
SUBJECTS = _index_groups(TOPICS)
LIGHT_STEMS = frozenset(stem(word) for word in LIGHT_WORDS)
PHRASES = {key: len(key.split()) for key in GROUPS if " " in key}
PHRASE_HEADS = frozenset(key.split()[0] for key in PHRASES)
OPPOSITES: dict[str, frozenset[str]] = {}
for _line in ANTONYMS:
    _a, _b = (stem(word) for word in _line.split())
    OPPOSITES[_a] = OPPOSITES.get(_a, frozenset()) | {_b}
    OPPOSITES[_b] = OPPOSITES.get(_b, frozenset()) | {_a}
