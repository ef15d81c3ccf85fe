from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta

import pytest
from django.conf import settings
from django.utils import timezone

from interviewer.work.models import Work
from interviews import events
from interviews.links import Door
from interviews.models import CompletionMethod, InterviewSession, Invitation, ResponseState, SessionStatus
from interviews.services import clock, configs, endings, sessions, turns
from interviews.services.sessions import NotPossible
from interviews.signals import session_completed
from interviews.tests.helpers import (
    GOOD,
    Seat,
    a_question,
    draft_config,
    make_session,
    make_user,
    open_config,
    settle,
    sit_down,
)

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def virtual_time() -> Iterator[None]:
    with clock.starting_at(timezone.now()):
        yield


# --- Coming in ---------------------------------------------------------------------------------------


def test_the_first_connection_begins_the_interview() -> None:
    session = make_session()
    assert (session.status, session.started_at) == (SessionStatus.PENDING, None)
    joined = Seat(session.pk).join()
    session.refresh_from_db()
    assert (session.status, session.started_at) == (SessionStatus.IN_PROGRESS, clock.now())
    assert joined.superseded == ""
    assert not joined.thinking
    assert joined.question is not None
    assert (joined.question["number"], joined.question["total"], joined.question["clock"]) == (1, 3, "waiting")
    expected = {
        "time_limit": 1200,
        "time_used": 0,
        "total_questions": 3,
        "text_answers_allowed": True,
        "answer_takes": 2,
    }
    assert joined.limits == expected


def test_nobody_is_interviewed_without_consent() -> None:
    session = make_session(consent=False)
    with pytest.raises(NotPossible):
        Seat(session.pk).join()
    session.refresh_from_db()
    assert session.status == SessionStatus.PENDING
    assert not session.responses.exists()


def test_a_session_that_does_not_exist_can_not_be_joined() -> None:
    session = make_session()
    pk = session.pk
    session.delete()
    with pytest.raises(InterviewSession.DoesNotExist):
        sessions.join(pk)


def test_joining_again_gives_back_what_was_left() -> None:
    seat = sit_down()
    seat.hear()
    seat.draft(3, text="A gener")
    turns.take_hint(seat.session_id, seat.lease, seat.question.pk)
    seat.speak(0)
    seat.speak(2)
    clock.advance(20)
    seat.leave()
    clock.advance(3600)
    joined = seat.join()
    question = joined.question
    assert question is not None
    assert question["question_id"] == str(seat.question.pk)
    assert (question["draft"]["text"], question["draft_revision"]) == ("A gener", 3)
    assert (question["remaining"], question["clock"]) == (100, "running")
    assert (len(question["hints"]), question["hints_available"]) == (1, 1)
    assert joined.audio == [{"take": 0, "segment": 0, "last_seq": 2, "missing": [1]}]


def test_joining_while_the_answer_is_worked_on_says_so() -> None:
    seat = sit_down()
    seat.hear()
    seat.submit(GOOD)
    joined = seat.join()
    assert (joined.thinking, joined.question) == (True, None)
    settle()
    joined = seat.join()
    assert not joined.thinking
    assert joined.question is not None and joined.question["number"] == 2


def test_a_second_connection_takes_over_and_names_the_first() -> None:
    seat = sit_down()
    first = seat.lease
    assert sessions.seen(seat.session_id, first)
    assert seat.join().superseded == first
    assert not sessions.seen(seat.session_id, first)
    assert sessions.seen(seat.session_id, seat.lease)


def test_an_interview_without_a_question_ends_at_once() -> None:
    config = open_config()
    seat = Seat(make_session(config).pk)
    version = seat.session.config_version
    version.content["questions"] = []
    version.save()
    joined = seat.join()
    assert (joined.status, joined.question, joined.thinking) == (SessionStatus.COMPLETED, None, False)


def test_a_completed_interview_can_be_opened_again_and_asks_nothing() -> None:
    seat = sit_down()
    sessions.end(seat.session_id, CompletionMethod.MANUALLY_ENDED)
    joined = seat.join()
    assert (joined.status, joined.question, joined.thinking) == (SessionStatus.COMPLETED, None, False)


# --- Away --------------------------------------------------------------------------------------------


def test_the_clock_stands_still_while_the_candidate_is_away() -> None:
    seat = sit_down()
    seat.hear()
    clock.advance(50)
    seat.leave()
    clock.advance(5000)
    assert clock.remaining(seat.question, clock.now()) == 70
    assert turns.time_out(seat.session_id, seat.question.pk) is False
    seat.join()
    clock.advance(10)
    assert clock.remaining(seat.question, clock.now()) == 60


