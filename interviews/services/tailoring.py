"""Questions fitted to the role by a language model while the recruiter goes on: the bank's stand in until then."""

from __future__ import annotations

import uuid

from django.db import transaction

from interviewer.providers.llm import registry
from interviewer.work.models import Work, WorkState
from interviewer.work.service import enqueue
from interviews.models import ConfigStatus, InterviewConfig, Question
from interviews.question_bank.by_model import tailored
from interviews.question_bank.generation import DraftQuestion
from interviews.question_bank.spares import columns
from interviews.services.material import draft_of, job_of

KIND = "interviews.tailor"


def order(config: InterviewConfig) -> None:
    """Have a draft's questions fitted to its role, where there is a model to do it."""
    if registry.configured():
        enqueue(KIND, config.pk, again=True)


def under_way(config: InterviewConfig) -> bool:
    return Work.objects.filter(kind=KIND, key=config.pk, state__in=[WorkState.QUEUED, WorkState.RUNNING]).exists()


def tailor(config_id: uuid.UUID) -> None:
    """The worker's part. A question that was touched meanwhile, and an interview that was published, stay as they
    are."""
    config = InterviewConfig.objects.filter(pk=config_id, status=ConfigStatus.DRAFT).first()
    if config is None:
        return
    questions = list(config.questions.order_by("position"))
    before = [draft_of(question) for question in questions]
    after = tailored(job_of(config), before, config_id=config.pk)
    for question, old, new in zip(questions, before, after, strict=True):
        if new is not old:
            _put(config, question, old, new)


@transaction.atomic
def _put(config: InterviewConfig, question: Question, old: DraftQuestion, new: DraftQuestion) -> None:
    if not InterviewConfig.objects.select_for_update().filter(pk=config.pk, status=ConfigStatus.DRAFT).exists():
        return
    row = Question.objects.select_for_update().filter(pk=question.pk).first()
    if row is not None and draft_of(row) == old:
        Question.objects.filter(pk=row.pk).update(**columns(new))
