from __future__ import annotations

import uuid

from django.db import models

from interviews.models.response import Response


class Recording(models.Model):
    """A response's audio. The chunks lie under ``media/recordings/<session>/<response>/``.

    ``segments`` is a list of ``{segment, chunks, bytes, sha256, missing}``: a new segment begins whenever the
    browser had to start its recorder anew.
    """

    owner_path = "response__session__config__created_by"
    private_path = "response__session__config__practice"

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    response = models.OneToOneField(Response, on_delete=models.CASCADE, related_name="recording")
    segments = models.JSONField(default=list)
    bytes = models.PositiveIntegerField(default=0)
    sha256 = models.CharField(max_length=64, blank=True)
    mime_type = models.CharField(max_length=60, blank=True)
    duration = models.FloatField(null=True, blank=True, help_text="Seconds.")
    complete = models.BooleanField(default=False)
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ["-created_at"]

    def __str__(self) -> str:
        return f"{self.bytes} bytes"
