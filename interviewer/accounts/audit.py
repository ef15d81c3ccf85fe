"""The one function that writes audit events."""

from __future__ import annotations

from typing import Any

from django.db.models import Model

from interviewer.accounts.models import AuditEvent, User


def record(
    actor: Any, action: str, target: Model, *, before: dict[str, Any] | None = None, after: dict[str, Any] | None = None
) -> AuditEvent:
    """Values must be JSON-able (times are), and must hold no candidate text: the log outlives what retention erases."""
    return AuditEvent.objects.create(
        actor=actor if isinstance(actor, User) else None,
        action=action,
        object_type=target._meta.label_lower,
        object_id=str(target.pk),
        before=before,
        after=after,
    )
