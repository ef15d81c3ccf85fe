from __future__ import annotations

import uuid

from django.db import models

from interviewer.providers.errors import Category

OUTCOMES = [("ok", "OK"), *Category.choices]


class ProviderCall(models.Model):
    """One call to a provider: who was asked for what, how long it took, how it ended. Never what was said."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    at = models.DateTimeField(auto_now_add=True, db_index=True)
    kind = models.CharField(max_length=10, blank=True, help_text="The chain: llm, stt or tts.")
    purpose = models.CharField(max_length=40)
    provider = models.CharField(max_length=40)
    model = models.CharField(max_length=100, blank=True)
    key_label = models.CharField(max_length=20, blank=True, help_text="Which key, never the key itself.")
    prompt_version = models.CharField(max_length=40, blank=True)
    # No foreign keys: providers know no apps.
    session_id = models.UUIDField(null=True, blank=True, db_index=True)
    config_id = models.UUIDField(null=True, blank=True, db_index=True)
    latency_ms = models.PositiveIntegerField(default=0)
    tokens_in = models.PositiveIntegerField(default=0)
    tokens_out = models.PositiveIntegerField(default=0)
    outcome = models.CharField(max_length=20, choices=OUTCOMES)
    detail = models.CharField(max_length=200, blank=True, help_text="What went wrong, in our words only.")

    class Meta:
        ordering = ["-at"]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(outcome__in=[value for value, _ in OUTCOMES]),
                name="provider_call_outcome_valid",
            )
        ]
        indexes = [models.Index(fields=["purpose", "-at"], name="provider_call_purpose")]

    def __str__(self) -> str:
        return f"{self.purpose} by {self.provider}: {self.outcome}"
