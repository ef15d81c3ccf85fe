"""From figures to coordinates."""

from __future__ import annotations

import math
from collections.abc import Iterable
from dataclasses import dataclass


@dataclass(frozen=True)
class Scale:
    """Figures ``low`` to ``high`` onto coordinates ``start`` to ``end``; what lies outside is put at the nearer end."""

    low: float
    high: float
    start: float
    end: float

    def __call__(self, value: float) -> float:
        span = self.high - self.low
        share = (value - self.low) / span if span > 0 else 0.0
        return self.start + min(max(share, 0.0), 1.0) * (self.end - self.start)


def nice_top(values: Iterable[float], least: float = 1) -> float:
    """The round figure (1, 2, 2.5 or 5 by a power of ten) at or above all values."""
    top = max([*values, least])
    power = 10.0 ** math.floor(math.log10(top))
    return next(step * power for step in (1, 2, 2.5, 5, 10, 20) if step * power >= top * (1 - 1e-12))


def spread_out(count: int, most: int) -> list[int]:
    """At most ``most`` of ``count`` places, the first and the last among them, evenly apart."""
    if count <= most:
        return list(range(count))
    if most <= 1:
        return [count - 1]
    return sorted({round(place * (count - 1) / (most - 1)) for place in range(most)})
