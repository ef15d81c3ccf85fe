"""The Celery application. Tasks live in each app's ``tasks.py``; their state lives in ``interviewer.work``."""

from __future__ import annotations

import os
import threading
from typing import Any

from celery import Celery
from celery.signals import setup_logging, task_postrun, task_prerun, worker_ready

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "interviewer.settings")

app = Celery("interviewer")
app.config_from_object("django.conf:settings", namespace="CELERY")
app.autodiscover_tasks()


@setup_logging.connect
def _configure_logging(**kwargs: Any) -> None:
    """Keep Django's logging instead of Celery's own."""
    from logging.config import dictConfig

    from django.conf import settings

    dictConfig(settings.LOGGING)


@worker_ready.connect
def _warm_up(**kwargs: Any) -> None:
    """Load the vendors' libraries before the first candidate waits for them."""
    from interviewer.providers.llm import registry

    threading.Thread(target=registry.warm_up, name="warm-up", daemon=True).start()


@task_prerun.connect
def _bind_task(task_id: str, task: Any, args: Any, **kwargs: Any) -> None:
    from interviewer.logging import bind

    bind(task=task_id[:8])


@task_postrun.connect
def _unbind_task(**kwargs: Any) -> None:
    from interviewer.logging import clear

    clear()
