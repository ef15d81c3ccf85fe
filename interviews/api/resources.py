"""Configs, their questions and invitations, and tickets for sockets: all that the recruiters' pages can do."""

from __future__ import annotations

import uuid
from typing import Any

from django.urls import reverse
from drf_spectacular.utils import extend_schema, extend_schema_view, inline_serializer
from rest_framework import serializers
from rest_framework.generics import ListAPIView
from rest_framework.permissions import AllowAny
from rest_framework.request import Request
from rest_framework.response import Response

from interviewer import mailing
from interviewer.accounts.scope import get_visible_or_404
from interviewer.api.errors import ApiProblem
from interviewer.api.idempotency import idempotent
from interviewer.api.views import Creating, Scoped, View
from interviews import links, tickets
from interviews.api.access import account_of, find_session, holds_seat
from interviews.api.fields import FocusAreasField
from interviews.forms import PROTECTED
from interviews.models import ConfigStatus, Difficulty, InterviewConfig, Invitation, Question, QuestionType
from interviews.protected import asks_about_protected
from interviews.selectors import is_own
from interviews.services import configs, invitations, set_up


class ConfigSerializer(serializers.ModelSerializer):
    focus_areas = FocusAreasField(required=False)

    class Meta:
        model = InterviewConfig
        fields = [
            "id", "job_role", "job_description", "kind", "difficulty", "focus_areas", "time_limit",
            "number_of_questions", "follow_ups_per_question", "focus_only", "adaptive", "avatar", "voice", "language",
            "candidate_feedback", "text_answers_allowed", "more_time", "answer_takes", "retakes", "retention_days",
            "status", "expires_at", "created_at", "updated_at",
        ]  # fmt: skip
        read_only_fields = ["id", "status", "created_at", "updated_at"]
        extra_kwargs = {"job_description": {"max_length": 30_000}, "retention_days": {"max_value": 3650}}


class ChangeConfigSerializer(ConfigSerializer):
    """What may still change once the questions are there: their number and the kind are theirs."""

    class Meta(ConfigSerializer.Meta):
        read_only_fields = [*ConfigSerializer.Meta.read_only_fields, "kind", "number_of_questions"]


class LinkSerializer(serializers.Serializer):
    interview_id = serializers.CharField()
    shareable_link = serializers.CharField()


def config_of(request: Request, pk: uuid.UUID) -> InterviewConfig:
    return get_visible_or_404(request.user, InterviewConfig.objects.all(), pk)


@extend_schema_view(
    get=extend_schema(tags=["configs"], summary="Interview configs"),
    post=extend_schema(
        tags=["configs"],
        summary="A draft with generated questions",
        request=ConfigSerializer,
        responses={201: ConfigSerializer},
    ),
)
class Configs(Creating, Scoped, ListAPIView):
    queryset = InterviewConfig.objects.all()
    serializer_class = ConfigSerializer
    filterset_fields = {"status": ["exact"], "kind": ["exact"], "difficulty": ["exact"], "created_at": ["gte", "lt"]}
    search_fields = ["job_role", "job_description"]
    ordering_fields = ["created_at", "updated_at", "job_role"]
    ordering = ["-created_at"]

    def make(self, request: Request, fields: dict[str, Any], **path: Any) -> InterviewConfig:
        return configs.create_config(request.user, fields)


class Config(View):
    @extend_schema(tags=["configs"], summary="One config", responses=ConfigSerializer)
    def get(self, request: Request, pk: uuid.UUID) -> Response:
        return Response(ConfigSerializer(config_of(request, pk)).data)

    @extend_schema(
        tags=["configs"],
        summary="Change settings",
        request=ChangeConfigSerializer(partial=True),
        responses=ConfigSerializer,
    )
    def patch(self, request: Request, pk: uuid.UUID) -> Response:
        config = config_of(request, pk)
        given = ChangeConfigSerializer(config, data=request.data, partial=True)
        given.is_valid(raise_exception=True)
        fields = dict(given.validated_data)
        if fields:
            configs.update_config(request.user, config, fields)
        return Response(ConfigSerializer(config).data)

    @extend_schema(tags=["configs"], summary="Throw a draft away", responses={204: None})
    def delete(self, request: Request, pk: uuid.UUID) -> Response:
        set_up.discard(request.user, config_of(request, pk))
        return Response(status=204)


class ConfigStep(View):
    """Open, close, duplicate: one step a route."""

    step = "open"

    @extend_schema(tags=["configs"], request=None, responses=ConfigSerializer)
    def post(self, request: Request, pk: uuid.UUID) -> Response:
        config = config_of(request, pk)
        if self.step == "open":
            configs.open_config(request.user, config)
        elif self.step == "close":
            configs.close_config(request.user, config)
        return Response(ConfigSerializer(config).data)


