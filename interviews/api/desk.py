"""What an interview's page shows besides its settings: frozen versions and history; and a new link for one person."""

from __future__ import annotations

import uuid
from typing import Any

from django.http import Http404
from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from interviewer.api.idempotency import idempotent
from interviewer.api.views import View
from interviews import history
from interviews.api.invitations import invitation_of, with_link
from interviews.api.resources import NewInvitationSerializer, config_of
from interviews.models import ConfigVersion
from interviews.services import invitations

MOST_VERSIONS = 100


class VersionSerializer(serializers.ModelSerializer):
    class Meta:
        model = ConfigVersion
        fields = ["id", "number", "created_at"]


class WholeVersionSerializer(VersionSerializer):
    content = serializers.DictField(help_text="Settings and questions as its candidates were interviewed by them.")

    class Meta(VersionSerializer.Meta):
        fields = [*VersionSerializer.Meta.fields, "content"]


class Versions(View):
    @extend_schema(
        tags=["configs"],
        summary="A config's frozen versions, the newest first",
        description=f"The newest {MOST_VERSIONS}.",
        responses=VersionSerializer(many=True),
    )
    def get(self, request: Request, pk: uuid.UUID) -> Response:
        rows = config_of(request, pk).versions.defer("content").order_by("-number")[:MOST_VERSIONS]
        return Response(VersionSerializer(rows, many=True).data)


class OneVersion(View):
    @extend_schema(tags=["configs"], summary="One frozen version", responses=WholeVersionSerializer)
    def get(self, request: Request, pk: uuid.UUID, number: int) -> Response:
        # A number that no column holds is no version.
        found = config_of(request, pk).versions.filter(number=number).first() if number < 2**31 else None
        if found is None:
            raise Http404("no such version")
        return Response(WholeVersionSerializer(found).data)


class ChangeSerializer(serializers.Serializer):
    name = serializers.CharField()
    before = serializers.CharField()
    after = serializers.CharField()


class EntrySerializer(serializers.Serializer):
    at = serializers.DateTimeField()
    who = serializers.CharField()
    what = serializers.CharField()
    of = serializers.CharField(help_text="Whom it was about; empty for nobody.")
    changes = ChangeSerializer(many=True)


class HistorySerializer(serializers.Serializer):
    count = serializers.IntegerField()
    results = EntrySerializer(many=True)


class PageQuery(serializers.Serializer):
    page = serializers.IntegerField(min_value=1, max_value=10_000, required=False, default=1)
    page_size = serializers.IntegerField(min_value=1, max_value=200, required=False, default=50)


class History(View):
    @extend_schema(
        tags=["configs"],
        summary="Who did what with a config, the newest first",
        parameters=[PageQuery],
        responses=HistorySerializer,
    )
    def get(self, request: Request, pk: uuid.UUID) -> Response:
        events = history.events_of(config_of(request, pk))
        query = PageQuery(data=request.query_params)
        query.is_valid(raise_exception=True)
        page: dict[str, Any] = query.validated_data
        start = (page["page"] - 1) * page["page_size"]
        entries = history.in_words(events[start : start + page["page_size"]])
        return Response(HistorySerializer({"count": events.count(), "results": entries}).data)


class RenewLink(View):
    @extend_schema(
        tags=["invitations"],
        summary="A new link in place of the old one, which dies at once",
        request=None,
        responses=NewInvitationSerializer,
    )
    @idempotent
    def post(self, request: Request, pk: uuid.UUID) -> Response:
        invitation = invitation_of(request, pk)
        invitations.renew_link(request.user, invitation)
        return Response(with_link(invitation, request))
