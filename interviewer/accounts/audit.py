"""The one function that writes audit events."""

from __future__ import annotations

import json
from typing import Any

from django.core.serializers.json import DjangoJSONEncoder
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
        before=_plain(before),
        after=_plain(after),
    )


def _plain(values: dict[str, Any] | None) -> dict[str, Any] | None:
    """The values as JSON has them: a time is a text in ISO format."""
    return None if values is None else dict(json.loads(json.dumps(values, cls=DjangoJSONEncoder)))
