"""Groq, by its SDK. The only file that imports it for language models."""

from __future__ import annotations

import os
from functools import lru_cache
from typing import Any

import groq
import httpx

from interviewer.providers.errors import Category, ProviderError
from interviewer.providers.http_errors import from_status
from interviewer.providers.llm.base import SEED, LanguageModel, Reply, Request
from interviewer.providers.llm.openai_compatible import number, response_format
from interviewer.providers.llm.structured import InvalidAnswer, PlainerPlease
from interviewer.providers.transport import bounded_client


@lru_cache(maxsize=64)
def _client(base_url: str, key: str, process: int) -> groq.Groq:
    # The SDK appends /openai/v1 itself, and retries twice unless told not to.
    return groq.Groq(api_key=key, base_url=base_url, max_retries=0, http_client=bounded_client())


class Groq(LanguageModel):
    def prepare(self, key: str) -> None:
        # The SDK imports its parts when they are first looked at.
        assert _client(self.vendor.base_url, key, os.getpid()).chat.completions

    def generate(self, request: Request, key: str) -> Reply:
        name = self.vendor.name
        try:
            completion = _client(self.vendor.base_url, key, os.getpid()).chat.completions.create(
                **self._arguments(request), timeout=request.seconds
            )
        except groq.APITimeoutError:
            raise ProviderError(f"{name} did not answer in time", Category.TIMEOUT) from None
        except groq.APIStatusError as error:
            raise self._refused(error, request) from None
        except groq.APIConnectionError:
            raise ProviderError(f"{name} can't be reached", Category.UNAVAILABLE) from None
        except httpx.TimeoutException:
            # While the body is read, httpx's own errors come through.
            raise ProviderError(f"{name} did not answer in time", Category.TIMEOUT) from None
        except httpx.HTTPError as error:
            raise ProviderError(f"{name} broke off ({type(error).__name__})", Category.UNAVAILABLE) from None
        except ValueError:
            # A bare JSONDecodeError, for a 200 whose body is not JSON.
            raise InvalidAnswer(name, "it is not JSON", "") from None
        return self._read(completion)

    def _arguments(self, request: Request) -> dict[str, Any]:
        arguments: dict[str, Any] = {
            "model": self.vendor.model,
            "messages": [{"role": message.role, "content": message.content} for message in request.messages],
            "max_completion_tokens": request.max_tokens,
        }
        if not request.plain:
            arguments["temperature"] = request.temperature
            if request.steady:
                arguments["seed"] = SEED
            arguments["response_format"] = response_format(request)
            if "gpt-oss" in self.vendor.model:
                arguments["reasoning_effort"] = "low"
        return arguments

    def _refused(self, error: groq.APIStatusError, request: Request) -> ProviderError:
        name = self.vendor.name
        if error.status_code in {400, 422}:
            body = error.body if isinstance(error.body, dict) else {}
            inner = body.get("error")
            if isinstance(inner, dict) and inner.get("code") == "json_validate_failed":
                written = str(inner.get("failed_generation") or "")
                return InvalidAnswer(name, "it does not match the schema", written)
            if not request.plain:
                return PlainerPlease(name, error.status_code)
        return from_status(name, error.status_code, error.response.headers)

    def _read(self, completion: Any) -> Reply:
        # The SDK checks no types: a field may hold anything, and a body that isn't JSON comes as a string.
        choices = getattr(completion, "choices", None)
        choice = choices[0] if isinstance(choices, list) and choices else None
        text = getattr(getattr(choice, "message", None), "content", None)
        if not isinstance(text, str):
            raise InvalidAnswer(self.vendor.name, "it is not a completion", "")
        usage = getattr(completion, "usage", None)
        model = getattr(completion, "model", None)
        return Reply(
            text,
            model if isinstance(model, str) else "",
            number(getattr(usage, "prompt_tokens", 0)),
            number(getattr(usage, "completion_tokens", 0)),
        )