class DuplicateConfig(View):
    @extend_schema(tags=["configs"], summary="A draft alike", request=None, responses={201: ConfigSerializer})
    @idempotent
    def post(self, request: Request, pk: uuid.UUID) -> Response:
        copy = configs.duplicate_config(request.user, config_of(request, pk))
        return Response(ConfigSerializer(copy).data, status=201)


class ConfigLink(View):
    @extend_schema(tags=["configs"], summary="The link of an open config", responses=LinkSerializer)
    def get(self, request: Request, pk: uuid.UUID) -> Response:
        config = config_of(request, pk)
        if config.status != ConfigStatus.OPEN:
            raise ApiProblem("not_open", "This interview is not open.")
        return Response(
            {
                "interview_id": links.config_token(config),
                "shareable_link": links.config_url(config, request._request),
            }
        )


# --- Questions ---------------------------------------------------------------------------------------


class LinesField(serializers.ListField):
    child = serializers.CharField(max_length=1_000)


class SpareSerializer(serializers.Serializer):
    id = serializers.UUIDField()
    text = serializers.CharField()
    difficulty = serializers.ChoiceField(choices=Difficulty.choices)
    time_seconds = serializers.IntegerField()


class QuestionSerializer(serializers.ModelSerializer):
    spares = SpareSerializer(many=True, read_only=True, help_text="What may be asked in its place.")
    expected_points = LinesField(required=False, max_length=10)
    keywords = LinesField(required=False, max_length=20)
    hints = LinesField(required=False, max_length=5)
    tests = LinesField(required=False, max_length=20)

    class Meta:
        model = Question
        fields = [
            "id", "config", "position", "text", "type", "skill", "phase", "difficulty", "expected_points", "keywords",
            "reference_answer", "hints", "starter_code", "language", "tests", "time_seconds", "source", "why",
            "spares",
        ]  # fmt: skip
        read_only_fields = ["id", "config", "position", "source", "why", "spares"]
        extra_kwargs = {
            "text": {"max_length": 5_000},
            "reference_answer": {"max_length": 20_000},
            "starter_code": {"max_length": 20_000},
        }

    def validate_text(self, value: str) -> str:
        if asks_about_protected(value):
            raise serializers.ValidationError(PROTECTED)
        return value

    def validate(self, attrs: dict[str, Any]) -> dict[str, Any]:
        kind = attrs.get("type") or getattr(self.instance, "type", QuestionType.SPOKEN)
        if kind != QuestionType.CODE and (attrs.get("starter_code") or attrs.get("tests")):
            raise serializers.ValidationError({"type": ["Only a question of type code has starter code and tests."]})
        return attrs


def question_of(request: Request, pk: uuid.UUID) -> Question:
    return get_visible_or_404(request.user, Question.objects.select_related("config"), pk)


class Questions(View):
    @extend_schema(tags=["questions"], summary="A config's questions", responses=QuestionSerializer(many=True))
    def get(self, request: Request, pk: uuid.UUID) -> Response:
        rows = config_of(request, pk).questions.order_by("position")
        return Response(QuestionSerializer(rows, many=True).data)

    @extend_schema(
        tags=["questions"], summary="Add a question", request=QuestionSerializer, responses={201: QuestionSerializer}
    )
    @idempotent
    def post(self, request: Request, pk: uuid.UUID) -> Response:
        config = config_of(request, pk)
        given = QuestionSerializer(data=request.data)
        given.is_valid(raise_exception=True)
        if config.questions.count() >= 50:
            raise ApiProblem("not_allowed", "A config holds 50 questions at most.")
        return Response(
            QuestionSerializer(configs.add_question(request.user, config, given.validated_data)).data, status=201
        )


class OneQuestion(View):
    @extend_schema(tags=["questions"], summary="One question", responses=QuestionSerializer)
    def get(self, request: Request, pk: uuid.UUID) -> Response:
        return Response(QuestionSerializer(question_of(request, pk)).data)

    @extend_schema(
        tags=["questions"], summary="Change it", request=QuestionSerializer(partial=True), responses=QuestionSerializer
    )
    def patch(self, request: Request, pk: uuid.UUID) -> Response:
        question = question_of(request, pk)
        given = QuestionSerializer(question, data=request.data, partial=True)
        given.is_valid(raise_exception=True)
        if given.validated_data:
            configs.update_question(request.user, question, dict(given.validated_data))
        return Response(QuestionSerializer(question).data)

    @extend_schema(tags=["questions"], summary="Remove it", responses={204: None})
    def delete(self, request: Request, pk: uuid.UUID) -> Response:
        configs.delete_question(request.user, question_of(request, pk))
        return Response(status=204)


