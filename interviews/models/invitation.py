from __future__ import annotations

import uuid

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models

from interviews.models.choices import InvitationState, valid
from interviews.models.config import InterviewConfig


class Invitation(models.Model):
    """A config offered to one person, by a link of its own."""

    owner_path = "config__created_by"
    private_path = "config__practice"

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    config = models.ForeignKey(InterviewConfig, on_delete=models.CASCADE, related_name="invitations")
    email = models.EmailField("e-mail")
    full_name = models.CharField(max_length=200, blank=True)
    token_hash = models.CharField(max_length=64, unique=True, editable=False)
    expires_at = models.DateTimeField(null=True, blank=True)
    time_factor = models.FloatField(
        "extra-time factor", default=1.0, validators=[MinValueValidator(1.0), MaxValueValidator(3.0)]
    )
    state = models.CharField(max_length=8, choices=InvitationState.choices, default=InvitationState.PENDING)
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ["-created_at"]
        constraints = [
            valid("state", InvitationState, "invitation_state_valid"),
            models.CheckConstraint(condition=models.Q(time_factor__range=(1.0, 3.0)), name="invitation_time_factor"),
        ]

    def __str__(self) -> str:
        return self.email
