"""Microsoft Edge's read-aloud voices, through edge-tts. A service without a contract: it may refuse or hang any day."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from dataclasses import dataclass, field
from typing import Any

from django.conf import settings

from interviewer.providers.errors import Category, ProviderError
from interviewer.providers.http_errors import from_status
from interviewer.providers.tts import mp3, visemes
from interviewer.providers.tts.alignment import align, find_marks
from interviewer.providers.tts.base import FASTEST, SLOWEST, Speech, TextToSpeech
from interviewer.providers.tts.voices import edge_voice

TICKS_PER_SECOND = 10_000_000
MAX_AUDIO_BYTES = 16 * 1024 * 1024  # three quarters of an hour
# How far the last word may reach beyond the audio before part of it must be missing.
SLACK_SECONDS = 0.5


@dataclass
class _Heard:
    audio: bytearray = field(default_factory=bytearray)
    words: list[tuple[str, float, float]] = field(default_factory=list)


class Edge(TextToSpeech):
    name = "edge"

    def available(self) -> bool:
        return True

    def speak(self, text: str, *, voice: str, rate: float, language: str, timeout: float) -> Speech:
        percent = round((min(max(rate, SLOWEST), FASTEST) - 1) * 100)
        try:
            heard = asyncio.run(_listen(text, edge_voice(voice, language), f"{percent:+d}%", timeout))
        except TimeoutError as error:
            raise ProviderError("edge did not answer in time", Category.TIMEOUT) from error
        except ProviderError:
            raise
        except Exception as error:
            raise _told(error) from error
        return _speech(text, heard)


async def _listen(text: str, voice: str, rate: str, timeout: float) -> _Heard:
    """All the service says. Its library's own time-outs don't fire on a socket that hangs, so this one is around it.

    A host name that is looked up for ever holds a thread that even this doesn't end: the failover leaves it behind.
    """
    import edge_tts

    async with asyncio.timeout(timeout):
        speaking = _communicate(edge_tts, text, voice, rate, timeout)
        heard = _Heard()
        stream: AsyncIterator[dict[str, Any]] = speaking.stream()
        async for part in stream:
            if part["type"] == "audio":
                heard.audio += part["data"]
                if len(heard.audio) > MAX_AUDIO_BYTES:
                    raise ProviderError("edge never stops speaking", Category.INVALID_OUTPUT)
            elif part["type"] == "WordBoundary":
                heard.words.append(_times(part))
    # The library counts a turn's bytes when its end is announced: those of a broken connection stay uncounted.
    if getattr(speaking, "state", {}).get("cumulative_audio_bytes", len(heard.audio)) < len(heard.audio):
        raise ProviderError("edge broke off", Category.UNAVAILABLE)
    return heard


def _communicate(edge_tts: Any, text: str, voice: str, rate: str, timeout: float) -> Any:
    """The one place where the service's address is put in: the library knows it as a constant only."""
    if settings.EDGE_TTS_URL:
        joined = "&" if "?" in settings.EDGE_TTS_URL else "?"
        edge_tts.communicate.WSS_URL = f"{settings.EDGE_TTS_URL}{joined}TrustedClientToken=none"
    patience = max(1, round(timeout))
    return edge_tts.Communicate(
        text, voice, rate=rate, boundary="WordBoundary", connect_timeout=patience, receive_timeout=patience
    )


def _times(part: dict[str, Any]) -> tuple[str, float, float]:
    start = float(part["offset"]) / TICKS_PER_SECOND
    return str(part["text"]), start, start + float(part["duration"]) / TICKS_PER_SECOND


def _told(error: Exception) -> ProviderError:
    """The library's and the network's errors, as ours."""
    import aiohttp
    from edge_tts import exceptions

    if isinstance(error, aiohttp.WSServerHandshakeError):
        return from_status("edge", error.status, error.headers)
    if isinstance(error, exceptions.SkewAdjustmentError):
        return ProviderError("edge refused us (403)", Category.AUTH)
    if isinstance(error, (aiohttp.ClientError, exceptions.WebSocketError, OSError)):
        return ProviderError("edge can't be reached", Category.UNAVAILABLE)
    return ProviderError("edge answered in a form we don't know", Category.INVALID_OUTPUT)


def _speech(text: str, heard: _Heard) -> Speech:
    duration = mp3.seconds(bytes(heard.audio))
    if not duration:
        raise ProviderError("edge sent no audio", Category.INVALID_OUTPUT)
    last = max((end for _, _, end in heard.words), default=0.0)
    if not last <= duration + SLACK_SECONDS:  # also where it is no number
        raise ProviderError("edge's word times don't fit its audio", Category.INVALID_OUTPUT)
    words = align(text, find_marks(text, heard.words), duration)
    shapes = visemes.from_words(words, duration)
    return Speech("edge", "audio/mpeg", round(duration, 3), words, shapes, bytes(heard.audio))
