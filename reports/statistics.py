"""Figures with their uncertainty, from plain numbers. No ORM. What can't be known is None, never a guess."""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cache

from interviewer.grading.metrics import pearson, qwk

CERTAINTY = 0.95
LEAST_FOR_A_SLOPE = 3  # with two points any line fits, and nothing is left to tell how well
LEAST_FOR_AN_ITEM = 10
# Over all the time looked at, a change of less than this is none that matters (scale 0-100).
A_CHANGE = 5.0


@dataclass(frozen=True)
class Estimate:
    """A figure, the range in which it lies with 95 % certainty (None where that can't be told), and how many it
    rests on."""

    value: float | None
    low: float | None = None
    high: float | None = None
    n: int = 0


@dataclass(frozen=True)
class Group:
    """``n`` figures seen at ``x``, by their sum and the sum of their squares: what SQL gives of a day or a week."""

    x: float
    n: int
    total: float
    squares: float


@dataclass(frozen=True)
class Slope:
    """A straight line: ``slope`` by unit of x with its range, ``start`` and ``end`` its values at both ends.

    ``direction`` is "improving", "declining" or "steady"; "" where there are too few to tell. It only has a
    direction when the whole range of the slope lies on one side of zero and what it adds up to matters.
    """

    n: int
    slope: float | None = None
    low: float | None = None
    high: float | None = None
    start: float | None = None
    end: float | None = None
    direction: str = ""


@cache
def student(freedom: int, certainty: float = CERTAINTY) -> float:
    """The two-sided quantile of Student's t with ``freedom`` degrees of freedom: 2.228 for 10 and 95 %.

    Solved from P(|T| <= t) = 1 - I_x(freedom / 2, 1 / 2) with x = freedom / (freedom + t^2), where I is the
    regularised incomplete beta function (Abramowitz and Stegun, 26.5.27 and 26.7.1).
    """
    if freedom < 1:
        raise ValueError("Student's t needs a degree of freedom")
    low, high = 0.0, 1.0
    while _inside(high, freedom) < certainty:
        high *= 2
    for _ in range(80):
        middle = (low + high) / 2
        low, high = (middle, high) if _inside(middle, freedom) < certainty else (low, middle)
    return (low + high) / 2


def _inside(t: float, freedom: int) -> float:
    return 1 - _beta(freedom / 2, 0.5, freedom / (freedom + t * t))


def _beta(a: float, b: float, x: float) -> float:
    """The regularised incomplete beta function, by its continued fraction (Abramowitz and Stegun, 26.5.8)."""
    if x <= 0 or x >= 1:
        return min(max(x, 0.0), 1.0)
    if x > (a + 1) / (a + b + 2):
        return 1 - _beta(b, a, 1 - x)
    front = math.exp(math.lgamma(a + b) - math.lgamma(a) - math.lgamma(b) + a * math.log(x) + b * math.log1p(-x))
    # Evaluated from its tail: two hundred terms are far more than 64 bits can tell apart.
    fraction = 1.0
    for term in range(200, 0, -1):
        m = term // 2
        if term % 2 == 0:
            step = m * (b - m) * x / ((a + 2 * m - 1) * (a + 2 * m))
        else:
            step = -(a + m) * (a + b + m) * x / ((a + 2 * m) * (a + 2 * m + 1))
        fraction = 1 + step / fraction
    return front / (a * fraction)


def mean_of(groups: Iterable[Group]) -> Estimate:
    """The mean of all figures, with the t interval of a mean: m ± t(n - 1) · s / √n."""
    n, total, squares = 0, 0.0, 0.0
    for group in groups:
        n, total, squares = n + group.n, total + group.total, squares + group.squares
    if not n:
        return Estimate(None)
    mean = total / n
    if n < 2:
        return Estimate(mean, n=n)
    spread = math.sqrt(max(squares - n * mean * mean, 0.0) / (n - 1))
    reach = student(n - 1) * spread / math.sqrt(n)
    return Estimate(mean, max(0.0, mean - reach), min(100.0, mean + reach), n)


