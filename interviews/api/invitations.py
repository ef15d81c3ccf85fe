"""Invitations beyond the first: sent again, changed, many at once; and what candidates ask for."""

from __future__ import annotations

import uuid
from typing import Any

from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.generics import ListAPIView
from rest_framework.request import Request
from rest_framework.response import Response

from interviewer import mailing
from interviewer.accounts.scope import get_visible_or_404
from interviewer.api.errors import ApiProblem
from interviewer.api.idempotency import idempotent
from interviewer.api.views import Scoped, View
from interviews import invitation_files, links
from interviews.api.resources import InvitationSerializer, NewInvitationSerializer, config_of
from interviews.models import EXTRA_TIME, AccommodationRequest, Invitation
from interviews.services import accommodations, invitations


def invitation_of(request: Request, pk: uuid.UUID) -> Invitation:
    return get_visible_or_404(request.user, Invitation.objects.select_related("config"), pk)


def with_link(invitation: Invitation, request: Request) -> dict[str, Any]:
    invitation.refresh_from_db()
    link = links.invitation_url(invitation, request._request)
    return InvitationSerializer(invitation).data | {"shareable_link": link}


def require_mail() -> None:
    """Raises ApiProblem where no e-mail leaves this machine: nothing may look sent that isn't."""
    if not mailing.is_configured():
        raise ApiProblem("no_mail", "No mail server is set up here. Send the link yourself.")


class ChangeInvitationSerializer(InvitationSerializer):
    class Meta(InvitationSerializer.Meta):
        read_only_fields = [*InvitationSerializer.Meta.read_only_fields, "email"]


class OneInvitation(View):
    @extend_schema(
        tags=["invitations"],
        summary="One invitation with its link",
        description="The link is empty where the key it was made with is gone: sending it again makes a new one.",
        responses=NewInvitationSerializer,
    )
    def get(self, request: Request, pk: uuid.UUID) -> Response:
        return Response(with_link(invitation_of(request, pk), request))

    @extend_schema(
        tags=["invitations"],
        summary="Change its name, expiry or extra time",
        request=ChangeInvitationSerializer(partial=True),
        responses=InvitationSerializer,
    )
    def patch(self, request: Request, pk: uuid.UUID) -> Response:
        invitation = invitation_of(request, pk)
        given = ChangeInvitationSerializer(invitation, data=request.data, partial=True)
        given.is_valid(raise_exception=True)
        if given.validated_data:
            invitations.change(request.user, invitation, dict(given.validated_data))
            invitation.refresh_from_db()
        return Response(InvitationSerializer(invitation).data)


class ResendInvitation(View):
    @extend_schema(
        tags=["invitations"],
        summary="Send it by e-mail, once more or for the first time",
        description="The link stays the same, unless the key it was made with is gone: then the old one dies.",
        request=None,
        responses=NewInvitationSerializer,
    )
    @idempotent
    def post(self, request: Request, pk: uuid.UUID) -> Response:
        invitation = invitation_of(request, pk)
        require_mail()
        invitations.resend(request.user, invitation)
        return Response(with_link(invitation, request))


# --- Many at once ------------------------------------------------------------------------------------


class ImportSerializer(serializers.Serializer):
    """Lines of ``email,name,last_day,extra_time``, with a line of headings or without; as ``text`` or as ``file``."""

    text = serializers.CharField(required=False, trim_whitespace=False, max_length=invitation_files.MAX_BYTES)
    file = serializers.FileField(required=False)
    send = serializers.BooleanField(default=False, help_text="Send the invitations by e-mail.")
    dry_run = serializers.BooleanField(default=False, help_text="Only say what would be invited and what is wrong.")

    def validate(self, attrs: dict[str, Any]) -> dict[str, Any]:
        if bool(attrs.get("text")) == bool(attrs.get("file")):
            raise serializers.ValidationError({"text": ["Send the lines as text, or as a file."]})
        return attrs


class LineSerializer(serializers.Serializer):
    line = serializers.IntegerField(source="number")
    text = serializers.CharField()
    problems = serializers.ListField(child=serializers.CharField())


class ImportedInvitationsSerializer(serializers.Serializer):
    invited = NewInvitationSerializer(many=True)
    to_invite = serializers.IntegerField(help_text="How many lines can be invited, or were.")
    wrong = LineSerializer(many=True, help_text="The lines that were left out, and why.")


