"""What people decided and corrected, to add to."""

from __future__ import annotations

from typing import Any

from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest
from unfold.decorators import display

from interviewer.admin import ADD, DELETE, ScopedAdmin, ScopedInline
from interviewer.admin_display import label_field, row_link, score_range, short_field
from reports.models import Evaluation, ScoreOverride, Verdict
from reports.verdicts import visible_verdicts

DECISION_COLOURS = {"advance": "success", "hold": "info", "reject": "warning"}


def _readable(request: HttpRequest, rows: QuerySet[Verdict]) -> QuerySet[Verdict]:
    """Others' verdicts are there once one's own is given, as everywhere."""
    return rows.filter(pk__in=visible_verdicts(request.user).values("pk"))


class VerdictInline(ScopedInline):
    model = Verdict
    fields = ("decision", "reason", "author", "given_at")

    def get_queryset(self, request: HttpRequest) -> QuerySet[Verdict]:
        return _readable(request, super().get_queryset(request)).select_related("author")


class ScoreOverrideInline(ScopedInline):
    model = ScoreOverride
    fields = ("score", "reason", "author", "given_at")

    def get_queryset(self, request: HttpRequest) -> QuerySet[ScoreOverride]:
        return super().get_queryset(request).select_related("author")


class ByAPerson(ScopedAdmin):
    """What people say beside the machine: it is added under their name and never changed."""

    admins_may = frozenset({ADD, DELETE})
    recruiters_may = frozenset({ADD})
    author_field = "author"
    ordering = ("-given_at",)
    date_hierarchy = "given_at"

    @display(description="author", ordering="author__email")
    def by(self, row: Any) -> str:
        return str(row.author)


@admin.register(Verdict)
class VerdictAdmin(ByAPerson):
    editable = ("session", "decision", "reason")
    list_display = ("candidate", "interview", "show_decision", "short_reason", "by", "given_at")
    list_filter = ("decision", "given_at")
    list_select_related = ("session__config", "author")
    search_fields = ("session__candidate_name", "session__config__job_role", "author__email")
    autocomplete_fields = ("session",)
    fieldsets = ((None, {"fields": (("session", "decision"), "reason", ("by", "given_at"))}),)
    add_fieldsets = ((None, {"fields": ("session", "decision", "reason")}),)

    def get_queryset(self, request: HttpRequest) -> QuerySet[Verdict]:
        return _readable(request, super().get_queryset(request))

    show_decision = label_field("decision", DECISION_COLOURS, "decision")
    short_reason = short_field("reason")

    @display(description="candidate", ordering="session__candidate_name")
    def candidate(self, verdict: Verdict) -> str:
        return verdict.session.candidate_name

    @display(description="interview", ordering="session__config__job_role")
    def interview(self, verdict: Verdict) -> Any:
        return row_link(verdict.session.config)


def _whose(evaluation: Evaluation) -> str:
    response = evaluation.response
    return f"{response.session.candidate_name}, question {response.number}: {score_range(evaluation)}"


@admin.register(ScoreOverride)
class ScoreOverrideAdmin(ByAPerson):
    editable = ("evaluation", "score", "reason")
    list_display = ("candidate", "question", "score", "machine_score", "short_reason", "by", "given_at")
    list_filter = ("given_at",)
    list_select_related = ("evaluation__response__session", "author")
    search_fields = ("evaluation__response__session__candidate_name", "author__email")
    autocomplete_fields = ("evaluation",)
    fieldsets = ((None, {"fields": ("question", ("score", "machine_score"), "reason", ("by", "given_at"))}),)
    add_fieldsets = ((None, {"fields": ("evaluation", "score", "reason")}),)

    short_reason = short_field("reason")

    def formfield_for_foreignkey(self, db_field: Any, request: HttpRequest, **kwargs: Any) -> Any:
        field = super().formfield_for_foreignkey(db_field, request, **kwargs)
        if field is not None and db_field.name == "evaluation":
            # A bare score doesn't say whose it is.
            field.label_from_instance = _whose
        return field

    @display(description="candidate", ordering="evaluation__response__session__candidate_name")
    def candidate(self, override: ScoreOverride) -> str:
        return override.evaluation.response.session.candidate_name

    @display(description="question")
    def question(self, override: ScoreOverride) -> Any:
        response = override.evaluation.response
        return row_link(override.evaluation, f"{response.number}. {response.question_text}")

    @display(description="the machine's score")
    def machine_score(self, override: ScoreOverride) -> str:
        return score_range(override.evaluation)
