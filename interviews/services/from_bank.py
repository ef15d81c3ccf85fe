"""Questions of either bank taken into an interview."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.db import transaction

from interviewer.accounts import audit
from interviews.bank_selectors import BUILT_IN, Found
from interviews.models import InterviewConfig, Question, QuestionSource
from interviews.services import speech
from interviews.services.configs import NotAllowed, next_position, phase_of_added
from interviews.services.material import stock
from interviews.services.question_files import MOST_IN_A_CONFIG
from interviews.wording import same_question


@transaction.atomic
def take(actor: Any, config: InterviewConfig, finds: Sequence[Found]) -> tuple[int, int]:
    """Add the questions at the end: how many, and how many the interview has already. Raises NotAllowed when it is
    full."""
    there = list(config.questions.values_list("text", flat=True))
    new: list[Found] = []
    for find in finds:
        if not any(same_question(find.content["text"], text) for text in there):
            there.append(find.content["text"])
            new.append(find)
    if len(there) > MOST_IN_A_CONFIG:
        raise NotAllowed(f"An interview holds {MOST_IN_A_CONFIG} questions at most.")
    position = next_position(config)
    rows = Question.objects.bulk_create(
        Question(config=config, position=position + index, **_fields(find), phase=phase_of_added(config))
        for index, find in enumerate(new)
    )
    stock(config, rows)
    speech.speak_ahead(config)
    if rows:
        audit.record(actor, "questions taken from the bank", config, after={"added": len(rows)})
    return len(rows), len(finds) - len(rows)


def _fields(find: Found) -> dict[str, Any]:
    kind, _, key = find.key.partition(":")
    source = QuestionSource.BANK if kind == BUILT_IN else QuestionSource.OWN
    why = "You took it from the question bank." if kind == BUILT_IN else "You took it from your own bank."
    content = {name: value for name, value in find.content.items() if name != "phase"}
    return {**content, "source": source, "bank_id": key, "why": why}
