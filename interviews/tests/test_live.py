"""What the room can do beyond question and answer: pauses, more time, takes, the review, speech, audio by HTTP."""

from __future__ import annotations

import uuid
from collections.abc import Iterator
from datetime import UTC, datetime
from hashlib import sha256
from typing import Any

import pytest
from django.http import HttpResponse
from django.test import Client

from interviewer.providers.tts import registry
from interviewer.providers.tts.base import MouthShape, Speech, SpokenWord, TextToSpeech
from interviewer.work.models import Work
from interviews import seats
from interviews.models import CompletionMethod, InterviewSession, Invitation, Response, ResponseState, SessionStatus
from interviews.protocol import pack_chunk
from interviews.services import answering, clock, review, sessions, speech, thinking, turns
from interviews.services.turns import TurnRefused
from interviews.tests.helpers import GOOD, Seat, make_session, open_config, settle, sit_down

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _virtual_time() -> Iterator[None]:
    with clock.starting_at(datetime(2026, 11, 20, 12, tzinfo=UTC)):
        yield


# --- The clock ---------------------------------------------------------------------------------------


def test_the_clock_stands_still_while_the_question_is_played_again() -> None:
    seat = sit_down()
    seat.hear()
    clock.advance(10)
    left = answering.pause(seat.session_id, seat.lease, seat.question.pk)
    clock.advance(300)
    assert answering.pause(seat.session_id, seat.lease, seat.question.pk) == left
    assert answering.go_on(seat.session_id, seat.lease, seat.question.pk) == left == 110
    clock.advance(5)
    assert clock.remaining(seat.question, clock.now()) == 105


def test_playing_a_question_again_before_its_clock_has_started_does_not_start_it() -> None:
    seat = sit_down()
    assert answering.go_on(seat.session_id, seat.lease, seat.question.pk) == 120
    assert seat.question.clock_started_at is None


def test_more_time_is_given_as_often_as_granted_and_takes_none_from_other_questions() -> None:
    seat = sit_down(open_config(more_time=1))
    seat.hear()
    clock.advance(110)
    extended = answering.more_time(seat.session_id, seat.lease, seat.question.pk)
    assert (extended.remaining, extended.time_allowed, extended.left) == (70, 180, 0)
    with pytest.raises(TurnRefused, match="no more time") as refused:
        answering.more_time(seat.session_id, seat.lease, seat.question.pk)
    assert refused.value.code == "no_more_time"
    clock.advance(60)
    seat.submit(GOOD)
    assert seat.responses[0].time_taken == 170
    assert seat.session.answering_seconds == 120, "what was granted is not counted against the questions to come"


def test_more_time_can_be_had_ten_times_where_the_interview_allows_it() -> None:
    seat = sit_down(open_config(more_time=10))
    seat.hear()
    for taken in range(1, 11):
        clock.advance(60)
        extended = answering.more_time(seat.session_id, seat.lease, seat.question.pk)
        assert (extended.remaining, extended.left) == (120, 10 - taken)
    with pytest.raises(TurnRefused):
        answering.more_time(seat.session_id, seat.lease, seat.question.pk)


def test_extra_time_by_invitation_changes_every_clock() -> None:
    config = open_config(more_time=1)
    session = make_session(config)
    InterviewSession.objects.filter(pk=session.pk).update(time_factor=1.5)
    seat = Seat(session.pk)
    joined = seat.join()
    assert joined.limits["time_limit"] == 20 * 60 * 1.5
    assert seat.question.time_allowed == 180
    assert answering.more_time(seat.session_id, seat.lease, seat.question.pk).time_allowed == 180 + 90
    assert not Invitation.objects.exists()


# --- Information, never a score ----------------------------------------------------------------------


def test_pasting_is_noted_and_bounded_and_changes_no_grade() -> None:
    plain, pasted = sit_down(), sit_down(email="other@example.com")
    note = {"kind": "paste", "at": 3.0, "field": "text", "size": 400}
    for _ in range(9):
        answering.observe(pasted.session_id, pasted.lease, pasted.question.pk, [note] * 50)
    assert len(pasted.question.observations) == answering.MOST_OBSERVATIONS
    scores = []
    for seat in (plain, pasted):
        first = seat.answer(GOOD)
        scores.append(first.evaluations.get().score)
    assert scores[0] == scores[1]


# --- Takes -------------------------------------------------------------------------------------------


def test_the_take_that_was_sent_in_counts_and_not_the_last_one() -> None:
    seat = sit_down()
    seat.speak(0, b"first take", take=0)
    seat.speak(0, b"second take", take=1)
    response = seat.submit(last_seq={0: 0}, take=0)
    assert response.recording.complete
    settle()
    response.recording.refresh_from_db()
    assert response.recording.sha256 == sha256(b"first take").hexdigest()


def test_a_recorder_that_was_cut_off_leaves_a_recording_marked_incomplete() -> None:
    seat = sit_down()
    seat.speak(0, b"before the crash", segment=0)
    seat.speak(0, b"after it", segment=1)
    response = seat.submit(last_seq={0: 0, 1: 0}, take=0, interrupted=(0,))
    assert not response.recording.complete
    assert [entry.get("interrupted", False) for entry in response.recording.segments] == [True, False]


