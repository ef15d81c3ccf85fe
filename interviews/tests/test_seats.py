from __future__ import annotations

import time
import uuid
from typing import Any

import pytest
from django.core import signing
from django.http import HttpResponse
from django.test import RequestFactory

from interviews import seats

SESSION, OTHER = uuid.UUID(int=1), uuid.UUID(int=2)


def cookies_of(*sessions: uuid.UUID) -> dict[str, str]:
    response = HttpResponse()
    for session_id in sessions:
        seats.give(response, session_id)
    return {name: morsel.value for name, morsel in response.cookies.items()}


def test_who_was_given_a_seat_holds_it() -> None:
    assert seats.holds(cookies_of(SESSION), SESSION)


def test_nobody_else_does() -> None:
    assert not seats.holds({}, SESSION)
    assert not seats.holds(cookies_of(OTHER), SESSION)


def test_a_seat_is_not_good_for_another_interview() -> None:
    value = cookies_of(OTHER)[seats.cookie_name(OTHER)]
    assert not seats.holds({seats.cookie_name(SESSION): value}, SESSION)


@pytest.mark.parametrize(
    "value",
    [
        "",
        SESSION.hex,
        "nonsense:nonsense:nonsense",
        "\x00",
        "ä" * 100,
        signing.dumps(SESSION.hex, salt="another"),
        signing.dumps(SESSION.hex, salt=seats.SALT, key="another-key"),
        signing.dumps({"session": SESSION.hex}, salt=seats.SALT),
        signing.dumps(str(SESSION), salt=seats.SALT),
    ],
    ids=["empty", "bare id", "nonsense", "NUL", "umlauts", "other salt", "other key", "other shape", "dashed id"],
)
def test_a_seat_can_not_be_made_up(value: str) -> None:
    assert not seats.holds({seats.cookie_name(SESSION): value}, SESSION)


def test_a_seat_that_was_tampered_with_is_worth_nothing() -> None:
    name, value = next(iter(cookies_of(SESSION).items()))
    for index in (0, len(value) // 2, len(value) - 2):
        changed = value[:index] + ("A" if value[index] != "A" else "B") + value[index + 1 :]
        assert not seats.holds({name: changed}, SESSION)


def test_a_seat_is_kept_for_two_weeks(monkeypatch: pytest.MonkeyPatch) -> None:
    cookies, now = cookies_of(SESSION), time.time()
    monkeypatch.setattr(time, "time", lambda: now + seats.MAX_AGE - 60)
    assert seats.holds(cookies, SESSION)
    monkeypatch.setattr(time, "time", lambda: now + seats.MAX_AGE + 60)
    assert not seats.holds(cookies, SESSION)


def test_the_cookie_is_out_of_reach_of_scripts_and_other_sites(settings: Any) -> None:
    for https in (True, False):
        settings.HTTPS = https
        response = HttpResponse()
        seats.give(response, SESSION)
        cookie = response.cookies[seats.cookie_name(SESSION)]
        assert (cookie["httponly"], cookie["samesite"], bool(cookie["secure"])) == (True, "Lax", https)
        assert int(cookie["max-age"]) == seats.MAX_AGE


def test_a_browser_knows_the_sessions_it_has_seats_in() -> None:
    request = RequestFactory().get("/")
    request.COOKIES = {
        **cookies_of(SESSION, OTHER),
        "seat_" + "z" * 32: "x",
        f"seat_{uuid.UUID(int=3).hex}": "forged",
        "seat_": "",
        "sessionid": "abc",
    }
    assert sorted(seats.held_sessions(request)) == [SESSION, OTHER]
