"""Calling the API as its clients do, and checking what comes back field by field."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

from django.test import AsyncClient, Client

from interviewer.accounts.models import User
from interviewer.tests.factories import PASSWORD

RESUME = "Ann Example, developer. Skills: Python, Django.\nProjects\nLantern: a lamp that tells the time."


def bearer(user: User) -> dict[str, str]:
    """The headers of a program that has signed in."""
    answer = Client().post(
        "/api/auth/token", {"email": user.email, "password": PASSWORD}, content_type="application/json"
    )
    assert answer.status_code == 200, answer.content
    return {"Authorization": f"Bearer {answer.json()['access']}"}


class Api:
    """JSON calls with the same headers each time."""

    def __init__(self, headers: Mapping[str, str] | None = None) -> None:
        self.headers = dict(headers or {})
        self.client = Client(raise_request_exception=False)

    def call(self, method: str, path: str, body: Any = None, **headers: str) -> Any:
        data = "" if body is None else json.dumps(body)
        return self.client.generic(
            method.upper(), path, data, content_type="application/json", headers={**self.headers, **headers}
        )

    def get(self, path: str, **headers: str) -> Any:
        return self.call("GET", path, **headers)

    def post(self, path: str, body: Any = None, **headers: str) -> Any:
        return self.call("POST", path, {} if body is None else body, **headers)

    def put(self, path: str, body: Any, **headers: str) -> Any:
        return self.call("PUT", path, body, **headers)

    def patch(self, path: str, body: Any, **headers: str) -> Any:
        return self.call("PATCH", path, body, **headers)

    def delete(self, path: str, **headers: str) -> Any:
        return self.call("DELETE", path, **headers)


def has_shape(value: Any, shape: Any, where: str = "$") -> None:
    """A shape is a type, a tuple of types, a list of one shape, a dict of shapes (all fields and no other), or a set
    of the values there may be. ``None`` in a tuple stands for null."""
    if isinstance(shape, dict):
        assert isinstance(value, dict), f"{where} is no object: {value!r}"
        assert set(value) == set(shape), f"{where}: {sorted(set(value) ^ set(shape))}"
        for name, inner in shape.items():
            has_shape(value[name], inner, f"{where}.{name}")
    elif isinstance(shape, list):
        assert isinstance(value, list), f"{where} is no list: {value!r}"
        for index, item in enumerate(value):
            has_shape(item, shape[0], f"{where}[{index}]")
    elif isinstance(shape, set):
        assert value in shape, f"{where} is {value!r}"
    elif isinstance(shape, tuple):
        if value is None:
            assert None in shape, f"{where} is null"
            return
        inner = [one for one in shape if one is not None]
        assert any(_fits(value, one) for one in inner), f"{where} is {value!r}"
    else:
        assert _fits(value, shape), f"{where} is {value!r}, not {shape.__name__}"


def _fits(value: Any, kind: Any) -> bool:
    if kind is float:
        return isinstance(value, int | float) and not isinstance(value, bool)
    if kind is int:
        return isinstance(value, int) and not isinstance(value, bool)
    if isinstance(kind, dict | list | set):
        has_shape(value, kind)
        return True
    return isinstance(value, kind)


def includes_shape(value: dict[str, Any], shape: dict[str, Any]) -> None:
    """At least these fields, each of its shape."""
    has_shape({name: value[name] for name in shape}, shape)


def is_error(answer: Any, status: int, code: str | None = None) -> dict[str, Any]:
    assert answer.status_code == status, (answer.status_code, answer.content)
    body = answer.json()
    has_shape(body, {"error": {"code": str, "message": str, "fields": dict}})
    assert code is None or body["error"]["code"] == code, body
    return body["error"]


async def apost(client: AsyncClient, path: str, data: Any, **headers: str) -> Any:
    return await client.post(path, data, headers=headers)
