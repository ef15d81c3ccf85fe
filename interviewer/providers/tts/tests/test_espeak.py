"""eSpeak NG where it is installed: its sounds, their times, and doing without it."""

from __future__ import annotations

import io
import json
import sys
import wave
from itertools import pairwise
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from interviewer.providers.errors import Category, ProviderError
from interviewer.providers.tts import espeak
from interviewer.providers.tts.base import Speech
from interviewer.providers.tts.espeak import Espeak

installed = pytest.mark.skipif(not Espeak().available(), reason="neither espeak-ng nor its wheel is installed")
TEXT = "Why did you choose “PostgreSQL” — and not the café's 42 naïve files?"


def say(text: str = TEXT, *, voice: str = "", rate: float = 1.0, language: str = "en", timeout: float = 30) -> Speech:
    return Espeak().speak(text, voice=voice, rate=rate, language=language, timeout=timeout)


@installed
def test_each_word_of_the_text_has_its_time_within_the_audio() -> None:
    speech = say()
    assert [word.text for word in speech.words] == TEXT.split()
    with wave.open(io.BytesIO(speech.audio)) as file:
        assert file.getnframes() / file.getframerate() == pytest.approx(speech.duration, abs=0.001)
    assert all(a.end <= b.start for a, b in pairwise(speech.words))
    assert speech.words[-1].end <= speech.duration
    silent = [word.text for word in speech.words if word.end - word.start < 0.05]
    assert silent == ["—"]
    assert speech.visemes[0].start == 0
    assert speech.visemes[-1].end == pytest.approx(speech.duration, abs=0.001)


@installed
def test_lips_close_on_p_b_and_m_and_teeth_meet_on_f_and_v() -> None:
    shapes = [viseme.shape for viseme in say("Bob may move five people").visemes]
    # b, b with m, m; v with f, v; p, p
    assert "".join(shape for shape in shapes if shape in "AG") == "AAAGGAA"


@installed
def test_shapes_stand_where_the_sound_is() -> None:
    """Hissing has many zero crossings, vowels few: were the times off by 50 ms, the two would mix."""
    text = "So she sees six ships sail past the sea shore. Zoe asks Asa, is this the boss's house?"
    request = {"text": text, "voices": ["en-us"], "wpm": 160, "libraries": espeak._libraries()}
    done = espeak._run([sys.executable, "-I", "-S", str(espeak._CHILD)], json.dumps(request).encode(), 30)
    head, _, samples = done.stdout.partition(b"\n")
    sounds = json.loads(head)["phonemes"]
    rate, sound = json.loads(head)["rate"], np.frombuffer(samples, "<i2").astype(float)

    def contrast(shift_ms: int) -> float:
        hiss, vowels = [], []
        shift = shift_ms * rate // 1000
        for (name, _, start), (_, _, end) in pairwise(sounds):
            part = sound[max(0, start + shift) : max(0, end + shift)]
            if len(part) > 200 and name:
                crossings = float(np.mean(np.abs(np.diff(np.sign(part)))))
                (hiss if name in "sʃz" else vowels if name[0] in "aeiouɛɪæɔəɑʌʊ" else []).append(crossings)
        return float(np.mean(hiss) - np.mean(vowels))

    assert contrast(0) == max(contrast(shift) for shift in (-60, -40, -20, 0, 20, 40, 60))


@installed
def test_pace_voice_and_language_are_heard() -> None:
    assert say(rate=2.0).duration < 0.7 * say().duration < 0.7 * 0.7 * say(rate=0.5).duration
    assert say(voice="male").audio != say(voice="female").audio
    assert say("eins zwei drei", language="de-AT").visemes != say("eins zwei drei", language="en").visemes
    with pytest.raises(ProviderError) as caught:
        say(language="xx")
    assert caught.value.category == Category.INVALID_INPUT


@installed
@pytest.mark.parametrize(
    "text", ["<speak><audio src='/etc/passwd'/></speak>", "[[h@'loU]]", "-w /tmp/x", "你好，世界", "?"]
)
def test_text_is_spoken_and_never_obeyed(text: str) -> None:
    speech = say(text)
    assert speech.duration > 0
    assert [word.text for word in speech.words] == text.split()


@pytest.mark.skipif(espeak._binary() is None, reason="the espeak-ng program is not installed")
def test_without_the_library_the_program_speaks_and_times_are_spread(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(espeak, "_libraries", lambda: [])
    speech = say()
    assert [word.text for word in speech.words] == TEXT.split()
    assert speech.duration > 2
    assert {viseme.shape for viseme in speech.visemes} > set("ABCE")


def test_without_either_it_is_not_available(settings: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    settings.ESPEAK_BINARY = "no-such-program"
    monkeypatch.setattr(espeak, "_wheel", lambda: None)
    assert not Espeak().available()
    with pytest.raises(ProviderError) as caught:
        say()
    assert caught.value.category == Category.NOT_CONFIGURED


@pytest.mark.parametrize(
    ("program", "category"),
    [
        ("import threading; threading.Event().wait()", Category.TIMEOUT),
        ("import os; os.abort()", Category.UNAVAILABLE),
        ("print('nonsense')", Category.UNAVAILABLE),
        ("print('nonsense'); print('x' * 1000)", Category.INVALID_OUTPUT),
        ('print(\'{"rate": 0, "words": [], "phonemes": []}\'); print(\'x\' * 1000)', Category.INVALID_OUTPUT),
        ('print(\'{"rate": 1, "words": [[1]], "phonemes": []}\'); print(\'x\' * 1000)', Category.INVALID_OUTPUT),
    ],
)
def test_a_library_that_hangs_dies_or_babbles_is_an_error(
    program: str, category: Category, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    child = tmp_path / "child.py"
    child.write_text(program)
    monkeypatch.setattr(espeak, "_CHILD", child)
    with pytest.raises(ProviderError) as caught:
        say(timeout=1.0 if category == Category.TIMEOUT else 20)
    assert caught.value.category == category