class MoveSerializer(serializers.Serializer):
    step = serializers.ChoiceField(choices=[-1, 1], help_text="-1 up, 1 down.")


class MoveQuestion(View):
    @extend_schema(
        tags=["questions"], summary="One place up or down", request=MoveSerializer, responses=QuestionSerializer
    )
    @idempotent
    def post(self, request: Request, pk: uuid.UUID) -> Response:
        question = question_of(request, pk)
        given = MoveSerializer(data=request.data)
        given.is_valid(raise_exception=True)
        configs.move_question(request.user, question, given.validated_data["step"])
        question.refresh_from_db()
        return Response(QuestionSerializer(question).data)


# --- Invitations -------------------------------------------------------------------------------------


class InvitationSerializer(serializers.ModelSerializer):
    class Meta:
        model = Invitation
        fields = [
            "id", "config", "email", "full_name", "expires_at", "time_factor", "state", "mail_state", "mail_error",
            "mailed_at", "created_at",
        ]  # fmt: skip
        read_only_fields = ["id", "config", "state", "mail_state", "mail_error", "mailed_at", "created_at"]


class NewInvitationSerializer(InvitationSerializer):
    shareable_link = serializers.CharField(read_only=True)

    class Meta(InvitationSerializer.Meta):
        fields = [*InvitationSerializer.Meta.fields, "shareable_link"]


class InviteSerializer(InvitationSerializer):
    send = serializers.BooleanField(default=False, help_text="Send it by e-mail as well.")

    class Meta(InvitationSerializer.Meta):
        fields = [*InvitationSerializer.Meta.fields, "send"]


class Invitations(Scoped, ListAPIView):
    queryset = Invitation.objects.all()
    serializer_class = InvitationSerializer
    filterset_fields = {"config": ["exact"], "state": ["exact"], "email": ["exact"]}
    search_fields = ["email", "full_name"]
    ordering_fields = ["created_at", "expires_at"]
    ordering = ["-created_at"]

    @extend_schema(tags=["invitations"], summary="Invitations")
    def get(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        return super().get(request, *args, **kwargs)


class Invite(View):
    @extend_schema(
        tags=["invitations"],
        summary="Invite one person",
        request=InviteSerializer,
        responses={201: NewInvitationSerializer},
    )
    @idempotent
    def post(self, request: Request, pk: uuid.UUID) -> Response:
        config = config_of(request, pk)
        given = InviteSerializer(data=request.data)
        given.is_valid(raise_exception=True)
        if given.validated_data["send"] and not mailing.is_configured():
            raise ApiProblem("no_mail", "No mail server is set up here. Send the link yourself.")
        invitation, token = invitations.invite(request.user, config, **given.validated_data)
        link = links.public_url(reverse("interviews:landing", args=[token]), request._request)
        return Response(InvitationSerializer(invitation).data | {"shareable_link": link}, status=201)


class RevokeInvitation(View):
    @extend_schema(tags=["invitations"], summary="Take it back", request=None, responses=InvitationSerializer)
    def post(self, request: Request, pk: uuid.UUID) -> Response:
        invitation = get_visible_or_404(request.user, Invitation.objects.select_related("config"), pk)
        invitations.revoke(request.user, invitation)
        return Response(InvitationSerializer(invitation).data)


# --- Sockets -----------------------------------------------------------------------------------------


class SocketTicket(View):
    """The candidate's ticket for the interview, or a recruiter's for watching it."""

    permission_classes = [AllowAny]
    authentication_classes: list[Any] = []
    limits = ("session",)

    @extend_schema(
        tags=["sessions"],
        summary="A ticket that opens one socket, once, within 30 seconds",
        request=None,
        responses=inline_serializer(
            "SocketTicket", {"ticket": serializers.CharField(), "websocket_path": serializers.CharField()}
        ),
    )
    def post(self, request: Request, pk: uuid.UUID) -> Response:
        if holds_seat(request, pk):
            ticket, room = tickets.issue(pk), "interview"
        else:
            user = account_of(request)
            session = find_session(user, str(pk)) if user is not None else None
            if session is None:
                raise ApiProblem("not_found", "There is no such interview.", status_code=404)
            own = is_own(session, user)
            ticket, room = (tickets.issue(pk), "interview") if own else (tickets.issue(pk, user=user), "monitor")
        return Response({"ticket": ticket, "websocket_path": f"/ws/{room}/{pk}?ticket={ticket}"})
