"""Interview configs and their questions: created, edited, opened, frozen as versions."""

from __future__ import annotations

import json
import uuid
from collections.abc import Iterable
from hashlib import sha256
from typing import Any

from django.conf import settings
from django.db import transaction
from django.db.models import F, Max

from interviewer.accounts import audit
from interviews import links
from interviews.models import (
    ConfigStatus,
    ConfigVersion,
    InterviewConfig,
    Kind,
    Phase,
    Question,
    QuestionSource,
)
from interviews.question_bank.by_model import tailored
from interviews.question_bank.generation import DraftQuestion, generate, replacement
from interviews.question_bank.spares import columns, with_spares
from interviews.services import speech
from interviews.services.material import job_of, stock, texts_and_ids
from interviews.wording import same_question

FROZEN_SETTINGS = (
    "job_role",
    "job_description",
    "kind",
    "difficulty",
    "focus_areas",
    "time_limit",
    "number_of_questions",
    "follow_ups_per_question",
    "avatar",
    "voice",
    "language",
    "candidate_feedback",
    "text_answers_allowed",
    "more_time",
    "answer_takes",
    "retention_days",
)
# Copied with a config, and no part of what its candidates are promised.
KEPT_SETTINGS = ("retakes", "adaptive", "focus_only")
FROZEN_QUESTION = (
    "text",
    "type",
    "skill",
    "phase",
    "difficulty",
    "expected_points",
    "keywords",
    "reference_answer",
    "hints",
    "follow_ups",
    "starter_code",
    "language",
    "tests",
    "time_seconds",
    "source",
    "bank_id",
)


class NotAllowed(Exception):
    """The change can't be made now. The message is for the person who asked for it."""


def create_config(actor: Any, fields: dict[str, Any]) -> InterviewConfig:
    """A draft config with generated questions. Not to be called inside a transaction: a model may be asked."""
    config = new_config(actor, fields)
    job = job_of(config)
    drafts = tailored(job, with_spares(job, generate(job, config.number_of_questions)), config_id=config.pk)
    return store(actor, config, drafts)


def new_config(actor: Any, fields: dict[str, Any]) -> InterviewConfig:
    """Not stored yet. The answers choose the difficulty unless it is structured, where all are asked alike."""
    config = InterviewConfig(created_by=actor, **fields)
    if "adaptive" not in fields:
        config.adaptive = config.kind != Kind.STRUCTURED
    return config


@transaction.atomic
def store(actor: Any, config: InterviewConfig, drafts: Iterable[DraftQuestion]) -> InterviewConfig:
    links.issue_token(config)
    config.save(force_insert=True)
    add_drafts(config, drafts)
    audit.record(actor, "created", config, after={"kind": config.kind, "job_role": config.job_role})
    return config


def add_drafts(config: InterviewConfig, drafts: Iterable[DraftQuestion]) -> list[Question]:
    position = next_position(config)
    rows = [Question(config=config, position=position + index, **columns(draft)) for index, draft in enumerate(drafts)]
    return Question.objects.bulk_create(rows)


def phase_of_added(config: InterviewConfig) -> str:
    """Where a question belongs that somebody adds: a conversation ends with the skills of the role."""
    return Phase.ROLE_SKILLS if config.kind == Kind.RESUME else Phase.MAIN


def next_position(config: InterviewConfig) -> int:
    return (config.questions.aggregate(last=Max("position"))["last"] or 0) + 1


@transaction.atomic
def update_config(actor: Any, config: InterviewConfig, fields: dict[str, Any]) -> None:
    before = {name: getattr(config, name) for name in fields}
    for name, value in fields.items():
        setattr(config, name, value)
    config.save()
    changed = {name for name in fields if before[name] != fields[name]}
    if config.adaptive and changed & {"adaptive", "difficulty"}:
        stock(config, list(config.questions.all()))
    audit.record(
        actor,
        "changed",
        config,
        before={name: before[name] for name in changed},
        after={name: fields[name] for name in changed},
    )


@transaction.atomic
def add_question(actor: Any, config: InterviewConfig, fields: dict[str, Any]) -> Question:
    question = Question.objects.create(
        config=config,
        position=next_position(config),
        **{"phase": phase_of_added(config), **fields, "source": QuestionSource.MANUAL},
    )
    stock(config, [question])
    speech.speak_ahead(config)
    audit.record(actor, "question added", config, after={"question": str(question.pk)})
    return question


@transaction.atomic
def update_question(actor: Any, question: Question, fields: dict[str, Any]) -> None:
    if "text" in fields and fields["text"] != question.text:
        # The bank's rubric belongs to the bank's words: an edited question is a person's own.
        question.source = QuestionSource.MANUAL
    changed = {name for name, value in fields.items() if getattr(question, name) != value}
    for name, value in fields.items():
        setattr(question, name, value)
    question.save()
    if changed & {"text", "difficulty", "skill"}:
        stock(question.config, [question])
    speech.speak_ahead(question.config)
    audit.record(actor, "question changed", question.config, after={"question": str(question.pk)})


@transaction.atomic
def delete_question(actor: Any, question: Question) -> None:
    """Raises NotAllowed for the last question of an open config: its link would lead to nothing."""
    config, pk = question.config, question.pk
    if config.status == ConfigStatus.OPEN and not config.questions.exclude(pk=pk).exists():
        raise NotAllowed("An open interview needs at least one question. Close it first, or edit this question.")
    question.delete()
    renumber(config)
    audit.record(actor, "question removed", config, before={"question": str(pk)})


