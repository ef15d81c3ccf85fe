from __future__ import annotations

import uuid

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models

from interviews.models.choices import InvitationState, MailState, valid
from interviews.models.config import InterviewConfig, new_nonce


class Invitation(models.Model):
    """A config offered to one person, by a link of its own.

    ::

        pending --link opened--> opened --interview begun--> used
           |                        |
           +-------- revoked <------+

    Its e-mail goes its own way: ``not_asked`` or ``queued``, then ``sent`` or ``failed``, and from the start again
    with each resending.
    """

    owner_path = "config__created_by"

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    config = models.ForeignKey(InterviewConfig, on_delete=models.CASCADE, related_name="invitations")
    email = models.EmailField("e-mail")
    full_name = models.CharField(max_length=200, blank=True)
    # The link's token is derived from the nonce and the secret key; only its hash is stored.
    link_nonce = models.CharField(max_length=32, default=new_nonce, editable=False)
    token_hash = models.CharField(max_length=64, unique=True, editable=False)
    expires_at = models.DateTimeField(null=True, blank=True)
    time_factor = models.FloatField(
        "extra-time factor", default=1.0, validators=[MinValueValidator(1.0), MaxValueValidator(3.0)]
    )
    state = models.CharField(max_length=8, choices=InvitationState.choices, default=InvitationState.PENDING)
    opened_at = models.DateTimeField(null=True, blank=True, help_text="When the link was first opened.")
    mail_state = models.CharField("e-mail sent", max_length=9, choices=MailState.choices, default=MailState.NOT_ASKED)
    mail_error = models.CharField("why it could not be sent", max_length=300, blank=True)
    mailed_at = models.DateTimeField("last sent", null=True, blank=True)
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ["-created_at"]
        constraints = [
            valid("state", InvitationState, "invitation_state_valid"),
            valid("mail_state", MailState, "invitation_mail_state_valid"),
            models.CheckConstraint(condition=models.Q(time_factor__range=(1.0, 3.0)), name="invitation_time_factor"),
        ]
        indexes = [
            models.Index(fields=["config", "-created_at"], name="invitation_by_config"),
            models.Index(fields=["config", "email"], name="invitation_by_email"),
        ]

    def __str__(self) -> str:
        return self.email
