"""Speaking text: from the cache, by ``TTS_PROVIDER``, by another provider that is there, or not at all."""

from __future__ import annotations

import logging
import math
import uuid
from importlib import import_module

from django.conf import settings

from interviewer.executor import release_connection
from interviewer.providers.errors import Category, ProviderError
from interviewer.providers.failover import Attempt, Candidate, Context, first_answer
from interviewer.providers.tts import cache
from interviewer.providers.tts.base import MAX_CHARACTERS, Speech, TextToSpeech, spoken_form

logger = logging.getLogger(__name__)

# name: module and class, imported when first asked for; in the order they are tried after TTS_PROVIDER.
PROVIDERS = {
    "edge": "interviewer.providers.tts.edge.Edge",
    "espeak": "interviewer.providers.tts.espeak.Espeak",
}
NONE = "none"
# What a substitute spoke is used for so long before the voice that was wanted is asked again.
SUBSTITUTE_SECONDS = 1800


def load(name: str) -> TextToSpeech:
    """Raises ProviderError for a name nobody knows."""
    if name not in PROVIDERS:
        raise ProviderError(f"there is no voice provider called {name}", Category.NOT_CONFIGURED, permanent=True)
    module, _, cls = PROVIDERS[name].rpartition(".")
    provider: TextToSpeech = getattr(import_module(module), cls)()
    return provider


def chain() -> list[TextToSpeech]:
    """The providers that could be asked now, the configured one first. Empty for ``none``."""
    wanted = settings.TTS_PROVIDER.strip().lower()
    if wanted == NONE:
        return []
    if wanted not in PROVIDERS:
        logger.warning("there is no TTS_PROVIDER called %s", wanted)
    names = [name for name in PROVIDERS if name == wanted] + [name for name in PROVIDERS if name != wanted]
    return [provider for provider in map(load, names) if provider.available()]


def look_up(text: str, voice: str = "", rate: float = 1.0, language: str = "en") -> Speech | None:
    """The text as it was spoken before, or None. Asks nobody."""
    text, rate = spoken_form(text), _sane(rate)
    return cache.find(cache.key_of(text, voice=voice, rate=rate, language=language))


def speak(
    text: str,
    voice: str = "",
    rate: float = 1.0,
    language: str = "en",
    *,
    session_id: uuid.UUID | None = None,
    config_id: uuid.UUID | None = None,
    deadline: float | None = None,
) -> Speech | None:
    """The text as audio with its timeline; None means that it is shown as text alone. Never raises.

    It takes ``deadline`` seconds at most (default TTS_DEADLINE_SECONDS). Must not be called in a transaction.
    """
    release_connection()
    try:
        return _speak(spoken_form(text), voice, _sane(rate), language, session_id, config_id, deadline)
    except ProviderError as error:
        logger.warning("no voice: %s", error)
    except Exception:
        # An interview goes on without a voice, whatever is broken here.
        logger.exception("speaking failed")
    return None


def _speak(
    text: str,
    voice: str,
    rate: float,
    language: str,
    session_id: uuid.UUID | None,
    config_id: uuid.UUID | None,
    deadline: float | None,
) -> Speech | None:
    if not any(char.isalnum() for char in text) or len(text) > MAX_CHARACTERS:
        return None
    providers = chain()
    if not providers:
        return None
    key = cache.key_of(text, voice=voice, rate=rate, language=language)
    kept = cache.find(key)
    if kept is not None and (kept.provider == providers[0].name or cache.age(key) < SUBSTITUTE_SECONDS):
        return kept
    try:
        answer = first_answer(
            Context("tts", "speech", session_id=session_id, config_id=config_id),
            [candidate(provider, text, voice, rate, language) for provider in providers],
            deadline=deadline or settings.TTS_DEADLINE_SECONDS,
        )
    except ProviderError:
        if kept is not None:
            return kept
        raise
    return cache.store(key, answer.value)


def candidate(provider: TextToSpeech, text: str, voice: str, rate: float, language: str) -> Candidate[Speech]:
    """The provider as the failover takes it."""

    def run(attempt: Attempt) -> Speech:
        return provider.speak(text, voice=voice, rate=rate, language=language, timeout=attempt.seconds)

    def probe(attempt: Attempt) -> None:
        provider.speak("Hello.", voice="", rate=1.0, language="en", timeout=attempt.seconds)

    return Candidate(provider.name, run, probe=probe)


def candidates() -> list[Candidate[Speech]]:
    """The chain as it is now, for those who only look at it or check it."""
    return [candidate(provider, "", "", 1.0, "en") for provider in chain()]


def _sane(rate: float) -> float:
    return min(max(rate, 0.5), 2.0) if math.isfinite(rate) else 1.0
