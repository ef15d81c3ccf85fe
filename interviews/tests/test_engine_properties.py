"""Whatever the plan, the answers and the proposals: the rules hold, and the interview ends."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from math import inf, nan
from random import Random

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from interviews import engine
from interviews.engine import Action, Decision, Exchange, Plan, PlannedQuestion, Proposal, State, decide
from interviews.protected import asks_about_protected

WORDS = ("alpha", "bravo", "charlie", "delta", "echo", "foxtrot", "golf", "hotel", "india", "juliet", "kilo", "lima")
READINGS = ("", "no_answer", "weak", "partial", "strong")


def _text(number: int) -> str:
    """Texts that share no word, and so are never alike."""
    return f"{WORDS[number % 12]}{number} {WORDS[(number + 5) % 12]}x{number} why{number}?"


PROTECTED = (
    "How old are you, by the way?",
    "Which religion do you follow at home?",
    "Do you plan to have children soon?",
    "Are you married, if I may ask?",
    "Where are you originally from?",
)


@st.composite
def plans(draw: st.DrawFn, kinds: tuple[str, ...] = ("structured", "technical", "resume")) -> Plan:
    kind = draw(st.sampled_from(kinds))
    phases = engine.PHASES if kind == "resume" else ("main",)
    questions = tuple(_slot(draw, number, phases) for number in range(draw(st.integers(0, 8))))
    return Plan(
        kind=kind,
        questions=questions,
        time_limit=draw(st.one_of(st.floats(180, 1200), st.floats(1200, 10_000))),
        follow_ups_per_question=draw(st.integers(0, 3)),
        difficulty=draw(st.sampled_from(engine.LEVELS)),
        resume_slots=draw(st.integers(0, 3)),
        time_factor=draw(st.floats(1.0, 3.0)),
        adaptive=draw(st.booleans()),
    )


def _slot(draw: st.DrawFn, number: int, phases: tuple[str, ...]) -> PlannedQuestion:
    """A prepared question, with up to two spares; now and then one in the words of another place's question."""
    seconds = st.sampled_from([30, 45, 90, 120, 300, 1800])
    question = PlannedQuestion(
        id=f"q{number}",
        text=_text(number),
        skill=f"skill {number}",
        phase=draw(st.sampled_from(phases)),
        difficulty=draw(st.sampled_from(engine.LEVELS)),
        type=draw(st.sampled_from(["spoken", "code"])),
        seconds=draw(seconds),
    )
    spares = tuple(
        replace(
            question,
            id=f"q{number}s{spare}",
            text=_text(draw(st.sampled_from([1000 + 10 * number + spare, 1000 + 10 * number + spare, spare]))),
            difficulty=draw(st.sampled_from(engine.LEVELS)),
            seconds=draw(seconds),
        )
        for spare in range(draw(st.integers(0, 2)))
    )
    return replace(question, spares=spares)


def hostile(rng: Random, plan: Plan, state: State) -> Proposal | None:
    """What a model that was misled, or is broken, might propose: now and then something usable."""
    if rng.random() < 0.1:
        return None
    texts = [
        "",
        "  ",
        "?",
        "one",
        "x" * 700,
        "word " * 300,
        "why\x00 \ud800 not\u202e?",
        _text(rng.randrange(100, 110)),
    ]
    texts += [question.text for question in plan.questions] + [exchange.text.upper() for exchange in state.exchanges]
    return Proposal(
        action=rng.choice([Action.FOLLOW_UP, Action.RESUME, Action.PRESET, Action.COMPLETE]),
        text=rng.choice([*texts, *PROTECTED, _text(rng.randrange(100, 10_000))]),
        next_index=rng.choice([None, -1, -(10**15), 10**15, rng.randrange(12), rng.randrange(12)]),
        seconds=rng.choice([None, nan, inf, -inf, 1e308, -1.0, 0, 10**30, 1e-300, 60, rng.uniform(0, 400)]),
        reason=rng.choice(["", "because"]),
        phase=rng.choice(["", "no such phase", "projects"]),
    )


@dataclass
class Run:
    plan: Plan
    decisions: list[Decision] = field(default_factory=list)
    states: list[State] = field(default_factory=list)
    ended: bool = False


