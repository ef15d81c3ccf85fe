"""Declare, queue, claim, finish and sweep work. The only writer of ``Work`` rows."""

from __future__ import annotations

import logging
import random
import secrets
import uuid
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from celery import shared_task
from django.db import transaction
from django.db.models import F, Q
from django.utils import timezone

from interviewer.logging import bind
from interviewer.work.leases import LeaseKeeper
from interviewer.work.models import Work, WorkState

logger = logging.getLogger(__name__)

# A queued row is left alone this long after its message was sent, before the sweeper sends another.
MESSAGE_GRACE = timedelta(seconds=15)


class PermanentFailure(Exception):
    """Trying again can't help: the work fails at once, whatever attempts are left."""


class NotYet(Exception):
    """What this work needs isn't there yet: look again after ``seconds``. It doesn't count as an attempt."""

    def __init__(self, seconds: float = 1.0) -> None:
        super().__init__("not yet")
        self.seconds = seconds


@dataclass(frozen=True)
class Kind:
    """What a kind of work does and how patiently. ``run(key)`` must find its work already done and return.

    ``longest`` is how long one run may take before it counts as hung, ``longest_wait`` the most that lies between two
    attempts.
    """

    name: str
    run: Callable[[uuid.UUID], None]
    queue: str
    lease: timedelta
    max_attempts: int
    longest: timedelta
    on_failed: Callable[[uuid.UUID], None] | None
    send: Callable[[uuid.UUID, float], None]
    longest_wait: float = 60.0

    def enqueue(self, key: uuid.UUID, *, session_id: uuid.UUID | None = None, again: bool = False) -> None:
        """Note that there is work, and tell the workers once the transaction has committed.

        Work that is noted already is not noted twice; ``again`` starts finished or failed work anew.
        """
        row, created = Work.objects.get_or_create(kind=self.name, key=key, defaults={"session_id": session_id})
        if not created and again:
            _again(row)
        if created or again:
            transaction.on_commit(lambda: self.send(key, 0))


KINDS: dict[str, Kind] = {}
_LEASES = LeaseKeeper()


def enqueue(name: str, key: uuid.UUID, *, session_id: uuid.UUID | None = None, again: bool = False) -> None:
    """``Kind.enqueue`` by the kind's name, for those who can't import its task."""
    KINDS[name].enqueue(key, session_id=session_id, again=again)


def work(
    name: str,
    *,
    queue: str,
    lease_seconds: int = 30,
    max_attempts: int = 5,
    longest_seconds: int = 600,
    longest_wait_seconds: int = 60,
    on_failed: Callable[[uuid.UUID], None] | None = None,
) -> Callable[[Callable[[uuid.UUID], None]], Kind]:
    """Declare a kind of work and its Celery task of the same name."""

    def declare(run: Callable[[uuid.UUID], None]) -> Kind:
        @shared_task(name=name, queue=queue)
        def task(key: str) -> None:
            perform(name, uuid.UUID(key))

        def send(key: uuid.UUID, countdown: float) -> None:
            try:
                task.apply_async(args=(str(key),), countdown=countdown, queue=queue)
            except Exception:
                # The row is committed: with the broker away, the sweeper sends the message later.
                logger.warning("could not queue %s: the sweeper will", name, exc_info=True)

        kind = Kind(
            name,
            run,
            queue,
            timedelta(seconds=lease_seconds),
            max_attempts,
            timedelta(seconds=longest_seconds),
            on_failed,
            send,
            longest_wait_seconds,
        )
        KINDS[name] = kind
        return kind

    return declare


def perform(name: str, key: uuid.UUID) -> None:
    """Do the work if it is there to be done: a late or doubled message finds it claimed or finished."""
    kind = KINDS[name]
    row = _claim(kind, key)
    if row is None:
        return
    bind(work=f"{name}:{str(key)[:8]}", **({"session": str(row.session_id)[:8]} if row.session_id else {}))
    with _LEASES.held(row, kind.lease, kind.longest):
        try:
            kind.run(key)
        except PermanentFailure as error:
            logger.warning("%s failed for good: %s", name, error)
            _fail(kind, row, error)
        except NotYet as wait:
            _put_back(kind, row, wait.seconds, attempts=row.attempts - 1)
        except Exception as error:
            # The message may quote candidate text, so the log gets the kind of error and the place only.
            logger.warning("%s failed (attempt %d): %s", name, row.attempts, _describe(error))
            if row.attempts >= kind.max_attempts:
                _fail(kind, row, error)
            else:
                _retry(kind, row, error)
        else:
            _finish(kind, row)


def _finish(kind: Kind, row: Work) -> None:
    _own(row).update(state=WorkState.DONE, lease="", lease_until=None, last_error="", finished_at=timezone.now())
    if _reset(Work.objects.filter(pk=row.pk, state=WorkState.DONE, rerun=True)):
        kind.send(row.key, 0)


