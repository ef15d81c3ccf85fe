"""What a language model thinks should come next, for the engine to judge. Its twin by rules is ``decisions``.

Asked outside any transaction and only where a model is configured. Whatever goes wrong, there is no advice and
the rules go on alone. What the model says of the answer's quality is a second opinion: see ``agreed_reading``.
"""

from __future__ import annotations

import logging
from dataclasses import dataclass, replace
from typing import Literal

from django.conf import settings
from pydantic import Field

from interviewer.grading import Grade
from interviewer.providers.errors import ProviderError
from interviewer.providers.llm import registry
from interviewer.providers.llm.base import Message, Strict
from interviewer.providers.llm.completion import ask
from interviewer.providers.prompts import Fence, load, redact
from interviews import decisions, engine, selectors
from interviews.decisions import OWN_WORK, LastAnswer, ResumeFacts
from interviews.engine import Action, Plan, Proposal, State
from interviews.intents import LANGUAGES, MAX_WORDS
from interviews.models import InterviewSession, Response, ResponseState, SessionStatus
from interviews.replies import sayable
from interviews.wording import plain, sensible

logger = logging.getLogger(__name__)

ANSWER_LIMIT, HISTORY_LIMIT, HISTORY_ANSWER_LIMIT = 6_000, 16_000, 700
DESCRIPTION_LIMIT = 4_000
READINGS = ("no_answer", "weak", "partial", "strong")
SURE_ENOUGH = 0.5  # of the offline grader: its confidence from which a second opinion isn't asked


class NextStep(Strict):
    """The model's answer. Bounds are wide where the engine caps anyway, so that a wild number costs no repair."""

    action: Literal["follow_up", "preset", "resume", "complete"]
    question_text: str = Field(default="", max_length=2000)
    next_index: int | None = Field(default=None, ge=-1_000_000, le=1_000_000)
    suggested_seconds: float | None = Field(default=None, ge=-1e9, le=1e9)
    reading: Literal["no_answer", "weak", "partial", "strong"]
    intent: Literal["answer", "repeat", "clarify", "moment", "decline", "question"] = "answer"
    point: int | None = Field(default=None, ge=-1_000_000, le=1_000_000)
    reason: str = Field(default="", max_length=2000)
    reply: str = Field(default="", max_length=2000)


@dataclass(frozen=True)
class Advice:
    """``proposal`` is None where the model's question can't be put to a person; ``by`` names model and prompt.

    ``reply`` is what to say to a candidate who asked something back; empty where the model's can't be said.
    """

    proposal: Proposal | None
    reading: str
    intent: str
    by: str
    reply: str = ""


def advise(response: Response, *, asked_back: bool = False) -> Advice | None:
    """The model's view of this answer and of what comes next; None to leave it to the rules. Never raises.

    ``asked_back``: the rules have taken it for a question of the candidate's, so there is a reply to be had at least.
    """
    if not registry.configured() or response.state == ResponseState.SKIPPED:
        return None
    session = InterviewSession.objects.select_related("config_version", "resume", "candidate").get(
        pk=response.session_id
    )
    answer = selectors.last_answer(response)
    if session.status != SessionStatus.IN_PROGRESS or not (answer.text.strip() or answer.code.strip()):
        return None
    facts = selectors.resume_facts(session)
    plan, state = selectors.plan_of(session, facts), _as_read(selectors.state_of(session), answer)
    if not asked_back and not _something_to_decide(plan, state):
        return None
    prompt = load("interviews", "decision")
    language = str(session.config_version.content.get("language", "en"))
    try:
        completion = ask(
            "decision",
            messages_for(session, plan, state, facts, answer, language),
            NextStep,
            session_id=session.pk,
            config_id=session.config_id,
            prompt_version=prompt.version,
            deadline=settings.LLM_DECISION_DEADLINE_SECONDS,
        )
    except ProviderError as error:
        logger.info("no advice: %s", error.category)
        return None
    step = completion.value
    return Advice(
        proposal=to_proposal(step, facts, answer, english=language.startswith("en")),
        reading=step.reading,
        intent="" if step.intent == "answer" else step.intent,
        by=f"{completion.provider} {completion.model}, {completion.prompt_version}"[:120],
        reply=sayable_reply(step.reply, answer, language),
    )


def agreed_reading(offline: str, grade: Grade | None, advice: Advice | None) -> str:
    """The offline grader's reading, unless it is unsure and the model's is next to it.

    "No answer" is a fact and not an opinion: neither side can make one out of words, or words out of none.
    """
    if advice is None or grade is None or offline not in READINGS[1:] or advice.reading not in READINGS[1:]:
        return offline
    one_apart = abs(READINGS.index(offline) - READINGS.index(advice.reading)) == 1
    return advice.reading if one_apart and grade.confidence < SURE_ENOUGH else offline


def believable_intent(advice: Advice | None, offline: str, text: str) -> str:
    """An intent only the model saw counts for a short text that the grader finds nothing in either."""
    if advice is None or offline not in {"no_answer", "weak"} or len(text.split()) > MAX_WORDS:
        return ""
    return advice.intent


def _as_read(state: State, answer: LastAnswer) -> State:
    """The state with the last answer's offline reading, which is not in the database yet."""
    if not state.exchanges:
        return state
    _, reading = decisions.read_answer(answer)
    return State((*state.exchanges[:-1], replace(state.exchanges[-1], reading=reading)), state.answering_seconds)


def _something_to_decide(plan: Plan, state: State) -> bool:
    choice = plan.kind != "structured" and len(engine.unasked(plan, state)) > 1
    return choice or engine.follow_up_allowed(plan, state) or engine.resume_allowed(plan, state)


