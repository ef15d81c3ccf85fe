from __future__ import annotations

from celery import shared_task

from interviewer.work import sweeping


@shared_task(name="interviewer.sweep", queue="reports")
def sweep() -> None:
    sweeping.sweep()
