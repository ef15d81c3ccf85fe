"""Read queries for candidates and their documents."""

from __future__ import annotations

from typing import Any

from django.db.models import Q, QuerySet

from candidates.models import Resume
from interviewer.accounts.scope import visible_to


def resumes_for(user: Any) -> QuerySet[Resume]:
    """What an account may see: its own documents, and for recruiters those of their candidates."""
    if not getattr(user, "is_active", False):
        return Resume.objects.none()
    seen = visible_to(user, Resume.objects.all()).order_by().values("pk")
    return Resume.objects.filter(Q(uploaded_by=user) | Q(pk__in=seen))
