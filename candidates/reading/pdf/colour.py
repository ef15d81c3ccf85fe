"""Colours of a PDF as red, green and blue between 0 and 1."""

from __future__ import annotations

from typing import Any

RGB = tuple[float, float, float]
WHITE: RGB = (1.0, 1.0, 1.0)
# Paper and text closer than this cannot be told apart; pale grey print (#ccc on white) has 1.6. Black on
# white has 21.
INVISIBLE_CONTRAST = 1.22


def rgb(space: Any, colour: Any) -> RGB | None:
    """None for what has no plain colour: patterns, spot colours, palettes."""
    name = getattr(space, "name", "")
    if name in {"Pattern", "Indexed", "Lab", "DeviceN"} or isinstance(colour, str):
        return None
    values = colour if isinstance(colour, tuple | list) else (colour,)
    if not all(isinstance(value, int | float) for value in values):
        return None
    parts = [min(1.0, max(0.0, float(value))) for value in values]
    if name == "Separation":
        # A tint of nothing is bare paper; which ink the rest is, the name alone does not tell.
        return WHITE if parts == [0.0] else None
    if len(parts) == 1:
        return (parts[0], parts[0], parts[0])
    if len(parts) == 3:
        return (parts[0], parts[1], parts[2])
    if len(parts) == 4:
        cyan, magenta, yellow, black = parts
        return ((1 - cyan) * (1 - black), (1 - magenta) * (1 - black), (1 - yellow) * (1 - black))
    return None


def luminance(colour: RGB) -> float:
    """Relative luminance as WCAG 2 defines it."""
    linear = [part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in colour]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def contrast(a: RGB, b: RGB) -> float:
    """1 (the same) to 21, as WCAG 2 defines it."""
    light, dark = sorted((luminance(a), luminance(b)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


def blends(text: RGB, paper: RGB) -> bool:
    """Whether text of this colour cannot be seen on that paper; hue counts besides brightness."""
    far = max(abs(a - b) for a, b in zip(text, paper, strict=True))
    return contrast(text, paper) < INVISIBLE_CONTRAST and far < 0.12
