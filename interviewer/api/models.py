from __future__ import annotations

import uuid

from django.db import models
from django.utils import timezone


class IdempotentCall(models.Model):
    """A call made under an ``Idempotency-Key``, and the answer it got. ``status`` 0 is a call still under way.

    The key is kept as a hash and the answer sealed: an answer may hold a link or a token.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    caller = models.CharField(max_length=80)
    route = models.CharField(max_length=200)
    key_hash = models.CharField(max_length=64)
    fingerprint = models.CharField(max_length=64, help_text="The hash of what was sent.")
    status = models.PositiveSmallIntegerField(default=0)
    sealed_answer = models.TextField(blank=True)
    created_at = models.DateTimeField(default=timezone.now, db_index=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["caller", "route", "key_hash"], name="idempotent_call_once"),
        ]

    def __str__(self) -> str:
        return self.route
