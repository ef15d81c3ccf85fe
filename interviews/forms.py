"""Forms: what people type, checked, with messages in their words."""

from __future__ import annotations

import re
from typing import Any

from django import forms
from django.core.signing import BadSignature, Signer

from candidates.models import Resume
from candidates.services import ResumeProblem, store_pasted_resume, store_resume_file
from interviews.models import InterviewConfig, Question, QuestionType
from interviews.protected import asks_about_protected

PROTECTED = "This asks about something that must play no part in hiring, such as age, family, origin or religion."
ADAPTIVE_LABEL = "Let the answers choose the difficulty"
ADAPTIVE_HELP = (
    "Then a question may be put at another difficulty, on the same skill: harder where it goes well, easier where it "
    "doesn't. Reports say at which difficulty each was asked. Off, everybody gets the same questions, which compares "
    "best."
)

_signer = Signer(salt="interviews.resume")


class FocusAreasField(forms.CharField):
    """ "Python: 3, teamwork" to ``{"Python": 3, "teamwork": 1}``. Weights run from 1 to 5."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(
            required=False,
            max_length=600,
            help_text="Skills or topics to give more weight, separated by commas. A number from 1 to 5 says how much: "
            "“Python: 3, Teamwork: 1”.",
            **kwargs,
        )

    def prepare_value(self, value: Any) -> Any:
        if isinstance(value, dict):
            return ", ".join(f"{name}: {weight:g}" for name, weight in value.items())
        return value

    def clean(self, value: Any) -> dict[str, float]:
        areas: dict[str, float] = {}
        for part in re.split(r"[,;\n]", super().clean(value) or ""):
            name, _, weight = part.partition(":")
            name = " ".join(name.split())
            if not name:
                continue
            if len(name) > 60:
                raise forms.ValidationError(f"“{name[:30]}…” is too long for a focus area.")
            try:
                areas[name] = float(weight) if weight.strip() else 1.0
            except ValueError:
                raise forms.ValidationError(f"“{weight.strip()}” is not a weight: use a number from 1 to 5.") from None
            if not 1 <= areas[name] <= 5:
                raise forms.ValidationError(f"The weight of “{name}” must lie between 1 and 5.")
        if len(areas) > 10:
            raise forms.ValidationError("Please name ten focus areas at most.")
        return areas


class LinesField(forms.CharField):
    """One entry a line, to a list of strings."""

    widget = forms.Textarea

    def __init__(self, *, most: int = 10, **kwargs: Any) -> None:
        super().__init__(required=False, widget=forms.Textarea(attrs={"rows": 4}), **kwargs)
        self.most = most

    def prepare_value(self, value: Any) -> Any:
        return "\n".join(value) if isinstance(value, list) else value

    def clean(self, value: Any) -> list[str]:
        lines = [" ".join(line.split()) for line in (super().clean(value) or "").splitlines()]
        lines = [line for line in lines if line]
        if len(lines) > self.most:
            raise forms.ValidationError(f"Please keep to {self.most} lines at most.")
        return lines


class SettingsForm(forms.ModelForm):
    focus_areas = FocusAreasField()

    class Meta:
        model = InterviewConfig
        fields = [
            "job_role",
            "job_description",
            "difficulty",
            "focus_areas",
            "time_limit",
            "follow_ups_per_question",
            "adaptive",
            "avatar",
            "text_answers_allowed",
            "candidate_feedback",
            "more_time",
            "answer_takes",
            "retakes",
            "retention_days",
        ]
        widgets = {"difficulty": forms.RadioSelect, "avatar": forms.RadioSelect}
        labels = {
            "job_role": "Role",
            "job_description": "Description",
            "time_limit": "Time limit in minutes",
            "avatar": "Interviewer",
            "adaptive": ADAPTIVE_LABEL,
            "text_answers_allowed": "Candidates may type instead of speaking",
            "candidate_feedback": "Candidates see how their answers were read",
            "follow_ups_per_question": "Follow-ups",
            "more_time": "Extra minutes on request",
            "answer_takes": "Takes of an answer",
            "retention_days": "Days to keep answers",
        }
        help_texts = {
            "time_limit": "Answering time in all.",
            "adaptive": ADAPTIVE_HELP,
            "follow_ups_per_question": "At most, for each question.",
            "more_time": "How often a candidate may take one more minute for a question.",
            "answer_takes": "How often an answer may be recorded before it is sent in.",
            "retakes": "How often one person may take it again.",
            "retention_days": "After the interview. Then answers, recordings and resumes are erased.",
        }


class QuestionForm(forms.ModelForm):
    expected_points = LinesField(help_text="One idea a line. Answers are graded by which of them they cover.")
    keywords = LinesField(most=20, help_text="One word or short phrase a line.")
    tests = LinesField(label="A right solution", help_text="What right code does, one case a line.")
    hints = LinesField(most=5, help_text="One hint a line, given one at a time when asked for.")

    class Meta:
        model = Question
        fields = [
            "text",
            "difficulty",
            "time_seconds",
            "expected_points",
            "keywords",
            "reference_answer",
            "hints",
            "starter_code",
            "tests",
        ]
        widgets = {
            "starter_code": forms.Textarea(attrs={"rows": 10, "spellcheck": "false", "class": "code"}),
            "text": forms.Textarea(attrs={"rows": 3, "autofocus": True}),
            "reference_answer": forms.Textarea(attrs={"rows": 6}),
            "difficulty": forms.RadioSelect,
        }
        labels = {"time_seconds": "Seconds to answer"}
        help_texts = {"reference_answer": "An answer you would give full marks, in spoken words."}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if self.instance.type != QuestionType.CODE:
            del self.fields["starter_code"], self.fields["tests"]

    def clean_text(self) -> str:
        text = " ".join(self.cleaned_data["text"].split())
        if asks_about_protected(text):
            raise forms.ValidationError(PROTECTED)
        return text


class ExperienceForm(forms.Form):
    """How the interview was, for those who run it. Never part of an assessment."""

    RATINGS = ((5, "Very good"), (4, "Good"), (3, "All right"), (2, "Poor"), (1, "Very poor"))

    rating = forms.TypedChoiceField(
        label="How was it?", choices=RATINGS, coerce=int, empty_value=None, required=False, widget=forms.RadioSelect
    )
    text = forms.CharField(
        label="What should we know?", required=False, max_length=4000, widget=forms.Textarea(attrs={"rows": 4})
    )


class RegistrationForm(forms.Form):
    """Who comes, with a resume as a file or as text. A document that was read once stays with the form: nobody has
    to hand it in again because of a typing error elsewhere."""

    full_name = forms.CharField(
        label="Your name", max_length=200, widget=forms.TextInput(attrs={"autocomplete": "name"})
    )
    email = forms.EmailField(label="E-mail", widget=forms.EmailInput(attrs={"autocomplete": "email"}))
    phone = forms.CharField(
        label="Phone",
        max_length=40,
        required=False,
        widget=forms.TextInput(attrs={"autocomplete": "tel", "inputmode": "tel", "type": "tel"}),
    )
    resume = forms.FileField(
        label="Resume",
        required=False,
        widget=forms.ClearableFileInput(attrs={"accept": ".pdf,.docx,application/pdf"}),
        help_text="A PDF or Word file of up to 10 MB.",
    )
    resume_text = forms.CharField(
        label="Or paste your resume as text",
        required=False,
        max_length=60_000,
        widget=forms.Textarea(attrs={"rows": 8}),
    )
    kept_resume = forms.CharField(required=False, widget=forms.HiddenInput)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.document: Resume | None = None
        self.document_problem = ""

    def clean_full_name(self) -> str:
        return " ".join(self.cleaned_data["full_name"].split())

    def clean_phone(self) -> str:
        phone = " ".join(self.cleaned_data["phone"].split())
        if phone and not re.fullmatch(r"[+()\d][\d\s()./+-]{3,38}", phone):
            raise forms.ValidationError("This doesn't look like a phone number. You can also leave it empty.")
        return phone

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        try:
            self.document = self._read(data)
        except ResumeProblem as problem:
            self.document_problem = str(problem)
            self.add_error(
                "resume_text" if data.get("resume_text") and not data.get("resume") else "resume", str(problem)
            )
        else:
            if self.document is None and not self.has_error("resume"):
                self.document_problem = "Please hand in your resume as a file, or paste it as text."
                self.add_error("resume", self.document_problem)
        return data

    def _read(self, data: dict[str, Any]) -> Resume | None:
        if data.get("resume"):
            try:
                return store_resume_file(data["resume"])
            except ResumeProblem:
                # A file that can't be read doesn't matter when the text was pasted as well.
                if not data.get("resume_text", "").strip():
                    raise
        if data.get("resume_text", "").strip():
            return store_pasted_resume(data["resume_text"])
        return self._kept(data.get("kept_resume", ""))

    def _kept(self, value: str) -> Resume | None:
        if not value:
            return None
        try:
            pk = _signer.unsign(value)
        except BadSignature:
            return None
        return Resume.objects.filter(pk=pk, candidate__isnull=True).first()

    @property
    def kept_token(self) -> str:
        return _signer.sign(str(self.document.pk)) if self.document else ""
