"""Speech models on Hugging Face: its shared inference service, or an endpoint of one's own by base URL."""

from __future__ import annotations

import base64
from typing import Any

from django.conf import settings

from interviewer.providers.errors import Category, ProviderError
from interviewer.providers.stt.base import Transcript, finite, plausible, timed_words
from interviewer.providers.stt.hosted import Hosted, answer_of, http_client


class HuggingFace(Hosted):
    name = "huggingface"
    max_upload_bytes = 20 * 1000 * 1000

    def __init__(self) -> None:
        self.model = settings.HUGGINGFACE_TRANSCRIPTION_MODEL

    def keys(self) -> list[str]:
        return [key for key in settings.HUGGINGFACE_API_KEYS if key]

    def ask(self, audio: bytes, seconds: float, *, language: str, key: str, timeout: float) -> Transcript:
        # Without time stamps Whisper there refuses more than 30 seconds.
        payload = {
            "inputs": base64.b64encode(audio).decode("ascii"),
            "parameters": {"return_timestamps": True},
        }
        address = "/".join(part for part in (settings.HUGGINGFACE_BASE_URL, self.model) if part)
        with http_client(self.name, timeout) as client:
            response = client.post(address, json=payload, headers={"Authorization": f"Bearer {key}"})
            if response.status_code == 503:
                raise ProviderError(
                    "huggingface is still loading the model", Category.UNAVAILABLE, retry_after=_until_loaded(response)
                )
            body = answer_of(self.name, response)
        text = plausible(body.get("text"), seconds=seconds, provider=self.name)
        return Transcript(text, self.name, tuple(timed_words(_word_chunks(body), seconds=seconds)), None, language)


def _word_chunks(body: dict[str, Any]) -> list[tuple[Any, Any, Any, Any]]:
    """Chunks of one word. Those of whole phrases tell no word's time."""
    chunks = body.get("chunks")
    words: list[tuple[Any, Any, Any, Any]] = []
    for chunk in chunks if isinstance(chunks, list) else []:
        if not isinstance(chunk, dict):
            continue
        text, times = chunk.get("text"), chunk.get("timestamp")
        if isinstance(text, str) and len(text.split()) == 1 and isinstance(times, list) and len(times) == 2:
            words.append((text, times[0], times[1], None))
    return words


def _until_loaded(response: Any) -> float | None:
    """Seconds the service expects to need, where it says so."""
    try:
        seconds = finite(response.json().get("estimated_time"))
    except (ValueError, AttributeError, RecursionError):
        return None
    return None if seconds is None else min(max(seconds, 1.0), 600.0)
