"""Every operation of the schema under odd input: no fault of ours, no undocumented answer, errors of one shape."""

from __future__ import annotations

import os
import uuid
from functools import cache
from typing import Any

import pytest
from django.conf import settings as django_settings
from django.test import override_settings
from drf_spectacular.generators import SchemaGenerator
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from interviewer.tests.api import Api, bearer, has_shape
from interviewer.tests.factories import EvaluationFactory, UserFactory
from interviews import seats
from interviews.models import Question

# `make fuzz` takes its time.
EXAMPLES = int(os.environ.get("FUZZ_EXAMPLES", "3"))
MEMORY = {"default": {"BACKEND": "interviewer.embedded.layer.ThreadSafeInMemoryChannelLayer"}}
METHODS = ("get", "post", "put", "patch", "delete")


@cache
def schema() -> dict[str, Any]:
    return dict(SchemaGenerator().get_schema(request=None, public=True))


def operations() -> list[tuple[str, str]]:
    return [(method, path) for path, item in schema()["paths"].items() for method in METHODS if method in item]


def resolve(part: dict[str, Any]) -> dict[str, Any]:
    name = part.get("$ref", "").rpartition("/")[2]
    return dict(schema()["components"]["schemas"][name]) if name else part


ODD: st.SearchStrategy[Any] = st.one_of(
    st.none(),
    st.booleans(),
    st.integers(-(2**70), 2**70),
    st.floats(allow_nan=False, allow_infinity=False),
    st.text(max_size=30),
    st.sampled_from(["\x00", "\ud800", "", " ", "x" * 5000, "2026-11-20T12:00:00Z", str(uuid.uuid4())]),
    st.lists(st.text(max_size=5), max_size=3),
    st.dictionaries(st.text(max_size=5), st.integers(), max_size=3),
)


def value_for(part: dict[str, Any], pick: Any) -> Any:
    part = resolve(part)
    if "allOf" in part:
        part = resolve(part["allOf"][0])
    kind = part.get("type")
    if "enum" in part:
        return pick(st.sampled_from(part["enum"]))
    if kind == "integer":
        return pick(st.integers(part.get("minimum", -5), part.get("maximum", 2**40)))
    if kind == "number":
        return pick(st.floats(part.get("minimum", -5), part.get("maximum", 1e9)))
    if kind == "boolean":
        return pick(st.booleans())
    if kind == "array":
        return [value_for(part["items"], pick) for _ in range(pick(st.integers(0, 3)))]
    if part.get("format") == "email":
        return "ann@example.com"
    if part.get("format") == "uri":
        return "https://example.com/hook"
    if part.get("format") == "date-time":
        return "2026-11-20T12:00:00Z"
    return pick(st.text(max_size=part.get("maxLength", 40) if part.get("maxLength", 40) < 40 else 40))


def body_for(operation: dict[str, Any], pick: Any) -> Any:
    content = operation.get("requestBody", {}).get("content", {}).get("application/json")
    if content is None or pick(st.integers(0, 4)) == 0:
        return pick(ODD)
    fields = resolve(content["schema"]).get("properties", {})
    body = {name: value_for(part, pick) for name, part in fields.items() if pick(st.integers(0, 5))}
    if body and pick(st.booleans()):
        body[pick(st.sampled_from(sorted(body)))] = pick(ODD)
    return body


@pytest.fixture
def world(db: None) -> dict[str, Any]:
    """An admin's token, and a row for each kind of id there is."""
    user = UserFactory(admin=True)
    evaluation = EvaluationFactory()
    session = evaluation.response.session
    question = Question.objects.filter(config=session.config).first()
    assert question is not None
    rows = [session.pk, session.config_id, evaluation.pk, evaluation.response_id, question.pk, session.resume_id]
    return {"headers": bearer(user), "ids": [*rows, uuid.uuid4()], "session": session.pk}


@pytest.mark.parametrize(("method", "path"), operations(), ids=lambda value: str(value))
def test_an_operation_under_odd_input(method: str, path: str, world: dict[str, Any]) -> None:
    operation = schema()["paths"][path][method]
    documented = set(operation["responses"])
    limits = dict.fromkeys(django_settings.RATE_LIMITS, (0, 60))

    @settings(max_examples=EXAMPLES, deadline=None, database=None, suppress_health_check=list(HealthCheck))
    @given(st.data())
    def check(data: Any) -> None:
        pick = data.draw
        address = path
        for name in ("id", "session_id", "question_id", "interview_id"):
            address = address.replace(f"{{{name}}}", str(pick(st.sampled_from(world["ids"]))))
        headers = dict(world["headers"])
        if "public" in path or pick(st.integers(0, 3)) == 0:
            headers = {"X-Session-Token": seats.token(world["session"])}
        query = {
            p["name"]: pick(ODD) for p in operation.get("parameters", []) if p["in"] == "query" and pick(st.booleans())
        }
        api = Api(headers)
        if method == "get":
            answer = api.client.get(
                address, {k: str(v).encode(errors="replace") for k, v in query.items()}, headers=headers
            )
        else:
            answer = api.call(method, address, body_for(operation, pick))
        assert answer.status_code < 500, answer.content
        assert str(answer.status_code) in documented, (answer.status_code, answer.content)
        if answer.status_code >= 400:
            has_shape(answer.json(), {"error": {"code": str, "message": str, "fields": dict}})

    with override_settings(RATE_LIMITS=limits, SUBMIT_WAIT_SECONDS=0, CHANNEL_LAYERS=MEMORY):
        check()
