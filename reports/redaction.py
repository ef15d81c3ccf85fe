"""A text without who it is about, and the way back: from a quote of it to the words as they were said."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass

from interviewer.grading.quotes import folded, locate
from interviewer.providers import prompts

_PLACEHOLDER = re.compile("|".join(map(re.escape, (prompts.NAME, prompts.EMAIL, prompts.PHONE, prompts.LINK))))
_MOST_PLACEHOLDERS = 4


@dataclass(frozen=True)
class Redacted:
    """``text`` is what may leave; ``original`` what was said."""

    original: str
    text: str
    names: tuple[str, ...]
    emails: tuple[str, ...]
    phones: tuple[str, ...]

    @classmethod
    def of(
        cls, original: str, *, names: Iterable[str] = (), emails: Iterable[str] = (), phones: Iterable[str] = ()
    ) -> Redacted:
        who = tuple(filter(None, names)), tuple(filter(None, emails)), tuple(filter(None, phones))
        return cls(original, _redact(original, *who), *who)

    def find(self, quote: str) -> tuple[int, int] | None:
        """Where the quoted words stand in ``original``; None where the quote doesn't stand in ``text``, or where
        it can't be told which words it stands for."""
        if locate(quote, self.text) is None:
            return None
        straight = locate(quote, self.original)
        if straight is not None:
            return straight
        return self._across_placeholders(quote)

    def _across_placeholders(self, quote: str) -> tuple[int, int] | None:
        """The quote holds a placeholder: look for its other words in their order, and check what lies between."""
        within, places = folded(self.original)
        parts = [folded(part)[0].strip() for part in _PLACEHOLDER.split(quote)]
        # At its ends a placeholder shows nothing.
        while parts and not parts[0]:
            parts.pop(0)
        while parts and not parts[-1]:
            parts.pop()
        if not parts or len(parts) > _MOST_PLACEHOLDERS:
            return None
        found = re.search(r".{1,80}?".join(re.escape(part) for part in parts), within)
        if found is None or found.end() == found.start():
            return None
        begin, end = places[found.start()], places[found.end() - 1] + 1
        said = _redact(self.original[begin:end], self.names, self.emails, self.phones)
        return (begin, end) if locate(said, quote) is not None else None


def _redact(text: str, names: tuple[str, ...], emails: tuple[str, ...], phones: tuple[str, ...]) -> str:
    return prompts.redact(text, names=names, emails=emails, phones=phones)
