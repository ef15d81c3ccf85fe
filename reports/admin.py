"""What the machine found, to look at."""

from __future__ import annotations

from typing import Any

from django.contrib import admin, messages
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from unfold.decorators import action, display

from interviewer.admin import ScopedAdmin, ScopedInline, dialog
from interviewer.admin_display import (
    SCORE_COLOURS,
    data_field,
    label_field,
    link,
    row_link,
    score_label,
    score_range,
)
from interviews.admin.sessions import ResponseAdmin, SessionAdmin
from reports import admin_sessions as admin_sessions  # it adds to the page of sessions
from reports import services
from reports import sharing_admin as sharing_admin  # a page of its own
from reports.admin_judging import ScoreOverrideInline, VerdictInline
from reports.models import Evaluation, Report, SkillScore

REPORT_COLOURS = {"pending": "info", "ready": "success", "failed": "danger"}
EVALUATION_COLOURS = {
    "scored": "success",
    "no_answer": "info",
    "unclear_audio": "warning",
    "failed": "danger",
}
OUTCOME_COLOURS = {"correct": "success", "partial": "info", "wrong": "warning"}
RECOMMENDATION_COLOURS = {
    "strong_yes": "success",
    "yes": "success",
    "mixed": "info",
    "no": "warning",
    "insufficient_evidence": "info",
}


class ShowsScore:
    """A column and a field for a row with score, low and high."""

    @display(description="score", ordering="score", label=SCORE_COLOURS)
    def score_column(self, row: Any) -> tuple[str, str] | str:
        return score_label(row)

    @display(description="score", ordering="score")
    def score_with_range(self, row: Any) -> str:
        return score_range(row)


class SkillScoreInline(ShowsScore, ScopedInline):
    model = SkillScore
    fields = ("skill", "score_with_range", "answers")


class ReportInline(ShowsScore, ScopedInline):
    model = Report
    fields = ("state", "score_with_range", "recommendation", "written_at")


class EvaluationInline(ShowsScore, ScopedInline):
    model = Evaluation
    fields = ("answer_version", "state", "score_with_range", "outcome", "grader_version")


# Interviews know nothing of reports, so what reports adds to their pages is added from here.
SessionAdmin.inlines = (*SessionAdmin.inlines, ReportInline, VerdictInline)
ResponseAdmin.inlines = (EvaluationInline, *ResponseAdmin.inlines)


@admin.register(Report)
class ReportAdmin(ShowsScore, ScopedAdmin):
    list_display = (
        "candidate",
        "interview",
        "show_state",
        "score_column",
        "show_recommendation",
        "grader_version",
        "written_at",
    )
    list_filter = ("state", "recommendation", "grader_version", "written_at")
    list_select_related = ("session__config",)
    search_fields = (
        "session__candidate_name",
        "session__candidate__email",
        "session__config__job_role",
        "=session__id",
    )
    date_hierarchy = "created_at"
    ordering = ("-created_at",)
    fieldsets = (
        (
            None,
            {
                "fields": (
                    ("session_link", "interview"),
                    ("state", "score_with_range"),
                    ("recommendation", "recommendation_reason"),
                    "summary",
                    "decide",
                )
            },
        ),
        ("Findings", {"fields": ("show_strengths", "show_weaknesses")}),
        (
            "Provenance",
            {
                "fields": (
                    ("provider", "model"),
                    ("prompt_version", "grader_version"),
                    ("created_at", "written_at"),
                    "id",
                )
            },
        ),
    )
    inlines = (SkillScoreInline,)
    actions = ("grade_selected_again",)
    actions_detail = ("grade_this_again",)

    show_state = label_field("state", REPORT_COLOURS, "state")
    show_recommendation = label_field("recommendation", RECOMMENDATION_COLOURS, "recommendation")
    show_strengths = data_field("strengths")
    show_weaknesses = data_field("weaknesses")

    def view_on_site(self, report: Report) -> str:
        return reverse("reports:report", args=[report.session_id])

    @display(description="candidate", ordering="session__candidate_name")
    def candidate(self, report: Report) -> str:
        return report.session.candidate_name

    @display(description="session")
    def session_link(self, report: Report) -> Any:
        return row_link(report.session)

    @display(description="interview", ordering="session__config__job_role")
    def interview(self, report: Report) -> Any:
        return row_link(report.session.config)

    @display(description="decision")
    def decide(self, report: Report) -> Any:
        return link(f"{reverse('admin:reports_verdict_add')}?session={report.session_id}", "Add a verdict")

    def _grade(self, request: HttpRequest, rows: QuerySet[Report]) -> None:
        found = list(rows.select_related("session"))
        count = sum(services.grade_again(request.user, report.session) for report in found)
        if count:
            self.message_user(request, f"Reports being written again: {count}.", messages.SUCCESS)
        if count < len(found):
            self.message_user(
                request,
                f"Left alone, for the interview isn't completed: {len(found) - count}.",
                messages.WARNING,
            )

    @action(description="Grade again", permissions=["operate"])
    def grade_selected_again(self, request: HttpRequest, queryset: QuerySet[Report]) -> None:
        self._grade(request, queryset)

    @action(
        description="Grade again",
        icon="replay",
        permissions=["operate"],
        dialog=dialog("Grade again?", "Every answer is graded anew, and the report is written again.", "Grade again"),
    )
    def grade_this_again(self, request: HttpRequest, form: Any, object_id: str) -> HttpResponse:
        return self.act_on(request, object_id, lambda row: self._grade(request, Report.objects.filter(pk=row.pk)))


