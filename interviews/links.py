"""Candidate links. A token holds 192 bits; the database holds its hash, and, for an open link that recruiters must be
able to read again, a nonce from which the secret key derives it."""

from __future__ import annotations

import secrets
from base64 import urlsafe_b64encode
from dataclasses import dataclass
from hashlib import sha256

from django.conf import settings
from django.http import HttpRequest
from django.urls import reverse
from django.utils import timezone
from django.utils.crypto import salted_hmac

from interviews.models import ConfigStatus, InterviewConfig, Invitation, InvitationState
from interviews.models.config import new_nonce


def hash_token(token: str) -> str:
    return sha256(token.encode()).hexdigest()


def new_token() -> str:
    return secrets.token_urlsafe(24)


def config_token(config: InterviewConfig) -> str:
    """The token of the config's open link; an empty string when the secret key it was made with is gone."""
    return _known(config, config.link_token_hash)


def invitation_token(invitation: Invitation) -> str:
    """The token of one person's link; an empty string when the secret key it was made with is gone."""
    return _known(invitation, invitation.token_hash)


def issue_token(config: InterviewConfig) -> None:
    """Set the hash of the config's link from its nonce. The caller saves."""
    config.link_token_hash = hash_token(_derive(config, settings.SECRET_KEY))


def issue_invitation_token(invitation: Invitation) -> str:
    """Give the invitation a link of its own, in place of one it had; its token. The caller saves."""
    invitation.link_nonce = new_nonce()
    token = _derive(invitation, settings.SECRET_KEY)
    invitation.token_hash = hash_token(token)
    return token


def _known(row: InterviewConfig | Invitation, token_hash: str | None) -> str:
    for key in (settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS):
        token = _derive(row, key)
        if hash_token(token) == token_hash:
            return token
    return ""


def _derive(row: InterviewConfig | Invitation, key: str) -> str:
    purpose = "interviews.links" if isinstance(row, InterviewConfig) else "interviews.links.invitation"
    mac = salted_hmac(purpose, f"{row.pk}:{row.link_nonce}", secret=key, algorithm="sha256")
    return urlsafe_b64encode(mac.digest()[:24]).decode().rstrip("=")


def public_url(path: str, request: HttpRequest | None = None) -> str:
    if settings.FRONTEND_URL:
        return f"{settings.FRONTEND_URL}{path}"
    return request.build_absolute_uri(path) if request else path


def landing_path(token: str) -> str:
    return reverse("interviews:landing", args=[token])


def ask_path(token: str) -> str:
    """Where extra time, or another way, is asked for."""
    return reverse("interviews:ask", args=[token])


def invitation_url(invitation: Invitation, request: HttpRequest | None = None) -> str:
    """One person's link; empty when the secret key it was made with is gone: sending it again makes a new one."""
    token = invitation_token(invitation)
    return public_url(landing_path(token), request) if token else ""


def config_url(config: InterviewConfig, request: HttpRequest | None = None) -> str:
    token = config_token(config)
    return public_url(landing_path(token), request) if token else ""


@dataclass(frozen=True)
class Door:
    """Where a link leads: the config, and the invitation if the link is one person's own."""

    config: InterviewConfig
    invitation: Invitation | None = None


class LinkProblem(Exception):
    """The link leads nowhere (any more). ``reason`` is ``unknown``, ``closed`` or ``expired``."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


def open_door(token: str) -> Door:
    """What the link's token opens. Raises LinkProblem."""
    token_hash = hash_token(token)
    invitation = Invitation.objects.select_related("config").filter(token_hash=token_hash).first()
    if invitation is not None:
        config = invitation.config
        if invitation.state == InvitationState.REVOKED:
            raise LinkProblem("closed")
    else:
        found = InterviewConfig.objects.filter(link_token_hash=token_hash).first()
        if found is None:
            raise LinkProblem("unknown")
        config = found
    if config.status != ConfigStatus.OPEN:
        raise LinkProblem("closed")
    ends = [moment for moment in (config.expires_at, invitation and invitation.expires_at) if moment]
    if ends and min(ends) <= timezone.now():
        raise LinkProblem("expired")
    return Door(config, invitation)
