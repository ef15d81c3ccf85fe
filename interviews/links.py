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


def hash_token(token: str) -> str:
    return sha256(token.encode()).hexdigest()


def new_token() -> str:
    return secrets.token_urlsafe(24)


def config_token(config: InterviewConfig) -> str:
    """The token of the config's open link; an empty string when the secret key it was made with is gone."""
    for key in (settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS):
        token = _derive(config, key)
        if hash_token(token) == config.link_token_hash:
            return token
    return ""


def issue_token(config: InterviewConfig) -> None:
    """Set the hash of the config's link from its nonce. The caller saves."""
    config.link_token_hash = hash_token(_derive(config, settings.SECRET_KEY))


def _derive(config: InterviewConfig, key: str) -> str:
    mac = salted_hmac("interviews.links", f"{config.pk}:{config.link_nonce}", secret=key, algorithm="sha256")
    return urlsafe_b64encode(mac.digest()[:24]).decode().rstrip("=")


def public_url(path: str, request: HttpRequest | None = None) -> str:
    if settings.FRONTEND_URL:
        return f"{settings.FRONTEND_URL}{path}"
    return request.build_absolute_uri(path) if request else path


def config_url(config: InterviewConfig, request: HttpRequest | None = None) -> str:
    token = config_token(config)
    return public_url(reverse("interviews:landing", args=[token]), request) if token else ""


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
