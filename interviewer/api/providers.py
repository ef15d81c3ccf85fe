"""Which services for text, speech and transcription work, for whoever keeps the place running."""

from __future__ import annotations

from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import extend_schema
from rest_framework.request import Request
from rest_framework.response import Response

from interviewer.api.permissions import IsAdmin
from interviewer.api.views import View
from interviewer.providers.chains import health_summary


class ProvidersHealth(View):
    permission_classes = [IsAdmin]

    @extend_schema(tags=["operations"], summary="States and spend of the providers", responses=OpenApiTypes.OBJECT)
    def get(self, request: Request) -> Response:
        return Response(health_summary())
