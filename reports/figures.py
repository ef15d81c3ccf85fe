"""What a session amounts to in numbers, computed from its rows each time it is shown; none of it is stored."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from reports.models import EvaluationState, Outcome
from reports.scoring import average

if TYPE_CHECKING:
    from interviews.models import InterviewSession, Response
    from reports.models import Evaluation


@dataclass(frozen=True)
class Figures:
    """Scores 0-100 or None, shares in percent or None, times in seconds.

    ``asked`` counts every question put, follow-ups too; ``planned`` the questions of the plan, and ``completed`` how
    many of these were answered. ``response_rate`` is answered of asked, ``accuracy`` correct of graded.
    """

    asked: int = 0
    answered: int = 0
    graded: int = 0
    planned: int = 0
    completed: int = 0
    response_rate: float | None = None
    accuracy: float | None = None
    average: float | None = None
    correct: int = 0
    partial: int = 0
    wrong: int = 0
    needs_review: int = 0
    individual_scores: tuple[float | None, ...] = ()
    times: tuple[float, ...] = ()
    duration: float | None = None


def figures_of(
    session: InterviewSession, pairs: Sequence[tuple[Response, Evaluation | None]], content: Mapping[str, Any]
) -> Figures:
    """The figures of a session's responses, in order, each with its newest evaluation. No queries."""
    scores = tuple(e.score if e else None for _, e in pairs)
    outcomes = [e.outcome for _, e in pairs if e]
    answered = [r for r, e in pairs if _answered(r, e)]
    graded = sum(score is not None for score in scores)
    correct = outcomes.count(Outcome.CORRECT)
    mean = average(scores)
    started, ended = session.started_at, session.ended_at
    return Figures(
        asked=len(pairs),
        answered=len(answered),
        graded=graded,
        planned=len(content.get("questions", ())),
        completed=sum(r.question_type == "preset" for r in answered),
        response_rate=_percent(len(answered), len(pairs)),
        accuracy=_percent(correct, graded),
        average=round(mean, 1) if mean is not None else None,
        correct=correct,
        partial=outcomes.count(Outcome.PARTIAL),
        wrong=outcomes.count(Outcome.WRONG),
        needs_review=sum(bool(e and e.needs_review) for _, e in pairs),
        individual_scores=scores,
        times=tuple(round(r.time_taken, 1) for r, _ in pairs),
        duration=round((ended - started).total_seconds(), 1) if started and ended else None,
    )


def _answered(response: Response, evaluation: Evaluation | None) -> bool:
    """Whether something was said: a recording that could not be understood is an answer, "I don't know" is none."""
    if evaluation is None:
        return bool(response.answer_text or response.code_submission.strip())
    return evaluation.state != EvaluationState.NO_ANSWER


def _percent(part: int, whole: int) -> float | None:
    return round(100 * part / whole, 1) if whole else None


def time_used(session: InterviewSession, minutes: float) -> int | None:
    """Of the answering time there was, in percent: minutes would tell who was granted more of them."""
    limit = minutes * 60 * session.time_factor
    return min(100, round(100 * session.answering_seconds / limit)) if limit else None
