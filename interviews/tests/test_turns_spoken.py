from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from django.utils import timezone

from interviewer.providers.errors import Category, ProviderError
from interviewer.providers.stt.base import Transcript, Word
from interviewer.work.models import Work, WorkState
from interviews.models import Recording, Response, ResponseState
from interviews.services import clock, thinking, turns
from interviews.services.turns import TurnRefused
from interviews.signals import answer_recorded
from interviews.tests.helpers import GOOD, open_config, settle, sit_down

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def virtual_time() -> Iterator[None]:
    with clock.starting_at(timezone.now()):
        yield


@pytest.fixture
def whisper(monkeypatch: pytest.MonkeyPatch) -> Callable[[Any], list[list[Path]]]:
    """Let the transcription give a result, or raise one; the recordings it was asked to put into words."""
    asked: list[list[Path]] = []

    def says(outcome: Any) -> list[list[Path]]:
        def transcribe(files: list[Path], **options: Any) -> Transcript:
            asked.append(files)
            if isinstance(outcome, Exception):
                raise outcome
            return outcome

        monkeypatch.setattr(thinking, "transcribe", transcribe)
        return asked

    return says


NOT_CONFIGURED = ProviderError("nothing is configured", Category.NOT_CONFIGURED, permanent=True)


# --- Sound on its way ----------------------------------------------------------------------------------


def test_an_answer_waits_for_the_audio_that_is_still_on_its_way() -> None:
    seat = sit_down()
    seat.hear()
    seat.speak(0)
    seat.speak(2)
    with pytest.raises(TurnRefused) as caught:
        seat.submit(last_seq={0: 3})
    assert caught.value.code == "audio_incomplete"
    assert caught.value.details["missing"] == [{"segment": 0, "seq": 1}, {"segment": 0, "seq": 3}]
    assert seat.question.number == 1
    seat.speak(1)
    seat.speak(3)
    assert seat.submit(last_seq={0: 3}).state == ResponseState.ANSWERED
    assert Recording.objects.get().complete


def test_an_answer_can_be_given_up_to_the_audio_that_arrived() -> None:
    seat = sit_down()
    seat.hear()
    seat.speak(0)
    seat.submit(last_seq={0: 2}, accept_missing=True)
    recording = Recording.objects.get()
    assert not recording.complete
    assert recording.segments[0]["missing"] == [1, 2]


def test_speech_is_put_into_words(whisper: Callable[[Any], list[list[Path]]]) -> None:
    asked = whisper(Transcript(GOOD, "whisper", (Word("A", 0.0, 0.2, 0.9),), 0.8))
    seat = sit_down()
    seat.speak(0, b"one")
    seat.speak(1, b"two")
    seat.speak(0, b"three", segment=1)
    response = seat.answer("", last_seq={0: 1, 1: 0}, live_transcript="a jenerator")
    assert [path.read_bytes() for path in asked[0]] == [b"onetwo", b"three"]
    assert (response.transcript, response.transcript_source, response.reading) == (GOOD, "whisper", "strong")
    assert response.transcript_words == [["A", 0.0, 0.2, 0.9]]
    assert not response.unclear_audio


def test_silence_is_no_answer_and_not_unclear(whisper: Callable[[Any], list[list[Path]]]) -> None:
    whisper(Transcript("", "silence"))
    seat = sit_down(open_config(follow_ups_per_question=2))
    seat.speak(0)
    response = seat.answer("", last_seq={0: 0})
    assert (response.unclear_audio, response.reading) == (False, "no_answer")
    assert seat.question.question_type == "preset"


@pytest.mark.parametrize("outcome", [NOT_CONFIGURED, Transcript("", "whisper")])
def test_sound_without_words_is_unclear_and_never_probed(outcome: Any, whisper: Callable[[Any], Any]) -> None:
    whisper(outcome)
    seat = sit_down(open_config(follow_ups_per_question=2))
    seat.speak(0)
    response = seat.answer("", last_seq={0: 0})
    assert (response.unclear_audio, response.reading, response.transcript) == (True, "", "")
    assert seat.question.question_type == "preset"


@pytest.mark.parametrize("outcome", [NOT_CONFIGURED, Transcript("", "whisper")])
def test_the_words_the_browser_heard_stand_in_where_nothing_else_can(
    outcome: Any, whisper: Callable[[Any], Any]
) -> None:
    whisper(outcome)
    seat = sit_down()
    seat.speak(0)
    response = seat.answer("", last_seq={0: 0}, live_transcript=GOOD)
    assert (response.transcript, response.transcript_source) == (GOOD, "live")
    assert (response.unclear_audio, response.reading) == (False, "strong")


def test_what_was_typed_counts_beside_a_recording_nobody_understands(whisper: Callable[[Any], Any]) -> None:
    whisper(NOT_CONFIGURED)
    seat = sit_down()
    seat.speak(0)
    assert seat.answer(GOOD, last_seq={0: 0}).reading == "strong"


def test_a_second_try_does_not_ask_for_the_words_again(whisper: Callable[[Any], list[list[Path]]]) -> None:
    asked = whisper(Transcript(GOOD, "whisper"))
    seat = sit_down()
    seat.speak(0)
    response = seat.answer("", last_seq={0: 0})
    thinking.take_turn(response.pk)
    assert len(asked) == 1


# --- When an answer can't be worked on ---------------------------------------------------------------


def test_the_interview_goes_on_although_an_answer_can_not_be_worked_on(monkeypatch: pytest.MonkeyPatch) -> None:
    seat = sit_down()
    heard: list[Response] = []
    answer_recorded.connect(listener := lambda response, **kwargs: heard.append(response))
    monkeypatch.setattr(thinking, "_decide", lambda response: 1 / 0)
    seat.hear()
    response = seat.submit(GOOD)
    for _ in range(5):
        settle()
    answer_recorded.disconnect(listener)
    assert Work.objects.get(kind="interviews.turn").state == WorkState.FAILED
    response.refresh_from_db()
    assert response.decided_at is not None
    assert [r.pk for r in heard] == [response.pk]
    assert seat.question.number == 2


def test_going_on_twice_asks_one_question() -> None:
    seat = sit_down()
    seat.hear()
    response = seat.submit(GOOD)
    thinking.go_on_without(response.pk)
    thinking.go_on_without(response.pk)
    thinking.take_turn(response.pk)
    assert [r.number for r in seat.responses] == [1, 2]


@pytest.mark.parametrize(
    ("live", "expected"),
    [("", (True, "", "")), (GOOD, (False, GOOD, "live"))],
    ids=["nothing heard", "the browser heard"],
)
def test_a_spoken_answer_that_could_not_be_worked_on_is_not_called_no_answer(
    live: str, expected: tuple[bool, str, str], whisper: Callable[[Any], Any]
) -> None:
    whisper(MemoryError())
    seat = sit_down()
    seat.speak(0)
    seat.hear()
    response = seat.submit(last_seq={0: 0}, live_transcript=live)
    for _ in range(5):
        settle()
    response.refresh_from_db()
    assert (response.unclear_audio, response.transcript, response.transcript_source) == expected


def test_what_was_recorded_counts_when_time_runs_out(whisper: Callable[[Any], list[list[Path]]]) -> None:
    whisper(Transcript(GOOD, "whisper"))
    seat = sit_down()
    seat.hear()
    seat.speak(0)
    clock.advance(121)
    turns.time_out(seat.session_id, seat.question.pk)
    settle()
    assert (seat.responses[0].state, seat.responses[0].transcript) == (ResponseState.TIMED_OUT, GOOD)
