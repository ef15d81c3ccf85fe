"""Questions as files that people edit: CSV for spreadsheets, YAML for everything else. Text in, text out; no database.

Reading is strict and says what is wrong, where, in words for the person who wrote the file. A file is taken whole
or not at all.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Mapping, Sequence
from typing import Any, Literal

import yaml
from pydantic import BaseModel, ConfigDict, Field, ValidationError, field_validator, model_validator

from interviewer.taxonomy import lookup_skill, skill
from interviews.protected import asks_about_protected
from interviews.wording import same_question

MAX_BYTES = 2_000_000
MAX_QUESTIONS = 500
MAX_PROBLEMS = 20
_Loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
_Dumper = getattr(yaml, "CSafeDumper", yaml.SafeDumper)

COLUMNS = (
    "text",
    "type",
    "skill",
    "phase",
    "difficulty",
    "time_seconds",
    "expected_points",
    "keywords",
    "reference_answer",
    "hints",
    "follow_ups",
    "starter_code",
    "language",
    "tests",
)
_LISTS = frozenset({"expected_points", "keywords", "hints", "tests"})
# Spreadsheets run a cell that begins so; an apostrophe before it keeps it text.
_FORMULA = ("=", "+", "-", "@", "\t", "\r")


class ImportProblem(ValueError):
    """The file can't be taken. ``problems`` are sentences, each with the place in the file."""

    def __init__(self, problems: Sequence[str]) -> None:
        super().__init__("\n".join(problems))
        self.problems = list(problems)


class FollowUpRow(BaseModel):
    model_config = ConfigDict(extra="forbid")

    point: int = Field(ge=1, le=20)
    text: str = Field(min_length=5, max_length=300)


class QuestionRow(BaseModel):
    """One question as a file has it. The fields are those of ``interviews.models.Question``."""

    model_config = ConfigDict(extra="forbid", str_strip_whitespace=True)

    text: str = Field(min_length=10, max_length=2000)
    type: Literal["spoken", "code"] = "spoken"
    skill: str = Field(default="", max_length=60)
    phase: Literal["main", "introduction", "projects", "standout_skills", "role_skills"] = "main"
    difficulty: Literal["easy", "medium", "hard"] = "medium"
    time_seconds: int = Field(default=120, ge=30, le=3600)
    expected_points: list[str] = Field(default_factory=list, max_length=10)
    keywords: list[str] = Field(default_factory=list, max_length=20)
    reference_answer: str = Field(default="", max_length=5000)
    hints: list[str] = Field(default_factory=list, max_length=5)
    follow_ups: list[FollowUpRow] = Field(default_factory=list, max_length=20)
    starter_code: str = Field(default="", max_length=20_000)
    language: str = Field(default="", max_length=20)
    tests: list[str] = Field(default_factory=list, max_length=20)

    @field_validator("skill")
    @classmethod
    def _known_name(cls, value: str) -> str:
        return lookup_skill(value) or value

    @field_validator("text", "reference_answer", "starter_code", "language")
    @classmethod
    def _storable(cls, value: str) -> str:
        return value.replace("\x00", "")

    @model_validator(mode="after")
    def _whole(self) -> QuestionRow:
        if asks_about_protected(self.text):
            raise ValueError(
                "this asks about something that must play no part in hiring, such as age, family or religion"
            )
        if any(entry.point > len(self.expected_points) for entry in self.follow_ups):
            raise ValueError("a follow-up names an expected point that isn't there")
        if self.type == "code" and not self.language:
            raise ValueError("a coding task needs its programming language")
        return self


# --- Writing -------------------------------------------------------------------------------------------


def to_yaml(rows: Iterable[Mapping[str, Any]]) -> str:
    """Fields at their defaults are left out, so that a person sees what matters."""
    defaults = QuestionRow.model_construct().model_dump()
    content = [
        {
            name: row[name]
            for name in COLUMNS
            if name == "text" or row.get(name) not in (defaults.get(name), "", [], None)
        }
        for row in rows
    ]
    return yaml.dump({"questions": content}, Dumper=_Dumper, allow_unicode=True, sort_keys=False, width=100)


def to_csv(rows: Iterable[Mapping[str, Any]]) -> str:
    """Lists have one entry a line within their cell; a follow-up is written ``2: And why is that?``."""
    out = io.StringIO()
    writer = csv.writer(out)
    writer.writerow(COLUMNS)
    for row in rows:
        writer.writerow([_safe(_cell(name, row.get(name))) for name in COLUMNS])
    return out.getvalue()


def _cell(name: str, value: Any) -> str:
    if name == "follow_ups":
        return "\n".join(f"{entry['point']}: {entry['text']}" for entry in value or [])
    if name in _LISTS:
        return "\n".join(" ".join(str(entry).split()) for entry in value or [])
    if name == "skill":
        known = skill(str(value))
        return known.name if known else str(value)
    return "" if value is None else str(value)


def _safe(cell: str) -> str:
    return f"'{cell}" if cell.startswith((*_FORMULA, "'")) else cell