def play(plan: Plan, seed: int) -> Run:
    """An interview with a candidate and a proposer who do what ``seed`` makes of them."""
    rng, run, state = Random(seed), Run(plan), State()
    talkative = rng.random()
    for _ in range(200):
        decision = decide(plan, state, hostile(rng, plan, state), rng.choice([None, hostile(rng, plan, state)]))
        run.decisions.append(decision)
        run.states.append(state)
        if decision.action is Action.COMPLETE:
            run.ended = True
            break
        skipped = rng.random() < 0.1
        number = len(state.exchanges) + 1
        exchange = Exchange(
            number=number,
            root=decision.parent or number,
            action=decision.action,
            text=decision.text,
            question_id=decision.question.id if decision.question else None,
            phase=decision.phase,
            skill=decision.skill,
            difficulty=decision.difficulty,
            type=decision.type,
            reading="" if skipped else rng.choice(READINGS),
            skipped=skipped,
        )
        used = rng.choice([0.1, talkative, 1.0]) * decision.time_allowed
        state = State((*state.exchanges, exchange), state.answering_seconds + used)
    return run


@pytest.mark.parametrize("kind", ["structured", "technical", "resume"])
def test_the_rules_hold_whatever_is_proposed_and_answered(kind: str) -> None:
    """Over two thousand interviews of each kind."""

    @settings(max_examples=210, deadline=None, suppress_health_check=[HealthCheck.too_slow])
    @given(plans((kind,)), st.integers(0, 2**32))
    def rules_hold(plan: Plan, seed: int) -> None:
        for run in (play(plan, seed + further) for further in range(10)):
            assert run.ended, "the interview goes on for ever"
            _time_is_kept(run)
            _follow_ups_are_few(run)
            _nothing_is_asked_twice(run)
            _the_level_stays_near(run)
            _spares_keep_their_place(run)
            for decision in run.decisions:
                assert decision.reason.strip(), f"{decision.action} without a reason"
                assert not asks_about_protected(decision.text)

    rules_hold()


def _the_level_stays_near(run: Run) -> None:
    base = engine.LEVELS.index(run.plan.difficulty)
    for state in run.states:
        assert abs(engine.LEVELS.index(engine.current_difficulty(run.plan, state)) - base) <= 1


def _spares_keep_their_place(run: Run) -> None:
    """Each place is asked once, by its own question or by a spare of it that is nearer to the level wanted."""
    slots = {q.id: slot for slot in run.plan.questions for q in (slot, *slot.spares)}
    places = []
    for decision, state in zip(run.decisions, run.states, strict=True):
        if decision.question is None:
            continue
        slot = slots[decision.question.id]
        places.append(slot.id)
        assert (decision.skill, decision.phase, decision.type) == (slot.skill, slot.phase, slot.type)
        if decision.question is not slot:
            assert run.plan.adaptive
            wanted = engine.LEVELS.index(engine.current_difficulty(run.plan, state))
            place, asked = (abs(engine.LEVELS.index(q.difficulty) - wanted) for q in (slot, decision.question))
            assert asked < place
    assert len(places) == len(set(places))


def _time_is_kept(run: Run) -> None:
    for decision, state in zip(run.decisions[:-1], run.states, strict=False):
        left = engine.remaining_seconds(run.plan, state)
        assert int(engine.MIN_SECONDS) <= decision.time_allowed <= left + 1e-6
    spent = run.states[-1].answering_seconds
    assert spent <= run.plan.time_limit * run.plan.time_factor + 1e-6


def _follow_ups_are_few(run: Run) -> None:
    counts: dict[int, int] = {}
    for decision, state in zip(run.decisions, run.states, strict=True):
        if decision.action is Action.FOLLOW_UP:
            assert decision.parent is not None
            counts[decision.parent] = counts.get(decision.parent, 0) + 1
            last = state.exchanges[-1]
            assert last.root == decision.parent
            assert not last.skipped and last.reading not in {"", "no_answer"}
    assert all(count <= run.plan.follow_ups_per_question for count in counts.values())
    resume = [d for d in run.decisions if d.action is Action.RESUME]
    assert len(resume) <= run.plan.resume_slots


def _nothing_is_asked_twice(run: Run) -> None:
    asked = [d.text for d in run.decisions if d.action is not Action.COMPLETE]
    for index, text in enumerate(asked):
        assert text.strip()
        assert not any(engine.same_question(text, earlier) for earlier in asked[:index]), text
    ids = [d.question.id for d in run.decisions if d.question]
    assert len(ids) == len(set(ids))
    main = [d for d in run.decisions if d.action in {Action.PRESET, Action.RESUME}]
    assert len(main) <= run.plan.total


@settings(max_examples=40, deadline=None)
@given(plans(), st.integers(0, 2**32))
def test_the_same_input_gives_the_same_interview(plan: Plan, seed: int) -> None:
    assert play(plan, seed).decisions == play(plan, seed).decisions
