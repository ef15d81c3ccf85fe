from __future__ import annotations

import pytest
from django.test import Client, override_settings

pytestmark = pytest.mark.django_db

OURS, FOREIGN = "https://app.example.com", "https://evil.example.net"
ASK = {"Access-Control-Request-Method": "POST", "Access-Control-Request-Headers": "content-type"}


@override_settings(ALLOWED_ORIGINS=[OURS])
@pytest.mark.parametrize("path", ["/api/public/session/start", "/evaluate-answer"])
def test_an_allowed_origin_is_answered_and_no_other(path: str) -> None:
    answer = Client().options(path, headers={"Origin": OURS, **ASK})
    assert (answer.status_code, answer["Access-Control-Allow-Origin"]) == (204, OURS)
    assert "x-session-token" in answer["Access-Control-Allow-Headers"]
    assert "Access-Control-Allow-Origin" not in Client().options(path, headers={"Origin": FOREIGN, **ASK})
    assert "Access-Control-Allow-Origin" not in Client().post(path, headers={"Origin": FOREIGN})
    assert Client().post(path, headers={"Origin": OURS})["Access-Control-Allow-Origin"] == OURS
    assert "Origin" in Client().post(path)["Vary"]


@override_settings(ALLOWED_ORIGINS=[OURS])
def test_pages_are_for_nobody_elses_scripts() -> None:
    assert "Access-Control-Allow-Origin" not in Client().get("/accounts/sign-in/", headers={"Origin": OURS})
