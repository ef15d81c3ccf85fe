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
    private_path = "sessions__config__practice"

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
    private_path = "sessions__config__practice"

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
    private_path = "sessions__config__practice"

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


class PrivacyKind(models.TextChoices):
    COPY = "copy", "A copy of my data"
    ERASURE = "erasure", "Erase my data"


class PrivacyState(models.TextChoices):
    OPEN = "open", "Under way"
    READY = "ready", "Ready to download"
    DONE = "done", "Done"
    WITHDRAWN = "withdrawn", "Withdrawn"
    FAILED = "failed", "Could not be put together"
    EXPIRED = "expired", "No longer kept"


def copy_path(request: PrivacyRequest, filename: str) -> str:
    return f"privacy/{request.id}.zip"


class PrivacyRequest(models.Model):
    """What a person asked for about their own data.

    ::

        a copy:   open --put together--> ready --kept for a week--> expired
                    +---- every attempt failed ----> failed
        erasure:  open --every recruiter's part is done, and the rest erased--> done
                    +---- the person thought again, and nothing is erased yet --> withdrawn

    Who it was is forgotten once an erasure is done: the row then says only that there was one, and when.
    """

    owner_path = "parts__owner"
    owner_path_is_many = True

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    kind = models.CharField(max_length=7, choices=PrivacyKind.choices)
    state = models.CharField(max_length=9, choices=PrivacyState.choices, default=PrivacyState.OPEN)
    account = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.SET_NULL, related_name="privacy_requests"
    )
    candidate = models.ForeignKey(
        Candidate, null=True, blank=True, on_delete=models.SET_NULL, related_name="privacy_requests"
    )
    email = models.EmailField("e-mail", blank=True, help_text="Where to write to; empty once an erasure is done.")
    asked_at = models.DateTimeField(default=timezone.now)
    due_at = models.DateTimeField(help_text="By when it has to be done.")
    closed_at = models.DateTimeField(null=True, blank=True)
    file = models.FileField(upload_to=copy_path, blank=True)
    expires_at = models.DateTimeField(null=True, blank=True, help_text="Until when the copy is kept.")

    class Meta:
        ordering = ["-asked_at"]
        constraints = [
            models.CheckConstraint(condition=models.Q(kind__in=PrivacyKind.values), name="privacy_kind_valid"),
            models.CheckConstraint(condition=models.Q(state__in=PrivacyState.values), name="privacy_state_valid"),
            models.UniqueConstraint(
                fields=["account", "kind"], condition=models.Q(state="open"), name="privacy_one_open_of_a_kind"
            ),
        ]

    def __str__(self) -> str:
        return str(self.get_kind_display())

    @property
    def who(self) -> str:
        """The person's name, or the address of somebody who was only ever invited; empty once they are forgotten."""
        return self.candidate.full_name if self.candidate else self.email

    @property
    def known_as(self) -> str:
        """The address they are known by now."""
        return self.candidate.email if self.candidate else self.email


class ErasureState(models.TextChoices):
    WAITING = "waiting", "Waiting"
    DONE = "done", "Erased"
    DROPPED = "dropped", "Withdrawn by the person"


class ErasurePart(models.Model):
    """One recruiter's part of an erasure: what they hold of the person.

    ::

        waiting --carried out by the recruiter or an admin, or by itself when due--> done
           +------ the person withdrew the request ------> dropped
    """

    owner_path = "owner"

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    request = models.ForeignKey(PrivacyRequest, on_delete=models.CASCADE, related_name="parts")
    owner = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="erasure_parts")
    state = models.CharField(max_length=7, choices=ErasureState.choices, default=ErasureState.WAITING)
    done_at = models.DateTimeField(null=True, blank=True)
    done_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="+",
        help_text="Empty where it was done by itself, on its due date.",
    )
    figures = models.JSONField(default=dict, help_text="How much was erased: interviews, answers, recordings.")

    class Meta:
        ordering = ["request__due_at", "pk"]
        constraints = [
            models.CheckConstraint(condition=models.Q(state__in=ErasureState.values), name="erasure_state_valid"),
            models.UniqueConstraint(fields=["request", "owner"], name="erasure_once_for_an_owner"),
        ]

    def __str__(self) -> str:
        return f"Erasure: {self.get_state_display()}"