# --- The review --------------------------------------------------------------------------------------


def at_the_review() -> Seat:
    seat = Seat(make_session().pk)
    seat.lease = sessions.join(seat.session_id, reviewing=True).lease
    seat.answer()
    seat.skip()
    seat.answer()
    return seat


def test_before_the_end_the_candidate_sees_what_was_skipped_and_can_answer_it() -> None:
    seat = at_the_review()
    assert seat.session.status == SessionStatus.IN_PROGRESS
    (waiting,) = review.message(seat.session)["unanswered"]
    assert (waiting["label"], waiting["seconds"]) == ("Q2", 120)
    review.reopen(seat.session_id, seat.lease, uuid.UUID(waiting["question_id"]))
    assert seat.question.number == 2
    response = seat.answer(GOOD)
    assert response.state == ResponseState.ANSWERED
    assert seat.session.status == SessionStatus.COMPLETED
    assert seat.session.completion_method == CompletionMethod.AUTOMATIC
    assert response.evaluations.order_by("-answer_version").first().score > 0


def test_the_review_can_be_left_at_once_and_comes_back_after_a_reload() -> None:
    seat = at_the_review()
    seat.leave()
    joined = sessions.join(seat.session_id, reviewing=True)
    assert joined.waiting is not None
    assert joined.waiting["type"] == "review"
    assert not joined.thinking
    assert sessions.end(seat.session_id, CompletionMethod.MANUALLY_ENDED)
    assert seat.session.completion_method == CompletionMethod.AUTOMATIC


def test_only_skipped_questions_can_be_answered_again_and_only_in_the_review() -> None:
    seat = sit_down()
    skipped = seat.question.pk
    seat.skip()
    with pytest.raises(TurnRefused) as refused:
        review.reopen(seat.session_id, seat.lease, skipped)
    assert refused.value.code == "not_reopened"
    seat = at_the_review()
    with pytest.raises(TurnRefused):
        review.reopen(seat.session_id, seat.lease, seat.responses[0].pk)
    with pytest.raises(TurnRefused):
        review.reopen(seat.session_id, seat.lease, uuid.uuid4())


def test_a_page_that_knows_no_review_is_not_left_waiting_at_it() -> None:
    seat = at_the_review()
    assert sessions.join(seat.session_id).status == SessionStatus.COMPLETED


# --- Speech ------------------------------------------------------------------------------------------


class Voice(TextToSpeech):
    name = "test"

    def __init__(self) -> None:
        self.spoken: list[str] = []

    def available(self) -> bool:
        return True

    def speak(self, text: str, *, voice: str, rate: float, language: str, timeout: float) -> Speech:
        self.spoken.append(text)
        return Speech(
            "test", "audio/wav", 1.0, (SpokenWord("Hello", 0, 1),), (MouthShape("B", 0, 1),), audio=bytes(range(100))
        )


@pytest.fixture
def voice(monkeypatch: pytest.MonkeyPatch) -> Voice:
    speaker = Voice()
    monkeypatch.setattr(registry, "chain", lambda: [speaker])
    return speaker


def test_questions_are_spoken_ahead_when_an_interview_opens(voice: Voice) -> None:
    config = open_config()
    settle()
    assert voice.spoken == list(config.questions.order_by("position").values_list("text", flat=True))
    seat = sit_down(config)
    message = speech.message_or_order(seat.question.pk)
    assert message is not None, "the first question waits for nobody"
    assert message["url"]
    assert message["visemes"] == [{"shape": "B", "start": 0, "end": 1}]


def test_without_any_voice_the_question_says_so_and_nothing_is_ordered() -> None:
    seat = sit_down()
    assert thinking.current_message(seat.session)["speech"] is False  # type: ignore[index]
    assert not Work.objects.filter(kind__startswith="interviews.speak").exists()


def seated(client: Client, session_id: uuid.UUID) -> Client:
    response = HttpResponse()
    seats.give(response, session_id)
    client.cookies.update(response.cookies)
    return client


def test_the_spoken_question_is_for_the_seat_it_was_made_for(client: Client, voice: Voice) -> None:
    seat, other = sit_down(), sit_down(email="other@example.com")
    settle()
    url = f"/interview/session/{seat.session_id}/speech/{seat.question.pk}/"
    assert client.get(url).status_code == 404
    assert seated(Client(), other.session_id).get(url).status_code == 404
    mine = seated(client, seat.session_id)
    answer = mine.get(url)
    assert (answer.status_code, answer["Content-Type"]) == (200, "audio/wav")
    assert b"".join(answer.streaming_content) == bytes(range(100))  # type: ignore[attr-defined]
    part = mine.get(url, HTTP_RANGE="bytes=10-19")
    assert (part.status_code, part.content) == (206, bytes(range(10, 20)))
    assert mine.get(f"/interview/session/{seat.session_id}/speech/{other.question.pk}/").status_code == 404


