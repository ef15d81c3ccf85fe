from __future__ import annotations

import uuid

from django.conf import settings
from django.db import models

from interviews.models.session import InterviewSession


class Watch(models.Model):
    """Somebody follows a session as it happens, over one connection or a page that refreshes itself.

    It counts while ``seen_at`` is young: a connection that died without a word is no watcher for long. A row and no
    cache, so that every process knows the same, and of two that come or go at once one is the first or the last.
    """

    owner_path = "session__config__created_by"

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    session = models.ForeignKey(InterviewSession, on_delete=models.CASCADE, related_name="watches")
    watcher = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    key = models.CharField(max_length=200, help_text="The connection.")
    began_at = models.DateTimeField()
    seen_at = models.DateTimeField(db_index=True)

    class Meta:
        ordering = ["-began_at"]
        constraints = [models.UniqueConstraint(fields=["session", "key"], name="watch_once_per_connection")]

    def __str__(self) -> str:
        return f"Watched since {self.began_at:%H:%M}"
