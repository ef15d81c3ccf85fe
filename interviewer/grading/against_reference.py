"""Scoring against one reference answer, where no points were written down.

Human graders give an answer that misses the point, but speaks of the subject, about half of the marks, and nothing to
one about something else. So the score is a curve over weighted overlap, times how far the answer is on the subject.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import lru_cache

from interviewer.grading.calibration import along
from interviewer.grading.matching import Index, covered
from interviewer.grading.material import Material
from interviewer.grading.text import LIGHT_STEMS, SUBJECTS, Text, Token

FEATURES = ("any_coverage", "new_coverage", "coverage", "precision", "spelling", "wording")


def reference_features(material: Material, reference: Text) -> dict[str, float]:
    """Explainable features, each 0-1; none falls when words of the reference are added, none looks at word order.

    coverage: share of the reference's words said, each by how much it tells; any_coverage: the same, reaching 1 at a
    quarter, because the first words in common tell most; new_coverage: the same over words that the question had not
    given away, reaching 1 at a half; precision: share of the answer's words
    that belong to the reference; spelling: overlap of letter trigrams, which forgives misspelt and inflected words;
    wording: share of all words of the reference, small ones too.
    """
    weights = material.weights(reference.tokens)
    answer = [t for s in material.segments for t in material.answer.tokens[s.first : s.last]]
    new = {stem: w for stem, w in weights.items() if stem not in material.question.stems} or weights
    coverage = covered(weights, material.index)
    return {
        "any_coverage": min(1.0, coverage / 0.25),
        "new_coverage": min(1.0, covered(new, material.index) / 0.5),
        "coverage": coverage,
        "precision": covered(material.weights(answer), _index_of(reference)) if answer else 0.0,
        "spelling": _trigram_overlap(reference.tokens, answer, material.question.stems),
        "wording": _word_overlap(reference.tokens, answer),
    }


def _kinship(material: Material, reference: Text, answer: list[Token]) -> float:
    topic = Index.of(reference)
    expected = [*reference.content, *material.question.content]
    subjects = frozenset().union(*(SUBJECTS.get(t.stem, frozenset()) for t in expected))
    own = material.question.stems
    weight = related = 0.0
    telling = foreign = 0
    for token in answer:
        if token.content:
            light = token.stem in LIGHT_STEMS
            tells = 0.3 if light else 1.0
            weight += tells
            if token.stem in own or topic.places(token.stem):
                related += tells
                telling += not light
            elif not subjects.isdisjoint(SUBJECTS.get(token.stem, ())):
                related += 0.7 * tells
                telling += 1
            else:
                foreign += not light
    share = related / weight if weight else 0.0
    # "Used", "time", "thing": every text has some of them, so among words of something else they show no subject.
    return share if telling or not foreign else SMALL_WORDS_ONLY * share


@lru_cache(maxsize=500)
def _index_of(reference: Text) -> Index:
    return Index.of(reference)


def _word_overlap(expected: Iterable[Token], said: Iterable[Token]) -> float:
    wanted = Counter(t.word for t in expected)
    have = Counter(t.word for t in said)
    return sum((wanted & have).values()) / max(1, sum(wanted.values()))


def _trigram_overlap(expected: Iterable[Token], said: Iterable[Token], asked: frozenset[str]) -> float:
    """Shared letter trigrams of stems over those expected, words of the question counting less."""
    wanted, have = _trigrams(expected, asked), _trigrams(said, asked)
    total = sum(wanted.values())
    return sum(min(count, have.get(gram, 0.0)) for gram, count in wanted.items()) / total if total else 0.0


def _trigrams(tokens: Iterable[Token], asked: frozenset[str]) -> dict[str, float]:
    grams: dict[str, float] = defaultdict(float)
    for stem in {t.stem for t in tokens if t.content}:
        padded = f"#{stem}#"
        for i in range(max(1, len(padded) - 2)):
            grams[padded[i : i + 3]] += 0.4 if stem in asked else 1.0
    return grams


# What shared words are worth that stand in every text, where all others belong to something else.
SMALL_WORDS_ONLY = 0.3
# On the subject from this share of related words on.
KINSHIP_ENOUGH = 0.3
# A few words ("log n") may be right without looking related; the longer an answer, the less so.
SHORT_FLOOR, SHORT_WORDS, LONG_WORDS = 0.3, 4, 12


def on_subject(kinship: float, any_coverage: float, content_words: int) -> float:
    """How far (0-1) an answer speaks of the subject at all; small words alone speak of nothing."""
    if not content_words:
        return any_coverage
    doubt = (LONG_WORDS - content_words) / (LONG_WORDS - SHORT_WORDS)
    return min(1.0, max(kinship / KINSHIP_ENOUGH, any_coverage, SHORT_FLOOR * min(1.0, max(0.0, doubt))))


def kinship_of(material: Material, reference: Text) -> tuple[float, int]:
    """The share of the answer's words that belong to a subject of question or reference, and the number of words."""
    answer = [t for s in material.segments for t in material.answer.tokens[s.first : s.last]]
    return _kinship(material, reference, answer), sum(t.content for t in answer)


def raw_value(features: Mapping[str, float], weights: Mapping[str, float]) -> float:
    """The weighted mean of the features (0-1)."""
    total = sum(weights.values())
    return sum(weights[name] * features.get(name, 0.0) for name in weights) / total if total else 0.0


def best_reference(material: Material) -> tuple[Text, dict[str, float], float]:
    """The alternative the answer comes closest to, its features, and the raw value."""
    scored = []
    for reference in material.references:
        features = reference_features(material, reference)
        scored.append((reference, features, raw_value(features, material.cal.reference_weights)))
    return max(scored, key=lambda row: row[2])


@dataclass(frozen=True)
class ReferenceResult:
    """The closest alternative, its features, how far the answer is on the subject (0-1), and the score (0-100)."""

    reference: Text
    features: dict[str, float]
    on_subject: float
    score: float


def reference_result(material: Material) -> ReferenceResult:
    """Grade against the closest alternative."""
    reference, features, raw = best_reference(material)
    kinship, words = kinship_of(material, reference)
    on = on_subject(kinship, features["any_coverage"], words)
    return ReferenceResult(reference, features, on, on * along(material.cal.reference_curve, raw))
