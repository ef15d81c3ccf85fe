"""How a report is to be shared."""

from __future__ import annotations

from typing import Any

from django import forms

from reports.sharing import DAYS, DEFAULT_DAYS


class ShareForm(forms.Form):
    days = forms.TypedChoiceField(
        label="Good for",
        choices=[(days, "1 day" if days == 1 else f"{days} days") for days in DAYS],
        coerce=int,
        initial=DEFAULT_DAYS,
    )
    blind = forms.BooleanField(
        label="Without name and voice",
        required=False,
        help_text="Name, address and number are left out, in answers too. So are recordings.",
    )
    recordings = forms.BooleanField(
        label="With recordings", required=False, help_text="Whoever has the link can hear the candidate."
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **{"auto_id": "id_share_%s", **kwargs})

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        if data.get("blind") and data.get("recordings"):
            self.add_error("recordings", "A voice tells who it is: leave out either the name or this.")
        return data