def _unsafe(cell: str) -> str:
    return cell[1:] if cell.startswith("'") and cell[1:].startswith((*_FORMULA, "'")) else cell


# --- Reading -------------------------------------------------------------------------------------------


def read(content: bytes, name: str) -> list[QuestionRow]:
    """The questions of a CSV or YAML file, told apart by its name. Raises ImportProblem."""
    if len(content) > MAX_BYTES:
        raise ImportProblem([f"The file is larger than {MAX_BYTES // 1_000_000} MB."])
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError:
        raise ImportProblem(["The file is not UTF-8 text. In a spreadsheet, save it as “CSV UTF-8”."]) from None
    if name.lower().endswith((".yaml", ".yml")):
        return _checked(_from_yaml(text), "Question {}")
    if name.lower().endswith(".csv"):
        return _checked(_from_csv(text), "Row {}", first=2)
    raise ImportProblem(["Please choose a file that ends in .csv or .yaml."])


def _from_yaml(text: str) -> list[Any]:
    try:
        if any(isinstance(token, yaml.AliasToken) for token in yaml.scan(text, Loader=_Loader)):
            # A few lines of aliases can unfold into gigabytes.
            raise ImportProblem(["The file uses YAML aliases (*name), which are not taken here."])
        content = yaml.load(text, Loader=_Loader)  # noqa: S506 - both are safe loaders
    except (yaml.YAMLError, RecursionError, ValueError) as error:
        if isinstance(error, ImportProblem):
            raise
        mark = getattr(error, "problem_mark", None)
        where = f" in line {mark.line + 1}" if mark is not None else ""
        raise ImportProblem([f"The file is not valid YAML{where}."]) from None
    rows = content.get("questions") if isinstance(content, dict) else content
    if not isinstance(rows, list):
        raise ImportProblem(["The file must hold a list of questions, under the name “questions”."])
    return rows


def _from_csv(text: str) -> list[Any]:
    try:
        delimiter = ";" if text.split("\n", 1)[0].count(";") > text.split("\n", 1)[0].count(",") else ","
        reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True)
        header = [cell.strip().lower() for cell in next(reader, [])]
        lines = list(reader)
    except csv.Error as error:
        raise ImportProblem([f"The file is not valid CSV: {error}."]) from None
    if "text" not in header:
        raise ImportProblem(["The first row must name the columns, “text” among them."])
    unknown = [name for name in header if name and name not in COLUMNS]
    if unknown:
        raise ImportProblem(
            [f"There is no column “{name[:40]}”. The columns are: {', '.join(COLUMNS)}." for name in unknown]
        )
    return [_row(header, line) for line in lines if any(cell.strip() for cell in line)]


def _row(header: Sequence[str], line: Sequence[str]) -> dict[str, Any]:
    row: dict[str, Any] = {}
    for name, cell in zip(header, line, strict=False):
        cell = _unsafe(cell.replace("\r\n", "\n"))
        if not name or not cell.strip():
            continue
        if name == "follow_ups":
            row[name] = [_follow_up(entry) for entry in cell.split("\n") if entry.strip()]
        elif name in _LISTS:
            row[name] = [entry.strip() for entry in cell.split("\n") if entry.strip()]
        else:
            row[name] = cell if name == "starter_code" else cell.strip()
    return row


def _follow_up(entry: str) -> dict[str, Any]:
    point, _, text = entry.partition(":")
    return {"point": point.strip(), "text": text.strip()}


def _checked(rows: Sequence[Any], place: str, first: int = 1) -> list[QuestionRow]:
    if not rows:
        raise ImportProblem(["There are no questions in this file."])
    if len(rows) > MAX_QUESTIONS:
        raise ImportProblem([f"There are more than {MAX_QUESTIONS} questions in this file."])
    problems: list[str] = []
    read_rows: list[QuestionRow] = []
    for number, row in enumerate(rows, first):
        where = place.format(number)
        try:
            question = QuestionRow.model_validate(row)
        except (ValidationError, RecursionError) as error:
            problems += _in_words(where, error)
            continue
        if any(same_question(question.text, other.text) for other in read_rows):
            problems.append(f"{where}: this question is in the file twice.")
        read_rows.append(question)
    if problems:
        more = len(problems) - MAX_PROBLEMS
        raise ImportProblem(problems[:MAX_PROBLEMS] + ([f"And {more} more."] if more > 0 else []))
    return read_rows


def _in_words(where: str, error: Exception) -> list[str]:
    if not isinstance(error, ValidationError):
        return [f"{where}: this can't be read."]
    found = []
    for item in error.errors(include_url=False, include_input=False)[:5]:
        field = str(item["loc"][0]) if item["loc"] else ""
        said = str(item["msg"]).removeprefix("Value error, ")
        if item["type"] == "extra_forbidden":
            said = f"there is no such field; the fields are {', '.join(COLUMNS)}"
        elif item["type"] == "missing":
            said = "this is missing"
        elif item["type"] in {"model_type", "model_attributes_type"}:
            said = "a question is a list of named fields"
        found.append(f"{where}{f', {field[:40]}' if field else ''}: {said[:1].lower()}{said[1:]}.")
    return found
