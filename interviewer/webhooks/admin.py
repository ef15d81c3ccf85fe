"""Endpoints and the log of deliveries."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib import admin, messages
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.utils.html import format_html
from unfold.decorators import action, display
from unfold.widgets import UnfoldAdminCheckboxSelectMultipleWidget, UnfoldAdminURLInputWidget

from interviewer.admin import ADD, CHANGE, DELETE, ScopedAdmin, dialog
from interviewer.admin_display import EMPTY, counted, data_field, label_field, list_link
from interviewer.webhooks import services
from interviewer.webhooks.models import DeliveryState, Event, WebhookDelivery, WebhookEndpoint

STATE_COLOURS = {"waiting": "info", "delivered": "success", "failed": "danger"}
KEEP_IT = "Keep it where the receiver checks signatures: it is not shown here again."


class EndpointForm(forms.ModelForm):
    url = forms.URLField(label="Address", max_length=500, assume_scheme="https", widget=UnfoldAdminURLInputWidget)
    events = forms.MultipleChoiceField(
        choices=Event.choices,
        required=False,
        widget=UnfoldAdminCheckboxSelectMultipleWidget,
        help_text="What is sent there. None ticked means all of them.",
    )

    class Meta:
        model = WebhookEndpoint
        fields = ("url", "events", "active")

    def clean(self) -> dict[str, Any]:
        data = super().clean() or self.cleaned_data
        if data.get("url"):
            try:
                services.check(data["url"])
            except services.WebhookProblem as problem:
                self.add_error("url", str(problem))
        return data


@admin.register(WebhookEndpoint)
class WebhookEndpointAdmin(ScopedAdmin):
    admins_may = recruiters_may = frozenset({ADD, CHANGE, DELETE})
    audited_by_service = frozenset({"created", "changed", "deleted"})
    form = EndpointForm
    editable = ("url", "events", "active")
    list_display = ("url", "owner", "active", "deliveries", "given_up", "created_at")
    list_filter = ("active", "created_at")
    list_select_related = ("owner",)
    search_fields = ("url", "owner__email")
    ordering = ("-created_at",)
    for_admins = frozenset({"owner"})
    fieldsets = (
        (None, {"fields": ("url", "events", "active")}),
        ("What went there", {"fields": (("deliveries", "given_up"),)}),
        ("Provenance", {"fields": ("owner", "created_at", "id")}),
    )
    add_fieldsets = ((None, {"fields": ("url", "events", "active")}),)
    actions = ("send_a_test",)
    actions_detail = ("test_this", "renew_secret")

    def get_queryset(self, request: HttpRequest) -> QuerySet[WebhookEndpoint]:
        sent = WebhookDelivery.objects.all()
        return (
            super()
            .get_queryset(request)
            .annotate(
                delivery_total=counted(sent, "endpoint"),
                failed_total=counted(sent.filter(state=DeliveryState.FAILED), "endpoint"),
            )
        )

    @display(description="deliveries", ordering="delivery_total")
    def deliveries(self, endpoint: Any) -> Any:
        total = getattr(endpoint, "delivery_total", 0)
        return list_link("webhooks_webhookdelivery", total, endpoint__id__exact=endpoint.pk) if total else EMPTY

    @display(description="given up", ordering="failed_total")
    def given_up(self, endpoint: Any) -> Any:
        total = getattr(endpoint, "failed_total", 0)
        if not total:
            return EMPTY
        filters = {"endpoint__id__exact": endpoint.pk, "state__exact": DeliveryState.FAILED}
        return list_link("webhooks_webhookdelivery", total, **filters)

    # --- Saving: by the services that the API calls ------------------------------------------------------

    def save_model(self, request: HttpRequest, obj: WebhookEndpoint, form: Any, change: bool) -> None:
        fields = {name: form.cleaned_data[name] for name in EndpointForm.Meta.fields}
        if change:
            stored = WebhookEndpoint.objects.get(pk=obj.pk)
            if form.changed_data:
                services.update_endpoint(request.user, stored, fields)
        else:
            stored = services.create_endpoint(request.user, **fields)
            self._tell_secret(request, stored)
        obj.__dict__.update(stored.__dict__)

    def delete_model(self, request: HttpRequest, obj: WebhookEndpoint) -> None:
        services.delete_endpoint(request.user, obj)

    def delete_queryset(self, request: HttpRequest, queryset: QuerySet[WebhookEndpoint]) -> None:
        for endpoint in queryset:
            services.delete_endpoint(request.user, endpoint)

    def _tell_secret(self, request: HttpRequest, endpoint: WebhookEndpoint) -> None:
        # It is longer than a phone is wide.
        shown = format_html('<code class="break-words">{}</code>', services.secret(endpoint))
        self.message_user(request, format_html("The signing secret is {}. {}", shown, KEEP_IT), messages.WARNING)

    # --- Actions -----------------------------------------------------------------------------------------

    @action(description="Send a test event", permissions=["change"])
    def send_a_test(self, request: HttpRequest, queryset: QuerySet[WebhookEndpoint]) -> None:
        for endpoint in queryset:
            services.send_test(request.user, endpoint)
        self.message_user(request, f"Test events on their way: {len(queryset)}.", messages.SUCCESS)

    @action(
        description="Send a test",
        icon="send",
        permissions=["change"],
        dialog=dialog("Send a test event?", "It goes to this address, signed like all others.", "Send"),
    )
    def test_this(self, request: HttpRequest, form: Any, object_id: str) -> HttpResponse:
        def test(endpoint: WebhookEndpoint) -> None:
            services.send_test(request.user, endpoint)
            self.message_user(request, "A test event is on its way: the deliveries show how it went.", messages.SUCCESS)

        return self.act_on(request, object_id, test)

    @action(
        description="New secret",
        icon="key",
        permissions=["change"],
        dialog=dialog(
            "Make a new signing secret?",
            "The old one is worth nothing from then on. The new one is shown once.",
            "Make",
        ),
    )
    def renew_secret(self, request: HttpRequest, form: Any, object_id: str) -> HttpResponse:
        def renew(endpoint: WebhookEndpoint) -> None:
            if endpoint.owner_id != request.user.pk:
                # A secret signs in its owner's name.
                self.message_user(request, "Only its owner can make a new secret.", messages.ERROR)
                return
            services.renew_secret(request.user, endpoint)
            self._tell_secret(request, endpoint)

        return self.act_on(request, object_id, renew)


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

    show_state = label_field("state", STATE_COLOURS)
    show_payload = data_field("payload")
