"""Celery tasks: ids in, services called."""

from __future__ import annotations

import uuid

from interviewer.webhooks import services
from interviewer.work.service import work


@work("webhooks.deliver", queue="reports", max_attempts=5, on_failed=services.delivery_failed)
def deliver(delivery_id: uuid.UUID) -> None:
    services.deliver(delivery_id)
