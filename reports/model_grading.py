"""Grading by a language model: it marks single criteria and quotes; code checks the quotes and adds up."""

from __future__ import annotations

from dataclasses import asdict, dataclass, field
from typing import Any

from django.conf import settings
from django.utils.crypto import salted_hmac
from pydantic import Field

from interviewer.grading.gates import find_unread
from interviewer.grading.quotes import locate
from interviewer.grading.text import READ_AT_MOST, read
from interviewer.providers import llm, prompts
from interviewer.providers.errors import Category, ProviderError
from interviewer.providers.llm import Message, Strict, registry
from interviews.decisions import LastAnswer
from interviews.models import Response
from reports.criteria import TOP, Criterion, criteria_of
from reports.redaction import Redacted

PURPOSE = "evaluation"
COVERED_FROM = 2  # points of TOP from which a criterion counts as covered

_KINDS = {
    "code": "- The answer is code, perhaps with words about it. Read it; you can't run it. Quote code or words.",
    "own_work": (
        "- No answer is right or wrong here: the person tells of their own work. "
        "Grade what is told and how concrete it is."
    ),
    "": "- Only what is said counts. Don't complete the answer with what you know.",
}


class Mark(Strict):
    criterion: int = Field(ge=1, le=40, description="The criterion's number.")
    points: int = Field(ge=0, le=TOP, description="0 nothing to 4 fully.")
    quotes: list[str] = Field(max_length=6, description="Words of the answer that earn the points, copied exactly.")
    against: list[str] = Field(max_length=6, description="Words of the answer that are wrong, copied exactly.")
    reason: str = Field(max_length=600, description="One short sentence.")


class Marks(Strict):
    """A mark for every criterion."""

    marks: list[Mark] = Field(max_length=40)


@dataclass(frozen=True)
class Earned:
    """A criterion and what the answer earned by it; places are characters of the answer."""

    name: str
    weight: float
    points: int
    of: int
    claimed: int
    reason: str
    quotes: list[dict[str, Any]] = field(default_factory=list)
    against: list[dict[str, Any]] = field(default_factory=list)


@dataclass(frozen=True)
class ModelGrade:
    """``score`` 0-100, added up here. ``dropped`` counts quotes that don't stand in the answer."""

    score: int
    criteria: tuple[Earned, ...]
    dropped: int
    provider: str
    model: str
    prompt_version: str

    def as_dict(self) -> dict[str, Any]:
        return asdict(self)


def configured() -> list[str]:
    """The language models that would be asked, as "vendor/model", in order."""
    return [f"{vendor.name}/{vendor.model}" for vendor in registry.vendors() if vendor.configured]


def prompt_version() -> str:
    return prompts.load("reports", PURPOSE).version


def redacted(response: Response, text: str) -> Redacted:
    """The candidate's words without the candidate."""
    session = response.session
    candidate = session.candidate
    return Redacted.of(
        text,
        names=[session.candidate_name, candidate.full_name],
        emails=[candidate.email],
        phones=[candidate.phone],
    )


def grade_by_model(response: Response, answer: LastAnswer, text: str) -> ModelGrade:
    """Ask a model to mark the answer ``text``. Raises ProviderError; not to be called inside a transaction."""
    criteria = criteria_of(answer)
    safe = redacted(response, text[:READ_AT_MOST])
    completion = llm.ask(
        PURPOSE,
        _messages(response, answer, criteria, safe),
        Marks,
        session_id=response.session_id,
        config_id=response.session.config_id,
        prompt_version=prompt_version(),
        deadline=settings.GRADING_DEADLINE_SECONDS,
        max_tokens=settings.LLM_MAX_TOKENS * 2,
        steady=True,
    )
    earned, dropped = _checked(criteria, completion.value, safe, answer)
    return ModelGrade(
        score=total(earned),
        criteria=earned,
        dropped=dropped,
        provider=completion.provider,
        model=completion.model,
        prompt_version=completion.prompt_version,
    )


def total(earned: tuple[Earned, ...]) -> int:
    """The weighted share of the points, 0-100."""
    possible = sum(e.weight * e.of for e in earned)
    return round(100 * sum(e.weight * e.points for e in earned) / possible) if possible else 0


def fence_for(*texts: str) -> prompts.Fence:
    """A fence that nobody can foretell and that is the same for the same texts, so that a prompt can be repeated."""
    fence = prompts.Fence()
    fence.boundary = salted_hmac("reports.fence", "\x00".join(texts)).hexdigest()[:16]
    return fence


def _messages(response: Response, answer: LastAnswer, criteria: tuple[Criterion, ...], safe: Redacted) -> list[Message]:
    fence = fence_for(answer.question, safe.text)
    own_work = not answer.rubric.get("expected_points") and not answer.rubric.get("reference_answer")
    system = prompts.load("reports", PURPOSE).render(
        rule=fence.rule,
        kind=_KINDS["code" if answer.type == "code" else "own_work" if own_work else ""],
        criteria="\n".join(f"{n}. {criterion.line}" for n, criterion in enumerate(criteria, 1)),
        reference=_reference(answer),
    )
    # A question may have been made out of the resume, so it is data as well.
    asked = fence.wrap("question", redacted(response, answer.question).text)
    return [Message("system", system), Message("user", f"{asked}\n\n{fence.wrap('answer', safe.text)}")]


def _reference(answer: LastAnswer) -> str:
    lines = []
    if answer.type == "code":
        lines += [f"- {point}" for point in answer.rubric.get("expected_points", ())]
        if answer.rubric.get("starter_code"):
            lines.append("This was given and earns nothing:\n" + answer.rubric["starter_code"])
    if answer.rubric.get("reference_answer"):
        lines.append(str(answer.rubric["reference_answer"]))
    return "One good answer, to compare with:\n" + "\n".join(lines) if lines else "There is no reference answer."


def _checked(
    criteria: tuple[Criterion, ...], said: Marks, safe: Redacted, answer: LastAnswer
) -> tuple[tuple[Earned, ...], int]:
    """The marks with only what the answer bears out, and how many quotes it doesn't."""
    marks: dict[int, Mark] = {}
    for mark in said.marks:
        # Two marks for one criterion: the lower one is the surer one.
        if mark.criterion not in marks or mark.points < marks[mark.criterion].points:
            marks[mark.criterion] = mark
    if any(number not in marks for number in range(1, len(criteria) + 1)):
        raise ProviderError("the model left criteria out", Category.INVALID_OUTPUT)
    code = answer.type == "code"
    # What speaks to the grader earns nothing, whatever a model made of it; neither does code that was given.
    unread = find_unread(read(safe.original, code=code), spoken=not code).spans if safe.original else ()
    given = str(answer.rubric.get("starter_code") or "") if code else ""
    dropped = 0

    def standing(quotes: list[str]) -> list[dict[str, Any]]:
        nonlocal dropped
        found: list[dict[str, Any]] = []
        for quote in quotes:
            place = safe.find(quote)
            borrowed = any(place[0] < end and start < place[1] for start, end in unread) if place else False
            if place is None or borrowed or (given and locate(quote, given)):
                dropped += 1
                continue
            entry = {"quote": safe.original[slice(*place)], "start": place[0], "end": place[1]}
            if entry not in found:
                found.append(entry)
        return found

    earned = []
    for number, criterion in enumerate(criteria, 1):
        mark = marks[number]
        quotes, against = standing(mark.quotes), standing(mark.against)
        points, reason = (mark.points if quotes else 0), mark.reason.strip()[:300]
        earned.append(Earned(criterion.name, criterion.weight, points, TOP, mark.points, reason, quotes, against))
    return tuple(earned), dropped
