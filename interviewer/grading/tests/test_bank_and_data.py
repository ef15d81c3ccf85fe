"""The grader against the embedded question bank and the shared data."""

from __future__ import annotations

import json
import statistics
from dataclasses import replace
from io import StringIO
from pathlib import Path
from time import process_time

import pytest
from django.core.management import CommandError, call_command

from interviewer.grading import GradingInput, grade
from interviewer.grading.against_points import is_behavioural
from interviewer.grading.calibration import current
from interviewer.grading.evaluation import evaluate
from interviewer.grading.material import prepare
from interviewer.grading.tests.material import (
    PARAPHRASE,
    REFERENCE,
    SHARED,
    bank_item,
    bank_questions,
    database_index,
)
from interviewer.grading.training_rows import load_rows

needs_bank = pytest.mark.skipif(not bank_questions(), reason="the question bank is not there")
needs_data = pytest.mark.skipif(not (SHARED / "grading").is_dir(), reason="../shared/data is not there")


@needs_bank
def test_reference_answers_of_the_bank_are_correct_and_their_halves_less() -> None:
    for question in bank_questions():
        words = question["reference_answer"].split()
        whole = grade(bank_item(question, question["reference_answer"])).score or 0
        half = grade(bank_item(question, " ".join(words[: len(words) // 2]))).score or 0
        assert whole >= 80, question["id"]
        assert 20 <= half < whole, question["id"]


@needs_bank
def test_the_answer_to_another_question_is_weak() -> None:
    questions = [q for q in bank_questions() if not is_behavioural(prepare(bank_item(q, "x"), current()))]
    scores = [
        grade(bank_item(question, other["reference_answer"])).score or 0
        for i, question in enumerate(questions)
        for other in (questions[(i + 7) % len(questions)], questions[(i + 13) % len(questions)])
    ]
    assert statistics.median(scores) < 10
    assert sum(score >= 25 for score in scores) <= 0.05 * len(scores)


@needs_bank
def test_a_normal_answer_takes_milliseconds() -> None:
    items = [bank_item(q, q["reference_answer"]) for q in bank_questions()]
    for item in items:
        grade(item)
    started = process_time()
    for item in items:
        grade(item)
    assert (process_time() - started) / len(items) < 0.02


def test_a_huge_answer_takes_less_than_a_second() -> None:
    for answer in (
        "a" * 100_000,
        (REFERENCE + " ") * 230,
        "i don't know so " * 6_000 + "x",
        "[" * 100_000,
        "请描述" * 33_000,
    ):
        started = process_time()
        grade(database_index(answer))
        assert process_time() - started < 1


@needs_data
def test_held_out_answers_are_graded_as_well_as_promised() -> None:
    figures = evaluate(load_rows(SHARED / "grading" / "mohler_dev.csv"))
    assert figures["pearson_r"] >= 0.55
    assert figures["rmse"] <= 0.95
    assert 0.75 <= figures["interval_coverage"] <= 0.85


@needs_data
def test_ten_folds_by_question_of_all_mohler_answers_hold() -> None:
    folder = SHARED / "grading"
    out = StringIO()
    files = [str(folder / "mohler_dev.csv"), str(folder / "mohler_train.csv")]
    call_command("evaluate_grader", "--csv", *files, "--folds", "10", "--json", stdout=out)
    figures = json.loads(out.getvalue())
    assert figures["pearson_r"] >= 0.6
    assert 0.75 <= figures["interval_coverage"] <= 0.85


@needs_data
@pytest.mark.parametrize(
    "item",
    [
        database_index(PARAPHRASE),
        database_index("It depends on the case"),
        GradingInput(
            "What is a stack?",
            "A list that gives back the last thing first",
            reference_answer="Last in, first out",
        ),
        GradingInput(
            "Tell me about a project of yours.",
            "I built a small shop in Django last year and it went live in May.",
        ),
    ],
)
def test_no_injected_text_raises_a_score_by_more_than_two(item: GradingInput) -> None:
    before = grade(item).score or 0
    for attack in json.loads((SHARED / "prompt_injection" / "attacks.json").read_text(encoding="utf-8")):
        for joint in (" ", "\n"):
            after = grade(replace(item, answer=item.answer + joint + attack)).score or 0
            assert after <= before + 2, attack[:80]


@needs_data
def test_harmless_texts_with_trigger_words_are_not_taken_for_instructions() -> None:
    for text in json.loads((SHARED / "prompt_injection" / "benign.json").read_text(encoding="utf-8")):
        assert "instructions" not in grade(database_index(text)).flags
        assert "instructions" not in grade(database_index(f"{PARAPHRASE} {text}")).flags


def test_a_file_without_the_columns_is_named_and_refused(tmp_path: Path) -> None:
    path = tmp_path / "wrong.csv"
    path.write_text("a,b\n1,2\n", encoding="utf-8")
    with pytest.raises(CommandError, match="missing columns"):
        call_command("evaluate_grader", "--csv", str(path))
    with pytest.raises(CommandError, match="cannot be read"):
        call_command("evaluate_grader", "--csv", str(tmp_path / "absent.csv"))


def test_only_training_splits_are_learned_from(tmp_path: Path) -> None:
    (tmp_path / "mohler_dev.csv").write_text("question_id\n", encoding="utf-8")
    with pytest.raises(CommandError, match="no training split"):
        call_command("train_grader", "--data", str(tmp_path), "--graded", "mohler_dev.csv")
