"""How able a candidate shows themselves, and how sure that is: the basis of the next question's difficulty.

A Rasch model (one-parameter logistic): the chance of a full answer depends on ability minus difficulty, both in
logits. The estimate is the mode of the posterior under a normal prior around the config's own difficulty, and
its error comes from the information at that point. References: G. Rasch, "Probabilistic Models for Some
Intelligence and Attainment Tests" (1960); R. J. Owen, "A Bayesian Sequential Procedure for Quantal Response in
the Context of Adaptive Mental Testing", JASA 70 (1975). A partial answer counts as half a success, as in a
binomial quasi-likelihood, which keeps the curve concave and its mode unique.

The numbers steer which question comes next; no score is made of them.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from math import exp, sqrt

DIFFICULTY = {"easy": -1.5, "medium": 0.0, "hard": 1.5}
CREDIT = {"strong": 1.0, "partial": 0.5, "weak": 0.0, "no_answer": 0.0}
PRIOR_SD = 1.5
# Questions are aimed at where three in five full answers are expected: harder ones wear people down, and
# easier ones tell little. ln(0.6 / 0.4):
AIM = 0.405
_STEPS = 30


@dataclass(frozen=True)
class Estimate:
    """Logits: 0 is somebody for whom medium questions are even odds. ``error`` is one standard deviation."""

    ability: float
    error: float


def estimate(base: str, answers: Iterable[tuple[str, str]]) -> Estimate:
    """From the config's difficulty and (difficulty, reading) of each answer; those without a reading don't count."""
    counted = [(DIFFICULTY[level], CREDIT[reading]) for level, reading in answers if reading in CREDIT]
    prior, precision = DIFFICULTY[base] + AIM, 1 / PRIOR_SD**2
    theta = prior
    for _ in range(_STEPS):
        chances = [_chance(theta - difficulty) for difficulty, _ in counted]
        slope = sum(credit - p for (_, credit), p in zip(counted, chances, strict=True)) - (theta - prior) * precision
        curve = sum(p * (1 - p) for p in chances) + precision
        step = max(-1.0, min(1.0, slope / curve))  # Newton, held back far from the mode
        theta += step
        if abs(step) < 1e-9:
            break
    information = sum(p * (1 - p) for p in (_chance(theta - difficulty) for difficulty, _ in counted))
    return Estimate(round(theta, 3), round(1 / sqrt(information + precision), 3))


def next_level(now: Estimate, base: str) -> str:
    """The difficulty nearest to the aim, no further than one step from the config's own."""
    levels = list(DIFFICULTY)
    at = levels.index(base)
    band = levels[max(0, at - 1) : at + 2]
    return min(
        band, key=lambda level: (round(abs(DIFFICULTY[level] - (now.ability - AIM)), 6), abs(levels.index(level) - at))
    )


def _chance(logit: float) -> float:
    return 1 / (1 + exp(-max(-30.0, min(30.0, logit))))
