"""Live tracking (contract A): grade an answer that was given in a room, end the room's interview."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.permissions import AllowAny
from rest_framework.request import Request
from rest_framework.response import Response

from interviewer.api.errors import ApiProblem
from interviewer.api.idempotency import idempotent
from interviewer.api.parsing import as_uuid
from interviewer.api.views import View
from interviewer.grading import Grade, GradingInput, grade
from interviews.api.access import account_of, find_session, holds_seat
from interviews.models import CompletionMethod, Difficulty, InterviewSession
from interviews.services import calls, overseeing, sessions
from interviews.services.turns import Answer


class EvaluateSerializer(serializers.Serializer):
    room_id = serializers.CharField(max_length=200, required=False, allow_blank=True, default="")
    question = serializers.CharField(max_length=5_000)
    answer = serializers.CharField(max_length=50_000, allow_blank=True, trim_whitespace=False)
    candidate_id = serializers.CharField(max_length=254, required=False, allow_blank=True, allow_null=True)
    question_number = serializers.IntegerField(required=False, allow_null=True, min_value=0, max_value=10_000)
    expected_keywords = serializers.ListField(
        child=serializers.CharField(max_length=200), required=False, max_length=50, default=list
    )
    difficulty_level = serializers.CharField(max_length=20, required=False, allow_blank=True, default="medium")


class EvaluationPartsSerializer(serializers.Serializer):
    accuracy = serializers.IntegerField(allow_null=True)
    completeness = serializers.IntegerField(allow_null=True)
    relevance = serializers.IntegerField(allow_null=True)
    confidence = serializers.ChoiceField(choices=["low", "medium", "high"])


class EvaluatedSerializer(serializers.Serializer):
    is_correct = serializers.BooleanField()
    is_partial = serializers.BooleanField()
    score = serializers.FloatField(allow_null=True, help_text="0-10; null where nothing was answered.")
    evaluation = EvaluationPartsSerializer()
    feedback = serializers.CharField()
    keywords_matched = serializers.ListField(child=serializers.CharField())
    keywords_missed = serializers.ListField(child=serializers.CharField())
    strengths = serializers.ListField(child=serializers.CharField())
    improvements = serializers.ListField(child=serializers.CharField())


class RoomSerializer(serializers.Serializer):
    room_id = serializers.CharField(max_length=200)


class DoneSerializer(serializers.Serializer):
    success = serializers.BooleanField()


class RoomView(View):
    """Open to anybody, as the room's page is; what is stored or ended depends on who asks. A session's own token may
    stand where an account's token would, so accounts are looked up by the call itself."""

    permission_classes = [AllowAny]
    authentication_classes: list[Any] = []

    def room(self, request: Request, room_id: str) -> tuple[InterviewSession | None, bool]:
        """The session, where the caller may act on it, and whether they are a recruiter."""
        key = as_uuid(room_id)
        if key is None:
            return None, False
        if holds_seat(request, key):
            return InterviewSession.objects.filter(pk=key).first(), False
        return find_session(account_of(request), room_id), True


class EvaluateAnswer(RoomView):
    limits = ("evaluate",)

    @extend_schema(
        tags=["room"],
        summary="Grade an answer given in a room",
        request=EvaluateSerializer,
        responses={200: EvaluatedSerializer},
    )
    @idempotent
    def post(self, request: Request) -> Response:
        given = EvaluateSerializer(data=request.data)
        given.is_valid(raise_exception=True)
        data = given.validated_data
        result = grade(
            GradingInput(question=data["question"], answer=data["answer"], keywords=tuple(data["expected_keywords"]))
        )
        session, recruiter = self.room(request, data["room_id"])
        if session is not None:
            _keep(session, recruiter, data)
        return Response(evaluated(result))


def _keep(session: InterviewSession, recruiter: bool, data: dict[str, Any]) -> None:
    """Store the answer; what is announced follows from its evaluation. A candidate can answer what was asked, and
    can't bring questions along."""
    waiting = calls.open_question_like(session.pk, data["question"])
    if waiting is not None:
        calls.hand_in(waiting, Answer(text=data["answer"]))
    elif recruiter:
        level = data["difficulty_level"].strip().lower()
        calls.note_from_room(
            session.pk,
            question=data["question"],
            answer=data["answer"],
            keywords=data["expected_keywords"],
            difficulty=level if level in Difficulty.values else Difficulty.MEDIUM,
        )


def evaluated(result: Grade) -> dict[str, Any]:
    """A grading in contract A's shape: the score on the scale of 0-10, the parts on 0-100."""
    score = result.score
    return {
        "is_correct": score is not None and score >= settings.OUTCOME_CORRECT_FROM,
        "is_partial": score is not None and settings.OUTCOME_PARTIAL_FROM <= score < settings.OUTCOME_CORRECT_FROM,
        "score": None if score is None else round(score / 10, 1),
        "evaluation": {
            "accuracy": _whole(result.accuracy, score),
            "completeness": _whole(result.completeness, score),
            "relevance": _whole(result.relevance, score),
            "confidence": confidence_word(result.confidence),
        },
        "feedback": result.feedback,
        "keywords_matched": list(result.keywords_matched),
        "keywords_missed": list(result.keywords_missed),
        "strengths": [str(s) for s in result.strengths],
        "improvements": [str(s) for s in result.improvements],
    }


def _whole(value: float | None, score: float | None) -> int | None:
    return None if value is None or score is None else round(value)


def confidence_word(value: float | None) -> str:
    if value is None or value < 0.4:
        return "low"
    return "medium" if value < 0.7 else "high"


class CompleteInterview(RoomView):
    limits = ("evaluate",)

    @extend_schema(
        tags=["room"], summary="End a room's interview", request=RoomSerializer, responses={200: DoneSerializer}
    )
    def post(self, request: Request) -> Response:
        given = RoomSerializer(data=request.data)
        given.is_valid(raise_exception=True)
        room_id = given.validated_data["room_id"]
        session, recruiter = self.room(request, room_id)
        caller = account_of(request) if recruiter else None
        if session is not None and getattr(caller, "is_staff", False):
            overseeing.end(caller, session.pk)
        elif session is not None:
            sessions.end(session.pk, CompletionMethod.MANUALLY_ENDED)
        elif as_uuid(room_id) is not None:
            raise ApiProblem("not_found", "There is no such interview.", status_code=404)
        return Response({"success": True})
