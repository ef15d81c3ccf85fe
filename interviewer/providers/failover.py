"""One question, several providers: the first usable answer within a deadline.

``first_answer`` goes through a chain of candidates in order. For each it takes the keys in turn, and it

* passes by a provider whose circuit breaker is open, and a key that rests or is retired (health.py);
* gives an attempt half of the time that is left while others wait behind it, else all of it, and abandons it
  then: it runs in a thread of its own, so that not even a library that ignores its time-out holds the caller;
* never repeats an attempt, save once after ``Repairable`` where the candidate allows a repair, or with the
  provider's next key when one is refused (401, 403, 402) or limited (429);
* asks the budget before every attempt (budget.py) and leaves a ``ProviderCall`` row after it (calls.py).

An open breaker is closed by a probe: a caller that passes a provider by starts one in a background thread, at
most one every PROVIDER_PROBE_SECONDS over all workers. No beat is needed, and where nobody calls nobody
probes. A candidate without a probe of its own is tried by the caller that claimed it instead.

Used for language models, transcription and speech alike; it knows no vendor.
"""

from __future__ import annotations

import logging
import time
import uuid
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Generic, TypeVar

from django.conf import settings
from django.db import connection

from interviewer.executor import release_connection
from interviewer.providers import budget, health
from interviewer.providers.calls import recorded
from interviewer.providers.errors import Category, ProviderError, Repairable
from interviewer.providers.threads import in_background, within

logger = logging.getLogger(__name__)
R = TypeVar("R")

MAX_ATTEMPTS_EACH = 4  # of one candidate, in one call: keys that were refused, and the repair
MAX_ATTEMPTS = 8  # in one call
SHORTEST_ATTEMPT = 0.05  # of the deadline: with less left, no attempt is begun
MARGIN = 0.02  # seconds kept back for what follows the last attempt
SPARE_SHARE = 0.5  # of each budget, for what nobody waits for
FULL_TIMEOUT = 1.0  # an attempt that had less time than this says little about the provider


@dataclass
class Attempt:
    """One try at one provider. What ``run`` learns of model and tokens it writes here, for the row."""

    key: str = field(repr=False)
    key_label: str
    seconds: float
    repair_of: Repairable | None = None
    model: str = ""
    tokens_in: int = 0
    tokens_out: int = 0


@dataclass(frozen=True)
class Candidate(Generic[R]):
    """A provider that could answer.

    ``run`` makes one call, without retries, in ``attempt.seconds``; it raises ProviderError. It must not
    query the database: it runs in a thread that may be abandoned. Without ``keys`` it needs none.
    ``probe`` is the smallest real call; it returns when the provider works and raises ProviderError when not.
    ``seconds`` is the most an attempt may take, whatever time is left.
    """

    name: str
    run: Callable[[Attempt], R]
    model: str = ""
    keys: tuple[str, ...] = field(default=(), repr=False)
    probe: Callable[[Attempt], object] | None = None
    repairs: int = 0
    seconds: float | None = None

    def labels(self) -> list[str]:
        return [health.key_label(self.name, key) for key in self.keys]


@dataclass(frozen=True)
class Answer(Generic[R]):
    """A value, and who gave it."""

    value: R
    provider: str
    model: str
    key_label: str


@dataclass(frozen=True)
class Context:
    """What a call is for. ``kind`` is the chain (``llm``, ``stt``, ``tts``).

    ``spare``: nobody waits for it. It may use half of each budget, so that it never takes the rest from those who wait;
    and that it was too slow or one too many says nothing against the provider.
    """

    kind: str
    purpose: str
    session_id: uuid.UUID | None = None
    config_id: uuid.UUID | None = None
    prompt_version: str = ""
    spare: bool = False


def first_answer(context: Context, candidates: Sequence[Candidate[R]], *, deadline: float) -> Answer[R]:
    """The first usable answer within ``deadline`` seconds; else a ProviderError that names all reasons."""
    refuse_inside_transaction()
    if not candidates:
        message = f"no {context.kind} provider is configured"
        raise ProviderError(message, Category.NOT_CONFIGURED, permanent=True)
    return _Run(context, candidates, deadline).answer()


