"""What reports add to the admin's list of sessions. Interviews know nothing of reports, so it is added from here."""

from __future__ import annotations

from typing import Any

from django.contrib import admin, messages
from django.db.models import QuerySet
from django.http import HttpRequest
from unfold.decorators import action

from interviews.admin.sessions import SessionAdmin
from interviews.models import InterviewSession, SessionStatus
from reports import services
from reports.models import ReportState


class ReviewFilter(admin.SimpleListFilter):
    title = "review"
    parameter_name = "review"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:
        return [("waiting", "Waits for a verdict"), ("done", "Has a verdict")]

    def queryset(self, request: HttpRequest, queryset: QuerySet[InterviewSession]) -> QuerySet[InterviewSession]:
        if self.value() == "waiting":
            return queryset.filter(
                status=SessionStatus.COMPLETED, report__state=ReportState.READY, verdicts__isnull=True
            )
        if self.value() == "done":
            return queryset.filter(verdicts__isnull=False).distinct()
        return queryset


@action(description="Grade again", permissions=["operate"])
def grade_sessions_again(modeladmin: Any, request: HttpRequest, queryset: QuerySet[InterviewSession]) -> None:
    """Every answer anew, and the report, as the report's own page does it."""
    sessions = list(queryset)
    count = sum(services.grade_again(request.user, session) for session in sessions)
    if count:
        modeladmin.message_user(request, f"Reports being written again: {count}.", messages.SUCCESS)
    if count < len(sessions):
        left = len(sessions) - count
        modeladmin.message_user(request, f"Left alone, for the interview isn't completed: {left}.", messages.WARNING)


SESSION_PAGE: Any = SessionAdmin
SESSION_PAGE.actions = (*SessionAdmin.actions, grade_sessions_again)
SESSION_PAGE.list_filter = ("status", ReviewFilter, *SessionAdmin.list_filter[1:])
