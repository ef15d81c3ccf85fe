"""Gemini, by google-generativeai. The only file that imports it for language models.

The package is old and no longer worked on; what has to be known about it stands here:

* its retries ignore the time-out, so there are none (``retry: None``);
* its asynchronous client fails over REST, so the call is synchronous, in the caller's thread;
* its configuration is global, so each key has a client of its own;
* on a 401 its session refreshes the key, which does nothing to an API key, and sends the request twice more;
* its time-out is per read, so a server that drips bytes is never late; and an answer may be of any size.
"""

from __future__ import annotations

import os
import time
import warnings
from functools import lru_cache
from typing import Any, cast

import requests

with warnings.catch_warnings():
    # That the package has had its day is known: it is why nothing else may import it.
    warnings.simplefilter("ignore", FutureWarning)
    import google.ai.generativelanguage as glm
    import google.generativeai as genai
    from google.api_core import exceptions as api_errors
    from google.auth import api_key
    from google.auth import exceptions as auth_errors
    from google.protobuf.json_format import ParseError

from interviewer.providers.errors import Category, ProviderError
from interviewer.providers.http_errors import from_status, retry_after
from interviewer.providers.llm.base import LanguageModel, Reply, Request
from interviewer.providers.llm.openai_compatible import number
from interviewer.providers.llm.structured import InvalidAnswer, PlainerPlease
from interviewer.providers.transport import MAX_BYTES


class _Key(api_key.Credentials):
    def refresh(self, request: Any) -> None:
        raise auth_errors.RefreshError("an API key can't be refreshed")


@lru_cache(maxsize=64)
def client_for(base_url: str, key: str, process: int) -> glm.GenerativeServiceClient:
    """A client for one key that speaks REST with ``base_url`` and never repeats a request."""
    scheme, _, host = base_url.rstrip("/").rpartition("://")
    transport = glm.GenerativeServiceClient.get_transport_class("rest")(
        host=host, credentials=_Key(key), url_scheme=scheme or "https"
    )
    session: requests.Session = transport._session  # type: ignore[attr-defined]
    session.hooks["response"].append(_read_bounded)
    return glm.GenerativeServiceClient(transport=transport)


def _read_bounded(response: requests.Response, **kwargs: Any) -> None:
    """A hook that requests calls before it reads the body: read it here, with an end in time and in size."""
    ends = time.monotonic() + (kwargs.get("timeout") or 600.0)
    body = bytearray()
    for part in response.iter_content(64 * 1024):
        body += part
        if len(body) > MAX_BYTES:
            raise requests.ConnectionError("the answer is too long")
        if time.monotonic() > ends:
            raise requests.Timeout("the answer took too long")
    response._content = bytes(body)


class Gemini(LanguageModel):
    def prepare(self, key: str) -> None:
        client_for(self.vendor.base_url, key, os.getpid())

    def generate(self, request: Request, key: str) -> Reply:
        name = self.vendor.name
        try:
            response = self._model(request, key).generate_content(
                [
                    {"role": "model" if message.role == "assistant" else "user", "parts": [message.content]}
                    for message in request.messages
                    if message.role != "system"
                ]
                or [{"role": "user", "parts": ["Go on."]}],
                request_options={"timeout": request.seconds, "retry": None},
            )
        except api_errors.GoogleAPICallError as error:
            raise self._refused(error, request) from None
        except auth_errors.RefreshError:
            raise from_status(name, 401) from None
        except requests.Timeout:
            raise ProviderError(f"{name} did not answer in time", Category.TIMEOUT) from None
        except (requests.RequestException, auth_errors.TransportError) as error:
            message = f"{name} can't be reached ({type(error).__name__})"
            raise ProviderError(message, Category.UNAVAILABLE) from None
        except ParseError:
            raise InvalidAnswer(name, "it is not a completion", "") from None
        return self._read(response)

    def _model(self, request: Request, key: str) -> Any:
        config: dict[str, Any] = {"max_output_tokens": request.max_tokens, "temperature": request.temperature}
        if not request.plain:
            config["response_mime_type"] = "application/json"
            schema = gemini_schema(request.schema)
            if schema is not None:
                config["response_schema"] = schema
        model: Any = genai.GenerativeModel(
            self.vendor.model,
            generation_config=cast("Any", config),
            system_instruction=request.system or None,
        )
        # The package offers no other way to give a model a client of its own.
        model._client = client_for(self.vendor.base_url, key, os.getpid())
        return model

    def _refused(self, error: api_errors.GoogleAPICallError, request: Request) -> ProviderError:
        name, status = self.vendor.name, int(error.code or 500)
        details = [detail for detail in error.details if isinstance(detail, dict)]
        if any(detail.get("reason") == "API_KEY_INVALID" for detail in details):
            return from_status(name, 401)  # it comes as a 400
        if status == 400 and not request.plain:
            return PlainerPlease(name, status)
        problem = from_status(name, status, getattr(error.response, "headers", None))
        if problem.retry_after is None:
            waits = (retry_after(str(detail.get("retryDelay") or "")) for detail in details)
            problem.retry_after = next((wait for wait in waits if wait is not None), None)
        return problem

    def _read(self, response: Any) -> Reply:
        candidates = list(response.candidates)
        if not candidates:
            raise InvalidAnswer(self.vendor.name, "it holds no answer, the prompt was blocked", "")
        text = "".join(part.text for part in candidates[0].content.parts)
        if not text:
            raise InvalidAnswer(self.vendor.name, "it holds no text", "")
        usage = response.usage_metadata
        return Reply(text, "", number(usage.prompt_token_count), number(usage.candidates_token_count))


_TYPES = {"string", "number", "integer", "boolean", "array", "object"}


def gemini_schema(schema: dict[str, Any]) -> dict[str, Any] | None:
    """The schema in the API's dialect, or None where it can't be said. The prompt says it as well."""
    try:
        return _translated(schema)
    except (KeyError, ValueError, TypeError):
        return None


def _translated(part: dict[str, Any]) -> dict[str, Any]:
    options = part.get("anyOf") or part.get("oneOf")
    if options:
        real = [option for option in options if option.get("type") != "null"]
        if len(real) != 1:
            raise ValueError("a choice between types")
        return {**_translated(real[0]), "nullable": len(real) < len(options)}
    kind = part.get("type") or ("string" if "enum" in part or "const" in part else None)
    if kind not in _TYPES:
        raise ValueError("a type that is none of its own")
    result: dict[str, Any] = {"type": str(kind).upper()}
    if part.get("description"):
        result["description"] = part["description"]
    if kind == "string" and ("enum" in part or "const" in part):
        result["enum"] = [str(value) for value in part.get("enum", [part.get("const")])]
        result["format"] = "enum"
    if kind == "array":
        result["items"] = _translated(part["items"])
    if kind == "object":
        result["properties"] = {name: _translated(value) for name, value in part["properties"].items()}
        result["required"] = list(part.get("required", []))
    return result
