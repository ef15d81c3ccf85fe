from __future__ import annotations

from django.apps import AppConfig


class AccountsConfig(AppConfig):
    name = "interviewer.accounts"
    label = "accounts"
    verbose_name = "Team"

    def ready(self) -> None:
        from interviewer.accounts import tasks  # noqa: F401 - declares the kind of work
