# ruff: noqa: E501
"""Questions and answers the tests share, and where the shared data lies."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import yaml

from interviewer.grading import GradingInput

ROOT = Path(__file__).resolve().parents[3]
SHARED = ROOT.parent / "shared" / "data"
BANK = ROOT / "interviews" / "question_bank" / "skills"

QUESTION = "What does a database index cost you, and when is it worth having one?"
POINTS = (
    "Every insert and update has to maintain the index as well as the table",
    "The index takes additional disk space and memory",
    "It pays off when selective queries read a small part of a large table",
    "An index nobody reads should be dropped",
)
KEYWORDS = ("index", "write", "disk", "selective", "query")
REFERENCE = (
    "An index is a second structure that the database must keep in step, so each insert, update and delete does more work. "
    "It also needs disk space, and memory when it is hot. In return a query that picks a few rows out of a large table "
    "finds them without scanning everything, so it is worth it when the filter is selective and the query runs often. I "
    "look at the usage statistics now and then, and an index that no query reads is only a burden, so I drop it."
)
PARAPHRASE = (
    "Well, whenever you insert or update a row, the index must be maintained too, so writing becomes slower. "
    "And it eats disk space."
)


def database_index(answer: str, **changes: Any) -> GradingInput:
    """The question about indexes with an answer."""
    given: dict[str, Any] = {
        "question": QUESTION,
        "answer": answer,
        "expected_points": POINTS,
        "keywords": KEYWORDS,
        "reference_answer": REFERENCE,
    }
    return GradingInput(**{**given, **changes})


def bank_questions(every: int = 6) -> list[dict[str, Any]]:
    """Each ``every``-th question of the embedded bank; none where there is no bank."""
    found: list[dict[str, Any]] = []
    for path in sorted(BANK.glob("*.yaml")):
        found.extend(yaml.safe_load(path.read_text(encoding="utf-8"))["questions"])
    return found[::every]


def bank_item(question: dict[str, Any], answer: str) -> GradingInput:
    """A question of the bank with an answer."""
    return GradingInput(
        question["question"],
        answer,
        question["expected_points"],
        question["keywords"],
        question["reference_answer"],
    )
