"""Work made for tests: it does what the test says, and remembers."""

from __future__ import annotations

import uuid
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any

from django.utils import timezone

from interviewer.work.models import Work, WorkState
from interviewer.work.service import Kind, NotYet, PermanentFailure, perform

NAME = "tests.work"
Step = Callable[[], None]


@dataclass
class Job:
    """A kind of work of the test's own: what it did, which messages were sent, and what it does next."""

    key: uuid.UUID = field(default_factory=uuid.uuid4)
    runs: int = 0
    given_up: list[uuid.UUID] = field(default_factory=list)
    sent: list[tuple[uuid.UUID, float]] = field(default_factory=list)
    step: Step = lambda: None
    on_failed: Step = lambda: None

    def run(self, key: uuid.UUID) -> None:
        self.runs += 1
        self.step()

    def failed(self, key: uuid.UUID) -> None:
        self.on_failed()
        self.given_up.append(key)

    def kind(self) -> Kind:
        return Kind(
            name=NAME,
            run=self.run,
            queue="reports",
            lease=timedelta(seconds=30),
            max_attempts=3,
            longest=timedelta(seconds=600),
            on_failed=self.failed,
            send=lambda key, delay: self.sent.append((key, delay)),
        )

    @property
    def row(self) -> Work:
        return Work.objects.get(kind=NAME, key=self.key)

    def perform(self) -> None:
        perform(NAME, self.key)

    def perform_when_due(self) -> None:
        Work.objects.filter(kind=NAME, key=self.key).update(next_try_at=timezone.now())
        self.perform()

    def leave_behind(self, **fields: Any) -> None:
        """As if the worker had died a minute ago."""
        ago = timezone.now() - timedelta(minutes=1)
        Work.objects.filter(kind=NAME, key=self.key).update(
            **{"state": WorkState.RUNNING, "lease": "dead", "lease_until": ago, **fields}
        )


def boom() -> None:
    raise RuntimeError("the candidate said: my PIN is 1234")


def later() -> None:
    raise NotYet(3.0)


def never() -> None:
    raise PermanentFailure("there is no such model")