def slope_of(groups: Sequence[Group]) -> Slope:
    """Ordinary least squares of y on x, with the t interval of the slope.

    b = Sxy / Sxx; its standard error is sqrt((Syy - b · Sxy) / (n - 2) / Sxx); the range is b ± t(n - 2) · error
    (Draper and Smith, Applied Regression Analysis, section 1.4). The sums are exact also from groups, because x is
    the same within a group.
    """
    found = [group for group in groups if group.n]
    n = sum(group.n for group in found)
    if n < LEAST_FOR_A_SLOPE or len(found) < 2:
        return Slope(n)
    mean_x = math.fsum(g.n * g.x for g in found) / n
    mean_y = math.fsum(g.total for g in found) / n
    sxx = math.fsum(g.n * (g.x - mean_x) ** 2 for g in found)
    if sxx <= 1e-12:
        return Slope(n)
    sxy = math.fsum((g.x - mean_x) * (g.total - g.n * mean_y) for g in found)
    syy = math.fsum(g.squares - 2 * mean_y * g.total + g.n * mean_y * mean_y for g in found)
    slope = sxy / sxx
    error = math.sqrt(max(syy - slope * sxy, 0.0) / (n - 2) / sxx)
    reach = student(n - 2) * error
    first, last = min(g.x for g in found), max(g.x for g in found)
    low, high = slope - reach, slope + reach
    return Slope(
        n,
        slope,
        low,
        high,
        start=mean_y + slope * (first - mean_x),
        end=mean_y + slope * (last - mean_x),
        direction=_direction(slope, low, high, last - first),
    )


def slope_over(values: Sequence[float]) -> Slope:
    """The slope of figures that follow each other, by step."""
    return slope_of([Group(x, 1, value, value * value) for x, value in enumerate(values)])


def _direction(slope: float, low: float, high: float, span: float) -> str:
    if abs(slope) * span < A_CHANGE:
        return "steady"
    return "improving" if low > 0 else "declining" if high < 0 else "steady"


def correlation(xs: Sequence[float], ys: Sequence[float]) -> Estimate:
    """Pearson's r with the range of Fisher's z: tanh(atanh r ± 1.96 / √(n - 3)) (Fisher, 1921).

    None where one side doesn't vary: then nothing can be told, and it is no zero.
    """
    n = len(xs)
    if n < 4 or len(set(xs)) < 2 or len(set(ys)) < 2:
        return Estimate(None, n=n)
    r = pearson(xs, ys)
    if abs(r) >= 1 - 1e-12:
        return Estimate(r, r, r, n)
    z, reach = math.atanh(r), 1.959964 / math.sqrt(n - 3)
    return Estimate(r, math.tanh(z - reach), math.tanh(z + reach), n)


def item_total(scores: Sequence[tuple[object, object, float]]) -> dict[object, Estimate]:
    """How well each question tells strong from weak candidates, from (session, question, score).

    The corrected item-total correlation: a question's scores against the mean of the *other* questions of the same
    session, so that it isn't compared with itself (Henrysson, Psychometrika 28, 1963). The mean and not the sum, for
    sessions differ in how many questions they got to. ``n`` counts the sessions; below ten there is no value.
    """
    sessions: dict[object, dict[object, float]] = {}
    for session, question, score in scores:
        sessions.setdefault(session, {})[question] = score
    pairs: dict[object, list[tuple[float, float]]] = {}
    for answers in sessions.values():
        total = sum(answers.values())
        for question, score in answers.items():
            found = pairs.setdefault(question, [])
            if len(answers) > 1:
                found.append((score, (total - score) / (len(answers) - 1)))
    return {
        question: correlation([a for a, _ in found], [b for _, b in found])
        if len(found) >= LEAST_FOR_AN_ITEM
        else Estimate(None, n=len(found))
        for question, found in pairs.items()
    }


@dataclass(frozen=True)
class Agreement:
    """Two judges of the same answers. ``difference`` is the mean absolute one in points of 100, ``bias`` how much
    higher the second judges; ``kappa`` is Cohen's with quadratic weights over grades 0 to 10."""

    n: int
    difference: float | None = None
    bias: float | None = None
    kappa: float | None = None
    correlation: Estimate = Estimate(None)


def agreement(pairs: Sequence[tuple[float, float]]) -> Agreement:
    """Nothing for no pairs; kappa and correlation from ten on, for fewer say nothing."""
    n = len(pairs)
    if not n:
        return Agreement(0)
    first, second = [a for a, _ in pairs], [b for _, b in pairs]
    difference = math.fsum(abs(b - a) for a, b in pairs) / n
    bias = math.fsum(b - a for a, b in pairs) / n
    if n < LEAST_FOR_AN_ITEM:
        return Agreement(n, difference, bias)
    tenths = [score / 10 for score in first], [score / 10 for score in second]
    return Agreement(n, difference, bias, qwk(*tenths, top=10), correlation(first, second))
