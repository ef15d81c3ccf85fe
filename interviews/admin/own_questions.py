"""Recruiters' own question banks. What is written here goes through the same services as the pages."""

from __future__ import annotations

from typing import Any

from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest
from unfold.decorators import display

from interviewer.admin import ADD, CHANGE, DELETE, ScopedAdmin
from interviewer.admin_display import data_field, label_field, short_field
from interviews.admin.configs import DIFFICULTY_COLOURS
from interviews.admin.forms import OwnQuestionForm, changes
from interviews.models import OwnQuestion
from interviews.services import own_bank


@admin.register(OwnQuestion)
class OwnQuestionAdmin(ScopedAdmin):
    admins_may = recruiters_may = frozenset({ADD, CHANGE, DELETE})
    audited_by_service = frozenset({"created", "changed", "deleted"})
    for_admins = frozenset({"owner"})
    form = OwnQuestionForm
    editable = (
        "text",
        "type",
        "skill",
        "difficulty",
        "time_seconds",
        "expected_points",
        "keywords",
        "reference_answer",
        "hints",
        "starter_code",
        "language",
        "tests",
    )
    list_display = ("short_text", "type", "skill", "show_difficulty", "seconds", "owner", "updated_at")
    list_filter = ("type", "difficulty", ("owner", admin.RelatedOnlyFieldListFilter), "updated_at")
    list_select_related = ("owner",)
    search_fields = ("text", "skill", "reference_answer", "owner__email")
    date_hierarchy = "created_at"
    ordering = ("-updated_at",)
    _question = (None, {"fields": ("text", ("type", "skill"), ("difficulty", "time_seconds"))})
    _rubric = (
        "What a good answer holds",
        {"fields": ("expected_points", "keywords", "reference_answer", "hints")},
    )
    _code = ("For code", {"fields": ("language", "starter_code", "tests"), "classes": ("collapse",)})
    fieldsets = (
        _question,
        _rubric,
        _code,
        ("Provenance", {"fields": (("owner", "created_at"), "updated_at", "show_follow_ups", "id")}),
    )
    add_fieldsets = (_question, _rubric, _code)

    short_text = short_field("text", "question")
    show_difficulty = label_field("difficulty", DIFFICULTY_COLOURS, "difficulty")
    show_follow_ups = data_field("follow_ups")

    @display(description="time", ordering="time_seconds")
    def seconds(self, question: OwnQuestion) -> str:
        return f"{question.time_seconds} s"

    def get_form(self, request: HttpRequest, obj: Any = None, change: bool = False, **kwargs: Any) -> Any:
        form = super().get_form(request, obj, change, **kwargs)
        return type(form.__name__, (form,), {"owner": obj.owner if obj is not None else request.user})

    def save_model(self, request: HttpRequest, obj: OwnQuestion, form: Any, change: bool) -> None:
        if not change:
            made = own_bank.add(request.user, {name: form.cleaned_data[name] for name in form.fields})
            obj.__dict__.update(made.__dict__)
            return
        stored = OwnQuestion.objects.get(pk=obj.pk)
        if fields := changes(form, stored):
            own_bank.change(request.user, stored, fields)

    def delete_model(self, request: HttpRequest, obj: OwnQuestion) -> None:
        own_bank.remove(request.user, obj)

    def delete_queryset(self, request: HttpRequest, queryset: QuerySet[OwnQuestion]) -> None:
        for question in queryset:
            own_bank.remove(request.user, question)
