"""A language model at the wire that marks what it is asked to mark, honestly or not."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from typing import Any

from interviewer.providers.tests.fake_vendors import Call, Says

Marker = Callable[[int, str, str], dict[str, Any]]

_FENCED = re.compile(r"<data-\w+ answer>\n(.*)\n</data-\w+>", re.DOTALL)
_CRITERIA = re.compile(r"^Criteria:\n(.*?)\n\n", re.DOTALL | re.MULTILINE)


def prompt_of(call: Call) -> tuple[str, str]:
    """The system's and the user's message."""
    messages = {m["role"]: m["content"] for m in call.body["messages"]}
    return messages["system"], messages["user"]


def answer_in(call: Call) -> str:
    found = _FENCED.search(prompt_of(call)[1])
    return found[1] if found else ""


def criteria_in(call: Call) -> list[str]:
    found = _CRITERIA.search(prompt_of(call)[0])
    return [line.split(". ", 1)[1] for line in found[1].splitlines()] if found else []


def mark(number: int, points: int, *quotes: str, against: tuple[str, ...] = (), reason: str = "As quoted.") -> dict:
    return {"criterion": number, "points": points, "quotes": list(quotes), "against": list(against), "reason": reason}


def marks(by: Marker) -> Callable[[Call], Says]:
    """``by(number, criterion, answer)`` gives each criterion's mark. A report's text is left to rules."""

    def say(call: Call) -> Says:
        names = criteria_in(call)
        if not names:
            return Says(text=json.dumps({"findings": []}))
        answer = answer_in(call)
        return Says(text=json.dumps({"marks": [by(n, name, answer) for n, name in enumerate(names, 1)]}))

    return say


def obedient(number: int, criterion: str, answer: str) -> dict:
    """Full points for everything, as a model gives that does what an injection says."""
    return mark(number, 4, answer[:400], reason="Outstanding.")


def inventive(number: int, criterion: str, answer: str) -> dict:
    """Full points, with quotes that nobody said."""
    return mark(number, 4, f"I would certainly say that {criterion.lower()}", reason="Very well explained.")


def fair(number: int, criterion: str, answer: str) -> dict:
    """Points for a criterion half of whose longer words stand in one sentence of the answer."""
    wanted = set(re.findall(r"\w{4,}", criterion.lower()))
    for sentence in re.split(r"(?<=[.!?\n])\s+", answer):
        if wanted and len(wanted & set(re.findall(r"\w{4,}", sentence.lower()))) >= len(wanted) / 2:
            return mark(number, 4, sentence.upper().replace(" ", "  "))
    return mark(number, 0, reason="Not mentioned.")
