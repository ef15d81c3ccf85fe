"""A prepared question's spares, as a recruiter sees to them: chosen anew, or one left out."""

from __future__ import annotations

from typing import Any

from django.db import transaction

from interviewer.accounts import audit
from interviews.models import Question
from interviews.question_bank.spares import columns, with_spares
from interviews.services.configs import NotAllowed
from interviews.services.material import draft_of, job_of, texts_and_ids


@transaction.atomic
def choose(actor: Any, question: Question) -> int:
    """Others in place of those it has, where the bank has others; how many it has then. Raises NotAllowed where the
    interview doesn't let the answers choose."""
    config = question.config
    if not config.adaptive:
        raise NotAllowed("In this interview everybody gets the same questions. You can change that with the skills.")
    before = {value for spare in question.spares for value in (spare.get("bank_id"), spare["text"]) if value}
    job, known = job_of(config), texts_and_ids(config)
    fresh, again = (with_spares(job, [draft_of(question)], exclude)[0] for exclude in (known | before, known))
    by_level = {spare["difficulty"]: spare for draft in (again, fresh) for spare in columns(draft)["spares"]}
    question.spares = list(by_level.values())
    question.save(update_fields=["spares"])
    audit.record(actor, "spares chosen", config, after={"question": str(question.pk), "spares": len(question.spares)})
    return len(question.spares)


@transaction.atomic
def remove(actor: Any, question: Question, spare_id: str) -> None:
    """It won't be asked; the prepared question is, in its place. Naming one that isn't there changes nothing."""
    left = [spare for spare in question.spares if spare["id"] != spare_id]
    if len(left) < len(question.spares):
        question.spares = left
        question.save(update_fields=["spares"])
        audit.record(actor, "spare removed", question.config, before={"question": str(question.pk)})
