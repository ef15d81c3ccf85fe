"""Erasures that people ask for: each recruiter's part, and carrying it out."""

from __future__ import annotations

from typing import Any

from django.contrib import admin, messages
from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from unfold.decorators import action, display

from candidates.models import ErasurePart, ErasureState
from candidates.privacy import PrivacyProblem
from interviewer.admin import ScopedAdmin, dialog
from interviewer.admin_display import EMPTY, data_field, label_field, row_link
from interviews.services import privacy

COLOURS = {"waiting": "warning", "done": "success", "dropped": "info"}


@admin.register(ErasurePart)
class ErasurePartAdmin(ScopedAdmin):
    list_display = ("person", "owner", "show_state", "due", "overdue", "done_at", "done_by")
    list_filter = ("state", "request__due_at")
    list_select_related = ("request__candidate", "owner", "done_by")
    search_fields = ("owner__email", "request__candidate__full_name", "request__email")
    ordering = ("request__due_at",)
    fieldsets = (
        (None, {"fields": (("person", "owner"), ("show_state", "due"))}),
        ("What was done", {"fields": (("done_at", "done_by"), "show_figures", "id")}),
    )
    actions_detail = ("erase_now",)
    state_column = "state"
    offered_when = {"erase_now": frozenset({ErasureState.WAITING})}

    show_state = label_field("state", COLOURS, "state")
    show_figures = data_field("figures", "erased")

    @display(description="who", ordering="request__candidate__full_name")
    def person(self, part: ErasurePart) -> Any:
        if part.state != ErasureState.WAITING:
            return EMPTY
        return row_link(part.request.candidate) if part.request.candidate else part.request.who or EMPTY

    @display(description="due", ordering="request__due_at")
    def due(self, part: ErasurePart) -> Any:
        return f"{part.request.due_at:%-d %b %Y}"

    @display(description="overdue", boolean=True)
    def overdue(self, part: ErasurePart) -> bool:
        return part.state == ErasureState.WAITING and part.request.due_at < timezone.now()

    def has_erase_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Whoever sees a part may carry it out: it is theirs, or they are an admin."""
        return self.has_view_permission(request, obj)

    @action(
        description="Erase now",
        icon="delete_forever",
        permissions=["erase"],
        dialog=dialog(
            "Erase this person's data?",
            "Interviews with you, answers, recordings and reports go for good. Counts that name nobody stay.",
            "Erase",
        ),
    )
    def erase_now(self, request: HttpRequest, form: Any, object_id: str) -> HttpResponse:
        def act(part: ErasurePart) -> None:
            try:
                privacy.carry_out(request.user, part)
            except PrivacyProblem as problem:
                self.message_user(request, str(problem), messages.ERROR)
            else:
                self.message_user(request, "Erased.", messages.SUCCESS)

        return self.act_on(request, object_id, act)
