"""The admin's forms: the pages' fields in the admin's clothes."""

from __future__ import annotations

from typing import Any

from django import forms
from django.db.models import Model
from unfold.widgets import UnfoldAdminTextareaWidget, UnfoldAdminTextInputWidget

from interviews.forms import PROTECTED, FocusAreasField, LinesField
from interviews.models import InterviewConfig, OwnQuestion, Question
from interviews.protected import asks_about_protected
from interviews.services.own_bank import digest_of


def changes(form: forms.ModelForm, stored: Model) -> dict[str, Any]:
    """What the form changes of the stored row: a field with a text form of its own may only look changed."""
    values = {name: form.cleaned_data[name] for name in form.changed_data}
    return {name: value for name, value in values.items() if getattr(stored, name) != value}


class ConfigForm(forms.ModelForm):
    focus_areas = FocusAreasField(widget=UnfoldAdminTextInputWidget())

    class Meta:
        model = InterviewConfig
        fields = "__all__"  # noqa: DJ007 - the admin class says which of them are editable


class AskingForm(forms.ModelForm):
    """Refuses what may not be asked, as the pages do."""

    def clean_text(self) -> str:
        text: str = self.cleaned_data["text"]
        if asks_about_protected(text):
            raise forms.ValidationError(PROTECTED)
        return text


class QuestionForm(AskingForm):
    expected_points = LinesField(help_text="One idea a line. Answers are graded by which of them they cover.")
    keywords = LinesField(most=20, help_text="One word or short phrase a line.")
    hints = LinesField(most=5, help_text="One hint a line, given one at a time when asked for.")
    tests = LinesField(help_text="For code: what a right solution does, one sentence a line.")

    class Meta:
        model = Question
        fields = "__all__"  # noqa: DJ007 - the admin class says which of them are editable

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name in ("expected_points", "keywords", "hints", "tests"):
            self.fields[name].widget = UnfoldAdminTextareaWidget(attrs={"rows": 4})


class OwnQuestionForm(QuestionForm):
    owner: Any = None  # whose bank it is; the admin says it

    class Meta:
        model = OwnQuestion
        fields = "__all__"  # noqa: DJ007 - the admin class says which of them are editable

    def clean_text(self) -> str:
        text = super().clean_text()
        alike = OwnQuestion.objects.filter(owner=self.owner, digest=digest_of(text)).exclude(pk=self.instance.pk)
        if alike.exists():
            raise forms.ValidationError("This bank has the question already.")
        return text


class QuestionLineForm(AskingForm):
    """A question as a line of its interview's page."""

    class Meta:
        model = Question
        fields = ("text", "skill", "difficulty", "time_seconds")
        widgets = {"text": UnfoldAdminTextareaWidget(attrs={"rows": 2})}
