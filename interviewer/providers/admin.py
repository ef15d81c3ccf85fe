"""Calls to providers: what they cost and how they ended. To look at only."""

from __future__ import annotations

from typing import Any

from django.contrib import admin
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from unfold.decorators import display

from interviewer.admin import ScopedAdmin
from interviewer.admin_display import EMPTY, link
from interviewer.providers import chains
from interviewer.providers.models import ProviderCall


@admin.register(ProviderCall)
class ProviderCallAdmin(ScopedAdmin):
    list_display = ("at", "kind", "purpose", "provider", "model", "show_outcome", "latency", "tokens", "session")
    list_filter = ("kind", "outcome", "purpose", "provider", "at")
    list_before_template = "providers/chains.html"
    search_fields = ("=session_id", "model", "key_label")
    search_help_text = "A session's id, a model, or a key's label."
    date_hierarchy = "at"
    ordering = ("-at",)
    fieldsets = (
        (None, {"fields": (("at", "purpose"), ("outcome", "session"), "detail")}),
        ("Who was asked", {"fields": (("provider", "model"), ("key_label", "prompt_version"))}),
        ("What it took", {"fields": ("latency", ("tokens_in", "tokens_out"))}),
    )

    def changelist_view(self, request: HttpRequest, extra_context: dict[str, Any] | None = None) -> HttpResponse:
        """The calls, and above them the chains as they are now: what ``manage.py providers`` prints."""
        shown = [
            {"title": chains.TITLES[kind], "rows": chains.rows(kind), "without": chains.WITHOUT[kind]}
            for kind in chains.CHAINS
        ]
        context = {"chains": shown, "chains_shared": chains.shared(), **(extra_context or {})}
        return super().changelist_view(request, context)

    @display(description="outcome", ordering="outcome", label={"ok": "success", "bad": "danger"})
    def show_outcome(self, call: ProviderCall) -> tuple[str, str]:
        return ("ok" if call.outcome == "ok" else "bad", call.get_outcome_display())

    @display(description="latency", ordering="latency_ms")
    def latency(self, call: ProviderCall) -> str:
        return f"{call.latency_ms / 1000:.2f} s"

    @display(description="tokens in / out", ordering="tokens_out")
    def tokens(self, call: ProviderCall) -> str:
        return f"{call.tokens_in} / {call.tokens_out}" if call.tokens_in or call.tokens_out else EMPTY

    @display(description="session", ordering="session_id")
    def session(self, call: ProviderCall) -> Any:
        if call.session_id is None:
            return EMPTY
        return link(
            reverse("admin:interviews_interviewsession_change", args=[call.session_id]),
            str(call.session_id)[:8],
        )