# --- Audio by HTTP -----------------------------------------------------------------------------------


def chunk(question: Response, body: bytes = b"sound", **fields: Any) -> bytes:
    header = {"type": "audio_chunk", "question_id": str(question.pk), "seq": 0, "size": len(body), **fields}
    return pack_chunk(header, body)


def post(client: Client, seat: Seat, data: bytes, **headers: str) -> Any:
    url = f"/interview/session/{seat.session_id}/audio/"
    return client.post(url, data, content_type="application/octet-stream", headers=headers)


def test_where_the_socket_is_away_chunks_come_by_http(client: Client) -> None:
    seat = sit_down()
    seated(client, seat.session_id)
    ack = post(client, seat, chunk(seat.question, sha256=sha256(b"sound").hexdigest())).json()
    assert ack == {
        "type": "ack",
        "kind": "audio_chunk",
        "question_id": str(seat.question.pk),
        "take": 0,
        "segment": 0,
        "seq": 0,
    }
    assert post(client, seat, chunk(seat.question)).status_code == 200, "the same again is harmless"
    late = chunk(seat.question)
    response = seat.submit(last_seq={0: 0})
    assert response.recording.complete
    assert post(client, seat, late).status_code == 200, "what came by the socket too may arrive after the answer"


def test_nothing_else_comes_in_by_http(client: Client) -> None:
    seat, other = sit_down(), sit_down(email="other@example.com")
    assert post(client, seat, chunk(seat.question)).status_code == 404, "no seat"
    seated(client, seat.session_id)
    for data, code in (
        (b"", "invalid_message"),
        (b"\x00\x00\x00\x02{}", "invalid_message"),
        (chunk(seat.question, size=99), "invalid_message"),
        (chunk(seat.question, sha256="0" * 64), "chunk_damaged"),
        (chunk(seat.question, take=5), "no_more_takes"),
        (chunk(other.question), "unknown_question"),
        (chunk(seat.question, b"x" * 400_000), "too_large"),
    ):
        answer = post(client, seat, data)
        assert (answer.status_code, answer.json()["code"]) == (422, code)
    assert turns.recordings.segments(seat.session_id, seat.question.pk) == []
    strict = seated(Client(enforce_csrf_checks=True), seat.session_id)
    assert post(strict, seat, chunk(seat.question)).status_code == 403, "a page of another site has no token"


# --- Afterwards --------------------------------------------------------------------------------------


def test_how_it_was_is_asked_at_the_end_and_kept_apart(client: Client) -> None:
    seat = sit_down()
    sessions.end(seat.session_id, CompletionMethod.MANUALLY_ENDED)
    settle()
    seated(client, seat.session_id)
    url = f"/interview/session/{seat.session_id}/done/"
    assert "How was it?" in client.get(url).content.decode()
    assert client.post(url, {"rating": "4", "text": "Calm."}).status_code == 302
    assert seat.session.experience == {"rating": 4, "text": "Calm."}
    client.post(url, {"rating": "99", "text": "x"})
    assert seat.session.experience["rating"] == 4


def test_own_results_are_shown_only_where_the_interview_says_so(client: Client) -> None:
    for shows in (True, False):
        config = open_config(candidate_feedback=shows, job_role=f"Role {shows}")
        seat = sit_down(config, email=f"{shows}@example.com")
        seat.answer(GOOD)
        sessions.end(seat.session_id, CompletionMethod.MANUALLY_ENDED)
        settle()
        feedback = seat.responses[0].evaluations.get().feedback
        assert feedback
        page = seated(client, seat.session_id).get(f"/interview/session/{seat.session_id}/done/").content.decode()
        assert ("How your answers were read" in page) is shows


def said(seat: Seat, words: str) -> Response:
    """A spoken answer, as the page's recogniser heard it."""
    seat.speak(0)
    return seat.answer("", live_transcript=words, last_seq={0: 0})


def test_who_asked_aloud_to_pass_and_answers_in_the_review_is_heard_anew() -> None:
    seat = Seat(make_session().pk)
    seat.lease = sessions.join(seat.session_id, reviewing=True).lease
    seat.answer()
    passed = said(seat, "Can I skip this one please?")
    assert passed.state == ResponseState.SKIPPED
    seat.answer()
    review.reopen(seat.session_id, seat.lease, passed.pk)
    answered = said(seat, GOOD)
    assert answered.pk == passed.pk
    assert (answered.state, answered.transcript) == (ResponseState.ANSWERED, GOOD)
    assert seat.session.status == SessionStatus.COMPLETED


def test_asking_for_a_repeat_in_the_review_puts_the_question_again() -> None:
    seat = at_the_review()
    (waiting,) = review.message(seat.session)["unanswered"]
    review.reopen(seat.session_id, seat.lease, uuid.UUID(waiting["question_id"]))
    asked = seat.answer("Can you repeat the question please?")
    assert asked.state == ResponseState.ASKED_BACK
    assert seat.question.question_text == waiting["text"]
    seat.answer(GOOD)
    assert seat.session.status == SessionStatus.COMPLETED
