"""What the comparison's templates need besides ``ui``."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django import template

register = template.Library()


@register.filter
def beside(first: Sequence[Any], second: Sequence[Any]) -> list[tuple[Any, Any]]:
    """Two lists of the same length, pair by pair."""
    return list(zip(first, second, strict=True))
