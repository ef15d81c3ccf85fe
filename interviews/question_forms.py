"""Forms of questions that name their skill: those of one's own bank, and those written for an interview."""

from __future__ import annotations

from typing import Any

from django import forms

from interviewer.taxonomy import lookup_skill, skill
from interviews.bank_selectors import BUILT_IN, OWN, Wanted
from interviews.forms import QuestionForm
from interviews.models import Difficulty, OwnQuestion, Question, QuestionType
from interviews.question_bank.loader import coding_by_language

SKILL_LIST = "skill-names"


class SkilledQuestionForm(QuestionForm):
    """A question with its skill; for code also with its programming language."""

    class Meta(QuestionForm.Meta):
        model: Any = Question
        fields = ["text", "skill", "language", *QuestionForm.Meta.fields[1:]]
        widgets = {
            **QuestionForm.Meta.widgets,
            "skill": forms.TextInput(attrs={"list": SKILL_LIST, "autocomplete": "off"}),
            "language": forms.Select,
        }
        help_texts = {
            **QuestionForm.Meta.help_texts,
            "skill": "What it asks about. By it the question is found again, and others are found to go with it.",
        }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if self.instance.skill:
            known = skill(self.instance.skill)
            self.initial["skill"] = known.name if known else self.instance.skill
        if self.instance.type != QuestionType.CODE:
            del self.fields["language"]
            return
        names = [(slug, known.name if (known := skill(slug)) else slug) for slug in sorted(coding_by_language())]
        self.fields["language"] = forms.ChoiceField(
            label="Programming language", choices=names, initial=self.instance.language or "python"
        )

    def clean_skill(self) -> str:
        value = " ".join(self.cleaned_data["skill"].split())
        return lookup_skill(value) or value


class OwnQuestionForm(SkilledQuestionForm):
    class Meta(SkilledQuestionForm.Meta):
        model = OwnQuestion


class BankSearchForm(forms.Form):
    """Any value that isn't offered means any, so that an old bookmark still shows questions."""

    text = forms.CharField(
        label="Words", required=False, max_length=200, widget=forms.TextInput(attrs={"type": "search"})
    )
    skill = forms.ChoiceField(label="Skill", required=False)
    type = forms.ChoiceField(
        label="Type", required=False, choices=[("", "Any type"), ("spoken", "Spoken"), ("code", "Coding task")]
    )
    difficulty = forms.ChoiceField(
        label="Difficulty", required=False, choices=[("", "Any difficulty"), *Difficulty.choices]
    )
    where = forms.ChoiceField(
        label="Bank", required=False, choices=[("", "Both banks"), (OWN, "My own"), (BUILT_IN, "Built in")]
    )

    def __init__(self, data: Any, skills: list[tuple[str, str]]) -> None:
        super().__init__(data, auto_id="find_%s")
        self.fields["skill"].choices = [("", "Any skill"), *skills]  # type: ignore[attr-defined]

    @property
    def wanted(self) -> Wanted:
        self.is_valid()
        return Wanted(**{name: self.cleaned_data.get(name, "") for name in self.fields})
