"""Questions at another difficulty in a prepared one's place: chosen ahead, asked as the answers suggest."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from interviews import selectors
from interviews.engine import Action, Exchange, Plan, PlannedQuestion, State, decide
from interviews.models import Difficulty, InterviewConfig, Kind, Question
from interviews.question_bank.loader import bank
from interviews.services import configs, question_changes
from interviews.tests.helpers import GOOD, a_question, draft_config, make_user, open_config, sit_down

BASE = PlannedQuestion("q", "Why would you add an index here?", skill="sql", difficulty="medium", seconds=120)
EASY = replace(BASE, id="q-easy", text="What is a primary key good for?", difficulty="easy")
HARD = replace(BASE, id="q-hard", text="How does a planner choose among two joins?", difficulty="hard")
WARM_UP = tuple(
    PlannedQuestion(f"w{n}", text, skill="sql", difficulty="medium")
    for n, text in enumerate(("What does a transaction promise you?", "When is a view worth its price?"))
)


def plan(*questions: PlannedQuestion, **fields: Any) -> Plan:
    last = questions or (replace(BASE, spares=(EASY, HARD)),)
    return Plan(**{"kind": "structured", "questions": WARM_UP + last, "time_limit": 1200, "adaptive": True, **fields})


def after(reading: str) -> State:
    """Two questions were asked, and both answers read like this."""
    return State(
        tuple(
            Exchange(n, n, Action.PRESET, q.text, question_id=q.id, difficulty=q.difficulty, reading=reading)
            for n, q in enumerate(WARM_UP, 1)
        )
    )


@pytest.mark.parametrize(
    ("reading", "asked"), [("strong", "q-hard"), ("partial", "q"), ("weak", "q-easy"), ("no_answer", "q-easy")]
)
def test_the_answers_choose_which_question_of_a_place_is_asked(reading: str, asked: str) -> None:
    decision = decide(plan(), after(reading), None)
    assert decision.question is not None
    assert decision.question.id == asked
    assert (decision.skill, decision.difficulty) == ("sql", decision.question.difficulty)
    if asked != "q":
        assert f"This {decision.difficulty} question" in decision.reason


def test_without_the_setting_the_prepared_question_is_asked() -> None:
    decision = decide(plan(adaptive=False), after("strong"), None)
    assert decision.question is not None
    assert decision.question.id == "q"


def test_a_place_whose_spare_was_asked_is_done_with() -> None:
    state = after("strong")
    asked = Exchange(3, 3, Action.PRESET, HARD.text, question_id="q-hard", reading="strong", difficulty="hard")
    decision = decide(plan(), State((*state.exchanges, asked)), None)
    assert decision.action is Action.COMPLETE


def test_a_spare_in_words_already_put_stays_out() -> None:
    state = after("strong")
    heard = Exchange(3, 2, Action.FOLLOW_UP, HARD.text.upper(), reading="strong", difficulty="medium")
    decision = decide(plan(), State((*state.exchanges, heard)), None)
    assert decision.question is not None
    assert decision.question.id == "q"


def test_a_longer_spare_takes_no_time_from_the_questions_to_come() -> None:
    long = replace(HARD, seconds=600)
    to_come = replace(BASE, id="later", text="How would you move a table of a terabyte?", seconds=300)
    roomy = plan(replace(BASE, spares=(long,)), to_come, time_limit=1200)
    narrow = replace(roomy, time_limit=700)
    chosen = [decide(each, after("strong"), None).question for each in (roomy, narrow)]
    assert [q.id for q in chosen if q] == ["q-hard", "q"]


# --- Chosen ahead ------------------------------------------------------------------------------------


def made(**fields: Any) -> InterviewConfig:
    given = {"job_role": "Backend Engineer", "job_description": "Python, SQL and Docker.", "number_of_questions": 4}
    return configs.create_config(make_user(), given | fields)


@pytest.mark.django_db
@pytest.mark.parametrize(("kind", "adaptive"), [("structured", False), ("technical", True), ("resume", True)])
def test_an_interview_that_compares_asks_all_alike_unless_told_otherwise(kind: str, adaptive: bool) -> None:
    config = made(kind=kind)
    assert config.adaptive is adaptive
    assert any(q.spares for q in config.questions.all()) is adaptive
    assert made(kind=kind, adaptive=not adaptive).adaptive is not adaptive


@pytest.mark.django_db
def test_spares_are_of_the_same_skill_at_the_other_difficulties_and_never_a_prepared_question() -> None:
    config = made(adaptive=True, number_of_questions=6)
    rows = list(config.questions.all())
    texts = [q.text for q in rows] + [spare["text"] for q in rows for spare in q.spares]
    assert len(texts) == len(set(texts))
    for question in rows:
        assert {spare["difficulty"] for spare in question.spares} <= set(Difficulty.values) - {question.difficulty}
        assert all(spare["skill"] == question.skill and spare["expected_points"] for spare in question.spares)
    assert sum(len(q.spares) for q in rows) >= 6


@pytest.mark.django_db
def test_a_spare_of_a_coding_task_is_one_in_the_same_language() -> None:
    config = made(kind="technical", number_of_questions=3, time_limit=60)
    tasks = [q for q in config.questions.all() if q.type == "code"]
    assert tasks and all(spare["language"] == q.language for q in tasks for spare in q.spares)
    assert any(q.spares for q in tasks)


@pytest.mark.django_db
def test_a_shortened_question_has_shortened_spares() -> None:
    usual = {q.id: q.time for q in bank()}
    config = made(adaptive=True, number_of_questions=8, time_limit=8)
    spares = [(q, spare) for q in config.questions.all() for spare in q.spares]
    assert spares
    for question, spare in spares:
        if question.time_seconds < usual[question.bank_id]:
            assert spare["time_seconds"] < max(31, usual[spare["bank_id"]])


@pytest.mark.django_db
def test_an_easy_interview_has_no_hard_spares() -> None:
    levels = {spare["difficulty"] for q in made(adaptive=True, difficulty="easy").questions.all() for spare in q.spares}
    assert levels <= {"easy", "medium"}


@pytest.mark.django_db
def test_allowing_it_later_chooses_spares_and_what_is_off_is_not_frozen() -> None:
    config = made()
    before = configs.freeze(config)
    assert "adaptive" not in before.content
    assert not any("spares" in q for q in before.content["questions"])
    configs.update_config(make_user(), config, {"adaptive": True})
    after_it = configs.freeze(config)
    assert after_it.content["adaptive"] is True
    assert any(q["spares"] for q in after_it.content["questions"])
    configs.update_config(make_user(), config, {"adaptive": False})
    assert configs.freeze(config).content == before.content


@pytest.mark.django_db
def test_a_question_in_place_of_another_brings_spares_of_its_own() -> None:
    config = made(adaptive=True)
    question = config.questions.exclude(skill="").order_by("position").first()
    assert question is not None
    before = {spare["text"] for spare in question.spares}
    changed = question_changes.change_difficulty(make_user(), question, 1 if question.difficulty != "hard" else -1)
    assert changed.difficulty not in {spare["difficulty"] for spare in changed.spares}
    assert changed.spares and {spare["text"] for spare in changed.spares} != before


@pytest.mark.django_db
def test_a_copy_has_spares_with_keys_of_its_own() -> None:
    config = made(adaptive=True)
    copy = configs.duplicate_config(make_user(), config)
    assert copy.adaptive

    def spares(of: InterviewConfig) -> list[dict[str, Any]]:
        return [spare for q in of.questions.order_by("position") for spare in q.spares]

    assert [s["text"] for s in spares(copy)] == [s["text"] for s in spares(config)]
    assert not {s["id"] for s in spares(copy)} & {s["id"] for s in spares(config)}


# --- Asked -------------------------------------------------------------------------------------------


def _with_spares() -> InterviewConfig:
    config = draft_config(
        questions=(
            a_question("When would you reach for a generator in your code?", difficulty="medium"),
            a_question("How does garbage collection decide what to free?", difficulty="medium"),
            a_question("What is the difference between a list and a tuple?", difficulty="medium"),
        ),
        adaptive=True,
        kind=Kind.STRUCTURED,
    )
    last = config.questions.get(position=3)
    hard = {"id": "7f3a1c1e-7d2b-4a68-9e55-0d9e3c1b2a11", "text": "How would you stream ten gigabytes through it?"}
    spare = a_question(hard["text"], difficulty="hard", expected_points=["In chunks"], hints=["Not at once."])
    last.spares = [{**spare, "id": hard["id"], "type": "spoken", "bank_id": "", "source": "bank"}]
    last.save()
    configs.open_config(config.created_by, config)
    return config


@pytest.mark.django_db
def test_a_strong_candidate_is_asked_the_harder_question_and_graded_by_its_own_points() -> None:
    config = _with_spares()
    seat = sit_down(config)
    seat.answer(GOOD)
    seat.answer(GOOD)
    asked = seat.question
    assert asked.question_text == "How would you stream ten gigabytes through it?"
    assert (asked.difficulty, asked.skill) == ("hard", "python")
    assert asked.rubric["expected_points"] == ["In chunks"]
    assert "hard question stands in for the" in asked.reason
    assert selectors.slot_of(seat.session.config_version.content, str(asked.question_ref)) == 2
    seat.answer(GOOD)
    assert seat.session.status == "completed"


@pytest.mark.django_db
def test_a_weak_candidate_is_asked_the_prepared_question_where_there_is_no_easier_one() -> None:
    seat = sit_down(_with_spares())
    for _ in range(2):
        seat.answer("Well, I have never used one, I am afraid.")
    assert seat.question.question_text == "What is the difference between a list and a tuple?"


@pytest.mark.django_db
def test_interviews_of_before_go_on_as_they_began() -> None:
    """A version frozen before there were spares has neither key."""
    config = open_config()
    version = config.versions.get()
    assert "adaptive" not in version.content
    seat = sit_down(config)
    seat.answer(GOOD)
    assert seat.question.question_text == version.content["questions"][1]["text"]
    assert Question.objects.filter(config=config, spares=[]).count() == 3
