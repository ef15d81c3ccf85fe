from __future__ import annotations

from dataclasses import replace

import pytest

from interviews import engine
from interviews.engine import Action, Exchange, Plan, PlannedQuestion, Proposal, State, decide

TEXTS = (
    "What is the difference between a list and a tuple?",
    "When would you reach for a generator in your code?",
    "How does garbage collection decide what to free?",
)
FOLLOW_UP = Proposal(Action.FOLLOW_UP, "Could you say more about the memory it needs?")
RESUME = Proposal(Action.RESUME, "Your resume mentions Queue Keeper. What was your own part in it?")


def plan(*questions: PlannedQuestion, **fields: object) -> Plan:
    questions = questions or tuple(PlannedQuestion(f"q{i}", text) for i, text in enumerate(TEXTS))
    return Plan(**{"kind": "structured", "questions": questions, "time_limit": 1200.0, **fields})  # type: ignore[arg-type]


def asked(number: int, question: PlannedQuestion, reading: str = "partial", **fields: object) -> Exchange:
    return Exchange(
        **{
            "number": number,
            "root": number,
            "action": Action.PRESET,
            "text": question.text,
            "question_id": question.id,
            "phase": question.phase,
            "difficulty": question.difficulty,
            "reading": reading,
            **fields,
        }  # type: ignore[arg-type]
    )


def followed(number: int, root: int, text: str = "And what else is there?", reading: str = "partial") -> Exchange:
    return Exchange(number, root, Action.FOLLOW_UP, text, reading=reading)


def after_first(reading: str = "partial", seconds: float = 60.0, **fields: object) -> State:
    return State((asked(1, plan().questions[0], reading, **fields),), seconds)


# --- The prepared order ------------------------------------------------------------------------------


def test_a_structured_interview_keeps_the_prepared_order() -> None:
    first = decide(plan(), State(), None)
    second = decide(plan(), after_first(), None)
    assert [first.text, second.text] == list(TEXTS[:2])
    assert first.action is second.action is Action.PRESET


def test_a_proposal_can_not_reorder_a_structured_interview() -> None:
    assert decide(plan(), State(), Proposal(Action.PRESET, next_index=2)).text == TEXTS[0]


def test_a_technical_interview_follows_a_proposed_question() -> None:
    decision = decide(plan(kind="technical"), State(), Proposal(Action.PRESET, next_index=2, reason="Weak on memory."))
    assert (decision.text, decision.reason) == (TEXTS[2], "Weak on memory.")


@pytest.mark.parametrize("index", [-1, -3, 3, 10**12])
def test_a_proposed_index_that_does_not_exist_is_passed_by(index: int) -> None:
    assert decide(plan(kind="technical"), State(), Proposal(Action.PRESET, next_index=index)).text == TEXTS[0]


def test_a_question_that_was_asked_can_not_be_proposed_again() -> None:
    decision = decide(plan(kind="technical"), after_first(), Proposal(Action.PRESET, next_index=0))
    assert decision.text in TEXTS[1:]


def test_the_interview_ends_when_all_questions_were_asked() -> None:
    state = State(tuple(asked(i + 1, q) for i, q in enumerate(plan().questions)), 100)
    decision = decide(plan(), state, None)
    assert (decision.action, decision.reason) == (Action.COMPLETE, "All questions were asked.")


def test_a_proposal_to_complete_does_not_end_an_interview_early() -> None:
    assert decide(plan(), after_first(), Proposal(Action.COMPLETE, reason="Enough.")).action is Action.PRESET


# --- Time --------------------------------------------------------------------------------------------


def test_the_interview_ends_when_the_time_can_not_hold_another_question() -> None:
    decision = decide(plan(), after_first(seconds=1190), None)
    assert decision.action is Action.COMPLETE
    assert "time" in decision.reason


def test_a_question_is_shortened_to_the_time_that_is_left() -> None:
    assert decide(plan(), after_first(seconds=1130), None).time_allowed == 70


def test_a_shorter_question_is_asked_where_the_next_is_too_long() -> None:
    long = PlannedQuestion("long", "Please write a parser for this language.", seconds=900)
    short = PlannedQuestion("short", "What does a parser do in a few words?", seconds=60)
    assert decide(plan(long, short), State((), 1000), None).text == short.text


def test_the_time_factor_stretches_every_time() -> None:
    stretched = plan(time_factor=1.5)
    assert decide(stretched, State(), None).time_allowed == 180
    assert engine.remaining_seconds(stretched, State((), 300)) == 1500
    assert decide(stretched, after_first(), replace(FOLLOW_UP, seconds=60)).time_allowed == 90


