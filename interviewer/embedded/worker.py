"""A Celery worker and the beat inside the web process, for a machine on which no Redis can run."""

from __future__ import annotations

import logging
import threading
from datetime import timedelta

from celery import Celery
from celery.worker import WorkController

logger = logging.getLogger(__name__)
_started = threading.Lock()


class EmbeddedWorker:
    """Runs tasks from the memory transport on threads of this process. ``stop`` waits for the ones under way."""

    def __init__(self, app: Celery, *, concurrency: int = 4, beat: bool = True) -> None:
        self.app = app
        self.concurrency = concurrency
        self.beat = beat
        self._controller: WorkController | None = None
        self._thread: threading.Thread | None = None
        self._ready = threading.Event()
        self._stopping = threading.Event()

    def start(self, timeout: float = 20) -> None:
        """Raises RuntimeError when the worker isn't consuming within ``timeout`` seconds."""
        self._thread = threading.Thread(target=self._run, name="celery-worker", daemon=True)
        self._thread.start()
        if not self._ready.wait(timeout):
            raise RuntimeError("the embedded worker did not start")
        if self.beat:
            threading.Thread(target=self._tick, name="celery-beat", daemon=True).start()

    def _run(self) -> None:
        from django.conf import settings

        self._controller = WorkController(
            app=self.app,
            hostname="embedded@localhost",
            pool_cls="threads",
            concurrency=self.concurrency,
            queues=list(settings.QUEUES),
            without_heartbeat=True,
            without_mingle=True,
            without_gossip=True,
            ready_callback=lambda consumer: self._ready.set(),
        )
        self._controller.start()

    def _tick(self) -> None:
        """Send each entry of the beat schedule when it is due."""
        entries = self.app.conf.beat_schedule.values()
        seconds = min(
            (
                entry["schedule"].total_seconds()
                if isinstance(entry["schedule"], timedelta)
                else float(entry["schedule"])
                for entry in entries
            ),
            default=60.0,
        )
        while not self._stopping.wait(seconds):
            for entry in entries:
                try:
                    self.app.send_task(entry["task"], **entry.get("options", {}))
                except Exception:
                    logger.exception("beat could not send %s", entry["task"])

    def stop(self) -> None:
        self._stopping.set()
        if self._controller is not None:
            self._controller.stop()
        if self._thread is not None:
            self._thread.join(10)


def start_once(app: Celery) -> None:
    """Start the worker when this process serves the web and has no other broker than its own memory."""
    if _started.acquire(blocking=False):
        EmbeddedWorker(app).start()
        logger.info("running background work inside the web process")
