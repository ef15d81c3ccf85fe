"""What people say beside the machine: a verdict, another score."""

from __future__ import annotations

import uuid
from typing import Any

from django import forms

from reports.models import Decision


class VerdictForm(forms.Form):
    decision = forms.ChoiceField(label="Your verdict", choices=Decision.choices, widget=forms.RadioSelect)
    reason = forms.CharField(
        label="Why",
        max_length=5_000,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text="For your colleagues, and for the candidate should they ask. Name the answers it rests on.",
        error_messages={"required": "Please say why, in a sentence."},
    )


class OverrideForm(forms.Form):
    """Another score for one answer; the fields' ids carry the answer's, for there is a form beside each."""

    score = forms.IntegerField(
        label="Your score",
        min_value=0,
        max_value=100,
        widget=forms.NumberInput(attrs={"inputmode": "numeric"}),
        help_text="0 to 100. It stands beside the machine's score and does not replace it.",
    )
    reason = forms.CharField(
        label="Why",
        max_length=2_000,
        widget=forms.Textarea(attrs={"rows": 3}),
        error_messages={"required": "Please say why, in a sentence."},
    )

    def __init__(self, data: Any = None, *, response: uuid.UUID) -> None:
        super().__init__(data, auto_id=f"override-{response}-%s")