@pytest.mark.parametrize(
    ("wanted", "given"),
    [
        (None, 75),
        (float("nan"), 75),
        (float("inf"), 180),
        (1e300, 180),
        (float("-inf"), 30),
        (-5, 30),
        (0, 30),
        (60, 60),
    ],
)
def test_a_proposed_time_is_kept_within_bounds(wanted: float | None, given: int) -> None:
    assert decide(plan(), after_first(), replace(FOLLOW_UP, seconds=wanted)).time_allowed == given


def test_a_follow_up_leaves_the_prepared_questions_their_time() -> None:
    tight = plan(time_limit=60 + 120 + 29)  # one answered, two to come at half their time, and too little to spare
    assert decide(tight, after_first(), FOLLOW_UP).action is Action.PRESET
    assert decide(replace(tight, time_limit=60 + 120 + 30), after_first(), FOLLOW_UP).action is Action.FOLLOW_UP


# --- Follow-ups --------------------------------------------------------------------------------------


def test_a_follow_up_belongs_to_the_question_it_follows() -> None:
    decision = decide(plan(), after_first(), replace(FOLLOW_UP, reason="Memory was not mentioned."))
    assert (decision.action, decision.parent, decision.text) == (Action.FOLLOW_UP, 1, FOLLOW_UP.text)
    assert decision.reason == "Memory was not mentioned."


def test_a_follow_up_to_a_follow_up_belongs_to_the_main_question() -> None:
    state = State((asked(1, plan().questions[0]), followed(2, 1)), 60)
    assert decide(plan(follow_ups_per_question=2), state, FOLLOW_UP).parent == 1


def test_no_more_follow_ups_are_asked_than_allowed() -> None:
    state = State((asked(1, plan().questions[0]), followed(2, 1)), 60)
    assert decide(plan(follow_ups_per_question=1), state, FOLLOW_UP).action is Action.PRESET
    assert decide(plan(follow_ups_per_question=0), after_first(), FOLLOW_UP).action is Action.PRESET


@pytest.mark.parametrize("reading", ["no_answer", ""])
def test_nobody_is_probed_after_i_dont_know_or_an_answer_nobody_could_read(reading: str) -> None:
    assert decide(plan(), after_first(reading), FOLLOW_UP).action is Action.PRESET


def test_nobody_is_probed_after_a_skip() -> None:
    assert decide(plan(), after_first(skipped=True), FOLLOW_UP).action is Action.PRESET


def test_an_interview_can_not_begin_with_a_follow_up() -> None:
    assert decide(plan(), State(), FOLLOW_UP).action is Action.PRESET


@pytest.mark.parametrize(
    "text",
    [
        "",
        "   \n\t ",
        "?!",
        "Memory",
        "word " * 200,
        TEXTS[0],
        TEXTS[0].upper(),
        f"  {TEXTS[0].replace(' ', '   ')}  ",
        "What is a difference between a list and a tuple",
    ],
)
def test_a_follow_up_without_a_new_question_in_it_is_not_asked(text: str) -> None:
    assert decide(plan(), after_first(), replace(FOLLOW_UP, text=text)).action is Action.PRESET


def test_a_follow_up_does_not_take_a_prepared_question_away() -> None:
    """It would be put twice: now, and again when its turn comes."""
    assert decide(plan(), after_first(), replace(FOLLOW_UP, text=TEXTS[2])).text == TEXTS[1]


def test_control_characters_and_broken_letters_never_reach_the_database() -> None:
    hostile = Proposal(Action.FOLLOW_UP, "And\x00 what\ud800 else\r\n is there?", reason="it\x00s open")
    decision = decide(plan(), after_first(), hostile)
    assert (decision.text, decision.reason) == ("And what else is there?", "it s open")


def test_a_proposed_skill_fits_its_column() -> None:
    decision = decide(plan(resume_slots=1), after_first(), replace(RESUME, skill="s\x00" * 100))
    assert len(decision.skill) <= 60
    assert "\x00" not in decision.skill


# --- Questions from the resume -----------------------------------------------------------------------


def test_resume_questions_come_on_top_of_a_structured_plan() -> None:
    state = State(tuple(asked(i + 1, q) for i, q in enumerate(plan().questions)), 200)
    with_slot = plan(resume_slots=1)
    assert with_slot.total == 4
    decision = decide(with_slot, state, RESUME)
    assert (decision.action, decision.text) == (Action.RESUME, RESUME.text)
    exchange = Exchange(4, 4, Action.RESUME, RESUME.text, reading="partial")
    assert decide(
        with_slot, State((*state.exchanges, exchange), 260), replace(RESUME, text="Another one, please?")
    ).action is (Action.COMPLETE)


