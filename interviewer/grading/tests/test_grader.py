# ruff: noqa: E501
from __future__ import annotations

import json
import random
from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from interviewer.grading import Grade, GradingInput, grade, is_no_answer, reading
from interviewer.grading.tests.material import (
    KEYWORDS,
    PARAPHRASE,
    POINTS,
    QUESTION,
    REFERENCE,
    database_index,
)

LIFO = GradingInput(
    "What is a stack?",
    "",
    reference_answer="A structure where the element added last is the first one taken out",
)


def score_of(item: GradingInput) -> int:
    return grade(item).score or 0


def quotes_stand(item: GradingInput, graded: Grade) -> bool:
    spans = [(e.quote, e.start, e.end) for e in graded.evidence]
    spans += [(p.quote, p.start, p.end) for p in graded.points_covered]
    return all(item.answer[start:end] == quote and quote for quote, start, end in spans)


def test_the_reference_answer_itself_is_strong_and_covers_every_point() -> None:
    graded = grade(database_index(REFERENCE))
    assert graded.score is not None and graded.score >= 85
    assert [p.point for p in graded.points_covered] == list(POINTS)
    assert reading(graded) == "strong"


def test_a_paraphrase_of_half_of_the_points_scores_between() -> None:
    graded = grade(database_index(PARAPHRASE))
    assert graded.score is not None and 30 <= graded.score < 75
    assert 1 <= len(graded.points_covered) <= 3
    assert POINTS[3] in graded.points_missed


def test_the_words_that_covered_a_point_are_a_clause_of_the_answer() -> None:
    item = database_index(PARAPHRASE)
    graded = grade(item)
    assert quotes_stand(item, graded)
    assert all(len(p.quote.split()) >= 4 for p in graded.points_covered)


@pytest.mark.parametrize(
    "answer", ["", "  \n", "...", "I don't know", "i dont know.", "Um, no idea, sorry.", "pass", "Skip this one please",
               "I don’t know. Next question please", "[silence]", "not answered"],
)  # fmt: skip
def test_a_refusal_is_no_answer_and_has_no_score(answer: str) -> None:
    graded = grade(database_index(answer))
    assert is_no_answer(answer)
    assert (graded.state, graded.score, graded.low, graded.high) == ("no_answer", None, None, None)
    assert reading(graded) == "no_answer"


@pytest.mark.parametrize("answer", ["None", "no", "I don't know, maybe it slows down writes", "Passing by reference"])
def test_a_short_answer_is_not_taken_for_a_refusal(answer: str) -> None:
    assert not is_no_answer(answer)


@pytest.mark.parametrize("answer", ["fine", "good", "It is very important and I have used it in many projects.",
                                    "I like pizza and football, above all on Sundays."])  # fmt: skip
def test_an_empty_phrase_is_weak_and_gets_no_praise(answer: str) -> None:
    graded = grade(database_index(answer))
    assert graded.score is not None and graded.score < 10
    assert graded.strengths == ()
    assert reading(graded) == "weak"


@pytest.mark.parametrize("item", [database_index(""), LIFO, GradingInput(QUESTION, "")])
def test_repeating_the_question_scores_under_15(item: GradingInput) -> None:
    for answer in (item.question, f"The question is: {item.question}", f"{item.question} {item.question}"):
        assert score_of(GradingInput(**{**item.__dict__, "answer": answer})) < 15


def test_a_list_of_keywords_is_flagged_and_weak() -> None:
    graded = grade(database_index(", ".join(KEYWORDS) + ", insert, update, disk space, memory, large table"))
    assert "keyword_list" in graded.flags
    assert graded.score is not None and graded.score < 30


def test_words_in_no_order_are_flagged() -> None:
    words = REFERENCE.split()
    random.Random(3).shuffle(words)
    graded = grade(database_index(" ".join(words)))
    assert "word_salad" in graded.flags
    assert graded.score is not None and graded.score <= 25


@given(st.randoms(use_true_random=False))
@settings(max_examples=40, deadline=None)
def test_shuffling_a_right_answer_never_scores_above_it(shuffler: random.Random) -> None:
    words = REFERENCE.split()
    shuffler.shuffle(words)
    assert score_of(database_index(" ".join(words))) <= score_of(database_index(REFERENCE))


@given(st.sampled_from([PARAPHRASE, "It depends on the case.", REFERENCE[:120], "Indexes are bad", ""]),
       st.sampled_from(POINTS), st.sampled_from([". ", "\n", " "]))  # fmt: skip
@settings(max_examples=60, deadline=None)
def test_adding_a_covered_point_never_lowers_the_score(answer: str, point: str, joint: str) -> None:
    assert score_of(database_index(answer + joint + point)) >= score_of(database_index(answer))


