"""Files go with their rows; people keep what is theirs when their address changes."""

from __future__ import annotations

from typing import Any

from django.db import transaction
from django.db.models.signals import post_delete
from django.dispatch import receiver

from candidates import profile
from candidates.models import PrivacyRequest, Resume
from interviewer.accounts.models import User
from interviewer.accounts.signals import email_confirmed


@receiver(post_delete, sender=PrivacyRequest)
@receiver(post_delete, sender=Resume)
def erase_file(instance: Resume | PrivacyRequest, **kwargs: Any) -> None:
    """A document goes with its row, whoever deletes it, once that is certain."""
    if instance.file:
        storage, name = instance.file.storage, str(instance.file.name)
        transaction.on_commit(lambda: storage.delete(name))


@receiver(email_confirmed)
def follow_the_address(user: User, before: str, **kwargs: Any) -> None:
    if before != user.email:
        profile.move(user, before)
    profile.fill_in(user)
