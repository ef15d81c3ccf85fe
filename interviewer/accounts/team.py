"""The writer of who may sign in: there is always an admin left who can."""

from __future__ import annotations

import uuid
from collections.abc import Collection
from typing import Any

from django.contrib.auth.hashers import UNUSABLE_PASSWORD_PREFIX
from django.db import transaction

from interviewer.accounts import audit
from interviewer.accounts.models import Role, User


class LastAdmin(Exception):
    """The change would leave nobody to run the place. The message is for the person who asked for it."""

    def __init__(self) -> None:
        super().__init__("This is the last active admin. Make somebody else an admin first.")


def ensure_admin_remains(leaving: Collection[uuid.UUID]) -> None:
    """Raises LastAdmin when without the users ``leaving`` no admin could sign in.

    Call it in the transaction that makes the change: it locks the admins, so that two of them can't let go of
    each other at the same moment.
    """
    admins = User.objects.select_for_update().filter(role=Role.ADMIN, is_active=True)
    able = {
        pk for pk, password in admins.values_list("pk", "password") if not password.startswith(UNUSABLE_PASSWORD_PREFIX)
    }
    if able & set(leaving) and not able - set(leaving):
        raise LastAdmin


@transaction.atomic
def deactivate(actor: Any, users: Collection[User]) -> int:
    """Nobody of ``users`` can sign in any more, and who is signed in is signed out; how many that changed.

    Raises LastAdmin, and changes nobody, when no admin would be left.
    """
    ensure_admin_remains([user.pk for user in users])
    return sum(_set_active(actor, user, False) for user in users)


@transaction.atomic
def activate(actor: Any, users: Collection[User]) -> int:
    return sum(_set_active(actor, user, True) for user in users)


def _set_active(actor: Any, user: User, active: bool) -> int:
    changed = User.objects.filter(pk=user.pk, is_active=not active).update(is_active=active)
    if changed:
        audit.record(actor, "activated" if active else "deactivated", user)
    return changed
