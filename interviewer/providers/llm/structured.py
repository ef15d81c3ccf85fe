"""From a Pydantic class to what vendors understand, and from what models write to an instance of it."""

from __future__ import annotations

import json
import math
import re
from collections.abc import Sequence
from typing import Any, TypeVar

from pydantic import BaseModel, ValidationError

from interviewer.providers.errors import Category, Repairable
from interviewer.providers.llm.base import Message

T = TypeVar("T", bound=BaseModel)

# Longer than any answer asked for: a model that writes more has lost its way.
LONGEST_ANSWER = 200_000
_QUOTED_BACK = 4_000
_MAX_PROBLEMS = 6
_MAX_DEPTH = 12

_THOUGHT = re.compile(r"\A\s*<think>.*?</think>", re.DOTALL)
_SURROGATE_OR_NUL = re.compile("[\ud800-\udfff\x00]")
# Keywords every vendor's constrained decoding knows. Bounds are checked here when the answer is back.
_KEPT = {"type", "description", "enum", "properties", "required", "items", "anyOf"}


class InvalidAnswer(Repairable):
    """A model answered, but not what was asked for. ``text`` is what it wrote: never log it."""

    def __init__(self, provider: str, problem: str, text: str) -> None:
        super().__init__(f"{provider} answered nonsense: {problem}", Category.INVALID_OUTPUT)
        self.problem = problem
        self.text = text


class PlainerPlease(Repairable):
    """The vendor refuses a request with its own means for structured output: ask without them."""

    def __init__(self, provider: str, status: int) -> None:
        super().__init__(
            f"{provider} answered {status}: the request is refused", Category.INVALID_INPUT, permanent=True
        )


# --- Asking ----------------------------------------------------------------------------------------------


def json_schema(schema: type[BaseModel]) -> dict[str, Any]:
    """The class's JSON schema with all references put in place. A class that contains itself is cut off."""
    whole = schema.model_json_schema()
    definitions = whole.pop("$defs", {})

    def resolve(part: Any, depth: int) -> Any:
        if depth > _MAX_DEPTH:
            return {}
        if isinstance(part, list):
            return [resolve(item, depth) for item in part]
        if not isinstance(part, dict):
            return part
        if "$ref" in part:
            target = definitions.get(str(part["$ref"]).rpartition("/")[2], {})
            return resolve({**target, **{k: v for k, v in part.items() if k != "$ref"}}, depth + 1)
        deeper = depth + 1 if "properties" in part else depth
        return {key: resolve(value, deeper) for key, value in part.items()}

    resolved: dict[str, Any] = resolve(whole, 0)
    return resolved


def constrained(schema: dict[str, Any]) -> tuple[dict[str, Any], bool]:
    """The schema as OpenAI's strict mode wants it, and whether it can be had strictly.

    Strict means: every property required, none besides. A free-form object can't be expressed so.
    """
    strict = True

    def narrow(part: dict[str, Any]) -> dict[str, Any]:
        nonlocal strict
        kept: dict[str, Any] = {key: value for key, value in part.items() if key in _KEPT}
        if "const" in part:
            kept["enum"] = [part["const"]]
        if "oneOf" in part:
            kept["anyOf"] = part["oneOf"]
        if "anyOf" in kept:
            kept["anyOf"] = [narrow(option) for option in kept["anyOf"]]
        if isinstance(kept.get("items"), dict):
            kept["items"] = narrow(kept["items"])
        if "properties" in kept:
            kept["properties"] = {name: narrow(value) for name, value in kept["properties"].items()}
            kept["required"] = list(kept["properties"])
            kept["additionalProperties"] = False
        elif kept.get("type") == "object" or not kept:
            strict = False
        return kept

    return narrow(schema), strict


def instruction(schema: dict[str, Any]) -> str:
    """What the prompt says as well, for models that know no schema and those whose vendor ignores it."""
    return (
        "Answer with one JSON object and nothing else: no Markdown, no text before or after it. "
        "It must match this JSON schema:\n" + json.dumps(schema, ensure_ascii=False, separators=(",", ":"))
    )


def with_instruction(messages: Sequence[Message], schema: dict[str, Any]) -> list[Message]:
    """The messages, the first system message carrying the instruction."""
    text = instruction(schema)
    for position, message in enumerate(messages):
        if message.role == "system":
            said = Message("system", f"{message.content}\n\n{text}")
            return [*messages[:position], said, *messages[position + 1 :]]
    return [Message("system", text), *messages]


def asking_again(messages: Sequence[Message], wrong: InvalidAnswer) -> list[Message]:
    """The messages that give a model its one chance of putting its answer right."""
    answer = wrong.text[:_QUOTED_BACK] or "(nothing)"
    return [
        *messages,
        Message("assistant", answer),
        Message(
            "user",
            f"That answer can't be used: {wrong.problem}. "
            "Answer again, with only the JSON object the schema describes.",
        ),
    ]


# --- Reading the answer ----------------------------------------------------------------------------------


def _finite(text: str) -> float:
    number = float(text)
    if not math.isfinite(number):
        raise ValueError("a number is too large")
    return number


def _refuse_constant(text: str) -> float:
    raise ValueError(f"{text} is no JSON number")


_DECODER = json.JSONDecoder(parse_float=_finite, parse_constant=_refuse_constant)


def _clean(value: Any) -> Any:
    """Without what no database column and no page can hold: NUL and halves of surrogate pairs."""
    if isinstance(value, str):
        return _SURROGATE_OR_NUL.sub("", value)
    if isinstance(value, list):
        return [_clean(item) for item in value]
    if isinstance(value, dict):
        return {_clean(key): _clean(item) for key, item in value.items()}
    return value


def read_object(provider: str, text: str) -> dict[str, Any]:
    """The JSON object in what a model wrote: bare, in a Markdown fence, or with words around it."""
    if len(text) > LONGEST_ANSWER:
        raise InvalidAnswer(provider, "it is far too long", text)
    body = _THOUGHT.sub("", text)
    start = body.find("{")
    if start < 0:
        raise InvalidAnswer(provider, "it holds no JSON object", text)
    try:
        value, _ = _DECODER.raw_decode(body, start)
        cleaned: dict[str, Any] = _clean(value)
    except json.JSONDecodeError:
        raise InvalidAnswer(provider, "it is no valid JSON", text) from None
    except RecursionError:
        raise InvalidAnswer(provider, "it is nested too deeply", text) from None
    except ValueError:
        raise InvalidAnswer(provider, "a number in it is not finite or far too large", text) from None
    return cleaned


def validated(provider: str, text: str, schema: type[T]) -> T:
    """An instance of ``schema``, or InvalidAnswer with a problem a model can act on."""
    data = read_object(provider, text)
    try:
        return schema.model_validate(data)
    except ValidationError as error:
        # Field names and rules only: the values are the model's and may quote a candidate.
        found = error.errors(include_input=False, include_url=False, include_context=False)
        problems = [f"{'.'.join(map(str, item['loc'])) or 'the object'}: {_rule(item)}" for item in found]
        raise InvalidAnswer(provider, "; ".join(problems[:_MAX_PROBLEMS]), text) from None
    except (ValueError, RecursionError, OverflowError):
        raise InvalidAnswer(provider, "its values can't be used", text) from None


def _rule(item: Any) -> str:
    # A validator of ours raises value_error with a text of its own, which may quote the value.
    return "not acceptable" if item["type"] in {"value_error", "assertion_error"} else str(item["msg"])[:120]
