"""Who is invited, and who asked for extra time. The rules are those of the pages: services write."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.contrib import admin, messages
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from unfold.decorators import action, display

from interviewer import mailing
from interviewer.admin import CHANGE, DELETE, ScopedAdmin, dialog
from interviewer.admin_display import label_field, prose_field, row_link
from interviews import links
from interviews.admin.forms import changes
from interviews.models import AccommodationRequest, Invitation, InvitationState
from interviews.services import invitations
from interviews.services.configs import NotAllowed

INVITATION_COLOURS = {"pending": "info", "opened": "primary", "used": "success", "revoked": "danger"}
MAIL_COLOURS = {"queued": "info", "sent": "success", "failed": "danger"}
REQUEST_COLOURS = {"open": "warning", "granted": "success", "declined": "danger"}


@admin.register(Invitation)
class InvitationAdmin(ScopedAdmin):
    admins_may = frozenset({CHANGE, DELETE})
    recruiters_may = frozenset({CHANGE})
    audited_by_service = frozenset({"changed"})
    editable = ("full_name", "expires_at", "time_factor")
    list_display = ("email", "full_name", "interview", "show_state", "show_mail", "expires_at", "created_at")
    list_filter = ("state", "mail_state", "created_at", "expires_at")
    list_select_related = ("config",)
    search_fields = ("email", "full_name", "config__job_role")
    date_hierarchy = "created_at"
    ordering = ("-created_at",)
    fieldsets = (
        (
            None,
            {
                "fields": (
                    ("interview", "state"),
                    ("email", "full_name"),
                    "expires_at",
                    "personal_link",
                )
            },
        ),
        ("Extra time", {"fields": ("time_factor",), "classes": ("collapse",)}),
        ("E-mail", {"fields": (("mail_state", "mailed_at"), "mail_error")}),
        ("Provenance", {"fields": (("created_at", "opened_at"), "id")}),
    )
    actions = ("resend_selected", "revoke_selected")
    actions_detail = ("resend_this", "revoke_this")
    state_column = "state"
    offered_when = {
        "resend_this": frozenset({InvitationState.PENDING, InvitationState.OPENED, InvitationState.USED}),
        "revoke_this": frozenset({InvitationState.PENDING, InvitationState.OPENED}),
    }

    show_state = label_field("state", INVITATION_COLOURS, "state")
    show_mail = label_field("mail_state", MAIL_COLOURS, "e-mail")

    def view_on_site(self, invitation: Invitation) -> str:
        return reverse("interviews:invitations", args=[invitation.config_id])

    @display(description="interview", ordering="config__job_role")
    def interview(self, invitation: Invitation) -> Any:
        return row_link(invitation.config)

    @display(description="link")
    def personal_link(self, invitation: Invitation) -> str:
        return (
            links.invitation_url(invitation) or "The secret key it was made with is gone: sending it makes a new one."
        )

    def save_model(self, request: HttpRequest, obj: Invitation, form: Any, change: bool) -> None:
        stored = Invitation.objects.get(pk=obj.pk)
        try:
            invitations.change(request.user, stored, changes(form, stored))
        except NotAllowed as problem:
            self.message_user(request, str(problem), messages.ERROR)

    def _each(self, request: HttpRequest, rows: QuerySet[Invitation], act: Callable[..., Any], done: str) -> None:
        count = 0
        for invitation in rows.select_related("config"):
            try:
                act(request.user, invitation)
                count += 1
            except NotAllowed as problem:
                self.message_user(request, f"{invitation}: {problem}", messages.ERROR)
        if count:
            self.message_user(request, f"{done}: {count}.", messages.SUCCESS)

    @action(description="Send again by e-mail", permissions=["change"])
    def resend_selected(self, request: HttpRequest, queryset: QuerySet[Invitation]) -> None:
        if not mailing.is_configured():
            self.message_user(request, "No mail server is set up: set EMAIL_URL, or copy the links.", messages.WARNING)
            return
        self._each(request, queryset, invitations.resend, "On their way")

    @action(description="Revoke", permissions=["change"])
    def revoke_selected(self, request: HttpRequest, queryset: QuerySet[Invitation]) -> None:
        self._each(request, queryset, invitations.revoke, "Revoked")

    @action(
        description="Send again",
        icon="forward_to_inbox",
        permissions=["change"],
        dialog=dialog("Send this invitation again?", "It goes out by e-mail, with the same link.", "Send"),
    )
    def resend_this(self, request: HttpRequest, form: Any, object_id: str) -> HttpResponse:
        return self._on_one(request, object_id, self.resend_selected)

    @action(
        description="Revoke",
        icon="block",
        permissions=["change"],
        dialog=dialog("Revoke this invitation?", "Its link leads nowhere from then on.", "Revoke"),
    )
    def revoke_this(self, request: HttpRequest, form: Any, object_id: str) -> HttpResponse:
        return self._on_one(request, object_id, self.revoke_selected)

    def _on_one(self, request: HttpRequest, object_id: str, act: Callable[..., Any]) -> HttpResponse:
        return self.act_on(request, object_id, lambda row: act(request, Invitation.objects.filter(pk=row.pk)))


@admin.register(AccommodationRequest)
class AccommodationRequestAdmin(ScopedAdmin):
    """To look at: it is answered on its own page, where the candidate's words can be read first."""

    list_display = ("email", "full_name", "interview", "wish", "show_state", "created_at", "answered_at")
    list_filter = ("state", "wish", "created_at")
    list_select_related = ("config",)
    search_fields = ("email", "full_name", "config__job_role")
    date_hierarchy = "created_at"
    ordering = ("-created_at",)
    fieldsets = (
        (None, {"fields": (("interview", "state"), ("email", "full_name"), "wish", "show_message")}),
        ("Answer", {"fields": (("factor", "answered_by"), "show_note", ("answered_at", "mail_state"), "mail_error")}),
        ("Provenance", {"fields": (("created_at", "id"),)}),
    )
    state_column = "state"

    show_state = label_field("state", REQUEST_COLOURS, "state")
    show_message = prose_field("message", "in their words")
    show_note = prose_field("note", "what they were told")

    def view_on_site(self, request_row: AccommodationRequest) -> str:
        return reverse("interviews:answer_request", args=[request_row.pk])

    @display(description="interview", ordering="config__job_role")
    def interview(self, row: AccommodationRequest) -> Any:
        return row_link(row.config)