def test_a_clock_that_was_not_started_is_not_started_by_coming_back() -> None:
    seat = sit_down()
    seat.leave()
    clock.advance(100)
    joined = seat.join()
    assert joined.question is not None
    assert (joined.question["clock"], joined.question["remaining"]) == ("waiting", 120)


def test_leaving_late_does_not_stop_the_clock_of_the_connection_that_took_over() -> None:
    seat = sit_down()
    first = seat.lease
    seat.hear()
    seat.join()
    sessions.leave(seat.session_id, first)
    assert seat.session.lease == seat.lease
    clock.advance(30)
    assert clock.remaining(seat.question, clock.now()) == 90


def test_after_a_process_died_only_the_time_to_the_last_sign_of_life_counts() -> None:
    seat = sit_down()
    seat.hear()
    clock.advance(20)
    sessions.seen(seat.session_id, seat.lease)
    clock.advance(6000)  # the process died soon after, and nobody told that the candidate had left
    seat.join()
    assert clock.remaining(seat.question, clock.now()) == 100


def test_loading_the_page_again_gains_no_time() -> None:
    seat = sit_down()
    seat.hear()
    clock.advance(9)
    seat.join()  # before the old connection was seen to end
    assert clock.remaining(seat.question, clock.now()) == 111


def test_after_a_process_died_without_a_sign_of_life_nothing_counts_twice() -> None:
    seat = sit_down()
    clock.advance(50)
    seat.hear()  # later than the last sign of life, which was joining
    clock.advance(6000)
    seat.join()
    seat.join()
    assert clock.remaining(seat.question, clock.now()) == 120


def test_an_answer_acknowledged_before_a_crash_is_worked_on_after_it() -> None:
    seat = sit_down()
    seat.hear()
    seat.submit(GOOD)
    assert Work.objects.filter(kind="interviews.turn", session_id=seat.session_id).count() == 1
    settle()  # by another worker, at another time
    assert seat.join().question["number"] == 2  # type: ignore[index]


# --- Retakes and invitations -------------------------------------------------------------------------


def test_a_finished_interview_is_not_taken_twice() -> None:
    config = open_config()
    sessions.end(make_session(config).pk, CompletionMethod.MANUALLY_ENDED)
    with pytest.raises(NotPossible):
        make_session(config)
    assert config.sessions.count() == 1


def test_another_person_can_take_it_and_so_can_the_same_person_another_interview() -> None:
    config = open_config()
    sessions.end(make_session(config).pk, CompletionMethod.MANUALLY_ENDED)
    make_session(config, email="other@example.com")
    make_session(open_config())


def test_as_many_retakes_as_allowed_are_given() -> None:
    config = open_config(retakes=1)
    for _ in range(2):
        sessions.end(make_session(config, email="Carla@Example.com").pk, CompletionMethod.MANUALLY_ENDED)
    with pytest.raises(NotPossible):
        make_session(config)


def test_an_invitation_gives_its_time_factor_and_is_used() -> None:
    config = open_config()
    invitation = Invitation.objects.create(config=config, email="carla@example.com", token_hash="x", time_factor=1.5)
    first = make_session(config)
    session = sessions.create_session(Door(config, invitation), first.candidate, full_name=" Carla ", resume=None)
    invitation.refresh_from_db()
    assert (session.time_factor, session.candidate_name, invitation.state) == (1.5, "Carla", "used")
    assert first.time_factor == 1.0


def test_a_session_keeps_the_version_it_began_with() -> None:
    config = open_config()
    seat = sit_down(config)
    configs.add_question(config.created_by, config, a_question("Why do you want to work with us here?"))
    assert seat.join().limits["total_questions"] == 3
    assert sit_down(config, email="later@example.com").join().limits["total_questions"] == 4


# --- The end -----------------------------------------------------------------------------------------


def test_the_candidate_can_end_the_interview_and_what_was_typed_counts() -> None:
    seat = sit_down()
    seat.answer()
    seat.hear()
    seat.draft(1, text="Half an ans")
    clock.advance(12)
    assert sessions.end(seat.session_id, CompletionMethod.MANUALLY_ENDED) is True
    settle()
    session = seat.session
    assert (session.status, session.completion_method) == (SessionStatus.COMPLETED, "manually_ended")
    assert [r.state for r in seat.responses] == [ResponseState.ANSWERED, ResponseState.TIMED_OUT]
    assert seat.responses[1].typed_text == "Half an ans"
    assert session.answering_seconds == pytest.approx(12)
    assert session.ended_at == clock.now()