@given(st.text(max_size=400))
@settings(max_examples=150, deadline=None)
def test_any_text_is_graded_with_quotes_that_stand_in_it(answer: str) -> None:
    for item in (
        database_index(answer),
        GradingInput(QUESTION, answer),
        GradingInput(QUESTION, answer, question_type="code"),
    ):
        graded = grade(item)
        assert quotes_stand(item, graded)
        json.dumps(graded.as_dict())
        if graded.state == "scored":
            assert graded.score is not None and graded.low is not None and graded.high is not None
            assert 0 <= graded.low <= graded.score <= graded.high <= 100


def test_the_same_answer_gets_the_same_grade() -> None:
    assert grade(database_index(PARAPHRASE)) == grade(database_index(PARAPHRASE))


def test_the_opposite_of_the_reference_is_flagged() -> None:
    item = GradingInput("Can a tuple be changed?", "A tuple is mutable.", reference_answer="A tuple is immutable.")
    graded = grade(item)
    assert "polarity" in graded.flags
    assert graded.score is not None and graded.score <= 30
    assert [e.supports for e in graded.evidence] == [False]


def test_a_denied_point_is_not_covered() -> None:
    answer = "An index that nobody reads should not be dropped."
    graded = grade(database_index(answer))
    assert POINTS[3] in graded.points_missed


def test_letters_of_another_alphabet_change_nothing() -> None:
    lookalikes = PARAPHRASE.replace("a", "а").replace("e", "е").replace("o", "о")
    assert score_of(database_index(lookalikes)) == score_of(database_index(PARAPHRASE))


def test_an_answer_in_another_language_is_flagged() -> None:
    answer = "El índice ocupa espacio en el disco y hace que la escritura sea más lenta, pero la lectura es rápida."
    assert "foreign_language" in grade(database_index(answer)).flags


def test_a_very_long_answer_is_cut_and_flagged() -> None:
    graded = grade(database_index((REFERENCE + " ") * 250))
    assert "long_answer" in graded.flags


def test_without_a_reference_a_told_story_beats_an_empty_claim_and_says_it_is_a_rough_reading() -> None:
    question = "Tell me about a time you improved the performance of a system."
    story = (
        "At my last company our report page took forty seconds. I profiled the queries and found a missing index on the "
        "orders table, so I added it and rewrote the join. As a result the page loaded in two seconds and the system "
        "performance complaints stopped."
    )
    told, claimed = (
        grade(GradingInput(question, story)),
        grade(GradingInput(question, "I am a very good team player.")),
    )
    assert told.score is not None and claimed.score is not None
    assert told.score >= 50 > 25 > claimed.score
    assert "no_reference" in told.flags
    assert told.confidence <= 0.3
    assert (told.high or 0) - (told.low or 0) >= 25
    assert "rough" in told.feedback


def test_code_that_is_only_the_starter_is_no_answer() -> None:
    starter = "def total(prices):\n    # your code\n    pass\n"
    item = GradingInput(
        "Add up the prices.",
        starter + "\n",
        ("Loops over the prices",),
        question_type="code",
        starter_code=starter,
    )
    assert grade(item).state == "no_answer"


def test_code_is_said_to_be_read_and_not_run() -> None:
    code = "def total(prices):\n    result = 0\n    for price in prices:\n        result += price\n    return result\n"
    item = GradingInput(
        "Add up the prices.", code, ("Loops over the prices", "Returns the result"), question_type="code"
    )
    graded = grade(item)
    assert graded.state == "scored" and "code" in graded.flags
    assert graded.confidence <= 0.3
    assert quotes_stand(item, graded)


def test_missing_and_odd_values_are_no_error() -> None:
    odd = GradingInput(None, "yes it is", None, [None, 3, ""], None)  # type: ignore[arg-type,list-item]
    assert grade(odd).state == "scored"
    assert grade(GradingInput("Q?", "yes", reference_answer="|||")).state == "scored"
    assert grade(GradingInput("Q?", "lone \ud800 surrogate of a stack", reference_answer="a stack")).state == "scored"


def test_what_the_starter_code_says_earns_nothing() -> None:
    starter = 'def merge(intervals):\n    """Sort the intervals by start and merge those that overlap."""\n'
    points = ("Sorts the intervals by their start", "Merges those that overlap", "Handles an empty list")
    item = GradingInput(
        question="Merge overlapping intervals.",
        answer="I have heard of it, but somebody else always did that part.\n" + starter,
        expected_points=points,
        keywords=("sort", "merge", "overlap"),
        question_type="code",
        starter_code=starter,
        language="python",
    )
    graded = grade(item)
    assert graded.score is None or graded.score < 30
    assert not graded.points_covered
    solved = grade(replace(item, answer=starter + "    intervals.sort()  # sorts the intervals by their start\n"))
    assert all(
        e.quote == (starter + "    intervals.sort()  # sorts the intervals by their start\n")[e.start : e.end]
        for e in solved.evidence
    )
