"""Recordings go with their session."""

from __future__ import annotations

from typing import Any

from django.db import transaction
from django.db.models.signals import post_delete
from django.dispatch import receiver

from interviews.models import InterviewSession
from interviews.services import recordings


@receiver(post_delete, sender=InterviewSession)
def erase_recordings(instance: InterviewSession, **kwargs: Any) -> None:
    """What was recorded goes with its session, whoever deletes it, once that is certain."""
    pk = instance.pk
    transaction.on_commit(lambda: recordings.erase(pk))
