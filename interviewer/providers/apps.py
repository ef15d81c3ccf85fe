from __future__ import annotations

from django.apps import AppConfig


class ProvidersConfig(AppConfig):
    name = "interviewer.providers"
    label = "providers"
    verbose_name = "Providers"

    def ready(self) -> None:
        from interviewer.providers import checks  # noqa: F401
