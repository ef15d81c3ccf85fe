"""Celery tasks: ids in, services called. Their state, leases and retries are ``interviewer.work``'s."""

from __future__ import annotations

import uuid

from celery import shared_task
from django.core.cache import cache

from candidates.services import erase_unclaimed_resumes
from interviewer.api.idempotency import forget_old_calls
from interviewer.webhooks.services import erase_old_deliveries
from interviewer.work.service import requeue_overdue, work
from interviews.services import turns
from interviews.services.retention import erase_expired
from interviews.services.sessions import close_quiet_sessions


def _turn_failed(response_id: uuid.UUID) -> None:
    """An interview must not stop because an answer can't be worked on: go on without a reading of it."""
    turns.go_on_without(response_id)


@work("interviews.turn", queue="live", lease_seconds=15, max_attempts=5, on_failed=_turn_failed)
def turn(response_id: uuid.UUID) -> None:
    turns.take_turn(response_id)


@shared_task(name="interviewer.sweep", queue="reports")
def sweep() -> None:
    run_sweep()


def run_sweep(*, by_hand: bool = False) -> dict[str, int]:
    """What beat does every few seconds and ``manage.py sweep`` by hand."""
    done = {"work_requeued": requeue_overdue(), "sessions_closed": close_quiet_sessions()}
    # Keeping times end by the day: looking once an hour is enough.
    if by_hand or cache.add("sweep.retention", True, 3600):
        done |= {"sessions_erased": erase_expired(), "resumes_erased": erase_unclaimed_resumes()}
        done |= {"calls_forgotten": forget_old_calls(), "deliveries_erased": erase_old_deliveries()}
    return done
