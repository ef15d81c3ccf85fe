"""The demo data without the servers."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from interviewer import demo


class Command(BaseCommand):
    help = "Fill an empty database with demo accounts, interviews and two finished sessions."

    def handle(self, *args: Any, **options: Any) -> None:
        if not demo.is_empty():
            raise CommandError("The database has accounts already: the demo is for an empty one.")
        base_url = settings.FRONTEND_URL or f"http://{settings.HOST}:{settings.PORT}"
        content = demo.write_file(settings.VAR_DIR / "demo.json", base_url, demo.seed())
        for account in content["accounts"]:
            self.stdout.write(f"{account['role']:<12} {account['email']:<24} {account['password']}")
