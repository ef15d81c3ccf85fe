"""openai-whisper on this machine. Weights are used where they lie; no interview waits for their download."""

from __future__ import annotations

import logging
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

from django.conf import settings

from interviewer.providers.errors import Category, ProviderError
from interviewer.providers.stt import weights
from interviewer.providers.stt.audio import RATE, decode
from interviewer.providers.stt.base import (
    Recording,
    SpeechToText,
    Transcript,
    Word,
    base_language,
    confidence_from,
    finite,
    timed_words,
)
from interviewer.providers.stt.levels import Levels

if TYPE_CHECKING:
    import numpy

logger = logging.getLogger(__name__)

# Whisper writes words into silence. Its own rule drops a segment only when it is unsure of the words too; one that
# it holds for no speech with this certainty, or in which nothing can be heard, isn't speech whatever the words.
NO_SPEECH_ABOVE = 0.9

_lock = threading.Lock()  # one transcription at a time: it takes every core there is, and hooks into the model
_loaded: dict[str, Any] = {}
_waiting = 0  # answers that somebody waits for, and that have not got the lock yet
_counting = threading.Lock()


class Whisper(SpeechToText):
    name = "whisper"

    def __init__(self) -> None:
        self.model = settings.WHISPER_MODEL

    def available(self) -> bool:
        return weights.location(self.model).is_file()

    def prepare(self) -> None:
        weights.fetch_in_background(self.model)

    def transcribe(self, recording: Recording, *, language: str, key: str = "", timeout: float) -> Transcript:
        ends = time.monotonic() + timeout
        if not _acquire(timeout, spare=recording.spare):
            raise ProviderError("whisper is busy with other answers", Category.TIMEOUT)
        try:
            model = load(self.model)
            with _stopping_at(ends, model, spare=recording.spare):
                return self._transcribe(model, recording, language)
        except ProviderError:
            raise
        except TimeoutError as error:
            raise ProviderError("whisper did not get through in time", Category.TIMEOUT) from error
        except Exception as error:
            raise ProviderError(f"whisper failed with {type(error).__name__}", Category.UNAVAILABLE) from error
        finally:
            _lock.release()

    def _transcribe(self, model: Any, recording: Recording, language: str) -> Transcript:
        texts: list[str] = []
        words: list[Word] = []
        logprobs: list[Any] = []
        offset = 0.0
        for samples in _segments_of(recording):
            seconds = len(samples) / RATE
            result = model.transcribe(
                samples,
                language=_known(base_language(language)),
                word_timestamps=True,
                fp16=False,
                temperature=0.0,  # the same answer gives the same words each time
                condition_on_previous_text=False,  # else one repetition breeds the next
            )
            for segment in result["segments"]:
                if not _is_speech(segment, samples):
                    continue
                texts.append(str(segment["text"]).strip())
                logprobs.append(segment.get("avg_logprob"))
                spoken = (
                    (word.get("word"), word.get("start"), word.get("end"), word.get("probability"))
                    for word in segment.get("words", [])
                )
                words += timed_words(spoken, seconds=seconds, offset=offset)
            offset += seconds
        text = " ".join(part for part in texts if part)
        return Transcript(text, self.name, tuple(words), confidence_from(logprobs), language)


def load(name: str) -> Any:
    """The model, loaded once a process. Raises ProviderError."""
    path = weights.location(name)
    if str(path) not in _loaded:
        import whisper

        logger.info("loading the speech model %s", name)
        began = time.monotonic()
        try:
            # By path: by name the package would download what is missing or looks damaged.
            model = whisper.load_model(str(path), device="cpu")
        except Exception as error:
            raise ProviderError("the speech model can't be loaded", Category.NOT_CONFIGURED, permanent=True) from error
        _set_alignment_heads(model, path.stem)
        _loaded[str(path)] = model
        logger.info("the speech model %s was loaded in %.1f s", name, time.monotonic() - began)
    return _loaded[str(path)]


def _set_alignment_heads(model: Any, size: str) -> None:
    """Word times come from these attention heads; the package knows them by the size's name only."""
    import whisper

    heads = whisper._ALIGNMENT_HEADS.get(size)
    if heads is not None:
        try:
            model.set_alignment_heads(heads)
        except (RuntimeError, ValueError):
            logger.warning("the speech model is not the %s its file is named after", size)


def _segments_of(recording: Recording) -> Iterator[numpy.ndarray]:
    """The samples of each segment that can be read. Raises ProviderError where none can."""
    problem: ProviderError | None = None
    read = False
    for path in recording.files:
        try:
            samples = decode(path)
        except ProviderError as error:
            problem = error
        else:
            read = True
            yield samples
    if not read and problem is not None:
        raise problem


def _acquire(timeout: float, *, spare: bool) -> bool:
    """The model, for one transcription. What nobody waits for doesn't wait for it either."""
    global _waiting
    if spare:
        return not _waiting and _lock.acquire(blocking=False)
    with _counting:
        _waiting += 1
    try:
        return _lock.acquire(timeout=timeout)
    finally:
        with _counting:
            _waiting -= 1


@contextmanager
def _stopping_at(ends: float, model: Any, *, spare: bool = False) -> Iterator[None]:
    """End the work inside when its time is over: a caller that gave up must not leave a busy core behind.

    Work that nobody waits for (``spare``) also ends when somebody comes for the model.
    """

    def check(*args: Any) -> None:
        if time.monotonic() > ends or (spare and _waiting):
            raise TimeoutError

    hooks = [part.register_forward_pre_hook(check) for part in (model.encoder, model.decoder)]
    try:
        yield
    finally:
        for hook in hooks:
            hook.remove()


def _is_speech(segment: dict[str, Any], samples: numpy.ndarray) -> bool:
    no_speech = finite(segment.get("no_speech_prob"))
    if no_speech is not None and no_speech > NO_SPEECH_ABOVE:
        return False
    start, end = finite(segment.get("start")), finite(segment.get("end"))
    if start is None or end is None:
        return True
    # Half a second more on each side: the times of segments are rough.
    part = samples[max(0, int((start - 0.5) * RATE)) : max(0, int((end + 0.5) * RATE))]
    levels = Levels()
    levels.add((part * 32767).astype("int16"))
    return len(part) > 0 and not levels.silent


def _known(language: str) -> str | None:
    """The language if Whisper has it, else None: it then finds out itself."""
    from whisper.tokenizer import LANGUAGES

    return language if language in LANGUAGES else None
