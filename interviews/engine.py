"""What comes next in an interview: a pure function of the plan, what was said so far, and somebody's proposal.

No database, no network and no clock: the same input gives the same decision, and every decision says why.
A proposal comes from a language model or from rules (``decisions``); nothing of it is trusted.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any

from interviews.ability import Estimate, estimate, next_level
from interviews.wording import plain, usable
from interviews.wording import same_question as same_question

LEVELS = ("easy", "medium", "hard")
PHASES = ("introduction", "projects", "standout_skills", "role_skills")
OWN_WORK_PHASES = frozenset({"projects", "standout_skills"})

MIN_SECONDS = 30  # no question is asked with less time than this to answer it
MAX_FOLLOW_UP_SECONDS = 180
DEFAULT_FOLLOW_UP_SECONDS = 75
DEFAULT_RESUME_SECONDS = 120
MAX_RESUME_SECONDS = 240


class Action(StrEnum):
    PRESET = "preset"
    FOLLOW_UP = "follow_up"
    RESUME = "resume"
    COMPLETE = "complete"


@dataclass(frozen=True)
class PlannedQuestion:
    """``seconds`` is the time to answer before any time factor. ``spares`` may be put in its place: the same skill at
    another difficulty."""

    id: str
    text: str
    type: str = "spoken"
    skill: str = ""
    phase: str = "main"
    difficulty: str = "medium"
    seconds: int = 120
    spares: tuple[PlannedQuestion, ...] = ()


@dataclass(frozen=True)
class Plan:
    """The frozen config as far as it decides. ``time_limit`` is seconds of answering before the time factor.

    ``resume_slots`` is how many questions may be made from the resume. In the resume kind such a question takes
    the place of a prepared one of its phase; in the others it comes on top.
    """

    kind: str
    questions: tuple[PlannedQuestion, ...]
    time_limit: float
    follow_ups_per_question: int = 1
    difficulty: str = "medium"
    resume_slots: int = 0
    time_factor: float = 1.0
    language: str = "en"
    shown: frozenset[str] = frozenset()  # skills the resume shows: of those the role wants, they come first
    adaptive: bool = False  # whether a question's spares may be put in its place

    @property
    def total(self) -> int:
        """How many main questions the candidate should expect, follow-ups not counted."""
        return len(self.questions) + (0 if self.kind == "resume" else self.resume_slots)


@dataclass(frozen=True)
class Exchange:
    """A question that was put, and how the answer read. ``root`` is the number of the main question it belongs to."""

    number: int
    root: int
    action: Action
    text: str
    question_id: str | None = None
    phase: str = "main"
    skill: str = ""
    difficulty: str = "medium"
    type: str = "spoken"
    reading: str = ""
    skipped: bool = False


@dataclass(frozen=True)
class State:
    """What happened so far. ``answering_seconds`` is time used as the clock on the wall counted it."""

    exchanges: tuple[Exchange, ...] = ()
    answering_seconds: float = 0.0

    @property
    def main(self) -> tuple[Exchange, ...]:
        return tuple(e for e in self.exchanges if e.action is not Action.FOLLOW_UP)


@dataclass(frozen=True)
class Proposal:
    """What somebody thinks should come next. ``next_index`` points into the plan's questions."""

    action: Action
    text: str = ""
    next_index: int | None = None
    seconds: float | None = None
    reason: str = ""
    phase: str = ""
    skill: str = ""
    rubric: dict[str, Any] = field(default_factory=dict)


@dataclass(frozen=True)
class Decision:
    """What comes next. ``parent`` is the number of the exchange that a follow-up belongs to; times are seconds."""

    action: Action
    reason: str
    text: str = ""
    question: PlannedQuestion | None = None
    parent: int | None = None
    phase: str = "main"
    skill: str = ""
    difficulty: str = "medium"
    type: str = "spoken"
    time_allowed: int = 0
    rubric: dict[str, Any] = field(default_factory=dict)


def decide(plan: Plan, state: State, proposal: Proposal | None, twin: Proposal | None = None) -> Decision:
    """The proposal if every rule allows it, else its ``twin`` (what the rules propose) if that one may be had, else
    the next prepared question. Always ends an interview.

    To go on is the proposer's right as well: the twin's follow-up to a spoken answer then falls away. Code is
    talked through all the same.
    """
    decision = _allowed(plan, state, proposal)
    if decision is None and twin is not None:
        goes_on = proposal is not None and proposal.action is Action.PRESET
        spoken = bool(state.exchanges) and state.exchanges[-1].type != "code"
        if not (goes_on and spoken and twin.action is Action.FOLLOW_UP):
            decision = _allowed(plan, state, twin)
    return decision or _preset(plan, state, proposal)


