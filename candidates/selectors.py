"""Read queries for candidates and their documents."""

from __future__ import annotations

from typing import Any

from django.db.models import Q, QuerySet

from candidates.models import Candidate, PrivacyRequest, Resume
from interviewer.accounts.models import Role, User
from interviewer.accounts.scope import visible_to


def resumes_for(user: Any) -> QuerySet[Resume]:
    """What an account may see: its own documents, and for recruiters those of their candidates."""
    if not getattr(user, "is_active", False):
        return Resume.objects.none()
    if user.role == Role.CANDIDATE:
        return own_resumes(user)
    seen = visible_to(user, Resume.objects.all()).order_by().values("pk")
    return Resume.objects.filter(Q(uploaded_by=user) | Q(pk__in=seen))


def own_resumes(user: Any) -> QuerySet[Resume]:
    """The documents that a person handed in: by their account, or under the address that they have proven."""
    mine = Q(uploaded_by=user)
    candidate = own_candidate(user)
    if candidate is not None:
        mine |= Q(candidate=candidate)
    return Resume.objects.filter(mine)


def own_candidate(user: Any) -> Candidate | None:
    """The person that an account is: known by its address, once whoever has the account has proven to read it."""
    if not getattr(user, "is_active", False) or user.role != Role.CANDIDATE or not user.email_is_verified:
        return None
    return Candidate.objects.filter(email__iexact=user.email).first()


def account_of(candidate: Candidate) -> User | None:
    """The account of this person, if they have one."""
    return User.objects.filter(email=candidate.email.lower(), role=Role.CANDIDATE, is_active=True).first()


def own_requests(user: Any) -> QuerySet[PrivacyRequest]:
    if not getattr(user, "is_active", False):
        return PrivacyRequest.objects.none()
    return PrivacyRequest.objects.filter(account=user)
