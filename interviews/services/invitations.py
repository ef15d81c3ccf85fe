"""The only writer of invitations."""

from __future__ import annotations

import uuid
from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils import timezone

from interviewer import mailing
from interviewer.accounts import audit
from interviewer.mailing import Letter
from interviewer.work.service import PermanentFailure, enqueue
from interviews import links, selectors
from interviews.invitation_files import Line
from interviews.models import ConfigStatus, InterviewConfig, Invitation, InvitationState, MailState
from interviews.services import accommodations
from interviews.services.configs import NotAllowed

WAITING = (InvitationState.PENDING, InvitationState.OPENED)


def _require_open(config: InterviewConfig) -> None:
    if config.status != ConfigStatus.OPEN:
        raise NotAllowed("Open the interview first: the link would lead to nothing.")


@transaction.atomic
def invite(
    actor: Any,
    config: InterviewConfig,
    *,
    email: str,
    full_name: str = "",
    expires_at: datetime | None = None,
    time_factor: float = 1.0,
    send: bool = False,
) -> tuple[Invitation, str]:
    """The invitation and its link's token. ``send`` has it go out by e-mail after the commit. Raises NotAllowed."""
    _require_open(config)
    invitation = Invitation(
        config=config,
        email=email.strip().lower(),
        full_name=" ".join(full_name.split()),
        expires_at=expires_at,
        time_factor=time_factor,
    )
    token = links.issue_invitation_token(invitation)
    invitation.save(force_insert=True)
    audit.record(actor, "invited", config, after={"invitation": str(invitation.pk), "by_mail": send})
    if send:
        _queue(invitation)
    return invitation, token


@transaction.atomic
def resend(actor: Any, invitation: Invitation) -> str:
    """Send it once more; the link's token. The link stays the same, except where the secret key it was made with is
    gone: then it gets a new one, and the old one dies. Raises NotAllowed."""
    invitation = Invitation.objects.select_for_update().select_related("config").get(pk=invitation.pk)
    _require_open(invitation.config)
    if invitation.state == InvitationState.REVOKED:
        raise NotAllowed("This invitation was taken back. Invite the person again instead.")
    if invitation.expires_at and invitation.expires_at <= timezone.now():
        raise NotAllowed("This invitation has expired. Give it a later date first.")
    token = links.invitation_token(invitation)
    renewed = not token
    if renewed:
        token = _new_link(invitation)
    audit.record(
        actor, "invitation sent again", invitation.config, after={"invitation": str(invitation.pk), "new_link": renewed}
    )
    _queue(invitation)
    return token


@transaction.atomic
def renew_link(actor: Any, invitation: Invitation) -> str:
    """A new link's token; the old link dies at once. Raises NotAllowed."""
    invitation = Invitation.objects.select_for_update().select_related("config").get(pk=invitation.pk)
    if invitation.state == InvitationState.REVOKED:
        raise NotAllowed("This invitation was taken back. Invite the person again instead.")
    token = _new_link(invitation)
    audit.record(actor, "invitation given a new link", invitation.config, after={"invitation": str(invitation.pk)})
    return token


def _new_link(invitation: Invitation) -> str:
    token = links.issue_invitation_token(invitation)
    invitation.save(update_fields=["link_nonce", "token_hash"])
    return token


def _queue(invitation: Invitation) -> None:
    Invitation.objects.filter(pk=invitation.pk).update(mail_state=MailState.QUEUED, mail_error="")
    invitation.mail_state, invitation.mail_error = MailState.QUEUED, ""
    enqueue("interviews.mail_invitation", invitation.pk, again=True)


