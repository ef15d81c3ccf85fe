"""The chain of transcription providers, as ``TRANSCRIPTION_PROVIDERS`` orders it."""

from __future__ import annotations

import logging
import uuid
from collections.abc import Sequence
from importlib import import_module
from pathlib import Path

from django.conf import settings

from interviewer.executor import release_connection
from interviewer.providers.errors import Category, ProviderError
from interviewer.providers.failover import Attempt, Candidate, Context, first_answer
from interviewer.providers.stt.base import Recording, SpeechToText, Transcript

logger = logging.getLogger(__name__)

# name: module and class, imported when first asked for. To add a vendor, copy a neighbour.
PROVIDERS = {
    "whisper": "interviewer.providers.stt.whisper.Whisper",
    "groq": "interviewer.providers.stt.groq_whisper.GroqWhisper",
    "gemini": "interviewer.providers.stt.gemini_audio.GeminiAudio",
    "huggingface": "interviewer.providers.stt.huggingface.HuggingFace",
    "deepgram": "interviewer.providers.stt.deepgram.Deepgram",
}
# Answers that need no vendor.
SILENCE = "silence"


def load(name: str) -> SpeechToText:
    """Raises ProviderError for a name nobody knows."""
    if name not in PROVIDERS:
        raise ProviderError(
            f"there is no transcription provider called {name}", Category.NOT_CONFIGURED, permanent=True
        )
    module, _, cls = PROVIDERS[name].rpartition(".")
    provider: SpeechToText = getattr(import_module(module), cls)()
    return provider


def chain() -> list[SpeechToText]:
    """The providers that could be asked now, in order. A name nobody knows is logged and passed by."""
    found = []
    for name in settings.TRANSCRIPTION_PROVIDERS:
        try:
            provider = load(name.strip().lower())
        except ProviderError as error:
            logger.warning("TRANSCRIPTION_PROVIDERS: %s", error)
            continue
        if provider.available():
            found.append(provider)
        else:
            provider.prepare()
    return found


def anybody() -> bool:
    """Whether there is a provider that could be asked now. Only looks: nothing is loaded or fetched."""
    for name in settings.TRANSCRIPTION_PROVIDERS:
        try:
            if load(name.strip().lower()).available():
                return True
        except ProviderError:
            continue
    return False


def candidate(provider: SpeechToText, recording: Recording, language: str) -> Candidate[Transcript]:
    """The provider as the failover takes it."""

    def run(attempt: Attempt) -> Transcript:
        return provider.transcribe(
            recording, language=language, key=attempt.key, timeout=provider.patience(attempt.seconds)
        )

    def probe(attempt: Attempt) -> None:
        provider.probe(attempt.key, attempt.seconds)

    given = provider.keys()
    keys = tuple(key for key in given if key)
    return Candidate(provider.name, run, model=provider.model, keys=keys, probe=probe)


def candidates() -> list[Candidate[Transcript]]:
    """The chain as it is now, for those who only look at it or check it."""
    return [candidate(provider, Recording([]), "") for provider in chain()]


def transcribe(
    files: Sequence[Path],
    *,
    language: str,
    session_id: uuid.UUID | None = None,
    config_id: uuid.UUID | None = None,
    deadline: float | None = None,
    spare: bool = False,
) -> Transcript:
    """The recording's words by the first provider that can tell them.

    ``files`` are the recording's segments, in order. Raises ProviderError when nobody can, or nothing in them can
    be read. A silent recording gives an empty text by ``silence``: no model is asked. ``spare``: nobody waits for it,
    so it gives way to whatever somebody waits for.
    """
    release_connection()  # decoding and a wait for the model's turn take a while
    recording = Recording(files, spare=spare)
    providers = chain()
    if recording.silent:
        return Transcript("", SILENCE)
    answer = first_answer(
        Context(
            "stt",
            "partial transcription" if spare else "transcription",
            session_id=session_id,
            config_id=config_id,
            spare=spare,
        ),
        [candidate(provider, recording, language) for provider in providers],
        deadline=deadline or settings.TRANSCRIPTION_DEADLINE_SECONDS,
    )
    return answer.value
