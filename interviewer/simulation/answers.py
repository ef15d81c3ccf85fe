"""What a simulated candidate says, well or badly, from the reference answers of the questions."""

from __future__ import annotations

import random
import re
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Literal

import yaml

from interviews.question_bank.loader import BankQuestion, by_text

Quality = Literal["good", "weak", "mixed"]

_WEAK = (
    "I have heard of it, but I never had to do it myself.",
    "That depends, I think. Usually somebody else on the team took care of that part.",
    "I don't know.",
    "It is mostly about keeping things simple, so I would look it up and do the simple thing.",
)
_OWN_WORK = (
    "In my last team I took over the import of customer files, which failed about twice a week. I first measured where "
    "it broke, then I rewrote the validation so that one bad row no longer stopped the whole file, and I added a "
    "report for the support team. After a month the failures had gone from eight to none, and support saved an hour "
    "a day.",
    "I proposed to split the release into smaller steps because every big one had ended in a night shift. I wrote the "
    "checklist, I trained two colleagues, and I did the first three releases myself. The result was that a release "
    "took twenty minutes instead of four hours, and we have not had to roll one back since.",
    "My part was the search. Users complained that it took six seconds, so I profiled it, found that we loaded every "
    "row twice, and I changed the query and added an index. It dropped to two hundred milliseconds, and what I learned "
    "was to measure before I guess.",
    "We disagreed about whether to buy or to build. I wrote down what each would cost in the first year, asked the two "
    "people who would run it, and in the end we bought it. I then led the move, which took five weeks, one less than "
    "planned.",
)


@dataclass
class Script:
    """Answers for one candidate. ``lines`` from a file are given in turn, before anything else."""

    quality: Quality = "mixed"
    seed: int = 0
    lines: list[str] = field(default_factory=list)
    given: int = 0

    def __post_init__(self) -> None:
        self.random = random.Random(self.seed)

    @classmethod
    def from_option(cls, option: str | None, seed: int) -> Script:
        """``good``, ``weak``, ``mixed``, or a YAML file with a list of answers. Raises ValueError."""
        if option is None or option in ("good", "weak", "mixed"):
            return cls(quality=option or "mixed", seed=seed)  # type: ignore[arg-type]
        try:
            content = yaml.safe_load(Path(option).read_text(encoding="utf-8"))
        except (OSError, yaml.YAMLError) as error:
            raise ValueError(f"the answers can't be read from {option}: {error}") from error
        lines = content.get("answers") if isinstance(content, dict) else content
        if not isinstance(lines, list) or not all(isinstance(line, str) for line in lines):
            raise ValueError(f"{option} must hold a list of answers")
        return cls(seed=seed, lines=list(lines))

    def answer(self, message: dict[str, Any], reference: str = "") -> dict[str, str]:
        """The fields ``text`` and, for a coding question, ``code`` of an answer to the ``question`` message."""
        index = self.given
        self.given += 1
        if index < len(self.lines):
            return {"text": self.lines[index]}
        well = self.quality == "good" or (self.quality == "mixed" and index % 3 != 2)
        known = by_text().get(" ".join(message["text"].split()))
        if message["answer_type"] == "code":
            return self._code(message, known, well)
        if not well:
            return {"text": self.random.choice(_WEAK)}
        text = reference or (known.reference_answer if known else "") or self.random.choice(_OWN_WORK)
        text = " ".join(text.split())
        if self.quality == "mixed" and index % 3 == 1:
            text = _first_half(text)
        return {"text": text}

    def _code(self, message: dict[str, Any], known: BankQuestion | None, well: bool) -> dict[str, str]:
        if known is None or not well:
            return {"text": "I ran out of ideas here.", "code": message["starter_code"]}
        return {"text": " ".join(known.reference_answer.split()), "code": known.solution or known.starter_code}


def _first_half(text: str) -> str:
    sentences = re.split(r"(?<=[.!?])\s+", text)
    return " ".join(sentences[: max(1, len(sentences) // 2)])
