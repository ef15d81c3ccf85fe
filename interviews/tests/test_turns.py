from __future__ import annotations

import uuid
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone

from interviewer.work.models import Work
from interviews import selectors
from interviews.models import ResponseState, SessionStatus
from interviews.services import clock, thinking, turns
from interviews.services.turns import Answer, TurnRefused
from interviews.tests.helpers import (
    GOOD,
    HALF,
    THREE_QUESTIONS,
    Seat,
    a_question,
    make_session,
    open_config,
    settle,
    sit_down,
)

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def virtual_time() -> Iterator[None]:
    with clock.starting_at(timezone.now()):
        yield


def refusal(call: Callable[..., Any], *args: Any) -> TurnRefused:
    with pytest.raises(TurnRefused) as caught:
        call(*args)
    return caught.value


# --- The clock ---------------------------------------------------------------------------------------


def test_the_clock_waits_until_the_question_was_heard() -> None:
    seat = sit_down()
    clock.advance(500)
    assert seat.hear() == seat.question.time_allowed == 120
    clock.advance(30)
    assert clock.remaining(seat.question, clock.now()) == 90


def test_telling_twice_that_the_question_was_heard_changes_nothing() -> None:
    seat = sit_down()
    seat.hear()
    clock.advance(40)
    assert seat.hear() == 80


def test_the_time_taken_is_from_hearing_to_submitting() -> None:
    seat = sit_down()
    clock.advance(15)
    response = seat.answer(after=42)
    assert response.time_taken == pytest.approx(42)
    assert seat.session.answering_seconds == pytest.approx(42)


@pytest.mark.parametrize(("after", "state"), [(125, ResponseState.ANSWERED), (4000, ResponseState.TIMED_OUT)])
def test_an_answer_that_arrives_late_is_kept_and_costs_no_more_than_the_grace(
    after: float, state: ResponseState
) -> None:
    seat = sit_down()
    response = seat.answer(after=after)
    assert (response.state, response.typed_text) == (state, GOOD)
    assert response.time_taken == 120 + clock.ANSWER_GRACE


def test_the_time_never_runs_below_nothing() -> None:
    seat = sit_down()
    seat.hear()
    clock.advance(10_000)
    assert clock.remaining(seat.question, clock.now()) == 0


def test_extra_time_stretches_the_questions_and_the_interview() -> None:
    session = make_session()
    type(session).objects.filter(pk=session.pk).update(time_factor=1.5)
    seat = Seat(session.pk)
    limits = seat.join().limits
    assert seat.question.time_allowed == 180
    assert limits["time_limit"] == 30 * 60


# --- Drafts ------------------------------------------------------------------------------------------


def test_a_draft_is_kept_and_comes_back_with_the_question() -> None:
    seat = sit_down()
    assert seat.draft(1, text="A gener") == 1
    assert seat.draft(2, code="yield") == 2
    assert seat.join().question["draft"] == {"text": "A gener", "code": "yield"}  # type: ignore[index]


def test_an_older_draft_never_overwrites_a_newer_one() -> None:
    seat = sit_down()
    seat.draft(5, text="newer")
    assert seat.draft(4, text="older") == 5
    assert seat.draft(5, text="the same number again") == 5
    assert seat.question.draft["text"] == "newer"


def test_an_emptied_draft_stays_empty() -> None:
    seat = sit_down()
    seat.draft(1, text="something")
    seat.draft(2, text="")
    assert seat.question.draft["text"] == ""


def test_no_draft_is_taken_once_the_question_was_answered() -> None:
    seat = sit_down()
    first = seat.question.pk
    seat.answer()
    assert refusal(turns.save_draft, seat.session_id, seat.lease, first, 9, "late", None).code == "already_answered"


# --- Hints -------------------------------------------------------------------------------------------


def test_hints_come_one_by_one_and_are_counted() -> None:
    seat = sit_down()
    take = (seat.session_id, seat.lease, seat.question.pk)
    hints = THREE_QUESTIONS[0]["hints"]
    assert turns.take_hint(*take) == (hints[0], 1)
    assert turns.take_hint(*take) == (hints[1], 0)
    assert refusal(turns.take_hint, *take).code == "no_hint"
    assert seat.question.hints_used == 2
    payload = selectors.question_payload(seat.session, seat.question, clock.now())
    assert (payload["hints"], payload["hints_available"]) == (hints, 0)


