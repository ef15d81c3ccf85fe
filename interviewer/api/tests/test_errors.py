from __future__ import annotations

import pytest
from django.test import override_settings

from interviewer.tests.api import Api, bearer, is_error
from interviewer.tests.factories import UserFactory
from interviews.api import resources

pytestmark = pytest.mark.django_db


def test_every_refusal_has_the_one_shape() -> None:
    api = Api(bearer(UserFactory()))
    is_error(Api().get("/api/configs"), 401, "not_authenticated")
    is_error(Api({"Authorization": "Bearer nonsense"}).get("/api/configs"), 401, "not_authenticated")
    is_error(Api(bearer(UserFactory(candidate=True))).get("/api/configs"), 403, "forbidden")
    is_error(api.get("/api/configs/00000000-0000-4000-8000-000000000000"), 404, "not_found")
    is_error(api.get("/api/nothing/here"), 404, "not_found")
    is_error(api.delete("/api/configs"), 405, "method_not_allowed")
    is_error(api.client.post("/api/configs", "<x/>", content_type="text/xml", headers=api.headers), 415)
    broken = api.client.post("/api/configs", "{", content_type="application/json", headers=api.headers)
    is_error(broken, 400, "unreadable")
    is_error(api.get("/api/invitations?email=a%00b"), 400, "invalid")
    is_error(api.get("/api/providers/health"), 403)


@pytest.mark.parametrize("debug", [True, False])
def test_no_address_under_api_answers_with_a_page(debug: bool) -> None:
    with override_settings(DEBUG=debug):
        is_error(Api().get("/api/no-such-thing"), 404)
        is_error(Api().get("/evaluate-answer"), 405)


def test_fields_say_what_is_wrong_with_them() -> None:
    error = is_error(Api(bearer(UserFactory())).post("/api/configs", {"time_limit": 1, "focus_areas": {"a": 9}}), 400)
    assert set(error["fields"]) == {"job_role", "time_limit", "focus_areas"}


def test_a_fault_of_ours_is_no_traceback(monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(*args: object, **kwargs: object) -> None:
        raise RuntimeError("what a candidate wrote")

    monkeypatch.setattr(resources, "config_of", broken)
    answer = Api(bearer(UserFactory())).get("/api/configs/00000000-0000-4000-8000-000000000000")
    is_error(answer, 500, "server_error")
    assert b"candidate" not in answer.content


@pytest.mark.parametrize("body", [[], "text", 5, None, {"job_role": "a\x00b"}, {"job_role": {"a": 1}}])
def test_odd_bodies_are_refused(body: object) -> None:
    api = Api(bearer(UserFactory()))
    is_error(api.call("POST", "/api/configs", body), 400)
    is_error(api.call("POST", "/api/interviews/create", body), 400)
    is_error(api.call("POST", "/api/evaluate-answer", body), 400)
    is_error(api.call("POST", "/api/public/session/start", body), 400)
    is_error(api.call("POST", "/api/auth/token", body), 400)
