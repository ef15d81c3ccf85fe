"""Endpoints and the log of deliveries."""

from __future__ import annotations

from django.contrib import admin, messages
from django.db.models import QuerySet
from django.http import HttpRequest
from unfold.decorators import action

from interviewer.admin import ScopedAdmin
from interviewer.admin_display import data_field, label_field
from interviewer.webhooks import services
from interviewer.webhooks.models import WebhookDelivery, WebhookEndpoint


@admin.register(WebhookEndpoint)
class WebhookEndpointAdmin(ScopedAdmin):
    list_display = ("url", "owner", "active", "created_at")
    list_filter = ("active", "created_at")
    list_select_related = ("owner",)
    search_fields = ("url", "owner__email")
    ordering = ("-created_at",)
    for_admins = frozenset({"owner"})
    fieldsets = ((None, {"fields": ("url", "show_events", ("active", "owner"), "created_at")}),)
    actions = ("send_a_test",)

    show_events = data_field("events")

    @action(description="Send a test event", permissions=["view"])
    def send_a_test(self, request: HttpRequest, queryset: QuerySet[WebhookEndpoint]) -> None:
        for endpoint in queryset:
            services.send_test(request.user, endpoint)
        self.message_user(request, f"Test events on their way: {len(queryset)}.", messages.SUCCESS)


@admin.register(WebhookDelivery)
class WebhookDeliveryAdmin(ScopedAdmin):
    list_display = ("event", "endpoint", "show_state", "attempts", "status_code", "error", "created_at", "next_try_at")
    list_filter = ("state", "event", "created_at")
    list_select_related = ("endpoint",)
    search_fields = ("=id", "endpoint__url", "error")
    date_hierarchy = "created_at"
    ordering = ("-created_at",)
    fieldsets = (
        (None, {"fields": (("event", "endpoint"), ("state", "attempts"), ("status_code", "error"))}),
        ("When", {"fields": (("created_at", "next_try_at", "delivered_at"),)}),
        ("What was sent", {"fields": ("show_payload",)}),
    )

    show_state = label_field("state", {"waiting": "info", "delivered": "success", "failed": "danger"})
    show_payload = data_field("payload")
