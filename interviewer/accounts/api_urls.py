from __future__ import annotations

from django.urls import path

from interviewer.accounts import api

urlpatterns = [
    path("auth/token", api.ObtainToken.as_view(), name="api_token"),
    path("auth/refresh", api.RefreshTokens.as_view(), name="api_refresh"),
    path("auth/sign-out", api.SignOut.as_view(), name="api_sign_out"),
    path("auth/link", api.SendLink.as_view(), name="api_send_link"),
    path("auth/link/redeem", api.RedeemLink.as_view(), name="api_redeem_link"),
    path("profile/email", api.ChangeEmail.as_view(), name="api_change_email"),
    path("profile/email/confirm", api.ConfirmEmail.as_view(), name="api_confirm_email"),
]
