"""Leases renewed while the work goes on, so that they can be short and a dead worker is soon noticed."""

from __future__ import annotations

import logging
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import close_old_connections
from django.utils import timezone

from interviewer.work.models import Work, WorkState

logger = logging.getLogger(__name__)


@dataclass
class _Held:
    row: Work
    lease: timedelta
    renew_at: datetime
    until: datetime  # work that takes longer hangs: its lease runs out, and another worker may try


class LeaseKeeper:
    """One thread of the process that renews the leases of the work under way."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._held: dict[str, _Held] = {}
        self._wake = threading.Event()
        self._thread: threading.Thread | None = None

    @contextmanager
    def held(self, row: Work, lease: timedelta, longest: timedelta) -> Iterator[None]:
        """Renew the row's lease of this length while the block runs, but for ``longest`` at most."""
        now = timezone.now()
        with self._lock:
            self._held[row.lease] = _Held(row, lease, now + lease / 3, now + longest)
            if self._thread is None or not self._thread.is_alive():
                self._thread = threading.Thread(target=self._keep, name="lease-keeper", daemon=True)
                self._thread.start()
        try:
            yield
        finally:
            with self._lock:
                self._held.pop(row.lease, None)

    def _keep(self) -> None:
        while not self._wake.wait(1.0):
            now = timezone.now()
            with self._lock:
                due = [held for held in self._held.values() if held.renew_at <= now < held.until]
            if not due:
                continue
            try:
                for held in due:
                    own = Work.objects.filter(pk=held.row.pk, state=WorkState.RUNNING, lease=held.row.lease)
                    own.update(lease_until=now + held.lease)
                    held.renew_at = now + held.lease / 3
            except Exception:
                logger.warning("could not renew leases", exc_info=True)
            finally:
                close_old_connections()
