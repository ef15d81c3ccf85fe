"""``make bench``: the benchmark table."""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand

from interviewer import bench


class Command(BaseCommand):
    help = "Measure the costs this design was chosen for, side by side with what it replaces."

    def handle(self, *args: Any, **options: Any) -> None:
        self.stdout.write(f"{'what':<46} {'ours':>12} {'beside':>12} {'ratio':>8}")
        for row in bench.everything():
            other = f"{row.other:.2f} {row.unit}" if row.other is not None else ""
            ratio = f"{row.ratio:.1f}x" if row.ratio is not None else ""
            self.stdout.write(f"{row.name:<46} {row.ours:>9.2f} {row.unit:<6} {other:>12} {ratio:>7}  {row.beside}")
            self.stdout.flush()
