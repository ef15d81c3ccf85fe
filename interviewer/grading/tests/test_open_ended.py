"""Questions about the candidate's own work: no reference can be right, so what is told is read."""

# ruff: noqa: E501
from __future__ import annotations

import pytest

from interviewer.grading import GradingInput, grade

ABOUT_A_PROJECT = "Let's talk about Ledgerline. What was the hardest problem there, and how did you get to a solution?"
QUESTIONS = (
    ABOUT_A_PROJECT,
    "Your resume mentions Ledgerline. What was your own part in it, and which decision are you proudest of?",
    "Thinking back to your time at Northwind: when did you and others disagree about how to do the work, and how was it settled?",
    "What did you do yourself in that, and how did it turn out in the end?",
)
TOLD = (
    "Every night the import of bank files stopped at the first odd line, and support had to restart it. I collected the "
    "lines that broke it, wrote a parser that sets them aside, and added a report. Since then the import has run through, "
    "and support gets two tickets a month instead of thirty.",
    "On my ward patients waited an hour for their medicine at shift change. I noted for a week where the time went, moved "
    "the handover to the bedside and trained both shifts. Within a month the wait was down to fifteen minutes.",
    "A retailer was about to cancel after three late shipments. I visited them, agreed on a fixed day each week and put "
    "one colleague in charge of their orders. They stayed and bought a fifth more the year after.",
)
NOT_ABOUT_WORK = (
    "Last summer I went to Italy with my family. I cooked every day, and as a result I gained three kilos in two weeks.",
    "I trained for a marathon for six months. I ran four times a week and finished in under four hours.",
    "A binary tree is a structure in which every node has at most two children.",
    "I am a motivated team player, I always give my best and I love challenges.",
)


@pytest.mark.parametrize("question", QUESTIONS)
@pytest.mark.parametrize("answer", TOLD)
def test_an_account_of_own_work_with_a_result_is_good_without_naming_the_project(question: str, answer: str) -> None:
    graded = grade(GradingInput(question, answer))
    assert graded.score is not None and 60 <= graded.score <= 90
    assert graded.low is not None and graded.high is not None and graded.high - graded.low >= 25
    assert all(answer[e.start : e.end] == e.quote for e in graded.evidence)


@pytest.mark.parametrize("question", QUESTIONS)
@pytest.mark.parametrize("answer", NOT_ABOUT_WORK)
def test_what_is_not_about_work_is_weak_however_well_it_is_told(question: str, answer: str) -> None:
    assert (grade(GradingInput(question, answer)).score or 0) < 40


def test_the_deed_without_its_result_is_worth_less() -> None:
    whole = TOLD[0]
    without = whole.split(" Since then")[0]
    assert (grade(GradingInput(ABOUT_A_PROJECT, without)).score or 0) < (
        grade(GradingInput(ABOUT_A_PROJECT, whole)).score or 0
    )
