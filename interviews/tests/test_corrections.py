"""The transcript isn't taken for truth: the candidate can say that it is wrong, and what they said instead."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from asgiref.sync import sync_to_async
from django.test import Client

from interviewer.providers.stt.base import Transcript
from interviews import seats
from interviews.models import CompletionMethod, InterviewSession, Response
from interviews.protocol import MAX_CORRECTION
from interviews.services import clock, corrections, review, sessions, thinking
from interviews.services.turns import TurnRefused
from interviews.tests.helpers import GOOD, Seat, make_session, settle, sit_down
from interviews.tests.test_socket import chunk, get, joined
from interviews.tests.test_socket import make_session as a_session

HEARD = "A generator fields one value at a time."


@pytest.fixture(autouse=True)
def _misheard(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(thinking, "transcribe", lambda files, **options: Transcript(HEARD, "whisper"))


@pytest.fixture
def seat(db: None) -> Iterator[Seat]:
    with clock.starting_at(datetime(2026, 11, 20, 12, tzinfo=UTC)):
        yield sit_down()


def spoken(seat: Seat) -> Response:
    seat.speak(0)
    return seat.answer("", last_seq={0: 0})


def correct(seat: Seat, response: Response, text: str = "", **fields: Any) -> Response:
    corrections.correct(seat.session_id, seat.lease, response.pk, text=text, **fields)
    response.refresh_from_db()
    return response


def test_a_correction_stands_beside_the_transcript_and_changes_nothing_of_the_answer(seat: Seat) -> None:
    response = spoken(seat)
    clock.advance(30)
    response = correct(seat, response, " A generator yields one value at a time.\x00 ")
    assert (response.transcript, response.transcript_source) == (HEARD, "whisper")
    assert response.transcript_flagged
    assert response.candidate_correction == "A generator yields one value at a time."
    assert response.correction_at == clock.now()
    assert response.answer_text == HEARD


def test_it_can_be_flagged_without_a_word_and_taken_back(seat: Seat) -> None:
    response = correct(seat, spoken(seat))
    assert (response.transcript_flagged, response.candidate_correction) == (True, "")
    response = correct(seat, response, "ignored", wrong=False)
    assert (response.transcript_flagged, response.candidate_correction, response.correction_at) == (False, "", None)


def test_only_ones_own_spoken_answers_can_be_corrected_and_in_time(seat: Seat) -> None:
    first = spoken(seat)
    typed = seat.answer(GOOD)
    other = spoken(sit_down(email="other@example.com"))
    for response, code in (
        (typed, "not_corrected"),
        (seat.question, "not_corrected"),
        (other, "unknown_question"),
    ):
        with pytest.raises(TurnRefused) as refused:
            correct(seat, response)
        assert refused.value.code == code
    with pytest.raises(TurnRefused) as refused:
        correct(seat, first, "x" * (MAX_CORRECTION + 1))
    assert refused.value.code == "too_long"
    sessions.end(seat.session_id, CompletionMethod.MANUALLY_ENDED)
    assert correct(seat, first).transcript_flagged, "the last transcript is there only after the end"
    clock.advance(timedelta(days=1, seconds=1).total_seconds())
    with pytest.raises(TurnRefused) as refused:
        correct(seat, first)
    assert refused.value.code == "not_corrected"


def test_an_answer_nobody_could_put_into_words_can_be_told(seat: Seat, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(thinking, "transcribe", lambda files, **options: Transcript("", "whisper"))
    response = spoken(seat)
    assert response.unclear_audio
    assert correct(seat, response, "What I said.").candidate_correction == "What I said."


def test_the_review_before_the_end_shows_what_was_understood(db: None) -> None:
    seat = Seat(make_session().pk)
    seat.lease = sessions.join(seat.session_id, reviewing=True).lease
    first = spoken(seat)
    seat.skip()
    seat.answer(GOOD)
    correct(seat, first, "yields")
    (shown,) = review.message(seat.session)["transcripts"]
    assert (shown["text"], shown["flagged"], shown["correction"]) == (HEARD, True, "yields")


def test_coming_back_brings_the_transcript_of_the_answer_before(seat: Seat) -> None:
    assert seat.join().transcript is None
    response = spoken(seat)
    transcript = seat.join().transcript
    assert transcript is not None
    assert (transcript["question_id"], transcript["text"]) == (str(response.pk), HEARD)
    seat.answer(GOOD)
    assert seat.join().transcript is None, "the answer before was typed: there is nothing to correct"


# --- Over the socket, and on the last page -------------------------------------------------------------


@pytest.mark.usefixtures("worker")
async def test_the_page_is_told_what_was_understood_and_may_object(transactional_db: None) -> None:
    session = await sync_to_async(a_session)()
    async with joined(session.pk) as page:
        question_id = (await page.expect("question"))["question_id"]
        await page.send(type="correct", question_id=question_id, text="too early")
        assert (await page.expect("error"))["code"] == "not_corrected"
        await page.socket.send_to(bytes_data=chunk(question_id, 0))
        await page.expect("ack", kind="audio_chunk")
        await page.send(type="answer", question_id=question_id, last_seq={"0": 0})
        heard = await page.expect("transcript", final=True)
        assert (heard["question_id"], heard["text"], heard["flagged"]) == (question_id, HEARD, False)
        await page.expect("question")
        await page.send(type="correct", question_id=question_id, text="It yields.")
        await page.expect("ack", kind="correct", question_id=question_id)
        for wrong in ({"text": 5}, {"text": "x" * (MAX_CORRECTION + 1)}, {"wrong": "maybe"}, {"score": 100}):
            await page.send(type="correct", question_id=question_id, **wrong)
            assert (await page.expect("error"))["code"] == "invalid_message"
    assert (await get(Response, pk=question_id)).candidate_correction == "It yields."


def ended(seat: Seat) -> tuple[Response, Client, str]:
    response = spoken(seat)
    sessions.end(seat.session_id, CompletionMethod.MANUALLY_ENDED)
    settle()
    InterviewSession.objects.filter(pk=seat.session_id).update(ended_at=clock.now())
    client = Client()
    client.cookies[seats.cookie_name(seat.session_id)] = seats.token(seat.session_id)
    return response, client, f"/interview/session/{seat.session_id}/done/"


def test_on_the_last_page_it_works_without_javascript(seat: Seat) -> None:
    response, client, url = ended(seat)
    assert HEARD in client.get(url).content.decode()
    answer = client.post(url, {"question_id": response.pk, "words": "<b>It yields.</b>"}, follow=True)
    page = answer.content.decode()
    assert "You said that this is not what you said." in page
    assert "&lt;b&gt;It yields.&lt;/b&gt;" in page
    client.post(url, {"question_id": response.pk, "right": "on"})
    response.refresh_from_db()
    assert not response.transcript_flagged


def test_the_last_page_takes_no_other_corrections(seat: Seat) -> None:
    response, client, url = ended(seat)
    foreign = spoken(sit_down(email="other@example.com"))
    for data in (
        {"question_id": foreign.pk},
        {"question_id": "x"},
        {"question_id": response.pk, "words": "x" * 20_001},
    ):
        assert client.post(url, data).status_code == 404
    assert Client().post(url, {"question_id": response.pk}).status_code == 404
    clock.advance(timedelta(days=2).total_seconds())
    assert HEARD not in client.get(url).content.decode()
    assert client.post(url, {"question_id": response.pk}).status_code == 404
    assert not Response.objects.filter(transcript_flagged=True).exists()
