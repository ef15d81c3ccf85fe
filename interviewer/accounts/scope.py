"""What a person may see: the one place that pages, the admin and the API ask.

A model that belongs to a recruiter names the path to its owner in ``owner_path`` (a lookup such as
``"config__created_by"``). Admins see every row, recruiters the rows they own, anybody else none. A model
without an ``owner_path`` is for admins only.

Practice interviews are their owner's alone: a model names the path to what marks them in ``private_path``, and such
rows are in nobody's lists, an admin's neither. Their owner is shown them by selectors of their own.
"""

from __future__ import annotations

import uuid
from typing import Any, TypeVar

from django.core.exceptions import ValidationError
from django.db.models import Model, QuerySet
from django.http import Http404

from interviewer.accounts.models import Role

M = TypeVar("M", bound=Model)


def visible_to(user: Any, queryset: QuerySet[M]) -> QuerySet[M]:
    """The rows of ``queryset`` that ``user`` may see."""
    if not getattr(user, "is_active", False):
        return queryset.none()
    path = getattr(queryset.model, "owner_path", "")
    # A path through a reverse relation meets a row once for each related row.
    is_many = getattr(queryset.model, "owner_path_is_many", False)
    private = getattr(queryset.model, "private_path", "")
    shared = {private: False} if private else {}
    if user.role == Role.ADMIN:
        # A person or document is no practice interview, even where all its interviews are.
        return queryset if is_many else queryset.filter(**shared)
    if user.role != Role.INTERVIEWER or not path:
        return queryset.none()
    owned = queryset.filter(**{path: user}, **shared)  # in one call: both of the same related row
    return owned.distinct() if is_many else owned


def get_visible_or_404(user: Any, queryset: QuerySet[M], pk: uuid.UUID | str) -> M:
    """The row with this key, or Http404 alike for a foreign row and one that doesn't exist."""
    try:
        found = visible_to(user, queryset).filter(pk=pk).first()
    except (ValidationError, ValueError) as error:  # not even shaped like a key
        raise Http404("not found") from error
    if found is None:
        raise Http404("not found")
    return found
