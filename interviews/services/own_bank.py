"""A recruiter's own question bank: the only writer of ``OwnQuestion`` rows."""

from __future__ import annotations

import uuid
from collections.abc import Sequence
from hashlib import sha256
from typing import Any

from django.db import IntegrityError, transaction

from interviewer.accounts import audit
from interviewer.taxonomy import lookup_skill
from interviews.models import OwnQuestion, Question, QuestionContent
from interviews.question_bank import exchange
from interviews.question_bank.exchange import ImportProblem, QuestionRow
from interviews.question_bank.loader import BankQuestion, FollowUp

MOST_OWN = 2000
CONTENT = tuple(field.name for field in QuestionContent._meta.get_fields())


class BankProblem(Exception):
    """The bank can't take this. The message is for the person whose bank it is."""


def digest_of(text: str) -> str:
    return sha256(" ".join(text.casefold().split()).encode()).hexdigest()


def content_of(question: QuestionContent) -> dict[str, Any]:
    """What a question says, asks for and gives, whichever bank or interview it stands in."""
    return {name: getattr(question, name) for name in CONTENT}


@transaction.atomic
def add(actor: Any, fields: dict[str, Any]) -> OwnQuestion:
    """Raises BankProblem where the bank is full or has a question in these words."""
    if OwnQuestion.objects.filter(owner=actor).count() >= MOST_OWN:
        raise BankProblem(f"Your bank holds {MOST_OWN} questions at most. Remove some first.")
    row = OwnQuestion(owner=actor, **_tidy(fields))
    _save(row, force_insert=True)
    audit.record(actor, "kept in the bank", row)
    return row


@transaction.atomic
def change(actor: Any, question: OwnQuestion, fields: dict[str, Any]) -> None:
    """Raises BankProblem. Interviews that took the question before keep it as it was."""
    for name, value in _tidy(fields).items():
        setattr(question, name, value)
    _save(question)
    audit.record(actor, "bank question changed", question, after={"fields": sorted(fields)})


@transaction.atomic
def remove(actor: Any, question: OwnQuestion) -> None:
    audit.record(actor, "removed from the bank", question)
    question.delete()


def keep(actor: Any, question: Question) -> OwnQuestion:
    """A config's question into the actor's own bank. Raises BankProblem."""
    return add(actor, content_of(question) | {"phase": "main"})


def _tidy(fields: dict[str, Any]) -> dict[str, Any]:
    tidy = dict(fields)
    if "skill" in tidy:
        tidy["skill"] = lookup_skill(tidy["skill"]) or " ".join(tidy["skill"].split())
    if "text" in tidy:
        tidy["digest"] = digest_of(tidy["text"])
    return tidy


def _save(row: OwnQuestion, **options: Any) -> None:
    try:
        with transaction.atomic():
            row.save(**options)
    except IntegrityError as error:
        raise BankProblem("Your bank has this question already.") from error


# --- As files ----------------------------------------------------------------------------------------


def export(owner: Any, form: str) -> str:
    """``form`` is ``csv`` or ``yaml``."""
    rows = [content_of(question) for question in OwnQuestion.objects.filter(owner=owner).order_by("created_at", "pk")]
    return exchange.to_csv(rows) if form == "csv" else exchange.to_yaml(rows)


def import_file(actor: Any, content: bytes, name: str) -> tuple[int, int]:
    """How many were added, and how many the bank had. Raises ImportProblem, and changes nothing, where any of the
    file can't be taken."""
    return add_rows(actor, exchange.read(content, name))


@transaction.atomic
def add_rows(actor: Any, rows: Sequence[QuestionRow]) -> tuple[int, int]:
    there = set(OwnQuestion.objects.filter(owner=actor).values_list("digest", flat=True))
    new: dict[str, OwnQuestion] = {}
    for row in rows:
        digest = digest_of(row.text)
        if digest not in there and digest not in new:
            new[digest] = OwnQuestion(owner=actor, digest=digest, **row.model_dump())
    if len(there) + len(new) > MOST_OWN:
        raise ImportProblem([f"Your bank holds {MOST_OWN} questions at most."])
    before = OwnQuestion.objects.filter(owner=actor).count()
    OwnQuestion.objects.bulk_create(new.values(), ignore_conflicts=True)
    added = OwnQuestion.objects.filter(owner=actor).count() - before
    audit.record(actor, "questions imported to the bank", actor, after={"added": added})
    return added, len(rows) - added


# --- For choosing ------------------------------------------------------------------------------------


def material(owner_id: uuid.UUID) -> tuple[BankQuestion, ...]:
    """The bank's questions in the shape of the built-in ones; their ids are the rows'."""
    rows = OwnQuestion.objects.filter(owner_id=owner_id).order_by("created_at", "pk")[:MOST_OWN]
    return tuple(as_bank(row) for row in rows)


def as_bank(row: OwnQuestion) -> BankQuestion:
    """Not checked by the built-in bank's schema: a person's question needs neither points nor a reference answer."""
    return BankQuestion.model_construct(
        id=str(row.pk),
        skill=row.skill,
        type=row.type,
        difficulty=row.difficulty,
        question=row.text,
        expected_points=row.expected_points,
        keywords=row.keywords,
        reference_answer=row.reference_answer,
        hints=row.hints,
        follow_ups=[FollowUp.model_construct(**entry) for entry in row.follow_ups],
        time=row.time_seconds,
        language=row.language,
        starter_code=row.starter_code,
        tests=row.tests,
    )
