"""``docs/protocol.md`` against the models: every example is valid, and no message is without one."""

from __future__ import annotations

import json
import re
from typing import Any, get_args

import pytest
from django.conf import settings

from interviews import protocol, server_messages
from interviews.services import recordings

PAGE = (settings.BASE_DIR / "docs" / "protocol.md").read_text()
FROM_PAGE, FROM_SERVER = PAGE.split("## From the page")[1].split("## From the server")


def examples(part: str) -> list[dict[str, Any]]:
    return [json.loads(found) for found in re.findall(r"```json\n(.*?)\n```", part, re.S)]


def type_of(model: Any) -> str:
    return str(get_args(model.model_fields["type"].annotation)[0])


def name(example: dict[str, Any]) -> str:
    return str(example["type"])


@pytest.mark.parametrize("example", examples(FROM_PAGE), ids=name)
def test_what_the_page_may_send_is_taken_as_documented(example: dict[str, Any]) -> None:
    parsed = protocol.parse_text(json.dumps(example))
    assert parsed.model_dump(mode="json", exclude_unset=True) == example


@pytest.mark.parametrize("example", examples(FROM_SERVER), ids=name)
def test_what_the_server_sends_is_documented_field_by_field(example: dict[str, Any]) -> None:
    (model,) = [model for model in server_messages.SERVER_MESSAGES if type_of(model) == example["type"]]
    assert model.model_validate(example).model_dump(exclude_unset=True) == example


def test_every_message_has_an_example() -> None:
    incoming = {type_of(model) for model in get_args(get_args(protocol.Incoming)[0])}
    outgoing = {type_of(model) for model in server_messages.SERVER_MESSAGES}
    assert {name(example) for example in examples(FROM_PAGE)} == incoming
    assert {name(example) for example in examples(FROM_SERVER)} == outgoing


def test_every_error_code_is_listed() -> None:
    code = re.compile(r'(?:ProtocolError|TurnRefused|ChunkRefused|\bRefused|\.error)\(\s*"([a-z_]+)"')
    sources = [
        *(settings.BASE_DIR / "interviews").glob("*.py"),
        *(settings.BASE_DIR / "interviews" / "services").glob("*.py"),
    ]
    used = {found for path in sources for found in code.findall(path.read_text())}
    used.add(recordings.STORAGE_UNAVAILABLE)
    assert len(used) > 15
    assert {found for found in used if f"`{found}`" not in PAGE} == set()