@admin.register(Evaluation)
class EvaluationAdmin(ShowsScore, ScopedAdmin):
    list_display = (
        "candidate",
        "question",
        "show_state",
        "score_column",
        "show_outcome",
        "needs_review",
        "provider",
        "grader_version",
        "updated_at",
    )
    list_filter = ("state", "needs_review", "outcome", "provider", "grader_version", "created_at")
    list_select_related = ("response__session",)
    search_fields = ("response__session__candidate_name", "response__question_text")
    date_hierarchy = "created_at"
    ordering = ("-created_at",)
    fieldsets = (
        (
            None,
            {
                "fields": (
                    ("candidate", "question"),
                    ("state", "score_with_range"),
                    "outcome",
                    ("accuracy", "completeness"),
                    ("relevance", "confidence"),
                    "feedback",
                    "correct_it",
                )
            },
        ),
        ("Points", {"fields": (("show_covered", "show_missed"), ("show_matched", "show_unmatched"))}),
        ("Findings", {"fields": ("show_strengths", "show_improvements", "show_evidence", "show_flags")}),
        ("Two graders", {"fields": ("needs_review", "show_offline", "show_model_grade")}),
        (
            "Provenance",
            {
                "fields": (
                    ("provider", "model"),
                    ("prompt_version", "grader_version"),
                    "answer_version",
                    ("created_at", "updated_at"),
                    "id",
                )
            },
        ),
    )
    inlines = (ScoreOverrideInline,)
    actions = ("grade_selected_again",)

    show_offline = data_field("offline")
    show_model_grade = data_field("model_grade")
    show_state = label_field("state", EVALUATION_COLOURS, "state")
    show_outcome = label_field("outcome", OUTCOME_COLOURS, "outcome")
    show_covered = data_field("points_covered")
    show_missed = data_field("points_missed")
    show_matched = data_field("keywords_matched")
    show_unmatched = data_field("keywords_missed")
    show_strengths = data_field("strengths")
    show_improvements = data_field("improvements")
    show_evidence = data_field("evidence")
    show_flags = data_field("flags")

    @display(description="candidate", ordering="response__session__candidate_name")
    def candidate(self, evaluation: Evaluation) -> str:
        return evaluation.response.session.candidate_name

    @display(description="question", ordering="response__number")
    def question(self, evaluation: Evaluation) -> Any:
        return row_link(evaluation.response, f"{evaluation.response.number}. {evaluation.response.question_text}")

    @display(description="correction")
    def correct_it(self, evaluation: Evaluation) -> Any:
        return link(
            f"{reverse('admin:reports_scoreoverride_add')}?evaluation={evaluation.pk}",
            "Set another score beside it",
        )

    @action(description="Grade again", permissions=["operate"])
    def grade_selected_again(self, request: HttpRequest, queryset: QuerySet[Evaluation]) -> None:
        rows = list(queryset.select_related("response__session"))
        count = sum(services.grade_answer_again(request.user, row.response) for row in rows)
        if count:
            self.message_user(request, f"Answers being graded again: {count}.", messages.SUCCESS)
        if count < len(rows):
            left = len(rows) - count
            self.message_user(request, f"Left alone, for the interview isn't completed: {left}.", messages.WARNING)


@admin.register(SkillScore)
class SkillScoreAdmin(ShowsScore, ScopedAdmin):
    for_admins = frozenset({"owner"})
    list_display = ("candidate_name", "skill", "score_column", "answers", "interview", "created")
    list_filter = ("skill", "created")
    list_select_related = ("candidate", "config")
    search_fields = ("candidate__full_name", "candidate__email", "config__job_role")
    date_hierarchy = "created"
    ordering = ("-created", "skill")
    fieldsets = (
        (None, {"fields": (("report_link", "interview"), "owner", ("skill", "score_with_range"), "answers")}),
        ("Findings", {"fields": ("show_strengths", "show_weaknesses", "show_recommendations")}),
    )

    show_strengths = data_field("strengths")
    show_weaknesses = data_field("weaknesses")
    show_recommendations = data_field("recommendations")

    @display(description="candidate", ordering="candidate__full_name")
    def candidate_name(self, row: SkillScore) -> str:
        return row.candidate.full_name

    @display(description="interview", ordering="config__job_role")
    def interview(self, row: SkillScore) -> Any:
        return row_link(row.config)

    @display(description="report")
    def report_link(self, row: SkillScore) -> Any:
        return row_link(row.report)
