"""`manage.py read_resume FILE`: what the platform reads in a resume."""

from __future__ import annotations

import sys
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand

from candidates.reading import ReadResult, read_resume_file


class Command(BaseCommand):
    help = "Read a resume (PDF or DOCX) safely and print what was found. Exit code 1 when it could not be read."
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("file", type=Path)
        parser.add_argument("--json", action="store_true", help="print the result as JSON")

    def handle(self, *args: Any, **options: Any) -> None:
        result = read_resume_file(options["file"])
        self.stdout.write(result.model_dump_json(indent=2) if options["json"] else page(result))
        if result.state != "parsed":
            sys.exit(1)


def page(result: ReadResult) -> str:
    """The result for a person to read."""
    facts = result.facts
    rows = [f"State      {result.state}", f"Pages      {result.pages}"]
    if result.message:
        rows.append(f"Message    {result.message}")
    for label, value in (("Name", facts.name), ("E-mail", facts.email), ("Phone", facts.phone)):
        rows.append(f"{label:<10} {value or '-'}")
    if facts.years_experience is not None:
        rows.append(f"{'Years':<10} {facts.years_experience:g}")
    rows += _block("Links", facts.links)
    rows += _block("Skills", [f"{s.name} ({s.slug})" if s.slug else s.name for s in facts.skills])
    rows += _block("Employers", [" | ".join(filter(None, (e.name, e.title, e.start, e.end))) for e in facts.employers])
    rows += _block("Projects", [f"{p.name}: {p.text}" for p in facts.projects])
    rows += _block("Education", [" | ".join(filter(None, (e.degree, e.school, e.year))) for e in facts.education])
    rows += _block("Flags", [f"{f.technique}, page {f.page or '-'}: {f.text}" for f in result.flags])
    return "\n".join([*rows, "", result.text])


def _block(label: str, items: list[str]) -> list[str]:
    return ["", f"{label}:", *(f"  {item}" for item in items)] if items else []
