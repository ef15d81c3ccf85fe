"""The only writer of invitations."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.db import transaction

from interviewer.accounts import audit
from interviews import links
from interviews.models import ConfigStatus, InterviewConfig, Invitation, InvitationState
from interviews.services.configs import NotAllowed


@transaction.atomic
def invite(
    actor: Any,
    config: InterviewConfig,
    *,
    email: str,
    full_name: str = "",
    expires_at: datetime | None = None,
    time_factor: float = 1.0,
) -> tuple[Invitation, str]:
    """The invitation and its link's token, which is told this once: only its hash is kept. Raises NotAllowed."""
    if config.status != ConfigStatus.OPEN:
        raise NotAllowed("Open the interview first: the link would lead to nothing.")
    token = links.new_token()
    invitation = Invitation.objects.create(
        config=config,
        email=email.strip().lower(),
        full_name=full_name.strip(),
        expires_at=expires_at,
        time_factor=time_factor,
        token_hash=links.hash_token(token),
    )
    audit.record(actor, "invited", config, after={"invitation": str(invitation.pk)})
    return invitation, token


@transaction.atomic
def revoke(actor: Any, invitation: Invitation) -> None:
    """Its link leads nowhere from now on. Raises NotAllowed when the interview has begun."""
    changed = (
        Invitation.objects.filter(pk=invitation.pk)
        .exclude(state__in=[InvitationState.USED, InvitationState.REVOKED])
        .update(state=InvitationState.REVOKED)
    )
    invitation.refresh_from_db()
    if changed:
        audit.record(actor, "invitation revoked", invitation.config, before={"invitation": str(invitation.pk)})
    elif invitation.state == InvitationState.USED:
        raise NotAllowed("The interview has begun already.")
