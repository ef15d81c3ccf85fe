"""Who follows a session as it happens. The candidate is told when the first comes and when the last has gone."""

from __future__ import annotations

import uuid
from datetime import datetime, timedelta
from typing import Any

from django.db import transaction

from interviewer.accounts import audit
from interviewer.accounts.models import AuditEvent
from interviewer.accounts.scope import visible_to
from interviews import events
from interviews.models import InterviewSession, Watch
from interviews.services import clock

# A watcher's connection gives a sign of life this often, in seconds; without one it counts for so long.
BEAT = 15.0
COUNTS_FOR = timedelta(seconds=45)


def is_watched(session_id: uuid.UUID, now: datetime | None = None) -> bool:
    since = (now or clock.now()) - COUNTS_FOR
    return Watch.objects.filter(session_id=session_id, seen_at__gt=since).exists()


@transaction.atomic
def begin(user: Any, session_id: uuid.UUID, key: str) -> str | None:
    """The session's status, for somebody who may watch it; None for anybody else. Also a watcher's sign of life."""
    user.refresh_from_db()  # rights may have been taken away since the page was opened
    if not visible_to(user, InterviewSession.objects.all()).filter(pk=session_id).exists():
        _leave(session_id, key)
        return None
    # Held until the end: of two who come or go at once, one is the first or the last.
    session = InterviewSession.objects.select_for_update().get(pk=session_id)
    now = clock.now()
    alone = not is_watched(session_id, now)
    Watch.objects.update_or_create(session=session, key=key, defaults={"seen_at": now}, create_defaults=_new(user, now))
    if alone:
        _announce(session_id, True)
    _note_once(user, session)
    return session.status


def _new(user: Any, now: datetime) -> dict[str, Any]:
    return {"watcher": user, "began_at": now, "seen_at": now}


def _note_once(user: Any, session: InterviewSession) -> None:
    """In the audit log, once for each person: a connection that comes again is nothing new."""
    known = {"actor": user, "action": "watched live", "object_id": str(session.pk)}
    if not AuditEvent.objects.filter(**known).exists():
        audit.record(user, "watched live", session)


@transaction.atomic
def end(session_id: uuid.UUID, key: str) -> None:
    InterviewSession.objects.select_for_update().filter(pk=session_id).first()
    _leave(session_id, key)


def _leave(session_id: uuid.UUID, key: str) -> None:
    gone, _ = Watch.objects.filter(session_id=session_id, key=key).delete()
    if gone and not is_watched(session_id):
        _announce(session_id, False)


def _announce(session_id: uuid.UUID, watched: bool) -> None:
    transaction.on_commit(lambda: events.presence(session_id, watched))


def drop_silent() -> int:
    """Forget the watchers whose connection died without a word; their number."""
    dropped = 0
    silent = Watch.objects.filter(seen_at__lte=clock.now() - COUNTS_FOR).order_by()
    for session_id in list(silent.values_list("session_id", flat=True).distinct()[:500]):
        with transaction.atomic():
            InterviewSession.objects.select_for_update().filter(pk=session_id).first()
            gone, _ = Watch.objects.filter(session_id=session_id, seen_at__lte=clock.now() - COUNTS_FOR).delete()
            dropped += gone
            if gone and not is_watched(session_id):
                _announce(session_id, False)
    return dropped
