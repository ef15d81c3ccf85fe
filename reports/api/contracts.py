"""Reports, session records and skill analytics in the shapes that existing clients rely on (contracts B to E)."""

from __future__ import annotations

import uuid
from typing import Any

from django.db.models import QuerySet
from django.http import Http404
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework import serializers
from rest_framework.generics import ListAPIView
from rest_framework.permissions import IsAuthenticated
from rest_framework.request import Request
from rest_framework.response import Response

from interviewer.accounts.models import Role
from interviewer.accounts.scope import visible_to
from interviewer.api.errors import ApiProblem
from interviewer.api.limits import Limited
from interviewer.api.views import View
from interviews.models import CompletionMethod, InterviewSession, SessionStatus
from interviews.selectors import sessions_for
from interviews.services import overseeing, sessions
from reports import analytics, metrics
from reports.api import shapes
from reports.models import SkillScore


def session_of(request: Request, pk: uuid.UUID) -> InterviewSession:
    session = metrics.with_answers(sessions_for(request.user)).filter(pk=pk).first()
    if session is None:
        raise Http404
    return session


class SessionReport(View):
    permission_classes = [IsAuthenticated]

    @extend_schema(tags=["reports"], summary="A session's report", responses=shapes.SessionReportSerializer)
    def get(self, request: Request, pk: uuid.UUID) -> Response:
        return Response(shapes.session_report(session_of(request, pk)))


@extend_schema(tags=["sessions"], summary="Sessions")
class Sessions(Limited, ListAPIView):
    permission_classes = [IsAuthenticated]
    serializer_class = shapes.SessionSerializer
    queryset = InterviewSession.objects.all()
    filterset_fields = {"status": ["exact"], "config": ["exact"], "candidate": ["exact"], "created_at": ["gte", "lt"]}
    search_fields = ["candidate_name", "candidate__email", "config__job_role"]
    ordering_fields = ["created_at", "started_at", "ended_at"]
    ordering = ["-created_at"]

    def get_queryset(self) -> QuerySet[InterviewSession]:
        if getattr(self, "swagger_fake_view", False):
            return InterviewSession.objects.none()
        return metrics.with_answers(sessions_for(self.request.user))


class Session(View):
    permission_classes = [IsAuthenticated]

    @extend_schema(tags=["sessions"], summary="One session", responses=shapes.SessionSerializer)
    def get(self, request: Request, pk: uuid.UUID) -> Response:
        return Response(shapes.session_record(session_of(request, pk)))


class SessionResponses(View):
    permission_classes = [IsAuthenticated]

    @extend_schema(
        tags=["sessions"],
        summary="A session's questions and answers, in order",
        responses=shapes.ResponseRecordSerializer(many=True),
    )
    def get(self, request: Request, pk: uuid.UUID) -> Response:
        return Response([shapes.response_record(a) for a in metrics.answers_of(session_of(request, pk))])


class SessionPerformance(View):
    permission_classes = [IsAuthenticated]

    @extend_schema(tags=["sessions"], summary="A session's figures", responses=shapes.PerformanceSerializer)
    def get(self, request: Request, pk: uuid.UUID) -> Response:
        return Response(shapes.performance(session_of(request, pk)))


class EndSession(View):
    permission_classes = [IsAuthenticated]

    @extend_schema(
        tags=["sessions"], summary="End an interview under way", request=None, responses=shapes.SessionSerializer
    )
    def post(self, request: Request, pk: uuid.UUID) -> Response:
        session = session_of(request, pk)
        if session.status == SessionStatus.COMPLETED:
            raise ApiProblem("not_possible", "This interview is over already.")
        if getattr(request.user, "is_staff", False):
            overseeing.end(request.user, session.pk)
        else:  # one's own practice interview
            sessions.end(session.pk, CompletionMethod.MANUALLY_ENDED)
        return Response(shapes.session_record(session_of(request, pk)))


class SessionSkills(View):
    permission_classes = [IsAuthenticated]

    @extend_schema(
        tags=["analytics"], summary="A session's skills, scores 0-1", responses=shapes.SessionSkillsSerializer
    )
    def get(self, request: Request, pk: uuid.UUID) -> Response:
        return Response(analytics.skills_of_session(session_of(request, pk)))


