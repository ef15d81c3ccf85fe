"""Everything a recruiter's page can do, by calls."""

from __future__ import annotations

import pytest

from interviewer.accounts.models import User
from interviewer.tests.api import Api, bearer, is_error
from interviewer.tests.factories import SessionFactory, UserFactory
from interviews.links import open_door
from interviews.models import InterviewConfig
from interviews.tests.helpers import open_config, sit_down

pytestmark = pytest.mark.django_db


@pytest.fixture
def rita() -> User:
    return UserFactory(full_name="Rita")


@pytest.fixture
def api(rita: User) -> Api:
    return Api(bearer(rita))


def test_a_config_is_drafted_changed_opened_and_closed(api: Api) -> None:
    made = api.post("/api/configs", {"job_role": "Data Engineer", "number_of_questions": 2, "focus_areas": {"SQL": 3}})
    assert (made.status_code, made.json()["status"]) == (201, "draft")
    path = f"/api/configs/{made.json()['id']}"
    is_error(api.get(f"{path}/link"), 409, "not_open")
    changed = api.patch(path, {"time_limit": 45, "expires_at": "2030-01-01T00:00:00Z", "kind": "technical"})
    assert (changed.json()["time_limit"], changed.json()["kind"]) == (45, "structured")
    assert api.post(f"{path}/open").json()["status"] == "open"
    token = api.get(f"{path}/link").json()["interview_id"]
    assert open_door(token).config.pk == InterviewConfig.objects.get().pk
    assert Api().get(f"/api/public/interview/{token}").json()["job_role"] == "Data Engineer"
    assert api.post(f"{path}/duplicate").json()["status"] == "draft"
    assert api.post(f"{path}/close").json()["status"] == "closed"
    is_error(Api().get(f"/api/public/interview/{token}"), 410, "link_closed")
    is_error(api.patch(path, {"time_limit": 1000}), 400)
    is_error(api.patch(path, {"retention_days": 2**50}), 400)


def test_questions_are_added_edited_moved_replaced_and_removed(api: Api) -> None:
    config = api.post("/api/configs", {"job_role": "Python Developer", "number_of_questions": 2}).json()["id"]
    listed = api.get(f"/api/configs/{config}/questions").json()
    assert [q["position"] for q in listed] == [1, 2]
    body = {"text": "What is a deadlock?", "expected_points": ["Two wait for each other."], "time_seconds": 90}
    added = api.post(f"/api/configs/{config}/questions", body)
    assert (added.status_code, added.json()["source"], added.json()["position"]) == (201, "manual", 3)
    path = f"/api/questions/{added.json()['id']}"
    assert api.post(f"{path}/move", {"step": -1}).json()["position"] == 2
    assert api.patch(path, {"text": "What is a livelock?"}).json()["text"] == "What is a livelock?"
    is_error(api.patch(path, {"starter_code": "def f(): pass"}), 400)
    first = listed[0]["id"]
    assert api.post(f"/api/questions/{first}/replace").json()["text"] != listed[0]["text"]
    assert api.delete(path).status_code == 204
    is_error(api.get(path), 404)


def test_an_invitation_tells_its_link_and_can_be_taken_back(api: Api, rita: User) -> None:
    config = open_config(rita)
    body = {"email": "carla@example.com", "full_name": "Carla", "time_factor": 1.5}
    made = api.post(f"/api/configs/{config.pk}/invitations", body)
    assert made.status_code == 201
    token = made.json()["shareable_link"].rstrip("/").rsplit("/", 1)[-1]
    assert open_door(token).invitation is not None
    row = api.get("/api/invitations").json()["results"][0]
    assert "shareable_link" not in row
    assert api.get(f"/api/invitations/{row['id']}").json()["shareable_link"] == made.json()["shareable_link"]
    assert api.post(f"/api/invitations/{row['id']}/revoke").json()["state"] == "revoked"
    is_error(Api().get(f"/api/public/interview/{token}"), 410)
    is_error(api.post(f"/api/configs/{config.pk}/invitations", {"email": "x", "time_factor": 9}), 400)


def test_lists_are_filtered_searched_ordered_and_paged(api: Api, rita: User) -> None:
    for role in ("Baker", "Cook", "Butcher"):
        open_config(rita, job_role=role)
    api.post("/api/configs", {"job_role": "Waiter"})
    roles = lambda answer: [row["job_role"] for row in answer.json()["results"]]  # noqa: E731
    assert roles(api.get("/api/configs?status=draft")) == ["Waiter"]
    assert roles(api.get("/api/configs?search=but")) == ["Butcher"]
    assert roles(api.get("/api/configs?ordering=job_role")) == ["Baker", "Butcher", "Cook", "Waiter"]
    page = api.get("/api/configs?ordering=job_role&page_size=3")
    assert roles(page) == ["Baker", "Butcher", "Cook"]
    assert roles(api.get(page.json()["next"])) == ["Waiter"]
    is_error(api.get("/api/configs?status=nonsense"), 400)


LISTS = (
    "configs", "invitations", "candidates", "resumes", "sessions", "interviews", "responses", "reports",
    "evaluations", "verdicts", "webhooks", "webhook-deliveries", "accommodation-requests",
)  # fmt: skip


@pytest.mark.parametrize("name", LISTS)
def test_a_list_holds_the_callers_own_and_is_for_nobody_without_a_token(name: str, api: Api) -> None:
    sit_down(open_config(UserFactory()))
    assert api.get(f"/api/{name}").json()["results"] == []
    is_error(Api().get(f"/api/{name}"), 401)


@pytest.mark.parametrize("name", ["sessions", "interviews", "responses", "candidates"])
def test_a_list_asks_as_often_for_many_rows_as_for_one(
    name: str, api: Api, rita: User, django_assert_max_num_queries: object
) -> None:
    for _ in range(4):
        SessionFactory(config=open_config(rita), completed=True)
    with django_assert_max_num_queries(14):  # type: ignore[operator]
        assert api.get(f"/api/{name}").status_code == 200


def test_signed_in_by_a_cookie_a_change_needs_the_pages_own_mark(rita: User) -> None:
    from django.test import Client

    client = Client(enforce_csrf_checks=True)
    client.force_login(rita)
    assert client.get("/api/configs").status_code == 200
    is_error(client.post("/api/configs", {"job_role": "x"}, content_type="application/json"), 403)
