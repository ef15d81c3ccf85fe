"""What people ask for about their own data: the only writer of ``PrivacyRequest`` and ``ErasurePart``.

This app knows nothing of interviews, so who puts a copy together and erases what hangs on sessions calls in here.
"""

from __future__ import annotations

import uuid
from collections.abc import Collection
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

from django.core.files import File
from django.db import IntegrityError, transaction
from django.utils import timezone

from candidates.models import ErasurePart, ErasureState, PrivacyKind, PrivacyRequest, PrivacyState
from candidates.selectors import own_candidate
from interviewer.accounts import audit
from interviewer.accounts.models import User

DUE = timedelta(days=30)
COPY_KEPT = timedelta(days=7)


class PrivacyProblem(Exception):
    """It can't be done now. The message is for the person who asked for it."""


@transaction.atomic
def ask(user: User, kind: PrivacyKind, owners: Collection[uuid.UUID] = ()) -> PrivacyRequest:
    """Note what ``user`` asks for; ``owners`` are the recruiters who each have a part of an erasure to do.

    Raises PrivacyProblem while the same has been asked for already.
    """
    now = timezone.now()
    row = PrivacyRequest(
        kind=kind, account=user, candidate=own_candidate(user), email=user.email, asked_at=now, due_at=now + DUE
    )
    try:
        with transaction.atomic():
            row.save(force_insert=True)
    except IntegrityError as error:
        raise PrivacyProblem("You have asked for this already, and it is under way.") from error
    add_parts(row, owners)
    audit.record(user, f"{kind} of data asked for", row)
    return row


def add_parts(request: PrivacyRequest, owners: Collection[uuid.UUID]) -> int:
    """Give each of these recruiters a part, unless they have one that waits; how many that are."""
    added = 0
    for owner in owners:
        part, made = ErasurePart.objects.get_or_create(request=request, owner_id=owner)
        # An interview taken after their part was done is one more thing to erase.
        again = not made and ErasurePart.objects.filter(pk=part.pk, state=ErasureState.DONE).update(
            state=ErasureState.WAITING, done_at=None, done_by=None
        )
        added += bool(made or again)
    return added


@transaction.atomic
def withdraw(user: User, request: PrivacyRequest) -> None:
    """The person keeps their data after all. Raises PrivacyProblem once something has been erased."""
    # The row first: whoever carries a part out at this moment waits for it, or has gone before.
    row = PrivacyRequest.objects.select_for_update().get(pk=request.pk)
    if row.kind != PrivacyKind.ERASURE or row.state != PrivacyState.OPEN:
        raise PrivacyProblem("There is nothing to withdraw.")
    if row.parts.filter(state=ErasureState.DONE).exists():
        raise PrivacyProblem("Part of it has been erased already, so this can't be withdrawn any more.")
    PrivacyRequest.objects.filter(pk=row.pk, state=PrivacyState.OPEN).update(
        state=PrivacyState.WITHDRAWN, closed_at=timezone.now()
    )
    row.parts.filter(state=ErasureState.WAITING).update(state=ErasureState.DROPPED)
    audit.record(user, "erasure withdrawn", row)


def take_part(part: ErasurePart, actor: Any) -> bool:
    """The one transition of a part to ``done``: True for whoever it belongs to now. Call it in a transaction."""
    request = PrivacyRequest.objects.select_for_update().get(pk=part.request_id)
    if request.state != PrivacyState.OPEN:
        return False
    return bool(
        ErasurePart.objects.filter(pk=part.pk, state=ErasureState.WAITING).update(
            state=ErasureState.DONE, done_at=timezone.now(), done_by=actor if isinstance(actor, User) else None
        )
    )


def part_done(part: ErasurePart, actor: Any, figures: dict[str, int]) -> None:
    """``figures`` count what was erased, and name nobody."""
    ErasurePart.objects.filter(pk=part.pk).update(figures=figures)
    audit.record(actor, "data erased on request", part, after=figures)


def erasure_done(request: PrivacyRequest) -> bool:
    """Close an erasure whose parts are all done; True for whoever closed it. Call it in a transaction."""
    return bool(
        PrivacyRequest.objects.filter(pk=request.pk, state=PrivacyState.OPEN, kind=PrivacyKind.ERASURE).update(
            state=PrivacyState.DONE, closed_at=timezone.now(), account=None, candidate=None
        )
    )


def forget_email(request_id: uuid.UUID) -> None:
    """The last that was known of a person whose data is erased, once they have been told."""
    PrivacyRequest.objects.filter(pk=request_id, state=PrivacyState.DONE).update(email="")


def copy_is_ready(request: PrivacyRequest, path: Path) -> bool:
    """Keep the file as the copy. False, and it is not kept, when the request is not open any more."""
    now = timezone.now()
    name = request.file.field.generate_filename(request, "copy.zip")
    storage = request.file.storage
    with path.open("rb") as file:
        storage.delete(name)  # left by an attempt that died
        name = storage.save(name, File(file))
    changed = PrivacyRequest.objects.filter(pk=request.pk, state=PrivacyState.OPEN, kind=PrivacyKind.COPY).update(
        state=PrivacyState.READY, file=name, closed_at=now, expires_at=now + COPY_KEPT
    )
    if not changed:
        storage.delete(name)
    return bool(changed)


def copy_failed(request_id: uuid.UUID) -> None:
    PrivacyRequest.objects.filter(pk=request_id, state=PrivacyState.OPEN, kind=PrivacyKind.COPY).update(
        state=PrivacyState.FAILED, closed_at=timezone.now()
    )


def expire_copies(now: datetime | None = None) -> int:
    """Erase the copies whose week is over, and addresses that a message about an erasure was never sent to."""
    now = now or timezone.now()
    over = PrivacyRequest.objects.filter(state=PrivacyState.READY, expires_at__lte=now)
    count = 0
    for row in over[:200]:
        name, storage = str(row.file.name), row.file.storage
        if PrivacyRequest.objects.filter(pk=row.pk, state=PrivacyState.READY).update(
            state=PrivacyState.EXPIRED, file=""
        ):
            storage.delete(name)
            count += 1
    old = PrivacyRequest.objects.filter(state=PrivacyState.DONE, closed_at__lte=now - timedelta(days=3))
    old.exclude(email="").update(email="")
    return count
