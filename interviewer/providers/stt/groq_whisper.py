"""Whisper as Groq hosts it, through Groq's SDK."""

from __future__ import annotations

from typing import Any

from django.conf import settings

from interviewer.providers.errors import Category, ProviderError
from interviewer.providers.http_errors import from_status
from interviewer.providers.stt.base import Transcript, base_language, confidence_from, plausible, timed_words
from interviewer.providers.stt.hosted import Hosted, http_client, not_understood


class GroqWhisper(Hosted):
    name = "groq"
    max_upload_bytes = 25 * 1000 * 1000

    def __init__(self) -> None:
        self.model = settings.GROQ_TRANSCRIPTION_MODEL

    def keys(self) -> list[str]:
        return [key for key in settings.GROQ_API_KEYS if key]

    def ask(self, audio: bytes, seconds: float, *, language: str, key: str, timeout: float) -> Transcript:
        body = self._request(audio, base_language(language), key, timeout)
        text = plausible(body.get("text"), seconds=seconds, provider=self.name)
        segments = [part for part in _list(body.get("segments")) if isinstance(part, dict)]
        words = timed_words(
            (
                (part.get("word"), part.get("start"), part.get("end"), part.get("probability"))
                for part in _list(body.get("words"))
                if isinstance(part, dict)
            ),
            seconds=seconds,
        )
        confidence = confidence_from(part.get("avg_logprob") for part in segments)
        return Transcript(text, self.name, tuple(words), confidence, language)

    def _request(self, audio: bytes, language: str, key: str, timeout: float) -> dict[str, Any]:
        import groq

        spoken: Any = language or groq.NOT_GIVEN
        try:
            with http_client(self.name, timeout) as http:
                client = groq.Groq(
                    api_key=key, base_url=settings.GROQ_BASE_URL, max_retries=0, timeout=timeout, http_client=http
                )
                answer = client.audio.transcriptions.create(
                    file=("answer.flac", audio, "audio/flac"),
                    model=self.model,
                    language=spoken,
                    response_format="verbose_json",
                    timestamp_granularities=["word", "segment"],
                    temperature=0.0,
                )
        except ProviderError:
            raise
        except groq.APIStatusError as error:
            raise from_status(self.name, error.status_code, error.response.headers) from error
        except groq.APITimeoutError as error:
            raise ProviderError("groq did not answer in time", Category.TIMEOUT) from error
        except groq.APIConnectionError as error:
            raise ProviderError("groq can't be reached", Category.UNAVAILABLE) from error
        except Exception as error:
            # The SDK lets a JSONDecodeError out, and others, where a success isn't what it says.
            raise not_understood(self.name) from error
        # The SDK's model declares the text alone; words and segments are kept beside it.
        body = answer.to_dict(warnings=False) if isinstance(answer, groq.BaseModel) else None
        if not isinstance(body, dict):
            raise not_understood(self.name)
        return body


def _list(value: Any) -> list[Any]:
    return value if isinstance(value, list) else []
