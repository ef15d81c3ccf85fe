"""One question of a config in place of another: anew, harder or easier."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from django.db import transaction

from interviewer.accounts import audit
from interviews.models import Difficulty, Question, QuestionType
from interviews.question_bank.by_model import tailored
from interviews.question_bank.generation import DraftQuestion, replacement
from interviews.question_bank.spares import columns, with_spares
from interviews.services.configs import NotAllowed, replace_question
from interviews.services.material import draft_of, job_of, texts_and_ids

LEVELS = (Difficulty.EASY, Difficulty.MEDIUM, Difficulty.HARD)
WORDS = {-1: "easier", 1: "harder"}


def change_difficulty(actor: Any, question: Question, step: int) -> Question:
    """A question on the same skill a step harder (1) or easier (-1) in its place.

    Raises NotAllowed at the end of the scale, and where neither the bank nor a model has one. Not to be called inside a
    transaction: a model may be asked.
    """
    place = LEVELS.index(Difficulty(question.difficulty)) + step
    if not 0 <= place < len(LEVELS):
        raise NotAllowed(f"This question is as {'hard' if step > 0 else 'easy'} as they come.")
    level = LEVELS[place]
    draft = _of_level(question, level)
    if draft is None:
        raise NotAllowed(
            f"The question bank has no {WORDS[step]} question for this. You can edit the question instead."
        )
    why = f"{draft.why} You asked for {'a harder' if step > 0 else 'an easier'} one."
    return _put(actor, question, replace(draft, why=why[:200]), WORDS[step])


def regenerate(actor: Any, question: Question) -> Question:
    """Another question in its place, fitted to the role where a model can. Raises NotAllowed when there is no other.

    Not to be called inside a transaction: a model may be asked, once the bank's question is in place.
    """
    replaced = replace_question(actor, question)
    draft = draft_of(replaced)
    fitted = tailored(job_of(replaced.config), [draft], config_id=replaced.config_id, exclude=_texts_besides(replaced))
    return replaced if fitted[0] is draft else _put(actor, replaced, fitted[0], "fitted to the role")


def _texts_besides(question: Question) -> list[str]:
    return list(question.config.questions.exclude(pk=question.pk).values_list("text", flat=True))


def _of_level(question: Question, level: Difficulty) -> DraftQuestion | None:
    config = question.config
    job, exclude = job_of(config), texts_and_ids(config)
    draft = replacement(job, skill_slug=question.skill, kind=question.type, difficulty=level, exclude=exclude)
    if draft is None or draft.difficulty != level:
        return None
    if question.type == QuestionType.SPOKEN and question.skill and draft.skill != question.skill:
        return None
    drafts = with_spares(job, [draft], exclude)
    return tailored(job, drafts, config_id=config.pk, exclude=_texts_besides(question))[0]


@transaction.atomic
def _put(actor: Any, question: Question, draft: DraftQuestion, what: str) -> Question:
    for name, value in (columns(draft) | {"phase": question.phase}).items():
        setattr(question, name, value)
    question.save()
    audit.record(
        actor,
        f"question {what}",
        question.config,
        after={"question": str(question.pk), "bank_id": draft.bank_id, "difficulty": draft.difficulty},
    )
    return question