class _Run(Generic[R]):
    """One call of ``first_answer``."""

    def __init__(self, context: Context, candidates: Sequence[Candidate[R]], deadline: float) -> None:
        self.context = context
        self.candidates = candidates
        self.deadline = deadline
        self.ends = time.monotonic() + deadline - min(MARGIN, deadline / 10)
        self.attempts = 0
        self.problems: list[ProviderError] = []
        self.stumbled: set[str] = set()
        self.snapshot = health.look(context.kind, [(c.name, c.labels()) for c in candidates])

    def answer(self) -> Answer[R]:
        ready = [(candidate, keys) for candidate in self.candidates if (keys := self._usable_keys(candidate))]
        for number, (candidate, keys) in enumerate(ready):
            answer = self._ask(candidate, keys, others_wait=number + 1 < len(ready))
            if answer is not None:
                return answer
        raise self._summary()

    def _usable_keys(self, candidate: Candidate[R]) -> list[str]:
        if candidate.name in self.snapshot.breakers and not self._half_open(candidate):
            why = self.snapshot.breakers[candidate.name].why
            self.problems.append(ProviderError(f"{candidate.name} rests ({why})", Category.UNAVAILABLE))
            return []
        keys = list(candidate.keys) or [""]
        usable, waits = [], []
        for key in keys:
            state = self.snapshot.key(candidate.name, health.key_label(candidate.name, key))
            if state is None:
                usable.append(key)
            else:
                waits.append(state)
        if not usable:
            first = min(waits, key=lambda state: state.until)
            category = Category.AUTH if first.state == "retired" else Category.RATE_LIMIT
            self.problems.append(
                ProviderError(
                    f"no key of {candidate.name} can be used ({first.why})",
                    category,
                    permanent=first.state == "retired",
                    retry_after=first.until - time.time(),
                )
            )
        elif len(usable) > 1:
            turn = health.next_turn(candidate.name) % len(usable)
            usable = usable[turn:] + usable[:turn]
        return usable

    def _half_open(self, candidate: Candidate[R]) -> bool:
        """Start a probe if it is time for one. True if the caller itself is the probe."""
        if not health.claim_probe(self.context.kind, candidate.name):
            return False
        if candidate.probe is None:
            return True
        in_background(lambda: probe(self.context.kind, candidate))
        return False

    def _ask(self, candidate: Candidate[R], keys: list[str], *, others_wait: bool) -> Answer[R] | None:
        """None if this candidate can't answer: ``problems`` says why. Raises when no other may try."""
        repairs = candidate.repairs
        repair_of: Repairable | None = None
        position = 0
        for _ in range(MAX_ATTEMPTS_EACH):
            left = self.ends - time.monotonic()
            if left < self.deadline * SHORTEST_ATTEMPT or self.attempts >= MAX_ATTEMPTS:
                self.problems.append(ProviderError("no time was left", Category.TIMEOUT))
                raise self._summary()
            seconds = left / 2 if others_wait else left
            if candidate.seconds is not None:
                seconds = min(seconds, candidate.seconds)
            key = keys[position]
            attempt = Attempt(key, health.key_label(candidate.name, key), seconds, repair_of, candidate.model)
            self.attempts += 1
            try:
                value = attempted(self.context, candidate.name, attempt, candidate.run)
            except ProviderError as error:
                if error.category == Category.BUDGET:
                    raise
                self.problems.append(error)
                self.stumbled.add(candidate.name)
                if isinstance(error, Repairable) and repairs:
                    repairs, repair_of = repairs - 1, error
                elif error.category in {Category.RATE_LIMIT, Category.AUTH} and position + 1 < len(keys):
                    position, repair_of = position + 1, None
                else:
                    return None
            else:
                if candidate.name in self.stumbled or candidate.name in self.snapshot.failing:
                    health.succeeded(self.context.kind, candidate.name)
                return Answer(value, candidate.name, attempt.model or candidate.model, attempt.key_label)
        return None

    def _summary(self) -> ProviderError:
        """One error for all there were; a new one, since an attempt's own may hold what a model wrote."""
        categories = {problem.category for problem in self.problems}
        waits = [problem.retry_after for problem in self.problems if problem.retry_after is not None]
        return ProviderError(
            "; ".join(str(problem) for problem in self.problems),
            self.problems[0].category if len(categories) == 1 else Category.UNAVAILABLE,
            permanent=all(problem.permanent for problem in self.problems),
            retry_after=min(waits) if waits else None,
        )


def attempted(context: Context, provider: str, attempt: Attempt, run: Callable[[Attempt], R]) -> R:
    """One attempt and all that belongs to it: budget, time limit, row, and the provider's health."""
    share = SPARE_SHARE if context.spare else 1.0
    budget.reserve(context.kind, session_id=context.session_id, config_id=context.config_id, share=share)
    with recorded(
        context.purpose,
        provider,
        kind=context.kind,
        model=attempt.model,
        key_label=attempt.key_label,
        prompt_version=context.prompt_version,
        session_id=context.session_id,
        config_id=context.config_id,
    ) as call:
        release_connection()  # what a vendor takes its time for is not a database connection's time
        try:
            return within(attempt.seconds, lambda: run(attempt), provider)
        except ProviderError as error:
            if context.spare and error.category in {Category.TIMEOUT, Category.RATE_LIMIT}:
                raise
            hasty = error.category == Category.TIMEOUT and attempt.seconds < FULL_TIMEOUT
            weight = health.OPEN_AT // 2 if hasty else None
            health.failed(context.kind, provider, attempt.key_label, error, weight=weight)
            raise
        finally:
            call.model = attempt.model
            call.tokens_in, call.tokens_out = attempt.tokens_in, attempt.tokens_out
            budget.spend(
                context.kind,
                attempt.tokens_in + attempt.tokens_out,
                session_id=context.session_id,
                config_id=context.config_id,
            )


def probe(kind: str, candidate: Candidate[R]) -> None:
    """Find out whether a provider works again, and close its breaker if so. Never raises."""
    snapshot = health.look(kind, [(candidate.name, candidate.labels())])
    labelled = list(zip(candidate.keys, candidate.labels(), strict=True)) or [("", "")]
    usable = [pair for pair in labelled if snapshot.key(candidate.name, pair[1]) is None]
    if candidate.probe is None or not usable:
        return
    key, label = usable[0]
    try:
        attempted(
            Context(kind, "probe"),
            candidate.name,
            Attempt(key, label, settings.PROVIDER_PROBE_TIMEOUT, model=candidate.model),
            candidate.probe,
        )
    except ProviderError as error:
        health.keep_open(kind, candidate.name, error)
    else:
        health.succeeded(kind, candidate.name)
        logger.info("%s works again", candidate.name)


def refuse_inside_transaction() -> None:
    """A call to a vendor inside a transaction holds locks for seconds: a mistake to find before production.

    The transactions that wrap test cases don't count. In production it is logged: an interview goes first.
    """
    blocks = [block for block in connection.atomic_blocks if not getattr(block, "_from_testcase", False)]
    if not blocks:
        return
    message = "a provider is called inside a database transaction: commit first"
    if settings.DEBUG or settings.TESTING:
        raise RuntimeError(message)
    logger.error(message)
