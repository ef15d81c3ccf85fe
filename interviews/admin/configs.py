"""Interviews as recruiters set them up: configs, questions, versions, invitations."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any

from django.contrib import admin, messages
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from unfold.decorators import action, display

from interviewer.accounts.scope import visible_to
from interviewer.admin import ADD, CHANGE, DELETE, ScopedAdmin, ScopedInline, dialog
from interviewer.admin_display import (
    EMPTY,
    admin_url,
    counted,
    data_field,
    label_field,
    link,
    list_link,
    row_link,
)
from interviews import links
from interviews.admin.forms import ConfigForm, QuestionLineForm, changes
from interviews.models import (
    ConfigStatus,
    ConfigVersion,
    InterviewConfig,
    InterviewSession,
    Question,
    SessionStatus,
)
from interviews.services import configs

STATUS_COLOURS = {"draft": "info", "open": "success", "closed": "warning"}
DIFFICULTY_COLOURS = {"easy": "success", "medium": "info", "hard": "warning"}


class QuestionInline(ScopedInline):
    """The questions in their order. What is written here goes through the same services as the pages."""

    model = Question
    form = QuestionLineForm
    admins_may = recruiters_may = frozenset({ADD, CHANGE, DELETE})
    fields = ("position", "text", "skill", "difficulty", "time_seconds", "source")
    editable = ("text", "skill", "difficulty", "time_seconds")
    ordering = ("position",)


class VersionInline(ScopedInline):
    model = ConfigVersion
    fields = ("number", "created_at", "sha256")
    ordering = ("-number",)


@admin.register(InterviewConfig)
class ConfigAdmin(ScopedAdmin):
    admins_may = frozenset({ADD, CHANGE, DELETE})
    recruiters_may = frozenset({ADD, CHANGE})
    for_admins = frozenset({"created_by"})
    audited_by_service = frozenset({"created", "changed"})
    instead_of_deleting = "Close the interview instead: nobody new can begin it, and the results stay."
    form = ConfigForm
    editable = (
        "job_role",
        "job_description",
        "kind",
        "difficulty",
        "focus_areas",
        "time_limit",
        "number_of_questions",
        "follow_ups_per_question",
        "adaptive",
        "avatar",
        "voice",
        "language",
        "candidate_feedback",
        "text_answers_allowed",
        "more_time",
        "answer_takes",
        "retakes",
        "retention_days",
        "expires_at",
    )
    list_display = (
        "job_role",
        "show_status",
        "show_kind",
        "show_difficulty",
        "questions",
        "completed",
        "created_by",
        "created_at",
    )
    list_filter = (
        "status",
        "kind",
        "difficulty",
        ("created_by", admin.RelatedOnlyFieldListFilter),
        "created_at",
    )
    list_select_related = ("created_by",)
    search_fields = ("job_role", "created_by__email", "created_by__full_name")
    date_hierarchy = "created_at"
    ordering = ("-created_at",)
    _job = (None, {"fields": ("job_role", "job_description", ("kind", "difficulty"), "focus_areas")})
    _limits = (
        "Limits",
        {
            "fields": (
                ("time_limit", "number_of_questions"),
                ("follow_ups_per_question", "retakes"),
                ("more_time", "answer_takes"),
                "expires_at",
            )
        },
    )
    # A new interview takes it from its kind.
    _difficulty = ("Difficulty", {"fields": ("adaptive",)})
    _candidate = (
        "What the candidate meets",
        {
            "fields": (
                ("avatar", "voice"),
                "language",
                ("text_answers_allowed", "candidate_feedback"),
                "retention_days",
            )
        },
    )
    fieldsets = (
        ("Now", {"fields": (("status", "candidate_link"), ("completed", "latest_version"))}),
        _job,
        _limits,
        _difficulty,
        _candidate,
        ("Provenance", {"fields": (("created_by", "created_at"), "updated_at", "id")}),
    )
    add_fieldsets = (_job, _limits, _candidate)
    actions = ("open_selected", "close_selected", "duplicate_selected")
    actions_detail = ("open_this", "close_this", "duplicate_this")
    offered_when = {
        "open_this": frozenset({ConfigStatus.DRAFT, ConfigStatus.CLOSED}),
        "close_this": frozenset({ConfigStatus.OPEN}),
    }

    show_status = label_field("status", STATUS_COLOURS, "status")
    show_difficulty = label_field("difficulty", DIFFICULTY_COLOURS, "difficulty")

    def get_queryset(self, request: HttpRequest) -> QuerySet[InterviewConfig]:
        sessions = InterviewSession.objects.exclude(status=SessionStatus.PENDING)
        return (
            super()
            .get_queryset(request)
            .annotate(
                question_total=counted(Question.objects.all(), "config"),
                started_total=counted(sessions, "config"),
                completed_total=counted(sessions.filter(status=SessionStatus.COMPLETED), "config"),
            )
        )

    def get_inlines(self, request: HttpRequest, obj: InterviewConfig | None) -> list[Any]:
        # A new interview gets its questions when it is saved.
        return [QuestionInline, VersionInline] if obj else []

    def view_on_site(self, config: InterviewConfig) -> str:
        return reverse("interviews:detail", args=[config.pk])

    @display(description="kind", ordering="kind")
    def show_kind(self, config: InterviewConfig) -> str:
        return config.get_kind_display().partition(":")[0]

    @display(description="questions", ordering="question_total")
    def questions(self, config: Any) -> Any:
        if not config.question_total:
            return EMPTY
        return list_link("interviews_question", config.question_total, config__id__exact=config.pk)

    @display(description="completed of started", ordering="completed_total")
    def completed(self, config: Any) -> Any:
        if not config.started_total:
            return EMPTY
        text = f"{config.completed_total} of {config.started_total}"
        return list_link("interviews_interviewsession", text, config__id__exact=config.pk)

    @display(description="candidate link")
    def candidate_link(self, config: InterviewConfig) -> Any:
        if config.status != ConfigStatus.OPEN:
            return "Works once the interview is open."
        url = links.config_url(config)
        return (
            link(url, url) if url else "The secret key it was made with is gone: duplicate the interview for a new one."
        )

    @display(description="version")
    def latest_version(self, config: InterviewConfig) -> Any:
        version = config.versions.order_by("-number").first()
        return row_link(version) if version else "None yet: opening the interview makes the first."

    # --- Saving ----------------------------------------------------------------------------------------

    def save_model(self, request: HttpRequest, obj: InterviewConfig, form: Any, change: bool) -> None:
        if not change:
            config = configs.create_config(request.user, {name: form.cleaned_data[name] for name in form.fields})
            obj.__dict__.update(config.__dict__)
            return
        config = InterviewConfig.objects.get(pk=obj.pk)
        fields = changes(form, config)
        if fields:
            configs.update_config(request.user, config, fields)

    def save_formset(self, request: HttpRequest, form: Any, formset: Any, change: bool) -> None:
        if formset.model is not Question:
            super().save_formset(request, form, formset, change)
            return
        formset.save(commit=False)
        for question in formset.deleted_objects:
            configs.delete_question(request.user, question)
        for question, names in formset.changed_objects:
            stored = Question.objects.select_related("config").get(pk=question.pk)
            configs.update_question(request.user, stored, {name: getattr(question, name) for name in names})
        for question in formset.new_objects:
            fields = {name: getattr(question, name) for name in QuestionInline.editable}
            configs.add_question(request.user, question.config, fields)

    # --- Actions ---------------------------------------------------------------------------------------

    def _each(self, request: HttpRequest, rows: Iterable[Any], act: Callable[..., Any], done: str) -> None:
        changed, problems = [], False
        for config in rows:
            try:
                act(request.user, config)
                changed.append(config)
            except configs.NotAllowed as problem:
                problems = True
                self.message_user(request, f"{config}: {problem}", messages.ERROR)
        if len(changed) == 1:
            self.message_user(request, f"“{changed[0]}” is {done} now.", messages.SUCCESS)
        elif changed:
            self.message_user(request, f"{len(changed)} interviews are {done} now.", messages.SUCCESS)
        elif not problems:
            self.message_user(request, f"Nothing changed: there was nothing to be {done}.", messages.WARNING)

    @action(description="Open", permissions=["change"])
    def open_selected(self, request: HttpRequest, queryset: QuerySet[InterviewConfig]) -> None:
        self._each(request, queryset, configs.open_config, "open")

    @action(description="Close", permissions=["change"])
    def close_selected(self, request: HttpRequest, queryset: QuerySet[InterviewConfig]) -> None:
        self._each(request, queryset.filter(status=ConfigStatus.OPEN), configs.close_config, "closed")

    @action(description="Duplicate", permissions=["add"])
    def duplicate_selected(self, request: HttpRequest, queryset: QuerySet[InterviewConfig]) -> None:
        self._each(request, queryset, configs.duplicate_config, "duplicated")

    @action(
        description="Open",
        icon="play_arrow",
        permissions=["change"],
        dialog=dialog("Open this interview?", "Its link works from then on.", "Open"),
    )
    def open_this(self, request: HttpRequest, form: Any, object_id: str) -> HttpResponse:
        return self._on_one(request, object_id, self.open_selected)

    @action(
        description="Close",
        icon="block",
        permissions=["change"],
        dialog=dialog(
            "Close this interview?", "Nobody new can begin it. Candidates who have begun can finish.", "Close"
        ),
    )
    def close_this(self, request: HttpRequest, form: Any, object_id: str) -> HttpResponse:
        return self._on_one(request, object_id, self.close_selected)

    @action(
        description="Duplicate",
        icon="content_copy",
        permissions=["add"],
        dialog=dialog(
            "Duplicate this interview?", "You get a draft with the same settings and questions.", "Duplicate"
        ),
    )
    def duplicate_this(self, request: HttpRequest, form: Any, object_id: str) -> HttpResponse:
        def duplicate(config: InterviewConfig) -> str:
            copy = configs.duplicate_config(request.user, config)
            self.message_user(request, "This is a copy, as a draft.", messages.SUCCESS)
            return admin_url(copy)

        return self.act_on(request, object_id, duplicate)

    def _on_one(self, request: HttpRequest, object_id: str, act: Callable[..., Any]) -> HttpResponse:
        return self.act_on(request, object_id, lambda row: act(request, InterviewConfig.objects.filter(pk=row.pk)))


@admin.register(ConfigVersion)
class ConfigVersionAdmin(ScopedAdmin):
    list_display = ("version", "interview", "sessions", "question_total", "created_at")
    list_filter = ("created_at",)
    list_select_related = ("config",)
    search_fields = ("config__job_role", "=sha256")
    date_hierarchy = "created_at"
    ordering = ("-created_at",)
    fieldsets = (
        (None, {"fields": (("interview", "number"), ("sessions", "created_at"), "sha256")}),
        ("As it stood", {"fields": ("show_content",)}),
    )

    show_content = data_field("content")

    def get_queryset(self, request: HttpRequest) -> QuerySet[ConfigVersion]:
        sessions = visible_to(request.user, InterviewSession.objects.all())
        return super().get_queryset(request).annotate(session_total=counted(sessions, "config_version"))

    @display(description="version", ordering="number")
    def version(self, version: ConfigVersion) -> str:
        return str(version)

    @display(description="interview", ordering="config__job_role")
    def interview(self, version: ConfigVersion) -> Any:
        return row_link(version.config)

    @display(description="sessions", ordering="session_total")
    def sessions(self, version: Any) -> Any:
        if not version.session_total:
            return EMPTY
        return list_link("interviews_interviewsession", version.session_total, config_version__id__exact=version.pk)

    @display(description="questions")
    def question_total(self, version: ConfigVersion) -> int:
        return len(version.content.get("questions", []))
