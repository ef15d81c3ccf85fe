"""Measure the offline grader against human scores in a CSV."""

from __future__ import annotations

import csv
import json
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from interviewer.grading.calibration import PATH, Calibration
from interviewer.grading.evaluation import evaluate, evaluate_with
from interviewer.grading.training_rows import Row, load_rows


class Command(BaseCommand):
    help = "Grade every answer of a CSV and print how well the scores agree with the human ones."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument(
            "--csv",
            type=Path,
            required=True,
            nargs="+",
            help="question_id, question, reference, answer, score, max_score",
        )
        parser.add_argument(
            "--folds",
            type=int,
            default=0,
            help="learn anew for so many folds by question instead of using the calibration",
        )
        parser.add_argument("--json", action="store_true", help="print JSON instead of a table")

    def handle(self, *args: Any, **options: Any) -> None:
        rows = [row for path in options["csv"] for row in self._rows(path)]
        if not rows:
            raise CommandError("There are no answers to grade.")
        count = options["folds"]
        if count and not 2 <= count <= len({row.question_id for row in rows}):
            raise CommandError("--folds must be at least 2 and at most the number of questions.")
        figures = by_folds(rows, count) if count else evaluate(rows)
        if options["json"]:
            self.stdout.write(json.dumps(figures, indent=2))
            return
        for name, value in figures.items():
            self.stdout.write(f"{name:18} {value}")

    def _rows(self, path: Path) -> list[Row]:
        try:
            return load_rows(path)
        except OSError as error:
            raise CommandError(f"{path} cannot be read: {error.strerror}") from error
        except (ValueError, UnicodeDecodeError, csv.Error) as error:
            raise CommandError(f"{path.name}: {error}") from error


def by_folds(rows: list[Row], count: int) -> dict[str, Any]:
    """Figures where each answer is graded by a calibration that never saw its question's scores."""
    # Learning needs numpy, grading does not.
    from interviewer.grading.training import folds

    calibrations: list[Calibration | None] = [None] * len(rows)
    for calibration, places in folds(rows, json.loads(PATH.read_text(encoding="utf-8")), count):
        for place in places:
            calibrations[place] = calibration
    return {"folds": count, **evaluate_with(rows, calibrations)}
