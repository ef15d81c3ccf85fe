"""Sign-in for programs: a short access token, a refresh token that can be used once."""

from __future__ import annotations

from typing import Any

from drf_spectacular.utils import extend_schema, inline_serializer
from rest_framework import serializers, status
from rest_framework.exceptions import Throttled
from rest_framework.permissions import AllowAny
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework_simplejwt.exceptions import TokenError
from rest_framework_simplejwt.serializers import TokenObtainPairSerializer, TokenRefreshSerializer
from rest_framework_simplejwt.tokens import RefreshToken
from rest_framework_simplejwt.views import TokenObtainPairView, TokenRefreshView

from interviewer.accounts import sign_in_links
from interviewer.accounts.backends import WITHIN_SECONDS, is_blocked
from interviewer.api.errors import ApiProblem, translate
from interviewer.api.limits import Limited, enforce
from interviewer.api.permissions import IsCandidate
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


class LinkSerializer(serializers.Serializer):
    email = serializers.EmailField(max_length=254)


class SendLink(View):
    permission_classes = [AllowAny]
    authentication_classes: list[Any] = []
    limits = ("sign_in",)

    @extend_schema(
        tags=["auth"],
        summary="Send a candidate a link to sign in with",
        description="The answer is the same whether or not the address is known.",
        request=LinkSerializer,
        responses={202: None},
    )
    def post(self, request: Request) -> Response:
        email = _email_of(request)
        enforce("sign_in_link", email)
        sign_in_links.send_sign_in(email)
        return Response(status=status.HTTP_202_ACCEPTED)


def _email_of(request: Request) -> str:
    given = LinkSerializer(data=request.data)
    given.is_valid(raise_exception=True)
    return str(given.validated_data["email"]).strip().lower()


class RedeemSerializer(serializers.Serializer):
    token = serializers.CharField(max_length=100, help_text="The last part of the link's address.")


class RedeemLink(View):
    permission_classes = [AllowAny]
    authentication_classes: list[Any] = []
    limits = ("sign_in",)

    @extend_schema(
        tags=["auth"],
        summary="Sign in by a link, which is used up by it",
        request=RedeemSerializer,
        responses=_PAIR,
    )
    def post(self, request: Request) -> Response:
        given = RedeemSerializer(data=request.data)
        given.is_valid(raise_exception=True)
        user = sign_in_links.redeem(given.validated_data["token"])
        refresh = RefreshToken.for_user(user)
        return Response({"access": str(refresh.access_token), "refresh": str(refresh)})


class ChangeEmail(View):
    permission_classes = [IsCandidate]
    limits = ("sign_in",)

    @extend_schema(
        tags=["profile"],
        summary="Send a link to a new address; it changes once the link is used by this account",
        request=LinkSerializer,
        responses={202: None},
    )
    def post(self, request: Request) -> Response:
        user: Any = request.user
        email = _email_of(request)
        enforce("sign_in_link", email)
        sign_in_links.send_change(user, email)
        return Response(status=status.HTTP_202_ACCEPTED)


class ConfirmEmail(View):
    permission_classes = [IsCandidate]
    limits = ("sign_in",)

    @extend_schema(
        tags=["profile"], summary="Use the link that was sent to a new address", request=RedeemSerializer,
        responses={204: None},
    )  # fmt: skip
    def post(self, request: Request) -> Response:
        given = RedeemSerializer(data=request.data)
        given.is_valid(raise_exception=True)
        sign_in_links.confirm_change(given.validated_data["token"], request.user)
        return Response(status=status.HTTP_204_NO_CONTENT)


def _refused(problem: sign_in_links.LinkRefused) -> ApiProblem:
    code = {"recruiter": 403, "inactive": 403, "other_account": 403, "taken": 409}.get(problem.reason, 410)
    return ApiProblem(f"link_{problem.reason}", str(problem), status_code=code)


translate(sign_in_links.LinkRefused, _refused)
