"""What has to be looked at now and then: each app registers its own, beat and ``manage.py sweep`` run them all."""

from __future__ import annotations

import logging
from collections.abc import Callable
from dataclasses import dataclass

from django.core.cache import cache

from interviewer.work.service import requeue_overdue

logger = logging.getLogger(__name__)


@dataclass(frozen=True)
class Sweeper:
    """``run`` returns how many things it dealt with; ``every`` is the least number of seconds between two runs."""

    name: str
    run: Callable[[], int]
    every: int = 0


_sweepers: dict[str, Sweeper] = {}


def register(name: str, run: Callable[[], int], *, every: int = 0) -> None:
    _sweepers[name] = Sweeper(name, run, every)


def sweep(*, by_hand: bool = False) -> dict[str, int]:
    """Run what is due, everything when asked by hand: how much each dealt with. One that fails stops no other."""
    done: dict[str, int] = {}
    for sweeper in _sweepers.values():
        if by_hand or not sweeper.every or cache.add(f"sweep.{sweeper.name}", True, sweeper.every):
            try:
                done[sweeper.name] = sweeper.run()
            except Exception:
                logger.exception("sweeping %s failed", sweeper.name)
    return done


register("work_requeued", requeue_overdue)
