"""From words of an answer to the moment of the recording in which they were said. Nothing is estimated."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Sequence
from typing import Any

from interviews.models import Recording, Response

# Playing begins so much before the first word: it is heard whole. Seconds.
LEAD = 0.3


class Moments:
    """Where in its recording each part of an answer's text is heard.

    Times are those the transcription gave with its words. They count from the beginning of the first part of the
    recording, so they lead to a place only where there is one part.
    """

    def __init__(self, response: Response, recording: Recording | None) -> None:
        typed, spoken = response.typed_text.strip(), response.transcript.strip()
        self.begins = len(typed) + 1 if typed else 0
        self.ends = self.begins + len(spoken)
        parts = stored_parts(recording)
        self.part = parts[0] if parts and spoken else None
        self.starts: list[int] = []
        self.times: list[float] = []
        if len(parts) == 1:
            self.starts, self.times = _aligned(spoken, response.transcript_words)

    @property
    def timed(self) -> bool:
        return bool(self.times)

    @property
    def audible(self) -> bool:
        return self.part is not None

    def covers(self, start: int, end: int) -> bool:
        """Whether this stretch of the answer's text was spoken, and its recording is there."""
        return self.audible and self.begins <= start < end <= self.ends

    def at(self, start: int) -> float | None:
        """The second at which the stretch that begins here is heard; None where no time is known."""
        place = bisect_right(self.starts, start - self.begins) - 1
        return max(0.0, self.times[place] - LEAD) if place >= 0 else None


def stored_parts(recording: Recording | None) -> list[int]:
    """The numbers of the recording's parts that hold sound."""
    if recording is None:
        return []
    return [int(part["segment"]) for part in recording.segments if part.get("chunks") or part.get("bytes")]


def _aligned(text: str, words: Sequence[Any]) -> tuple[list[int], list[float]]:
    """Where each timed word begins in ``text``, and when it was said; empty where the words are another text's."""
    starts: list[int] = []
    times: list[float] = []
    position = 0
    folded = text.casefold()
    if len(folded) != len(text):  # letters that grow when folded would shift every place
        folded = text
    for word in words:
        if not (isinstance(word, list | tuple) and len(word) >= 2 and isinstance(word[1], int | float)):
            return [], []
        said = str(word[0]).strip()
        if not said:
            continue
        found = folded.find(said.casefold() if folded is not text else said, position)
        # A word further off than a few others isn't this one.
        if found < 0 or found - position > 40:
            return [], []
        starts.append(found)
        times.append(float(word[1]))
        position = found + len(said)
    return starts, times
