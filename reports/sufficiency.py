"""How much a report rests on, in words that name the cause. Pure."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from interviews.models import Response, ResponseType
from reports.models import Evaluation, EvaluationState, Report
from reports.scoring import ENOUGH_ANSWERED

# A range as wide as this says little, however many answers there are. 0-100 scale.
WIDE = 40
FEW = 3
SHORT_WORDS = 15


@dataclass(frozen=True)
class Sufficiency:
    """``word`` for the whole, ``causes`` for why it isn't more."""

    word: str
    tone: str
    counted: str
    causes: list[str]


def sufficiency(report: Report, pairs: Sequence[tuple[Response, Evaluation | None]]) -> Sufficiency:
    """Of the questions of the plan and those from the resume; follow-ups only add to what they follow."""
    main = [(r, e) for r, e in pairs if r.question_type != ResponseType.FOLLOW_UP]
    graded = [(r, e) for r, e in main if e and e.score is not None]
    counted = (
        f"{len(graded)} of {_count(len(main), 'question')} {'has' if len(graded) == 1 else 'have'} a graded answer"
    )
    causes = _causes(report, main, graded)
    if not main or len(graded) / len(main) < ENOUGH_ANSWERED or report.score is None:
        return Sufficiency("Not enough evidence", "quiet", counted, causes)
    if len(graded) < FEW or _width(report) > WIDE:
        return Sufficiency("Thin evidence", "partial", counted, causes)
    return Sufficiency("Enough evidence", "correct", counted, causes)


def _width(report: Report) -> float:
    return report.high - report.low if report.low is not None and report.high is not None else 100.0


def _causes(
    report: Report,
    main: Sequence[tuple[Response, Evaluation | None]],
    graded: Sequence[tuple[Response, Evaluation | None]],
) -> list[str]:
    states = [e.state if e else "" for _, e in main]
    skipped = sum(1 for r, e in main if e and e.state == EvaluationState.NO_ANSWER)
    short = sum(1 for r, _ in graded if not r.code_submission.strip() and len(r.answer_text.split()) < SHORT_WORDS)
    unclear, failed = states.count(EvaluationState.UNCLEAR_AUDIO), states.count(EvaluationState.FAILED)
    doubtful = sum(1 for _, e in main if e and e.needs_review)
    causes = []
    if graded and len(graded) < FEW:
        causes.append(f"only {_count(len(graded), 'answer')}")
    if skipped:
        causes.append(f"{_count(skipped, 'question')} without an answer")
    if short:
        causes.append(_count(short, "short answer"))
    if unclear:
        causes.append(f"{_count(unclear, 'recording')} that could not be understood")
    if failed:
        causes.append(f"{_count(failed, 'answer')} that could not be graded")
    if doubtful:
        causes.append(f"{_count(doubtful, 'answer')} on which the graders differ")
    if graded and _width(report) > WIDE and not causes:
        causes.append("answers that differ much among themselves")
    return causes


def _count(number: int, noun: str) -> str:
    return f"{number} {noun}{'' if number == 1 else 's'}"
