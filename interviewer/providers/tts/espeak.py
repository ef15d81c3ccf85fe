"""eSpeak NG: a plain voice that needs no network, where it is installed or its wheel (``espeakng-loader``) is there.

It is GPL-3 and no part of this product: it is only ever run as another program. The library tells when each word
and sound begins, so it is asked first; a binary without it gives the audio alone.
"""

from __future__ import annotations

import io
import json
import os
import shutil
import subprocess
import sys
import wave
from importlib.util import find_spec
from pathlib import Path
from typing import Any

from django.conf import settings

from interviewer.providers.errors import Category, ProviderError
from interviewer.providers.tts import visemes
from interviewer.providers.tts.alignment import Mark, align, spread
from interviewer.providers.tts.base import FASTEST, SLOWEST, Speech, TextToSpeech
from interviewer.providers.tts.espeak_child import NO_LIBRARY, NO_VOICE, OK
from interviewer.providers.tts.voices import espeak_voices

WORDS_A_MINUTE = 160  # its own 175 is hurried for a question one hears once
WAV_HEADER_BYTES = 44
_CHILD = Path(__file__).with_name("espeak_child.py")
_INSTALLED = ("libespeak-ng.so.1", "libespeak-ng.so", "libespeak-ng.dylib", "libespeak-ng.dll")


class Espeak(TextToSpeech):
    name = "espeak"

    def available(self) -> bool:
        return bool(_binary() or _wheel())

    def speak(self, text: str, *, voice: str, rate: float, language: str, timeout: float) -> Speech:
        pace = round(WORDS_A_MINUTE * min(max(rate, SLOWEST), FASTEST))
        voices = espeak_voices(voice, language)
        speech = _by_library(text, voices, pace, timeout) or _by_binary(text, voices, pace, timeout)
        if speech is None:
            raise ProviderError("espeak-ng is not installed", Category.NOT_CONFIGURED, permanent=True)
        return speech


def _binary() -> str | None:
    return shutil.which(settings.ESPEAK_BINARY) if settings.ESPEAK_BINARY else None


def _wheel() -> list[str] | None:
    """[library, data] of the wheel, found without importing it."""
    spec = find_spec("espeakng_loader")
    if spec is None or spec.origin is None:
        return None
    folder = Path(spec.origin).parent
    library = next((path for name in _INSTALLED if (path := folder / name).exists()), None)
    return [str(library), str(folder / "espeak-ng-data")] if library else None


def _libraries() -> list[list[str]]:
    """[library, data] to try: an installed one with its own data, then the wheel's."""
    wheel = _wheel()
    return ([[name, ""] for name in _INSTALLED] if _binary() else []) + ([wheel] if wheel else [])


def _run(command: list[str], given: bytes, timeout: float) -> subprocess.CompletedProcess[bytes]:
    kept = {name: os.environ[name] for name in ("PATH", "LD_LIBRARY_PATH", "SYSTEMROOT") if name in os.environ}
    try:
        return subprocess.run(  # noqa: S603 - our own command line, no shell
            command, input=given, capture_output=True, timeout=timeout, env=kept, check=False
        )
    except subprocess.TimeoutExpired as error:
        raise ProviderError("espeak did not get through in time", Category.TIMEOUT) from error
    except OSError as error:
        raise ProviderError("espeak can't be started", Category.UNAVAILABLE) from error


def _by_library(text: str, voices: list[str], pace: int, timeout: float) -> Speech | None:
    """None where there is no library."""
    request = {"text": text, "voices": voices, "wpm": pace, "libraries": _libraries()}
    done = _run([sys.executable, "-I", "-S", str(_CHILD)], json.dumps(request).encode(), timeout)
    if done.returncode == NO_LIBRARY:
        return None
    if done.returncode == NO_VOICE:
        raise ProviderError("espeak doesn't speak this language", Category.INVALID_INPUT, permanent=True)
    head, _, samples = done.stdout.partition(b"\n")
    if done.returncode != OK or not samples:
        raise ProviderError("espeak failed", Category.UNAVAILABLE)
    try:
        return _timed(text, json.loads(head), samples)
    except (ValueError, KeyError, TypeError, IndexError) as error:
        raise ProviderError("espeak answered in a form we don't know", Category.INVALID_OUTPUT) from error


def _timed(text: str, head: dict[str, Any], samples: bytes) -> Speech:
    rate = int(head["rate"])
    if not 8000 <= rate <= 48000:
        raise ValueError("not a sample rate")
    duration = len(samples) / 2 / rate
    starts = [sample / rate for _, _, sample in head["phonemes"]]
    ends = [*starts[1:], duration]
    sounds = [
        (name, position, start, max(start, end))
        for (name, position, _), start, end in zip(head["phonemes"], starts, ends, strict=True)
    ]
    # Positions count characters from 1. A word lasts until its last sound ends, not until the next word begins.
    marks = [Mark(position - 1, length, sample / rate, sample / rate) for position, length, sample in head["words"]]
    marks += [Mark(position - 1, 1, start, end) for name, position, start, end in sounds if name]
    shapes = visemes.from_phonemes(((name, start, end) for name, _, start, end in sounds), duration)
    return Speech("espeak", "audio/wav", round(duration, 3), align(text, marks, duration), shapes, _wav(samples, rate))


def _by_binary(text: str, voices: list[str], pace: int, timeout: float) -> Speech | None:
    """Without the library's events: words and shapes are spread over the audio. None where there is no binary."""
    binary = _binary()
    if binary is None:
        return None
    command = [binary, "-b", "1", "-s", str(pace), "--stdin", "--stdout"]
    done = _run([*command, "-v", voices[0]], text.encode(), timeout)
    if done.returncode != 0 or len(done.stdout) <= WAV_HEADER_BYTES:
        raise ProviderError("espeak failed", Category.UNAVAILABLE)
    rate = int.from_bytes(done.stdout[24:28], "little")
    samples = done.stdout[WAV_HEADER_BYTES:]
    if done.stdout[:4] != b"RIFF" or not 8000 <= rate <= 48000:
        raise ProviderError("espeak answered in a form we don't know", Category.INVALID_OUTPUT)
    duration = len(samples) // 2 / rate
    words = spread(text, duration)
    shapes = visemes.from_words(words, duration)
    return Speech("espeak", "audio/wav", round(duration, 3), words, shapes, _wav(samples, rate))


def _wav(samples: bytes, rate: int) -> bytes:
    buffer = io.BytesIO()
    with wave.open(buffer, "wb") as file:
        file.setnchannels(1)
        file.setsampwidth(2)
        file.setframerate(rate)
        file.writeframes(samples[: len(samples) // 2 * 2])
    return buffer.getvalue()
