"""The only writer of requests for extra time or another way, and of what comes of them."""

from __future__ import annotations

import uuid
from datetime import timedelta
from typing import Any

from django.db import IntegrityError, transaction
from django.db.models import Exists, Max, OuterRef, QuerySet
from django.utils import timezone

from interviewer import mailing
from interviewer.accounts import audit
from interviewer.mailing import Letter
from interviewer.work.service import enqueue
from interviews import selectors
from interviews.models import (
    EXTRA_TIME,
    AccommodationRequest,
    InterviewConfig,
    InterviewSession,
    Invitation,
    InvitationState,
    MailState,
    RequestState,
    SessionStatus,
    Wish,
)
from interviews.services import thinking
from interviews.services.configs import NotAllowed

UNFINISHED = (SessionStatus.PENDING, SessionStatus.IN_PROGRESS)


def ask(
    config: InterviewConfig,
    *,
    email: str,
    full_name: str,
    wish: str,
    message: str = "",
    invitation: Invitation | None = None,
    session: InterviewSession | None = None,
) -> AccommodationRequest:
    """Note what the candidate asks for. Asking again while the first request waits changes that one."""
    values: dict[str, Any] = {
        "wish": wish,
        "message": message.replace("\x00", "").strip()[:2000],
        "full_name": " ".join(full_name.split())[:200],
        "invitation": invitation,
        "session": session,
    }
    named: dict[str, Any] = {"config": config, "email": email.strip().lower(), "state": RequestState.OPEN}
    try:
        with transaction.atomic():
            request, _ = AccommodationRequest.objects.update_or_create(**named, defaults=values)
    except IntegrityError:  # asked twice at the same moment
        request = AccommodationRequest.objects.get(**named)
    return request


@transaction.atomic
def grant(actor: Any, request: AccommodationRequest, *, factor: float | None, note: str = "") -> None:
    """Give the time, which counts at once and everywhere; without a factor, agree to another way. Raises NotAllowed.

    A request that was declined may still be granted. What was granted stays: nobody loses time they were promised.
    """
    if factor is not None and factor not in EXTRA_TIME.values():
        raise NotAllowed("Extra time is a quarter, half as much again, or twice the time.")
    if factor is None and not note.strip():
        raise NotAllowed("Say in a few words what happens instead: the candidate is told.")
    states = (RequestState.OPEN, RequestState.DECLINED)
    _answer(actor, request, states, RequestState.GRANTED, note, factor=factor)
    if factor is not None:
        Invitation.objects.filter(
            config=request.config_id, email__iexact=request.email, time_factor__lt=factor
        ).exclude(state=InvitationState.REVOKED).update(time_factor=factor)
        apply_factor(sessions_of(request), factor)
    # Whose request it was and why stays out of the log.
    after = {"request": str(request.pk), "factor": factor}
    audit.record(actor, "extra time granted" if factor else "another way granted", request.config, after=after)


@transaction.atomic
def decline(actor: Any, request: AccommodationRequest, *, note: str = "") -> None:
    """Raises NotAllowed for a request that has been answered."""
    _answer(actor, request, (RequestState.OPEN,), RequestState.DECLINED, note)
    audit.record(actor, "extra time declined", request.config, after={"request": str(request.pk)})


def _answer(
    actor: Any,
    request: AccommodationRequest,
    expected: tuple[RequestState, ...],
    state: RequestState,
    note: str,
    **fields: Any,
) -> None:
    by_mail = mailing.is_configured()
    changed = AccommodationRequest.objects.filter(pk=request.pk, state__in=expected).update(
        state=state,
        note=note.replace("\x00", "").strip()[:2000],
        answered_by=actor,
        answered_at=timezone.now(),
        mail_state=MailState.QUEUED if by_mail else MailState.NOT_ASKED,
        mail_error="",
        **fields,
    )
    if not changed:
        raise NotAllowed("This request has been answered already.")
    request.refresh_from_db()
    if by_mail:
        enqueue("interviews.mail_accommodation", request.pk, again=True)


