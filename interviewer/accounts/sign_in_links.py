"""Links that sign people in by e-mail, and that confirm a new address. The only writer of ``SignInLink``.

A link is bound to nothing but its address: it may be opened on another device. Opening it does nothing, for scanners
of mail open every link; the button on its page uses it up. Its token is derived from the row's nonce by the secret
key when the message is written, and the row holds a hash of it: who reads the database can't sign in.
"""

from __future__ import annotations

import secrets
import uuid
from base64 import urlsafe_b64encode
from datetime import timedelta
from hashlib import sha256
from typing import Any

from django.conf import settings
from django.db import IntegrityError, transaction
from django.db.models import Q
from django.utils import timezone
from django.utils.crypto import salted_hmac

from interviewer.accounts import audit
from interviewer.accounts.models import LinkPurpose, Role, SignInLink, User
from interviewer.accounts.signals import email_confirmed
from interviewer.work.service import enqueue

MINUTES = 20
LETTER = "accounts.mail_link"


class LinkRefused(Exception):
    """The link can't be used (any more). The message is for the person who opened it."""

    def __init__(self, reason: str, message: str) -> None:
        super().__init__(message)
        self.reason = reason


def _derive(link: SignInLink, key: str) -> str:
    mac = salted_hmac("accounts.sign_in_link", f"{link.pk}:{link.nonce}", secret=key, algorithm="sha256")
    return urlsafe_b64encode(mac.digest()[:24]).decode().rstrip("=")


def hash_token(token: str) -> str:
    return sha256(token.encode()).hexdigest()


def token_of(link: SignInLink) -> str:
    """For the message that carries it. An empty string once the secret key that it was made with is gone."""
    for key in (settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS):
        token = _derive(link, key)
        if hash_token(token) == link.token_hash:
            return token
    return ""


def send_sign_in(email: str) -> None:
    """Send a link to this address. Whether it is known makes no difference to what happens here."""
    _make(email, LinkPurpose.SIGN_IN)


def send_change(user: User, email: str) -> None:
    """Send a link to the new address; nothing changes until it is used."""
    _make(email, LinkPurpose.CHANGE_EMAIL, user)


@transaction.atomic
def _make(email: str, purpose: LinkPurpose, user: User | None = None) -> SignInLink:
    link = SignInLink(
        email=email.strip().lower(),
        purpose=purpose,
        user=user,
        nonce=secrets.token_hex(16),
        expires_at=timezone.now() + timedelta(minutes=MINUTES),
    )
    link.token_hash = hash_token(_derive(link, settings.SECRET_KEY))
    link.save(force_insert=True)
    enqueue(LETTER, link.pk)
    return link


def usable(token: str) -> SignInLink:
    """The link of this token, looked at and not used up. Raises LinkRefused."""
    link = SignInLink.objects.select_related("user").filter(token_hash=hash_token(token)).first()
    if link is None or link.expires_at <= timezone.now():
        raise LinkRefused("expired", f"Links work for {MINUTES} minutes. Please ask for a new one.")
    if link.used_at is not None:
        raise LinkRefused("used", "Each link works once, and this one has been used. Please ask for a new one.")
    return link


@transaction.atomic
def redeem(token: str) -> User:
    """Use a link to sign in up; the account it signs in, made if there was none. Raises LinkRefused."""
    link = usable(token)
    if link.purpose != LinkPurpose.SIGN_IN:
        raise LinkRefused("expired", "This link confirms an address, and signs nobody in.")
    _use_up(link)
    return _account(link)


@transaction.atomic
def confirm_change(token: str, user: Any) -> User:
    """Give the account the address that the link was sent to. Raises LinkRefused.

    ``user`` is who is signed in: the link of somebody else's account does nothing for them. Otherwise a stranger
    could have an address confirmed by its owner, and would see what belongs to it.
    """
    link = usable(token)
    if link.purpose != LinkPurpose.CHANGE_EMAIL or link.user_id != getattr(user, "pk", None):
        raise LinkRefused("other_account", "This link belongs to another account than the one you are signed in with.")
    _use_up(link)
    return _changed(link)


def _use_up(link: SignInLink) -> None:
    now = timezone.now()
    if not SignInLink.objects.filter(pk=link.pk, used_at__isnull=True, expires_at__gt=now).update(used_at=now):
        raise LinkRefused("used", "Each link works once, and this one has been used. Please ask for a new one.")


def _account(link: SignInLink) -> User:
    user = _find(link.email)
    if user is None:
        try:
            with transaction.atomic():
                user = User.objects.create_user(link.email, None, role=Role.CANDIDATE)
                audit.record(user, "account made", user)
        except IntegrityError:  # made at the same moment
            user = _find(link.email)
    assert user is not None
    _refuse_others(user)
    _confirm(user, before=user.email)
    return user


def _find(email: str) -> User | None:
    return User.objects.filter(email=email).first()


def _refuse_others(user: User) -> None:
    if not user.is_active:
        raise LinkRefused("inactive", "This account is switched off. Please write to the people who interviewed you.")
    if user.is_staff:
        raise LinkRefused(
            "recruiter", "This address belongs to somebody who runs interviews. They sign in with their password."
        )


def _changed(link: SignInLink) -> User:
    assert link.user is not None  # a constraint of the table
    user = User.objects.select_for_update().get(pk=link.user.pk)
    _refuse_others(user)
    if _find(link.email) not in {None, user}:
        raise LinkRefused("taken", "This address has an account of its own. Sign in with it to see what belongs to it.")
    # What stood under an address that was never proven may be somebody else's: it stays there.
    before = user.email if user.email_is_verified else link.email
    if user.email != link.email:
        audit.record(user, "e-mail changed", user)  # the log outlives the addresses, so it names neither
    user.email = link.email
    user.save(update_fields=["email"])
    _confirm(user, before=before)
    return user


def _confirm(user: User, *, before: str) -> None:
    user.verified_email = user.email
    user.save(update_fields=["verified_email"])
    email_confirmed.send(sender=User, user=user, before=before)


def of_letter(link_id: uuid.UUID) -> SignInLink | None:
    """The link that a message is due for; None once it is of no use."""
    rows = SignInLink.objects.select_related("user").filter(used_at__isnull=True, expires_at__gt=timezone.now())
    return rows.filter(pk=link_id).first()


def forget_old_links(now: Any = None) -> int:
    """Remove what was used or has run out a day ago; their number."""
    before = (now or timezone.now()) - timedelta(days=1)
    return SignInLink.objects.filter(Q(expires_at__lt=before) | Q(used_at__lt=before)).delete()[0]
