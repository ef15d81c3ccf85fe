from __future__ import annotations

import uuid

from django.conf import settings
from django.db import models

from interviews.models.choices import MailState, RequestState, Wish, valid
from interviews.models.config import InterviewConfig
from interviews.models.invitation import Invitation
from interviews.models.session import InterviewSession


class AccommodationRequest(models.Model):
    """A candidate asks, privately, for extra time or for another way. No part of any report.

    ::

        open --grant--> granted
          |                ^
          +--decline--> declined --grant--+

    What was granted counts for every interview of this config under this e-mail address, also for one under way.
    """

    owner_path = "config__created_by"

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    config = models.ForeignKey(InterviewConfig, on_delete=models.CASCADE, related_name="accommodation_requests")
    invitation = models.ForeignKey(
        Invitation, null=True, blank=True, on_delete=models.SET_NULL, related_name="accommodation_requests"
    )
    session = models.ForeignKey(
        InterviewSession, null=True, blank=True, on_delete=models.CASCADE, related_name="accommodation_requests"
    )
    email = models.EmailField("e-mail")
    full_name = models.CharField(max_length=200, blank=True)
    wish = models.CharField(max_length=11, choices=Wish.choices, default=Wish.HALF_MORE)
    message = models.TextField(blank=True, help_text="In the candidate's words. No reason is asked for.")
    state = models.CharField(max_length=8, choices=RequestState.choices, default=RequestState.OPEN)
    factor = models.FloatField("extra-time factor", null=True, blank=True, help_text="What was granted.")
    note = models.TextField(blank=True, help_text="What the candidate was told with the answer.")
    answered_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    answered_at = models.DateTimeField(null=True, blank=True)
    mail_state = models.CharField("e-mail sent", max_length=9, choices=MailState.choices, default=MailState.NOT_ASKED)
    mail_error = models.CharField("why it could not be sent", max_length=300, blank=True)
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ["-created_at"]
        constraints = [
            valid("state", RequestState, "accommodation_state_valid"),
            valid("wish", Wish, "accommodation_wish_valid"),
            valid("mail_state", MailState, "accommodation_mail_state_valid"),
            models.UniqueConstraint(
                fields=["config", "email"], condition=models.Q(state="open"), name="accommodation_one_open"
            ),
            models.CheckConstraint(
                condition=models.Q(factor__isnull=True) | models.Q(factor__range=(1.0, 3.0)),
                name="accommodation_factor",
            ),
        ]
        indexes = [models.Index(fields=["config", "email"], name="accommodation_by_email")]

    def __str__(self) -> str:
        return f"{self.full_name or self.email}: {self.get_wish_display()}"
