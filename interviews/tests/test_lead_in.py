"""What is said before a question: one utterance with it, and the question can still be heard alone."""

from __future__ import annotations

import pytest

from interviewer.providers.tts import registry
from interviewer.providers.tts.espeak import Espeak
from interviews.services import speech
from interviews.tests.helpers import settle, sit_down
from interviews.tests.test_live import Voice

pytestmark = pytest.mark.django_db


def test_a_reply_and_the_question_put_again_are_spoken_as_one(monkeypatch: pytest.MonkeyPatch) -> None:
    speaker = Voice()
    monkeypatch.setattr(registry, "chain", lambda: [speaker])
    seat = sit_down()
    plain = seat.question.question_text
    assert speech.message_or_order(seat.question.pk) is None, "a worker will speak it"
    settle()
    seat.answer("Could you repeat that, please?")
    again = seat.question
    assert again.lead_in
    assert speech.message_or_order(again.pk) is None, "the question alone is not what is to be said now"
    settle()
    said = [text for text in speaker.spoken if plain in text]
    assert said == [plain, f"{again.lead_in} {plain}"]
    assert speech.message_or_order(again.pk) is not None, "and it is kept"


def test_captions_have_a_word_for_each_word_of_both(monkeypatch: pytest.MonkeyPatch) -> None:
    espeak = Espeak()
    if not espeak.available():
        pytest.skip("needs espeak-ng")
    monkeypatch.setattr(registry, "chain", lambda: [espeak])
    seat = sit_down()
    seat.answer("Could you repeat that, please?")
    question = seat.question
    speech.message_or_order(question.pk)
    settle()
    message = speech.message_or_order(question.pk)
    assert message is not None
    words = f"{question.lead_in} {question.question_text}".split()
    assert [word["text"] for word in message["words"]] == words
    starts = [word["start"] for word in message["words"]]
    assert starts == sorted(starts)
    assert 0 < starts[len(question.lead_in.split())] < message["duration"], "from here on it is the question alone"
