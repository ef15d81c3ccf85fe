"""Where webhooks go, and the log of what was sent."""

from __future__ import annotations

import secrets
import uuid

from django.conf import settings
from django.db import models


class Event(models.TextChoices):
    SESSION_STARTED = "session.started", "Session started"
    SESSION_COMPLETED = "session.completed", "Session completed"
    REPORT_READY = "report.ready", "Report ready"
    VERDICT_GIVEN = "verdict.given", "Verdict given"


TEST_EVENT = "test"


def new_nonce() -> str:
    return secrets.token_hex(16)


class WebhookEndpoint(models.Model):
    """An address that hears of its owner's interviews. An admin's hears of everybody's."""

    owner_path = "owner"

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    owner = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="webhook_endpoints")
    url = models.URLField("address", max_length=500)
    events = models.JSONField(default=list, help_text="Which events are sent there.")
    active = models.BooleanField(default=True)
    # The signing secret is derived from the nonce and the secret key: the database alone can't sign.
    nonce = models.CharField(max_length=32, default=new_nonce, editable=False)
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ["-created_at"]

    def __str__(self) -> str:
        return self.url


class DeliveryState(models.TextChoices):
    WAITING = "waiting", "Waiting"
    DELIVERED = "delivered", "Delivered"
    FAILED = "failed", "Given up"


class WebhookDelivery(models.Model):
    """One event on its way to one address.

    ::

        waiting --answered with 2xx--> delivered
           |  ^
           |  +-- anything else, and an attempt is left
           +-- the last attempt, or the address is gone or private --> failed
    """

    owner_path = "endpoint__owner"

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    endpoint = models.ForeignKey(WebhookEndpoint, on_delete=models.CASCADE, related_name="deliveries")
    event = models.CharField(max_length=30)
    payload = models.JSONField()
    state = models.CharField(max_length=9, choices=DeliveryState.choices, default=DeliveryState.WAITING)
    attempts = models.PositiveSmallIntegerField(default=0)
    status_code = models.PositiveSmallIntegerField(null=True, blank=True)
    error = models.CharField(max_length=200, blank=True)
    created_at = models.DateTimeField(auto_now_add=True)
    next_try_at = models.DateTimeField(null=True, blank=True)
    delivered_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["-created_at"]
        verbose_name_plural = "webhook deliveries"
        constraints = [
            models.CheckConstraint(
                condition=models.Q(state__in=["waiting", "delivered", "failed"]), name="webhook_delivery_state_valid"
            )
        ]

    def __str__(self) -> str:
        return f"{self.event} to {self.endpoint_id}"
