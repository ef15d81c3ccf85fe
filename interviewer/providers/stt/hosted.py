"""What the hosted vendors have in common: one upload an answer, and errors told apart by their HTTP status."""

from __future__ import annotations

import json
from abc import abstractmethod
from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

from django.conf import settings

from interviewer.providers.errors import Category, ProviderError
from interviewer.providers.http_errors import from_status
from interviewer.providers.stt.base import Recording, SpeechToText, Transcript

if TYPE_CHECKING:
    import httpx


class Hosted(SpeechToText):
    """A vendor that takes the answer's audio in one request."""

    max_upload_bytes: int

    def transcribe(self, recording: Recording, *, language: str, key: str = "", timeout: float) -> Transcript:
        audio, seconds = recording.flac
        if len(audio) > self.max_upload_bytes:
            raise ProviderError(f"the recording is too large for {self.name}", Category.INVALID_INPUT, permanent=True)
        return self.ask(audio, seconds, language=language, key=key, timeout=timeout)

    def patience(self, seconds: float) -> float:
        return min(seconds, settings.TRANSCRIPTION_ATTEMPT_SECONDS)

    @abstractmethod
    def ask(self, audio: bytes, seconds: float, *, language: str, key: str, timeout: float) -> Transcript:
        """Send ``audio`` (FLAC, so many ``seconds``) and read the answer."""


@contextmanager
def http_client(provider: str, timeout: float) -> Iterator[httpx.Client]:
    """An httpx client whose answers end after ``timeout`` seconds in all, with its errors told as ours."""
    import httpx

    from interviewer.providers.transport import bounded_client

    try:
        with bounded_client() as client:
            client.timeout = httpx.Timeout(timeout, connect=min(5.0, timeout))
            yield client
    except httpx.TimeoutException as error:
        raise ProviderError(f"{provider} did not answer in time", Category.TIMEOUT) from error
    except httpx.HTTPError as error:
        raise ProviderError(f"{provider} can't be reached", Category.UNAVAILABLE) from error
    except (httpx.InvalidURL, httpx.UnsupportedProtocol, UnicodeError) as error:
        raise ProviderError(
            f"the address or key of {provider} is not usable", Category.NOT_CONFIGURED, permanent=True
        ) from error


def answer_of(provider: str, response: httpx.Response) -> dict[str, Any]:
    """The JSON object of a successful answer. Raises ProviderError for any other."""
    if not response.is_success:
        raise from_status(provider, response.status_code, response.headers)
    try:
        body = json.loads(response.content)
    except (ValueError, RecursionError) as error:
        raise ProviderError(f"{provider} did not answer in JSON", Category.INVALID_OUTPUT) from error
    if not isinstance(body, dict):
        raise not_understood(provider)
    return body


def not_understood(provider: str) -> ProviderError:
    return ProviderError(f"{provider} answered in a form we don't know", Category.INVALID_OUTPUT)
