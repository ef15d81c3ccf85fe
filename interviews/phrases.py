"""What the interviewer says by rules, in the interview's language. The table is ``phrases.yaml``."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import cache
from pathlib import Path

import yaml
from pydantic import BaseModel, ConfigDict, Field

Lines = list[str]


class Phrases(BaseModel):
    """One language. ``name`` is its own name for itself."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    name: str
    repeat: str
    moment: str
    clarify: str
    about: str
    machine: str
    hint: str
    result: str
    recording: str
    terms: str
    general: str
    in_language: str
    last: str
    left: str
    declined: str
    moved_on: str
    the_project: str
    open: Lines = Field(min_length=4, max_length=4)
    code: Lines = Field(min_length=3, max_length=3)
    no_code: Lines = Field(min_length=2, max_length=2)
    project: Lines = Field(min_length=4, max_length=4)
    skill_in_project: Lines = Field(min_length=2, max_length=2)
    skill: Lines = Field(min_length=3, max_length=3)
    employer: Lines = Field(min_length=2, max_length=2)


@cache
def table() -> Mapping[str, Phrases]:
    """By language code, English left out."""
    content = yaml.safe_load((Path(__file__).parent / "phrases.yaml").read_text(encoding="utf-8"))
    return {code: Phrases.model_validate(entry) for code, entry in content.items()}


def of(language: str) -> Phrases | None:
    """The phrases of ``de``, ``pt-BR`` and the like; None for English and for what the table lacks."""
    return table().get(language.strip().replace("_", "-").partition("-")[0].lower())


def lines(language: str, kind: str, english: Sequence[str]) -> Sequence[str]:
    found = of(language)
    return tuple(getattr(found, kind)) if found is not None else english
