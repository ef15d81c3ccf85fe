"""Deepgram's prerecorded transcription, over HTTP."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from django.conf import settings

from interviewer.providers.stt.base import Transcript, base_language, plausible, share, timed_words
from interviewer.providers.stt.hosted import Hosted, answer_of, http_client, not_understood


class Deepgram(Hosted):
    name = "deepgram"
    max_upload_bytes = 100 * 1000 * 1000

    def __init__(self) -> None:
        self.model = settings.DEEPGRAM_MODEL

    def keys(self) -> list[str]:
        return [key for key in settings.DEEPGRAM_API_KEYS if key]

    def ask(self, audio: bytes, seconds: float, *, language: str, key: str, timeout: float) -> Transcript:
        params = {"model": self.model, "punctuate": "true", "smart_format": "true"}
        params |= {"language": base_language(language)} if language else {"detect_language": "true"}
        with http_client(self.name, timeout) as client:
            response = client.post(
                f"{settings.DEEPGRAM_BASE_URL}/v1/listen",
                params=params,
                content=audio,
                headers={"Authorization": f"Token {key}", "Content-Type": "audio/flac"},
            )
            body = answer_of(self.name, response)
        best = _best_alternative(body)
        text = plausible(best.get("transcript"), seconds=seconds, provider=self.name)
        words = timed_words(_words(best), seconds=seconds)
        return Transcript(text, self.name, tuple(words), share(best.get("confidence")), language)


def _words(best: dict[str, Any]) -> Iterator[tuple[Any, Any, Any, Any]]:
    raw = best.get("words")
    for part in raw if isinstance(raw, list) else []:
        if isinstance(part, dict):
            text = part.get("punctuated_word") or part.get("word")
            yield text, part.get("start"), part.get("end"), part.get("confidence")


def _best_alternative(body: dict[str, Any]) -> dict[str, Any]:
    try:
        best = body["results"]["channels"][0]["alternatives"][0]
    except (KeyError, IndexError, TypeError) as error:
        raise not_understood(Deepgram.name) from error
    if not isinstance(best, dict):
        raise not_understood(Deepgram.name)
    return best
