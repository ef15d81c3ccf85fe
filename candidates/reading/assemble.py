"""From lines and flags to the result."""

from __future__ import annotations

import re

from candidates.reading.facts import facts_of
from candidates.reading.flags import MAX_FLAGS
from candidates.reading.limits import Limits
from candidates.reading.lines import Line, to_text
from candidates.reading.result import MESSAGES, Flag, ReadResult, failed

MIN_LETTERS = 20
"""Fewer make no resume: a page number and a name over a picture."""


def assembled(lines: list[Line], flags: list[Flag], targets: list[str], pages: int, limits: Limits) -> ReadResult:
    text = to_text(lines)[: limits.max_text]
    kept = flags[:MAX_FLAGS]
    if not pages:
        return failed("invalid", MESSAGES["damaged"]).model_copy(update={"flags": kept})
    if len(re.findall(r"[^\W\d_]", text)) < MIN_LETTERS:
        result = failed("no_text")
        return result.model_copy(update={"pages": pages, "flags": kept})
    return ReadResult(state="parsed", text=text, pages=pages, facts=facts_of(lines, targets), flags=kept)
