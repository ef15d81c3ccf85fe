"""What people ask for about their own data, carried out where it is known what hangs on a person."""

from __future__ import annotations

import logging
import uuid
from datetime import datetime
from typing import Any

from django.db import transaction
from django.db.models import Exists, OuterRef, ProtectedError, Q, QuerySet
from rest_framework_simplejwt.token_blacklist.models import OutstandingToken

from candidates import privacy
from candidates.models import Candidate, ErasurePart, ErasureState, PrivacyKind, PrivacyRequest, PrivacyState
from candidates.privacy import PrivacyProblem
from candidates.selectors import own_candidate, own_resumes
from interviewer.accounts.models import SignInLink, User
from interviewer.api.models import IdempotentCall
from interviewer.work.service import enqueue
from interviews.models import (
    AccommodationRequest,
    InterviewConfig,
    InterviewSession,
    Invitation,
    Recording,
    Response,
)
from interviews.services import clock
from interviews.services.retention import erase_session

logger = logging.getLogger(__name__)

COPY = "interviews.data_copy"
LETTER_ASKED = "interviews.mail_erasure_asked"
LETTER_DONE = "interviews.mail_erasure_done"


@transaction.atomic
def ask_for_copy(user: User) -> PrivacyRequest:
    """Raises PrivacyProblem while one is being put together."""
    request = privacy.ask(user, PrivacyKind.COPY)
    enqueue(COPY, request.pk)
    return request


@transaction.atomic
def ask_for_erasure(user: User) -> PrivacyRequest:
    """Each recruiter who interviewed the person gets a part to do. Where nobody did, all is erased at once, the
    account too. Raises PrivacyProblem where it has been asked for already."""
    addresses = {user.email} if user.email_is_verified else set()
    request = privacy.ask(user, PrivacyKind.ERASURE, _holders(own_candidate(user), addresses))
    for part in request.parts.all():
        enqueue(LETTER_ASKED, part.pk)
    _finish(request)
    request.refresh_from_db()
    return request


def _holders(candidate: Candidate | None, addresses: set[str]) -> list[uuid.UUID]:
    """The recruiters who hold something of this person: an interview, or an invitation that was never used."""
    sessions = InterviewSession.objects.filter(candidate=candidate, config__practice=False)
    found: set[uuid.UUID] = set()
    for rows in (sessions if candidate else sessions.none(), *_under(addresses)):
        found |= set(rows.order_by().values_list("config__created_by_id", flat=True))
    return sorted(found)


def _under(addresses: set[str]) -> tuple[QuerySet[Any], QuerySet[Any]]:
    """What stands under these proven addresses whether or not its interview was ever begun."""
    named = Q(pk__in=[])
    for email in addresses:
        named |= Q(email__iexact=email)
    return AccommodationRequest.objects.filter(named), Invitation.objects.filter(named)


def _addresses(request: PrivacyRequest) -> set[str]:
    """The addresses that the person has proven: a request outlives a change of address."""
    user, candidate = request.account, request.candidate
    found = {candidate.email} if candidate else set()
    if user is not None and user.email_is_verified:
        found.add(user.email)
    return found


@transaction.atomic
def carry_out(actor: Any, part: ErasurePart) -> dict[str, int]:
    """Erase what this recruiter holds of the person; how much that was. Raises PrivacyProblem when it is done, or
    the person thought again."""
    if not privacy.take_part(part, actor):
        raise PrivacyProblem("This has been done already, or the person has withdrawn the request.")
    request = PrivacyRequest.objects.select_related("candidate", "account").get(pk=part.request_id)
    figures = _erase_held(request, part.owner_id, actor)
    privacy.part_done(part, actor, figures)
    _finish(request)
    return figures


def _erase_held(request: PrivacyRequest, owner_id: uuid.UUID, actor: Any) -> dict[str, int]:
    sessions = InterviewSession.objects.filter(config__created_by_id=owner_id, config__practice=False)
    sessions = sessions.filter(candidate=request.candidate) if request.candidate else sessions.none()
    addresses = _addresses(request)
    figures = {
        "interviews": sessions.count(),
        "answers": Response.objects.filter(session__in=sessions).count(),
        "recordings": Recording.objects.filter(response__session__in=sessions).count(),
    }
    # Those that were used may name another address than the person gave.
    used = list(sessions.order_by().values_list("invitation_id", flat=True))
    for session in sessions.select_related("candidate", "resume", "config"):
        erase_session(session, actor)
    Invitation.objects.filter(pk__in=[pk for pk in used if pk]).delete()
    for rows in _under(addresses):
        rows.filter(config__created_by_id=owner_id).delete()
    return figures


def _finish(request: PrivacyRequest) -> bool:
    """Once every part is done, erase the rest: practice, documents, the person, the account."""
    if request.parts.filter(state=ErasureState.WAITING).exists():
        return False
    if privacy.add_parts(request, _holders(request.candidate, _addresses(request))):
        return False  # an interview was begun, or offered, in the meantime
    user, candidate = request.account, request.candidate
    if not privacy.erasure_done(request):
        return False
    enqueue(LETTER_DONE, request.pk)
    if user is not None:
        _erase_account(user)
    if candidate is not None:
        candidate.delete()
    return True


def _erase_account(user: User) -> None:
    for resume in own_resumes(user):
        resume.delete()
    practised = InterviewSession.objects.filter(config__practice=True, config__created_by=user)
    for session in practised.select_related("candidate", "resume", "config"):
        erase_session(session)
    InterviewConfig.objects.filter(practice=True, created_by=user).delete()
    for copy in PrivacyRequest.objects.filter(account=user, kind=PrivacyKind.COPY):
        copy.delete()  # its file goes with it
    SignInLink.objects.filter(email=user.email).delete()
    OutstandingToken.objects.filter(user=user).delete()
    IdempotentCall.objects.filter(caller=f"user:{user.pk}").delete()
    try:
        with transaction.atomic():
            User.objects.get(pk=user.pk).delete()
    except ProtectedError:
        # Somebody who ran interviews once: what they set up needs a row to belong to, and no name.
        User.objects.filter(pk=user.pk).update(
            email=f"{user.pk}@erased.invalid", full_name="", verified_email="", is_active=False
        )


def erase_when_due(now: datetime | None = None) -> int:
    """Carry out the parts that nobody did in time, and close what only waits to be closed; their number."""
    now = now or clock.now()
    waiting = ErasurePart.objects.filter(state=ErasureState.WAITING, request__state=PrivacyState.OPEN)
    done = 0
    for part in waiting.filter(request__due_at__lte=now).select_related("request")[:200]:
        try:
            carry_out(None, part)
        except Exception:
            logger.exception("an erasure could not be carried out")  # one that can't must not keep the others
        else:
            done += 1
    left = ErasurePart.objects.filter(request=OuterRef("pk"), state=ErasureState.WAITING)
    whole = PrivacyRequest.objects.filter(kind=PrivacyKind.ERASURE, state=PrivacyState.OPEN)
    for request in whole.exclude(Exists(left)).select_related("candidate", "account")[:200]:
        with transaction.atomic():
            done += _finish(request)
    return done