@extend_schema(tags=["practice"], summary="The caller's interviews and what came of them")
class OwnInterviews(Limited, ListAPIView):
    permission_classes = [IsAuthenticated]
    serializer_class = shapes.OwnReportSerializer
    queryset = InterviewSession.objects.all()
    filterset_fields = {"status": ["exact"], "config": ["exact"]}
    search_fields = ["candidate_name", "config__job_role"]
    ordering_fields = ["created_at", "ended_at"]
    ordering = ["-created_at"]

    def get_queryset(self) -> QuerySet[InterviewSession]:
        if getattr(self, "swagger_fake_view", False):
            return InterviewSession.objects.none()
        return metrics.with_answers(sessions_for(self.request.user))


class ScopeSerializer(serializers.Serializer):
    candidate_id = serializers.UUIDField(required=False)
    config_id = serializers.UUIDField(required=False)
    since = serializers.DateTimeField(required=False)
    until = serializers.DateTimeField(required=False)


SCOPE = [
    OpenApiParameter("candidate_id", uuid.UUID, description="Of one candidate alone."),
    OpenApiParameter("config_id", uuid.UUID, description="Of one interview config alone."),
    OpenApiParameter("since", str, description="From this moment on, ISO 8601."),
    OpenApiParameter("until", str, description="Before this moment."),
]


class SkillView(View):
    permission_classes = [IsAuthenticated]

    def rows(self, request: Request) -> QuerySet[SkillScore]:
        """A recruiter's interviews, or one's own practice; narrowed down by the query."""
        user: Any = request.user
        if user.role == Role.CANDIDATE:
            found = SkillScore.objects.filter(owner=user)
        else:
            found = visible_to(user, SkillScore.objects.all())
        given = ScopeSerializer(data=request.query_params)
        given.is_valid(raise_exception=True)
        paths = {
            "candidate_id": "candidate_id",
            "config_id": "config_id",
            "since": "created__gte",
            "until": "created__lt",
        }
        return found.filter(**{paths[name]: value for name, value in given.validated_data.items()})


class Progression(SkillView):
    @extend_schema(
        tags=["analytics"], summary="Skills over time, 0-1", parameters=SCOPE, responses=shapes.ProgressionSerializer
    )
    def get(self, request: Request) -> Response:
        return Response(analytics.progression(self.rows(request)))


class Averages(SkillView):
    @extend_schema(
        tags=["analytics"], summary="The mean of each skill, 0-1", parameters=SCOPE, responses=shapes.AveragesSerializer
    )
    def get(self, request: Request) -> Response:
        return Response(analytics.averages(self.rows(request)))


class Trends(SkillView):
    @extend_schema(
        tags=["analytics"],
        summary="Where each skill is going, and what that rests on",
        parameters=SCOPE,
        responses=shapes.TrendsSerializer,
    )
    def get(self, request: Request) -> Response:
        return Response(analytics.trends(self.rows(request)))


class Compare(SkillView):
    @extend_schema(
        tags=["analytics"],
        summary="Some interviews side by side, 0-1",
        parameters=[OpenApiParameter("interview_ids", str, required=True, description="Session ids, comma-separated.")],
        responses=shapes.ComparisonSerializer,
    )
    def get(self, request: Request) -> Response:
        wanted = [part.strip() for part in request.query_params.get("interview_ids", "").split(",") if part.strip()]
        if not 1 <= len(wanted) <= 50:
            raise ApiProblem(
                "invalid", "Name 1 to 50 interviews.", status_code=400, fields={"interview_ids": ["Name 1 to 50 ids."]}
            )
        ids = [metrics.session_id_of(part) for part in dict.fromkeys(wanted)]
        known = [pk for pk in ids if pk is not None]
        if len(known) < len(ids) or sessions_for(request.user).filter(pk__in=known).count() < len(set(known)):
            raise ApiProblem("not_found", "One of these interviews does not exist.", status_code=404)
        return Response(analytics.compare(self.rows(request), known))
