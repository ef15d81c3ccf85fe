"""An answer in words while it is being spoken: to be shown, and forgotten.

Nobody waits for it, so everything else goes first. The web process only drops a hint to the workers, at most one in
``PARTIAL_TRANSCRIPT_SECONDS`` for a session. A worker takes it up if it has a place to spare, transcribes what has
arrived and not been put into words before, within a short deadline, and sends it to the page. Answers are transcribed
anew from their whole recording when they are sent in; nothing of this is stored.

A provider that is too slow, or says that it is asked too often, is left alone for a while.
"""

from __future__ import annotations

import logging
import tempfile
import threading
import time
import uuid
import wave
from pathlib import Path
from typing import TYPE_CHECKING, Any

from celery import current_app
from django.conf import settings
from django.core.cache import cache

from interviewer.providers.errors import Category, ProviderError
from interviewer.providers.stt.audio import RATE, Decoding
from interviewer.providers.stt.registry import anybody, transcribe
from interviews import events
from interviews.models import Response
from interviews.models.response import OPEN_STATES
from interviews.services import recordings

if TYPE_CHECKING:
    import numpy

logger = logging.getLogger(__name__)

DEADLINE = 8.0
WINDOW = 25.0  # seconds of sound after which the words for it are kept, and the next attempt begins behind it
LONGEST = 600.0  # seconds of an answer that are put into words while it is spoken
LEAST_NEW = 1.0  # seconds of sound that an attempt is worth
REST = 30.0  # seconds without an attempt after one that failed; doubled with each that follows
LONGEST_REST = 600.0
FORGET = 1800  # seconds

# Of a worker's threads so many may be at this; answers that wait find the others.
_places = threading.BoundedSemaphore(2)


def wanted() -> bool:
    """Whether words are shown while they are spoken: it is switched on, and somebody can transcribe."""
    if settings.PARTIAL_TRANSCRIPT_SECONDS <= 0 or not settings.TRANSCRIPTION_PROVIDERS:
        return False
    known = cache.get("partials:anybody")
    if known is None:
        known = anybody()
        cache.set("partials:anybody", known, 60)
    return bool(known)


class Pace:
    """Of one connection: is it time for another hint?"""

    def __init__(self) -> None:
        self._since = time.monotonic()

    def due(self) -> bool:
        """A chunk has come. Looks at nothing but the time."""
        every, now = settings.PARTIAL_TRANSCRIPT_SECONDS, time.monotonic()
        if every <= 0 or now - self._since < every:
            return False
        self._since = now
        return True


def ask(session_id: uuid.UUID, response_id: uuid.UUID, take: int) -> None:
    """Hint to the workers that there is something new to be heard; too many hints do no harm."""
    if not wanted() or cache.get(f"partials:rest:{session_id}") or cache.get("partials:rest"):
        return
    every = settings.PARTIAL_TRANSCRIPT_SECONDS
    if cache.add(f"partials:pace:{session_id}", 1, max(1, round(every * 0.8))):
        arguments = (str(session_id), str(response_id), take)
        current_app.send_task("interviews.overhear", args=arguments, queue="live", expires=max(1, round(every)))


def overhear(session_id: uuid.UUID, response_id: uuid.UUID, take: int) -> None:
    """The worker's part. Never raises: nothing hangs on it."""
    if not _places.acquire(blocking=False):
        return
    busy = f"partials:busy:{session_id}"
    try:
        if cache.add(busy, 1, round(DEADLINE) + 10):
            try:
                _overhear(session_id, response_id, take)
            finally:
                cache.delete(busy)
    except ProviderError as error:
        _rest(session_id, error)
    except Exception:
        logger.exception("what was being said could not be put into words")
    finally:
        _places.release()


def _overhear(session_id: uuid.UUID, response_id: uuid.UUID, take: int) -> None:
    open_one = Response.objects.filter(pk=response_id, session_id=session_id, state__in=OPEN_STATES)
    response = open_one.select_related("session__config_version").first()
    if response is None:
        return
    kept_under = f"partials:text:{response_id}:{take}"
    kept: dict[str, Any] = cache.get(kept_under) or {"seconds": 0.0, "text": ""}
    began = time.monotonic()
    with tempfile.TemporaryDirectory(prefix="overheard-") as folder:
        samples = _new_sound(session_id, response_id, take, kept["seconds"], Path(folder))
        seconds = len(samples) / RATE
        if seconds < LEAST_NEW or kept["seconds"] + seconds > LONGEST:
            return
        heard = transcribe(
            [_as_wav(samples, Path(folder))],
            language=str(response.session.config_version.content.get("language", "en")),
            session_id=session_id,
            config_id=response.session.config_id,
            deadline=DEADLINE,
            spare=True,
        )
    cache.delete(f"partials:failures:{session_id}")
    text = f"{kept['text']} {heard.text}".strip()
    if seconds >= WINDOW:
        cache.set(kept_under, {"seconds": kept["seconds"] + seconds, "text": text}, FORGET)
    took = time.monotonic() - began
    if took > settings.PARTIAL_TRANSCRIPT_SECONDS:
        cache.set(f"partials:rest:{session_id}", 1, round(took))  # as long again as it took: others want their turn
    if text and open_one.exists():
        events.send_to_session(
            session_id, {"type": "transcript", "question_id": str(response_id), "text": text, "final": False}
        )


def _new_sound(session_id: uuid.UUID, response_id: uuid.UUID, take: int, done: float, folder: Path) -> numpy.ndarray:
    """int16 samples of what has arrived, in order and without a gap, beyond the first ``done`` seconds."""
    import numpy as np

    parts: list[numpy.ndarray] = [np.zeros(0, dtype="int16")]
    skip = round(done * RATE)
    for segment in recordings.segments(session_id, response_id, take):
        path = folder / f"{segment.number:02d}"
        with path.open("wb") as file:
            for place, seq in enumerate(segment.seqs):
                if seq != place:
                    break  # what comes behind a gap would be decoded as if it followed
                file.write((segment.path / f"{seq:05d}").read_bytes())
        try:
            for block in Decoding(path):
                if len(block) > skip:
                    parts.append(block[skip:])
                skip = max(0, skip - len(block))
        except ProviderError:
            continue  # a segment of which only the head is here yet
    return np.concatenate(parts)


def _as_wav(samples: numpy.ndarray, folder: Path) -> Path:
    path = folder / "new.wav"
    with wave.open(str(path), "wb") as file:
        file.setnchannels(1)
        file.setsampwidth(2)
        file.setframerate(RATE)
        file.writeframes(samples.astype("<i2").tobytes())
    return path


def _rest(session_id: uuid.UUID, error: ProviderError) -> None:
    logger.info("no words for what is being said: %s", error.category)
    if error.category == Category.RATE_LIMIT:
        # Whoever limits calls must have some left for the answers themselves.
        cache.set("partials:rest", 1, round(min(max(error.retry_after or 0, 60), LONGEST_REST)))
        return
    name = f"partials:failures:{session_id}"
    cache.add(name, 0, FORGET)
    try:
        failures = cache.incr(name)
    except ValueError:
        failures = 1
    cache.set(f"partials:rest:{session_id}", 1, round(min(LONGEST_REST, REST * 2 ** (failures - 1))))
