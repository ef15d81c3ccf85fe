"""Counting related rows in the query that reads their parents."""

from __future__ import annotations

from typing import Any

from django.db.models import Count, IntegerField, OuterRef, QuerySet, Subquery
from django.db.models.functions import Coalesce


def counted(rows: QuerySet[Any], foreign_key: str) -> Coalesce:
    """How many of ``rows`` point at each row of the outer query, without multiplying its joins."""
    per_row = rows.order_by().filter(**{foreign_key: OuterRef("pk")}).values(foreign_key).annotate(n=Count("pk"))
    return Coalesce(Subquery(per_row.values("n"), output_field=IntegerField()), 0)
