"""A candidate's own interviews, and what people ask for about their data."""

from __future__ import annotations

import uuid
from typing import Any

from django.db.models import F, QuerySet
from django.http import FileResponse, Http404
from django.utils import timezone
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.generics import ListAPIView
from rest_framework.request import Request
from rest_framework.response import Response

from candidates import privacy
from candidates.models import ErasurePart, PrivacyKind, PrivacyRequest, PrivacyState
from candidates.selectors import own_requests
from interviewer.accounts import audit
from interviewer.accounts.scope import get_visible_or_404
from interviewer.api.errors import ApiProblem
from interviewer.api.idempotency import idempotent
from interviewer.api.limits import Limited
from interviewer.api.pagination import Pages
from interviewer.api.permissions import IsCandidate
from interviewer.api.views import Scoped, View
from interviews import seats
from interviews.models import InterviewSession, SessionStatus
from interviews.selectors import own_sessions
from interviews.services import privacy as services
from interviews.services.sessions import may_begin


class OwnSessionSerializer(serializers.ModelSerializer):
    role = serializers.SerializerMethodField()
    practice = serializers.BooleanField(source="config.practice")
    interviewed_by = serializers.SerializerMethodField()

    class Meta:
        model = InterviewSession
        fields = ["id", "role", "practice", "interviewed_by", "status", "created_at", "started_at", "ended_at"]

    def get_role(self, session: InterviewSession) -> str:
        return str(session.config_version.content["job_role"])

    def get_interviewed_by(self, session: InterviewSession) -> str | None:
        return None if session.config.practice else session.config.created_by.get_full_name()


