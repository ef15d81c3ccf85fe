"""`manage.py interviews`: scripted candidates of every sort, and what they are asked."""

from __future__ import annotations

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand
from django.test.utils import override_settings, setup_databases, teardown_databases

from interviewer.demo import INTERVIEWS
from interviewer.simulation.offline import hold, open_interview, transcript
from interviewer.simulation.personas import PERSONAS


class Command(BaseCommand):
    help = (
        "Interview scripted candidates, each kind, and print the transcripts. "
        "Uses a database of its own; your data is left alone."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--kind", choices=list(INTERVIEWS), action="append", help="Default: all three.")
        parser.add_argument("--candidate", choices=PERSONAS, action="append", help="Default: all of them.")
        parser.add_argument(
            "--llm", action="store_true", help="Let the configured language models propose; without it, rules do."
        )

    def handle(self, *args: Any, **options: Any) -> None:
        databases = setup_databases(verbosity=0, interactive=False)
        try:
            if options["llm"]:
                self._all(options)
            else:
                with override_settings(LLM_PROVIDERS=[]):
                    self._all(options)
        finally:
            teardown_databases(databases, verbosity=0)

    def _all(self, options: dict[str, Any]) -> None:
        for kind in options["kind"] or INTERVIEWS:
            config = open_interview(kind)
            for name in options["candidate"] or PERSONAS:
                self.stdout.write(transcript(hold(config, name)))
