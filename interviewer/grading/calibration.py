"""The grader's calibration: a small JSON file written by ``manage.py train_grader`` and read once."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import pairwise
from pathlib import Path
from typing import Any

PATH = Path(__file__).with_name("calibration.json")

Curve = Sequence[Sequence[float]]


@dataclass(frozen=True)
class Calibration:
    """What was learned. ``curve`` maps a raw value (0-1) to a score (0-100), rising; see ``calibration.json``."""

    version: str
    common: Mapping[str, float]
    reference_weights: Mapping[str, float]
    reference_curve: Curve
    points_weights: Mapping[str, float]
    points_curve: Curve
    intervals: Mapping[str, Curve]
    measured: Mapping[str, Any]

    def weight(self, stem: str) -> float:
        """How much a word tells (0-1): words common in all explanations tell little, unknown ones all."""
        return self.common.get(stem, 1.0)


def from_dict(data: Mapping[str, Any]) -> Calibration:
    """A calibration from the parsed file."""
    return Calibration(
        version=str(data["version"]),
        common=data["common_words"],
        reference_weights=data["reference"]["weights"],
        reference_curve=data["reference"]["curve"],
        points_weights=data["points"]["weights"],
        points_curve=data["points"]["curve"],
        intervals=data["intervals"],
        measured=data.get("measured", {}),
    )


@lru_cache(maxsize=1)
def current() -> Calibration:
    """The calibration in the repository."""
    return from_dict(json.loads(PATH.read_text(encoding="utf-8")))


def along(curve: Curve, x: float) -> float:
    """The value of a piecewise linear ``curve`` [[x, y], ...] at ``x``, flat beyond its ends."""
    if x <= curve[0][0]:
        return float(curve[0][1])
    for (x0, y0), (x1, y1) in pairwise(curve):
        if x <= x1:
            return float(y0 + (y1 - y0) * (x - x0) / (x1 - x0)) if x1 > x0 else float(y1)
    return float(curve[-1][1])


def interval(cal: Calibration, kind: str, score: float, widen: float = 0.0) -> tuple[int, int]:
    """The 80 % interval around ``score`` (0-100): rows of ``intervals[kind]`` are [score, below, above].

    Split conformal residual quantiles by bin of score; ``widen`` adds points on both sides.
    """
    rows = cal.intervals[kind]
    below = along([[r[0], r[1]] for r in rows], score) + widen
    above = along([[r[0], r[2]] for r in rows], score) + widen
    return max(0, round(score - below)), min(100, round(score + above))
