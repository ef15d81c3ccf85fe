from __future__ import annotations

from typing import Any

from django import forms
from django.contrib.auth.forms import AuthenticationForm

from interviewer.accounts.backends import is_blocked


class SignInForm(AuthenticationForm):
    username = forms.EmailField(
        label="E-mail",
        widget=forms.EmailInput(attrs={"autofocus": True, "autocomplete": "username"}),
    )
    error_messages = {
        "invalid_login": "This e-mail and password don't belong together. Please check both.",
        "inactive": "This account is switched off. Please ask your admin.",
    }

    def get_invalid_login_error(self) -> forms.ValidationError:
        if is_blocked(self.request, str(self.cleaned_data.get("username", ""))):
            return forms.ValidationError(
                "There were too many wrong attempts. Please wait a quarter of an hour, then try again.",
                code="blocked",
            )
        return super().get_invalid_login_error()

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["password"].widget.attrs["autocomplete"] = "current-password"


class EmailForm(forms.Form):
    email = forms.EmailField(
        label="E-mail",
        max_length=254,
        widget=forms.EmailInput(attrs={"autocomplete": "email", "autofocus": True}),
    )

    def clean_email(self) -> str:
        return str(self.cleaned_data["email"]).strip().lower()
