"""A candidate who says something else than an answer, at the interview itself."""

from __future__ import annotations

import pytest

from interviews import selectors
from interviews.models import ResponseState, SessionStatus
from interviews.services import clock
from interviews.tests.helpers import GOOD, HALF, Seat, a_question, open_config, settle, sit_down
from reports.models import Evaluation

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _virtual_time():
    with clock.starting_at(clock.now()):
        yield


def payload(seat: Seat) -> dict:
    return selectors.question_payload(seat.session, seat.question, clock.now())


@pytest.mark.parametrize(
    ("said", "lead_in"),
    [
        ("Could you repeat that, please?", "again"),
        ("Could you clarify what you mean?", "no trick"),
        ("I need a moment.", "time you need"),
        ("What is the salary?", "people who invited you"),
        ("How much time do I have left?", "minutes"),
    ],
)
def test_the_same_question_is_put_again_at_no_cost(said: str, lead_in: str) -> None:
    seat = sit_down()
    before = payload(seat)
    seat.answer(said, after=50)
    after = payload(seat)
    assert after["question_id"] != before["question_id"]
    assert lead_in in after["lead_in"]
    assert before["lead_in"] == ""
    for same in ("text", "position", "total", "time_allowed", "remaining"):
        assert after[same] == before[same]
    assert seat.session.answering_seconds == 0
    assert not Evaluation.objects.exists()
    first = seat.responses[0]
    assert (first.state, first.answer_text) == (ResponseState.ASKED_BACK, said)


def test_the_answer_given_then_counts_as_ever() -> None:
    seat = sit_down()
    seat.answer("Pardon? Could you say that again?")
    response = seat.answer(GOOD)
    assert response.reading == "strong"
    assert payload(seat)["position"] == 2
    assert Evaluation.objects.get().response_id == response.pk


def test_a_question_put_too_often_is_left() -> None:
    seat = sit_down()
    first = seat.question.question_text
    for _ in range(3):
        seat.answer("Repeat, please.")
        assert seat.question.question_text == first
    seat.answer("Repeat, please.")
    assert seat.question.question_text != first
    assert [r.state for r in seat.responses].count(ResponseState.ASKED_BACK) == 3


def test_who_would_rather_not_say_is_not_probed_and_not_graded() -> None:
    seat = sit_down(open_config(follow_ups_per_question=1))
    first = seat.question.question_text
    response = seat.answer("I'd rather not talk about that.")
    assert (response.state, response.reading, response.intent) == (ResponseState.SKIPPED, "", "decline")
    assert (seat.question.question_type, seat.question.question_text != first) == ("preset", True)
    assert Evaluation.objects.get().score is None


@pytest.mark.parametrize(("language", "word"), [("en", "leave that one"), ("de", "in Ordnung"), ("fr", "de côté")])
def test_who_would_rather_not_say_is_told_each_time_that_it_is_fine(language: str, word: str) -> None:
    seat = sit_down(open_config(language=language))
    for _ in range(2):
        seat.answer("I'd rather not answer that.")
        assert word in payload(seat)["lead_in"]


def test_who_does_not_know_is_told_once_that_it_goes_on() -> None:
    seat = sit_down()
    seat.answer("I have no idea, sorry.")
    assert payload(seat)["lead_in"] == "That's all right, let's go on."
    seat.answer("I don't know.")
    assert payload(seat)["lead_in"] == ""


def test_silence_gets_no_reply() -> None:
    seat = sit_down()
    seat.answer("", after=130)
    assert payload(seat)["lead_in"] == ""


def test_a_coding_task_talked_about_in_another_language_is_held_against_nobody() -> None:
    config = open_config(
        questions=(
            a_question("Sum up the positive numbers of a list.", type="code", starter_code="pass"),
            a_question("What is the difference between a list and a tuple in Python?"),
        ),
        kind="technical",
    )
    seat = sit_down(config)
    german = "Ich würde zuerst messen, wo die Zeit bleibt, und dann die langsamste Stelle verbessern."
    response = seat.answer(german, code="pass")
    assert (response.state, response.reading) == (ResponseState.ANSWERED, "")
    assert "English" in payload(seat)["lead_in"]


def test_a_follow_up_can_be_asked_back_too() -> None:
    seat = sit_down(open_config(follow_ups_per_question=1))
    seat.answer(HALF)
    follow_up = seat.question
    assert follow_up.question_type == "follow_up"
    seat.answer("What do you mean by that?")
    again = seat.question
    assert (again.question_text, again.parent_id, again.question_type) == (
        follow_up.question_text,
        follow_up.parent_id,
        "follow_up",
    )
    seat.answer(HALF)
    assert seat.question.question_type == "preset", "one follow-up is allowed, however often it was put"


def test_work_on_code_is_an_answer_whatever_is_said_beside_it() -> None:
    config = open_config(
        questions=(a_question("Sum up the positive numbers of a list.", type="code", starter_code="pass"),),
        kind="technical",
    )
    seat = sit_down(config)
    seat.answer("Can you repeat that?", code="pass")
    assert seat.question.draft["code"] == "pass"
    response = seat.answer("Can you repeat that?", code="print(sum(n for n in numbers if n > 0))")
    assert response.state == ResponseState.ANSWERED


def test_a_report_counts_only_what_was_answered() -> None:
    seat = sit_down()
    for said in ("I need a moment.", GOOD, "Could you repeat the question?", GOOD, GOOD):
        seat.answer(said)
    settle()
    session = seat.session
    assert session.status == SessionStatus.COMPLETED
    assert session.report.score is not None
    assert Evaluation.objects.count() == 3
    labels = selectors.display_labels(seat.responses)
    assert [labels[r.pk] for r in seat.responses] == ["Asked back", "Q1", "Asked back", "Q2", "Q3"]
    assert session.ability is not None and session.ability > 0.4
    assert session.ability_error is not None
