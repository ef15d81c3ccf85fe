"""Sign-in for programs: a short access token, a refresh token that can be used once."""

from __future__ import annotations

from typing import Any

from drf_spectacular.utils import extend_schema, inline_serializer
from rest_framework import serializers, status
from rest_framework.exceptions import Throttled
from rest_framework.permissions import AllowAny, IsAuthenticated
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework_simplejwt.exceptions import TokenError
from rest_framework_simplejwt.serializers import TokenObtainPairSerializer, TokenRefreshSerializer
from rest_framework_simplejwt.tokens import RefreshToken
from rest_framework_simplejwt.views import TokenObtainPairView, TokenRefreshView

from interviewer.accounts.backends import WITHIN_SECONDS, is_blocked
from interviewer.accounts.models import User
from interviewer.api.errors import ApiProblem
from interviewer.api.limits import Limited, enforce
from interviewer.api.views import View

_PAIR = inline_serializer("TokenPair", {"access": serializers.CharField(), "refresh": serializers.CharField()})


@extend_schema(tags=["auth"], summary="Sign in by e-mail and password", responses=_PAIR)
class ObtainToken(Limited, TokenObtainPairView):
    limits = ("sign_in",)
    permission_classes = (AllowAny,)  # type: ignore[assignment]

    @extend_schema(request=TokenObtainPairSerializer, responses=_PAIR)
    def post(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        data = request.data if isinstance(request.data, dict) else {}
        email = str(data.get("email", ""))[:254].lower()
        enforce("sign_in", f"account:{email}")
        if is_blocked(request._request, email):
            raise Throttled(wait=WITHIN_SECONDS)
        return super().post(request, *args, **kwargs)


@extend_schema(tags=["auth"], summary="A new pair of tokens; the refresh token given here is used up", responses=_PAIR)
class RefreshTokens(Limited, TokenRefreshView):
    limits = ("sign_in",)
    permission_classes = (AllowAny,)  # type: ignore[assignment]

    @extend_schema(request=TokenRefreshSerializer, responses=_PAIR)
    def post(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        return super().post(request, *args, **kwargs)


class SignOutSerializer(serializers.Serializer):
    refresh = serializers.CharField()


class SignOut(View):
    permission_classes = [AllowAny]
    authentication_classes: list[Any] = []
    limits = ("sign_in",)

    @extend_schema(tags=["auth"], summary="End a refresh token", request=SignOutSerializer, responses={204: None})
    def post(self, request: Request) -> Response:
        given = SignOutSerializer(data=request.data)
        given.is_valid(raise_exception=True)
        try:
            RefreshToken(given.validated_data["refresh"]).blacklist()
        except TokenError as error:
            raise ApiProblem("not_authenticated", "This token is not valid.", status_code=401) from error
        return Response(status=status.HTTP_204_NO_CONTENT)


class ProfileSerializer(serializers.ModelSerializer):
    name = serializers.CharField(source="full_name", max_length=200, allow_blank=True)

    class Meta:
        model = User
        fields = ["id", "email", "name", "role", "date_joined"]
        read_only_fields = ["id", "email", "role", "date_joined"]


class Profile(View):
    permission_classes = [IsAuthenticated]

    @extend_schema(tags=["profile"], summary="The caller's own account", responses=ProfileSerializer)
    def get(self, request: Request) -> Response:
        return Response(ProfileSerializer(request.user).data)

    @extend_schema(
        tags=["profile"], summary="Change the caller's own name", request=ProfileSerializer, responses=ProfileSerializer
    )
    def put(self, request: Request) -> Response:
        change = ProfileSerializer(request.user, data=request.data)
        change.is_valid(raise_exception=True)
        change.save()
        return Response(change.data)