@transaction.atomic
def move_question(actor: Any, question: Question, step: int) -> None:
    """One place up (-1) or down (+1); at the end of the list nothing changes."""
    rows = list(question.config.questions.select_for_update().order_by("position"))
    index = next(i for i, row in enumerate(rows) if row.pk == question.pk)
    target = index + step
    if not 0 <= target < len(rows):
        return
    rows[index], rows[target] = rows[target], rows[index]
    _store_order(rows)
    audit.record(actor, "questions reordered", question.config)


def renumber(config: InterviewConfig) -> None:
    _store_order(list(config.questions.order_by("position")))


def _store_order(rows: list[Question]) -> None:
    # Two steps, so that no two rows ever share a position: SQLite checks the constraint at each row.
    if not rows:
        return
    Question.objects.filter(pk__in=[row.pk for row in rows]).update(position=F("position") + 10000)
    for index, row in enumerate(rows, 1):
        row.position = index
    Question.objects.bulk_update(rows, ["position"])


@transaction.atomic
def replace_question(actor: Any, question: Question) -> Question:
    """Put another question of the bank in its place. Raises NotAllowed when the bank has no other."""
    config = question.config
    job, exclude = job_of(config), texts_and_ids(config)
    draft = replacement(
        job,
        skill_slug=question.skill,
        kind=question.type,
        difficulty=question.difficulty,
        exclude=exclude,
        phase=question.phase,
    )
    if draft is None:
        raise NotAllowed("The question bank has no other question for this. You can edit the question instead.")
    draft = with_spares(job, [draft], exclude)[0]
    for name, value in (columns(draft) | {"phase": question.phase}).items():
        setattr(question, name, value)
    question.save()
    speech.speak_ahead(config)
    audit.record(actor, "question replaced", config, after={"question": str(question.pk), "bank_id": draft.bank_id})
    return question


@transaction.atomic
def open_config(actor: Any, config: InterviewConfig) -> ConfigVersion:
    """Make the link work. Raises NotAllowed for a config without questions."""
    if not config.questions.exists():
        raise NotAllowed("An interview needs at least one question before it can be opened.")
    changed = (
        InterviewConfig.objects.filter(pk=config.pk).exclude(status=ConfigStatus.OPEN).update(status=ConfigStatus.OPEN)
    )
    config.refresh_from_db()
    version = freeze(config)
    if changed:
        audit.record(actor, "opened", config, after={"version": version.number})
    speech.speak_ahead(config)
    return version


@transaction.atomic
def close_config(actor: Any, config: InterviewConfig) -> None:
    """Let nobody new in. Interviews under way go on."""
    if InterviewConfig.objects.filter(pk=config.pk, status=ConfigStatus.OPEN).update(status=ConfigStatus.CLOSED):
        audit.record(actor, "closed", config)
    config.refresh_from_db()


def freeze(config: InterviewConfig) -> ConfigVersion:
    """The version that says what the config says now: the latest if nothing changed since, else a new one."""
    content = snapshot(config)
    digest = sha256(json.dumps(content, sort_keys=True).encode()).hexdigest()
    with transaction.atomic():
        # Freezing twice at the same moment would make two versions of one number.
        InterviewConfig.objects.select_for_update().get(pk=config.pk)
        latest = config.versions.order_by("-number").first()
        if latest is not None and latest.sha256 == digest:
            return latest
        number = latest.number + 1 if latest else 1
        return ConfigVersion.objects.create(config=config, number=number, content=content, sha256=digest)


def snapshot(config: InterviewConfig) -> dict[str, Any]:
    rows = list(config.questions.order_by("position"))
    questions = [
        {"id": str(q.pk), "position": index, **{name: getattr(q, name) for name in FROZEN_QUESTION}}
        for index, q in enumerate(rows, 1)
    ]
    frozen = {name: getattr(config, name) for name in FROZEN_SETTINGS}
    if config.adaptive:
        # Left out where it changes nothing, so that a version stays the one it was.
        frozen["adaptive"] = True
        for row, question in zip(rows, questions, strict=True):
            question["spares"] = _frozen_spares(row, rows)
    return {**frozen, "recommend_from": settings.RECOMMEND_FROM, "questions": questions}


def _frozen_spares(question: Question, rows: list[Question]) -> list[dict[str, Any]]:
    return [
        {**{name: spare.get(name, getattr(question, name)) for name in FROZEN_QUESTION}, "id": spare["id"]}
        | {"phase": question.phase, "position": 0}
        for spare in question.spares
        if not any(same_question(spare["text"], row.text) for row in rows)
    ]


@transaction.atomic
def duplicate_config(actor: Any, config: InterviewConfig) -> InterviewConfig:
    """A draft with the same settings and questions, owned by ``actor``."""
    questions = list(config.questions.order_by("position"))
    copy = InterviewConfig(
        created_by=actor, **{name: getattr(config, name) for name in (*FROZEN_SETTINGS, *KEPT_SETTINGS)}
    )
    links.issue_token(copy)
    copy.save(force_insert=True)
    for question in questions:
        question.pk = uuid.uuid4()
        question.config = copy
        question.spares = [spare | {"id": str(uuid.uuid4())} for spare in question.spares]
        question._state.adding = True
    Question.objects.bulk_create(questions)
    audit.record(actor, "duplicated", copy, before={"config": str(config.pk)})
    return copy
