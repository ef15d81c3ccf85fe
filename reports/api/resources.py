"""Responses, evaluations, reports, and what people decide beside them."""

from __future__ import annotations

import uuid
from collections.abc import Iterator
from typing import Any

from django.db.models import QuerySet
from django.http import StreamingHttpResponse
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import extend_schema, extend_schema_view
from rest_framework import serializers
from rest_framework.generics import ListAPIView, RetrieveAPIView
from rest_framework.request import Request
from rest_framework.response import Response as Answer

from interviewer.accounts import audit
from interviewer.accounts.scope import get_visible_or_404, visible_to
from interviewer.api.errors import ApiProblem
from interviewer.api.idempotency import idempotent
from interviewer.api.views import Creating, Scoped, View
from interviewer.csv_export import CONTENT_TYPE, csv_lines
from interviewer.streaming import streamed
from interviews.models import InterviewSession, Response
from reports import judgements, metrics, services
from reports.api import shapes
from reports.models import Decision, Evaluation, Report, ReportState, ScoreOverride, SkillScore, Verdict
from reports.verdicts import visible_verdicts


class ResponseSerializer(serializers.ModelSerializer):
    answer = serializers.CharField(source="answer_text", read_only=True)
    share_of_time = serializers.IntegerField(
        read_only=True,
        allow_null=True,
        help_text="Of the time there was, in percent; null while the question is open. "
        "Accommodations are told by `/api/sessions/{id}/accommodations` alone.",
    )

    class Meta:
        model = Response
        fields = [
            "id", "session", "number", "question_text", "question_type", "answer_type", "parent", "phase", "skill",
            "difficulty", "reason", "state", "asked_at", "answered_at", "share_of_time", "answer",
            "code_submission", "transcript_source", "hints_used", "unclear_audio",
        ]  # fmt: skip


@extend_schema(tags=["responses"], summary="Questions put to candidates, and their answers")
class Responses(Scoped, ListAPIView):
    queryset = Response.objects.all()
    serializer_class = ResponseSerializer
    filterset_fields = {"session": ["exact"], "state": ["exact"], "question_type": ["exact"], "skill": ["exact"]}
    search_fields = ["question_text"]
    ordering_fields = ["asked_at", "number"]
    ordering = ["-asked_at"]


@extend_schema(tags=["responses"], summary="One of them")
class OneResponse(Scoped, RetrieveAPIView):
    queryset = Response.objects.all()
    serializer_class = ResponseSerializer


class OverrideSerializer(serializers.ModelSerializer):
    reason = serializers.CharField(max_length=2_000)

    class Meta:
        model = ScoreOverride
        fields = ["id", "evaluation", "author", "score", "reason", "given_at"]
        read_only_fields = ["id", "evaluation", "author", "given_at"]


class EvaluationSerializer(serializers.ModelSerializer):
    session = serializers.UUIDField(source="response.session_id", read_only=True)
    overrides = OverrideSerializer(many=True, read_only=True)
    outcome = serializers.CharField(read_only=True, help_text="correct, partial or wrong; empty without a score.")

    class Meta:
        model = Evaluation
        fields = [
            "id", "session", "response", "answer_version", "state", "score", "low", "high", "outcome", "accuracy",
            "completeness", "relevance", "confidence", "feedback", "points_covered", "points_missed",
            "keywords_matched", "keywords_missed", "strengths", "improvements", "evidence", "flags", "provider",
            "model", "prompt_version", "grader_version", "overrides", "created_at",
        ]  # fmt: skip
        read_only_fields = fields


@extend_schema(tags=["evaluations"], summary="Gradings of answers, scores 0-100")
class Evaluations(Scoped, ListAPIView):
    queryset = Evaluation.objects.select_related("response").prefetch_related("overrides")
    serializer_class = EvaluationSerializer
    filterset_fields = {"response": ["exact"], "response__session": ["exact"], "state": ["exact"], "outcome": ["exact"]}
    search_fields = ["feedback"]
    ordering_fields = ["created_at", "score"]
    ordering = ["-created_at"]


