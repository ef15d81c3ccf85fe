from __future__ import annotations

from django.apps import AppConfig


class AccountsConfig(AppConfig):
    name = "interviewer.accounts"
    label = "accounts"
    verbose_name = "Team"

    def ready(self) -> None:
        from interviewer.accounts import tasks  # noqa: F401 - declares the kind of work
        from interviewer.accounts.sign_ins import erase_expired
        from interviewer.work import sweeping

        sweeping.register("sign_ins_erased", erase_expired, every=3600)
