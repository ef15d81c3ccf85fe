"""Learning the calibration from human-graded answers. Imports numpy; never needed to grade.

Weights: non-negative least squares of the human score on the features, so that more of a good thing never costs.
Curve: monotone regression (pool adjacent violators) of the human score on the weighted features. Answers to other
questions stand in it with a score of 0, because human graders of homework are lenient and give even those a third.
Intervals: residual quantiles of cross-validated predictions, by bin of the predicted score (split conformal).
"""

from __future__ import annotations

import json
import math
import random
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path
from typing import Any

import numpy as np

from interviewer.grading import metrics
from interviewer.grading.against_reference import (
    FEATURES,
    best_reference,
    kinship_of,
    on_subject,
)
from interviewer.grading.calibration import Calibration, along, from_dict
from interviewer.grading.gates import is_no_answer
from interviewer.grading.material import prepare
from interviewer.grading.text import read
from interviewer.grading.training_rows import Row
from interviewer.grading.types import GradingInput

COMMON_FROM = 12
KNOTS = 14
# Many human scores are exactly full marks, which every interval that reaches 100 holds: quantiles for this share of
# answers cover about 80 % of held-out ones.
NOMINAL = 0.745
# Off-topic answers weigh this share of the real ones that are as much on the subject.
OFF_SHARE = 0.05
FOLDS = 10
# Which of several references is the closest one has to be said before weights are learned.
START = {"coverage": 0.6, "wording": 0.4}


def common_words(rows: Iterable[Row]) -> dict[str, float]:
    """Weights (0.1-1) of the stems that stand in many texts: log(n / df), scaled to reach 1 where a word is rare."""
    texts = {text for row in rows for text in (row.question, row.answer, *row.reference.split("|||"))}
    counts: Counter[str] = Counter()
    for text in texts:
        counts.update(read(text).stems)
    top = math.log(max(len(texts), 10) / 3)
    return {
        stem: round(min(1.0, max(0.1, math.log(len(texts) / count) / top)), 2)
        for stem, count in sorted(counts.items())
        if count >= COMMON_FROM
    }


def feature_row(item: GradingInput, cal: Calibration) -> list[float]:
    """The features of the alternative the answer comes closest to, in the order of ``FEATURES``; kinship and words."""
    material = prepare(item, cal)
    if not material.references:
        return [0.0] * (len(FEATURES) + 2)
    reference, features, _ = best_reference(material)
    return [*(features[name] for name in FEATURES), *kinship_of(material, reference)]


def nonnegative_fit(x: np.ndarray, y: np.ndarray, ridge: float = 1e-3, rounds: int = 400) -> np.ndarray:
    """Weights >= 0 of least squares with an intercept, by cyclic coordinate descent on the normal equations."""
    a, b = x - x.mean(axis=0), y - y.mean()
    gram = a.T @ a / len(y) + ridge * np.eye(x.shape[1])
    target = a.T @ b / len(y)
    w = np.zeros(x.shape[1])
    for _ in range(rounds):
        for j in range(len(w)):
            w[j] = max(0.0, w[j] + (target[j] - gram[j] @ w) / gram[j, j])
    return w


def pool_adjacent(values: Sequence[float], weights: Sequence[float]) -> list[float]:
    """Monotone regression: the rising sequence closest to ``values`` in weighted squares."""
    blocks: list[list[float]] = []
    for value, weight in zip(values, weights, strict=True):
        blocks.append([value, weight, 1])
        while len(blocks) > 1 and blocks[-2][0] > blocks[-1][0]:
            v2, w2, n2 = blocks.pop()
            v1, w1, n1 = blocks.pop()
            blocks.append([(v1 * w1 + v2 * w2) / (w1 + w2), w1 + w2, n1 + n2])
    return [v for v, _, n in blocks for _ in range(int(n))]