def test_without_a_slot_no_resume_question_is_asked() -> None:
    assert decide(plan(), after_first(), RESUME).action is Action.PRESET


def test_a_resume_question_takes_the_place_of_a_prepared_one_in_a_conversation() -> None:
    questions = tuple(
        PlannedQuestion(f"q{i}", text, phase=phase)
        for i, (text, phase) in enumerate(zip(TEXTS, ("introduction", "projects", "role_skills"), strict=True))
    )
    talk = plan(*questions, kind="resume", resume_slots=1)
    assert talk.total == 3
    state = State((asked(1, questions[0]),), 60)
    decision = decide(talk, state, RESUME)
    assert (decision.action, decision.phase) == (Action.RESUME, "projects")
    exchange = Exchange(2, 2, Action.RESUME, RESUME.text, phase="projects", reading="partial")
    assert decide(talk, State((*state.exchanges, exchange), 120), None).text == TEXTS[2]


def test_phases_come_in_their_order() -> None:
    questions = tuple(
        PlannedQuestion(f"q{i}", f"{text} Really?", phase=phase)
        for i, (text, phase) in enumerate(zip(TEXTS, ("role_skills", "projects", "introduction"), strict=True))
    )
    talk, state, phases = plan(*questions, kind="resume"), State(), []
    for number in (1, 2, 3):
        decision = decide(talk, state, None)
        assert decision.question is not None
        phases.append(decision.phase)
        state = State((*state.exchanges, asked(number, decision.question)), 60.0 * number)
    assert phases == ["introduction", "projects", "role_skills"]


# --- Difficulty --------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("base", "readings", "expected"),
    [
        ("medium", [], "medium"),
        ("medium", ["strong"], "medium"),
        ("medium", ["strong", "strong"], "hard"),
        ("medium", ["strong", "partial", "strong"], "medium"),
        ("medium", ["weak"], "easy"),
        ("medium", ["no_answer"], "easy"),
        ("medium", ["weak", "weak", "weak"], "easy"),
        ("medium", ["strong"] * 9, "hard"),
        ("medium", ["strong", "", "strong"], "hard"),
        ("easy", ["strong"] * 9, "medium"),
        ("hard", ["weak"] * 9, "medium"),
    ],
)
def test_the_difficulty_moves_with_the_answers(base: str, readings: list[str], expected: str) -> None:
    state = State(tuple(asked(i + 1, plan().questions[0], reading) for i, reading in enumerate(readings)))
    assert engine.current_difficulty(plan(difficulty=base), state) == expected


def test_a_technical_interview_asks_the_question_nearest_to_the_difficulty() -> None:
    levels = [
        PlannedQuestion(f"q{i}", text, difficulty=d)
        for i, (text, d) in enumerate(zip(TEXTS, engine.LEVELS, strict=True))
    ]
    tasks = plan(*levels, kind="technical")
    assert decide(tasks, State(), None).difficulty == "medium"
    assert decide(tasks, State((asked(1, levels[1], "weak"),), 60), None).difficulty == "easy"


@pytest.mark.parametrize(
    ("one", "other", "alike"),
    [
        ("What is a list?", "what is a LIST", True),
        ("What is a list?", "What is a tuple?", False),
        ("", "", True),
        ("", "What is a list?", False),
        ("Tell me more about the cache and the index.", "Tell me more about the cache and index!", True),
    ],
)
def test_questions_are_alike_when_their_words_are(one: str, other: str, alike: bool) -> None:
    assert engine.same_question(one, other) is alike


# --- Questions from the resume that a model proposes at any moment -----------------------------------


def test_a_resume_question_in_between_takes_no_time_from_the_prepared_ones() -> None:
    tight = plan(resume_slots=1, time_limit=sum(q.seconds for q in plan().questions) / 2)
    assert decide(tight, State(), RESUME).action is Action.PRESET
    assert decide(plan(resume_slots=1), State(), RESUME).action is Action.RESUME


def test_the_introduction_and_the_skills_of_the_role_are_not_replaced_by_the_resume() -> None:
    questions = tuple(
        PlannedQuestion(f"q{i}", text, phase=phase)
        for i, (text, phase) in enumerate(zip(TEXTS, ("introduction", "projects", "role_skills"), strict=True))
    )
    talk = plan(*questions, kind="resume", resume_slots=3)
    assert decide(talk, State(), RESUME).phase == "introduction"
    assert decide(talk, State(), RESUME).action is Action.PRESET
    after = State((asked(1, questions[0]), asked(2, questions[1])), 60)
    assert decide(talk, after, RESUME).text == TEXTS[2]
