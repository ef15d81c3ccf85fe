"""Files go with their rows."""

from __future__ import annotations

from typing import Any

from django.db import transaction
from django.db.models.signals import post_delete
from django.dispatch import receiver

from candidates.models import Resume


@receiver(post_delete, sender=Resume)
def erase_file(instance: Resume, **kwargs: Any) -> None:
    """A document goes with its row, whoever deletes it, once that is certain."""
    if instance.file:
        storage, name = instance.file.storage, str(instance.file.name)
        transaction.on_commit(lambda: storage.delete(name))