def sessions_of(request: AccommodationRequest) -> QuerySet[InterviewSession]:
    return InterviewSession.objects.filter(config=request.config_id, candidate__email__iexact=request.email)


def granted_factor(config: InterviewConfig, email: str) -> float:
    """The extra time promised to this address in this interview; 1.0 where none was."""
    granted = AccommodationRequest.objects.filter(
        config=config, email__iexact=email, state=RequestState.GRANTED, factor__isnull=False
    )
    return float(granted.aggregate(most=Max("factor"))["most"] or 1.0)


def apply_factor(sessions: QuerySet[InterviewSession], factor: float) -> None:
    """Give these candidates the time, where they have less: in what is to come, and in the question that is open.

    Call it inside a transaction.
    """
    unfinished = sessions.filter(status__in=UNFINISHED, time_factor__lt=factor)
    for pk in unfinished.values_list("pk", flat=True):
        session = InterviewSession.objects.select_for_update().get(pk=pk)
        if session.status not in UNFINISHED or session.time_factor >= factor:
            continue
        more = factor / session.time_factor
        session.time_factor = factor
        session.save(update_fields=["time_factor", "updated_at"])
        response = selectors.open_response(session)
        if response is not None:
            response.time_allowed = round(response.time_allowed * more)
            response.extra_seconds = round(response.extra_seconds * more)
            response.save(update_fields=["time_allowed", "extra_seconds"])
            transaction.on_commit(lambda pk=pk: thinking.announce(pk))  # type: ignore[misc]


@transaction.atomic
def move(before: str, after: str) -> None:
    """What a person asked for, and was granted, under one proven address goes with them to their new one."""
    waiting = AccommodationRequest.objects.filter(state=RequestState.OPEN, config=OuterRef("config"))
    asked_as_both = AccommodationRequest.objects.filter(Exists(waiting.filter(email__iexact=after)))
    asked_as_both.filter(email__iexact=before, state=RequestState.OPEN).delete()  # one of them is enough to answer
    AccommodationRequest.objects.filter(email__iexact=before).update(email=after)


# --- Telling the candidate ---------------------------------------------------------------------------


def write_mail(request_id: uuid.UUID) -> Letter | None:
    """What was answered, if the candidate still waits to be told."""
    rows = AccommodationRequest.objects.select_related("config__created_by", "answered_by")
    request = rows.filter(pk=request_id, mail_state=MailState.QUEUED).first()
    if request is None:
        return None
    person = request.answered_by or request.config.created_by
    return mailing.compose(
        request.email,
        f"Your request about the interview for {request.config.job_role}",
        "accommodation",
        {"request": request, "config": request.config, "person": person, "minutes": minutes_with(request)},
        reply_to=(person.email,),
    )


def mail_sent(request_id: uuid.UUID) -> None:
    AccommodationRequest.objects.filter(pk=request_id, mail_state=MailState.QUEUED).update(mail_state=MailState.SENT)


def mail_failed(request_id: uuid.UUID) -> None:
    AccommodationRequest.objects.filter(pk=request_id, mail_state=MailState.QUEUED).update(
        mail_state=MailState.FAILED, mail_error=mailing.why_not("interviews.mail_accommodation", request_id)
    )


def minutes_with(request: AccommodationRequest) -> int:
    """Minutes of answering as they were granted."""
    return round(request.config.time_limit * (request.factor or 1.0))


def wished_factor(request: AccommodationRequest) -> float | None:
    """The factor the candidate asked for; None for another way."""
    return EXTRA_TIME.get(Wish(request.wish))


def erase_old() -> int:
    """Requests that no interview keeps are erased when their config's keeping time is over, answered or not; their
    number."""
    erased = 0
    rows = AccommodationRequest.objects.filter(session__isnull=True)
    for days in InterviewConfig.objects.order_by().values_list("retention_days", flat=True).distinct():
        before = timezone.now() - timedelta(days=days)
        erased += rows.filter(config__retention_days=days, created_at__lt=before).delete()[0]
    return erased
