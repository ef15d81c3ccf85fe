"""From the gradings of single answers to the scores of a session. Pure: no database, no clock.

A session's score is the weighted mean of its answers' scores (``combine``): easy questions weigh 0.8, hard ones 1.2,
follow-ups half, and each focus area as much as the recruiter gave it. A skill's score is the same over the answers
that say something about it (``skills_of``). Both carry a 90 % interval, from the answers' own intervals and from how
many there are. With less than half of the questions answered there is no advice (``recommend``).
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, fields
from math import sqrt
from statistics import mean, stdev
from typing import TYPE_CHECKING, Any

from django.conf import settings

from reports.models import EvaluationState, Recommendation, Skill

if TYPE_CHECKING:
    from interviews.models import Response
    from reports.models import Evaluation

DISPUTED = "transcript_disputed"  # the flag of an answer whose transcript the candidate calls wrong
DIFFICULTY_WEIGHTS = {"easy": 0.8, "medium": 1.0, "hard": 1.2}
FOLLOW_UP_WEIGHT = 0.5
ENOUGH_ANSWERED = 0.5
Z80, Z90 = 1.2816, 1.6449
# Between two answers of one person lies at least this much, however alike the first few look. 0-100 scale.
LEAST_SPREAD = 12.0

PEOPLE_SKILLS = {
    "communication",
    "teamwork",
    "leadership",
    "ownership",
    "customer_support",
    "sales",
    "people_management",
}
PROBLEM_SKILLS = {"problem_solving", "algorithms", "data_structures", "system_design", "software_design", "statistics"}


@dataclass(frozen=True)
class Graded:
    """An answer and its grading, as far as the session's scores depend on them. Scores 0-100 or None."""

    label: str
    response_id: str
    question: str
    state: str
    score: float | None
    low: float | None
    high: float | None
    skills: frozenset[str]
    topic: str = ""
    difficulty: str = "medium"
    is_follow_up: bool = False
    quotes: tuple[str, ...] = ()
    missed: tuple[str, ...] = ()
    needs_review: bool = False
    disputed: bool = False
    focus: float = 1.0

    @classmethod
    def of(
        cls,
        response: Response,
        evaluation: Evaluation | None,
        label: str,
        focus_areas: Mapping[str, float] | None = None,
    ) -> Graded:
        quotes = [e["quote"] for e in evaluation.evidence if e.get("supports")] if evaluation else []
        return cls(
            label=label,
            response_id=str(response.pk),
            question=response.question_text,
            state=evaluation.state if evaluation else EvaluationState.NO_ANSWER,
            score=evaluation.score if evaluation else None,
            low=evaluation.low if evaluation else None,
            high=evaluation.high if evaluation else None,
            skills=skills_of(response),
            topic=response.skill,
            difficulty=response.difficulty,
            is_follow_up=response.question_type == "follow_up",
            quotes=tuple(quotes),
            missed=tuple(evaluation.points_missed) if evaluation else (),
            needs_review=evaluation.needs_review if evaluation else False,
            disputed=DISPUTED in evaluation.flags if evaluation else False,
            focus=focus_of(response.skill, focus_areas or {}),
        )

    @property
    def weight(self) -> float:
        return DIFFICULTY_WEIGHTS[self.difficulty] * self.focus * (FOLLOW_UP_WEIGHT if self.is_follow_up else 1.0)


@dataclass(frozen=True)
class SkillResult:
    skill: str
    score: float
    low: float
    high: float
    answers: int
    strengths: list[dict[str, str]] = field(default_factory=list)
    weaknesses: list[dict[str, str]] = field(default_factory=list)
    recommendations: list[str] = field(default_factory=list)


@dataclass(frozen=True)
class Thresholds:
    """The scores (0-100) from which advice is given; ``strong_yes_low`` is asked of the range's lower end."""

    strong_yes: float = 80
    strong_yes_low: float = 65
    yes: float = 65
    mixed: float = 45

    @classmethod
    def of(cls, content: Mapping[str, Any]) -> Thresholds:
        """Those frozen with the interview's version (``recommend_from``), the settings' where it names none."""
        given = {**settings.RECOMMEND_FROM, **(content.get("recommend_from") or {})}
        return cls(**{f.name: float(given[f.name]) for f in fields(cls) if f.name in given})


