"""Webhook endpoints, their deliveries and the test button, for programs."""

from __future__ import annotations

import uuid
from typing import Any

from drf_spectacular.utils import extend_schema, extend_schema_view
from rest_framework import serializers
from rest_framework.generics import ListAPIView
from rest_framework.request import Request
from rest_framework.response import Response

from interviewer.accounts.scope import get_visible_or_404
from interviewer.api.errors import ApiProblem
from interviewer.api.idempotency import idempotent
from interviewer.api.views import Creating, Scoped, View
from interviewer.webhooks import services
from interviewer.webhooks.models import Event, WebhookDelivery, WebhookEndpoint


class EndpointSerializer(serializers.ModelSerializer):
    events = serializers.ListField(
        child=serializers.ChoiceField(choices=Event.choices), required=False, max_length=10, help_text="Empty for all."
    )

    class Meta:
        model = WebhookEndpoint
        fields = ["id", "url", "events", "active", "created_at"]
        read_only_fields = ["id", "created_at"]


class NewEndpointSerializer(EndpointSerializer):
    secret = serializers.CharField(read_only=True, help_text="What the signatures are made with.")

    class Meta(EndpointSerializer.Meta):
        fields = [*EndpointSerializer.Meta.fields, "secret"]


class DeliverySerializer(serializers.ModelSerializer):
    class Meta:
        model = WebhookDelivery
        fields = [
            "id", "endpoint", "event", "payload", "state", "attempts", "status_code", "error", "created_at",
            "next_try_at", "delivered_at",
        ]  # fmt: skip


def endpoint_of(request: Request, pk: uuid.UUID) -> WebhookEndpoint:
    return get_visible_or_404(request.user, WebhookEndpoint.objects.all(), pk)


@extend_schema_view(
    get=extend_schema(tags=["webhooks"], summary="Webhook endpoints"),
    post=extend_schema(
        tags=["webhooks"],
        summary="Send events to an address",
        request=EndpointSerializer,
        responses={201: NewEndpointSerializer},
    ),
)
class Endpoints(Creating, Scoped, ListAPIView):
    queryset = WebhookEndpoint.objects.all()
    serializer_class = EndpointSerializer
    filterset_fields = {"active": ["exact"]}
    search_fields = ["url"]
    ordering_fields = ["created_at"]
    ordering = ["-created_at"]

    def make(self, request: Request, fields: dict[str, Any], **path: Any) -> Any:
        try:
            endpoint = services.create_endpoint(request.user, **{"events": [], **fields})
        except services.WebhookProblem as problem:
            raise _refused(problem) from problem
        return EndpointSerializer(endpoint).data | {"secret": services.secret(endpoint)}


def _refused(problem: services.WebhookProblem) -> ApiProblem:
    return ApiProblem("invalid", str(problem), status_code=400, fields={"url": [str(problem)]})


class Endpoint(View):
    @extend_schema(tags=["webhooks"], summary="One endpoint, with its secret", responses=NewEndpointSerializer)
    def get(self, request: Request, pk: uuid.UUID) -> Response:
        endpoint = endpoint_of(request, pk)
        data = EndpointSerializer(endpoint).data
        # The secret is its owner's: an admin may see the endpoint, and can't sign in its owner's name.
        return Response(
            data | ({"secret": services.secret(endpoint)} if endpoint.owner_id == request.user.pk else {"secret": ""})
        )

    @extend_schema(
        tags=["webhooks"], summary="Change it", request=EndpointSerializer(partial=True), responses=EndpointSerializer
    )
    def patch(self, request: Request, pk: uuid.UUID) -> Response:
        endpoint = endpoint_of(request, pk)
        given = EndpointSerializer(endpoint, data=request.data, partial=True)
        given.is_valid(raise_exception=True)
        try:
            services.update_endpoint(request.user, endpoint, dict(given.validated_data))
        except services.WebhookProblem as problem:
            raise _refused(problem) from problem
        return Response(EndpointSerializer(endpoint).data)

    @extend_schema(tags=["webhooks"], summary="Remove it, and its log", responses={204: None})
    def delete(self, request: Request, pk: uuid.UUID) -> Response:
        services.delete_endpoint(request.user, endpoint_of(request, pk))
        return Response(status=204)


class RenewSecret(View):
    @extend_schema(
        tags=["webhooks"],
        summary="A new signing secret in place of the old",
        request=None,
        responses={201: NewEndpointSerializer},
    )
    @idempotent
    def post(self, request: Request, pk: uuid.UUID) -> Response:
        endpoint = endpoint_of(request, pk)
        if endpoint.owner_id != request.user.pk:
            raise ApiProblem("forbidden", "Only its owner can make a new secret.", status_code=403)
        secret = services.renew_secret(request.user, endpoint)
        return Response(EndpointSerializer(endpoint).data | {"secret": secret}, status=201)


class TestEndpoint(View):
    @extend_schema(tags=["webhooks"], summary="Send a test event", request=None, responses={202: DeliverySerializer})
    @idempotent
    def post(self, request: Request, pk: uuid.UUID) -> Response:
        delivery = services.send_test(request.user, endpoint_of(request, pk))
        return Response(DeliverySerializer(delivery).data, status=202)


@extend_schema(tags=["webhooks"], summary="What was sent, and how that went")
class Deliveries(Scoped, ListAPIView):
    queryset = WebhookDelivery.objects.all()
    serializer_class = DeliverySerializer
    filterset_fields = {"endpoint": ["exact"], "state": ["exact"], "event": ["exact"]}
    search_fields = ["error"]
    ordering_fields = ["created_at"]
    ordering = ["-created_at"]
