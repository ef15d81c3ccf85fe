"""A config's questions as a file, and a file's questions into a config: how recruiters keep a bank of their own."""

from __future__ import annotations

from typing import Any

from django.db import transaction

from interviewer.accounts import audit
from interviews.models import InterviewConfig, Question, QuestionSource
from interviews.question_bank import exchange
from interviews.question_bank.exchange import ImportProblem, QuestionRow
from interviews.services.configs import next_position
from interviews.services.material import stock
from interviews.wording import same_question

MOST_IN_A_CONFIG = 200


def export_questions(config: InterviewConfig, form: str) -> str:
    """``form`` is ``csv`` or ``yaml``."""
    rows = [{name: getattr(q, name) for name in exchange.COLUMNS} for q in config.questions.order_by("position")]
    return exchange.to_csv(rows) if form == "csv" else exchange.to_yaml(rows)


def import_questions(actor: Any, config: InterviewConfig, content: bytes, name: str) -> tuple[int, int]:
    """Add the file's questions at the end: how many, and how many were passed by because the config has them.

    Raises ImportProblem, and changes nothing, where any of the file can't be taken.
    """
    return add_rows(actor, config, exchange.read(content, name))


@transaction.atomic
def add_rows(actor: Any, config: InterviewConfig, rows: list[QuestionRow]) -> tuple[int, int]:
    there = list(config.questions.values_list("text", flat=True))
    new = [row for row in rows if not any(same_question(row.text, text) for text in there)]
    if len(there) + len(new) > MOST_IN_A_CONFIG:
        raise ImportProblem([f"An interview holds {MOST_IN_A_CONFIG} questions at most."])
    position = next_position(config)
    added = Question.objects.bulk_create(
        Question(
            config=config,
            position=position + index,
            source=QuestionSource.MANUAL,
            why="Imported from your file.",
            **row.model_dump(),
        )
        for index, row in enumerate(new)
    )
    stock(config, added)
    audit.record(actor, "questions imported", config, after={"added": len(new)})
    return len(new), len(rows) - len(new)