@extend_schema(tags=["evaluations"], summary="One grading")
class OneEvaluation(Scoped, RetrieveAPIView):
    queryset = Evaluation.objects.select_related("response").prefetch_related("overrides")
    serializer_class = EvaluationSerializer


@extend_schema_view(
    post=extend_schema(
        tags=["evaluations"],
        summary="A person's score beside the machine's",
        request=OverrideSerializer,
        responses={201: OverrideSerializer},
    )
)
class Override(Creating, View):
    serializer_class = OverrideSerializer

    def make(self, request: Request, fields: dict[str, Any], **path: Any) -> ScoreOverride:
        evaluation = get_visible_or_404(request.user, Evaluation.objects.all(), path["pk"])
        return judgements.override_score(request.user, evaluation, **fields)


class SkillScoreSerializer(serializers.ModelSerializer):
    class Meta:
        model = SkillScore
        fields = ["skill", "score", "low", "high", "answers", "strengths", "weaknesses", "recommendations"]


class ReportSerializer(serializers.ModelSerializer):
    skills = SkillScoreSerializer(source="skill_scores", many=True, read_only=True)
    recommendation = serializers.CharField(read_only=True, help_text="Empty until the report is ready.")

    class Meta:
        model = Report
        fields = [
            "id", "session", "state", "score", "low", "high", "recommendation", "recommendation_reason", "summary",
            "strengths", "weaknesses", "skills", "provider", "grader_version", "created_at", "written_at",
        ]  # fmt: skip
        read_only_fields = fields


@extend_schema(tags=["reports"], summary="Reports, scores 0-100")
class Reports(Scoped, ListAPIView):
    queryset = Report.objects.prefetch_related("skill_scores")
    serializer_class = ReportSerializer
    filterset_fields = {
        "session": ["exact"], "session__config": ["exact"], "state": ["exact"], "recommendation": ["exact"],
        "score": ["gte", "lte"],
    }  # fmt: skip
    search_fields = ["session__candidate_name", "session__config__job_role"]
    ordering_fields = ["created_at", "written_at"]
    ordering = ["-created_at"]


@extend_schema(tags=["reports"], summary="One report")
class OneReport(Scoped, RetrieveAPIView):
    queryset = Report.objects.prefetch_related("skill_scores")
    serializer_class = ReportSerializer


class RewriteReport(View):
    @extend_schema(
        tags=["reports"], summary="Grade every answer anew, and write the report again", request=None,
        responses={202: ReportSerializer},
    )  # fmt: skip
    @idempotent
    def post(self, request: Request, pk: uuid.UUID) -> Answer:
        report = get_visible_or_404(request.user, Report.objects.select_related("session"), pk)
        if not services.grade_again(request.user, report.session):
            raise ApiProblem("not_possible", "The interview is under way.")
        return Answer(ReportSerializer(report).data, status=202)


class GradeAgain(View):
    @extend_schema(
        tags=["responses"], summary="Grade one answer anew, and write the report again", request=None,
        responses={202: ResponseSerializer},
    )  # fmt: skip
    @idempotent
    def post(self, request: Request, pk: uuid.UUID) -> Answer:
        response = get_visible_or_404(request.user, Response.objects.select_related("session"), pk)
        if not services.grade_answer_again(request.user, response):
            raise ApiProblem("not_possible", "There is no answer to grade yet, or the interview is under way.")
        return Answer(ResponseSerializer(response).data, status=202)


class VerdictSerializer(serializers.ModelSerializer):
    decision = serializers.ChoiceField(choices=Decision.choices)
    reason = serializers.CharField(max_length=5_000)

    class Meta:
        model = Verdict
        fields = ["id", "session", "author", "decision", "reason", "given_at"]
        read_only_fields = ["id", "session", "author", "given_at"]


