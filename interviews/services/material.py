"""What questions for a config are chosen by: its job, what it holds already, and spares for those that need them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import fields
from typing import Any

from interviews.models import InterviewConfig, Question
from interviews.question_bank.generation import DraftQuestion, Job
from interviews.question_bank.spares import columns, with_spares
from interviews.services import own_bank


def job_of(config: InterviewConfig) -> Job:
    return Job(
        role=config.job_role,
        description=config.job_description,
        kind=config.kind,
        difficulty=config.difficulty,
        focus_areas=config.focus_areas,
        time_limit=config.time_limit,
        seed=str(config.pk),
        focus_only=config.focus_only,
        adaptive=config.adaptive,
        own=own_bank.material(config.created_by_id),
    )


def draft_of(question: Question) -> DraftQuestion:
    values: dict[str, Any] = {field.name: getattr(question, field.name) for field in fields(DraftQuestion)}
    for name, value in values.items():
        if isinstance(value, list):
            values[name] = tuple(value)
    return DraftQuestion(**values)


def texts_and_ids(config: InterviewConfig) -> set[str]:
    """Of the config's questions: what is not to come a second time."""
    pairs = config.questions.values_list("bank_id", "text")
    return {value for pair in pairs for value in pair if value}


def stock(config: InterviewConfig, questions: Sequence[Question]) -> None:
    """Choose these questions' spares anew and store them, where the config lets the answers choose the difficulty."""
    if not config.adaptive or not questions:
        return
    drafts = with_spares(job_of(config), [draft_of(question) for question in questions], texts_and_ids(config))
    for question, draft in zip(questions, drafts, strict=True):
        question.spares = columns(draft)["spares"]
    Question.objects.bulk_update(questions, ["spares"])
