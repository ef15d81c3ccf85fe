"""Learn the offline grader's calibration from human-graded answers and write it with the figures it was measured at."""

from __future__ import annotations

import json
from argparse import ArgumentParser
from dataclasses import asdict
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from interviewer.grading.calibration import PATH, from_dict
from interviewer.grading.evaluation import evaluate
from interviewer.grading.training import train, write
from interviewer.grading.training_rows import Row, load_rows

DEFAULT_FOLDER = Path(__file__).resolve().parents[4] / "shared" / "data" / "grading"


class Command(BaseCommand):
    help = "Train the offline grader on mohler_train.csv (common words: on every *_train.csv) of a folder."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--data", type=Path, default=DEFAULT_FOLDER, help="folder with *_train.csv files")
        parser.add_argument("--graded", default="mohler_train.csv", help="the file whose scores are learned")
        parser.add_argument("--held-out", default="mohler_dev.csv", help="measured, never learned from")
        parser.add_argument("--name", default="", help="the version to write; the old one is kept if empty")
        parser.add_argument("--out", type=Path, default=PATH, help="where to write the calibration")

        parser.add_argument(
            "--overrides",
            action="store_true",
            help="learn this installation's own correction from what recruiters overrode, and nothing else",
        )
        parser.add_argument("--dry-run", action="store_true", help="with --overrides: print the figures only")

    def handle(self, *args: Any, **options: Any) -> None:
        if options["overrides"]:
            self._learn_from_overrides(dry_run=options["dry_run"])
            return
        folder: Path = options["data"]
        graded = folder / options["graded"]
        if not graded.is_file():
            raise CommandError(f"{graded} is not there. Give the folder of the training data with --data.")
        if not graded.name.endswith("_train.csv"):
            raise CommandError(f"{graded.name} is no training split: only *_train.csv files may be learned from.")
        try:
            rows = load_rows(graded)
            every: list[Row] = [row for path in sorted(folder.glob("*_train.csv")) for row in load_rows(path)]
        except (ValueError, UnicodeDecodeError) as error:
            raise CommandError(str(error)) from error
        base = json.loads(PATH.read_text(encoding="utf-8"))
        data = train(rows, every, base)
        data["version"] = options["name"] or base["version"]
        held_out = folder / options["held_out"]
        if held_out.is_file():
            figures = evaluate(load_rows(held_out), from_dict(data))
            kept = ("answers", "pearson_r", "spearman", "rmse", "qwk", "interval_coverage", "interval_width")
            data["measured"]["held_out"] = {"file": held_out.name, **{name: figures[name] for name in kept}}
        write(data, options["out"])
        self.stdout.write(f"Wrote {options['out'].name}: {json.dumps(data['measured'])}")

    def _learn_from_overrides(self, *, dry_run: bool) -> None:
        from reports import recalibration

        learned = recalibration.learn(recalibration.examples())
        for name, value in asdict(learned).items():
            if value not in (None, ""):
                self.stdout.write(f"{name:14} {value}")
        if dry_run:
            self.stdout.write("Nothing was written.")
        elif recalibration.store(learned):
            self.stdout.write("The correction is on for new gradings; recalculate_scores brings old ones up to date.")
        else:
            self.stdout.write("The correction is off.")
