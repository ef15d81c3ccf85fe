"""What a recruiter sets up, and the frozen versions of it that candidates are interviewed by."""

from __future__ import annotations

import secrets
import uuid

from django.conf import settings
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models

from interviews.models.choices import Avatar, ConfigStatus, Difficulty, Kind, valid


def new_nonce() -> str:
    return secrets.token_hex(16)


class InterviewConfig(models.Model):
    owner_path = "created_by"

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    created_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="interview_configs")
    job_role = models.CharField(max_length=120)
    job_description = models.TextField(blank=True)
    kind = models.CharField(max_length=10, choices=Kind.choices, default=Kind.STRUCTURED)
    difficulty = models.CharField(max_length=6, choices=Difficulty.choices, default=Difficulty.MEDIUM)
    focus_areas = models.JSONField(default=dict, blank=True, help_text="Skill or topic to weight, 1 to 5.")
    time_limit = models.PositiveSmallIntegerField(
        "time limit",
        default=20,
        help_text="Minutes of answering, in all.",
        validators=[MinValueValidator(3), MaxValueValidator(180)],
    )
    number_of_questions = models.PositiveSmallIntegerField(
        default=5, validators=[MinValueValidator(1), MaxValueValidator(20)]
    )
    focus_only = models.BooleanField(
        "these skills and no others", default=False, help_text="The focus areas are all that is asked about."
    )
    adaptive = models.BooleanField(
        "the answers choose the difficulty",
        default=False,
        help_text="A question may be put at another difficulty, on the same skill, as the answers so far suggest.",
    )
    follow_ups_per_question = models.PositiveSmallIntegerField(default=1, validators=[MaxValueValidator(3)])
    avatar = models.CharField(max_length=10, choices=Avatar.choices, default=Avatar.ROBIN)
    voice = models.CharField(max_length=60, blank=True)
    language = models.CharField(max_length=10, default="en")
    candidate_feedback = models.BooleanField("show results to the candidate", default=False)
    text_answers_allowed = models.BooleanField("typed answers allowed", default=True)
    more_time = models.PositiveSmallIntegerField(
        "minutes on request",
        default=2,
        validators=[MaxValueValidator(10)],
        help_text="How often a candidate may take one more minute for a question.",
    )
    answer_takes = models.PositiveSmallIntegerField(
        "takes of an answer",
        default=2,
        validators=[MinValueValidator(1), MaxValueValidator(5)],
        help_text="How often an answer may be recorded before it is sent in.",
    )
    retakes = models.PositiveSmallIntegerField(default=0, validators=[MaxValueValidator(5)])
    retention_days = models.PositiveSmallIntegerField(default=180, validators=[MinValueValidator(1)])
    status = models.CharField(max_length=6, choices=ConfigStatus.choices, default=ConfigStatus.DRAFT)
    # The link's token is derived from the nonce and the secret key; only its hash is stored.
    link_nonce = models.CharField(max_length=32, default=new_nonce, editable=False)
    link_token_hash = models.CharField(max_length=64, unique=True, null=True, editable=False)
    expires_at = models.DateTimeField(null=True, blank=True)
    set_up = models.JSONField(
        default=dict,
        blank=True,
        editable=False,
        help_text="While it is a draft: {reached, typed}. The furthest step, and what was typed and can't be used yet.",
    )
    created_at = models.DateTimeField(auto_now_add=True)
    updated_at = models.DateTimeField(auto_now=True)

    class Meta:
        ordering = ["-created_at"]
        constraints = [
            valid("kind", Kind, "config_kind_valid"),
            valid("difficulty", Difficulty, "config_difficulty_valid"),
            valid("status", ConfigStatus, "config_status_valid"),
            valid("avatar", Avatar, "config_avatar_valid"),
            models.CheckConstraint(
                condition=models.Q(time_limit__range=(3, 180)), name="config_time_limit_3_to_180_minutes"
            ),
            models.CheckConstraint(
                condition=models.Q(number_of_questions__range=(1, 20)), name="config_1_to_20_questions"
            ),
        ]

    def __str__(self) -> str:
        return self.job_role


class ConfigVersion(models.Model):
    """Questions, rubric and limits as they stood when candidates were interviewed by them. Never changed."""

    owner_path = "config__created_by"

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    config = models.ForeignKey(InterviewConfig, on_delete=models.CASCADE, related_name="versions")
    number = models.PositiveIntegerField()
    content = models.JSONField()
    sha256 = models.CharField(max_length=64)
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ["-number"]
        constraints = [models.UniqueConstraint(fields=["config", "number"], name="config_version_number_unique")]

    def __str__(self) -> str:
        return f"Version {self.number}"
