"""E-mail as work: a row says that a message is due, a worker writes and sends it, and tries again when that fails.

Each kind of message is declared once, with a function that writes it from the rows it is about::

    invitation = letters("interviews.mail_invitation", write_invitation, failed=note_failure)
    ...
    invitation.enqueue(invitation_row.pk)          # in the transaction that made the row; sent after its commit

So no message, and no link in one, ever lies in the database: it is put together at the moment it is sent.
"""

from __future__ import annotations

import re
import uuid
from collections.abc import Callable
from dataclasses import dataclass
from smtplib import SMTPRecipientsRefused, SMTPResponseException
from typing import Any

from django.conf import settings
from django.core.mail import EmailMultiAlternatives
from django.template.loader import render_to_string

from interviewer.work.models import Work
from interviewer.work.service import Kind, PermanentFailure, work


@dataclass(frozen=True)
class Letter:
    """A message to one person. ``html`` says the same as ``text``, or nothing."""

    to: str
    subject: str
    text: str
    html: str = ""
    reply_to: tuple[str, ...] = ()


def letters(
    name: str,
    write: Callable[[uuid.UUID], Letter | None],
    *,
    sent: Callable[[uuid.UUID], None] | None = None,
    failed: Callable[[uuid.UUID], None] | None = None,
    max_attempts: int = 8,
    longest_wait_seconds: int = 60,
) -> Kind:
    """Declare a kind of message.

    ``write(key)`` gives the letter, or None where none is due any more. ``sent(key)`` runs once it has been handed
    over, ``failed(key)`` when it never will be. Eight attempts take about three minutes, twelve that may lie a quarter
    of an hour apart about half an hour.
    """

    def run(key: uuid.UUID) -> None:
        letter = write(key)
        if letter is None:
            return
        send(letter)
        if sent is not None:
            sent(key)

    return work(
        name,
        queue="reports",
        lease_seconds=60,
        max_attempts=max_attempts,
        longest_wait_seconds=longest_wait_seconds,
        on_failed=failed,
    )(run)


def send(letter: Letter) -> None:
    """Hand the letter to the mail server. Raises PermanentFailure where it says that trying again can't help."""
    message = EmailMultiAlternatives(
        " ".join(letter.subject.split()), letter.text, to=[letter.to], reply_to=letter.reply_to
    )
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


def compose(to: str, subject: str, template: str, context: dict[str, Any], *, reply_to: tuple[str, ...] = ()) -> Letter:
    """A letter from ``templates/mail/<template>.txt`` and ``.html``."""
    context = {"subject": subject, "site": site_url("/"), **context}
    return Letter(
        to=to,
        subject=subject,
        text=render_to_string(f"mail/{template}.txt", context).strip() + "\n",
        html=render_to_string(f"mail/{template}.html", context),
        reply_to=reply_to,
    )


def why_not(kind: str, key: uuid.UUID) -> str:
    """Why a message was given up, in words for the person who wanted it sent. For what ``failed`` calls."""
    error = Work.objects.filter(kind=kind, key=key).values_list("last_error", flat=True).first() or ""
    if not re.match(r"\w+ in ", error):
        return error  # a permanent failure, which says why itself
    if error.startswith("SMTPAuthenticationError"):
        return "The mail server refuses our name and password (EMAIL_URL)."
    if error.startswith("SMTP") and not error.startswith(("SMTPConnectError", "SMTPServerDisconnected")):
        return "The mail server would not take the message."
    return "The mail server could not be reached."


def site_url(path: str) -> str:
    """A path of ours as an address that works in a message. Never from a request: its host is the sender's word."""
    return f"{settings.FRONTEND_URL or f'http://{settings.HOST}:{settings.PORT}'}{path}"


def is_configured() -> bool:
    """Whether messages leave this machine; without a mail server they are printed where the worker writes."""
    return not settings.EMAIL_BACKEND.endswith(("console.EmailBackend", "dummy.EmailBackend"))