class ImportInvitations(View):
    @extend_schema(
        tags=["invitations"],
        summary="Invite the people of a CSV file",
        description="Lines with mistakes are left out and told with their numbers; the others are invited.",
        request={"application/json": ImportSerializer, "multipart/form-data": ImportSerializer},
        responses={201: ImportedInvitationsSerializer, 200: ImportedInvitationsSerializer},
    )
    @idempotent
    def post(self, request: Request, pk: uuid.UUID) -> Response:
        config = config_of(request, pk)
        given = ImportSerializer(data=request.data)
        given.is_valid(raise_exception=True)
        data = given.validated_data
        if data["send"] and not data["dry_run"]:
            require_mail()
        try:
            text = data.get("text") or invitation_files.decoded(data["file"].read(invitation_files.MAX_BYTES + 1))
            reading = invitation_files.read(text, invited=invitations.waiting_addresses(config))
        except invitation_files.NoFile as problem:
            raise serializers.ValidationError({"file" if data.get("file") else "text": [str(problem)]}) from problem
        made: list[Invitation] = []
        if reading.good and not data["dry_run"]:
            made = invitations.invite_lines(request.user, config, reading.good, send=data["send"])
        answer = {
            "invited": [with_link(invitation, request) for invitation in made],
            "to_invite": len(reading.good),
            "wrong": LineSerializer(reading.wrong, many=True).data,
        }
        return Response(answer, status=201 if made else 200)


# --- What candidates ask for -------------------------------------------------------------------------


class RequestSerializer(serializers.ModelSerializer):
    class Meta:
        model = AccommodationRequest
        fields = [
            "id", "config", "email", "full_name", "wish", "message", "state", "factor", "note", "answered_at",
            "created_at",
        ]  # fmt: skip
        read_only_fields = fields


class GrantSerializer(serializers.Serializer):
    factor = serializers.FloatField(
        required=False, allow_null=True, help_text="1.25, 1.5 or 2; null for another way, told in the note."
    )
    note = serializers.CharField(max_length=2000, required=False, allow_blank=True, default="")

    def validate_factor(self, value: float | None) -> float | None:
        if value is not None and value not in EXTRA_TIME.values():
            raise serializers.ValidationError("Extra time is 1.25, 1.5 or 2 times the time.")
        return value


class DeclineSerializer(serializers.Serializer):
    note = serializers.CharField(max_length=2000, required=False, allow_blank=True, default="")


class AccommodationRequests(Scoped, ListAPIView):
    queryset = AccommodationRequest.objects.all()
    serializer_class = RequestSerializer
    filterset_fields = {"config": ["exact"], "state": ["exact"], "email": ["exact"]}
    search_fields = ["email", "full_name"]
    ordering_fields = ["created_at", "answered_at"]
    ordering = ["-created_at"]

    @extend_schema(tags=["invitations"], summary="Requests for extra time or another way")
    def get(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        return super().get(request, *args, **kwargs)


def request_of(request: Request, pk: uuid.UUID) -> AccommodationRequest:
    return get_visible_or_404(request.user, AccommodationRequest.objects.select_related("config"), pk)


class GrantRequest(View):
    @extend_schema(
        tags=["invitations"],
        summary="Grant it: more time counts at once, or another way in words",
        request=GrantSerializer,
        responses=RequestSerializer,
    )
    def post(self, request: Request, pk: uuid.UUID) -> Response:
        asked = request_of(request, pk)
        given = GrantSerializer(data=request.data)
        given.is_valid(raise_exception=True)
        data = given.validated_data
        accommodations.grant(request.user, asked, factor=data.get("factor"), note=data["note"])
        return Response(RequestSerializer(asked).data)


class DeclineRequest(View):
    @extend_schema(tags=["invitations"], summary="Decline it", request=DeclineSerializer, responses=RequestSerializer)
    def post(self, request: Request, pk: uuid.UUID) -> Response:
        asked = request_of(request, pk)
        given = DeclineSerializer(data=request.data)
        given.is_valid(raise_exception=True)
        accommodations.decline(request.user, asked, note=given.validated_data["note"])
        return Response(RequestSerializer(asked).data)