def _again(row: Work) -> None:
    """Start the work anew; if it is running now, once that has ended: what it looked at may have changed meanwhile."""
    ended = Work.objects.filter(pk=row.pk, state__in=[WorkState.DONE, WorkState.FAILED])
    if not _reset(ended) and not Work.objects.filter(pk=row.pk, state=WorkState.RUNNING).update(rerun=True):
        _reset(ended)  # it ended between the two


def _claim(kind: Kind, key: uuid.UUID) -> Work | None:
    lease = secrets.token_hex(16)
    now = timezone.now()
    claimed = Work.objects.filter(kind=kind.name, key=key, state=WorkState.QUEUED, next_try_at__lte=now).update(
        state=WorkState.RUNNING, attempts=F("attempts") + 1, lease=lease, lease_until=now + kind.lease
    )
    return Work.objects.get(kind=kind.name, key=key) if claimed else None


def _own(row: Work) -> Any:
    return Work.objects.filter(pk=row.pk, state=WorkState.RUNNING, lease=row.lease)


def _describe(error: BaseException) -> str:
    frame = error.__traceback__
    while frame is not None and frame.tb_next is not None:
        frame = frame.tb_next
    where = f" in {frame.tb_frame.f_code.co_qualname}:{frame.tb_lineno}" if frame else ""
    return f"{type(error).__name__}{where}"


def _retry(kind: Kind, row: Work, error: Exception) -> None:
    delay = min(kind.longest_wait, 2.0 ** (row.attempts - 1)) * random.uniform(0.8, 1.2)
    _put_back(kind, row, delay, last_error=_describe(error))


def _put_back(kind: Kind, row: Work, delay: float, **changes: Any) -> None:
    due = timezone.now() + timedelta(seconds=delay)
    if _own(row).update(state=WorkState.QUEUED, lease="", lease_until=None, next_try_at=due, **changes):
        kind.send(row.key, delay + 0.05)


def _fail(kind: Kind, row: Work, error: Exception) -> None:
    """Both or nothing: with what ``on_failed`` does undone, the row stays as it is, and the sweeper returns to it."""
    reason = str(error)[:300] if isinstance(error, PermanentFailure) else _describe(error)
    try:
        with transaction.atomic():
            owned = _own(row).update(
                state=WorkState.FAILED, lease="", lease_until=None, last_error=reason, finished_at=timezone.now()
            )
            if owned and kind.on_failed is not None:
                kind.on_failed(row.key)
    except Exception as trouble:
        logger.error("%s could not be given up: %s", kind.name, _describe(trouble))


def _reset(rows: Any) -> int:
    return rows.update(
        state=WorkState.QUEUED,
        attempts=0,
        rerun=False,
        next_try_at=timezone.now(),
        lease="",
        lease_until=None,
        last_error="",
        finished_at=None,
    )


def run_again(rows: Any) -> int:
    """Queue failed or finished work anew; the number of rows queued."""
    count = 0
    for row in rows.filter(state__in=[WorkState.FAILED, WorkState.DONE]):
        if row.kind in KINDS and _reset(Work.objects.filter(pk=row.pk, state=row.state)):
            KINDS[row.kind].send(row.key, 0)
            count += 1
    return count


def requeue_overdue(now: datetime | None = None, *, limit: int = 500) -> int:
    """Send again what no worker took in time, and take back what a dead worker left; the number of messages sent."""
    now = now or timezone.now()
    stuck = Q(state=WorkState.QUEUED, next_try_at__lte=now - MESSAGE_GRACE) | Q(
        state=WorkState.RUNNING, lease_until__lt=now
    )
    sent = 0
    for row in Work.objects.filter(stuck).order_by("next_try_at")[:limit]:
        kind = KINDS.get(row.kind)
        if kind is None:
            continue
        if row.state == WorkState.RUNNING and row.attempts >= kind.max_attempts:
            # It took its worker down each time: it must not come back for ever.
            _fail(kind, row, PermanentFailure("every worker that tried this ended before it was done"))
            continue
        took = Work.objects.filter(pk=row.pk, state=row.state, lease=row.lease, next_try_at=row.next_try_at).update(
            state=WorkState.QUEUED, lease="", lease_until=None, next_try_at=now
        )
        if took:
            kind.send(row.key, 0)
            sent += 1
    return sent


def drain(limit: int = 1000, *, leave: str = "") -> int:
    """Do all queued work here and now, in this thread. For tests and commands that run without a worker.

    Work of the queue ``leave`` is left to the workers.
    """
    done = 0
    left = [kind.name for kind in KINDS.values() if kind.queue == leave]
    while done < limit:
        queued = Work.objects.filter(state=WorkState.QUEUED, next_try_at__lte=timezone.now()).exclude(kind__in=left)
        row = queued.order_by("created_at").first()
        if row is None:
            break
        perform(row.kind, row.key)
        done += 1
    return done
