"""Recordings go with their session; webhooks tell of what happens to it; people keep what they were offered when their
address changes."""

from __future__ import annotations

from typing import Any

from django.db import transaction
from django.db.models.signals import post_delete
from django.dispatch import receiver

from interviewer.accounts.models import User
from interviewer.accounts.signals import email_confirmed
from interviewer.webhooks import services as webhooks
from interviewer.webhooks.models import Event
from interviews.models import InterviewSession
from interviews.services import accommodations, invitations, practice, recordings
from interviews.signals import session_completed, session_started


@receiver(post_delete, sender=InterviewSession)
def erase_recordings(instance: InterviewSession, **kwargs: Any) -> None:
    """What was recorded goes with its session, whoever deletes it, once that is certain."""
    pk = instance.pk
    transaction.on_commit(lambda: recordings.erase(pk))


@receiver(email_confirmed)
def follow_the_address(user: User, before: str, **kwargs: Any) -> None:
    if before.lower() != user.email:
        invitations.move(before, user.email)
        accommodations.move(before, user.email)


@receiver(session_started)
def close_the_door(session: InterviewSession, **kwargs: Any) -> None:
    practice.close_behind(session)


@receiver(session_started)
def tell_of_the_start(session: InterviewSession, **kwargs: Any) -> None:
    if session.config.practice:
        return  # it is nobody's business
    webhooks.publish(Event.SESSION_STARTED, session.config.created_by_id, _facts(session))


@receiver(session_completed)
def tell_of_the_end(session: InterviewSession, **kwargs: Any) -> None:
    if session.config.practice:
        return
    facts = _facts(session) | {"completion_method": session.completion_method}
    webhooks.publish(Event.SESSION_COMPLETED, session.config.created_by_id, facts)


def _facts(session: InterviewSession) -> dict[str, Any]:
    return {"session_id": str(session.pk), "config_id": str(session.config_id), "status": session.status}
