"""Exports over the API: what the pages download."""

from __future__ import annotations

import uuid
from typing import Any

from django.db.models import QuerySet
from django.http import HttpResponse, StreamingHttpResponse
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework import serializers
from rest_framework.generics import ListAPIView
from rest_framework.request import Request
from rest_framework.response import Response as Answer

from interviewer.accounts.scope import get_visible_or_404
from interviewer.api.errors import ApiProblem
from interviewer.api.idempotency import idempotent
from interviewer.api.parsing import as_uuid
from interviewer.api.views import Scoped, View
from interviews.models import InterviewConfig, InterviewSession
from reports import downloads, sharing
from reports.api import exported
from reports.models import ShareLink

CHOSEN = OpenApiParameter("session", uuid.UUID, many=True, description="Only these sessions.")


class Download(View):
    """A file of another type than JSON: whoever asks for that type by ``Accept`` gets it too."""

    def perform_content_negotiation(self, request: Request, force: bool = False) -> Any:
        return super().perform_content_negotiation(request, force=True)


def _config(request: Request, pk: uuid.UUID) -> InterviewConfig:
    return get_visible_or_404(request.user, InterviewConfig.objects.all(), pk)


def _session(request: Request, pk: uuid.UUID) -> InterviewSession:
    return get_visible_or_404(request.user, downloads.session_rows(), pk)


class InterviewJson(View):
    @extend_schema(
        tags=["exports"],
        summary="A whole interview: settings, versions, questions, sessions with answers, gradings and verdicts",
        responses=exported.InterviewExportSerializer,
    )
    def get(self, request: Request, pk: uuid.UUID) -> StreamingHttpResponse:
        return downloads.interview_json(request, _config(request, pk))


class CandidatesCsv(Download):
    @extend_schema(
        tags=["exports"],
        summary="An interview's candidates and scores as CSV",
        parameters=[CHOSEN],
        responses={(200, "text/csv"): OpenApiTypes.STR},
    )
    def get(self, request: Request, pk: uuid.UUID) -> StreamingHttpResponse:
        config = _config(request, pk)
        wanted = [as_uuid(value) for value in request.query_params.getlist("session")]
        ids = [key for key in wanted if key is not None]
        if len(ids) < len(wanted):
            raise ApiProblem(
                "invalid", "A session's id is a UUID.", status_code=400, fields={"session": ["Not a UUID."]}
            )
        return downloads.candidates_csv(request, config, ids)


class ReportPdf(Download):
    @extend_schema(
        tags=["exports"], summary="A session's report as PDF", responses={(200, "application/pdf"): OpenApiTypes.BINARY}
    )
    def get(self, request: Request, pk: uuid.UUID) -> HttpResponse:
        return downloads.report_pdf(request, _session(request, pk))


class ReportJson(View):
    @extend_schema(
        operation_id="export_one_session",
        tags=["exports"],
        summary="One session as in the interview's export",
        responses=exported.SessionExportSerializer,
    )
    def get(self, request: Request, pk: uuid.UUID) -> HttpResponse:
        return downloads.session_json(request, _session(request, pk))


# --- Share links -------------------------------------------------------------------------------------


class ShareLinkSerializer(serializers.ModelSerializer):
    url = serializers.SerializerMethodField(help_text="Empty once the link opens nothing any more.")
    state = serializers.CharField(read_only=True, help_text="open, expired or revoked.")

    class Meta:
        model = ShareLink
        fields = [
            "id", "session", "url", "state", "blind", "recordings", "created_by", "created_at", "expires_at",
            "revoked_at", "opened", "last_opened_at",
        ]  # fmt: skip
        read_only_fields = fields

    def get_url(self, link: ShareLink) -> str:
        request = self.context.get("request")
        return sharing.url_of(link, getattr(request, "_request", request)) if link.is_open else ""


class NewShareLinkSerializer(serializers.Serializer):
    days = serializers.IntegerField(min_value=1, max_value=sharing.MOST_DAYS, default=sharing.DEFAULT_DAYS)
    blind = serializers.BooleanField(default=False, help_text="Without name and voice.")
    recordings = serializers.BooleanField(default=False, help_text="The recordings can be played.")

    def validate(self, attrs: dict[str, Any]) -> dict[str, Any]:
        if attrs.get("blind") and attrs.get("recordings"):
            raise serializers.ValidationError({"recordings": ["A voice tells who it is: blind links have none."]})
        return attrs


@extend_schema(tags=["exports"], summary="Links by which reports are shared")
class ShareLinks(Scoped, ListAPIView):
    queryset: QuerySet[ShareLink] = ShareLink.objects.all()
    serializer_class = ShareLinkSerializer
    filterset_fields = {"session": ["exact"], "session__config": ["exact"]}
    search_fields = ["session__candidate_name"]
    ordering_fields = ["created_at", "expires_at"]
    ordering = ["-created_at"]


class Share(View):
    @extend_schema(
        tags=["exports"],
        summary="Share a report by a link that expires",
        request=NewShareLinkSerializer,
        responses={201: ShareLinkSerializer},
    )
    @idempotent
    def post(self, request: Request, pk: uuid.UUID) -> Answer:
        session = _session(request, pk)
        given = NewShareLinkSerializer(data=request.data)
        given.is_valid(raise_exception=True)
        link = sharing.share(request.user, session, **given.validated_data)
        return Answer(ShareLinkSerializer(link, context={"request": request}).data, status=201)


class Revoke(View):
    @extend_schema(tags=["exports"], summary="End a link at once", request=None, responses={200: ShareLinkSerializer})
    def post(self, request: Request, pk: uuid.UUID) -> Answer:
        link = get_visible_or_404(request.user, ShareLink.objects.all(), pk)
        sharing.revoke(request.user, link)
        link.refresh_from_db()
        return Answer(ShareLinkSerializer(link, context={"request": request}).data)
