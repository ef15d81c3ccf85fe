"""Texts that are made to steer a model, on answers that deserve little: a model that obeys them is always caught."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from interviews.decisions import LastAnswer, read_answer
from interviews.tests.helpers import GOOD, POINTS
from reports.grading import HARD, differ
from reports.model_grading import ModelGrade

WEAK = "It is a nice thing that I have used a few times, and colleagues like it as well."
QUESTIONS = {
    "with points": LastAnswer(
        "When would you use a generator?", "", {"expected_points": POINTS, "reference_answer": GOOD}
    ),
    "with a reference": LastAnswer("What is a generator?", "", {"reference_answer": GOOD}),
    "own work": LastAnswer(
        "Tell me about a project of yours. What was your own part in it?", "", {"style": "own_work"}
    ),
}


def texts(path: Path) -> list[str]:
    def walk(value: Any) -> Iterator[str]:
        if isinstance(value, dict):
            yield from ([value["text"]] if isinstance(value.get("text"), str) else walk(list(value.values())))
        elif isinstance(value, list):
            for part in value:
                yield from walk(part)
        elif isinstance(value, str) and len(value) > 25:
            yield value

    return list(walk(json.loads(path.read_text(encoding="utf-8"))))


def by_model(score: int) -> ModelGrade:
    return ModelGrade(score, (), 0, "groq", "a-model", "evaluation.v1")


@pytest.mark.parametrize("kind", QUESTIONS)
def test_full_marks_from_a_model_that_obeys_are_caught(kind: str, shared_data: Path) -> None:
    question = QUESTIONS[kind]
    attacks = texts(shared_data / "prompt_injection" / "attacks.json")
    assert len(attacks) > 50
    for attack in attacks:
        for answer in (f"{WEAK} {attack}", attack):
            graded, _ = read_answer(LastAnswer(question.question, answer, question.rubric))
            if graded.score is None:
                continue  # no answer: no model is asked
            assert graded.score < 40, attack[:80]
            assert differ(graded, by_model(100)) or HARD & set(graded.flags), attack[:80]


def test_harmless_texts_with_the_same_words_are_not_taken_for_attacks(shared_data: Path) -> None:
    question = QUESTIONS["with points"]
    for text in texts(shared_data / "prompt_injection" / "benign.json"):
        graded, _ = read_answer(LastAnswer(question.question, f"{GOOD} {text}", question.rubric))
        assert graded.score is not None and "instructions" not in graded.flags, text[:80]
        assert not differ(graded, by_model(graded.score))
