"""Messages go out by work rows: after the commit, once, and again when the mail server is away."""

from __future__ import annotations

import uuid
from collections.abc import Iterator
from smtplib import SMTPRecipientsRefused, SMTPServerDisconnected
from typing import Any

import pytest
from django.core import mail
from django.core.mail.backends.locmem import EmailBackend
from django.db import transaction
from django.utils import timezone

from interviewer import mailing
from interviewer.celery import app
from interviewer.mailing import Letter
from interviewer.work.models import Work, WorkState
from interviewer.work.service import KINDS, Kind, drain

pytestmark = pytest.mark.django_db(transaction=True)

KEY = uuid.UUID("7b1a4a30-5d02-4a84-9d0e-6a2c6f1f0f55")


@pytest.fixture
def told() -> list[str]:
    return []


@pytest.fixture
def kind(told: list[str]) -> Iterator[Kind]:
    yield mailing.letters(
        "tests.letter",
        lambda key: Letter("ines@example.org", "Hello\nthere", f"About {key}", "<p>Hello</p>") if key == KEY else None,
        sent=lambda key: told.append("sent"),
        failed=lambda key: told.append("failed"),
        max_attempts=2,
    )
    KINDS.pop("tests.letter")
    app.tasks.pop("tests.letter", None)


def row() -> Work:
    return Work.objects.get(kind="tests.letter")


def test_a_message_goes_out_once_and_says_what_its_rows_say(kind: Kind, told: list[str]) -> None:
    with transaction.atomic():
        kind.enqueue(KEY)
        kind.enqueue(KEY)
        assert mail.outbox == []
    drain()
    (message,) = mail.outbox
    assert (message.to, message.subject, str(KEY) in message.body) == (["ines@example.org"], "Hello there", True)
    assert message.alternatives[0][1] == "text/html"
    assert (row().state, told) == (WorkState.DONE, ["sent"])


def test_a_message_that_nobody_needs_any_more_is_not_sent(kind: Kind, told: list[str]) -> None:
    kind.enqueue(uuid.uuid4())
    drain()
    assert (mail.outbox, row().state, told) == ([], WorkState.DONE, [])


def test_a_mail_server_that_is_away_is_asked_again(
    kind: Kind, told: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    def away(*args: Any) -> None:
        raise SMTPServerDisconnected("away")

    kind.enqueue(KEY)
    with monkeypatch.context() as patched:
        patched.setattr(EmailBackend, "send_messages", away)
        drain()
    assert (row().state, told) == (WorkState.QUEUED, [])
    Work.objects.update(next_try_at=timezone.now())
    drain()
    assert (row().state, told, len(mail.outbox)) == (WorkState.DONE, ["sent"], 1)


def test_an_address_that_the_server_refuses_is_given_up_at_once_and_logged_without_it(
    kind: Kind, told: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    def refused(*args: Any) -> None:
        raise SMTPRecipientsRefused({"ines@example.org": (550, b"no such user")})

    monkeypatch.setattr(EmailBackend, "send_messages", refused)
    kind.enqueue(KEY)
    drain()
    assert (row().state, row().attempts, told) == (WorkState.FAILED, 1, ["failed"])
    assert "ines" not in row().last_error
