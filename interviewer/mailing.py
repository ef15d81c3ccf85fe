"""E-mail as work: a row says that a message is due, a worker writes and sends it, and tries again when that fails.

Each kind of message is declared once, with a function that writes it from the rows it is about::

    invitation = letters("interviews.mail_invitation", write_invitation, failed=note_failure)
    ...
    invitation.enqueue(invitation_row.pk)          # in the transaction that made the row; sent after its commit

So no message, and no link in one, ever lies in the database: it is put together at the moment it is sent.
"""

from __future__ import annotations

import uuid
from collections.abc import Callable
from dataclasses import dataclass
from smtplib import SMTPRecipientsRefused, SMTPResponseException
from typing import Any

from django.conf import settings
from django.core.mail import EmailMultiAlternatives
from django.template.loader import render_to_string

from interviewer.work.service import Kind, PermanentFailure, work


@dataclass(frozen=True)
class Letter:
    """A message to one person. ``html`` says the same as ``text``, or nothing."""

    to: str
    subject: str
    text: str
    html: str = ""


def letters(
    name: str,
    write: Callable[[uuid.UUID], Letter | None],
    *,
    sent: Callable[[uuid.UUID], None] | None = None,
    failed: Callable[[uuid.UUID], None] | None = None,
    max_attempts: int = 8,
) -> Kind:
    """Declare a kind of message.

    ``write(key)`` gives the letter, or None where none is due any more. ``sent(key)`` runs once it has been handed
    over, ``failed(key)`` when it never will be. Eight attempts take about three minutes.
    """

    def run(key: uuid.UUID) -> None:
        letter = write(key)
        if letter is None:
            return
        send(letter)
        if sent is not None:
            sent(key)

    return work(name, queue="reports", lease_seconds=60, max_attempts=max_attempts, on_failed=failed)(run)


def send(letter: Letter) -> None:
    """Hand the letter to the mail server. Raises PermanentFailure where it says that trying again can't help."""
    message = EmailMultiAlternatives(" ".join(letter.subject.split()), letter.text, to=[letter.to])
    if letter.html:
        message.attach_alternative(letter.html, "text/html")
    # Answers of machines that are away help nobody.
    message.extra_headers["Auto-Submitted"] = "auto-generated"
    try:
        message.send()
    except SMTPRecipientsRefused as error:
        codes = [code for code, _ in error.recipients.values()]
        if codes and all(code >= 500 for code in codes):
            raise PermanentFailure("The mail server refuses this address.") from error
        raise
    except SMTPResponseException as error:
        if error.smtp_code in {550, 551, 553, 554}:
            raise PermanentFailure(f"The mail server refuses this message ({error.smtp_code}).") from error
        raise


def compose(to: str, subject: str, template: str, context: dict[str, Any]) -> Letter:
    """A letter from ``templates/mail/<template>.txt`` and ``.html``."""
    context = {"subject": subject, "site": site_url("/"), **context}
    return Letter(
        to=to,
        subject=subject,
        text=render_to_string(f"mail/{template}.txt", context).strip() + "\n",
        html=render_to_string(f"mail/{template}.html", context),
    )


def site_url(path: str) -> str:
    """A path of ours as an address that works in a message. Never from a request: its host is the sender's word."""
    return f"{settings.FRONTEND_URL or f'http://{settings.HOST}:{settings.PORT}'}{path}"


def is_configured() -> bool:
    """Whether messages leave this machine; without a mail server they are printed where the worker writes."""
    return not settings.EMAIL_BACKEND.endswith(("console.EmailBackend", "dummy.EmailBackend"))
