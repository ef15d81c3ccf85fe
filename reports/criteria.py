"""What an answer is graded by: criteria from the rubric that was frozen when the question was asked."""

from __future__ import annotations

from dataclasses import dataclass

from interviews.decisions import LastAnswer

TOP = 4  # points a criterion can earn
MOST = 20

_CODE = (
    ("Correctness", "the code does what was asked, on ordinary input", 4.0),
    ("Edge cases", "empty, extreme, repeated or wrong input is dealt with", 2.0),
    ("Efficiency", "time and memory grow no faster than the task needs", 2.0),
    ("Quality", "clear names, simple structure, nothing needless", 2.0),
)
_OWN_WORK = (
    ("Answers the question", "it is about what was asked", 1.0),
    ("Situation", "a concrete situation: where, when, what was at stake", 1.0),
    ("Own part", "what the person did themselves, told step by step", 1.5),
    ("Reasons", "why it was done so, or what was weighed", 0.75),
    ("Result", "how it ended, with something that can be seen or measured, or what was learned", 1.25),
)


@dataclass(frozen=True)
class Criterion:
    """``name`` is what people read, ``asks`` what it wants where the name doesn't say, ``weight`` its share."""

    name: str
    asks: str = ""
    weight: float = 1.0

    @property
    def line(self) -> str:
        return f"{self.name}: {self.asks}" if self.asks else self.name


def criteria_of(answer: LastAnswer) -> tuple[Criterion, ...]:
    """For code correctness, edge cases, efficiency and quality; else the expected points; else what a reference
    answer wants; and without one, what an account of one's own work should tell."""
    if answer.type == "code":
        return tuple(Criterion(*row) for row in _CODE)
    points = [" ".join(p.split()) for p in answer.rubric.get("expected_points", ()) if isinstance(p, str) and p.strip()]
    if points:
        return tuple(Criterion(point) for point in dict.fromkeys(points[:MOST]))
    if answer.rubric.get("reference_answer"):
        return (
            Criterion("Core", "the main idea of the reference answer, in any words", 2.0),
            Criterion("Detail", "the rest of what the reference answer says"),
        )
    return tuple(Criterion(*row) for row in _OWN_WORK)