class OwnSessions(Limited, ListAPIView):
    permission_classes = [IsCandidate]
    serializer_class = OwnSessionSerializer
    queryset = InterviewSession.objects.all()
    filterset_fields = {"status": ["exact"], "config__practice": ["exact"]}
    search_fields = ["config__job_role"]
    ordering_fields = ["created_at", "ended_at"]
    ordering = ["-created_at"]

    def get_queryset(self) -> QuerySet[InterviewSession]:
        if getattr(self, "swagger_fake_view", False):
            return InterviewSession.objects.none()
        return own_sessions(self.request.user).select_related("config__created_by", "config_version")

    @extend_schema(tags=["my"], summary="The caller's own interviews: those under a verified address, and practice")
    def get(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        return super().get(request, *args, **kwargs)


class SeatSerializer(serializers.Serializer):
    session_id = serializers.UUIDField()
    session_token = serializers.CharField(help_text="Send it with every further call of this session.")
    websocket_path = serializers.CharField()


class ContinueSession(View):
    permission_classes = [IsCandidate]

    @extend_schema(tags=["my"], summary="Go on with an interview here", request=None, responses=SeatSerializer)
    def post(self, request: Request, pk: uuid.UUID) -> Response:
        session = own_sessions(request.user).select_related("config").filter(pk=pk).first()
        if session is None:
            raise Http404
        if session.status == SessionStatus.COMPLETED or not may_begin(session):
            raise ApiProblem("not_possible", "This interview is over, or was closed before you began.")
        shape = {"session_id": str(pk), "session_token": seats.token(pk), "websocket_path": f"/ws/interview/{pk}"}
        response = Response(shape)
        seats.give(response, pk)
        return response


class PrivacyRequestSerializer(serializers.ModelSerializer):
    class Meta:
        model = PrivacyRequest
        fields = ["id", "kind", "state", "asked_at", "due_at", "closed_at", "expires_at"]


class NewPrivacyRequestSerializer(serializers.Serializer):
    kind = serializers.ChoiceField(choices=PrivacyKind.choices)


class NewestAsked(Pages):
    ordering = "-asked_at"


class PrivacyRequests(Limited, ListAPIView):
    permission_classes = [IsCandidate]
    serializer_class = PrivacyRequestSerializer
    queryset = PrivacyRequest.objects.all()
    pagination_class = NewestAsked
    filterset_fields = {"kind": ["exact"], "state": ["exact"]}
    ordering_fields = ["asked_at"]
    ordering = ["-asked_at"]

    def get_queryset(self) -> QuerySet[PrivacyRequest]:
        if getattr(self, "swagger_fake_view", False):
            return PrivacyRequest.objects.none()
        return own_requests(self.request.user)

    @extend_schema(tags=["privacy"], summary="What the caller has asked for about their data")
    def get(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        return super().get(request, *args, **kwargs)

    @extend_schema(
        tags=["privacy"],
        summary="Ask for a copy of one's data, or for its erasure",
        description="An erasure that no hiring team has a part in is done at once, the account's too.",
        request=NewPrivacyRequestSerializer,
        responses={201: PrivacyRequestSerializer},
    )
    @idempotent
    def post(self, request: Request) -> Response:
        given = NewPrivacyRequestSerializer(data=request.data)
        given.is_valid(raise_exception=True)
        user: Any = request.user
        copy = given.validated_data["kind"] == PrivacyKind.COPY
        row = services.ask_for_copy(user) if copy else services.ask_for_erasure(user)
        return Response(PrivacyRequestSerializer(row).data, status=201)


def own_request(request: Request, pk: uuid.UUID) -> PrivacyRequest:
    found = own_requests(request.user).filter(pk=pk).first()
    if found is None:
        raise Http404
    return found


class OnePrivacyRequest(View):
    permission_classes = [IsCandidate]

    @extend_schema(tags=["privacy"], summary="One request", responses=PrivacyRequestSerializer)
    def get(self, request: Request, pk: uuid.UUID) -> Response:
        return Response(PrivacyRequestSerializer(own_request(request, pk)).data)


class WithdrawPrivacyRequest(View):
    permission_classes = [IsCandidate]

    @extend_schema(
        tags=["privacy"], summary="Take an erasure back, while nothing is erased", request=None,
        responses=PrivacyRequestSerializer,
    )  # fmt: skip
    def post(self, request: Request, pk: uuid.UUID) -> Response:
        user: Any = request.user
        row = own_request(request, pk)
        privacy.withdraw(user, row)
        row.refresh_from_db()
        return Response(PrivacyRequestSerializer(row).data)


class DataCopy(View):
    permission_classes = [IsCandidate]

    @extend_schema(
        tags=["privacy"],
        summary="The copy itself, a zip",
        responses={(200, "application/octet-stream"): OpenApiTypes.BINARY},
    )
    def get(self, request: Request, pk: uuid.UUID) -> FileResponse:
        row = own_request(request, pk)
        if row.state != PrivacyState.READY or row.expires_at is None or row.expires_at <= timezone.now():
            raise ApiProblem("not_found", "There is no copy to download (any more).", status_code=404)
        audit.record(request.user, "copy downloaded", row)
        response = FileResponse(
            row.file.open("rb"), as_attachment=True, filename="my-interviews.zip",
            content_type="application/octet-stream",
        )  # fmt: skip
        response["Cache-Control"] = "private, no-store"
        return response


class ErasureSerializer(serializers.ModelSerializer):
    """``candidate`` is null once it is done."""

    candidate = serializers.UUIDField(source="request.candidate_id", allow_null=True)
    asked_at = serializers.DateTimeField(source="request.asked_at")
    due_at = serializers.DateTimeField(source="request.due_at")
    figures = serializers.DictField(child=serializers.IntegerField())

    class Meta:
        model = ErasurePart
        fields = ["id", "candidate", "owner", "state", "asked_at", "due_at", "done_at", "done_by", "figures"]


class SoonestDue(Pages):
    ordering = "due_at"


class Erasures(Scoped, ListAPIView):
    # A cursor goes by a column of its own.
    queryset = ErasurePart.objects.select_related("request").annotate(due_at=F("request__due_at"))
    serializer_class = ErasureSerializer
    pagination_class = SoonestDue
    filterset_fields = {"state": ["exact"]}
    ordering_fields = ["due_at"]
    ordering = ["due_at"]

    @extend_schema(tags=["privacy"], summary="The caller's part of erasures that candidates ask for")
    def get(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        return super().get(request, *args, **kwargs)


class CarryOutErasure(View):
    @extend_schema(
        tags=["privacy"], summary="Erase what the caller holds of the person", request=None,
        responses=ErasureSerializer,
    )  # fmt: skip
    def post(self, request: Request, pk: uuid.UUID) -> Response:
        part = get_visible_or_404(request.user, ErasurePart.objects.select_related("request"), pk)
        services.carry_out(request.user, part)
        part = ErasurePart.objects.select_related("request").get(pk=part.pk)
        return Response(ErasureSerializer(part).data)
