"""Finished interviews, and what was made of them."""

from __future__ import annotations

from typing import Any

import pytest

from interviewer.providers.stt.base import Transcript
from interviews.models import CompletionMethod
from interviews.services import sessions, thinking
from interviews.tests.helpers import Seat, a_question, open_config, settle, sit_down
from reports.models import Evaluation, Report

ONE = (a_question("When would you reach for a generator in your code?"),)
CODE = a_question(
    "Write a function that adds up the positive numbers.",
    type="code",
    language="python",
    starter_code="def total(numbers):\n    pass\n",
    tests=["Adds up positive numbers"],
)


def finished(*answers: str, **config: Any) -> Seat:
    """A whole interview with these answers to the prepared questions; None is a skip."""
    seat = sit_down(open_config(**config))
    for answer in answers:
        seat.answer(answer)
    if seat.session.status != "completed":
        sessions.end(seat.session_id, CompletionMethod.MANUALLY_ENDED)
    settle()
    return seat


def evaluations(seat: Seat) -> list[Evaluation]:
    return list(Evaluation.objects.filter(response__session=seat.session_id).order_by("response__number"))


def report(seat: Seat) -> Report:
    return Report.objects.get(session=seat.session_id)


def spoken(monkeypatch: pytest.MonkeyPatch, outcome: Any, **answer: Any) -> Evaluation:
    def transcribe(*args: Any, **options: Any) -> Transcript:
        if isinstance(outcome, Exception):
            raise outcome
        return outcome

    monkeypatch.setattr(thinking, "transcribe", transcribe)
    seat = sit_down(open_config(questions=ONE))
    seat.speak(0)
    seat.answer(**{"text": "", "last_seq": {0: 0}, **answer})
    settle()
    (evaluation,) = evaluations(seat)
    return evaluation
