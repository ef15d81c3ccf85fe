from __future__ import annotations

from django.apps import AppConfig


class WorkConfig(AppConfig):
    name = "interviewer.work"
    label = "work"
    verbose_name = "Background work"
