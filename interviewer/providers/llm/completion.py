"""Ask a language model for an object: the public face of this package.

``complete`` and ``acomplete`` return an instance of the schema; ``ask`` and ``aask`` say as well who gave it.
All raise ProviderError and nothing else, within the deadline. Not to be called inside a database transaction.
"""

from __future__ import annotations

import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from functools import partial
from typing import Any, Generic, Literal, TypeVar

from django.conf import settings
from django.core.cache import cache
from pydantic import BaseModel

from interviewer.providers.failover import Attempt, Candidate, Context, first_answer
from interviewer.providers.llm import registry
from interviewer.providers.llm.base import Message, Reply, Request, Strict, Vendor
from interviewer.providers.llm.structured import (
    InvalidAnswer,
    PlainerPlease,
    asking_again,
    json_schema,
    validated,
    with_instruction,
)
from interviewer.providers.shared_state import safely
from interviewer.providers.threads import in_thread

T = TypeVar("T", bound=BaseModel)

# A model that knows no schemas won't learn it within the hour.
REMEMBER_PLAIN_SECONDS = 3600
PROBE_TOKENS = 64
# Roughly, of English text: for vendors that count no tokens, so that the budget holds for them too.
LETTERS_PER_TOKEN = 4


class Ready(Strict):
    """What a probe asks for."""

    ready: Literal[True]


@dataclass(frozen=True)
class Completion(Generic[T]):
    """An object, and where it came from."""

    value: T
    provider: str
    model: str
    prompt_version: str


def ask(
    purpose: str,
    messages: Sequence[Message],
    schema: type[T],
    *,
    session_id: uuid.UUID | None = None,
    config_id: uuid.UUID | None = None,
    prompt_version: str = "",
    deadline: float | None = None,
    max_tokens: int | None = None,
    steady: bool = False,
) -> Completion[T]:
    """An instance of ``schema`` from the first vendor that gives one, within ``deadline`` seconds
    (``LLM_DEADLINE_SECONDS``). ``purpose`` (at most 40 characters) and the ids go into rows and budgets.
    ``steady`` asks for the same answer to the same question, as far as a vendor can give it."""
    context = Context("llm", purpose, session_id, config_id, prompt_version)
    seconds = settings.LLM_DEADLINE_SECONDS if deadline is None else deadline
    chain = _chain(messages, schema, max_tokens or settings.LLM_MAX_TOKENS, steady)
    answer = first_answer(context, chain, deadline=seconds)
    return Completion(answer.value, answer.provider, answer.model, prompt_version)


def complete(
    purpose: str,
    messages: Sequence[Message],
    schema: type[T],
    *,
    session_id: uuid.UUID | None = None,
    config_id: uuid.UUID | None = None,
    prompt_version: str = "",
    deadline: float | None = None,
    max_tokens: int | None = None,
    steady: bool = False,
) -> T:
    """``ask``, for those who don't mind who answers."""
    return ask(
        purpose,
        messages,
        schema,
        session_id=session_id,
        config_id=config_id,
        prompt_version=prompt_version,
        deadline=deadline,
        max_tokens=max_tokens,
        steady=steady,
    ).value


async def aask(
    purpose: str,
    messages: Sequence[Message],
    schema: type[T],
    *,
    session_id: uuid.UUID | None = None,
    config_id: uuid.UUID | None = None,
    prompt_version: str = "",
    deadline: float | None = None,
    max_tokens: int | None = None,
    steady: bool = False,
) -> Completion[T]:
    """``ask`` without holding the event loop. A cancelled call ends in its thread, by its deadline."""

    def call(left: float) -> Completion[T]:
        return ask(
            purpose,
            messages,
            schema,
            session_id=session_id,
            config_id=config_id,
            prompt_version=prompt_version,
            deadline=left,
            max_tokens=max_tokens,
            steady=steady,
        )

    return await in_thread(call, settings.LLM_DEADLINE_SECONDS if deadline is None else deadline)


