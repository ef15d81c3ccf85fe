"""Question banks, a recruiter's own and the built-in one: searched, written, carried as files, taken from."""

from __future__ import annotations

import uuid
from typing import Any

from django.http import HttpResponse
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework import serializers
from rest_framework.generics import ListAPIView
from rest_framework.parsers import MultiPartParser
from rest_framework.request import Request
from rest_framework.response import Response

from interviewer.accounts.scope import get_visible_or_404
from interviewer.api.errors import ApiProblem
from interviewer.api.idempotency import idempotent
from interviewer.api.views import Scoped, View
from interviews import bank_selectors
from interviews.api.resources import LinesField, QuestionSerializer, config_of, question_of
from interviews.forms import PROTECTED
from interviews.models import Difficulty, OwnQuestion, QuestionType
from interviews.protected import asks_about_protected
from interviews.question_bank.exchange import MAX_BYTES
from interviews.services import from_bank, own_bank, spares

TYPES = {"csv": "text/csv; charset=utf-8", "yaml": "application/yaml; charset=utf-8"}


class FollowUpSerializer(serializers.Serializer):
    point = serializers.IntegerField(min_value=1, max_value=20, help_text="Which expected point, counted from 1.")
    text = serializers.CharField(min_length=5, max_length=300)


class OwnQuestionSerializer(serializers.ModelSerializer):
    expected_points = LinesField(required=False, max_length=10)
    keywords = LinesField(required=False, max_length=20)
    hints = LinesField(required=False, max_length=5)
    tests = LinesField(required=False, max_length=20)
    follow_ups = FollowUpSerializer(many=True, required=False)

    class Meta:
        model = OwnQuestion
        fields = [
            "id", "text", "type", "skill", "difficulty", "expected_points", "keywords", "reference_answer", "hints",
            "follow_ups", "starter_code", "language", "tests", "time_seconds", "created_at", "updated_at",
        ]  # fmt: skip
        read_only_fields = ["id", "created_at", "updated_at"]
        extra_kwargs = {
            "text": {"max_length": 2_000},
            "reference_answer": {"max_length": 5_000},
            "starter_code": {"max_length": 20_000},
        }

    def validate_text(self, value: str) -> str:
        if asks_about_protected(value):
            raise serializers.ValidationError(PROTECTED)
        return value

    def validate(self, attrs: dict[str, Any]) -> dict[str, Any]:
        points = attrs.get("expected_points", getattr(self.instance, "expected_points", []))
        follow_ups = attrs.get("follow_ups", getattr(self.instance, "follow_ups", []))
        if any(entry["point"] > len(points) for entry in follow_ups):
            raise serializers.ValidationError({"follow_ups": ["One names an expected point that isn't there."]})
        if "follow_ups" in attrs:
            attrs["follow_ups"] = [dict(entry) for entry in attrs["follow_ups"]]
        return attrs


class BuiltInSerializer(serializers.Serializer):
    id = serializers.CharField()
    text = serializers.CharField()
    type = serializers.ChoiceField(choices=QuestionType.choices)
    skill = serializers.CharField()
    difficulty = serializers.ChoiceField(choices=Difficulty.choices)
    expected_points = serializers.ListField(child=serializers.CharField())
    keywords = serializers.ListField(child=serializers.CharField())
    reference_answer = serializers.CharField()
    hints = serializers.ListField(child=serializers.CharField())
    follow_ups = FollowUpSerializer(many=True)
    starter_code = serializers.CharField()
    language = serializers.CharField()
    tests = serializers.ListField(child=serializers.CharField())
    time_seconds = serializers.IntegerField()


def own_question_of(request: Request, pk: uuid.UUID) -> OwnQuestion:
    return get_visible_or_404(request.user, OwnQuestion.objects.all(), pk)


