"""Learning this installation's correction of the offline score from what its recruiters decided.

Each override is an example. So is, with less weight, each score a recruiter left standing in a session they gave a
verdict on: people override what they find wrong, and learning from that alone would move everything else too.
A straight line is fitted by least squares, pulled towards no change, and kept only if it brings held-out questions
nearer to what people said.
"""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from math import sqrt
from pathlib import Path
from typing import Any

from django.utils import timezone

from reports import correction
from reports.models import Evaluation, EvaluationState, ScoreOverride

LEAST_OVERRIDES, LEAST_QUESTIONS = 40, 8
LEFT_STANDING = 0.5  # weight of a score that a person saw and left
# Strength of the pull towards no change, in examples.
PULL = 20.0
# The error on held-out questions must fall by this share, or the correction isn't worth having.
LEAST_GAIN = 0.02


@dataclass(frozen=True)
class Example:
    """A score of the offline grader, without correction, and what a person made of it; both 0-100."""

    question: str
    machine: float
    person: float
    weight: float = 1.0


@dataclass(frozen=True)
class Learned:
    """A line and its figures; ``useful`` says whether it may be switched on, ``why`` why not."""

    slope: float
    shift: float
    overrides: int
    left_standing: int
    questions: int
    rmse_before: float | None
    rmse_after: float | None
    useful: bool
    why: str = ""


def examples() -> list[Example]:
    """From the newest override of each evaluation, and from scores left standing. Flagged answers are left out."""
    found: list[Example] = []
    overridden: set[Any] = set()
    rows = ScoreOverride.objects.select_related("evaluation__response").order_by("-given_at")
    for row in rows.iterator(chunk_size=500):
        if row.evaluation_id in overridden:
            continue
        overridden.add(row.evaluation_id)
        example = _example(row.evaluation, float(row.score), 1.0)
        if example:
            found.append(example)
    seen = Evaluation.objects.filter(
        state=EvaluationState.SCORED, overrides__isnull=True, response__session__verdicts__isnull=False
    )
    for evaluation in seen.select_related("response").distinct().iterator(chunk_size=500):
        # Where the model's score stood, nobody was asked about the offline one.
        if evaluation.provider == "offline":
            example = _example(evaluation, None, LEFT_STANDING)
            if example:
                found.append(example)
    return found


def _example(evaluation: Evaluation, person: float | None, weight: float) -> Example | None:
    offline = evaluation.offline or {}
    raw = offline.get("uncorrected", offline.get("score"))
    if raw is None or set(offline.get("flags", [])) - correction.NOT_FLAGGED:
        return None
    response = evaluation.response
    question = str(response.question_ref or response.question_text)
    return Example(question, float(raw), float(raw) if person is None else person, weight)


def learn(found: Sequence[Example]) -> Learned:
    """The line through the examples, and whether it holds for questions it hasn't seen."""
    overrides = [e for e in found if e.weight == 1.0]
    questions = {e.question for e in overrides}
    slope, shift = _fit(found)
    figures: dict[str, Any] = {
        "slope": round(slope, 4),
        "shift": round(shift, 3),
        "overrides": len(overrides),
        "left_standing": len(found) - len(overrides),
        "questions": len(questions),
    }
    if len(overrides) < LEAST_OVERRIDES or len(questions) < LEAST_QUESTIONS:
        why = f"{LEAST_OVERRIDES} corrections on {LEAST_QUESTIONS} questions are needed"
        return Learned(**figures, rmse_before=None, rmse_after=None, useful=False, why=why)
    before, after = _held_out(found)
    useful = after <= before * (1 - LEAST_GAIN)
    why = "" if useful else "it brings questions it hasn't seen no nearer to what people said"
    return Learned(**figures, rmse_before=round(before, 2), rmse_after=round(after, 2), useful=useful, why=why)


def _fit(found: Sequence[Example]) -> tuple[float, float]:
    """Weighted least squares of the difference on the score, about 50, with a ridge on both."""
    n = sum(e.weight for e in found)
    if not n:
        return 1.0, 0.0
    x = [(e.machine - 50) / 25 for e in found]
    y = [e.person - e.machine for e in found]
    sx = sum(e.weight * a for e, a in zip(found, x, strict=True))
    sxx = sum(e.weight * a * a for e, a in zip(found, x, strict=True)) + PULL
    sy = sum(e.weight * b for e, b in zip(found, y, strict=True))
    sxy = sum(e.weight * a * b for e, a, b in zip(found, x, y, strict=True))
    n += PULL
    determinant = n * sxx - sx * sx
    level, tilt = (sxx * sy - sx * sxy) / determinant, (n * sxy - sx * sy) / determinant
    slope = min(correction.MOST_SLOPE, max(correction.LEAST_SLOPE, 1 + tilt / 25))
    shift = level - tilt * 2
    return slope, min(correction.MOST_SHIFT, max(-correction.MOST_SHIFT, shift))


def _held_out(found: Sequence[Example]) -> tuple[float, float]:
    """Weighted RMSE without and with the correction, each question by a line that never saw it."""
    by_question: dict[str, list[Example]] = defaultdict(list)
    for example in found:
        by_question[example.question].append(example)
    names = sorted(by_question)
    folds = [names[i::10] for i in range(min(10, len(names)))]
    before = after = total = 0.0
    for fold in folds:
        inside = set(fold)
        slope, shift = _fit([e for e in found if e.question not in inside])
        for e in (e for name in fold for e in by_question[name]):
            before += e.weight * (e.machine - e.person) ** 2
            after += e.weight * (correction.apply(e.machine, slope, shift) - e.person) ** 2
            total += e.weight
    return sqrt(before / total), sqrt(after / total)


def store(learned: Learned) -> Path | None:
    """Switch the correction on, or off where it isn't useful; where it was written, or None."""
    file = correction.path()
    if not learned.useful:
        file.unlink(missing_ok=True)
        return None
    data = {"version": f"local-{timezone.now():%Y%m%d%H%M}", **asdict(learned)}
    file.parent.mkdir(parents=True, exist_ok=True)
    draft = file.with_suffix(".new")
    draft.write_text(json.dumps(data, indent=2) + "\n", encoding="utf-8")
    draft.replace(file)
    return file
