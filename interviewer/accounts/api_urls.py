from __future__ import annotations

from django.urls import path

from interviewer.accounts import api

urlpatterns = [
    path("auth/token", api.ObtainToken.as_view(), name="api_token"),
    path("auth/refresh", api.RefreshTokens.as_view(), name="api_refresh"),
    path("auth/sign-out", api.SignOut.as_view(), name="api_sign_out"),
    path("profile", api.Profile.as_view(), name="api_profile"),
]