def test_an_interview_ends_once() -> None:
    seat = sit_down()
    ended: list[str] = []
    session_completed.connect(listener := lambda session, **kwargs: ended.append(session.completion_method))
    assert sessions.end(seat.session_id, CompletionMethod.MANUALLY_ENDED)
    assert not sessions.end(seat.session_id, CompletionMethod.TIMEOUT_CLEANUP)
    session_completed.disconnect(listener)
    assert ended == ["manually_ended"]
    assert seat.session.completion_method == "manually_ended"


def test_nothing_is_asked_after_the_end() -> None:
    seat = sit_down()
    seat.hear()
    seat.submit(GOOD)  # still to be worked on
    sessions.end(seat.session_id, CompletionMethod.MANUALLY_ENDED)
    settle()
    assert len(seat.responses) == 1
    assert seat.responses[0].decided_at is not None


def test_an_interview_that_never_began_can_be_ended() -> None:
    session = make_session()
    assert sessions.end(session.pk, CompletionMethod.TIMEOUT_CLEANUP)
    session.refresh_from_db()
    assert session.started_at is not None


def test_the_page_is_told_of_the_end_once_it_is_committed(
    monkeypatch: pytest.MonkeyPatch, django_capture_on_commit_callbacks: object
) -> None:
    seat = sit_down()
    told: list[dict[str, object]] = []
    monkeypatch.setattr(events, "send_to_session", lambda session_id, message: told.append(message))
    with django_capture_on_commit_callbacks() as callbacks:  # type: ignore[operator]
        sessions.end(seat.session_id, CompletionMethod.MANUALLY_ENDED)
        assert told == []
    for callback in callbacks:
        callback()
    assert [message["type"] for message in told] == ["completed"]
    assert told[0]["answered"] == 0
    assert told == [endings.completed_message(seat.session)]


# --- Interviews gone quiet ---------------------------------------------------------------------------


def quiet_for(minutes: float) -> None:
    clock.advance(minutes * 60)


def test_an_interview_gone_quiet_is_ended_with_what_there_is() -> None:
    seat = sit_down()
    seat.answer()
    seat.leave()
    quiet_for(settings.SESSION_QUIET_MINUTES + 1)
    assert sessions.close_quiet_sessions() == 1
    session = seat.session
    assert (session.status, session.completion_method) == (SessionStatus.COMPLETED, "timeout_cleanup")
    assert sessions.close_quiet_sessions() == 0


def test_time_that_nobody_was_there_for_is_not_counted_at_the_end() -> None:
    seat = sit_down()
    seat.hear()
    clock.advance(10)
    seat.leave()
    quiet_for(settings.SESSION_QUIET_MINUTES + 1)
    sessions.close_quiet_sessions()
    assert seat.session.answering_seconds == pytest.approx(10)


def test_interviews_under_way_not_begun_or_over_are_left_alone() -> None:
    config = open_config()
    present, pending = sit_down(config), make_session(config, email="pending@example.com")
    over = sit_down(config, email="over@example.com")
    sessions.end(over.session_id, CompletionMethod.MANUALLY_ENDED)
    quiet_for(settings.SESSION_QUIET_MINUTES - 1)
    assert sessions.close_quiet_sessions() == 0
    sessions.seen(present.session_id, present.lease)
    quiet_for(30)
    assert sessions.close_quiet_sessions() == 0
    pending.refresh_from_db()
    assert pending.status == SessionStatus.PENDING
    assert over.session.completion_method == "manually_ended"


def test_a_candidate_who_is_back_is_not_swept_away() -> None:
    seat = sit_down()
    seat.leave()
    quiet_for(settings.SESSION_QUIET_MINUTES + 1)
    seat.join()
    assert sessions.close_quiet_sessions(clock.now() + timedelta(minutes=1)) == 0


def test_a_session_of_a_closed_config_can_be_finished() -> None:
    config = draft_config(make_user())
    configs.open_config(config.created_by, config)
    seat = sit_down(config)
    configs.close_config(config.created_by, config)
    for _ in range(3):
        seat.answer()
    assert seat.session.status == SessionStatus.COMPLETED


def test_who_has_seen_the_questions_has_used_the_take() -> None:
    config = open_config()
    first, second = make_session(config), make_session(config)
    Seat(first.pk).join()
    with pytest.raises(sessions.NotPossible, match="taken already"):
        Seat(second.pk).join()
    with pytest.raises(sessions.NotPossible, match="taken already"):
        make_session(config)
    Seat(first.pk).join()


def test_nobody_begins_after_the_interview_was_closed_but_who_began_goes_on() -> None:
    config = open_config()
    begun, waiting = make_session(config), make_session(config, email="late@example.com")
    Seat(begun.pk).join()
    configs.close_config(config.created_by, config)
    Seat(begun.pk).join()
    with pytest.raises(sessions.NotPossible, match="closed before"):
        Seat(waiting.pk).join()
