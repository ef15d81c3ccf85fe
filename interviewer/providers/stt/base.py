"""What a transcription is, and what a provider of them must do."""

from __future__ import annotations

import math
import tempfile
import wave
from abc import ABC, abstractmethod
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from typing import Any

from interviewer.providers.errors import Category, ProviderError
from interviewer.providers.stt.audio import RATE, as_flac, is_silent

# Fast speech is some 25 characters a second. An answer far beyond isn't a transcript of this recording.
MOST_CHARACTERS_A_SECOND = 60
SPARE_CHARACTERS = 1000


@dataclass(frozen=True)
class Word:
    """A spoken word. ``start`` and ``end`` are seconds from the beginning; ``confidence`` is 0-1 or unknown."""

    text: str
    start: float
    end: float
    confidence: float | None = None


@dataclass(frozen=True)
class Transcript:
    text: str
    provider: str
    words: tuple[Word, ...] = field(default=())
    confidence: float | None = None
    language: str = ""


class Recording:
    """An answer's audio: one file a segment, in order. What is worked out of it is worked out once for all vendors.

    ``spare``: nobody waits for its words, and somebody may for another's.
    """

    def __init__(self, files: Sequence[Path], *, spare: bool = False) -> None:
        self.files = list(files)
        self.spare = spare

    @cached_property
    def silent(self) -> bool:
        """Whether nothing can be heard in any segment that can be read. Raises ProviderError where none can."""
        problem: ProviderError | None = None
        readable = False
        for path in self.files:
            try:
                if not is_silent(path):
                    return False
                readable = True
            except ProviderError as error:
                problem = error
        if not readable:
            raise problem or ProviderError("there is no recording", Category.INVALID_INPUT, permanent=True)
        return True

    @cached_property
    def flac(self) -> tuple[bytes, float]:
        """The whole answer as one FLAC file, and its seconds; times in it count from the first segment's beginning."""
        return as_flac(self.files)


class SpeechToText(ABC):
    """One vendor. ``transcribe`` raises ProviderError, and nothing else, when it can't. No retries inside."""

    name: str
    model: str = ""

    def keys(self) -> list[str]:
        """The keys to take turns with; one empty key where none is needed."""
        return [""]

    def available(self) -> bool:
        """Whether a call could work at all here: a cheap look, nothing loaded."""
        return bool(self.keys())

    def prepare(self) -> None:  # noqa: B027 - most have nothing to prepare
        """Called when the provider isn't available: what could change that is begun, and not waited for."""

    def patience(self, seconds: float) -> float:
        """How long one attempt may take when ``seconds`` are there for it."""
        return seconds

    def probe(self, key: str, timeout: float) -> None:
        """The smallest real call: one second of a soft tone. Returns when the provider answers as it should."""
        with tempfile.TemporaryDirectory() as folder:
            path = Path(folder) / "tone.wav"
            with wave.open(str(path), "wb") as file:
                file.setnchannels(1)
                file.setsampwidth(2)
                file.setframerate(RATE)
                file.writeframes(_tone())
            self.transcribe(Recording([path]), language="en", key=key, timeout=timeout)

    @abstractmethod
    def transcribe(self, recording: Recording, *, language: str, key: str = "", timeout: float) -> Transcript:
        """The words of the recording. ``language`` is a tag like ``en`` or ``pt-BR``, or empty for any."""


def _tone() -> bytes:
    import numpy as np

    return (np.sin(np.arange(RATE) * 2 * np.pi * 220 / RATE) * 1000).astype("<i2").tobytes()


def base_language(tag: str) -> str:
    """``pt-BR`` is ``pt``: what models of speech go by."""
    return tag.replace("_", "-").split("-", 1)[0].strip().lower()


def finite(value: Any) -> float | None:
    """The number, or None for what isn't one: vendors have been seen to answer NaN and text."""
    if isinstance(value, bool) or not isinstance(value, (int, float)):
        return None
    try:
        number = float(value)
    except OverflowError:
        return None
    return number if math.isfinite(number) else None


def share(value: Any) -> float | None:
    """A probability in 0-1, or None."""
    number = finite(value)
    return None if number is None else min(max(number, 0.0), 1.0)


def confidence_from(logprobs: Iterable[Any]) -> float | None:
    """The geometric mean of probabilities given as natural logarithms, or None where there is none."""
    numbers = [number for number in map(finite, logprobs) if number is not None]
    return share(math.exp(min(sum(numbers) / len(numbers), 0.0))) if numbers else None


def timed_words(raw: Iterable[tuple[Any, Any, Any, Any]], *, seconds: float, offset: float = 0.0) -> list[Word]:
    """Words from (text, start, end, confidence) as a vendor gave them, in order and within the recording.

    What has no text or no usable time is left out: a time is never made up.
    """
    words: list[Word] = []
    latest = 0.0
    for text, start, end, confidence in raw:
        began, ended = finite(start), finite(end)
        if not isinstance(text, str) or not text.strip() or began is None or ended is None:
            continue
        if began < 0 or began > seconds + 1:
            continue
        began = min(max(began, latest), seconds)
        ended = min(max(ended, began), seconds)
        latest = began
        words.append(Word(text.strip(), offset + began, offset + ended, share(confidence)))
    return words


def plausible(text: Any, *, seconds: float, provider: str) -> str:
    """The text, tidied. Raises ProviderError for what can't be a transcript of so many seconds."""
    if not isinstance(text, str):
        raise ProviderError(f"{provider} gave no transcript", Category.INVALID_OUTPUT)
    if len(text) > SPARE_CHARACTERS + MOST_CHARACTERS_A_SECOND * seconds:
        raise ProviderError(f"{provider} gave more text than can be said", Category.INVALID_OUTPUT)
    return " ".join(text.replace("\x00", " ").split())
