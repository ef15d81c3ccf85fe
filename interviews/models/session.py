from __future__ import annotations

import uuid

from django.conf import settings
from django.db import models

from candidates.models import Candidate, Consent, Resume
from interviews.models.choices import CompletionMethod, Difficulty, Phase, SessionStatus, valid
from interviews.models.config import ConfigVersion, InterviewConfig
from interviews.models.invitation import Invitation


class InterviewSession(models.Model):
    """One candidate taking one interview.

    ::

        pending --first connection--> in_progress --engine, candidate or sweeper--> completed
    """

    owner_path = "config__created_by"

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    config = models.ForeignKey(InterviewConfig, on_delete=models.PROTECT, related_name="sessions")
    config_version = models.ForeignKey(ConfigVersion, on_delete=models.PROTECT, related_name="sessions")
    candidate = models.ForeignKey(Candidate, on_delete=models.CASCADE, related_name="sessions")
    candidate_name = models.CharField(max_length=200, help_text="As given for this interview.")
    resume = models.ForeignKey(Resume, null=True, blank=True, on_delete=models.SET_NULL, related_name="sessions")
    consent = models.ForeignKey(Consent, null=True, blank=True, on_delete=models.SET_NULL, related_name="sessions")
    invitation = models.ForeignKey(
        Invitation, null=True, blank=True, on_delete=models.SET_NULL, related_name="sessions"
    )
    status = models.CharField(max_length=11, choices=SessionStatus.choices, default=SessionStatus.PENDING)
    completion_method = models.CharField(max_length=15, choices=CompletionMethod.choices, blank=True)
    ended_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        null=True,
        blank=True,
        editable=False,
        on_delete=models.SET_NULL,
        related_name="+",
        help_text="Who of the hiring team ended it; empty where the candidate or nobody did.",
    )
    started_at = models.DateTimeField(null=True, blank=True)
    ended_at = models.DateTimeField(null=True, blank=True)
    phase = models.CharField(max_length=16, choices=Phase.choices, default=Phase.MAIN)
    current_difficulty = models.CharField(max_length=6, choices=Difficulty.choices, default=Difficulty.MEDIUM)
    ability = models.FloatField(
        null=True,
        blank=True,
        help_text="Estimate in logits from the quick readings; 0 is even odds at medium questions.",
    )
    ability_error = models.FloatField(null=True, blank=True, help_text="One standard deviation, in logits.")
    answering_seconds = models.FloatField(default=0, help_text="Answering time used; pauses don't count.")
    time_factor = models.FloatField(default=1.0)
    reviewing = models.BooleanField(default=False, help_text="The candidate's page can show the review before the end.")
    review_since = models.DateTimeField(
        null=True, blank=True, help_text="When the candidate was shown the unanswered questions, before the end."
    )
    experience = models.JSONField(
        default=dict, blank=True, help_text="How it was, in the candidate's words: {rating, text}."
    )
    lease = models.CharField(max_length=32, blank=True, editable=False, help_text="Which connection owns the session.")
    last_seen_at = models.DateTimeField(null=True, blank=True)
    event_seq = models.PositiveIntegerField(default=0, editable=False)
    created_at = models.DateTimeField(auto_now_add=True)
    updated_at = models.DateTimeField(auto_now=True)

    class Meta:
        ordering = ["-created_at"]
        constraints = [
            valid("status", SessionStatus, "session_status_valid"),
            valid("completion_method", CompletionMethod, "session_completion_valid", blank=True),
            valid("phase", Phase, "session_phase_valid"),
            valid("current_difficulty", Difficulty, "session_difficulty_valid"),
            models.CheckConstraint(
                condition=~models.Q(status="completed") | models.Q(ended_at__isnull=False),
                name="session_completed_has_end",
            ),
            models.CheckConstraint(condition=models.Q(time_factor__range=(1.0, 3.0)), name="session_time_factor"),
        ]
        indexes = [
            models.Index(fields=["config", "-created_at"], name="session_by_config"),
            models.Index(
                fields=["last_seen_at"], condition=models.Q(status="in_progress"), name="session_running_last_seen"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.candidate_name}: {self.get_status_display()}"

    def get_completion_method_display(self) -> str:  # type: ignore[no-redef]
        """Django's, but "by hand" has two hands: contract B has one word for both."""
        if self.ended_by_id is not None:
            return "Ended by the hiring team"
        return str(CompletionMethod(self.completion_method).label) if self.completion_method else ""
