"""The steps in which code came about are kept: few enough to read, and never without the last."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from interviews.services import clock
from interviews.services.drafts import LARGE_CHANGE, MOST_CHARACTERS, MOST_STEPS, with_step
from interviews.tests.helpers import a_question, open_config, sit_down

START = datetime(2026, 11, 20, 12, 0, tzinfo=UTC)
CODE = a_question("Add the numbers up.", type="code", language="python", starter_code="def total(rows):\n    pass\n")


def _steps(*drafts: tuple[float, str]) -> list[str]:
    steps: list = []
    for seconds, code in drafts:
        steps = with_step(steps, code, START + timedelta(seconds=seconds))
    return [step["code"] for step in steps]


def test_what_is_typed_in_one_go_is_one_step() -> None:
    assert _steps((0, "a"), (2, "ab"), (4, "abc"), (40, "abcd")) == ["abc", "abcd"]


def test_a_large_change_is_a_step_of_its_own() -> None:
    pasted = "x" * LARGE_CHANGE
    assert _steps((0, ""), (2, pasted), (4, "")) == ["", pasted, ""]


def test_saving_the_same_again_is_no_step() -> None:
    assert _steps((0, "a"), (100, "a"), (200, "a")) == ["a"]


@given(st.lists(st.tuples(st.integers(0, 90), st.text(max_size=40)), min_size=1, max_size=120))
def test_steps_stay_few_and_in_order_and_end_with_what_was_saved_last(drafts: list[tuple[int, str]]) -> None:
    steps: list = []
    now = START
    for pause, code in drafts:
        now += timedelta(seconds=pause)
        steps = with_step(steps, code, now)
    assert len(steps) <= MOST_STEPS
    assert steps[-1]["code"] == drafts[-1][1]
    assert [step["at"] for step in steps] == sorted(step["at"] for step in steps)


def test_long_code_keeps_its_history_within_bounds() -> None:
    steps: list = []
    for minute in range(20):
        steps = with_step(steps, f"{minute}" * 20_000, START + timedelta(minutes=minute))
    assert sum(len(step["code"]) for step in steps) <= MOST_CHARACTERS
    assert steps[-1]["code"].startswith("19")


@pytest.mark.django_db
def test_drafts_of_code_are_kept_as_steps_and_drafts_of_words_are_not() -> None:
    with clock.starting_at(START):
        seat = sit_down(open_config(questions=(CODE, a_question("And why?"))))
        seat.hear()
        for revision, code in enumerate(("def total(rows):", "def total(rows):\n    return sum(rows)"), 1):
            seat.draft(revision, "I add", code)
            clock.advance(30)
        seat.draft(1, "late", "an older revision")
        code = seat.question
        seat.submit("I add.", code="def total(rows):\n    return sum(rows)\n")
        code.refresh_from_db()
        assert [step["code"] for step in code.revisions] == [
            "def total(rows):",
            "def total(rows):\n    return sum(rows)",
        ]


@pytest.mark.django_db
def test_what_was_typed_and_deleted_in_words_is_not_kept() -> None:
    seat = sit_down(open_config())
    seat.hear()
    seat.draft(1, "Something I would rather not say", None)
    seat.draft(2, "Something else", None)
    assert seat.question.revisions == []