async def acomplete(
    purpose: str,
    messages: Sequence[Message],
    schema: type[T],
    *,
    session_id: uuid.UUID | None = None,
    config_id: uuid.UUID | None = None,
    prompt_version: str = "",
    deadline: float | None = None,
    max_tokens: int | None = None,
    steady: bool = False,
) -> T:
    """``complete`` without holding the event loop."""
    completion = await aask(
        purpose,
        messages,
        schema,
        session_id=session_id,
        config_id=config_id,
        prompt_version=prompt_version,
        deadline=deadline,
        max_tokens=max_tokens,
        steady=steady,
    )
    return completion.value


# --- The chain -------------------------------------------------------------------------------------------


def candidates() -> list[Candidate[Ready]]:
    """The configured vendors, in order, ready to be probed."""
    return _chain([Message("user", 'Reply with {"ready": true}.')], Ready, PROBE_TOKENS)


def _chain(messages: Sequence[Message], schema: type[T], max_tokens: int, steady: bool = False) -> list[Candidate[T]]:
    described = json_schema(schema)
    instructed = with_instruction(messages, described)
    return [
        Candidate(
            name=vendor.name,
            run=_Question(vendor, instructed, schema, described, max_tokens, steady),
            model=vendor.model,
            keys=vendor.keys,
            probe=partial(_probe, vendor),
            repairs=1,
        )
        for vendor in registry.vendors()
        if vendor.configured
    ]


def _probe(vendor: Vendor, attempt: Attempt) -> None:
    """Whether the vendor answers at all. What it says doesn't matter: so few tokens may cut it off."""
    described = json_schema(Ready)
    messages = with_instruction([Message("user", 'Reply with {"ready": true}.')], described)
    try:
        _Question(vendor, messages, Ready, described, PROBE_TOKENS)(attempt)
    except InvalidAnswer as error:
        if not error.text:
            raise


@dataclass(frozen=True)
class _Question(Generic[T]):
    """The same question, to be put to one vendor. Runs in a thread of its own, without the database."""

    vendor: Vendor
    messages: list[Message]
    schema: type[T]
    described: dict[str, Any]
    max_tokens: int
    steady: bool = False

    def __call__(self, attempt: Attempt) -> T:
        wrong = attempt.repair_of
        request = Request(
            messages=(asking_again(self.messages, wrong) if isinstance(wrong, InvalidAnswer) else self.messages),
            name=self.schema.__name__,
            schema=self.described,
            max_tokens=self.max_tokens,
            seconds=attempt.seconds,
            plain=isinstance(wrong, PlainerPlease) or self._knows_no_schemas(),
            steady=self.steady,
        )
        # Until the vendor says what it counted: a call that is abandoned was paid for as well.
        attempt.tokens_in = sum(len(message.content) for message in request.messages) // LETTERS_PER_TOKEN
        reply = registry.load(self.vendor).generate(request, attempt.key)
        self._note(attempt, reply)
        value = validated(self.vendor.name, reply.text, self.schema)
        if isinstance(wrong, PlainerPlease):
            self._remember_no_schemas()
        return value

    def _note(self, attempt: Attempt, reply: Reply) -> None:
        attempt.model = reply.model or attempt.model
        attempt.tokens_in = reply.tokens_in or attempt.tokens_in
        attempt.tokens_out = reply.tokens_out or len(reply.text) // LETTERS_PER_TOKEN

    @property
    def _plain_id(self) -> str:
        return f"providers:plain:{self.vendor.name}:{self.vendor.model}".replace(" ", "_")

    def _knows_no_schemas(self) -> bool:
        return safely(lambda: bool(cache.get(self._plain_id)), False)

    def _remember_no_schemas(self) -> None:
        safely(lambda: cache.set(self._plain_id, True, REMEMBER_PLAIN_SECONDS), None)
