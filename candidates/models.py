"""The person, the document they handed in, and what they agreed to."""

from __future__ import annotations

import uuid
from pathlib import PurePath

from django.conf import settings
from django.db import models
from django.db.models.functions import Lower
from django.utils import timezone


class Candidate(models.Model):
    """A person by e-mail address. Whoever registers again under the same address changes nothing here."""

    owner_path = "sessions__config__created_by"
    owner_path_is_many = True

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    email = models.EmailField("e-mail")
    full_name = models.CharField(max_length=200)
    phone = models.CharField(max_length=40, blank=True)
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ["full_name"]
        constraints = [models.UniqueConstraint(Lower("email"), name="candidate_email_unique")]

    def __str__(self) -> str:
        return self.full_name


class ResumeState(models.TextChoices):
    PARSED = "parsed", "Read"
    NO_TEXT = "no_text", "No readable text"
    ENCRYPTED = "encrypted", "Password-protected"
    INVALID = "invalid", "Not a readable document"
    TOO_COMPLEX = "too_complex", "Too complex to read"


class ResumeSource(models.TextChoices):
    FILE = "file", "File"
    PASTED = "pasted", "Pasted text"


def resume_path(resume: Resume, filename: str) -> str:
    """The sender's file name is kept in ``original_name`` only; on disk the row's id names the file."""
    suffix = PurePath(filename).suffix.lower()
    return f"resumes/{resume.id}{suffix if suffix in {'.pdf', '.docx'} else '.bin'}"


class Resume(models.Model):
    """A document and what was read out of it: facts as lists and null where the document says nothing."""

    owner_path = "sessions__config__created_by"
    owner_path_is_many = True

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    candidate = models.ForeignKey(
        Candidate,
        null=True,
        blank=True,
        on_delete=models.CASCADE,
        related_name="resumes",
        help_text="Empty until the person who uploaded it has registered.",
    )
    uploaded_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="resumes",
        help_text="The account that handed it in, where one did.",
    )
    source = models.CharField(max_length=6, choices=ResumeSource.choices, default=ResumeSource.FILE)
    file = models.FileField(upload_to=resume_path, blank=True)
    original_name = models.CharField(max_length=200, blank=True)
    sha256 = models.CharField(max_length=64, blank=True)
    state = models.CharField(max_length=12, choices=ResumeState.choices)
    text = models.TextField(blank=True)
    skills = models.JSONField(default=list, blank=True)
    projects = models.JSONField(default=list, blank=True)
    employers = models.JSONField(default=list, blank=True)
    education = models.JSONField(default=list, blank=True)
    years_experience = models.FloatField(null=True, blank=True)
    flags = models.JSONField(default=list, blank=True)
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ["-created_at"]
        constraints = [
            models.CheckConstraint(condition=models.Q(state__in=ResumeState.values), name="resume_state_valid"),
            models.CheckConstraint(condition=models.Q(source__in=ResumeSource.values), name="resume_source_valid"),
        ]

    def __str__(self) -> str:
        return self.original_name or "Pasted resume"


class Consent(models.Model):
    """What a candidate agreed to, when and from where. The text itself is found by its version and hash."""

    owner_path = "sessions__config__created_by"
    owner_path_is_many = True

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    candidate = models.ForeignKey(Candidate, on_delete=models.CASCADE, related_name="consents")
    text_version = models.CharField(max_length=20)
    text_sha256 = models.CharField(max_length=64)
    given_at = models.DateTimeField(default=timezone.now)
    address = models.GenericIPAddressField(null=True, blank=True)
    user_agent = models.CharField(max_length=300, blank=True)

    class Meta:
        ordering = ["-given_at"]

    def __str__(self) -> str:
        return f"Consent {self.text_version}"
