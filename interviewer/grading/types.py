"""What goes into the offline grader and what comes out: plain frozen values, JSON-able, nothing of the ORM."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from typing import Any, Literal

SPOKEN = "spoken"
CODE = "code"

Reading = Literal["no_answer", "weak", "partial", "strong"]
State = Literal["scored", "no_answer"]


@dataclass(frozen=True)
class GradingInput:
    """One answer and all that is known of its question.

    ``reference_answer`` may hold alternatives joined by ``|||``; the closest one counts.
    ``language`` is the interview's language code ("en") or, for code, the programming language.
    """

    question: str
    answer: str
    expected_points: Sequence[str] = ()
    keywords: Sequence[str] = ()
    reference_answer: str = ""
    question_type: str = SPOKEN
    language: str = ""
    starter_code: str = ""


@dataclass(frozen=True)
class Evidence:
    """Words of the answer that support or cost a point: ``answer[start:end] == quote``, always."""

    quote: str
    start: int
    end: int
    point: str | None
    supports: bool


@dataclass(frozen=True)
class PointMatch:
    """An expected point the answer covered, and the words that covered it; ``strength`` runs from 0 to 1."""

    point: str
    quote: str
    start: int
    end: int
    strength: float


@dataclass(frozen=True)
class Grade:
    """The grading of one answer.

    ``score``, ``low`` and ``high`` are 0-100 and null when there is no score; ``low`` to ``high`` is meant to
    hold a careful human's score four times in five. ``accuracy``, ``completeness`` and ``relevance`` are 0-100.
    """

    state: State
    score: int | None
    low: int | None
    high: int | None
    accuracy: int | None
    completeness: int | None
    relevance: int | None
    confidence: float
    points_covered: tuple[PointMatch, ...] = ()
    points_missed: tuple[str, ...] = ()
    keywords_matched: tuple[str, ...] = ()
    keywords_missed: tuple[str, ...] = ()
    evidence: tuple[Evidence, ...] = ()
    strengths: tuple[str, ...] = ()
    improvements: tuple[str, ...] = ()
    feedback: str = ""
    flags: tuple[str, ...] = ()
    reasons: tuple[str, ...] = ()
    grader_version: str = ""

    def as_dict(self) -> dict[str, Any]:
        """The grade as plain dicts, lists, strings and numbers, ready for JSON."""
        return {key: _plain(value) for key, value in asdict(self).items()}


def _plain(value: Any) -> Any:
    if isinstance(value, tuple | list):
        return [_plain(part) for part in value]
    if isinstance(value, dict):
        return {key: _plain(part) for key, part in value.items()}
    return value
