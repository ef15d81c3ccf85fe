"""Celery tasks: ids in, services called. Their state, leases and retries are ``interviewer.work``'s."""

from __future__ import annotations

import uuid

from celery import shared_task

from interviewer.work.service import requeue_overdue, work
from interviews.services import turns


def _turn_failed(response_id: uuid.UUID) -> None:
    """An interview must not stop because an answer can't be worked on: go on without a reading of it."""
    turns.go_on_without(response_id)


@work("interviews.turn", queue="live", lease_seconds=15, max_attempts=5, on_failed=_turn_failed)
def turn(response_id: uuid.UUID) -> None:
    turns.take_turn(response_id)


@shared_task(name="interviewer.sweep", queue="reports")
def sweep() -> None:
    run_sweep()


def run_sweep() -> dict[str, int]:
    """What beat does every few seconds and ``manage.py sweep`` by hand."""
    from candidates.services import erase_unclaimed_resumes
    from interviews.services.sessions import close_quiet_sessions

    return {
        "work_requeued": requeue_overdue(),
        "sessions_closed": close_quiet_sessions(),
        "resumes_erased": erase_unclaimed_resumes(),
    }
