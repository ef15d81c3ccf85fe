from __future__ import annotations

from django.apps import AppConfig


class InterviewsConfig(AppConfig):
    name = "interviews"
    verbose_name = "Interviews"

    def ready(self) -> None:
        from interviews import receivers, tasks  # noqa: F401 - connects the signals, declares the kinds of work
        from interviews.api import problems

        problems.register()
