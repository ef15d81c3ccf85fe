"""Links by which a report is read by somebody without an account, for some days.

The token holds 256 bits derived from a nonce and the secret key; the database holds its hash. A link opens as long as
who made it may see the session.
"""

from __future__ import annotations

import secrets
from base64 import urlsafe_b64encode
from datetime import timedelta
from typing import Any

from django.conf import settings
from django.db import transaction
from django.db.models import F
from django.http import HttpRequest
from django.urls import reverse
from django.utils.crypto import salted_hmac

from interviewer.accounts import audit
from interviewer.accounts.scope import visible_to
from interviews.links import hash_token
from interviews.models import InterviewSession
from interviews.services import clock
from reports.models import ShareLink

DEFAULT_DAYS = 7
MOST_DAYS = 90
DAYS = (1, 3, 7, 14, 30, 90)
_SALT = "reports.sharing"


class Closed(Exception):
    """The link opens nothing. ``reason`` is ``unknown``, ``expired`` or ``revoked``."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


@transaction.atomic
def share(
    actor: Any, session: InterviewSession, *, days: int = DEFAULT_DAYS, blind: bool = False, recordings: bool = False
) -> ShareLink:
    """A new link. A blind one has no recordings, for a voice tells who it is."""
    if not 1 <= days <= MOST_DAYS:
        raise ValueError(f"a link is good for 1 to {MOST_DAYS} days")
    now = clock.now()
    link = ShareLink(
        session=session,
        created_by=actor,
        created_at=now,
        expires_at=now + timedelta(days=days),
        blind=blind,
        recordings=recordings and not blind,
        nonce=secrets.token_hex(16),
    )
    link.token_hash = hash_token(_derive(link, settings.SECRET_KEY))
    link.save(force_insert=True)
    facts = {"link": str(link.pk), "expires_at": link.expires_at, "blind": blind, "recordings": link.recordings}
    audit.record(actor, "report shared", session, after=facts)
    return link


@transaction.atomic
def revoke(actor: Any, link: ShareLink) -> bool:
    """End the link at once; False where it was revoked before."""
    if not ShareLink.objects.filter(pk=link.pk, revoked_at__isnull=True).update(revoked_at=clock.now()):
        return False
    audit.record(actor, "share link revoked", link.session, after={"link": str(link.pk)})
    return True


def find(token: str) -> ShareLink:
    """The open link of this token, with its session. Raises Closed."""
    rows = ShareLink.objects.select_related(
        "created_by", "session__config", "session__config_version", "session__candidate", "session__resume",
        "session__consent",
    )  # fmt: skip
    link = rows.filter(token_hash=hash_token(token)).first()
    if link is None:
        raise Closed("unknown")
    if not link.is_open:
        raise Closed(link.state)
    if not visible_to(link.created_by, InterviewSession.objects.all()).filter(pk=link.session_id).exists():
        raise Closed("revoked")
    return link


@transaction.atomic
def opened(link: ShareLink) -> None:
    """Count that the report was read. The first time stands in the audit log, in nobody's name."""
    ShareLink.objects.filter(pk=link.pk).update(opened=F("opened") + 1, last_opened_at=clock.now())
    if ShareLink.objects.filter(pk=link.pk, opened=1).exists():
        audit.record(None, "share link opened", link.session, after={"link": str(link.pk)})


def url_of(link: ShareLink, request: HttpRequest | None = None) -> str:
    """The link's address; empty when the secret key it was made with is gone."""
    token = token_of(link)
    if not token:
        return ""
    path = reverse("reports:shared", args=[token])
    if settings.FRONTEND_URL or request is None:
        return f"{settings.FRONTEND_URL}{path}"
    return request.build_absolute_uri(path)


def token_of(link: ShareLink) -> str:
    for key in (settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS):
        token = _derive(link, key)
        if secrets.compare_digest(hash_token(token), link.token_hash):
            return token
    return ""


def _derive(link: ShareLink, key: str) -> str:
    mac = salted_hmac(_SALT, f"{link.pk}:{link.nonce}", secret=key, algorithm="sha256")
    return urlsafe_b64encode(mac.digest()).decode().rstrip("=")
