"""The chain of transcription providers, as ``TRANSCRIPTION_PROVIDERS`` orders it."""

from __future__ import annotations

import logging
import uuid
from importlib import import_module
from pathlib import Path

from django.conf import settings

from interviewer.providers.calls import recorded
from interviewer.providers.errors import Category, ProviderError
from interviewer.providers.stt.audio import is_silent
from interviewer.providers.stt.base import SpeechToText, Transcript

logger = logging.getLogger(__name__)

# name: module and class, imported when first asked for. To add a vendor, copy a neighbour.
PROVIDERS = {"whisper": "interviewer.providers.stt.whisper.Whisper"}


def load(name: str) -> SpeechToText:
    """Raises ProviderError for a name nobody knows."""
    if name not in PROVIDERS:
        raise ProviderError(f"there is no transcription provider called {name}", Category.NOT_CONFIGURED, permanent=True)
    module, _, cls = PROVIDERS[name].rpartition(".")
    provider: SpeechToText = getattr(import_module(module), cls)()
    return provider


def transcribe(files: list[Path], *, language: str, session_id: uuid.UUID | None = None) -> Transcript:
    """The recording's words by the first provider that can tell them.

    Raises ProviderError when none can. A silent recording gives an empty text: no model is asked.
    """
    providers = [load(name) for name in settings.TRANSCRIPTION_PROVIDERS if name in PROVIDERS]
    available = [provider for provider in providers if provider.available()]
    if not available:
        raise ProviderError("no transcription is configured", Category.NOT_CONFIGURED, permanent=True)
    if all(is_silent(path) for path in files):
        return Transcript("", "silence")
    problem: ProviderError | None = None
    for provider in available:
        try:
            with recorded("transcription", provider.name, model=provider.model, session_id=session_id):
                return provider.transcribe(files, language=language)
        except ProviderError as error:
            logger.warning("transcription by %s failed: %s", provider.name, error.category)
            problem = error
    assert problem is not None
    raise problem