def fit_curve(raw: np.ndarray, score: np.ndarray, off_raw: np.ndarray, off_heft: float) -> list[list[float]]:
    """Knots [raw, score 0-100], rising, ending at (1, 100). An off-topic row counts as ``off_heft`` rows scored 0."""
    x = np.concatenate([raw, off_raw])
    y = np.concatenate([score, np.zeros(len(off_raw))])
    w = np.concatenate([np.ones(len(raw)), np.full(len(off_raw), off_heft)])
    edges = np.unique(np.concatenate([np.quantile(raw, np.linspace(0, 1, KNOTS)), [0.0, 0.03, 0.08, 0.15, 0.3]]))
    means: list[tuple[float, float, float]] = []
    for low, high in pairwise(edges):
        inside = (x >= low) & ((x < high) | (high == edges[-1]))
        heft = float(w[inside].sum())
        if heft >= 8:
            means.append(
                (
                    float(np.average(x[inside], weights=w[inside])),
                    float(np.average(y[inside], weights=w[inside])),
                    heft,
                )
            )
    fitted = pool_adjacent([m[1] for m in means], [m[2] for m in means])
    knots: list[list[float]] = []
    for (place, _, _), value in zip(means, fitted, strict=True):
        if not knots or place > knots[-1][0] + 0.01:
            knots.append([round(place, 3), round(100 * value, 1)])
    return [*knots, [1.0, 100.0]]


@dataclass(frozen=True)
class Sample:
    """Features (with kinship and word count last) and scores of answers, and of answers put to foreign questions."""

    x: np.ndarray
    y: np.ndarray
    off: np.ndarray
    groups: list[str]
    empty: np.ndarray


def sample(rows: Sequence[Row], cal: Calibration, seed: int = 7) -> Sample:
    """Features of every row, and of one off-topic pairing for each."""
    rng = random.Random(seed)
    said = [row for row in rows if not is_no_answer(row.answer)]
    off = []
    for row in rows:
        other = next((o for o in (rng.choice(said) for _ in range(50)) if o.question_id != row.question_id), said[0])
        off.append(feature_row(row.item(other.answer), cal))
    return Sample(
        x=np.array([feature_row(row.item(), cal) for row in rows]),
        y=np.array([row.score for row in rows]),
        off=np.array(off),
        groups=[row.question_id for row in rows],
        empty=np.array([is_no_answer(row.answer) for row in rows]),
    )


@dataclass(frozen=True)
class Fit:
    """Weights (summing to 1) and the curve."""

    weights: np.ndarray
    curve: list[list[float]]

    def raw(self, x: np.ndarray) -> np.ndarray:
        return np.asarray(x[:, : len(FEATURES)] @ self.weights)

    def predict(self, x: np.ndarray, empty: np.ndarray) -> np.ndarray:
        """Scores 0-1; an empty answer is 0."""
        raw = self.raw(x)
        values = np.array([along(self.curve, float(v)) for v in raw]) / 100
        return np.where(empty, 0.0, values * subject(x))


def subject(x: np.ndarray) -> np.ndarray:
    """How far each row is on the subject (0-1)."""
    place = FEATURES.index("any_coverage")
    return np.array([on_subject(row[-2], row[place], int(row[-1])) for row in x])


def fit(data: Sample, use: np.ndarray, off_share: float) -> Fit:
    """Fit on the rows marked in ``use``; off-topic rows of the same questions weigh ``off_share`` of them."""
    said = use & ~data.empty
    columns = data.x[:, : len(FEATURES)]
    weights = nonnegative_fit(columns[said], data.y[said])
    weights = weights / weights.sum() if weights.sum() > 0 else np.full(len(FEATURES), 1 / len(FEATURES))
    raw, off_raw = columns @ weights, data.off[:, : len(FEATURES)] @ weights
    near = said & (subject(data.x) >= 1)
    off_near = use & (subject(data.off) >= 1)
    return Fit(weights, fit_curve(raw[near], data.y[near], off_raw[off_near], off_share))


def fold_numbers(groups: Sequence[str], count: int, seed: int = 0) -> np.ndarray:
    """The fold of each row; all rows of a question share one."""
    ids = sorted(set(groups))
    random.Random(seed).shuffle(ids)
    fold_of = {question: i % count for i, question in enumerate(ids)}
    return np.array([fold_of[g] for g in groups])


def cross_validated(data: Sample, off_share: float, seed: int = 0) -> np.ndarray:
    """Predictions (0-1) of each row by a fit that never saw its question."""
    number = fold_numbers(data.groups, FOLDS, seed)
    out = np.zeros(len(data.y))
    for k in range(FOLDS):
        held = number == k
        if held.any():
            out[held] = fit(data, ~held, off_share).predict(data.x[held], data.empty[held])
    return out


