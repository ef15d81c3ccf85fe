"""Questions that a language model fits to a role, with the bank's best matches as material.

The bank's choice is the twin: a slot for which the model has nothing usable keeps the bank's question. Not to be
called inside a transaction.
"""

from __future__ import annotations

import logging
import uuid
from collections.abc import Collection, Sequence
from dataclasses import replace

from django.conf import settings
from pydantic import Field

from interviewer.providers.errors import ProviderError
from interviewer.providers.llm import registry
from interviewer.providers.llm.base import Message, Strict
from interviewer.providers.llm.completion import ask
from interviewer.providers.prompts import Fence, load, redact
from interviewer.taxonomy import skill as known_skill
from interviews.protected import asks_about_protected
from interviews.question_bank.generation import DraftQuestion, Job
from interviews.wording import plain, same_question, sensible

logger = logging.getLogger(__name__)

MOST_SLOTS = 12
TOKENS_A_QUESTION = 700
DESCRIPTION_LIMIT = 6_000
MAX_QUESTION = 500
REFERENCE_WORDS = range(30, 221)
LANGUAGE = "English"


class ModelFollowUp(Strict):
    point: int = Field(ge=1, le=100)
    text: str = Field(max_length=1000)


class ModelQuestion(Strict):
    slot: int = Field(ge=-1_000_000, le=1_000_000)
    text: str = Field(max_length=2000)
    expected_points: list[str] = Field(max_length=20)
    keywords: list[str] = Field(default_factory=list, max_length=40)
    reference_answer: str = Field(default="", max_length=6000)
    follow_ups: list[ModelFollowUp] = Field(default_factory=list, max_length=20)
    hints: list[str] = Field(default_factory=list, max_length=20)
    why: str = Field(default="", max_length=2000)


class ModelQuestions(Strict):
    questions: list[ModelQuestion] = Field(max_length=60)


def tailored(
    job: Job, drafts: Sequence[DraftQuestion], *, config_id: uuid.UUID | None = None, exclude: Collection[str] = ()
) -> list[DraftQuestion]:
    """``drafts`` with those a model could fit to the job in their places; ``exclude`` are texts not to come again.

    Only spoken questions of the built-in bank are worked on: code needs tests that somebody has run, and a recruiter's
    own are put in the recruiter's own words.
    """
    slots = [n for n, draft in enumerate(drafts) if draft.type == "spoken" and draft.bank_id and draft.source != "own"][
        :MOST_SLOTS
    ]
    if not slots or not registry.configured():
        return list(drafts)
    prompt = load("interviews", "questions")
    try:
        completion = ask(
            "questions",
            _messages(job, drafts, slots),
            ModelQuestions,
            config_id=config_id,
            prompt_version=prompt.version,
            deadline=settings.LLM_QUESTIONS_DEADLINE_SECONDS,
            max_tokens=max(settings.LLM_MAX_TOKENS, TOKENS_A_QUESTION * len(slots)),
        )
    except ProviderError as error:
        logger.info("no questions by a model: %s", error.category)
        return list(drafts)
    result = list(drafts)
    for question in completion.value.questions:
        if question.slot in slots and result[question.slot] is drafts[question.slot]:
            others = [d.text for n, d in enumerate(result) if n != question.slot]
            result[question.slot] = (
                checked(question, drafts[question.slot], [*others, *exclude]) or result[question.slot]
            )
    return result


def _messages(job: Job, drafts: Sequence[DraftQuestion], slots: Sequence[int]) -> list[Message]:
    fence = Fence()
    focus = ", ".join(f"{name} ({weight:g})" for name, weight in job.focus_areas.items())
    parts = [
        f"Role: {plain(job.role)}\nKind of interview: {job.kind}\nFocus areas: {focus or 'none named'}",
        # A posting is pasted from anywhere: it is data like a resume, and may name a contact.
        "Job description:\n" + fence.wrap("description", redact(job.description), limit=DESCRIPTION_LIMIT),
    ]
    for number in slots:
        draft = drafts[number]
        known = known_skill(draft.skill)
        points = "; ".join(draft.expected_points)
        parts.append(
            f"Slot {number}: skill {known.name if known else draft.skill}, difficulty {draft.difficulty}\n"
            f"Material: {draft.text}\nIts points: {points}"
        )
    system = load("interviews", "questions").render(rule=fence.rule, language=LANGUAGE)
    return [Message("system", system), Message("user", "\n\n".join(parts))]


def checked(question: ModelQuestion, slot: DraftQuestion, others: Collection[str]) -> DraftQuestion | None:
    """The question in the slot's place, or None where anything of it can't be used."""
    text = plain(question.text)
    points = [point for p in question.expected_points if (point := plain(p)[:300])]
    points = list(dict.fromkeys(points))[:6]
    reference = plain(question.reference_answer)
    follow_ups = tuple(
        {"point": f.point, "text": plain(f.text)[:300]}
        for f in question.follow_ups
        if f.point <= len(points) and sensible(f.text) and not asks_about_protected(f.text)
    )
    if len(points) < 3 or len(reference.split()) not in REFERENCE_WORDS or len(text) > MAX_QUESTION:
        return None
    if not sensible(text, secrets=points) or any(same_question(text, other) for other in others):
        return None
    if any(asks_about_protected(words) for words in (text, reference, *points)):
        return None
    return replace(
        slot,
        text=text,
        why=plain(question.why)[:200] or slot.why,
        expected_points=tuple(points),
        keywords=tuple(k for word in question.keywords[:10] if (k := plain(word)[:60])),
        reference_answer=reference,
        hints=tuple(h for hint in question.hints[:4] if (h := plain(hint)[:300])) or slot.hints,
        follow_ups=follow_ups,
        bank_id="",
        source="llm",
    )
