"""Reads and validates the bank's YAML files: once a process, when first asked."""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import Literal

import yaml
from pydantic import BaseModel, ConfigDict, Field, model_validator

ROOT = Path(__file__).resolve().parent
# The C loader is about ten times as fast; wheels of PyYAML for common machines have it.
_Loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)


class FollowUp(BaseModel):
    model_config = ConfigDict(extra="forbid")

    point: int = Field(ge=1, description="Which expected point, counted from 1, it asks for.")
    text: str = Field(min_length=10, max_length=300)


class BankQuestion(BaseModel):
    """One entry. ``time`` is seconds; ``tests`` say in words what right code does."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    id: str = Field(pattern=r"^[a-z0-9_]+(-[a-z0-9_]+)+$")
    skill: str
    type: Literal["spoken", "code"] = "spoken"
    style: Literal["", "behavioural"] = ""
    difficulty: Literal["easy", "medium", "hard"]
    question: str = Field(min_length=20, max_length=800)
    expected_points: list[str] = Field(min_length=3, max_length=6)
    keywords: list[str] = Field(min_length=3, max_length=10)
    reference_answer: str
    hints: list[str] = Field(min_length=1, max_length=4)
    follow_ups: list[FollowUp] = Field(min_length=2)
    time: int = Field(ge=30, le=1800)
    language: str = ""
    starter_code: str = ""
    tests: list[str] = []
    solution: str = ""

    @model_validator(mode="after")
    def _whole(self) -> BankQuestion:
        if any(entry.point > len(self.expected_points) for entry in self.follow_ups):
            raise ValueError(f"{self.id}: a follow-up names a point that isn't there")
        words = len(self.reference_answer.split())
        if not 50 <= words <= 170:
            raise ValueError(f"{self.id}: the reference answer has {words} words")
        if self.type == "code" and not (self.starter_code and self.language and self.tests):
            raise ValueError(f"{self.id}: a coding question needs starter code, a language and tests")
        return self


def _read(path: Path) -> list[BankQuestion]:
    content = yaml.load(path.read_text(encoding="utf-8"), Loader=_Loader)  # noqa: S506 - both are safe loaders
    shared = {"skill": content["skill"]} if "skill" in content else {"type": "code"}
    return [BankQuestion.model_validate({**shared, **entry}) for entry in content["questions"]]


@cache
def bank() -> tuple[BankQuestion, ...]:
    """Every question. Raises ValueError for a file that breaks the schema, or an id used twice."""
    questions = [
        question
        for folder in ("skills", "coding")
        for path in sorted((ROOT / folder).glob("*.yaml"))
        for question in _read(path)
    ]
    seen: set[str] = set()
    for question in questions:
        if question.id in seen:
            raise ValueError(f"the bank has two questions called {question.id}")
        seen.add(question.id)
    return tuple(questions)


@cache
def by_skill() -> dict[str, tuple[BankQuestion, ...]]:
    """Spoken questions by skill."""
    skills: dict[str, list[BankQuestion]] = {}
    for question in bank():
        if question.type == "spoken":
            skills.setdefault(question.skill, []).append(question)
    return {skill: tuple(questions) for skill, questions in skills.items()}


@cache
def coding_by_language() -> dict[str, tuple[BankQuestion, ...]]:
    languages: dict[str, list[BankQuestion]] = {}
    for question in bank():
        if question.type == "code":
            languages.setdefault(question.language, []).append(question)
    return {language: tuple(questions) for language, questions in languages.items()}


@cache
def by_text() -> dict[str, BankQuestion]:
    return {" ".join(question.question.split()): question for question in bank()}
