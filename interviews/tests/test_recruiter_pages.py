"""The recruiter's pages: setting an interview up, and seeing only what is one's own."""

from __future__ import annotations

import re

import pytest
from django.test import Client
from django.urls import reverse

from interviewer.accounts.models import AuditEvent, Role, User
from interviews.models import ConfigStatus, InterviewConfig
from interviews.services import configs

pytestmark = pytest.mark.django_db

ROLE = {
    "job_role": "Data Engineer",
    "job_description": "Pipelines in Python and SQL, Airflow, dbt, Kafka.",
    "kind": "structured",
}


@pytest.fixture
def rita() -> User:
    return User.objects.create_user("rita@example.com", "a long password", full_name="Rita")


@pytest.fixture
def theirs() -> InterviewConfig:
    other = User.objects.create_user("other@example.com", "a long password", full_name="Other")
    return configs.create_config(other, {"job_role": "Somebody else's", "number_of_questions": 2})


@pytest.fixture
def desk(client: Client, rita: User) -> Client:
    client.force_login(rita)
    return client


def create(desk: Client, **changes: str) -> InterviewConfig:
    response = desk.post(reverse("interviews:create"), {**ROLE, **changes, "go": "questions"})
    assert response.status_code == 302, response.content.decode()
    return InterviewConfig.objects.get(pk=re.findall(r"[0-9a-f-]{36}", response["Location"])[0])


def test_pages_ask_strangers_to_sign_in_and_turn_candidates_away(client: Client) -> None:
    assert reverse("accounts:sign_in") in client.get(reverse("interviews:dashboard"))["Location"]
    client.force_login(User.objects.create_user("c@example.com", "x" * 12, role=Role.CANDIDATE))
    assert client.get(reverse("interviews:dashboard")).status_code == 403


def test_signing_in_works_whatever_the_case_of_the_address(client: Client, rita: User) -> None:
    response = client.post(reverse("accounts:sign_in"), {"username": "RITA@Example.com", "password": "a long password"})
    assert response["Location"] == reverse("interviews:dashboard")
    wrong = Client().post(reverse("accounts:sign_in"), {"username": "rita@example.com", "password": "no"})
    assert "belong together" in wrong.content.decode()


@pytest.mark.parametrize("kind", ["structured", "technical", "resume"])
def test_creating_an_interview_gives_its_questions_at_once(desk: Client, kind: str) -> None:
    config = create(desk, kind=kind)
    assert config.status == ConfigStatus.DRAFT
    assert config.questions.count() == 5
    page = desk.get(reverse("interviews:detail", args=[config.pk])).content.decode()
    for question in config.questions.all():
        assert question.text[:20] in page.replace("&#x27;", "'").replace("&quot;", '"')


def test_questions_can_be_edited_moved_replaced_added_and_removed(desk: Client) -> None:
    config = create(desk)
    first, second, third = config.questions.order_by("position")[:3]
    desk.post(
        reverse("interviews:edit_question", args=[first.pk]),
        {
            "text": "Why?  And how?",
            "difficulty": "hard",
            "time_seconds": "90",
            "expected_points": "One\n\nTwo",
            "keywords": "",
            "hints": "",
            "reference_answer": "",
        },
    )
    first.refresh_from_db()
    assert (first.text, first.difficulty, first.expected_points, first.source) == (
        "Why? And how?",
        "hard",
        ["One", "Two"],
        "manual",
    )

    desk.post(reverse("interviews:move_question", args=[first.pk]), {"direction": "down"})
    assert list(config.questions.order_by("position")[:2]) == [second, first]

    before = third.text
    desk.post(reverse("interviews:replace_question", args=[third.pk]))
    third.refresh_from_db()
    assert third.text != before
    assert len(set(config.questions.values_list("text", flat=True))) == 5

    desk.post(reverse("interviews:delete_question", args=[second.pk]))
    assert list(config.questions.order_by("position").values_list("position", flat=True)) == [1, 2, 3, 4]

    desk.post(
        reverse("interviews:add_question", args=[config.pk]),
        {"text": "What else should we know?", "difficulty": "easy", "time_seconds": "60"},
    )
    assert config.questions.order_by("-position")[0].text == "What else should we know?"
    assert AuditEvent.objects.filter(object_id=str(config.pk)).count() >= 5


def test_opening_shows_the_link_and_closing_hides_it(desk: Client) -> None:
    config = create(desk)
    page = desk.post(reverse("interviews:open", args=[config.pk]), follow=True).content.decode()
    link = re.search(r"http://testserver(/interview/[\w-]+/)", page)
    assert link is not None
    assert Client().get(link[1]).status_code == 200
    desk.post(reverse("interviews:close", args=[config.pk]))
    assert Client().get(link[1]).status_code == 410


def test_an_interview_without_questions_cannot_be_opened(desk: Client) -> None:
    config = create(desk)
    for question in config.questions.all():
        desk.post(reverse("interviews:delete_question", args=[question.pk]))
    page = desk.post(reverse("interviews:open", args=[config.pk]), follow=True).content.decode()
    assert "at least one question" in page
    config.refresh_from_db()
    assert config.status == ConfigStatus.DRAFT


def test_a_foreign_interview_is_as_one_that_does_not_exist(desk: Client, theirs: InterviewConfig) -> None:
    question = theirs.questions.first()
    assert question is not None
    assert "Somebody else" not in desk.get(reverse("interviews:dashboard")).content.decode()
    for name in ("detail", "settings", "add_question"):
        assert desk.get(reverse(f"interviews:{name}", args=[theirs.pk])).status_code == 404
    for name in ("open", "close", "duplicate"):
        assert desk.post(reverse(f"interviews:{name}", args=[theirs.pk])).status_code == 404
    for name in ("edit_question", "move_question", "replace_question", "delete_question"):
        assert desk.post(reverse(f"interviews:{name}", args=[question.pk])).status_code == 404
    theirs.refresh_from_db()
    assert theirs.status == ConfigStatus.DRAFT
    assert theirs.questions.count() == 2


def test_an_admin_sees_every_interview(client: Client, theirs: InterviewConfig) -> None:
    client.force_login(User.objects.create_user("admin@example.com", "x" * 12, role=Role.ADMIN))
    assert "Somebody else" in client.get(reverse("interviews:dashboard")).content.decode()
    assert client.get(reverse("interviews:detail", args=[theirs.pk])).status_code == 200


def test_changing_the_state_needs_a_post(desk: Client) -> None:
    config = create(desk)
    assert desk.get(reverse("interviews:open", args=[config.pk])).status_code == 405


def test_an_unknown_page_is_a_friendly_404(desk: Client) -> None:
    response = desk.get("/nowhere/")
    assert response.status_code == 404
    assert "nothing here" in response.content.decode()
    assert desk.get("/api/nowhere").json()["error"]["code"] == "not_found"
