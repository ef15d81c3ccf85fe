"""What a transcription is, and what a provider of them must do."""

from __future__ import annotations

from abc import ABC, abstractmethod
from dataclasses import dataclass, field
from pathlib import Path


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


class SpeechToText(ABC):
    """One vendor. ``transcribe`` raises ProviderError, and nothing else, when it can't."""

    name: str
    model: str = ""

    @abstractmethod
    def available(self) -> bool:
        """Whether a call could work at all here: a cheap look, nothing loaded."""

    @abstractmethod
    def transcribe(self, files: list[Path], *, language: str) -> Transcript:
        """The words of the recording's ``files``, one per segment, in order."""
