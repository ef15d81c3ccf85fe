"""Work to be done is a row; Celery's message is only the hint to look at it."""

from __future__ import annotations

import uuid

from django.db import models
from django.utils import timezone


class WorkState(models.TextChoices):
    QUEUED = "queued", "Queued"
    RUNNING = "running", "Running"
    DONE = "done", "Done"
    FAILED = "failed", "Failed"


class Work(models.Model):
    """One thing to do, named by its kind and the id of what it is done to.

    ::

        queued --claim--> running --success--> done
          ^                 |  |
          |   retry later   |  +--last attempt failed, or permanent--> failed
          +-----------------+
          ^                                                              |
          +------------------------- run again --------------------------+

    A claim is a lease that the worker renews while it lives. When a worker dies its lease runs out, and the
    sweeper puts the row back into ``queued``.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    kind = models.CharField(max_length=60)
    key = models.UUIDField(help_text="The id of the row this work is about.")
    session_id = models.UUIDField(null=True, blank=True, db_index=True)
    state = models.CharField(max_length=8, choices=WorkState.choices, default=WorkState.QUEUED)
    attempts = models.PositiveSmallIntegerField(default=0)
    next_try_at = models.DateTimeField(default=timezone.now)
    lease = models.CharField(max_length=32, blank=True, editable=False)
    lease_until = models.DateTimeField(null=True, blank=True)
    rerun = models.BooleanField(default=False, editable=False, help_text="Asked for again while it was running.")
    last_error = models.CharField(max_length=300, blank=True)
    created_at = models.DateTimeField(auto_now_add=True)
    finished_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["-created_at"]
        verbose_name_plural = "work"
        constraints = [
            models.UniqueConstraint(fields=["kind", "key"], name="work_once_per_kind_and_key"),
            models.CheckConstraint(condition=models.Q(state__in=WorkState.values), name="work_state_valid"),
        ]
        indexes = [
            models.Index(fields=["next_try_at"], condition=models.Q(state="queued"), name="work_queued_due"),
            models.Index(fields=["lease_until"], condition=models.Q(state="running"), name="work_running_lease"),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.key}"
