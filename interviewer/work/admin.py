"""Background work: what is stuck, and making it go on."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from django.contrib import admin, messages
from django.db.models import Q, QuerySet
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils import timezone
from unfold.decorators import action, display

from interviewer.accounts import audit
from interviewer.admin import ScopedAdmin, dialog
from interviewer.admin_display import EMPTY, label_field, link
from interviewer.work import service, sweeping
from interviewer.work.models import Work, WorkState

STATE_COLOURS = {"queued": "info", "running": "primary", "done": "success", "failed": "danger"}


class OverdueFilter(admin.SimpleListFilter):
    title = "overdue"
    parameter_name = "overdue"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:
        return [("yes", "Waiting for a worker, or left by one")]

    def queryset(self, request: HttpRequest, queryset: QuerySet[Work]) -> QuerySet[Work]:
        if self.value() != "yes":
            return queryset
        now = timezone.now()
        return queryset.filter(
            Q(state=WorkState.QUEUED, next_try_at__lt=now - timedelta(minutes=1))
            | Q(state=WorkState.RUNNING, lease_until__lt=now)
        )


@admin.register(Work)
class WorkAdmin(ScopedAdmin):
    list_display = (
        "kind",
        "show_state",
        "attempts",
        "session",
        "last_error",
        "created_at",
        "next_try_at",
        "finished_at",
    )
    list_filter = ("state", OverdueFilter, "kind", "created_at")
    search_fields = ("=key", "=session_id", "kind", "last_error")
    search_help_text = "The id of a session or answer, a kind of work, or part of an error."
    date_hierarchy = "created_at"
    ordering = ("-created_at",)
    fieldsets = (
        (None, {"fields": (("kind", "state"), ("session", "key"), "last_error")}),
        ("Attempts", {"fields": (("attempts", "next_try_at"), ("lease_until", "finished_at"), "created_at")}),
    )
    actions = ("run_again",)
    actions_list = ("sweep_now",)
    actions_detail = ("run_this_again",)
    state_column = "state"
    offered_when = {"run_this_again": frozenset({WorkState.DONE, WorkState.FAILED})}

    show_state = label_field("state", STATE_COLOURS, "state")

    @display(description="session", ordering="session_id")
    def session(self, row: Work) -> Any:
        if row.session_id is None:
            return EMPTY
        return link(
            reverse("admin:interviews_interviewsession_change", args=[row.session_id]),
            str(row.session_id)[:8],
        )

    def _run_again(self, request: HttpRequest, rows: QuerySet[Work]) -> None:
        asked = list(rows.filter(state__in=[WorkState.FAILED, WorkState.DONE]))
        count = service.run_again(Work.objects.filter(pk__in=[row.pk for row in asked]))
        for row in asked:
            audit.record(request.user, "run again", row, after={"kind": row.kind})
        if count:
            self.message_user(request, f"Queued anew: {count}.", messages.SUCCESS)
        else:
            self.message_user(
                request,
                "Nothing was queued: only work that is done or failed can be run again.",
                messages.WARNING,
            )

    @action(description="Run again", permissions=["operate"])
    def run_again(self, request: HttpRequest, queryset: QuerySet[Work]) -> None:
        self._run_again(request, queryset)

    @action(
        description="Run again",
        icon="replay",
        permissions=["operate"],
        dialog=dialog("Run this work again?", "It is queued anew, with all its attempts.", "Run again"),
    )
    def run_this_again(self, request: HttpRequest, form: Any, object_id: str) -> HttpResponse:
        return self.act_on(request, object_id, lambda row: self._run_again(request, Work.objects.filter(pk=row.pk)))

    @action(
        description="Sweep now",
        icon="mop",
        permissions=["operate"],
        dialog=dialog(
            "Sweep now?",
            "Queues overdue work, ends interviews whose candidate has long been away, and erases resumes "
            "that nobody claimed. It happens by itself every few seconds while beat is running.",
            "Sweep",
        ),
    )
    def sweep_now(self, request: HttpRequest, form: Any) -> HttpResponse:
        counts = sweeping.sweep(by_hand=True)
        done = ", ".join(f"{name.replace('_', ' ')}: {count}" for name, count in counts.items())
        self.message_user(request, f"Swept. {done.capitalize()}.", messages.SUCCESS)
        return HttpResponse(headers={"HX-Redirect": reverse("admin:work_work_changelist")})
