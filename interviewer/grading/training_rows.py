"""Human-graded answers, as the CSV files hold them."""

from __future__ import annotations

import csv
import math
from dataclasses import dataclass
from pathlib import Path

from interviewer.grading.types import GradingInput

# The largest field read: answers may be long, a file that is not a CSV must not fill the memory.
_FIELD_LIMIT = 1_000_000


@dataclass(frozen=True)
class Row:
    """One human-graded answer; ``score`` is 0-1."""

    question_id: str
    question: str
    reference: str
    answer: str
    score: float
    max_score: float

    def item(self, answer: str | None = None) -> GradingInput:
        text = self.answer if answer is None else answer
        return GradingInput(self.question, text, reference_answer=self.reference)


def load_rows(path: Path) -> list[Row]:
    """Rows of a CSV with question_id, question, reference, answer, score, max_score.

    Raises ValueError naming the file, the line and what is wrong.
    """
    needed = {"question_id", "question", "reference", "answer", "score", "max_score"}
    csv.field_size_limit(_FIELD_LIMIT)
    rows: list[Row] = []
    with path.open(encoding="utf-8-sig", newline="") as handle:
        reader = csv.DictReader(handle)
        lacking = needed - set(reader.fieldnames or ())
        if lacking:
            raise ValueError(f"{path.name}: missing columns {', '.join(sorted(lacking))}")
        for record in reader:
            try:
                score, top = float(record["score"]), float(record["max_score"])
            except (TypeError, ValueError) as error:
                raise ValueError(f"{path.name}, line {reader.line_num}: score and max_score must be numbers") from error
            if not (math.isfinite(score) and math.isfinite(top) and top > 0 and 0 <= score <= top):
                raise ValueError(f"{path.name}, line {reader.line_num}: score must lie between 0 and max_score")
            texts = {name: record[name] or "" for name in ("question_id", "question", "reference", "answer")}
            rows.append(Row(**texts, score=score / top, max_score=top))
    return rows
