"""The formulas behind the analytics, against tables and against data where the answer is known."""

from __future__ import annotations

import math

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from reports.statistics import Group, agreement, correlation, item_total, mean_of, slope_of, slope_over, student

TABLE = {1: 12.706, 2: 4.303, 3: 3.182, 5: 2.571, 10: 2.228, 30: 2.042, 120: 1.980, 5000: 1.960}
values = st.lists(st.floats(0, 100), max_size=40)


@pytest.mark.parametrize("freedom", TABLE)
def test_students_t_is_as_in_the_tables(freedom: int) -> None:
    assert student(freedom) == pytest.approx(TABLE[freedom], abs=6e-4)


def test_the_slope_of_a_textbook_example() -> None:
    """y = 2, 4, 5, 4, 5 over x = 0 to 4: b = 0.6, standard error 0.2828, t(3) = 3.182."""
    found = slope_over([2, 4, 5, 4, 5])
    assert found.slope == pytest.approx(0.6)
    assert found.low == pytest.approx(0.6 - 3.182446 * 0.282843, abs=1e-4)
    assert found.high == pytest.approx(0.6 + 3.182446 * 0.282843, abs=1e-4)
    assert (found.start, found.end) == (pytest.approx(2.8), pytest.approx(5.2))


@settings(deadline=None)
@given(st.lists(st.lists(st.floats(0, 100), min_size=1, max_size=6), min_size=2, max_size=8))
def test_the_slope_is_the_same_from_groups_as_from_each_figure(weeks: list[list[float]]) -> None:
    grouped = slope_of([Group(x, len(ys), sum(ys), sum(y * y for y in ys)) for x, ys in enumerate(weeks)])
    single = slope_of([Group(x, 1, y, y * y) for x, ys in enumerate(weeks) for y in ys])
    assert grouped.n == single.n
    for name in ("slope", "start", "end"):
        assert getattr(grouped, name) == pytest.approx(getattr(single, name), abs=1e-6)
    if grouped.low is not None:
        assert grouped.low == pytest.approx(single.low, abs=1e-3)


@settings(deadline=None)
@given(values)
def test_a_slope_is_finite_or_not_there_and_lies_within_its_range(scores: list[float]) -> None:
    found = slope_over(scores)
    if len(scores) < 3:
        assert (found.slope, found.direction) == (None, "")
        return
    assert found.low is not None and found.high is not None and found.slope is not None
    assert math.isfinite(found.low) and math.isfinite(found.high)
    assert found.low <= found.slope <= found.high
    if found.direction == "improving":
        assert found.low > 0
    if found.direction == "declining":
        assert found.high < 0


@pytest.mark.parametrize(
    ("scores", "direction"),
    [
        ([40, 50, 61, 69], "improving"),
        ([80, 69, 61, 50], "declining"),
        ([60, 62, 59, 61, 60], "steady"),
        ([50, 90, 40, 80, 60], "steady"),  # it may be chance
        ([60.0, 60.1, 60.2, 60.3], "steady"),  # certain, and of no matter
        ([40, 90], ""),
        ([], ""),
    ],
)
def test_a_direction_is_only_claimed_where_the_figures_bear_it(scores: list[float], direction: str) -> None:
    assert slope_over(scores).direction == direction


def test_a_mean_has_the_interval_of_a_mean() -> None:
    found = mean_of([Group(0, 3, 180, 60**2 + 50**2 + 70**2)])
    assert found.value == 60
    assert found.low == pytest.approx(60 - 4.3027 * 10 / math.sqrt(3), abs=1e-3)
    assert found.n == 3
    assert mean_of([]).value is None
    one = mean_of([Group(0, 1, 70, 4900)])
    assert (one.value, one.low, one.high) == (70, None, None)


def test_a_question_that_the_strong_answer_well_tells_candidates_apart() -> None:
    rows = []
    for person in range(12):
        rows += [(person, "fair", person * 8.0), (person, "also", person * 7.0 + 3), (person, "odd", 90 - person * 3.0)]
        rows += [(person, "same", 50.0)]
    found = item_total(rows)
    assert found["fair"].value > 0.5  # type: ignore[operator]
    assert found["odd"].value < -0.5  # type: ignore[operator]
    assert found["same"].value is None, "all scored alike: nothing can be told, and it is no zero"
    assert found["fair"].n == 12


def test_a_question_is_not_compared_with_itself() -> None:
    """Two questions of pure chance: with itself in the total each would seem to tell people apart."""
    rows = []
    for person, (a, b) in enumerate(zip([10, 90] * 10, [20, 20, 80, 80] * 5, strict=True)):
        rows += [(person, "a", float(a)), (person, "b", float(b))]
    found = item_total(rows)
    assert found["a"].value == pytest.approx(0, abs=1e-9)
    assert found["b"].value == pytest.approx(0, abs=1e-9)


def test_below_ten_sessions_a_question_is_not_judged() -> None:
    rows = [(person, question, person * 10.0) for person in range(9) for question in "ab"]
    assert item_total(rows)["a"].value is None
    assert item_total(rows)["a"].n == 9


def test_the_range_of_a_correlation_is_fishers() -> None:
    xs = [float(n) for n in range(20)]
    ys = [x + (5 if n % 2 else -5) for n, x in enumerate(xs)]
    found = correlation(xs, ys)
    z = math.atanh(found.value or 0)
    assert found.low == pytest.approx(math.tanh(z - 1.959964 / math.sqrt(17)))
    assert correlation([1.0, 2.0, 3.0, 4.0], [5.0] * 4).value is None


def test_agreement_says_how_far_apart_two_judges_are_and_which_is_milder() -> None:
    found = agreement([(50, 60), (70, 60), (40, 50)])
    assert (found.n, found.difference) == (3, 10)
    assert found.bias == pytest.approx(10 / 3)
    assert (found.kappa, found.correlation.value) == (None, None)
    same = agreement([(float(score), float(score)) for score in range(0, 100, 5)])
    assert (same.difference, same.kappa) == (0, 1)
    assert agreement([]).difference is None
