"""One graded item made ready: what was asked, what was expected, and which words of the answer may count."""

from __future__ import annotations

from collections.abc import Iterable, Sequence, Set
from dataclasses import dataclass, field
from functools import lru_cache

from interviewer.grading.calibration import Calibration
from interviewer.grading.gates import Unread, find_unread
from interviewer.grading.matching import Index
from interviewer.grading.text import LIGHT_STEMS, OPPOSITES, Segment, Text, Token, read
from interviewer.grading.types import CODE, GradingInput

# A word of the question is worth this share of any other: the question gave it away.
ASKED = 0.4
# Said in every explanation, so it tells little.
LIGHT = 0.5
# A sentence of this many content words or more of which less than this share belongs to the topic earns nothing.
TOPIC_WORDS = 6
ON_TOPIC = 0.15
EXPECTED_CHARACTERS = 4_000
EXPECTED_POINTS = 20


@lru_cache(maxsize=2_000)
def read_expected(text: str) -> Text:
    """A question, point or reference as read; kept, because many answers meet the same ones."""
    return read(text, EXPECTED_CHARACTERS)


@dataclass
class Material:
    """Everything the scorers look at."""

    item: GradingInput
    cal: Calibration
    question: Text
    answer: Text
    unread: Unread
    points: list[Text]
    keywords: list[str]
    references: list[Text]
    index: Index = field(init=False)
    segments: list[Segment] = field(init=False)

    def __post_init__(self) -> None:
        topic = Index.of(self.answer)
        vocabulary = self._vocabulary()
        related: set[int] = set()
        for stem in vocabulary - LIGHT_STEMS:
            related.update(topic.places(stem))
        self.segments = [s for s in self.answer.segments if self._counts(s, related)]
        allowed = frozenset(i for s in self.segments for i in range(s.first, s.last))
        self.index = Index.of(self.answer, allowed)

    def _vocabulary(self) -> set[str]:
        stems = set(self.question.stems)
        for text in [*self.points, *self.references]:
            stems |= text.stems
        for keyword in self.keywords:
            stems |= read_expected(keyword).stems
        return stems

    def _counts(self, segment: Segment, related: set[int]) -> bool:
        """Whether a segment may earn anything: it must not be unread, and all but the first must touch the topic."""
        tokens = self.answer.tokens
        start, end = tokens[segment.first].start, tokens[segment.last - 1].end
        if any(start < b and a < end for a, b in self.unread.spans):
            return False
        doubtful = any(start < b and a < end for a, b in self.unread.doubtful)
        if not (self.points or self.references or self.keywords):
            return not doubtful
        content = sum(tokens[i].content for i in range(segment.first, segment.last))
        hits = sum(i in related for i in range(segment.first, segment.last))
        if doubtful:
            return hits >= 0.6 * content
        if segment.first == 0:
            return True
        return hits >= 1 and (content < TOPIC_WORDS or hits / content >= ON_TOPIC)

    def weights(self, tokens: Iterable[Token]) -> dict[str, float]:
        """Each stem with how much it tells (0-1)."""
        out: dict[str, float] = {}
        every = list(tokens)
        for token in every:
            if token.content:
                weight = self.cal.weight(token.stem)
                if token.stem in LIGHT_STEMS:
                    weight *= LIGHT
                if token.stem in self.question.stems:
                    weight *= ASKED
                out[token.stem] = weight
        if sum(out.values()) < 0.3:
            for token in every:
                out.setdefault(token.stem, 0.3)
        return out


@lru_cache(maxsize=1)
def _no_unread() -> Unread:
    return Unread((), (), False)


def prepare(item: GradingInput, cal: Calibration) -> Material:
    """Read an item. Lists are cut at :data:`EXPECTED_POINTS`; empty entries fall away."""
    answer = read(item.answer, code=item.question_type == CODE)
    points = [read_expected(p) for p in _texts(item.expected_points)]
    references = [read_expected(r) for r in str(item.reference_answer or "").split("|||")[:40]]
    return Material(
        item=item,
        cal=cal,
        question=read_expected(str(item.question or "")),
        answer=answer,
        unread=find_unread(answer, spoken=item.question_type != CODE) if item.answer else _no_unread(),
        points=[p for p in points if p.tokens][:EXPECTED_POINTS],
        keywords=_texts(item.keywords)[: 2 * EXPECTED_POINTS],
        references=[r for r in references if r.tokens],
    )


def _texts(values: Sequence[str] | None) -> list[str]:
    if isinstance(values, str):
        values = [values]
    return list(dict.fromkeys(v.strip() for v in (values or ()) if isinstance(v, str) and v.strip()))


def opposite_said(stem: str, expected: frozenset[str], said: Set[str]) -> bool:
    """Whether the opposite of ``stem`` is said, where neither it nor the opposite was expected beside it."""
    return any(o in said and o not in expected for o in OPPOSITES.get(stem, ()))
