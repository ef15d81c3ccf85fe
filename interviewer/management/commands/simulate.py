"""Candidates made of code, through the public pages and the socket of a running server."""

from __future__ import annotations

import asyncio
import json
import sys
import time
import uuid
from argparse import ArgumentParser
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from asgiref.sync import sync_to_async
from django.core.management.base import BaseCommand, CommandError

from interviewer.simulation import audio
from interviewer.simulation.answers import Script
from interviewer.simulation.client import Candidate, Outcome
from interviews.models import Response
from reports.models import Report, ReportState

MAX_SESSIONS = 1000
MAX_CONCURRENCY = 200
DEFAULT_RESUME = (
    "Sam Sample\nSoftware Developer\n\nSkills\nPython, Django, SQL, Git\n\n"
    "Experience\nDeveloper, Example Works, 2020 - 2026\n\n"
    "Projects\nParcel Finder: tells people on which shelf of the depot their parcel lies.\n"
)


class Command(BaseCommand):
    help = "Drive N candidates through a running server, wait for their reports and print how it went."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--url", required=True, help="Where the server runs, e.g. http://127.0.0.1:8000")
        parser.add_argument(
            "--interview", required=True, metavar="LINK_TOKEN", help="The token of a candidate link, or the link."
        )
        parser.add_argument(
            "--resume", type=Path, metavar="FILE", help="The PDF to hand in; without it a short text is pasted."
        )
        parser.add_argument("--answers", metavar="good|weak|mixed|FILE.yaml", help="Default: some well, some badly.")
        parser.add_argument("--audio", action="store_true", help="Record spoken answers instead of typing them.")
        parser.add_argument("--sessions", type=int, default=1)
        parser.add_argument("--concurrency", type=int, default=4)
        parser.add_argument("--timeout", type=float, default=600, help="Seconds for all of it.")
        parser.add_argument("--json", action="store_true", help="Print one JSON object and nothing else.")

    def handle(self, *args: Any, **options: Any) -> None:
        self._check(options)
        began = time.monotonic()
        outcomes = asyncio.run(self._all(options))
        if options["json"]:
            self.stdout.write(json.dumps({"sessions": [outcome.as_dict() for outcome in outcomes]}))
        else:
            self._describe(outcomes, time.monotonic() - began)
        if any(outcome.error for outcome in outcomes):
            sys.exit(1)

    def _check(self, options: dict[str, Any]) -> None:
        if urlsplit(options["url"]).scheme not in {"http", "https"}:
            raise CommandError("--url must be an http address.")
        if not 1 <= options["sessions"] <= MAX_SESSIONS or not 1 <= options["concurrency"] <= MAX_CONCURRENCY:
            raise CommandError(f"At most {MAX_SESSIONS} sessions, {MAX_CONCURRENCY} at once.")
        if options["resume"] and not options["resume"].is_file():
            raise CommandError(f"There is no file {options['resume']}.")
        try:
            Script.from_option(options["answers"], 0)
        except ValueError as problem:
            raise CommandError(str(problem)) from problem

    async def _all(self, options: dict[str, Any]) -> list[Outcome]:
        deadline = time.monotonic() + options["timeout"]
        gate = asyncio.Semaphore(options["concurrency"])
        recording = audio.chunks(audio.webm(text="This is my answer to your question.")) if options["audio"] else []
        run = uuid.uuid4().hex[:8]
        token = options["interview"].rstrip("/").rsplit("/", 1)[-1]

        async def one(number: int) -> Outcome:
            candidate = Candidate(
                base_url=options["url"],
                token=token,
                name=f"Simulated Candidate {number}",
                email=f"simulated-{run}-{number}@example.com",
                script=Script.from_option(options["answers"], number),
                resume=options["resume"],
                resume_text="" if options["resume"] else DEFAULT_RESUME,
                audio=recording,
                reference=sync_to_async(_reference, thread_sensitive=True),
            )
            async with gate:
                try:
                    async with asyncio.timeout(max(0.1, deadline - time.monotonic())):
                        await candidate.run()
                        await _wait_for_report(candidate.outcome)
                except TimeoutError:
                    candidate.outcome.error = candidate.outcome.error or "out of time"
            return candidate.outcome

        return await asyncio.gather(*(one(number) for number in range(1, options["sessions"] + 1)))

    def _describe(self, outcomes: list[Outcome], seconds: float) -> None:
        for outcome in outcomes:
            if outcome.error:
                self.stdout.write(self.style.ERROR(f"{outcome.session_id or 'no session'}: {outcome.error}"))
                continue
            turns = sorted(outcome.turn_ms)
            middle = turns[len(turns) // 2] if turns else 0
            score = "no score" if outcome.report_score is None else f"score {outcome.report_score:.0f}"
            self.stdout.write(
                f"{outcome.session_id}: {len(outcome.questions)} questions, median turn {middle:.0f} ms, {score}"
            )
        self.stdout.write(f"{len(outcomes)} sessions in {seconds:.1f} s.")


def _reference(question_id: str) -> str:
    """The simulated candidate peeks where a real one can't: into this deployment's database."""
    rubric = Response.objects.filter(pk=question_id).values_list("rubric", flat=True).first() or {}
    return str(rubric.get("reference_answer", ""))


async def _wait_for_report(outcome: Outcome) -> None:
    if outcome.error or outcome.session_id is None:
        return
    while True:
        report = await Report.objects.filter(session_id=uuid.UUID(outcome.session_id)).afirst()
        if report is not None and report.state == ReportState.READY:
            outcome.report_score = report.score
            return
        if report is not None and report.state == ReportState.FAILED:
            outcome.error = "the report could not be written"
            return
        await asyncio.sleep(0.1)
