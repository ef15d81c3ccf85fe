"""`manage.py questions export|import|check`: questions of a bank or of an interview, as CSV or YAML."""

from __future__ import annotations

import uuid
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from interviewer.accounts.models import User
from interviews.models import InterviewConfig
from interviews.question_bank import exchange
from interviews.question_bank.loader import BankQuestion, bank
from interviews.services import own_bank, question_files


class Command(BaseCommand):
    help = (
        "export: write the questions of an interview (--config), of a recruiter's own bank (--owner) or of the "
        "built-in bank to FILE (.csv or .yaml). import: add FILE's questions to an interview or to a recruiter's bank. "
        "check: only say what is wrong with FILE."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("action", choices=["export", "import", "check"])
        parser.add_argument("file", type=Path)
        parser.add_argument("--config", type=uuid.UUID, metavar="ID", help="The interview.")
        parser.add_argument("--owner", metavar="EMAIL", help="The recruiter whose own bank it is.")
        parser.add_argument("--skill", help="Of the bank, only this skill.")

    def handle(self, *args: Any, **options: Any) -> None:
        path: Path = options["file"]
        form = path.suffix.lower().lstrip(".").replace("yml", "yaml")
        if form not in {"csv", "yaml"}:
            raise CommandError("FILE must end in .csv or .yaml.")
        try:
            if options["action"] == "export":
                self._export(path, form, options)
            else:
                self._import(path, options)
        except OSError as error:
            raise CommandError(f"{path}: {error.strerror or error}") from error
        except exchange.ImportProblem as problem:
            raise CommandError("\n".join(problem.problems)) from problem

    def _export(self, path: Path, form: str, options: dict[str, Any]) -> None:
        if options["config"]:
            text = question_files.export_questions(self._config(options), form)
        elif options["owner"]:
            text = own_bank.export(self._owner(options), form)
        else:
            rows = [_bank_row(q) for q in bank() if options["skill"] in (None, q.skill)]
            text = exchange.to_csv(rows) if form == "csv" else exchange.to_yaml(rows)
        path.write_text(text, encoding="utf-8")
        self.stdout.write(f"Written to {path}.")

    def _import(self, path: Path, options: dict[str, Any]) -> None:
        rows = exchange.read(path.read_bytes(), path.name)
        if options["action"] == "check":
            self.stdout.write(f"{len(rows)} questions, all of them sound.")
            return
        if options["owner"]:
            added, known = own_bank.add_rows(self._owner(options), rows)
            self.stdout.write(f"{added} added, {known} were there already.")
            return
        config = self._config(options)
        added, known = question_files.add_rows(config.created_by, config, rows)
        self.stdout.write(f"{added} added, {known} were there already.")

    def _config(self, options: dict[str, Any]) -> InterviewConfig:
        config = InterviewConfig.objects.filter(pk=options["config"]).first() if options["config"] else None
        if config is None:
            raise CommandError("Name the interview with --config ID, or the recruiter with --owner EMAIL.")
        return config

    def _owner(self, options: dict[str, Any]) -> User:
        owner = User.objects.filter(email__iexact=options["owner"]).first()
        if owner is None or not owner.is_staff:
            raise CommandError(f"There is no recruiter with the address {options['owner']}.")
        return owner


def _bank_row(question: BankQuestion) -> dict[str, Any]:
    return {
        **question.model_dump(include=set(exchange.COLUMNS)),
        "text": " ".join(question.question.split()),
        "reference_answer": " ".join(question.reference_answer.split()),
        "time_seconds": question.time,
        "follow_ups": [entry.model_dump() for entry in question.follow_ups],
        "phase": "main",
    }
