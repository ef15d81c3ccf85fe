from __future__ import annotations

from enum import StrEnum
from typing import Literal

import pytest
from pydantic import Field, field_validator

from interviewer.providers.llm import Strict
from interviewer.providers.llm.gemini import gemini_schema
from interviewer.providers.llm.structured import InvalidAnswer, constrained, json_schema, validated


class Level(StrEnum):
    LOW = "low"
    HIGH = "high"


class Point(Strict):
    name: str
    weight: float = Field(default=1.0, ge=0, le=1)


class Plan(Strict):
    level: Level
    points: list[Point] = Field(max_length=5)
    main: Point
    note: str | None = None
    kind: Literal["a"] = "a"


class Free(Strict):
    scores: dict[str, float]


class Tree(Strict):
    name: str
    children: list[Tree] = []


class Private(Strict):
    answer: str

    @field_validator("answer")
    @classmethod
    def never(cls, value: str) -> str:
        raise ValueError(f"{value} is not allowed")


def test_references_are_put_in_place_for_vendors_that_know_none():
    assert "$ref" not in str(json_schema(Plan)) and "$defs" not in str(json_schema(Plan))


def test_the_strict_schema_requires_everything_and_allows_nothing_else():
    schema, strict = constrained(json_schema(Plan))
    assert strict
    assert schema["required"] == ["level", "points", "main", "note", "kind"]
    assert schema["additionalProperties"] is False
    assert schema["properties"]["points"]["items"]["additionalProperties"] is False
    assert "maximum" not in str(schema) and "default" not in str(schema)


@pytest.mark.parametrize("shape", [Free, Tree])
def test_a_shape_that_cannot_be_said_strictly_is_not_claimed_to_be(shape):
    assert constrained(json_schema(shape))[1] is False


def test_gemini_gets_its_own_dialect():
    schema = gemini_schema(json_schema(Plan))
    assert schema["type"] == "OBJECT"
    assert schema["properties"]["note"] == {"type": "STRING", "nullable": True}
    assert schema["properties"]["level"]["enum"] == ["low", "high"]
    assert schema["properties"]["points"]["items"]["type"] == "OBJECT"


@pytest.mark.parametrize("shape", [Free, Tree])
def test_what_gemini_cannot_be_told_is_left_to_the_prompt(shape):
    assert gemini_schema(json_schema(shape)) is None


def test_a_problem_names_fields_and_rules_and_no_values():
    with pytest.raises(InvalidAnswer) as caught:
        validated("groq", '{"level": "Zebulon", "points": [{"weight": 9}], "main": {}}', Plan)
    assert "points.0.weight" in caught.value.problem
    assert "Zebulon" not in str(caught.value)
    with pytest.raises(InvalidAnswer) as caught:
        validated("groq", '{"answer": "Zebulon"}', Private)
    assert "Zebulon" not in str(caught.value)


@pytest.mark.parametrize(
    "text", ["{" * 100_000, '{"a":' * 5_000, '{"scores": {"a": 1' + "0" * 5000 + "}}", "x" * 300_000]
)
def test_what_would_break_a_parser_is_an_invalid_answer(text):
    with pytest.raises(InvalidAnswer):
        validated("groq", text, Free)


def test_a_text_without_end_is_refused():
    with pytest.raises(InvalidAnswer):
        validated("groq", '{"name": "' + "x" * 50_000 + '"}', Point)
