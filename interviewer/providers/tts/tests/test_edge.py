"""edge-tts itself, against a server that speaks the service's wire format, well and badly."""

from __future__ import annotations

import time
from collections.abc import Iterator
from itertools import pairwise
from typing import Any

import pytest

from interviewer.providers.errors import Category, ProviderError
from interviewer.providers.tts import mp3
from interviewer.providers.tts.base import Speech
from interviewer.providers.tts.edge import Edge
from interviewer.providers.tts.tests.fake_edge import FRAME, FakeEdge

TEXT = "Tell me about R&D at <Acme>: why did you choose a queue, and what came of it?"
FAULTS = {
    "hanging": {Category.TIMEOUT},
    "hangs at the door": {Category.TIMEOUT},
    "slow": {Category.TIMEOUT},
    "401": {Category.AUTH},
    "403": {Category.AUTH},
    "429": {Category.RATE_LIMIT},
    "500": {Category.UNAVAILABLE},
    "HTML": {Category.UNAVAILABLE, Category.INVALID_OUTPUT},
    "HTML as audio": {Category.INVALID_OUTPUT},
    "no audio": {Category.INVALID_OUTPUT},
    "cut off": {Category.UNAVAILABLE},
    "not JSON": {Category.INVALID_OUTPUT},
    "wrong shape": {Category.INVALID_OUTPUT},
    "NaN times": {Category.INVALID_OUTPUT},
    "far times": {Category.INVALID_OUTPUT},
}


@pytest.fixture
def server(settings: Any) -> Iterator[FakeEdge]:
    with FakeEdge() as edge:
        settings.EDGE_TTS_URL = edge.url
        yield edge


def say(text: str = TEXT, *, timeout: float = 10.0, voice: str = "", rate: float = 1.0, language: str = "en") -> Speech:
    return Edge().speak(text, voice=voice, rate=rate, language=language, timeout=timeout)


def test_each_word_of_the_text_has_its_time_and_the_mouth_moves_with_it(server: FakeEdge) -> None:
    speech = say()
    assert [word.text for word in speech.words] == TEXT.split()
    assert speech.mime_type == "audio/mpeg"
    assert speech.duration == pytest.approx(len(speech.audio) / 6000, abs=0.001)
    assert (speech.words[0].start, speech.words[0].end) == (0.1, 0.4)
    assert speech.words[3].start == pytest.approx(0.1 + 3 * 0.36, abs=0.001)
    assert all(a.end <= b.start for a, b in pairwise(speech.words))
    assert '"wordBoundaryEnabled":"true"' in server.config
    assert server.connections == 1


def test_text_is_escaped_and_voice_and_pace_are_sent(server: FakeEdge) -> None:
    say(rate=1.25, voice="male", language="de-DE")
    assert "R&amp;D at &lt;Acme&gt;" in server.ssml[0]
    assert "(de-DE, ConradNeural)" in server.ssml[0]
    assert "rate='+25%'" in server.ssml[0]


@pytest.mark.parametrize("voice", ["nobody", "en-US-X'/><break time='9s'/>Neural", "../../etc", "en-US-\nNeural"])
def test_a_voice_nobody_knows_is_the_languages_own(voice: str, server: FakeEdge) -> None:
    say(voice=voice)
    assert "EmmaMultilingualNeural" in server.ssml[0]
    assert "break" not in server.ssml[0]


@pytest.mark.parametrize("fault", FAULTS)
def test_a_fault_is_told_as_what_it_is_and_in_time(fault: str, server: FakeEdge) -> None:
    server.fault = fault
    timeout = 0.7 if FAULTS[fault] == {Category.TIMEOUT} else 10.0
    began = time.monotonic()
    with pytest.raises(ProviderError) as caught:
        say(timeout=timeout)
    assert caught.value.category in FAULTS[fault]
    assert time.monotonic() - began < 5
    # The library itself asks once more after a 403, with its clock set by the server's.
    assert server.connections <= (2 if fault == "403" else 1)


def test_a_service_out_of_reach_is_unavailable(settings: Any) -> None:
    settings.EDGE_TTS_URL = "ws://127.0.0.1:9/edge/v1"
    with pytest.raises(ProviderError) as caught:
        say(timeout=5)
    assert caught.value.category == Category.UNAVAILABLE


def test_an_mp3_is_as_long_as_its_whole_frames() -> None:
    assert mp3.seconds(FRAME * 100) == pytest.approx(2.4)
    assert mp3.seconds(FRAME * 2 + FRAME[:50]) == pytest.approx(0.048)
    assert mp3.seconds(b"ID3\x04\x00\x00\x00\x00\x00\x0a" + bytes(10) + FRAME) == pytest.approx(0.024)
    for junk in (b"", b"ID3", b"<html>", b"\xff\xfb", b"\xff" * 50, b"\xff\xf3\x04\xc4" + bytes(500)):
        assert mp3.seconds(junk) == 0