def test_there_is_no_hint_for_a_question_without_one_or_after_the_answer() -> None:
    seat = sit_down(open_config(questions=(a_question("Why do you want to work here?", hints=[]),)))
    take = (seat.session_id, seat.lease, seat.question.pk)
    assert refusal(turns.take_hint, *take).code == "no_hint"
    seat.answer()
    assert refusal(turns.take_hint, *take).code == "already_answered"


def test_the_page_gets_nothing_of_the_rubric() -> None:
    seat = sit_down()
    payload = str(selectors.question_payload(seat.session, seat.question, clock.now()))
    rubric = THREE_QUESTIONS[0]
    for secret in (
        *rubric["expected_points"],
        *rubric["hints"],
        rubric["reference_answer"],
        rubric["follow_ups"][0]["text"],
    ):
        assert secret not in payload


# --- Submitting --------------------------------------------------------------------------------------


def test_an_answer_leads_to_the_next_question() -> None:
    seat = sit_down()
    response = seat.answer()
    assert (response.state, response.typed_text) == (ResponseState.ANSWERED, GOOD)
    assert seat.question.number == 2
    assert seat.question.question_text == THREE_QUESTIONS[1]["text"]


def test_submitting_twice_gives_one_answer_and_one_next_question() -> None:
    seat = sit_down()
    question = seat.question.pk
    first = seat.submit("The first answer.")
    again = turns.submit(seat.session_id, seat.lease, question, Answer(text="Another answer."))
    settle()
    late = turns.submit(seat.session_id, seat.lease, question, Answer(text="Too late."))
    settle()
    assert first.pk == again.pk == late.pk == question
    assert late.typed_text == "The first answer."
    assert [r.number for r in seat.responses] == [1, 2]
    assert Work.objects.filter(kind="interviews.turn").count() == 1


def test_working_on_an_answer_twice_asks_one_next_question() -> None:
    seat = sit_down()
    response = seat.answer()
    thinking.take_turn(response.pk)
    thinking.take_turn(response.pk)
    assert len(seat.responses) == 2


def test_a_worker_told_of_nothing_or_of_an_open_question_does_nothing() -> None:
    seat = sit_down()
    thinking.take_turn(uuid.uuid4())
    thinking.take_turn(seat.question.pk)
    thinking.go_on_without(uuid.uuid4())
    assert [(r.number, r.state) for r in seat.responses] == [(1, ResponseState.ASKED)]


def test_all_questions_answered_end_the_interview() -> None:
    seat = sit_down()
    for _ in range(3):
        seat.answer()
    session = seat.session
    assert (session.status, session.completion_method) == (SessionStatus.COMPLETED, "automatic")
    assert session.ended_at is not None
    assert [r.state for r in seat.responses] == [ResponseState.ANSWERED] * 3


def test_a_partial_answer_is_followed_up_once_and_a_full_one_is_not() -> None:
    seat = sit_down(open_config(follow_ups_per_question=1))
    first = seat.answer(HALF)
    follow_up = seat.question
    assert (first.reading, follow_up.question_type, follow_up.parent_id) == ("partial", "follow_up", first.pk)
    seat.answer(HALF)
    assert seat.question.question_text == THREE_QUESTIONS[1]["text"]
    seat.answer(GOOD)
    assert seat.question.question_text == THREE_QUESTIONS[2]["text"]


def test_i_dont_know_is_not_probed() -> None:
    seat = sit_down(open_config(follow_ups_per_question=3))
    assert seat.answer("I don't know.").reading == "no_answer"
    assert seat.question.question_type == "preset"


def test_the_resume_is_asked_about_after_the_prepared_questions() -> None:
    seat = sit_down(projects=[{"name": "Queue Keeper"}])
    for _ in range(3):
        seat.answer()
    assert seat.question.question_type == "resume"
    assert "Queue Keeper" in seat.question.question_text


def test_skipping_leads_on_and_takes_no_draft_along() -> None:
    seat = sit_down(open_config(follow_ups_per_question=3))
    seat.draft(1, text="I would rather not")
    response = seat.skip()
    assert (response.state, response.typed_text, response.reading) == (ResponseState.SKIPPED, "", "no_answer")
    assert seat.question.question_type == "preset"
    turns.skip(seat.session_id, seat.lease, response.pk)
    assert len(seat.responses) == 2


