"""Measure the offline grader against human scores in a CSV."""

from __future__ import annotations

import json
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from interviewer.grading.evaluation import evaluate
from interviewer.grading.training_rows import load_rows


class Command(BaseCommand):
    help = "Grade every answer of a CSV and print how well the scores agree with the human ones."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument(
            "--csv", type=Path, required=True, help="question_id, question, reference, answer, score, max_score"
        )
        parser.add_argument("--json", action="store_true", help="print JSON instead of a table")

    def handle(self, *args: Any, **options: Any) -> None:
        path: Path = options["csv"]
        try:
            rows = load_rows(path)
        except OSError as error:
            raise CommandError(f"{path} cannot be read: {error.strerror}") from error
        except (ValueError, UnicodeDecodeError) as error:
            raise CommandError(str(error)) from error
        if not rows:
            raise CommandError(f"{path.name} holds no answers.")
        figures = evaluate(rows)
        if options["json"]:
            self.stdout.write(json.dumps(figures, indent=2))
            return
        for name, value in figures.items():
            self.stdout.write(f"{name:18} {value}")
