from __future__ import annotations

from dataclasses import replace
from types import SimpleNamespace
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from reports import scoring
from reports.models import EvaluationState, Recommendation, Skill
from reports.scoring import Graded, average, combine, recommend, skills_of, summarise


def graded(score: float | None = 70, label: str = "Q1", **fields: Any) -> Graded:
    known = score is not None
    return Graded(
        **{
            "label": label,
            "response_id": label,
            "question": f"The question {label}?",
            "state": EvaluationState.SCORED if known else EvaluationState.NO_ANSWER,
            "score": score,
            "low": max(0.0, score - 10) if known else None,  # type: ignore[operator]
            "high": min(100.0, score + 10) if known else None,  # type: ignore[operator]
            "skills": frozenset({Skill.TECHNICAL}),
            **fields,
        }
    )


def several(*scores: float | None) -> list[Graded]:
    return [graded(score, f"Q{number}") for number, score in enumerate(scores, 1)]


# --- Combining ---------------------------------------------------------------------------------------


def test_full_marks_throughout_stay_within_the_scale() -> None:
    """Weights such as 1.2 and 0.6 bring their mean to a hair over 100, which the database refuses to store."""
    combined = combine([graded(100, difficulty="hard"), graded(100, difficulty="hard", is_follow_up=True)])
    assert combined is not None
    assert combined[0] == combined[2] == 100


def test_without_a_score_there_is_none() -> None:
    assert combine([]) is None
    assert combine(several(None, None)) is None


def test_an_answer_without_a_score_weighs_nothing() -> None:
    assert combine(several(80, None)) == combine(several(80))


def test_a_score_of_nothing_is_a_score() -> None:
    combined = combine(several(0, 100))
    assert combined is not None
    assert combined[0] == 50


def test_harder_questions_weigh_more_and_follow_ups_half() -> None:
    hard_is_good = combine([graded(90, difficulty="hard"), graded(10, difficulty="easy")])
    easy_is_good = combine([graded(10, difficulty="hard"), graded(90, difficulty="easy")])
    assert hard_is_good is not None and easy_is_good is not None
    assert hard_is_good[0] == pytest.approx((1.2 * 90 + 0.8 * 10) / 2)
    assert easy_is_good[0] < 50 < hard_is_good[0]
    with_follow_up = combine([graded(90), graded(30, is_follow_up=True)])
    assert with_follow_up is not None
    assert with_follow_up[0] == pytest.approx((90 + 0.5 * 30) / 1.5)


def width(answers: list[Graded]) -> float:
    combined = combine(answers)
    assert combined is not None
    return combined[2] - combined[1]


def test_more_answers_make_the_range_narrower() -> None:
    assert width(several(60)) > width(several(60, 60)) > width(several(*[60] * 8)) > 0


def test_answers_that_differ_make_the_range_wider() -> None:
    assert width(several(20, 40, 60, 80)) > width(several(49, 50, 50, 51))


def test_a_grading_that_is_unsure_makes_the_range_wider() -> None:
    sure, unsure, unknown = ({"low": 58, "high": 62}, {"low": 20, "high": 95}, {"low": None, "high": None})
    widths = [width([graded(60, **known)]) for known in (sure, unknown, unsure)]
    assert widths == sorted(widths)
    assert widths[0] > 20, "one answer is one answer, however sure its grading"


def test_the_range_is_that_of_the_formula() -> None:
    """Two equal answers: the variance of their mean is half that of one, from grading and from spread."""
    combined = combine([graded(60, low=60 - 12.816, high=60 + 12.816)] * 2)
    assert combined is not None
    assert combined[2] - combined[0] == pytest.approx(1.6449 * ((10**2 + 12**2) / 2) ** 0.5)


answers = st.builds(
    graded,
    score=st.one_of(st.none(), st.integers(0, 100)),
    difficulty=st.sampled_from(["easy", "medium", "hard"]),
    is_follow_up=st.booleans(),
    label=st.sampled_from(["Q1", "Q2", "Q3"]),
    skills=st.frozensets(st.sampled_from(Skill.values), max_size=3),
    quotes=st.lists(st.text(min_size=1, max_size=9), max_size=2).map(tuple),
    missed=st.lists(st.text(min_size=1, max_size=9), max_size=2).map(tuple),
)


@settings(max_examples=150, deadline=None)
@given(st.lists(answers, max_size=12))
def test_whatever_the_answers_the_summary_holds_together(given_answers: list[Graded]) -> None:
    summary = summarise(given_answers)
    scores = [a.score for a in given_answers if a.score is not None]
    if not scores:
        assert (summary.score, summary.low, summary.high) == (None, None, None)
        assert summary.recommendation == Recommendation.INSUFFICIENT
        assert summary.skills == [] and summary.strengths == [] and summary.weaknesses == []
    else:
        assert summary.score is not None and summary.low is not None and summary.high is not None
        assert 0 <= summary.low <= summary.score <= summary.high <= 100
        assert min(scores) - 1e-9 <= summary.score <= max(scores) + 1e-9
    assert summary.recommendation in Recommendation.values
    assert summary.reason and summary.summary
    assert len(summary.reason) <= 300
    for skill in summary.skills:
        about = [a for a in given_answers if skill.skill in a.skills and a.score is not None]
        assert skill.answers == len(about) > 0
        assert 0 <= skill.low <= skill.score <= skill.high <= 100
    for entry in summary.strengths:
        assert any(entry["quote"] in a.quotes and (a.score or 0) >= 60 for a in given_answers)