@pytest.mark.parametrize(
    "text", ["a\x00b", "\x00", "naïve 🙂 \u202e", "'; DROP TABLE x; --", "<script>alert(1)</script>"]
)
def test_strange_characters_are_stored_as_text(text: str) -> None:
    response = sit_down().answer(text, code=text, live_transcript=text)
    assert response.typed_text == response.code_submission == text.replace("\x00", "")


def test_an_answer_beyond_all_measure_is_refused_and_the_question_stays_open() -> None:
    seat = sit_down()
    assert refusal(seat.submit, "x" * (turns.MAX_TEXT + 1)).code == "too_long"
    assert seat.question.number == 1


def test_a_question_of_another_interview_is_unknown() -> None:
    seat, other = sit_down(), sit_down(email="else@example.com")
    foreign = other.question.pk
    for call in (
        lambda: turns.submit(seat.session_id, seat.lease, foreign, Answer(text="mine")),
        lambda: turns.skip(seat.session_id, seat.lease, foreign),
        lambda: turns.question_heard(seat.session_id, seat.lease, foreign),
        lambda: turns.save_draft(seat.session_id, seat.lease, foreign, 1, "mine", None),
        lambda: turns.take_hint(seat.session_id, seat.lease, uuid.uuid4()),
    ):
        assert refusal(call).code == "unknown_question"
    assert other.question.state == ResponseState.ASKED


def test_a_connection_that_was_taken_over_can_change_nothing() -> None:
    seat = sit_down()
    old = replace(seat)
    seat.join()
    for call in (old.hear, lambda: old.draft(1, text="old"), lambda: old.submit("old"), old.skip):
        assert refusal(call).code == "superseded"
    assert refusal(turns.take_hint, old.session_id, old.lease, old.question.pk).code == "superseded"
    assert seat.question.state == ResponseState.ASKED
    assert seat.question.draft == {}


def test_a_question_the_recruiter_removed_meanwhile_is_asked_all_the_same() -> None:
    config = open_config()
    seat = sit_down(config)
    config.questions.all().delete()
    seat.answer()
    assert seat.question.question_text == THREE_QUESTIONS[1]["text"]
    assert seat.question.rubric["expected_points"] == THREE_QUESTIONS[1]["expected_points"]


# --- When time is up ---------------------------------------------------------------------------------


def test_a_question_with_time_left_is_not_closed() -> None:
    seat = sit_down()
    assert turns.time_out(seat.session_id, seat.question.pk) is False
    seat.hear()
    clock.advance(119)
    assert turns.time_out(seat.session_id, seat.question.pk) is False


def test_what_was_typed_counts_when_time_runs_out() -> None:
    seat = sit_down()
    seat.hear()
    seat.draft(1, text=GOOD, code="yield 1")
    clock.advance(121)
    question = seat.question.pk
    assert turns.time_out(seat.session_id, question) is True
    assert turns.time_out(seat.session_id, question) is False
    settle()
    response = seat.responses[0]
    assert (response.state, response.typed_text, response.code_submission) == (ResponseState.TIMED_OUT, GOOD, "yield 1")
    assert response.reading == "strong"
    assert seat.question.number == 2


def test_nothing_said_until_time_ran_out_is_a_skip() -> None:
    seat = sit_down()
    seat.hear()
    clock.advance(121)
    turns.time_out(seat.session_id, seat.question.pk)
    assert seat.responses[0].state == ResponseState.SKIPPED


def test_the_interview_ends_when_its_time_is_used_up() -> None:
    seat = sit_down(open_config(time_limit=3))
    seat.answer(after=120)
    seat.answer(after=60)
    assert seat.session.status == SessionStatus.COMPLETED
    assert len(seat.responses) == 2


# --- After the end -----------------------------------------------------------------------------------


def test_an_answer_given_when_the_interview_has_ended_changes_nothing() -> None:
    seat = sit_down()
    for _ in range(3):
        seat.answer()
    last = seat.responses[-1]
    assert turns.submit(seat.session_id, seat.lease, last.pk, Answer(text="One more thing.")).typed_text == GOOD
    assert turns.time_out(seat.session_id, last.pk) is False
    assert len(seat.responses) == 3


def test_virtual_time_moves_only_where_it_is_virtual() -> None:
    moment = timezone.now() - timedelta(days=3)
    with clock.starting_at(moment):
        clock.advance(90)
        assert clock.now() == moment + timedelta(seconds=90)
