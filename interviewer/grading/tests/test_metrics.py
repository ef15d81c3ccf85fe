from __future__ import annotations

import pytest

from interviewer.grading import metrics


def test_pearson_of_a_line_is_one_and_of_a_constant_zero() -> None:
    assert metrics.pearson([1, 2, 3], [2, 4, 6]) == pytest.approx(1)
    assert metrics.pearson([1, 2, 3], [3, 2, 1]) == pytest.approx(-1)
    assert metrics.pearson([1, 1, 1], [1, 2, 3]) == 0.0


def test_spearman_sees_order_only_and_shares_tied_ranks() -> None:
    assert metrics.spearman([1, 2, 3, 4], [1, 10, 100, 1000]) == pytest.approx(1)
    assert metrics.ranks([5, 1, 5]) == [2.5, 1, 2.5]


def test_rmse_is_the_root_of_the_mean_square() -> None:
    assert metrics.rmse([0, 0], [3, 4]) == pytest.approx((12.5) ** 0.5)


def test_qwk_is_one_for_agreement_and_negative_for_reversal() -> None:
    assert metrics.qwk([0, 1, 2], [0, 1, 2], top=2) == pytest.approx(1)
    assert metrics.qwk([0, 1, 2], [2, 1, 0], top=2) == pytest.approx(-1)


def test_coverage_counts_ends_as_inside() -> None:
    assert metrics.coverage([0, 0, 5], [1, 1, 6], [1, 2, 5]) == pytest.approx(2 / 3)


def test_sides_of_different_length_are_an_error() -> None:
    with pytest.raises(ValueError, match="as many values"):
        metrics.rmse([1], [1, 2])
