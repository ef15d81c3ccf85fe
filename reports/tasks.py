"""Celery tasks: ids in, services called."""

from __future__ import annotations

import uuid

from interviewer.work.service import work
from reports import services


@work("reports.evaluate", queue="reports", max_attempts=4, on_failed=services.evaluation_failed)
def evaluate(response_id: uuid.UUID) -> None:
    services.evaluate(response_id)


@work("reports.write", queue="reports", max_attempts=4, on_failed=services.report_failed)
def write_report(session_id: uuid.UUID) -> None:
    services.write_report(session_id)
