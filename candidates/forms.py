"""What people say about themselves in their own account."""

from __future__ import annotations

from typing import Any

from django import forms

from candidates.profile import tidy_phone


class ProfileForm(forms.Form):
    full_name = forms.CharField(
        label="Your name", max_length=200, widget=forms.TextInput(attrs={"autocomplete": "name"})
    )
    phone = forms.CharField(
        label="Phone",
        max_length=40,
        required=False,
        widget=forms.TextInput(attrs={"autocomplete": "tel", "inputmode": "tel", "type": "tel"}),
    )

    def clean_full_name(self) -> str:
        return " ".join(self.cleaned_data["full_name"].split())

    def clean_phone(self) -> str:
        try:
            return tidy_phone(self.cleaned_data["phone"])
        except ValueError as problem:
            raise forms.ValidationError(str(problem)) from problem


class NewAddressForm(forms.Form):
    new_email = forms.EmailField(
        label="New e-mail address", max_length=254, widget=forms.EmailInput(attrs={"autocomplete": "email"})
    )

    def __init__(self, *args: Any, present: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.present = present

    def clean_new_email(self) -> str:
        email = str(self.cleaned_data["new_email"]).strip().lower()
        if email == self.present:
            raise forms.ValidationError("This is your address already.")
        return email
