"""One interview as its candidate sees it: answers always, results where the interview shows them."""

from __future__ import annotations

import uuid
from typing import Any

from django.http import Http404
from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from interviewer.api.permissions import IsCandidate
from interviewer.api.views import View
from interviews.selectors import own_sessions
from interviews.services.retention import erase_session
from reports.own_interviews import OwnAnswer, own_interview


class OwnResultSerializer(serializers.Serializer):
    state = serializers.CharField()
    score = serializers.FloatField(allow_null=True, help_text="0-100.")
    outcome = serializers.CharField(allow_null=True)
    feedback = serializers.CharField()
    quotes = serializers.ListField(
        child=serializers.DictField(), help_text="In practice: words of the answer, and whether they supported it."
    )


class OwnAnswerSerializer(serializers.Serializer):
    display_label = serializers.CharField()
    question_text = serializers.CharField()
    state = serializers.CharField()
    answer = serializers.CharField()
    code = serializers.CharField()
    result = OwnResultSerializer(allow_null=True)


class OwnInterviewSerializer(serializers.Serializer):
    id = serializers.UUIDField()
    role = serializers.CharField()
    practice = serializers.BooleanField()
    status = serializers.CharField()
    started_at = serializers.DateTimeField(allow_null=True)
    ended_at = serializers.DateTimeField(allow_null=True)
    kept_until = serializers.DateTimeField(allow_null=True)
    shows_results = serializers.BooleanField()
    answers = OwnAnswerSerializer(many=True)


def _answer(answer: OwnAnswer) -> dict[str, Any]:
    found = answer.result
    pieces = [piece for piece in (*answer.words, *answer.code) if piece.supports is not None]
    return {
        "display_label": answer.label,
        "question_text": answer.response.question_text,
        "state": answer.response.state,
        "answer": answer.response.answer_text,
        "code": answer.response.code_submission,
        "result": None
        if found is None
        else {
            "state": found.state,
            "score": found.score,
            "outcome": found.outcome or None,
            "feedback": found.feedback,
            "quotes": [{"text": piece.text, "supports": piece.supports} for piece in pieces],
        },
    }


class OwnInterview(View):
    permission_classes = [IsCandidate]

    @extend_schema(tags=["my"], summary="One interview of the caller's own", responses=OwnInterviewSerializer)
    def get(self, request: Request, pk: uuid.UUID) -> Response:
        rows = own_sessions(request.user).select_related("config", "config_version")
        session = rows.filter(pk=pk).first()
        if session is None:
            raise Http404
        view = own_interview(session)
        shape = {
            "id": str(session.pk),
            "role": session.config_version.content["job_role"],
            "practice": view.practice,
            "status": session.status,
            "started_at": session.started_at,
            "ended_at": session.ended_at,
            "kept_until": view.kept_until,
            "shows_results": view.shows_results,
            "answers": [_answer(answer) for answer in view.answers],
        }
        return Response(shape)

    @extend_schema(tags=["my"], summary="Erase a practice interview of the caller's own", responses={204: None})
    def delete(self, request: Request, pk: uuid.UUID) -> Response:
        rows = own_sessions(request.user).filter(config__practice=True)
        session = rows.select_related("candidate", "resume", "config").filter(pk=pk).first()
        if session is None:
            raise Http404
        erase_session(session, request.user)
        return Response(status=204)
