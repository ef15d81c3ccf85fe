"""Show the chains of providers, and try them."""

from __future__ import annotations

import json
from argparse import ArgumentParser
from dataclasses import asdict
from datetime import datetime
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from interviewer.providers import budget
from interviewer.providers.chains import CHAINS, TITLES, WITHOUT, Check, ProviderRow, check, rows, shared


class Command(BaseCommand):
    help = "Show which providers are asked in which order, the state of their keys, last errors and spend."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument(
            "--check",
            action="store_true",
            help="make one small real call with each key; exits with 1 if no provider works",
        )
        parser.add_argument("--kind", choices=list(CHAINS), help="one chain only")
        parser.add_argument("--json", action="store_true", help="print JSON")

    def handle(self, *args: Any, **options: Any) -> None:
        kinds = [options["kind"]] if options["kind"] else list(CHAINS)
        if options["check"]:
            self._check(kinds, as_json=options["json"])
        elif options["json"]:
            found = {kind: [asdict(row) for row in rows(kind)] for kind in kinds}
            self.stdout.write(json.dumps(found, indent=2, default=str))
        else:
            for kind in kinds:
                self._show(kind)
            if not shared():
                self.stdout.write("There is no Redis: states of keys and breakers are known to each process alone.")

    def _show(self, kind: str) -> None:
        self.stdout.write(self.style.MIGRATE_HEADING(TITLES[kind]))
        found = rows(kind)
        for position, row in enumerate(found, 1):
            self._show_row(position, row)
        if not found:
            self.stdout.write("  none configured: " + WITHOUT[kind])
        self._show_budgets(kind)
        self.stdout.write("")

    def _show_row(self, position: int, row: ProviderRow) -> None:
        style = self.style.SUCCESS if row.state == "ok" else self.style.WARNING
        until = f" until {_clock(row.until)}: {row.why}" if row.until else f": {row.why}" if row.why else ""
        self.stdout.write(f"  {position}. {row.name}  {row.model}  " + style(row.state + until))
        for key in row.keys:
            if key.label:
                rest = f" until {_clock(key.until)}: {key.why}" if key.until else ""
                self.stdout.write(f"     {key.label}  {key.state}{rest}")
        self.stdout.write(f"     today {row.calls_today} calls, {row.tokens_today} tokens")
        if row.last_error:
            self.stdout.write(f"     last error {_clock(row.last_error_at)}: {row.last_error}")

    def _show_budgets(self, kind: str) -> None:
        limits = getattr(settings, f"{kind.upper()}_BUDGETS", {})
        if not limits:
            return
        day = budget.today(kind)
        self.stdout.write(
            f"  budget today: {day.calls} of {day.max_calls or 'any number of'} calls, "
            f"{day.tokens} of {day.max_tokens or 'any number of'} tokens" + (" (spent)" if day.exhausted else "")
        )
        for scope in ("session", "config"):
            calls, tokens = limits.get(scope, (0, 0))
            self.stdout.write(
                f"  budget of each {scope}: {calls or 'no limit to'} calls, {tokens or 'no limit to'} tokens"
            )

    def _check(self, kinds: list[str], *, as_json: bool) -> None:
        results = [result for kind in kinds for result in check(kind)]
        if as_json:
            self.stdout.write(json.dumps([_as_dict(result) for result in results], indent=2))
        else:
            for result in results:
                who = f"{result.kind} {result.name} {result.model} {result.key_label}".strip()
                if result.error is None:
                    self.stdout.write(self.style.SUCCESS(f"works   {who} ({result.seconds:.2f} s)"))
                else:
                    self.stdout.write(self.style.ERROR(f"fails   {who} ({result.seconds:.2f} s): {result.error}"))
        if not results:
            raise CommandError("No provider is configured: set a key or an address, see LLM_PROVIDERS in the README.")
        if all(result.error is not None for result in results):
            raise CommandError("No provider works.")


def _as_dict(result: Check) -> dict[str, Any]:
    found = {**asdict(result), "error": str(result.error) if result.error else None}
    found["category"] = str(result.error.category) if result.error else "ok"
    return found


def _clock(when: datetime | None) -> str:
    return timezone.localtime(when).strftime("%Y-%m-%d %H:%M:%S") if when else "-"
