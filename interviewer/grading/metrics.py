"""Agreement between predicted and human scores. Plain lists of numbers in, a float out."""

from __future__ import annotations

import math
from collections.abc import Sequence

Numbers = Sequence[float]


def pearson(xs: Numbers, ys: Numbers) -> float:
    """Pearson's correlation; 0.0 where one side does not vary or there are fewer than two pairs."""
    n = _paired(xs, ys)
    if n < 2:
        return 0.0
    mean_x, mean_y = math.fsum(xs) / n, math.fsum(ys) / n
    var_x = math.fsum((x - mean_x) ** 2 for x in xs)
    var_y = math.fsum((y - mean_y) ** 2 for y in ys)
    if var_x <= 1e-12 or var_y <= 1e-12:
        return 0.0
    cov = math.fsum((x - mean_x) * (y - mean_y) for x, y in zip(xs, ys, strict=True))
    return max(-1.0, min(1.0, cov / math.sqrt(var_x * var_y)))


def ranks(values: Numbers) -> list[float]:
    """Ranks from 1, ties sharing the mean of their places."""
    order = sorted(range(len(values)), key=lambda i: values[i])
    out = [0.0] * len(values)
    i = 0
    while i < len(order):
        j = i
        while j + 1 < len(order) and values[order[j + 1]] == values[order[i]]:
            j += 1
        for k in range(i, j + 1):
            out[order[k]] = (i + j) / 2 + 1
        i = j + 1
    return out


def spearman(xs: Numbers, ys: Numbers) -> float:
    """Pearson's correlation of the ranks."""
    _paired(xs, ys)
    return pearson(ranks(xs), ranks(ys))


def rmse(xs: Numbers, ys: Numbers) -> float:
    """Root mean squared error; 0.0 for no pairs."""
    n = _paired(xs, ys)
    return math.sqrt(math.fsum((x - y) ** 2 for x, y in zip(xs, ys, strict=True)) / n) if n else 0.0


def qwk(xs: Numbers, ys: Numbers, *, top: int) -> float:
    """Cohen's kappa with quadratic weights over whole grades 0..top (values are rounded half up and clipped).

    Cohen (1968): 1 - sum(w * observed) / sum(w * expected), w = (i - j)^2.
    """
    n = _paired(xs, ys)
    if not n:
        return 0.0
    a = [max(0, min(top, math.floor(x + 0.5))) for x in xs]
    b = [max(0, min(top, math.floor(y + 0.5))) for y in ys]
    observed = sum((i - j) ** 2 for i, j in zip(a, b, strict=True)) / n
    count_a = [a.count(k) for k in range(top + 1)]
    count_b = [b.count(k) for k in range(top + 1)]
    expected = sum((i - j) ** 2 * count_a[i] * count_b[j] for i in range(top + 1) for j in range(top + 1)) / (n * n)
    if expected == 0:
        return 1.0 if observed == 0 else 0.0
    return 1.0 - observed / expected


def coverage(lows: Numbers, highs: Numbers, truths: Numbers) -> float:
    """The share of truths that lie within their interval, ends included; 0.0 for none."""
    n = _paired(lows, highs)
    _paired(lows, truths)
    inside = sum(low <= t <= high for low, high, t in zip(lows, highs, truths, strict=True))
    return inside / n if n else 0.0


def mean_width(lows: Numbers, highs: Numbers) -> float:
    """The mean width of the intervals."""
    n = _paired(lows, highs)
    return math.fsum(h - low for low, h in zip(lows, highs, strict=True)) / n if n else 0.0


def _paired(xs: Numbers, ys: Numbers) -> int:
    if len(xs) != len(ys):
        raise ValueError(f"expected as many values on both sides, got {len(xs)} and {len(ys)}")
    return len(xs)
