"""Signing in with a password."""

from __future__ import annotations

from typing import Any

from django.contrib.auth.views import LoginView
from django.urls import reverse

from interviewer.accounts.forms import SignInForm


class SignIn(LoginView):
    """Recruiters go on to their dashboard, candidates with a password to their own pages."""

    template_name = "accounts/sign_in.html"
    authentication_form = SignInForm
    redirect_authenticated_user = True

    def get_default_redirect_url(self) -> str:
        user: Any = self.request.user
        if user.is_authenticated and not user.is_staff:
            return reverse("interviews:my_interviews")
        return super().get_default_redirect_url()
