"""System checks: a half-configured production doesn't start."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.apps import AppConfig
from django.conf import settings
from django.core.checks import CheckMessage, Error, Tags, Warning, register

from interviewer.mailing import is_configured


@register(Tags.security)
def production_is_whole(app_configs: Sequence[AppConfig] | None, **kwargs: Any) -> list[CheckMessage]:
    if not settings.PRODUCTION:
        return []
    problems: list[CheckMessage] = []
    if not settings.SECRET_KEY_GIVEN:
        problems.append(
            Error(
                "DEBUG is off but SECRET_KEY is not set.",
                hint="Set SECRET_KEY to 50 or more random characters, and keep it.",
                id="interviewer.E001",
            )
        )
    elif len(settings.SECRET_KEY) < 32:
        problems.append(
            Error("SECRET_KEY is too short.", hint="Use 50 or more random characters.", id="interviewer.E002")
        )
    if not [host for host in settings.ALLOWED_HOSTS if host]:
        problems.append(
            Error(
                "DEBUG is off but ALLOWED_HOSTS is not set.",
                hint="Set ALLOWED_HOSTS to the names this site answers to, comma-separated.",
                id="interviewer.E003",
            )
        )
    if not settings.REDIS_URL_GIVEN:
        problems.append(
            Error(
                "DEBUG is off but REDIS_URL is not set.",
                hint="Workers and web processes meet in Redis: set REDIS_URL, for example redis://redis:6379/0.",
                id="interviewer.E004",
            )
        )
    if not settings.DATABASE_URL:
        problems.append(
            Warning(
                "DEBUG is off and DATABASE_URL is not set: SQLite serves one machine only.",
                hint="Set DATABASE_URL, for example postgres://user:password@host/name.",
                id="interviewer.W001",
            )
        )
    if not settings.HTTPS:
        problems.append(
            Warning(
                "FRONTEND_URL is not an https address: cookies are sent unencrypted and browsers open no microphone.",
                hint="Set FRONTEND_URL to the public address, for example https://interviews.example.com.",
                id="interviewer.W002",
            )
        )
    if not is_configured():
        problems.append(
            Warning(
                "EMAIL_URL is not set: invitations and sign-in links are printed and reach nobody.",
                hint="Set EMAIL_URL, for example smtp+tls://user:password@mail.example.com:587.",
                id="interviewer.W003",
            )
        )
    return problems