def _allowed(plan: Plan, state: State, proposal: Proposal | None) -> Decision | None:
    if proposal is None:
        return None
    if proposal.action is Action.FOLLOW_UP and follow_up_allowed(plan, state):
        return _follow_up(plan, state, proposal)
    if proposal.action is Action.RESUME and resume_allowed(plan, state):
        return _resume(plan, state, proposal)
    return None


def remaining_seconds(plan: Plan, state: State) -> float:
    """Answering time left, with the time factor applied."""
    return max(0.0, plan.time_limit * plan.time_factor - state.answering_seconds)


def unasked(plan: Plan, state: State) -> list[PlannedQuestion]:
    asked = {exchange.question_id for exchange in state.exchanges if exchange.question_id}
    return [q for q in plan.questions if not asked & {q.id, *(spare.id for spare in q.spares)}]


def follow_up_allowed(plan: Plan, state: State) -> bool:
    """At most so many a question, never after "I don't know" or a skip, and not at the cost of prepared questions."""
    if not state.exchanges:
        return False
    last = state.exchanges[-1]
    if last.skipped or last.reading in {"", "no_answer"}:
        return False
    asked = sum(1 for e in state.exchanges if e.root == last.root and e.action is Action.FOLLOW_UP)
    if asked >= plan.follow_ups_per_question:
        return False
    spare = remaining_seconds(plan, state) - _reserve(plan, state)
    return spare >= MIN_SECONDS * plan.time_factor


def resume_allowed(plan: Plan, state: State) -> bool:
    """While there are slots: in a conversation in the phases about the candidate's own work, in place of a prepared
    question; in the others not at the cost of one."""
    if sum(1 for e in state.exchanges if e.action is Action.RESUME) >= plan.resume_slots:
        return False
    if len(state.main) >= plan.total:
        return False
    if plan.kind == "resume" and current_phase(plan, state) not in OWN_WORK_PHASES:
        return False
    return _spare_for_resume(plan, state) >= 2 * MIN_SECONDS * plan.time_factor


def _spare_for_resume(plan: Plan, state: State) -> float:
    return remaining_seconds(plan, state) - (0.0 if plan.kind == "resume" else _reserve(plan, state))


def estimated(plan: Plan, state: State) -> Estimate:
    """Ability as the answers so far show it. A follow-up asks for what its question left open: it doesn't count."""
    return estimate(plan.difficulty, [(exchange.difficulty, exchange.reading) for exchange in state.main])


def current_difficulty(plan: Plan, state: State) -> str:
    """The difficulty that tells most about this candidate, within a step of the config's own: see ``ability``."""
    return next_level(estimated(plan, state), plan.difficulty)


def current_phase(plan: Plan, state: State) -> str:
    """The phase of the next main question: each phase takes as many as the plan holds of it, in order."""
    if plan.kind != "resume":
        return "main"
    wanted = {phase: sum(1 for q in plan.questions if q.phase == phase) for phase in PHASES}
    for phase in PHASES:
        if sum(1 for e in state.main if e.phase == phase) < wanted[phase]:
            return phase
    return PHASES[-1]


def _usable_text(plan: Plan, state: State, text: str) -> str | None:
    # A prepared question that is still to come would be put twice.
    return usable(
        text, [exchange.text for exchange in state.exchanges] + [question.text for question in unasked(plan, state)]
    )


def _reserve(plan: Plan, state: State) -> float:
    """Time kept back so that the prepared questions still to come get at least half of theirs each."""
    left = unasked(plan, state)
    if plan.kind == "resume":
        left = left[: max(0, plan.total - len(state.main))]
    return sum(max(MIN_SECONDS, q.seconds / 2) for q in left) * plan.time_factor


def _seconds(plan: Plan, wanted: float | None, default: int, most: int) -> float:
    seconds = default if wanted is None or wanted != wanted else wanted  # NaN is not equal to itself
    return min(max(seconds, MIN_SECONDS), most) * plan.time_factor


def _follow_up(plan: Plan, state: State, proposal: Proposal) -> Decision | None:
    text = _usable_text(plan, state, proposal.text)
    if text is None:
        return None
    last = state.exchanges[-1]
    spare = remaining_seconds(plan, state) - _reserve(plan, state)
    return Decision(
        Action.FOLLOW_UP,
        plain(proposal.reason) or "The answer left something open.",
        text=text,
        parent=last.root,
        phase=last.phase,
        skill=last.skill,
        difficulty=last.difficulty,
        time_allowed=int(
            min(spare, _seconds(plan, proposal.seconds, DEFAULT_FOLLOW_UP_SECONDS, MAX_FOLLOW_UP_SECONDS))
        ),
        rubric=proposal.rubric,
    )


