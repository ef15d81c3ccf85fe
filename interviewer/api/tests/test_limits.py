from __future__ import annotations

import uuid
from concurrent.futures import ThreadPoolExecutor

import pytest
from django.conf import settings
from django.core.cache import cache
from django.db import connection
from django.test import Client, override_settings

from interviewer.api import limits
from interviewer.tests.api import Api, is_error
from interviews import seats
from interviews.links import config_token
from interviews.tests.helpers import open_config

pytestmark = pytest.mark.django_db

ROOM = {"question": "What is an index?", "answer": "It finds rows.", "room_id": "r"}


@override_settings(RATE_LIMITS={"evaluate": (3, 3600)})
def test_one_call_too_many_is_told_how_long_to_wait() -> None:
    for _ in range(3):
        assert Api().post("/api/evaluate-answer", ROOM).status_code == 200
    answer = Api().post("/api/evaluate-answer", ROOM)
    is_error(answer, 429, "rate_limited")
    assert 1 <= int(answer["Retry-After"]) <= 3600
    # ... and the bare route is no way around it.
    is_error(Api().post("/evaluate-answer", ROOM), 429)


@override_settings(RATE_LIMITS={"evaluate": (50, 3600)})
def test_calls_at_the_same_moment_do_not_slip_through_together() -> None:
    with ThreadPoolExecutor(16) as pool:
        waits = list(pool.map(lambda _: limits.hit("evaluate", "somebody"), range(200)))
    assert sum(1 for wait in waits if wait is None) == 50


@override_settings(RATE_LIMITS={"evaluate": (1, 3600)})
def test_addresses_are_counted_apart() -> None:
    assert limits.hit("evaluate", "192.0.2.1") is None
    assert limits.hit("evaluate", "192.0.2.2") is None
    assert limits.hit("evaluate", "192.0.2.1") is not None


@override_settings(RATE_LIMITS={"start": (100, 3600), "start_by_link": (2, 3600)})
def test_a_link_has_a_limit_of_its_own(monkeypatch: pytest.MonkeyPatch) -> None:
    token = config_token(open_config())
    codes = []
    for n in range(3):
        form = {"name": "Ann", "email": f"a{n}@example.com", "interview_id": token}
        codes.append(Api().client.post("/api/public/session/start", form).status_code)
    assert codes == [200, 200, 429]


def test_a_cache_that_is_down_stops_nobody(monkeypatch: pytest.MonkeyPatch) -> None:
    def down(*args: object) -> None:
        raise ConnectionError

    monkeypatch.setattr(cache, "add", down)
    assert limits.hit("evaluate", "somebody") is None


@override_settings(TRUST_PROXY=False)
def test_a_forged_header_is_no_new_address() -> None:
    from django.test import RequestFactory

    request = RequestFactory().get("/", REMOTE_ADDR="192.0.2.1", headers={"X-Forwarded-For": "203.0.113.9"})
    assert limits.address(request) == "192.0.2.1"
    with override_settings(TRUST_PROXY=True):
        assert limits.address(request) == "203.0.113.9"


SESSION = "00000000-0000-4000-8000-000000000000"


@pytest.mark.parametrize(
    ("limit", "method", "path"),
    [
        ("address", "get", "/interview/{link}/"),
        ("address", "get", "/interview/{link}/extra-time/"),
        ("register", "post", "/interview/{link}/"),
        ("start_by_link", "post", "/interview/{link}/"),
        ("start", "post", "/interview/{link}/extra-time/"),
        ("address", "get", "/my/enter/nonsense/"),
        ("sign_in", "post", "/my/sign-in/"),
        ("shared", "get", "/shared/nonsense/"),
        ("shared", "get", "/shared/nonsense/report.pdf"),
        ("address", "get", f"/shared/nonsense/recordings/{SESSION}/0/"),
        ("room", "post", f"/interview/session/{SESSION}/messages/"),
        ("room", "get", f"/interview/session/{SESSION}/events/"),
        ("room", "post", f"/interview/session/{SESSION}/audio/"),
    ],
)
def test_every_page_without_an_account_says_when_to_come_again(limit: str, method: str, path: str) -> None:
    link = config_token(open_config())
    client = Client()
    client.cookies[seats.cookie_name(uuid.UUID(SESSION))] = seats.token(uuid.UUID(SESSION))
    with override_settings(RATE_LIMITS=settings.RATE_LIMITS | {limit: (2, 3600)}):
        data = {"email": "ann@example.com"} if method == "post" else {}
        codes = [getattr(client, method)(path.format(link=link), data) for _ in range(3)]
    assert [answer.status_code == 429 for answer in codes] == [False, False, True]
    assert 1 <= int(codes[-1]["Retry-After"]) <= 3600


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize(
    ("limit", "method", "path"),
    [
        ("evaluate", "post", "/api/evaluate-answer"),
        ("evaluate", "post", "/evaluate-response"),
        ("session", "get", "/api/public/interview/nonsense"),
        ("start", "post", "/api/public/session/start"),
        ("address", "post", "/api/public/session/00000000-0000-4000-8000-000000000000/submit-response"),
        ("session", "get", "/api/interviews/00000000-0000-4000-8000-000000000000"),
        ("sign_in", "post", "/api/auth/token"),
    ],
)
def test_under_parallel_load_a_public_route_lets_just_so_many_through(limit: str, method: str, path: str) -> None:
    def call(_: int) -> tuple[int, str]:
        try:
            answer = Api().call(method, path, ROOM if method == "post" else None)
            return answer.status_code, answer.get("Retry-After", "")
        finally:
            connection.close()

    limits_now = dict.fromkeys(settings.RATE_LIMITS, (0, 60)) | {limit: (15, 3600)}
    with override_settings(RATE_LIMITS=limits_now), ThreadPoolExecutor(12) as pool:
        answers = list(pool.map(call, range(45)))
    refused = [wait for status, wait in answers if status == 429]
    assert len(refused) == 30
    assert all(1 <= int(wait) <= 3600 for wait in refused)
    assert not any(status >= 500 for status, _ in answers)
