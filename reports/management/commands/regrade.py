"""Grade answers again, past the stored results: to replace them, or to measure how steady the graders are."""

from __future__ import annotations

import uuid
from argparse import ArgumentParser
from statistics import mean
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from interviews.models import Response, SessionStatus
from reports import grading, services
from reports.models import Evaluation
from reports.recalculation import sessions


class Command(BaseCommand):
    help = "Grade the answers of finished sessions again. With --repeat N --dry-run: print the spread of N gradings."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--session", type=uuid.UUID, action="append", help="only this session; may be given again")
        parser.add_argument("--limit", type=int, default=50, help="at most so many answers, the newest first")
        parser.add_argument("--repeat", type=int, default=1, help="how often each answer is graded")
        parser.add_argument("--dry-run", action="store_true", help="write nothing")

    def handle(self, *args: Any, **options: Any) -> None:
        if not 1 <= options["repeat"] <= 100 or options["limit"] < 1:
            raise CommandError("--repeat must be 1 to 100, --limit at least 1.")
        if options["repeat"] > 1 and not options["dry_run"]:
            raise CommandError("Grading several times only measures: add --dry-run.")
        rows = Response.objects.filter(session__status=SessionStatus.COMPLETED).exclude(state__in=services.NOT_GRADED)
        if options["session"]:
            rows = rows.filter(session__in=options["session"])
        rows = rows.select_related("session__candidate", "session__config_version").order_by("-asked_at")
        found = list(rows[: options["limit"]])
        if not found:
            raise CommandError("There are no answers of finished sessions to grade.")
        if options["dry_run"]:
            self._measure(found, options["repeat"])
        else:
            self._replace(found)

    def _measure(self, found: list[Response], repeat: int) -> None:
        graded = Evaluation.objects.filter(response__in=found).order_by("answer_version")
        stored = {e.response_id: e.score for e in graded}
        self.stdout.write(f"{'answer':36}  {'stored':>6}  {'lowest':>6}  {'highest':>7}  {'spread':>6}  {'by':10}")
        spreads: list[float] = []
        moved = doubtful = 0
        for response in found:
            runs = [grading.columns_for(response) for _ in range(repeat)]
            scores = [run["score"] for run in runs if run["score"] is not None]
            before = stored.get(response.pk)
            by = ", ".join(dict.fromkeys(run["provider"] for run in runs))
            if not scores:
                self.stdout.write(f"{response.pk}  {_shown(before):>6}  {'none':>6}  {'none':>7}  {'-':>6}  {by:10}")
                continue
            spreads.append(max(scores) - min(scores))
            moved += before is None or not min(scores) <= before <= max(scores)
            doubtful += any(run["needs_review"] for run in runs)
            figures = f"{min(scores):6.0f}  {max(scores):7.0f}  {spreads[-1]:6.0f}"
            self.stdout.write(f"{response.pk}  {_shown(before):>6}  {figures}  {by:10}")
        largest, average = (max(spreads), mean(spreads)) if spreads else (0.0, 0.0)
        self.stdout.write(
            f"{len(found)} answers graded {repeat} times: spread {average:.1f} on average, {largest:.0f} at most; "
            f"{moved} differ from what is stored, {doubtful} need a review. Nothing was written."
        )

    def _replace(self, found: list[Response]) -> None:
        for response in found:
            services.evaluate(response.pk, fresh=True)
        touched = {response.session_id for response in found}
        for session in sessions().filter(pk__in=touched):
            services.store(session, services.evaluated(session, list(services.put_to(session))))
        self.stdout.write(f"{len(found)} answers graded again, {len(touched)} reports written.")


def _shown(score: float | None) -> str:
    return "none" if score is None else f"{score:.0f}"
