"""Questions that may be put in the place of a prepared one: on the same skill, at the other difficulties within a step
of the interview's own. Chosen from the bank by rules; the engine decides while the interview goes on.
"""

from __future__ import annotations

import uuid
from collections.abc import Collection, Iterable, Sequence
from dataclasses import asdict, replace
from functools import cache
from typing import Any

from interviews.engine import LEVELS, MIN_SECONDS
from interviews.question_bank.generation import Chooser, DraftQuestion, Job
from interviews.question_bank.loader import bank


def with_spares(job: Job, drafts: Sequence[DraftQuestion], exclude: Collection[str] = ()) -> list[DraftQuestion]:
    """The drafts, each with its spares where the job wants them; none of ``exclude`` (bank ids or texts) is one."""
    if not job.adaptive:
        return list(drafts)
    known = [value for draft in drafts for value in (draft.bank_id, draft.text) if value]
    chooser = Chooser(job, [*known, *exclude])
    return [replace(draft, spares=tuple(_spares(chooser, job, draft))) for draft in drafts]


def levels_for(difficulty: str, base: str) -> list[str]:
    """At which difficulties a question of ``difficulty`` needs spares, in an interview of difficulty ``base``."""
    at = LEVELS.index(base)
    return [level for level in LEVELS[max(0, at - 1) : at + 2] if level != difficulty]


def columns(draft: DraftQuestion) -> dict[str, Any]:
    """The draft as a question's fields, with lists for tuples."""
    return {name: list(value) if isinstance(value, tuple) else value for name, value in asdict(draft).items()}


def _spares(chooser: Chooser, job: Job, draft: DraftQuestion) -> Iterable[dict[str, Any]]:
    if not draft.skill:
        return
    for level in levels_for(draft.difficulty, job.difficulty):
        found = chooser.like(draft, level)
        if found is not None:
            fields = columns(replace(found, time_seconds=_seconds(job, draft, found)))
            del fields["spares"], fields["why"]
            yield {"id": str(uuid.uuid4()), **fields}


def _seconds(job: Job, draft: DraftQuestion, spare: DraftQuestion) -> int:
    """As much longer or shorter than the bank gives it as the question in whose place it stands."""
    usual = _usual_seconds().get(draft.bank_id) or next((q.time for q in job.own if q.id == draft.bank_id), 0)
    share = draft.time_seconds / usual if usual else 1.0
    return max(MIN_SECONDS, round(spare.time_seconds * share / 15) * 15)


@cache
def _usual_seconds() -> dict[str, int]:
    return {question.id: question.time for question in bank()}