DEFAULT_THRESHOLDS = Thresholds()


@dataclass(frozen=True)
class Summary:
    score: float | None
    low: float | None
    high: float | None
    recommendation: str
    reason: str
    summary: str
    counted: str
    strengths: list[dict[str, str]]
    weaknesses: list[dict[str, str]]
    skills: list[SkillResult]


def focus_of(skill: str, areas: Mapping[str, float]) -> float:
    """How much a question's skill weighs, 0.5 to 2, beside the recruiter's other focus areas; 1 for all others."""
    weights = {_slug(name): float(w) for name, w in areas.items() if isinstance(w, int | float) and w > 0}
    if _slug(skill) not in weights:
        return 1.0
    return min(2.0, max(0.5, weights[_slug(skill)] / mean(weights.values())))


def _slug(name: str) -> str:
    return "_".join(name.casefold().replace("-", " ").replace("_", " ").split())


def skills_of(response: Response) -> frozenset[str]:
    """Which skills an answer says something about: what was asked decides, never how it was said."""
    if response.answer_type == "code":
        return frozenset({Skill.TECHNICAL, Skill.PROBLEM_SOLVING, Skill.CODE_QUALITY})
    if response.skill in PEOPLE_SKILLS or not response.rubric.get("expected_points"):
        return frozenset({Skill.COMMUNICATION})
    if response.skill == Skill.PROBLEM_SOLVING:
        return frozenset({Skill.PROBLEM_SOLVING})
    if response.skill in PROBLEM_SKILLS:
        return frozenset({Skill.TECHNICAL, Skill.PROBLEM_SOLVING})
    return frozenset({Skill.TECHNICAL})


def combine(answers: Sequence[Graded]) -> tuple[float, float, float] | None:
    """The weighted mean of the scores and its 90 % interval; None without a score.

    The variance of a weighted mean, with each answer's own grading error (from its 80 % interval) and the spread
    between answers, which a few answers can only guess at: never taken to be under ``LEAST_SPREAD``.
    """
    scored = [a for a in answers if a.score is not None]
    if not scored:
        return None
    weights = [a.weight for a in scored]
    scores = [a.score for a in scored if a.score is not None]
    total = sum(weights)
    mean_score = sum(w * s for w, s in zip(weights, scores, strict=True)) / total
    centre = min(max(scores), max(min(scores), mean_score))  # rounding may lead a hair beyond 0 or 100
    spread = max(LEAST_SPREAD, stdev(scores) if len(scores) > 1 else 0.0)
    variance = sum((w / total) ** 2 * (_error(a) ** 2 + spread**2) for w, a in zip(weights, scored, strict=True))
    half = Z90 * sqrt(variance)
    return centre, max(0.0, centre - half), min(100.0, centre + half)


def _error(answer: Graded) -> float:
    if answer.low is None or answer.high is None:
        return 20.0
    return max(2.0, (answer.high - answer.low) / 2 / Z80)


def summarise(answers: Sequence[Graded], thresholds: Thresholds = DEFAULT_THRESHOLDS) -> Summary:
    """The scores of a session, by the formulas of this module, and its summary by rules."""
    main = [a for a in answers if not a.is_follow_up]
    answered = [a for a in main if a.score is not None]
    overall = combine(answers)
    score, low, high = overall or (None, None, None)
    recommendation, reason = recommend(score, low, len(answered), len(main), thresholds)
    doubtful = sum(a.needs_review and not a.disputed for a in answers)
    if doubtful:
        reason += f" Look at {_count(doubtful, 'answer')} first: the two graders differ there."
    disputed = sum(a.disputed for a in answers)
    if disputed:
        reason += f" Listen to {_count(disputed, 'answer')} first: the candidate calls the transcript wrong there."
    counted, told = _counted(answers, main, answered), _told(answered)
    return Summary(
        score=score,
        low=low,
        high=high,
        recommendation=recommendation,
        reason=reason,
        summary=" ".join(part for part in (counted, told) if part),
        counted=counted,
        strengths=_strengths(answers),
        weaknesses=_weaknesses(answers),
        skills=_skills(answers),
    )


