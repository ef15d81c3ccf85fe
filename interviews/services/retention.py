"""What the consent promises: answers, resumes and invitations are erased when their keeping time ends."""

from __future__ import annotations

import logging
from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import Q
from django.db.models.functions import Lower

from candidates.models import Candidate
from candidates.services import erase_if_unused
from interviewer.accounts import audit
from interviewer.accounts.models import Role, User
from interviews.models import ConfigStatus, InterviewConfig, InterviewSession, Invitation, InvitationState
from interviews.services import clock

logger = logging.getLogger(__name__)

# However short answers are kept: a link without an end that may still be opened is not taken from anybody sooner.
LINK_KEPT = timedelta(days=180)


def erase_expired(now: datetime | None = None, *, limit: int = 200) -> int:
    """Erase the sessions whose keeping time is over; their number."""
    now = now or clock.now()
    erased = 0
    for days in InterviewConfig.objects.order_by().values_list("retention_days", flat=True).distinct():
        before = now - timedelta(days=days)
        over = InterviewSession.objects.filter(config__retention_days=days).filter(
            Q(ended_at__lt=before) | Q(ended_at__isnull=True, updated_at__lt=before)
        )
        for session in over.select_related("candidate", "resume")[: limit - erased]:
            try:
                erase_session(session)
            except Exception:
                logger.exception("a session could not be erased")  # one that can't must not keep the others
            else:
                erased += 1
    return erased


def erase_session(session: InterviewSession, actor: object = None) -> None:
    """Everything of one session: answers, recordings, report, and the invitation, person and resume if nothing else
    needs them."""
    candidate, resume, invitation = session.candidate, session.resume, session.invitation_id
    with transaction.atomic():
        audit.record(actor, "session erased", session)
        config = session.config
        session.delete()
        if invitation is not None:
            Invitation.objects.filter(pk=invitation, sessions__isnull=True).delete()
        erase_if_unused(candidate, resume)
        if config.practice and not config.sessions.exists():
            config.delete()  # it was made for this one


def erase_old_invitations(now: datetime | None = None) -> int:
    """Erase the names and addresses of people who were invited and never came; their number.

    The keeping time counts from the last thing that happened to the invitation, or that could have.
    """
    now = now or clock.now()
    erased = 0
    never_taken = Invitation.objects.filter(sessions__isnull=True)
    for days in InterviewConfig.objects.order_by().values_list("retention_days", flat=True).distinct():
        over = never_taken.filter(_quiet_since(now - timedelta(days=days)), config__retention_days=days)
        usable = Q(config__status=ConfigStatus.OPEN, expires_at__isnull=True) & ~Q(state=InvitationState.REVOKED)
        over = over.filter(~usable | _quiet_since(now - LINK_KEPT))
        erased += (
            Invitation.objects.filter(pk__in=list(over.values_list("pk", flat=True)[:500]))
            .delete()[1]
            .get(Invitation._meta.label, 0)
        )
    return erased


def _quiet_since(before: datetime) -> Q:
    quiet = Q(created_at__lt=before)
    for name in ("mailed_at", "opened_at"):
        quiet &= Q(**{f"{name}__isnull": True}) | Q(**{f"{name}__lt": before})
    return quiet & (Q(expires_at__isnull=True) | Q(expires_at__lt=before) | Q(state=InvitationState.REVOKED))


def erase_people_without_interviews(older_than: timedelta = timedelta(days=1)) -> int:
    """Remove candidates whom no session needs (a registration that broke off, a session erased); their number."""
    lonely = Candidate.objects.filter(sessions__isnull=True, created_at__lt=clock.now() - older_than)
    # Whoever has an account of their own erases it themselves.
    accounts = User.objects.filter(role=Role.CANDIDATE, is_active=True)
    lonely = lonely.annotate(address=Lower("email")).exclude(address__in=accounts.values("email"))
    return sum(bool(candidate.delete()) for candidate in lonely[:500])
