"""Planned questions, one by one. What is written here goes through the same services as the pages."""

from __future__ import annotations

from typing import Any

from django.contrib import admin, messages
from django.db.models import F, QuerySet
from django.http import HttpRequest, HttpResponse
from unfold.decorators import action, display

from interviewer.admin import ADD, CHANGE, DELETE, ScopedAdmin, dialog
from interviewer.admin_display import data_field, label_field, row_link, short_field
from interviews.admin.configs import DIFFICULTY_COLOURS
from interviews.admin.forms import QuestionForm, changes
from interviews.models import Question
from interviews.services import configs


@admin.register(Question)
class QuestionAdmin(ScopedAdmin):
    admins_may = recruiters_may = frozenset({ADD, CHANGE, DELETE})
    audited_by_service = frozenset({"created", "changed", "deleted"})
    form = QuestionForm
    editable = (
        "config",
        "text",
        "type",
        "skill",
        "phase",
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
    list_display = (
        "short_text",
        "interview",
        "position",
        "type",
        "skill",
        "show_difficulty",
        "seconds",
        "source",
    )
    list_filter = ("type", "difficulty", "source", "phase")
    list_select_related = ("config",)
    search_fields = ("text", "skill", "config__job_role")
    ordering = (F("config__created_at").desc(), "config", "position")
    autocomplete_fields = ("config",)
    _question = (None, {"fields": ("text", ("type", "skill"), ("difficulty", "phase"), "time_seconds")})
    _rubric = (
        "What a good answer holds",
        {"fields": ("expected_points", "keywords", "reference_answer", "hints")},
    )
    _code = ("For code", {"fields": ("language", "starter_code", "tests"), "classes": ("collapse",)})
    fieldsets = (
        (None, {"fields": (("interview", "position"),)}),
        _question,
        _rubric,
        _code,
        ("Provenance", {"fields": (("source", "bank_id"), "why", "show_follow_ups", "show_spares", "id")}),
    )
    add_fieldsets = ((None, {"fields": ("config",)}), _question, _rubric, _code)
    actions_detail = ("replace_this",)

    short_text = short_field("text", "question")
    show_difficulty = label_field("difficulty", DIFFICULTY_COLOURS, "difficulty")
    show_follow_ups = data_field("follow_ups")
    show_spares = data_field("spares")

    @display(description="interview", ordering="config__job_role")
    def interview(self, question: Question) -> Any:
        return row_link(question.config)

    @display(description="time", ordering="time_seconds")
    def seconds(self, question: Question) -> str:
        return f"{question.time_seconds} s"

    def save_model(self, request: HttpRequest, obj: Question, form: Any, change: bool) -> None:
        if not change:
            fields = {name: form.cleaned_data[name] for name in form.fields if name != "config"}
            question = configs.add_question(request.user, form.cleaned_data["config"], fields)
            obj.__dict__.update(question.__dict__)
            return
        stored = Question.objects.select_related("config").get(pk=obj.pk)
        if fields := changes(form, stored):
            configs.update_question(request.user, stored, fields)

    def delete_model(self, request: HttpRequest, obj: Question) -> None:
        configs.delete_question(request.user, obj)

    def delete_queryset(self, request: HttpRequest, queryset: QuerySet[Question]) -> None:
        for question in queryset.select_related("config"):
            configs.delete_question(request.user, question)

    @action(
        description="Replace",
        icon="shuffle",
        permissions=["change"],
        dialog=dialog(
            "Replace this question?", "Another one from the bank, alike in skill, takes its place.", "Replace"
        ),
    )
    def replace_this(self, request: HttpRequest, form: Any, object_id: str) -> HttpResponse:
        def replace(question: Question) -> None:
            try:
                configs.replace_question(request.user, question)
            except configs.NotAllowed as problem:
                self.message_user(request, str(problem), messages.ERROR)
            else:
                self.message_user(request, "Here is another question.", messages.SUCCESS)

        return self.act_on(request, object_id, replace)
