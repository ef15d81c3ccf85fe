"""The forms of a person's own pages: practice, and resumes."""

from __future__ import annotations

from typing import Any

from django import forms

from candidates.models import Resume
from candidates.selectors import own_resumes
from candidates.services import ResumeProblem, store_pasted_resume, store_resume_file
from interviewer.accounts.models import User
from interviews.models import Difficulty

RESUMES_OFFERED = 50


class ResumeForm(forms.Form):
    """A document, as a file or as text; ``document`` is the stored row once the form is valid."""

    file = forms.FileField(
        label="Resume",
        required=False,
        widget=forms.ClearableFileInput(attrs={"accept": ".pdf,.docx,application/pdf"}),
        help_text="A PDF or Word file of up to 10 MB.",
    )
    text = forms.CharField(
        label="Or paste it as text", required=False, max_length=60_000, widget=forms.Textarea(attrs={"rows": 8})
    )

    def __init__(self, *args: Any, user: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.user = user
        self.document: Resume | None = None

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        if self.errors:
            return data
        try:
            if data.get("file"):
                self.document = store_resume_file(data["file"], self.user)
            elif data.get("text", "").strip():
                self.document = store_pasted_resume(data["text"], self.user)
            else:
                self.add_error("file", "Please choose a file, or paste your resume as text.")
        except ResumeProblem as problem:
            self.add_error("file" if data.get("file") else "text", str(problem))
        return data


class ResumeChoice(forms.ModelChoiceField):
    def label_from_instance(self, obj: Any) -> str:
        return f"{obj}, {obj.created_at:%-d %b %Y}"


class PracticeForm(forms.Form):
    role = forms.CharField(
        label="Role",
        max_length=120,
        help_text="What you want to practise for, for example “Backend Engineer”.",
        widget=forms.TextInput(attrs={"autocomplete": "organization-title"}),
    )
    difficulty = forms.ChoiceField(choices=Difficulty.choices, initial=Difficulty.MEDIUM, widget=forms.RadioSelect)
    resume = ResumeChoice(
        label="Resume",
        queryset=Resume.objects.none(),
        required=False,
        empty_label="Without a resume",
        help_text="The questions are about the work in it.",
    )

    def __init__(self, *args: Any, user: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        mine = own_resumes(user)
        newest = list(mine.order_by("-created_at").values_list("pk", flat=True)[:RESUMES_OFFERED])
        field = self.fields["resume"]
        assert isinstance(field, ResumeChoice)
        field.queryset = mine.filter(pk__in=newest)
        if newest and not self.is_bound:
            self.initial.setdefault("resume", newest[0])

    def clean_role(self) -> str:
        return " ".join(self.cleaned_data["role"].split())
