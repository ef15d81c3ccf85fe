"""Measuring the grader against human scores."""

from __future__ import annotations

import time
from collections.abc import Sequence
from typing import Any

from interviewer.grading import metrics
from interviewer.grading.calibration import Calibration
from interviewer.grading.grader import GRADER_VERSION, grade
from interviewer.grading.training_rows import Row


def evaluate(rows: Sequence[Row], calibration: Calibration | None = None) -> dict[str, Any]:
    """Figures over ``rows`` by one calibration; see :func:`evaluate_with`."""
    return evaluate_with(rows, [calibration] * len(rows))


def evaluate_with(rows: Sequence[Row], calibrations: Sequence[Calibration | None]) -> dict[str, Any]:
    """Figures over ``rows``, each graded by its own calibration. ``rmse`` is
    on each row's own scale (0..max_score), ``rmse_100`` on 0-100.

    An answer graded ``no_answer`` counts as a score of 0 with the interval 0-0.
    """
    predicted: list[float] = []
    lows: list[float] = []
    highs: list[float] = []
    started = time.perf_counter()
    slowest = 0.0
    flags: dict[str, int] = {}
    unanswered = 0
    for row, calibration in zip(rows, calibrations, strict=True):
        begun = time.perf_counter()
        graded = grade(row.item(), calibration)
        slowest = max(slowest, time.perf_counter() - begun)
        unanswered += graded.state == "no_answer"
        predicted.append(float(graded.score or 0))
        lows.append(float(graded.low or 0))
        highs.append(float(graded.high or 0))
        for flag in graded.flags:
            flags[flag] = flags.get(flag, 0) + 1
    took = time.perf_counter() - started
    truth = [100 * row.score for row in rows]
    scaled = [p / 100 * row.max_score for p, row in zip(predicted, rows, strict=True)]
    human = [row.score * row.max_score for row in rows]
    top = max(1, round(max((row.max_score for row in rows), default=5)))
    return {
        "grader_version": GRADER_VERSION,
        "answers": len(rows),
        "questions": len({row.question_id for row in rows}),
        "no_answer": unanswered,
        "pearson_r": round(metrics.pearson(predicted, truth), 4),
        "spearman": round(metrics.spearman(predicted, truth), 4),
        "rmse": round(metrics.rmse(scaled, human), 4),
        "rmse_100": round(metrics.rmse(predicted, truth), 2),
        "qwk": round(metrics.qwk(scaled, human, top=top), 4),
        "interval_coverage": round(metrics.coverage(lows, highs, truth), 4),
        "interval_width": round(metrics.mean_width(lows, highs), 2),
        "ms_per_answer": round(1000 * took / len(rows), 3) if rows else 0.0,
        "ms_slowest": round(1000 * slowest, 3),
        "flags": dict(sorted(flags.items())),
    }
