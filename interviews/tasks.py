"""Celery tasks: ids in, services called. Their state, leases and retries are ``interviewer.work``'s."""

from __future__ import annotations

import uuid

from celery import shared_task

from candidates.privacy import copy_failed, expire_copies
from candidates.services import erase_unclaimed_resumes
from interviewer.api.idempotency import forget_old_calls
from interviewer.mailing import letters
from interviewer.webhooks.services import erase_old_deliveries
from interviewer.work import sweeping
from interviewer.work.service import work
from interviews import letters as privacy_letters  # noqa: F401 - declares the messages
from interviews.services import (
    accommodations,
    invitations,
    partials,
    practice,
    privacy,
    speech,
    tailoring,
    thinking,
    watching,
)
from interviews.services import data_copy as data_copies
from interviews.services.retention import erase_expired, erase_old_invitations, erase_people_without_interviews
from interviews.services.sessions import close_quiet_sessions


def _turn_failed(response_id: uuid.UUID) -> None:
    """An interview must not stop because an answer can't be worked on: go on without a reading of it."""
    thinking.go_on_without(response_id)


@work("interviews.turn", queue="live", lease_seconds=15, max_attempts=5, longest_seconds=180, on_failed=_turn_failed)
def turn(response_id: uuid.UUID) -> None:
    thinking.take_turn(response_id)


@work("interviews.speak", queue="media", lease_seconds=30, max_attempts=2)
def speak(response_id: uuid.UUID) -> None:
    speech.prepare_response(response_id)


@work("interviews.speak_ahead", queue="media", lease_seconds=60, max_attempts=2)
def speak_ahead(config_id: uuid.UUID) -> None:
    speech.prepare_config(config_id)


@shared_task(name="interviews.overhear", queue="live", acks_late=False)
def overhear(session_id: str, response_id: str, take: int) -> None:
    """No row stands behind it: what is lost of it, the next one makes up for."""
    partials.overhear(uuid.UUID(session_id), uuid.UUID(response_id), take)


@work(tailoring.KIND, queue="media", lease_seconds=60, max_attempts=2)
def tailor(config_id: uuid.UUID) -> None:
    tailoring.tailor(config_id)


@work(privacy.COPY, queue="reports", lease_seconds=60, max_attempts=4, longest_seconds=900, on_failed=copy_failed)
def data_copy(request_id: uuid.UUID) -> None:
    data_copies.make(request_id)


# A mail server that is away for half an hour must cost nobody an invitation.
letters(
    "interviews.mail_invitation",
    invitations.write_mail,
    sent=invitations.mail_sent,
    failed=invitations.mail_failed,
    max_attempts=12,
    longest_wait_seconds=900,
)
letters(
    "interviews.mail_accommodation",
    accommodations.write_mail,
    sent=accommodations.mail_sent,
    failed=accommodations.mail_failed,
    max_attempts=12,
    longest_wait_seconds=900,
)


sweeping.register("sessions_closed", close_quiet_sessions)
sweeping.register("watchers_gone", watching.drop_silent)
# Keeping times end by the day: looking once an hour is enough.
sweeping.register("sessions_erased", erase_expired, every=3600)
sweeping.register("requests_erased", accommodations.erase_old, every=3600)
sweeping.register("invitations_erased", erase_old_invitations, every=3600)
sweeping.register("people_erased", erase_people_without_interviews, every=3600)
sweeping.register("practice_erased", practice.erase_leftovers, every=3600)
sweeping.register("copies_expired", expire_copies, every=3600)
sweeping.register("erasures_done", privacy.erase_when_due, every=3600)
sweeping.register("resumes_erased", erase_unclaimed_resumes, every=3600)
sweeping.register("calls_forgotten", forget_old_calls, every=3600)
sweeping.register("deliveries_erased", erase_old_deliveries, every=3600)
