"""Which reports are shared by link, how often they were read, and an end to it."""

from __future__ import annotations

from typing import Any

from django.contrib import admin, messages
from django.db.models import QuerySet
from django.http import HttpRequest
from unfold.decorators import action, display

from interviewer.admin import ScopedAdmin
from interviewer.admin_display import row_link
from reports import sharing
from reports.models import ShareLink

STATE_COLOURS = {"Open": "success", "Expired": "info", "Revoked": "warning"}


@admin.register(ShareLink)
class ShareLinkAdmin(ScopedAdmin):
    list_display = ("candidate", "interview", "state", "created_by", "expires_at", "opened", "last_opened_at")
    list_filter = ("blind", "recordings", "created_at", "expires_at")
    list_select_related = ("session__config", "created_by")
    search_fields = ("session__candidate_name", "session__config__job_role", "created_by__email")
    ordering = ("-created_at",)
    date_hierarchy = "created_at"
    fieldsets = (
        (
            None,
            {
                "fields": (
                    ("session_link", "state"),
                    ("created_by", "created_at"),
                    ("expires_at", "revoked_at"),
                    ("blind", "recordings"),
                    ("opened", "last_opened_at"),
                )
            },
        ),
    )
    actions = ("revoke_selected",)

    @display(description="state", label=STATE_COLOURS)
    def state(self, link: ShareLink) -> str:
        return link.state.capitalize()

    @display(description="candidate", ordering="session__candidate_name")
    def candidate(self, link: ShareLink) -> str:
        return link.session.candidate_name

    @display(description="interview", ordering="session__config__job_role")
    def interview(self, link: ShareLink) -> Any:
        return row_link(link.session.config)

    @display(description="session")
    def session_link(self, link: ShareLink) -> Any:
        return row_link(link.session)

    @action(description="Revoke", permissions=["view"])
    def revoke_selected(self, request: HttpRequest, queryset: QuerySet[ShareLink]) -> None:
        count = sum(sharing.revoke(request.user, link) for link in queryset.select_related("session"))
        if count:
            self.message_user(request, f"Links that open nothing any more: {count}.", messages.SUCCESS)
        else:
            self.message_user(request, "Nothing to revoke: these links were revoked before.", messages.WARNING)
