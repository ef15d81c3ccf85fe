"""What is done with a config's questions besides writing them: another in its place, harder, easier, files."""

from __future__ import annotations

import uuid
from typing import Any

from django.http import HttpResponse
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from interviewer.api.idempotency import idempotent
from interviewer.api.views import View
from interviews.api.bank import TYPES, BankFileSerializer, ImportedSerializer
from interviews.api.resources import QuestionSerializer, config_of, question_of
from interviews.question_bank.exchange import MAX_BYTES
from interviews.services import question_changes, question_files


class ReplaceQuestion(View):
    @extend_schema(
        tags=["questions"],
        summary="Another one in its place, fitted to the role where a model can",
        request=None,
        responses=QuestionSerializer,
    )
    @idempotent
    def post(self, request: Request, pk: uuid.UUID) -> Response:
        question = question_changes.regenerate(request.user, question_of(request, pk))
        return Response(QuestionSerializer(question).data)


class DifficultySerializer(serializers.Serializer):
    step = serializers.ChoiceField(choices=[-1, 1], help_text="-1 easier, 1 harder.")


class ChangeDifficulty(View):
    @extend_schema(
        tags=["questions"],
        summary="A harder or easier one in its place",
        request=DifficultySerializer,
        responses=QuestionSerializer,
    )
    @idempotent
    def post(self, request: Request, pk: uuid.UUID) -> Response:
        question = question_of(request, pk)
        given = DifficultySerializer(data=request.data)
        given.is_valid(raise_exception=True)
        changed = question_changes.change_difficulty(request.user, question, given.validated_data["step"])
        return Response(QuestionSerializer(changed).data)


class ExportQuestions(View):
    @extend_schema(
        tags=["questions"],
        summary="A config's questions as a file",
        parameters=[OpenApiParameter("form", str, enum=list(TYPES), default="csv")],
        responses={(200, "text/csv"): OpenApiTypes.STR, (200, "application/yaml"): OpenApiTypes.OBJECT},
    )
    def get(self, request: Request, pk: uuid.UUID) -> HttpResponse:
        config = config_of(request, pk)
        form = request.query_params.get("form", "csv")
        if form not in TYPES:
            raise serializers.ValidationError({"form": ["Choose csv or yaml."]})
        response = HttpResponse(question_files.export_questions(config, form), content_type=TYPES[form])
        response["Content-Disposition"] = f'attachment; filename="questions.{form}"'
        return response


class ImportQuestions(View):
    @extend_schema(
        tags=["questions"],
        summary="Add a file's questions at the end",
        request={"multipart/form-data": BankFileSerializer},
        responses={201: ImportedSerializer},
    )
    @idempotent
    def post(self, request: Request, pk: uuid.UUID) -> Response:
        config = config_of(request, pk)
        given = BankFileSerializer(data=request.data)
        given.is_valid(raise_exception=True)
        file: Any = given.validated_data["file"]
        added, known = question_files.import_questions(request.user, config, file.read(MAX_BYTES + 1), file.name or "")
        return Response({"added": added, "known": known}, status=201)
