"""What beat does every few seconds, by hand."""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand

from interviewer.work import sweeping


class Command(BaseCommand):
    help = "Queue overdue work again, close interviews gone quiet, and erase documents nobody claimed."

    def handle(self, *args: Any, **options: Any) -> None:
        for name, count in sweeping.sweep(by_hand=True).items():
            self.stdout.write(f"{name.replace('_', ' ')}: {count}")
