"""Bring the scores of finished sessions up to date."""

from __future__ import annotations

import uuid
from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from reports.recalculation import recalculate, sessions


class Command(BaseCommand):
    help = "Grade what has no score, or one of an older grader, and add up reports and skills anew."

    def add_arguments(self, parser: ArgumentParser) -> None:
        said = "say what would change, by the offline grader, and write nothing"
        parser.add_argument("--dry-run", action="store_true", help=said)
        parser.add_argument("--session", type=uuid.UUID, action="append", help="only this session; may be given again")

    def handle(self, *args: Any, **options: Any) -> None:
        rows = sessions()
        if options["session"]:
            rows = rows.filter(pk__in=options["session"])
            if missing := len(set(options["session"])) - rows.count():
                raise CommandError(f"Not found among the completed sessions: {missing}.")
        dry_run: bool = options["dry_run"]
        seen = changed = graded = failed = 0
        for pk in list(rows.values_list("pk", flat=True)):
            session = rows.filter(pk=pk).first()
            if session is None:
                continue
            seen += 1
            try:
                change = recalculate(session, dry_run=dry_run)
            except Exception as error:
                # One broken record must not keep the others from their scores. The message may quote the candidate.
                failed += 1
                self.stderr.write(f"{session.pk}: could not be recalculated ({type(error).__name__})")
                continue
            graded += change.graded
            if change.is_one:
                changed += 1
                differences = "; ".join(change.differences) or "same scores"
                self.stdout.write(f"{session.pk}: {differences} ({change.graded} graded)")
        would = "would change" if dry_run else "changed"
        self.stdout.write(
            f"{seen} sessions looked at, {changed} {would}, {graded} answers {'to grade' if dry_run else 'graded'}."
        )
        if failed:
            raise CommandError(f"{failed} could not be recalculated.")
