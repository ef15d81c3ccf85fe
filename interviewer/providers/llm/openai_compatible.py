"""Any endpoint that speaks OpenAI's chat completions: OpenRouter, OpenAI, Ollama, vLLM, llama.cpp, others."""

from __future__ import annotations

import json
import os
import re
from functools import lru_cache
from typing import Any
from urllib.parse import urlsplit

import httpx

from interviewer.providers.errors import Category, ProviderError
from interviewer.providers.http_errors import from_status
from interviewer.providers.llm.base import SEED, LanguageModel, Reply, Request
from interviewer.providers.llm.structured import InvalidAnswer, PlainerPlease, constrained
from interviewer.providers.transport import bounded_client


@lru_cache(maxsize=16)
def _client(base_url: str, process: int) -> httpx.Client:
    """One pool of connections an endpoint and process: a TLS handshake costs more than many an answer."""
    return bounded_client()


def response_format(request: Request) -> dict[str, Any]:
    schema, strict = constrained(request.schema)
    name = re.sub(r"[^A-Za-z0-9_-]", "_", request.name)[:60] or "answer"
    return {"type": "json_schema", "json_schema": {"name": name, "strict": strict, "schema": schema}}


def number(value: Any) -> int:
    """A token count from an answer: anything but a plausible one is 0."""
    return value if isinstance(value, int) and not isinstance(value, bool) and 0 <= value < 10**8 else 0


class OpenAICompatible(LanguageModel):
    def prepare(self, key: str) -> None:
        _client(self.vendor.base_url, os.getpid())

    def generate(self, request: Request, key: str) -> Reply:
        name = self.vendor.name
        try:
            response = _client(self.vendor.base_url, os.getpid()).post(
                f"{self.vendor.base_url.rstrip('/')}/chat/completions",
                json=self._body(request),
                headers={"Authorization": f"Bearer {key}"} if key else {},
                timeout=request.seconds,
            )
        except httpx.TimeoutException:
            raise ProviderError(f"{name} did not answer in time", Category.TIMEOUT) from None
        except (httpx.HTTPError, httpx.InvalidURL, UnicodeError) as error:
            message = f"{name} can't be reached ({type(error).__name__})"
            raise ProviderError(message, Category.UNAVAILABLE) from None
        if response.status_code in {400, 422} and not request.plain:
            raise PlainerPlease(name, response.status_code)
        if not response.is_success:
            raise from_status(name, response.status_code, response.headers)
        return self._read(response)

    def _body(self, request: Request) -> dict[str, Any]:
        body: dict[str, Any] = {
            "model": self.vendor.model,
            "messages": [{"role": message.role, "content": message.content} for message in request.messages],
        }
        if urlsplit(self.vendor.base_url).hostname == "api.openai.com":
            # Its reasoning models take no temperature, and no other name for the limit.
            body["max_completion_tokens"] = request.max_tokens
            if not request.plain:
                body["reasoning_effort"] = "low"
        else:
            body["max_tokens"] = request.max_tokens
            if not request.plain:
                body["temperature"] = request.temperature
                if request.steady:
                    body["seed"] = SEED
        if not request.plain:
            body["response_format"] = response_format(request)
        return body

    def _read(self, response: httpx.Response) -> Reply:
        name = self.vendor.name
        try:
            data = json.loads(response.content)
        except (ValueError, RecursionError):
            raise InvalidAnswer(name, "it is not JSON", "") from None
        if not isinstance(data, dict):
            raise InvalidAnswer(name, "it is not a completion", "")
        self._raise_embedded(data.get("error"))
        choices = data.get("choices")
        choice = choices[0] if isinstance(choices, list) and choices else None
        if isinstance(choice, dict):
            self._raise_embedded(choice.get("error"))
        message = choice.get("message") if isinstance(choice, dict) else None
        text = message.get("content") if isinstance(message, dict) else None
        if isinstance(text, list):
            text = "".join(str(part.get("text", "")) for part in text if isinstance(part, dict))
        if not isinstance(text, str):
            raise InvalidAnswer(name, "it is not a completion", "")
        counts = data.get("usage")
        usage = counts if isinstance(counts, dict) else {}
        model = data.get("model")
        return Reply(
            text,
            model if isinstance(model, str) else "",
            number(usage.get("prompt_tokens")),
            number(usage.get("completion_tokens")),
        )

    def _raise_embedded(self, error: Any) -> None:
        """OpenRouter answers 200 and puts what went wrong further up into the body."""
        if not isinstance(error, dict):
            return
        code = error.get("code")
        raise from_status(self.vendor.name, code if isinstance(code, int) and 400 <= code < 600 else 502)
