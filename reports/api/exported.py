"""The shapes of exports."""

from __future__ import annotations

from typing import Any

from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from candidates.models import Candidate
from interviews.models import ConfigVersion, InterviewConfig, InterviewSession, Question
from reports.api.resources import EvaluationSerializer, ReportSerializer, ResponseSerializer, VerdictSerializer


class ConfigSerializer(serializers.ModelSerializer):
    class Meta:
        model = InterviewConfig
        ref_name = "ExportedInterview"
        fields = [
            "id", "job_role", "job_description", "kind", "difficulty", "focus_areas", "time_limit",
            "number_of_questions", "follow_ups_per_question", "language", "avatar", "voice", "candidate_feedback",
            "text_answers_allowed", "retakes", "retention_days", "status", "created_at", "updated_at",
        ]  # fmt: skip
        read_only_fields = fields


class QuestionSerializer(serializers.ModelSerializer):
    class Meta:
        model = Question
        ref_name = "ExportedQuestion"
        fields = [
            "id", "position", "text", "type", "skill", "phase", "difficulty", "expected_points", "keywords",
            "reference_answer", "hints", "follow_ups", "starter_code", "language", "tests", "time_seconds", "source",
            "why",
        ]  # fmt: skip
        read_only_fields = fields


class VersionSerializer(serializers.ModelSerializer):
    content = serializers.JSONField(help_text="Questions, rubric and limits, frozen.")

    class Meta:
        model = ConfigVersion
        ref_name = "ExportedVersion"
        fields = ["number", "sha256", "created_at", "content"]
        read_only_fields = fields


class CandidateSerializer(serializers.ModelSerializer):
    class Meta:
        model = Candidate
        ref_name = "ExportedCandidate"
        fields = ["id", "email", "phone"]
        read_only_fields = fields


class AnswerSerializer(ResponseSerializer):
    """A question that was put, its answer, and every grading of it with people's scores beside."""

    evaluations = EvaluationSerializer(many=True, read_only=True)

    class Meta(ResponseSerializer.Meta):
        ref_name = "ExportedAnswer"
        fields = [*ResponseSerializer.Meta.fields, "evaluations"]


class SessionSerializer(serializers.ModelSerializer):
    """``verdicts`` of the context are those that the reader may see."""

    candidate = CandidateSerializer(read_only=True)
    version = serializers.IntegerField(source="config_version.number", read_only=True)
    completion_method = serializers.CharField(read_only=True, help_text="Empty until the interview has ended.")
    how_it_ended = serializers.CharField(source="get_completion_method_display", read_only=True)
    report = serializers.SerializerMethodField(help_text="Null until there is one.")
    responses = AnswerSerializer(many=True, read_only=True)
    verdicts = serializers.SerializerMethodField(
        help_text="One's own, and others' from the moment one has given one's own."
    )

    class Meta:
        model = InterviewSession
        ref_name = "ExportedSession"
        fields = [
            "id", "candidate_name", "candidate", "version", "status", "completion_method", "how_it_ended",
            "started_at", "ended_at", "created_at", "report", "responses", "verdicts",
        ]  # fmt: skip
        read_only_fields = fields

    @extend_schema_field(ReportSerializer(allow_null=True))
    def get_report(self, session: InterviewSession) -> Any:
        report = getattr(session, "report", None)
        return ReportSerializer(report).data if report is not None else None

    @extend_schema_field(VerdictSerializer(many=True))
    def get_verdicts(self, session: InterviewSession) -> Any:
        return VerdictSerializer(self.context.get("verdicts", []), many=True).data


class HeadSerializer(serializers.Serializer):
    format = serializers.CharField()
    format_version = serializers.IntegerField(help_text="Grows when a field changes its meaning or goes.")
    exported_at = serializers.DateTimeField()
    interview = ConfigSerializer()


class InterviewExportSerializer(HeadSerializer):
    questions = QuestionSerializer(many=True, help_text="As they are edited now.")
    versions = VersionSerializer(many=True, help_text="As candidates were interviewed by them.")
    sessions = SessionSerializer(many=True)


class SessionExportSerializer(HeadSerializer):
    version = VersionSerializer()
    session = SessionSerializer()