# --- What the model is told ----------------------------------------------------------------------------


def messages_for(
    session: InterviewSession, plan: Plan, state: State, facts: ResumeFacts, answer: LastAnswer, language: str
) -> list[Message]:
    content = session.config_version.content
    fence = Fence()
    names = [session.candidate_name, session.candidate.full_name]
    emails, phones = [session.candidate.email], [session.candidate.phone]

    def theirs(label: str, text: str, limit: int) -> str:
        return fence.wrap(label, redact(text, names=names, emails=emails, phones=phones), limit=limit)

    rubric = answer.rubric
    points = "\n".join(f"  {number}. {point}" for number, point in enumerate(rubric.get("expected_points", []), 1))
    focus = ", ".join(f"{name} ({weight:g})" for name, weight in content.get("focus_areas", {}).items())
    parts = [
        f"Role: {plain(content['job_role'])}\nKind of interview: {plan.kind}\nFocus areas: {focus or 'none named'}",
        f"Job description:\n{content['job_description'][:DESCRIPTION_LIMIT] or '(none)'}",
        _progress(plan, state),
        "What the resume names:\n" + theirs("resume", _facts(facts), 4_000),
        "The interview so far:\n" + theirs("history", _history(session), HISTORY_LIMIT),
        f"The question just answered: {answer.question}\nExpected points:\n{points or '  (an open question)'}",
        "The answer:\n" + theirs("answer", "\n".join(filter(None, (answer.text, answer.code))), ANSWER_LIMIT),
    ]
    system = load("interviews", "decision").render(rule=fence.rule, language=LANGUAGES.get(language[:2], "English"))
    return [Message("system", system), Message("user", "\n\n".join(parts))]


def _progress(plan: Plan, state: State) -> str:
    total, left = plan.time_limit * plan.time_factor, engine.remaining_seconds(plan, state)
    share = left / total if total else 0
    urgency = "relaxed" if share > 0.5 else "steady" if share > 0.2 else "pressing"
    presets = sum(1 for e in state.exchanges if e.action is Action.PRESET)
    follow_ups = sum(1 for e in state.exchanges if e.action is Action.FOLLOW_UP)
    open_ones = "\n".join(
        f"  {plan.questions.index(q)}: [{q.difficulty}] {q.text}" for q in engine.unasked(plan, state)[:20]
    )
    return (
        f"Progress: {len(state.exchanges)} questions asked; {presets} of {len(plan.questions)} prepared ones; "
        f"{follow_ups} follow-ups.\n"
        f"Follow-up allowed now: {'yes' if engine.follow_up_allowed(plan, state) else 'no'}. "
        f"Resume question allowed now: {'yes' if engine.resume_allowed(plan, state) else 'no'}. "
        f"Phase: {engine.current_phase(plan, state)}. Difficulty wanted: {engine.current_difficulty(plan, state)}.\n"
        f"Time: {total - left:.0f} of {total:.0f} s used, {left:.0f} s left; urgency: {urgency}.\n"
        f"Prepared questions still open, by index:\n{open_ones or '  (none)'}"
    )


def _facts(facts: ResumeFacts) -> str:
    rows = (("Projects", facts.projects), ("Skills", facts.skills), ("Employers", facts.employers))
    return "\n".join(f"{label}: {', '.join(names)}" for label, names in rows if names) or "(nothing)"


def _history(session: InterviewSession) -> str:
    rows = []
    for response in session.responses.exclude(state=ResponseState.ASKED_BACK).order_by("number"):
        said = response.answer_text or response.code_submission or f"({response.get_state_display().lower()})"
        read = f" [{response.reading}]" if response.reading else ""
        rows.append(f"Q{response.number} ({response.question_type}): {response.question_text}")
        rows.append(f"A{read}: {said[:HISTORY_ANSWER_LIMIT]}")
    # The end of a long history says more about what comes next than its beginning.
    return "\n".join(rows)[-HISTORY_LIMIT:] or "(this was the first answer)"


# --- What is made of its answer ------------------------------------------------------------------------


def sayable_reply(text: str, answer: LastAnswer, language: str) -> str:
    rubric = answer.rubric
    return sayable(
        text,
        language=language,
        said=f"{answer.question} {answer.text}",
        points=[str(point) for point in rubric.get("expected_points", [])],
        keywords=[str(word) for word in rubric.get("keywords", [])],
        reference=str(rubric.get("reference_answer", "")),
    )


def to_proposal(step: NextStep, facts: ResumeFacts, answer: LastAnswer, *, english: bool = True) -> Proposal | None:
    """A proposal for the engine, or None where the text can't be put to a person."""
    action, text = Action(step.action), plain(step.question_text)
    reason = plain(step.reason)[:180] or "A language model proposed it."
    if action in {Action.PRESET, Action.COMPLETE}:
        return Proposal(action, next_index=step.next_index, reason=reason)
    points = [str(point) for point in answer.rubric.get("expected_points", [])]
    if not sensible(text, english=english, secrets=points, said=f"{answer.question} {answer.text}"):
        return None
    rubric: dict[str, object] = {"style": OWN_WORK}
    skill = ""
    if action is Action.RESUME:
        about = next((name for name in facts.names if name.casefold() in text.casefold()), None)
        if about is None:
            return None  # a question about something the resume doesn't name
        rubric["about"] = about
        skill = about if about in facts.skills else ""
    elif step.point is not None and 1 <= step.point <= len(points):
        point = points[step.point - 1]
        rubric = {"expected_points": [point], "keywords": [], "reference_answer": point, "follow_up_of": step.point}
    return Proposal(action, text, seconds=step.suggested_seconds, reason=reason, skill=skill, rubric=rubric)
