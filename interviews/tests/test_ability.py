from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from interviews.ability import CREDIT, DIFFICULTY, estimate, next_level

answers = st.lists(st.tuples(st.sampled_from(list(DIFFICULTY)), st.sampled_from([*CREDIT, ""])), max_size=20)
bases = st.sampled_from(list(DIFFICULTY))


@given(bases, answers)
def test_the_estimate_is_finite_certain_enough_and_the_same_each_time(base: str, given_: list[tuple[str, str]]) -> None:
    one = estimate(base, given_)
    assert one == estimate(base, given_)
    assert -8 < one.ability < 8
    assert 0 < one.error <= 1.5


@given(bases, answers, st.sampled_from(list(DIFFICULTY)))
def test_a_strong_answer_never_lowers_it_and_a_weak_one_never_raises_it(
    base: str, before: list[tuple[str, str]], level: str
) -> None:
    now = estimate(base, before)
    assert estimate(base, [*before, (level, "strong")]).ability >= now.ability - 1e-3
    assert estimate(base, [*before, (level, "weak")]).ability <= now.ability + 1e-3


@given(bases, answers)
def test_each_answer_that_can_be_read_makes_it_surer_than_nothing(base: str, given_: list[tuple[str, str]]) -> None:
    assert estimate(base, given_).error <= estimate(base, []).error


@given(bases, answers)
def test_the_next_level_stays_within_a_step_of_the_configs_own(base: str, given_: list[tuple[str, str]]) -> None:
    levels = list(DIFFICULTY)
    assert abs(levels.index(next_level(estimate(base, given_), base)) - levels.index(base)) <= 1


def test_the_order_of_the_answers_makes_no_difference() -> None:
    given_ = [("easy", "strong"), ("medium", "partial"), ("hard", "weak"), ("hard", "strong")]
    assert estimate("medium", given_) == estimate("medium", given_[::-1])