def _resume(plan: Plan, state: State, proposal: Proposal) -> Decision | None:
    text = _usable_text(plan, state, proposal.text)
    if text is None:
        return None
    return Decision(
        Action.RESUME,
        plain(proposal.reason) or "The resume names this.",
        text=text,
        phase=current_phase(plan, state),
        skill=plain(proposal.skill)[:60],
        difficulty=current_difficulty(plan, state),
        time_allowed=int(
            min(
                _spare_for_resume(plan, state),
                _seconds(plan, proposal.seconds, DEFAULT_RESUME_SECONDS, MAX_RESUME_SECONDS),
            )
        ),
        rubric=proposal.rubric,
    )


def _preset(plan: Plan, state: State, proposal: Proposal | None) -> Decision:
    remaining = remaining_seconds(plan, state)
    if len(state.main) >= plan.total:
        return Decision(Action.COMPLETE, "All questions were asked.")
    left = unasked(plan, state)
    fitting = [q for q in left if remaining >= max(MIN_SECONDS, q.seconds / 2) * plan.time_factor]
    if not fitting:
        reason = "All questions were asked." if not left else "The time left can't hold another question."
        return Decision(Action.COMPLETE, reason)
    question, reason = _at_level(plan, state, *_choose(plan, state, fitting, proposal))
    return Decision(
        Action.PRESET,
        reason,
        text=question.text,
        question=question,
        phase=question.phase,
        skill=question.skill,
        difficulty=question.difficulty,
        type=question.type,
        time_allowed=int(min(remaining, question.seconds * plan.time_factor)),
    )


def _choose(
    plan: Plan, state: State, fitting: list[PlannedQuestion], proposal: Proposal | None
) -> tuple[PlannedQuestion, str]:
    if plan.kind == "structured":
        return fitting[0], "Next in the prepared order."
    if proposal and proposal.action is Action.PRESET and proposal.next_index is not None:
        for question in fitting:
            if 0 <= proposal.next_index < len(plan.questions) and plan.questions[proposal.next_index] is question:
                return question, plain(proposal.reason) or "Proposed from the answers so far."
    if plan.kind == "resume":
        phase = current_phase(plan, state)
        in_phase = [q for q in fitting if q.phase == phase]
        best = min(in_phase or fitting, key=lambda q: q.skill not in plan.shown)
        also = ", and the resume shows this skill" if best.skill in plan.shown else ""
        return best, f"Next in the phase {phase.replace('_', ' ')}{also}."
    wanted = LEVELS.index(current_difficulty(plan, state))
    best = min(fitting, key=lambda q: abs(LEVELS.index(q.difficulty) - wanted))
    return best, f"The prepared question nearest to {LEVELS[wanted]}, judged by the answers so far."


def _at_level(plan: Plan, state: State, question: PlannedQuestion, reason: str) -> tuple[PlannedQuestion, str]:
    """The question, or the spare of it that is nearer to the difficulty wanted now, with the reason for it."""
    if not plan.adaptive or not question.spares:
        return question, reason
    wanted = current_difficulty(plan, state)

    def distance(q: PlannedQuestion) -> int:
        return abs(LEVELS.index(q.difficulty) - LEVELS.index(wanted))

    near = [spare for spare in question.spares if distance(spare) < distance(question)]
    open_ones = [spare for spare in near if _spare_fits(plan, state, question, spare)]
    if not open_ones:
        return question, reason
    best = min(open_ones, key=distance)
    return best, (
        f"This {best.difficulty} question stands in for the {question.difficulty} one on the same skill: "
        f"the answers so far point to {wanted}."
    )


def _spare_fits(plan: Plan, state: State, question: PlannedQuestion, spare: PlannedQuestion) -> bool:
    """Not asked before nor still to come, and no longer than its place unless the others keep their time."""
    to_come = [q.text for q in unasked(plan, state) if q.id != question.id]
    if any(same_question(spare.text, text) for text in [*to_come, *(e.text for e in state.exchanges)]):
        return False
    if spare.seconds <= question.seconds:
        return remaining_seconds(plan, state) >= max(MIN_SECONDS, spare.seconds / 2) * plan.time_factor
    of_others = _reserve(plan, state) - max(MIN_SECONDS, question.seconds / 2) * plan.time_factor
    return remaining_seconds(plan, state) - max(0.0, of_others) >= spare.seconds * plan.time_factor
