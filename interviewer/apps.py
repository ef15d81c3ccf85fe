from __future__ import annotations

from django.apps import AppConfig


class InterviewerConfig(AppConfig):
    name = "interviewer"
    verbose_name = "Interviewer"

    def ready(self) -> None:
        from interviewer import checks  # noqa: F401 - registers the checks