@transaction.atomic
def change(actor: Any, invitation: Invitation, fields: dict[str, Any]) -> None:
    """Its name, expiry or extra time. More time counts at once, also in an interview under way. Raises NotAllowed."""
    invitation = Invitation.objects.select_for_update().select_related("config").get(pk=invitation.pk)
    if invitation.state == InvitationState.REVOKED:
        raise NotAllowed("This invitation was taken back.")
    changed = {name for name, value in fields.items() if getattr(invitation, name) != value}
    if not changed:
        return
    # The log outlives what retention erases: a name is named as changed, and not written down.
    told = changed - {"full_name"}
    before = {name: getattr(invitation, name) for name in told}
    for name in changed:
        setattr(invitation, name, fields[name])
    invitation.save(update_fields=sorted(changed))
    if "time_factor" in changed:
        accommodations.apply_factor(invitation.sessions.all(), invitation.time_factor)
    of = {"invitation": str(invitation.pk), "fields": sorted(changed)}
    audit.record(
        actor,
        "invitation changed",
        invitation.config,
        before=before,
        after={**of, **{name: fields[name] for name in told}},
    )


@transaction.atomic
def revoke(actor: Any, invitation: Invitation) -> None:
    """Its link leads nowhere from now on. Raises NotAllowed when the interview has begun."""
    changed = Invitation.objects.filter(pk=invitation.pk, state__in=WAITING).update(state=InvitationState.REVOKED)
    Invitation.objects.filter(pk=invitation.pk, state=InvitationState.REVOKED, mail_state=MailState.QUEUED).update(
        mail_state=MailState.NOT_ASKED
    )
    invitation.refresh_from_db()
    if changed:
        audit.record(actor, "invitation revoked", invitation.config, before={"invitation": str(invitation.pk)})
    elif invitation.state == InvitationState.USED:
        raise NotAllowed("The interview has begun already.")


def note_opened(invitation: Invitation) -> None:
    """The link was opened, which a mail scanner may have done as well as the person."""
    Invitation.objects.filter(pk=invitation.pk, state=InvitationState.PENDING).update(
        state=InvitationState.OPENED, opened_at=timezone.now()
    )


def move(before: str, after: str) -> None:
    """What was offered to one proven address of a person is offered to their new one."""
    Invitation.objects.filter(email__iexact=before).update(email=after)


# --- The e-mail ------------------------------------------------------------------------------------------


def write_mail(invitation_id: uuid.UUID) -> Letter | None:
    """The letter, if it still waits to be sent. Raises PermanentFailure where its link would lead to nothing."""
    invitation = Invitation.objects.select_related("config__created_by").filter(pk=invitation_id).first()
    if invitation is None or invitation.mail_state != MailState.QUEUED:
        return None
    config, token = invitation.config, links.invitation_token(invitation)
    if config.status != ConfigStatus.OPEN:
        raise PermanentFailure("The interview was closed before it was sent.")
    if not token:
        raise PermanentFailure("Its link can't be made any more. Send it again: it gets a new one.")
    return mailing.compose(
        invitation.email,
        f"Your interview for {config.job_role}",
        "invitation",
        {
            "invitation": invitation,
            "config": config,
            "facts": selectors.landing_facts(config, invitation.time_factor),
            "url": mailing.site_url(links.landing_path(token)),
            "ask_url": mailing.site_url(links.ask_path(token)),
        },
        reply_to=(config.created_by.email,),
    )


def mail_sent(invitation_id: uuid.UUID) -> None:
    Invitation.objects.filter(pk=invitation_id, mail_state=MailState.QUEUED).update(
        mail_state=MailState.SENT, mail_error="", mailed_at=timezone.now()
    )


def mail_failed(invitation_id: uuid.UUID) -> None:
    """Every attempt failed: the recruiter sees it, and why."""
    Invitation.objects.filter(pk=invitation_id, mail_state=MailState.QUEUED).update(
        mail_state=MailState.FAILED, mail_error=mailing.why_not("interviews.mail_invitation", invitation_id)
    )


# --- Many at once ------------------------------------------------------------------------------------


def waiting_addresses(config: InterviewConfig) -> set[str]:
    """Whose invitations to this interview can still be used."""
    rows = config.invitations.exclude(state=InvitationState.REVOKED).values_list("email", flat=True)
    return {email.lower() for email in rows}


@transaction.atomic
def invite_lines(actor: Any, config: InterviewConfig, lines: list[Line], *, send: bool) -> list[Invitation]:
    """Invite everybody on these lines, or nobody. Raises NotAllowed."""
    return [invite(actor, config, **line.values, send=send)[0] for line in lines]
