"""The writer of what a person says about themselves in their own account."""

from __future__ import annotations

import re

from django.db import transaction

from candidates.models import Candidate
from candidates.selectors import own_candidate
from candidates.services import register
from interviewer.accounts import audit
from interviewer.accounts.models import User


def tidy_phone(text: str) -> str:
    """The number in one way of writing spaces. Raises ValueError for what is none; the message is for the person."""
    phone = " ".join(text.split())
    if phone and not re.fullmatch(r"[+()\d][\d\s()./+-]{3,38}", phone):
        raise ValueError("This doesn't look like a phone number. You can also leave it empty.")
    return phone


@transaction.atomic
def update(user: User, *, full_name: str, phone: str | None = None) -> None:
    """Change name and phone, as recruiters see them from now on. A ``phone`` of None stays as it is.

    Without a proven address only the account's own name changes: the person may be somebody else.
    """
    changed = ["full_name"] if user.full_name != full_name else []
    User.objects.filter(pk=user.pk).update(full_name=full_name)
    user.full_name = full_name
    if user.email_is_verified:
        candidate = own_candidate(user) or register(email=user.email, full_name=full_name, phone=phone or "")
        wanted = {"full_name": full_name or candidate.full_name}
        if phone is not None:
            wanted["phone"] = phone
        changed += [name for name, value in wanted.items() if getattr(candidate, name) != value]
        Candidate.objects.filter(pk=candidate.pk).update(**wanted)
    if changed:
        audit.record(user, "profile changed", user, after={"fields": sorted(set(changed))})


@transaction.atomic
def move(user: User, before: str) -> None:
    """The account has another proven address: what stood under the old one stands under the new one from now on.

    Somebody known by both addresses is one person, for they have proven both.
    """
    old = Candidate.objects.select_for_update().filter(email__iexact=before).first()
    if old is None:
        return
    new = Candidate.objects.select_for_update().filter(email__iexact=user.email).exclude(pk=old.pk).first()
    if new is None:
        Candidate.objects.filter(pk=old.pk).update(email=user.email)
        return
    for relation in Candidate._meta.related_objects:  # resumes, sessions and whatever else points at a person
        rows = relation.related_model._default_manager
        rows.filter(**{relation.field.name: old}).update(**{relation.field.name: new})
    old.delete()


def fill_in(user: User) -> None:
    """A new account takes its name from what the person called themselves before."""
    candidate = own_candidate(user)
    if candidate is not None and not user.full_name and candidate.full_name:
        User.objects.filter(pk=user.pk).update(full_name=candidate.full_name)
        user.full_name = candidate.full_name