# --- Recommending ------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("score", "low", "expected"),
    [
        (90, 70, "strong_yes"),
        (80, 65, "strong_yes"),
        (90, 60, "yes"),
        (79.9, 75, "yes"),
        (65, 40, "yes"),
        (64.9, 60, "mixed"),
        (45, 20, "mixed"),
        (44.9, 40, "no"),
        (0, 0, "no"),
    ],
)
def test_advice_follows_the_score_and_its_lower_end(score: float, low: float, expected: str) -> None:
    assert recommend(score, low, answered=4, asked=4)[0] == expected


@pytest.mark.parametrize(
    ("answered", "asked", "enough"), [(0, 0, False), (0, 4, False), (1, 4, False), (2, 4, True), (3, 4, True)]
)
def test_too_few_answers_are_no_basis(answered: int, asked: int, enough: bool) -> None:
    advice, reason = recommend(95, 90, answered, asked)
    assert (advice != Recommendation.INSUFFICIENT) is enough
    assert str(answered) in reason


def test_without_a_score_there_is_no_advice() -> None:
    assert recommend(None, None, 0, 5)[0] == Recommendation.INSUFFICIENT


def test_follow_ups_do_not_make_up_for_questions_without_an_answer() -> None:
    follow_ups = [graded(95, f"F{n}", is_follow_up=True) for n in range(6)]
    assert summarise([*several(95, None, None), *follow_ups]).recommendation == Recommendation.INSUFFICIENT


# --- Words -------------------------------------------------------------------------------------------


def test_an_interview_without_a_question_says_so() -> None:
    assert "before a question was answered" in summarise([]).summary


def test_what_could_not_be_graded_is_named_and_not_counted() -> None:
    unclear = replace(graded(None, "Q2"), state=EvaluationState.UNCLEAR_AUDIO)
    failed = replace(graded(None, "Q3"), state=EvaluationState.FAILED)
    text = summarise([graded(80), unclear, failed]).summary
    assert "1 of 3 questions were answered" in text
    assert "1 recording could not be understood" in text
    assert "1 answer could not be graded" in text
    assert "2 recordings" in summarise([graded(80), unclear, replace(unclear, label="Q4")]).summary


def test_strengths_quote_the_best_answers_and_weaknesses_name_what_was_missing() -> None:
    best = graded(90, "Q1", quotes=("short", "the longest of the quotes"))
    good = graded(70, "Q2", quotes=("good",))
    without_quote = graded(95, "Q3")
    poor = graded(10, "Q4", missed=("An index makes reading faster",))
    summary = summarise([poor, good, best, without_quote])
    assert [entry["label"] for entry in summary.strengths] == ["Q1", "Q2"]
    assert summary.strengths[0]["quote"] == "the longest of the quotes"
    assert [entry["text"] for entry in summary.weaknesses] == ["Missing: An index makes reading faster"]
    assert summary.skills[0].recommendations == ["Ask about: An index makes reading faster"]


# --- Skills ------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("fields", "expected"),
    [
        ({"answer_type": "code", "skill": "python"}, {"technical", "problem_solving", "code_quality"}),
        ({"skill": "python"}, {"technical"}),
        ({"skill": "algorithms"}, {"technical", "problem_solving"}),
        ({"skill": "problem_solving"}, {"problem_solving"}),
        ({"skill": "teamwork"}, {"communication"}),
        ({"skill": "python", "rubric": {}}, {"communication"}),
        ({"skill": ""}, {"technical"}),
    ],
)
def test_what_was_asked_decides_which_skill_an_answer_is_about(fields: dict[str, Any], expected: set[str]) -> None:
    response = SimpleNamespace(**{"answer_type": "spoken", "rubric": {"expected_points": ["a"]}, **fields})
    assert skills_of(response) == expected  # type: ignore[arg-type]


def test_a_skill_nobody_asked_about_has_no_score() -> None:
    skills = {
        result.skill: result
        for result in summarise([graded(80), graded(None, "Q2", skills=frozenset({Skill.COMMUNICATION}))]).skills
    }
    assert set(skills) == {Skill.TECHNICAL}


def test_the_average_of_nothing_is_nothing() -> None:
    assert average([]) is average([None, None]) is None
    assert average([0, None, 50]) == 25
    assert average([0]) == 0
    assert scoring.average(iter([10.0, None])) == 10
