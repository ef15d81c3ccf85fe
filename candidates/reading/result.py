"""What reading a resume gives, as JSON-able models."""

from __future__ import annotations

from typing import Literal

from pydantic import BaseModel, ConfigDict, Field

State = Literal["parsed", "no_text", "encrypted", "invalid", "too_complex"]
MAX_EXCERPT = 300

PASTE = "you can paste the text of your resume instead."
MESSAGES: dict[str, str] = {
    "no_text": f"We found no readable text in this file, probably because it is a scan or a photo; {PASTE}",
    "encrypted": f"This file is protected by a password, so we cannot open it; {PASTE}",
    "invalid": f"This file is not a PDF or Word document that we can read; {PASTE}",
    "too_complex": f"This file is too large or too complicated inside for us to read safely; {PASTE}",
    "damaged": f"This file is damaged or incomplete, so we cannot read it; {PASTE}",
    "empty": f"This file is empty; {PASTE}",
    "missing": f"This file could not be found; {PASTE}",
}


def too_big(limit: int) -> str:
    return f"This file is larger than the {limit // (1024 * 1024)} MB we accept; {PASTE}"


class Model(BaseModel):
    model_config = ConfigDict(extra="forbid")


class SkillFact(Model):
    name: str
    """As written."""
    slug: str | None = None
    """The skill of the taxonomy it is, where it is one."""


class Employer(Model):
    name: str
    title: str | None = None
    start: str | None = None
    """As written, like `end`."""
    end: str | None = None


class Project(Model):
    name: str
    text: str = ""
    """A short excerpt in the candidate's own words."""
    skills: list[SkillFact] = Field(default_factory=list)


class Education(Model):
    degree: str | None = None
    school: str | None = None
    year: str | None = None


class Flag(Model):
    technique: str
    text: str = Field(max_length=MAX_EXCERPT)
    page: int | None = None


class Facts(Model):
    name: str | None = None
    email: str | None = None
    phone: str | None = None
    links: list[str] = Field(default_factory=list)
    headings: list[str] = Field(default_factory=list)
    skills: list[SkillFact] = Field(default_factory=list)
    employers: list[Employer] = Field(default_factory=list)
    projects: list[Project] = Field(default_factory=list)
    education: list[Education] = Field(default_factory=list)
    years_experience: float | None = None


class ReadResult(Model):
    state: State
    message: str = ""
    """For the candidate; empty when parsed."""
    text: str = ""
    pages: int = 0
    facts: Facts = Field(default_factory=Facts)
    flags: list[Flag] = Field(default_factory=list)
    """Hidden text and attempts to instruct a model; none of the hidden text is in `text`."""


def failed(state: State, message: str | None = None) -> ReadResult:
    return ReadResult(state=state, message=message or MESSAGES[state])
