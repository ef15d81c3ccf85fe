"""What the consent promises: answers and resumes are erased when their keeping time ends."""

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
from interviews.models import InterviewConfig, InterviewSession
from interviews.services import clock

logger = logging.getLogger(__name__)


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
    """Everything of one session: answers, recordings, report, and the person and resume if nothing else needs them."""
    candidate, resume = session.candidate, session.resume
    with transaction.atomic():
        audit.record(actor, "session erased", session)
        config = session.config
        session.delete()
        erase_if_unused(candidate, resume)
        if config.practice and not config.sessions.exists():
            config.delete()  # it was made for this one


def erase_people_without_interviews(older_than: timedelta = timedelta(days=1)) -> int:
    """Remove candidates whom no session needs (a registration that broke off, a session erased); their number."""
    lonely = Candidate.objects.filter(sessions__isnull=True, created_at__lt=clock.now() - older_than)
    # Whoever has an account of their own erases it themselves.
    accounts = User.objects.filter(role=Role.CANDIDATE, is_active=True)
    lonely = lonely.annotate(address=Lower("email")).exclude(address__in=accounts.values("email"))
    return sum(bool(candidate.delete()) for candidate in lonely[:500])