def interval_rows(predicted: np.ndarray, truth: np.ndarray, share: float = NOMINAL) -> list[list[float]]:
    """Rows [score, below, above] (0-100): conformal residual quantiles in bins of the predicted score."""
    order = np.argsort(predicted, kind="stable")
    bins = np.array_split(order, 6)
    tail = (1 - share) / 2
    rows = []
    for places in bins:
        residual = 100 * (truth[places] - predicted[places])
        n = len(residual)
        low = np.quantile(residual, max(0.0, tail - 1 / (n + 1)))
        high = np.quantile(residual, min(1.0, 1 - tail + 1 / (n + 1)))
        rows.append([round(float(v), 1) for v in (100 * predicted[places].mean(), max(2.0, -low), max(2.0, high))])
    return rows


def figures(predicted: np.ndarray, truth: np.ndarray, top: float = 5.0) -> dict[str, float]:
    """Agreement on the scale 0..top."""
    p, t = [float(v) * top for v in predicted], [float(v) * top for v in truth]
    return {
        "n": len(p),
        "pearson": round(metrics.pearson(p, t), 3),
        "spearman": round(metrics.spearman(p, t), 3),
        "rmse": round(metrics.rmse(p, t), 3),
    }


def train(rows: Sequence[Row], word_rows: Sequence[Row], base: Mapping[str, Any]) -> dict[str, Any]:
    """A new calibration file. ``rows`` teach weights, curve and intervals; ``word_rows`` teach common words."""
    data = {**base, "common_words": common_words(word_rows)}
    data["reference"] = {"weights": START, "curve": [[0.0, 0.0], [1.0, 100.0]]}
    measured = sample(rows, from_dict(data))
    held = cross_validated(measured, OFF_SHARE)
    data = {**data, **_learned(measured, np.ones(len(rows), dtype=bool), base)}
    final = Fit(np.array(list(data["reference"]["weights"].values())), data["reference"]["curve"])
    data["measured"] = {
        "scale": "0-5 for rmse; intervals of points, open and code are set by hand, for want of human scores",
        "train_ten_folds": figures(held, measured.y),
        "off_topic_mean_of_100": round(
            float(100 * final.predict(measured.off, np.zeros(len(rows), dtype=bool)).mean()), 1
        ),
    }
    return data


def _learned(measured: Sample, use: np.ndarray, base: Mapping[str, Any]) -> dict[str, Any]:
    """The parts of a calibration learned from the rows marked in ``use``."""
    final = fit(measured, use, OFF_SHARE)
    part = Sample(
        measured.x[use],
        measured.y[use],
        measured.off[use],
        [g for g, used in zip(measured.groups, use, strict=True) if used],
        measured.empty[use],
    )
    held = cross_validated(part, OFF_SHARE)
    said = ~part.empty
    return {
        "reference": {
            "weights": {name: round(float(w), 3) for name, w in zip(FEATURES, final.weights, strict=True)},
            "curve": final.curve,
        },
        "intervals": {**base["intervals"], "reference": interval_rows(held[said], part.y[said])},
    }


def folds(rows: Sequence[Row], base: Mapping[str, Any], count: int = FOLDS) -> list[tuple[Calibration, list[int]]]:
    """For each fold by question: a calibration that never saw its questions' scores, and the places of its rows."""
    start = {**base, "reference": {"weights": START, "curve": [[0.0, 0.0], [1.0, 100.0]]}}
    measured = sample(rows, from_dict(start))
    number = fold_numbers(measured.groups, count)
    out = []
    for k in range(count):
        held = number == k
        if held.any():
            cal = from_dict({**start, **_learned(measured, ~held, base)})
            out.append((cal, [int(i) for i in np.flatnonzero(held)]))
    return out


def write(data: Mapping[str, Any], path: Path) -> None:
    """Write the file so that it can be read and compared: one line for each entry, common words in rows."""
    words = list(data["common_words"].items())
    lines = ["    " + ", ".join(f"{json.dumps(s)}: {w}" for s, w in words[i : i + 8]) for i in range(0, len(words), 8)]
    parts = []
    for key, value in data.items():
        if key == "common_words":
            parts.append('  "common_words": {\n' + ",\n".join(lines) + "\n  }")
        elif isinstance(value, Mapping):
            inner = ",\n".join(f"    {json.dumps(k)}: {json.dumps(v)}" for k, v in value.items())
            parts.append(f"  {json.dumps(key)}: {{\n{inner}\n  }}")
        else:
            parts.append(f"  {json.dumps(key)}: {json.dumps(value)}")
    path.write_text("{\n" + ",\n".join(parts) + "\n}\n", encoding="utf-8")