class OwnQuestions(Scoped, ListAPIView):
    queryset = OwnQuestion.objects.all()
    serializer_class = OwnQuestionSerializer
    filterset_fields = {"skill": ["exact"], "type": ["exact"], "difficulty": ["exact"]}
    search_fields = ["text", "skill", "reference_answer"]
    ordering_fields = ["created_at", "updated_at", "skill"]
    ordering = ["-updated_at"]

    @extend_schema(tags=["bank"], summary="The questions of one's own bank")
    def get(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        return super().get(request, *args, **kwargs)

    @extend_schema(
        tags=["bank"], summary="Keep a question", request=OwnQuestionSerializer, responses={201: OwnQuestionSerializer}
    )
    @idempotent
    def post(self, request: Request) -> Response:
        given = OwnQuestionSerializer(data=request.data)
        given.is_valid(raise_exception=True)
        question = own_bank.add(request.user, dict(given.validated_data))
        return Response(OwnQuestionSerializer(question).data, status=201)


class OneOwnQuestion(View):
    @extend_schema(tags=["bank"], summary="One of them", responses=OwnQuestionSerializer)
    def get(self, request: Request, pk: uuid.UUID) -> Response:
        return Response(OwnQuestionSerializer(own_question_of(request, pk)).data)

    @extend_schema(
        tags=["bank"],
        summary="Change it",
        request=OwnQuestionSerializer(partial=True),
        responses=OwnQuestionSerializer,
    )
    def patch(self, request: Request, pk: uuid.UUID) -> Response:
        question = own_question_of(request, pk)
        given = OwnQuestionSerializer(question, data=request.data, partial=True)
        given.is_valid(raise_exception=True)
        if given.validated_data:
            own_bank.change(request.user, question, dict(given.validated_data))
        return Response(OwnQuestionSerializer(question).data)

    @extend_schema(tags=["bank"], summary="Remove it", responses={204: None})
    def delete(self, request: Request, pk: uuid.UUID) -> Response:
        own_bank.remove(request.user, own_question_of(request, pk))
        return Response(status=204)


class BankFileSerializer(serializers.Serializer):
    file = serializers.FileField(help_text="CSV or YAML, told apart by its name.")


class ImportedSerializer(serializers.Serializer):
    added = serializers.IntegerField()
    known = serializers.IntegerField(help_text="Passed by, since the bank has them.")


class ImportBank(View):
    parser_classes = [MultiPartParser]

    @extend_schema(
        tags=["bank"],
        summary="Add a file's questions, all or none",
        request=BankFileSerializer,
        responses={201: ImportedSerializer},
    )
    @idempotent
    def post(self, request: Request) -> Response:
        given = BankFileSerializer(data=request.data)
        given.is_valid(raise_exception=True)
        file = given.validated_data["file"]
        added, known = own_bank.import_file(request.user, file.read(MAX_BYTES + 1), file.name)
        return Response({"added": added, "known": known}, status=201)


class ExportBank(View):
    @extend_schema(
        tags=["bank"],
        summary="One's own bank as a file, csv or yaml",
        parameters=[OpenApiParameter("form", str, OpenApiParameter.PATH, enum=list(TYPES))],
        responses={(200, "text/csv"): OpenApiTypes.STR, (200, "application/yaml"): OpenApiTypes.OBJECT},
    )
    def get(self, request: Request, form: str) -> HttpResponse:
        if form not in TYPES:
            raise ApiProblem("not_found", "There is nothing under this address.", status_code=404)
        response = HttpResponse(own_bank.export(request.user, form), content_type=TYPES[form])
        response["Content-Disposition"] = f'attachment; filename="question-bank.{form}"'
        return response


class BuiltInPageSerializer(serializers.Serializer):
    count = serializers.IntegerField()
    results = BuiltInSerializer(many=True)


class BuiltInQuery(serializers.Serializer):
    search = serializers.CharField(required=False, default="", allow_blank=True, help_text="All of these words.")
    skill = serializers.CharField(required=False, default="", allow_blank=True)
    type = serializers.ChoiceField(choices=QuestionType.choices, required=False, default="", allow_blank=True)
    difficulty = serializers.ChoiceField(choices=Difficulty.choices, required=False, default="", allow_blank=True)
    page = serializers.IntegerField(min_value=1, max_value=10_000, required=False, default=1)
    page_size = serializers.IntegerField(min_value=1, max_value=200, required=False, default=50)


class BuiltIn(View):
    @extend_schema(
        tags=["bank"],
        summary="The questions that come with the product",
        parameters=[BuiltInQuery],
        responses=BuiltInPageSerializer,
    )
    def get(self, request: Request) -> Response:
        query = BuiltInQuery(data=request.query_params)
        query.is_valid(raise_exception=True)
        data = query.validated_data
        filters = {name: data[name] for name in ("skill", "type", "difficulty")}
        questions = bank_selectors.built_in(bank_selectors.Wanted(text=data["search"], **filters))
        start = (data["page"] - 1) * data["page_size"]
        rows = [
            {**bank_selectors.of_built_in(question).content, "id": question.id}
            for question in questions[start : start + data["page_size"]]
        ]
        return Response(BuiltInPageSerializer({"count": len(questions), "results": rows}).data)


class TakeSerializer(serializers.Serializer):
    own = serializers.ListField(child=serializers.UUIDField(), required=False, max_length=100)
    built_in = serializers.ListField(child=serializers.CharField(max_length=100), required=False, max_length=100)


class TakenSerializer(serializers.Serializer):
    added = serializers.IntegerField()
    known = serializers.IntegerField(help_text="Passed by, since the interview has them.")
    questions = QuestionSerializer(many=True)


class TakeFromBank(View):
    @extend_schema(
        tags=["bank"],
        summary="Questions of either bank into a config",
        request=TakeSerializer,
        responses={201: TakenSerializer},
    )
    @idempotent
    def post(self, request: Request, pk: uuid.UUID) -> Response:
        config = config_of(request, pk)
        given = TakeSerializer(data=request.data)
        given.is_valid(raise_exception=True)
        keys = [f"{bank_selectors.OWN}:{key}" for key in given.validated_data.get("own", [])]
        keys += [f"{bank_selectors.BUILT_IN}:{key}" for key in given.validated_data.get("built_in", [])]
        finds = bank_selectors.chosen(request.user, keys)
        if len(finds) < len(set(keys)) or not finds:
            message = "One of these questions is in neither bank." if keys else "Name a question of a bank."
            raise ApiProblem("invalid", message, status_code=400)
        added, known = from_bank.take(request.user, config, finds)
        rows = config.questions.order_by("position")
        return Response({"added": added, "known": known, "questions": QuestionSerializer(rows, many=True).data}, 201)


class KeepQuestion(View):
    @extend_schema(
        tags=["bank"], summary="A config's question into one's own bank", request=None,
        responses={201: OwnQuestionSerializer},
    )  # fmt: skip
    @idempotent
    def post(self, request: Request, pk: uuid.UUID) -> Response:
        return Response(OwnQuestionSerializer(own_bank.keep(request.user, question_of(request, pk))).data, status=201)


class ChooseSpares(View):
    @extend_schema(
        tags=["questions"],
        summary="Choose anew what may be asked in its place",
        request=None,
        responses=QuestionSerializer,
    )
    @idempotent
    def post(self, request: Request, pk: uuid.UUID) -> Response:
        question = question_of(request, pk)
        spares.choose(request.user, question)
        return Response(QuestionSerializer(question).data)


class RemoveSpare(View):
    @extend_schema(tags=["questions"], summary="Leave one of them out", responses={204: None})
    def delete(self, request: Request, pk: uuid.UUID, spare: uuid.UUID) -> Response:
        spares.remove(request.user, question_of(request, pk), str(spare))
        return Response(status=204)
