"""Scoring against expected points, keywords and a reference answer, as in an interview."""

from __future__ import annotations

import re
from dataclasses import dataclass

from interviewer.grading.calibration import along
from interviewer.grading.coverage import Coverage, cover_point
from interviewer.grading.matching import covered
from interviewer.grading.material import Material, read_expected
from interviewer.grading.open_ended import Story, story_of, story_strength

_STORY_POINT = re.compile(
    r"^(?:describes?|says?|gives?|names?|shows?|mentions?|explains?|tells?|states?|reflects?|admits?|"
    r"points? (?:to|out)|owns?|"
    r"reports?|identif\w+|acknowledges?|takes?|distinguishes|sets|separates|recognis\w+|recogniz\w+|"
    r"connects|uses|covers)\b",
    re.IGNORECASE,
)


# A good answer in other words says about this share of a reference's words; only above half of them it follows it.
REFERENCE_ENOUGH = 0.55
HALF = 0.5


@dataclass(frozen=True)
class PointsResult:
    """The score and what it is made of: completeness, keyword share and reference share, each 0-1."""

    score: float
    raw: float
    parts: dict[str, float]
    coverages: tuple[Coverage, ...]
    matched: tuple[str, ...]
    missed: tuple[str, ...]
    behavioural: bool


def keyword_hits(material: Material) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """The keywords said, and those not said; a keyword of several words wants most of them."""
    said: list[str] = []
    unsaid: list[str] = []
    for keyword in material.keywords:
        stems = {t.stem: 1.0 for t in read_expected(keyword).tokens}
        (said if stems and covered(stems, material.index) >= 0.75 else unsaid).append(keyword)
    return tuple(said), tuple(unsaid)


def is_behavioural(material: Material) -> bool:
    """Whether the points say what a story should tell ("Describes a situation ...") and not what is true."""
    telling = sum(bool(_STORY_POINT.match(p.raw.strip())) for p in material.points)
    return bool(material.points) and telling >= 0.6 * len(material.points)


def points_result(material: Material) -> PointsResult:
    """Grade against the points (or, with none, the keywords), the keywords and the reference."""
    behavioural = is_behavioural(material)
    story = story_of(material) if behavioural else None
    coverages = tuple(_cover(material, i, story) for i in range(len(material.points)))
    matched, missed = keyword_hits(material)
    parts: dict[str, float] = {}
    said_it_all = 0.0
    if coverages:
        parts["points"] = sum(c.strength for c in coverages) / len(coverages)
    if material.references:
        share = max(covered(material.weights(r.tokens), material.index) for r in material.references)
        parts["reference"] = min(1.0, share / REFERENCE_ENOUGH)
        said_it_all = max(0.0, (share - HALF) / (1 - HALF))
    if material.keywords:
        parts["keywords"] = min(1.0, len(matched) / len(material.keywords) / 0.75)
    weights = {name: w for name, w in material.cal.points_weights.items() if name in parts}
    raw = sum(w * parts[name] for name, w in weights.items()) / sum(weights.values())
    # Who says the whole reference has answered, even where a point's own words stand nowhere in it.
    raw = max(raw, said_it_all)
    score = along(material.cal.points_curve, raw)
    return PointsResult(score, raw, parts, coverages, matched, missed, behavioural)


def _cover(material: Material, number: int, story: Story | None) -> Coverage:
    point = material.points[number]
    lexical = cover_point(material, point)
    if story is None:
        return lexical
    strength, first, last = story_strength(story, point, material)
    if lexical.strength >= strength:
        return lexical
    return Coverage(point, strength, first, last, False)