@extend_schema(
    tags=["verdicts"],
    summary="What people decided",
    description="One's own verdicts, and others' on sessions that one has given one's own on.",
)
class Verdicts(Scoped, ListAPIView):
    queryset = Verdict.objects.all()
    serializer_class = VerdictSerializer
    filterset_fields = {"session": ["exact"], "session__config": ["exact"], "decision": ["exact"]}
    search_fields = ["reason", "session__candidate_name"]
    ordering_fields = ["given_at"]
    ordering = ["-given_at"]

    def get_queryset(self) -> QuerySet[Verdict]:
        rows = super().get_queryset()
        if getattr(self, "swagger_fake_view", False):
            return rows
        return rows.filter(pk__in=visible_verdicts(self.request.user).values("pk"))


@extend_schema_view(
    post=extend_schema(
        tags=["verdicts"],
        summary="Decide about a session; a change of mind is another verdict",
        request=VerdictSerializer,
        responses={201: VerdictSerializer},
    )
)
class GiveVerdict(Creating, View):
    serializer_class = VerdictSerializer

    def make(self, request: Request, fields: dict[str, Any], **path: Any) -> Verdict:
        session = get_visible_or_404(request.user, InterviewSession.objects.select_related("config"), path["pk"])
        return judgements.give_verdict(request.user, session, **fields)


# --- Exports -----------------------------------------------------------------------------------------

COLUMNS = (
    "session_id", "candidate", "email", "job_role", "status", "start_time", "end_time", "score", "recommendation",
    "communication", "technical", "problem_solving", "code_quality",
)  # fmt: skip


def export_rows(sessions: Any) -> Iterator[list[Any]]:
    for session in sessions:
        report, skills = metrics.report_of(session), metrics.skill_scores(session)
        ready = report if report and report.state == ReportState.READY else None
        cells = [
            str(session.pk), session.candidate_name, session.candidate.email,
            session.config_version.content["job_role"], session.status,
            metrics.moment(session.started_at), metrics.moment(session.ended_at),
            ready.score if ready else None, ready.recommendation if ready else None,
            *(skills[name].score if name in skills else None for name in COLUMNS[-4:]),
        ]  # fmt: skip
        yield cells


class ExportSessions(View):
    @extend_schema(
        tags=["exports"], summary="Sessions and their scores as CSV", responses={(200, "text/csv"): OpenApiTypes.STR}
    )
    def get(self, request: Request) -> StreamingHttpResponse:
        rows = visible_to(request.user, InterviewSession.objects.order_by("-created_at", "pk"))
        user: Any = request.user
        audit.record(user, "sessions exported", user)
        parts = csv_lines(COLUMNS, export_rows(_in_batches(rows)))
        return streamed(request, parts, content_type=CONTENT_TYPE, filename="sessions.csv")

    def perform_content_negotiation(self, request: Request, force: bool = False) -> Any:
        return super().perform_content_negotiation(request, force=True)  # who asks for CSV by Accept gets it


def _in_batches(rows: QuerySet[InterviewSession], size: int = 200) -> Iterator[InterviewSession]:
    """No query stays open between two batches: the next one may run on another thread."""
    keys = list(rows.values_list("pk", flat=True))
    for start in range(0, len(keys), size):
        wanted = keys[start : start + size]
        found = metrics.with_answers(InterviewSession.objects.all()).in_bulk(wanted)
        yield from (found[key] for key in wanted if key in found)


class ExportSession(View):
    """Everything of one session, for another program or for its candidate."""

    @extend_schema(tags=["exports"], summary="All that is kept of a session", responses=OpenApiTypes.OBJECT)
    def get(self, request: Request, pk: uuid.UUID) -> Answer:
        session = get_visible_or_404(request.user, metrics.with_answers(InterviewSession.objects.all()), pk)
        evaluations = Evaluation.objects.filter(response__session=session).select_related("response")
        audit.record(request.user, "session exported", session)
        return Answer(
            {
                "session": shapes.session_record(session),
                "report": shapes.session_report(session),
                "responses": ResponseSerializer(session.responses.all(), many=True).data,
                "evaluations": EvaluationSerializer(evaluations.prefetch_related("overrides"), many=True).data,
                "verdicts": VerdictSerializer(visible_verdicts(request.user, [session]), many=True).data,
            }
        )
