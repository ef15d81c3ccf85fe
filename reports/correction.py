"""This installation's own correction of the offline score, learned from what its recruiters overrode.

A small file in ``VAR_DIR``, written by ``manage.py train_grader --overrides``; absent until there is enough to
learn from. It moves scores a little along a straight line and never touches an answer that a gate has flagged.
"""

from __future__ import annotations

import json
import logging
from dataclasses import replace
from pathlib import Path
from typing import Any

from django.conf import settings

from interviewer.grading import Grade

logger = logging.getLogger(__name__)

# A flagged answer got its score for a reason that no correction may undo.
NOT_FLAGGED = frozenset({"no_reference", "code", "long_answer"})
LEAST_SLOPE, MOST_SLOPE, MOST_SHIFT = 0.7, 1.3, 10.0

_read: dict[tuple[str, float], dict[str, Any]] = {}


def path() -> Path:
    return Path(settings.VAR_DIR) / "grading" / "correction.json"


def load() -> dict[str, Any]:
    """The correction as stored, {} where there is none or none that can be used."""
    file = path()
    try:
        key = (str(file), file.stat().st_mtime)
    except OSError:
        return {}
    if key not in _read:
        _read.clear()
        _read[key] = _parsed(file)
    return _read[key]


def _parsed(file: Path) -> dict[str, Any]:
    try:
        data = json.loads(file.read_text(encoding="utf-8"))
        slope, shift = float(data["slope"]), float(data["shift"])
        known = LEAST_SLOPE <= slope <= MOST_SLOPE and abs(shift) <= MOST_SHIFT
        return {**data, "slope": slope, "shift": shift, "version": str(data["version"])[:20]} if known else {}
    except (OSError, ValueError, KeyError, TypeError):
        logger.warning("the grader's correction can't be read; it is left out")
        return {}


def version() -> str:
    """What provenance calls it: "" or "local-20261120"."""
    return str(load().get("version", ""))


def corrected(grade: Grade) -> Grade:
    """The grade with the correction applied; the interval moves along and stays as wide.

    Evidence, points and flags stay: only the scale is this installation's own.
    """
    data = load()
    if not data or grade.score is None or set(grade.flags) - NOT_FLAGGED:
        return grade
    moved = apply(grade.score, data["slope"], data["shift"])
    step = moved - grade.score
    low, high = (grade.low or 0) + step, (grade.high or 0) + step
    return replace(
        grade,
        score=moved,
        low=max(0, min(moved, low)),
        high=min(100, max(moved, high)),
        grader_version=f"{grade.grader_version}+{data['version']}",
    )


def apply(score: float, slope: float, shift: float) -> int:
    """Along the line, 0-100. Nothing earned stays nothing, so near 0 the shift fades away."""
    return round(min(100.0, max(0.0, slope * score + shift * min(1.0, score / 20))))
