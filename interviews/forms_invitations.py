"""Forms about who is invited, and about extra time."""

from __future__ import annotations

from datetime import datetime, time, timedelta
from typing import Any

from django import forms
from django.utils import timezone

from interviews.models import EXTRA_TIME, Invitation, Wish

FACTORS = (
    ("1.0", "As long as everybody"),
    ("1.25", "A quarter more"),
    ("1.5", "Half as much again"),
    ("2.0", "Twice the time"),
)


class DayField(forms.DateField):
    """The last day something holds, to the moment that day ends."""

    widget = forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")

    def prepare_value(self, value: Any) -> Any:
        return timezone.localtime(value).date() if isinstance(value, datetime) else value

    def clean(self, value: Any) -> Any:
        day = super().clean(value)
        if day is None:
            return None
        if day < timezone.localdate():
            raise forms.ValidationError("This day has passed.")
        if day > timezone.localdate() + timedelta(days=3660):
            raise forms.ValidationError("Please choose a day within ten years.")
        return timezone.make_aware(datetime.combine(day, time(23, 59, 59)))


class InvitationForm(forms.Form):
    """Whom to invite, one person at a time."""

    email = forms.EmailField(label="E-mail", widget=forms.EmailInput(attrs={"autocomplete": "off"}))
    full_name = forms.CharField(
        label="Name", max_length=200, required=False, widget=forms.TextInput(attrs={"autocomplete": "off"})
    )
    expires_at = DayField(label="Last day", required=False, help_text="Until the end of that day the link works.")
    time_factor = forms.TypedChoiceField(
        label="Time to answer", choices=FACTORS, coerce=float, empty_value="1.0", required=False, initial="1.0"
    )
    send = forms.BooleanField(label="Send the invitation by e-mail", required=False, initial=True)

    def __init__(self, *args: Any, by_mail: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if not by_mail:
            del self.fields["send"]

    def clean_full_name(self) -> str:
        return " ".join(self.cleaned_data["full_name"].split())

    def clean_time_factor(self) -> float:
        return float(self.cleaned_data["time_factor"])


class ChangeInvitationForm(forms.Form):
    """What may still change of an invitation."""

    full_name = forms.CharField(label="Name", max_length=200, required=False)
    expires_at = DayField(
        label="Last day", required=False, help_text="Until the end of that day the link works. Empty: for good."
    )
    time_factor = forms.TypedChoiceField(
        label="Time to answer",
        choices=FACTORS,
        coerce=float,
        help_text="More time counts at once, also in an interview that has begun.",
    )

    def __init__(self, *args: Any, invitation: Invitation, **kwargs: Any) -> None:
        kwargs["initial"] = {
            "full_name": invitation.full_name,
            "expires_at": invitation.expires_at,
            "time_factor": str(invitation.time_factor),
        }
        super().__init__(*args, **kwargs)
        self.stored = invitation.expires_at
        field: Any = self.fields["time_factor"]
        if str(invitation.time_factor) not in dict(FACTORS):
            field.choices = [*FACTORS, (str(invitation.time_factor), f"{invitation.time_factor:g} times the time")]

    def clean_full_name(self) -> str:
        return " ".join(self.cleaned_data["full_name"].split())

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        day = data.get("expires_at")
        # A day that is left as it was keeps its hour, too.
        if day and self.stored and timezone.localtime(self.stored).date() == timezone.localtime(day).date():
            data["expires_at"] = self.stored
        return data


class AskForm(forms.Form):
    """What a candidate asks for. A reason is never asked for."""

    full_name = forms.CharField(
        label="Your name", max_length=200, widget=forms.TextInput(attrs={"autocomplete": "name"})
    )
    email = forms.EmailField(
        label="E-mail",
        widget=forms.EmailInput(attrs={"autocomplete": "email"}),
        help_text="The address you will begin the interview with.",
    )
    wish = forms.ChoiceField(label="What would help you?", choices=Wish.choices, widget=forms.RadioSelect)
    message = forms.CharField(
        label="Anything else we should know",
        required=False,
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text="You needn't give a reason.",
    )

    def __init__(self, *args: Any, fixed: dict[str, str] | None = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fixed = fixed
        if fixed is not None:
            del self.fields["full_name"], self.fields["email"]

    def clean(self) -> dict[str, Any]:
        return {**(super().clean() or {}), **(self.fixed or {})}


class AnswerForm(forms.Form):
    """What a recruiter answers to a candidate's request."""

    ANOTHER_WAY = "another_way"
    GIVES = (
        *((f"{factor}", Wish(wish).label) for wish, factor in EXTRA_TIME.items()),
        (ANOTHER_WAY, "Another way, which I describe below"),
    )

    give = forms.ChoiceField(label="What you grant", choices=GIVES, widget=forms.RadioSelect)
    note = forms.CharField(
        label="A few words to the candidate",
        required=False,
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text="They go out with your answer.",
    )

    @property
    def factor(self) -> float | None:
        give = self.cleaned_data["give"]
        return None if give == self.ANOTHER_WAY else float(give)

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        if data.get("give") == self.ANOTHER_WAY and not data.get("note", "").strip():
            self.add_error("note", "Please say in a few words what happens instead: the candidate is told.")
        return data
