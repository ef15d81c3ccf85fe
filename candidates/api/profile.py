"""The caller's own account, and what hiring teams see of it."""

from __future__ import annotations

from typing import Any

from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.permissions import IsAuthenticated
from rest_framework.request import Request
from rest_framework.response import Response

from candidates import profile
from candidates.selectors import own_candidate
from interviewer.accounts.models import User
from interviewer.api.views import View


class ProfileSerializer(serializers.Serializer):
    id = serializers.UUIDField(read_only=True)
    email = serializers.EmailField(read_only=True)
    email_verified = serializers.BooleanField(read_only=True, help_text="Whether its owner has shown to read it.")
    name = serializers.CharField(max_length=200, allow_blank=True)
    phone = serializers.CharField(
        max_length=40, allow_blank=True, required=False, help_text="A candidate's, once the address is verified."
    )
    role = serializers.CharField(read_only=True)
    date_joined = serializers.DateTimeField(read_only=True)

    def validate_phone(self, value: str) -> str:
        try:
            return profile.tidy_phone(value)
        except ValueError as problem:
            raise serializers.ValidationError(str(problem)) from problem


def shape(user: User) -> dict[str, Any]:
    candidate = own_candidate(user)
    return {
        "id": str(user.pk),
        "email": user.email,
        "email_verified": user.email_is_verified,
        "name": user.full_name,
        "phone": candidate.phone if candidate else "",
        "role": user.role,
        "date_joined": user.date_joined.isoformat(),
    }


class Profile(View):
    permission_classes = [IsAuthenticated]

    @extend_schema(tags=["profile"], summary="The caller's own account", responses=ProfileSerializer)
    def get(self, request: Request) -> Response:
        user: Any = request.user
        return Response(shape(user))

    @extend_schema(
        tags=["profile"],
        summary="Change the caller's own name, and a candidate's phone",
        request=ProfileSerializer,
        responses=ProfileSerializer,
    )
    def put(self, request: Request) -> Response:
        user: Any = request.user
        given = ProfileSerializer(data=request.data)
        given.is_valid(raise_exception=True)
        data = given.validated_data
        profile.update(user, full_name=data["name"], phone=data.get("phone"))
        return Response(shape(user))