def recommend(
    score: float | None, low: float | None, answered: int, asked: int, thresholds: Thresholds = DEFAULT_THRESHOLDS
) -> tuple[str, str]:
    """Advice in a word, and what it rests on. It takes no decision."""
    if score is None or low is None or not asked or answered / asked < ENOUGH_ANSWERED:
        return Recommendation.INSUFFICIENT, f"{answered} of {asked} questions have an answer that could be graded."
    basis = f"The average of {answered} graded answers"
    if score >= thresholds.strong_yes and low >= thresholds.strong_yes_low:
        return Recommendation.STRONG_YES, f"{basis} is high, and so is the lower end of its range."
    if score >= thresholds.yes:
        return Recommendation.YES, f"{basis} is above what the role asks for on the whole."
    if score >= thresholds.mixed:
        return Recommendation.MIXED, f"{basis} lies in the middle: strong and weak answers stand side by side."
    return Recommendation.NO, f"{basis} is low: most expected points were missing."


def _counted(answers: Sequence[Graded], main: Sequence[Graded], answered: Sequence[Graded]) -> str:
    """What was answered, and what could not be graded: counted."""
    if not main:
        return "The interview ended before a question was answered."
    unclear = sum(1 for a in answers if a.state == EvaluationState.UNCLEAR_AUDIO)
    failed = sum(1 for a in answers if a.state == EvaluationState.FAILED)
    parts = [f"{len(answered)} of {len(main)} questions were answered and graded."]
    if unclear:
        parts.append(f"{_count(unclear, 'recording')} could not be understood and did not count.")
    if failed:
        parts.append(f"{_count(failed, 'answer')} could not be graded and can be tried again.")
    return " ".join(parts)


def _told(answered: Sequence[Graded]) -> str:
    good = [a.label for a in answered if (a.score or 0) >= 75]
    poor = [a.label for a in answered if (a.score or 0) < 30]
    parts = []
    if good:
        parts.append(f"Most complete: {', '.join(good[:4])}.")
    if poor:
        parts.append(f"Little of what was expected: {', '.join(poor[:4])}.")
    return " ".join(parts)


def _count(number: int, noun: str) -> str:
    return f"{number} {noun}{'' if number == 1 else 's'}"


def _strengths(answers: Iterable[Graded], most: int = 4) -> list[dict[str, str]]:
    best = sorted(
        (a for a in answers if a.score is not None and a.score >= 60 and a.quotes), key=_by_score, reverse=True
    )
    return [_point(a, "Answered well", max(a.quotes, key=len)) for a in best[:most]]


def _weaknesses(answers: Iterable[Graded], most: int = 4) -> list[dict[str, str]]:
    worst = sorted((a for a in answers if a.score is not None and a.score < 60), key=_by_score)
    return [
        _point(a, f"Missing: {a.missed[0]}" if a.missed else "Stayed general", a.quotes[0] if a.quotes else "")
        for a in worst[:most]
    ]


def _by_score(answer: Graded) -> float:
    return answer.score or 0.0


def _point(answer: Graded, text: str, quote: str) -> dict[str, Any]:
    return {
        "label": answer.label,
        "response": answer.response_id,
        "text": text,
        "quote": quote,
        "question": answer.question,
    }


def _skills(answers: Sequence[Graded]) -> list[SkillResult]:
    results = []
    for skill in Skill.values:
        about = [a for a in answers if skill in a.skills and a.score is not None]
        combined = combine(about)
        if combined is None:
            continue
        score, low, high = combined
        weak = _weaknesses(about, 3)
        results.append(
            SkillResult(
                skill=skill,
                score=score,
                low=low,
                high=high,
                answers=len(about),
                strengths=_strengths(about, 3),
                weaknesses=weak,
                recommendations=_next_round(about),
            )
        )
    return results


def _next_round(answers: Sequence[Graded]) -> list[str]:
    """What to ask about next time: the points that were missed, the lowest answers first."""
    missed = [point for a in sorted(answers, key=_by_score) for point in a.missed[:1]]
    return [f"Ask about: {point}" for point in dict.fromkeys(missed)][:3]


def average(scores: Iterable[float | None]) -> float | None:
    """The mean of the scores that are there; None, and not 0, where there is none."""
    given = [s for s in scores if s is not None]
    return mean(given) if given else None
