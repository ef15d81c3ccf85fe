from __future__ import annotations

from django.apps import AppConfig


class WebhooksConfig(AppConfig):
    name = "interviewer.webhooks"
    label = "webhooks"
    verbose_name = "Webhooks"

    def ready(self) -> None:
        from interviewer.webhooks import tasks  # noqa: F401 - declares the kind of work
