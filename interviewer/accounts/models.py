"""People with an account, and the record of what they did."""

from __future__ import annotations

import uuid
from typing import Any, ClassVar

from django.apps import apps
from django.contrib.auth.models import AbstractBaseUser, BaseUserManager, PermissionsMixin
from django.core.serializers.json import DjangoJSONEncoder
from django.db import models
from django.db.models.functions import Lower
from django.utils import timezone
from django.utils.text import capfirst


class Role(models.TextChoices):
    ADMIN = "admin", "Admin"
    INTERVIEWER = "interviewer", "Recruiter"
    CANDIDATE = "candidate", "Candidate"


class UserManager(BaseUserManager["User"]):
    def create_user(self, email: str, password: str | None = None, **fields: Any) -> User:
        """Raises ValueError without an e-mail address. Without a password the account can't sign in by one."""
        if not email:
            raise ValueError("an account needs an e-mail address")
        user = self.model(email=email.strip().lower(), **fields)
        user.set_password(password)
        user.save(using=self._db)
        return user

    def create_superuser(self, email: str, password: str | None = None, **fields: Any) -> User:
        return self.create_user(email, password, **{"role": Role.ADMIN, **fields})

    def get_by_natural_key(self, username: str | None) -> User:
        return self.get(email__iexact=username)


class User(AbstractBaseUser, PermissionsMixin):
    """``role`` is the only source of rights: ``is_staff`` and ``is_superuser`` follow from it."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    email = models.EmailField("e-mail", unique=True)
    full_name = models.CharField(max_length=200, blank=True)
    role = models.CharField(max_length=12, choices=Role.choices, default=Role.INTERVIEWER)
    is_active = models.BooleanField("active", default=True)
    verified_email = models.EmailField(
        blank=True, editable=False, help_text="The address that its owner has shown to read."
    )
    date_joined = models.DateTimeField(default=timezone.now, editable=False)

    objects: ClassVar[UserManager] = UserManager()

    USERNAME_FIELD = "email"
    EMAIL_FIELD = "email"
    REQUIRED_FIELDS: ClassVar[list[str]] = []

    class Meta:
        ordering = ["email"]
        constraints = [
            models.UniqueConstraint(
                Lower("email"), name="user_email_unique", violation_error_message="This e-mail address has an account."
            ),
            models.CheckConstraint(condition=models.Q(role__in=Role.values), name="user_role_valid"),
        ]

    def __str__(self) -> str:
        return self.full_name or self.email

    def save(self, *args: Any, **kwargs: Any) -> None:
        self.email = self.email.strip().lower()
        self.is_superuser = self.role == Role.ADMIN
        super().save(*args, **kwargs)

    @property
    def is_staff(self) -> bool:
        return self.role in {Role.ADMIN, Role.INTERVIEWER}

    @property
    def is_admin(self) -> bool:
        return self.role == Role.ADMIN

    @property
    def email_is_verified(self) -> bool:
        """Whether whoever has this account reads the mail of its address."""
        return bool(self.verified_email) and self.verified_email == self.email

    def get_full_name(self) -> str:
        return self.full_name or self.email

    def get_short_name(self) -> str:
        return self.full_name.split(" ")[0] if self.full_name else self.email


class LinkPurpose(models.TextChoices):
    SIGN_IN = "sign_in", "Sign in"
    CHANGE_EMAIL = "change_email", "Confirm a new e-mail address"


class SignInLink(models.Model):
    """A link sent by e-mail, good for one use within minutes. The token is not stored: see ``sign_in_links``."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    email = models.EmailField("e-mail")
    purpose = models.CharField(max_length=12, choices=LinkPurpose.choices, default=LinkPurpose.SIGN_IN)
    user = models.ForeignKey(
        User,
        null=True,
        blank=True,
        on_delete=models.CASCADE,
        related_name="sign_in_links",
        help_text="Whose address is to be changed.",
    )
    nonce = models.CharField(max_length=32, editable=False)
    token_hash = models.CharField(max_length=64, unique=True, editable=False)
    created_at = models.DateTimeField(default=timezone.now)
    expires_at = models.DateTimeField(db_index=True)
    used_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["-created_at"]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(purpose__in=LinkPurpose.values), name="sign_in_link_purpose_valid"
            ),
            models.CheckConstraint(
                condition=~models.Q(purpose="change_email") | models.Q(user__isnull=False),
                name="sign_in_link_change_has_user",
            ),
        ]

    def __str__(self) -> str:
        return str(self.get_purpose_display())


class AuditEvent(models.Model):
    """Who did what to which object. Rows are only ever added."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    at = models.DateTimeField(default=timezone.now, db_index=True)
    actor = models.ForeignKey(User, null=True, blank=True, on_delete=models.SET_NULL, related_name="audit_events")
    action = models.CharField(max_length=60)
    object_type = models.CharField(max_length=60)
    object_id = models.CharField(max_length=40, db_index=True)
    before = models.JSONField(null=True, blank=True, encoder=DjangoJSONEncoder)
    after = models.JSONField(null=True, blank=True, encoder=DjangoJSONEncoder)

    class Meta:
        ordering = ["-at"]

    def __str__(self) -> str:
        return f"{self.action} {self.object_type}"

    def save(self, *args: Any, **kwargs: Any) -> None:
        """Raises TypeError for a row that is already stored."""
        if not self._state.adding:
            raise TypeError("audit events are append-only")
        super().save(*args, **kwargs)

    def delete(self, *args: Any, **kwargs: Any) -> tuple[int, dict[str, int]]:
        raise TypeError("audit events are append-only")

    @property
    def on_what(self) -> str:
        """The object in words and by the beginning of its id: "Interview session 913c3f4b"."""
        try:
            name = str(apps.get_model(self.object_type)._meta.verbose_name)
        except (LookupError, ValueError):  # a model of earlier days
            name = self.object_type.rpartition(".")[2]
        return f"{capfirst(name)} {self.object_id[:8]}".strip()
