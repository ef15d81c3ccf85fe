"""Stepping into an interview under way."""

from __future__ import annotations

import uuid

from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response as Answer

from interviewer.accounts.scope import get_visible_or_404
from interviewer.api.idempotency import idempotent
from interviewer.api.views import View
from interviews.models import InterviewSession
from interviews.services import clock, overseeing


class MoreTimeSerializer(serializers.Serializer):
    question_id = serializers.UUIDField(help_text="The question that is open: no other gets time by mistake.")


class TimeSerializer(serializers.Serializer):
    question_id = serializers.UUIDField()
    time_allowed = serializers.IntegerField(help_text="Seconds in all.")
    remaining = serializers.FloatField(help_text="Seconds left.")


class MoreTime(View):
    @extend_schema(
        tags=["sessions"],
        summary="One more minute for the open question",
        request=MoreTimeSerializer,
        responses=TimeSerializer,
    )
    @idempotent
    def post(self, request: Request, pk: uuid.UUID) -> Answer:
        session = get_visible_or_404(request.user, InterviewSession.objects.all(), pk)
        given = MoreTimeSerializer(data=request.data)
        given.is_valid(raise_exception=True)
        response = overseeing.add_time(request.user, session.pk, given.validated_data["question_id"])
        return Answer(
            {
                "question_id": str(response.pk),
                "time_allowed": response.time_allowed,
                "remaining": round(clock.remaining(response, clock.now()), 1),
            }
        )
