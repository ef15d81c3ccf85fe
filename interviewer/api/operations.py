"""What the schema says of an operation beside what its view says."""

from __future__ import annotations

from typing import Any

from drf_spectacular.openapi import AutoSchema
from drf_spectacular.utils import OpenApiParameter

from interviewer.api.idempotency import HEADER, MARK

IDEMPOTENCY_KEY = OpenApiParameter(
    HEADER,
    str,
    OpenApiParameter.HEADER,
    description="The same key with the same body gives the same answer for a day, and makes nothing twice.",
)


class Operations(AutoSchema):
    """Every operation that honours an ``Idempotency-Key`` says so."""

    def get_override_parameters(self) -> list[Any]:
        handler = getattr(self.view, self.method.lower(), None)
        return [*super().get_override_parameters(), *([IDEMPOTENCY_KEY] if getattr(handler, MARK, False) else [])]
