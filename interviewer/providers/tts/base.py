"""What spoken text is, and what a provider of it must do."""

from __future__ import annotations

from abc import ABC, abstractmethod
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

# What a question can hold with room to spare: some five minutes of speech.
MAX_CHARACTERS = 5000
SLOWEST, FASTEST = 0.5, 2.0


@dataclass(frozen=True)
class SpokenWord:
    """One whitespace-separated word of the text, punctuation and all. Times are seconds into the audio."""

    text: str
    start: float
    end: float


@dataclass(frozen=True)
class MouthShape:
    """``shape`` is one of XABCDEFGH (see visemes.py). Times are seconds into the audio."""

    shape: str
    start: float
    end: float


@dataclass(frozen=True)
class Speech:
    """Text as audio, with its timeline.

    There is one word for each word of the text, in order; one that isn't spoken has no length. The shapes follow on
    one another without a gap from 0 to ``duration`` (seconds). ``audio`` is empty where ``path`` names the file.
    """

    provider: str
    mime_type: str
    duration: float
    words: tuple[SpokenWord, ...]
    visemes: tuple[MouthShape, ...]
    audio: bytes = field(default=b"", repr=False)
    path: Path | None = None
    key: str = ""

    def read(self) -> bytes:
        """The audio's bytes. Raises OSError when its file has gone."""
        return self.path.read_bytes() if self.path is not None else self.audio

    def timeline(self) -> dict[str, Any]:
        """Words and shapes as JSON: ``{"duration", "words": [{"text", "start", "end"}], "visemes": [...]}``."""
        return {
            "duration": self.duration,
            "words": [{"text": w.text, "start": w.start, "end": w.end} for w in self.words],
            "visemes": [{"shape": v.shape, "start": v.start, "end": v.end} for v in self.visemes],
        }


class TextToSpeech(ABC):
    """One voice service. ``speak`` raises ProviderError, and nothing else, when it can't. No retries inside."""

    name: str

    @abstractmethod
    def available(self) -> bool:
        """Whether a call could work at all here: a cheap look, nothing loaded."""

    @abstractmethod
    def speak(self, text: str, *, voice: str, rate: float, language: str, timeout: float) -> Speech:
        """The text spoken. ``voice`` is a name of this provider's, ``female``, ``male`` or empty for the language's
        own; a name the provider doesn't know counts as empty. ``rate`` is 1 for the usual speed."""


def spoken_form(text: str) -> str:
    """The text as it is spoken: one line, without what no voice reads."""
    printable = "".join(char if char.isprintable() else " " for char in text)
    return " ".join(printable.replace("`", " ").split())
