"""The forms of setting an interview up, one a step."""

from __future__ import annotations

from typing import Any

from django import forms

from interviewer.taxonomy import lookup_skill, skill
from interviews.forms import ADAPTIVE_HELP, ADAPTIVE_LABEL, SettingsForm
from interviews.models import InterviewConfig
from interviews.services import set_up

OWN_ROWS = 3
WEIGHTS = [(0, "Not asked"), (1, "1, a little"), (2, "2"), (3, "3, as usual"), (4, "4"), (5, "5, most")]


class RoleForm(forms.ModelForm):
    class Meta:
        model = InterviewConfig
        fields = ["job_role", "job_description", "kind"]
        widgets = {
            "job_role": forms.TextInput(attrs={"placeholder": "Backend Engineer", "autofocus": True}),
            "job_description": forms.Textarea(
                attrs={
                    "rows": 8,
                    "placeholder": "Paste the job posting. The more it says, the better the questions fit.",
                }
            ),
            "kind": forms.RadioSelect,
        }
        labels = {"job_role": "Role", "job_description": "Description", "kind": "Kind of interview"}

    def clean_job_role(self) -> str:
        return " ".join(self.cleaned_data["job_role"].split())


class SkillsForm(forms.ModelForm):
    """The proposed skills, each with a weight, and room for others; how many questions there are, and how hard."""

    class Meta:
        model = InterviewConfig
        fields = ["number_of_questions", "time_limit", "difficulty", "adaptive"]
        widgets = {
            "difficulty": forms.RadioSelect,
            "time_limit": forms.NumberInput(attrs={"min": 3, "max": 180}),
            "number_of_questions": forms.NumberInput(attrs={"min": 1, "max": 20}),
        }
        labels = {"time_limit": "Time limit in minutes", "adaptive": ADAPTIVE_LABEL}
        help_texts = {
            "time_limit": "Answering time in all. Listening and waiting don't count.",
            "number_of_questions": "Prepared questions. Short follow-ups come on top.",
            "adaptive": ADAPTIVE_HELP,
        }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.proposed = set_up.proposals(self.instance)
        self.rows: list[tuple[Any, str]] = []
        for number, (name, weight, source) in enumerate(self.proposed):
            self.fields[f"weight_{number}"] = _weight(name, weight)
            # The list may have changed since the page was loaded: what was weighed says its name.
            self.fields[f"name_{number}"] = forms.CharField(
                initial=name, required=False, max_length=60, widget=forms.HiddenInput
            )
            self.rows.append((number, source))
        for number in range(OWN_ROWS):
            self.fields[f"own_{number}"] = forms.CharField(
                label=f"Another skill or topic{f' ({number + 1})' if number else ''}",
                max_length=60,
                required=False,
                widget=forms.TextInput(attrs={"list": "skill-names", "autocomplete": "off"}),
            )
            self.fields[f"own_weight_{number}"] = _weight("its weight", 3)

    @property
    def skill_rows(self) -> list[dict[str, Any]]:
        return [{"weight": self[f"weight_{n}"], "name": self[f"name_{n}"], "source": source} for n, source in self.rows]

    @property
    def own_rows(self) -> list[dict[str, Any]]:
        return [{"name": self[f"own_{n}"], "weight": self[f"own_weight_{n}"]} for n in range(OWN_ROWS)]

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        areas: dict[str, float] = {}
        for number, _ in self.rows:
            name = data.get(f"name_{number}") or self.proposed[number][0]
            if weight := int(data.get(f"weight_{number}") or 0):
                areas[name] = float(weight)
        for number in range(OWN_ROWS):
            written = " ".join(data.get(f"own_{number}", "").split())
            if written and (weight := int(data.get(f"own_weight_{number}") or 0)):
                areas[_as_known(written)] = float(weight)
        if len(areas) > set_up.MOST_SKILLS:
            self.add_error(
                None,
                f"You have chosen {len(areas)} skills. Please keep to {set_up.MOST_SKILLS}: more can't be asked about "
                "in one interview.",
            )
        self.areas = areas
        return data

    @property
    def chosen(self) -> dict[str, Any]:
        """What is to be stored. Nothing weighed leaves it to the role and its description."""
        fields = {name: self.cleaned_data[name] for name in self.Meta.fields}
        return {**fields, "focus_areas": self.areas, "focus_only": bool(self.areas)}


def _weight(name: str, weight: int) -> forms.TypedChoiceField:
    return forms.TypedChoiceField(
        label=name, choices=WEIGHTS, coerce=int, empty_value="0", initial=weight, required=False
    )


def _as_known(written: str) -> str:
    slug = lookup_skill(written)
    known = skill(slug) if slug else None
    return known.name if known else written


class CandidateForm(SettingsForm):
    focus_areas = None  # type: ignore[assignment]

    class Meta(SettingsForm.Meta):
        fields = [
            "avatar",
            "follow_ups_per_question",
            "more_time",
            "answer_takes",
            "retakes",
            "text_answers_allowed",
            "candidate_feedback",
            "retention_days",
        ]


FORMS = {"role": RoleForm, "skills": SkillsForm, "candidate": CandidateForm}
