"""The consent text. A change of words is a new version: who agreed to what stays provable."""

from __future__ import annotations

from dataclasses import dataclass
from hashlib import sha256


@dataclass(frozen=True)
class ConsentText:
    """``version`` has 20 characters at most."""

    version: str
    points: tuple[str, ...]

    @property
    def sha256(self) -> str:
        return sha256("\n".join(self.points).encode()).hexdigest()


CURRENT = ConsentText(
    version="2026-11",
    points=(
        "I understand that software, not a person, asks the questions and drafts an assessment of my answers.",
        "My resume, what I type and what I record are stored, turned into text and read by the hiring team.",
        "The assessment is advice. A person decides, and I can ask for my answers to be looked at by a person.",
        "How I look or sound is not assessed: no accent, no pace, no emotion. Only what I say counts.",
        "My data is erased when its keeping time ends, and earlier if I ask the hiring team.",
    ),
)

# For practice: nobody but the person reads it.
PRACTICE = ConsentText(
    version="2026-11 practice",
    points=(
        "I understand that software, not a person, asks the questions and drafts an assessment of my answers.",
        "My resume, what I type and what I record are stored and turned into text. Nobody is shown them but me.",
        "Practice counts for nothing: no hiring team sees it, and it is part of no assessment.",
        "How I look or sound is not assessed: no accent, no pace, no emotion. Only what I say counts.",
        "My data is erased when its keeping time ends, and earlier when I erase it myself.",
    ),
)
