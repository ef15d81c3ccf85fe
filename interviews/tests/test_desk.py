"""The page of one interview in its sections: overview, questions and their versions, history."""

from __future__ import annotations

import re
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from interviewer.accounts.models import User
from interviewer.tests import factories
from interviews.models import InterviewConfig
from interviews.services import configs, invitations
from interviews.tests.helpers import open_config

pytestmark = pytest.mark.django_db
SECTIONS = ("interviews:detail", "interviews:questions", "interviews:history", "interviews:invitations")


@pytest.fixture
def rita() -> User:
    return factories.UserFactory(full_name="Rita Recruiter")


@pytest.fixture
def desk(rita: User) -> Client:
    client = Client()
    client.force_login(rita)
    return client


@pytest.fixture
def config(rita: User) -> InterviewConfig:
    return open_config(rita, job_role="Data Engineer")


def words(desk: Client, name: str, *args: Any) -> str:
    answer = desk.get(reverse(name, args=args))
    assert answer.status_code == 200
    return " ".join(re.sub(r"<[^>]+>", " ", answer.content.decode()).split()).replace("&#x27;", "'")


def test_every_section_is_an_address_of_its_own_and_says_where_one_is(desk: Client, config: InterviewConfig) -> None:
    for name in (*SECTIONS, "interviews:settings", "reports:candidates"):
        page = desk.get(reverse(name, args=[config.pk])).content.decode()
        nav = page[page.index('aria-label="Sections of this interview"') :]
        nav = nav[: nav.index("</nav>")]
        assert nav.count('aria-current="page"') == 1, name
        assert f'href="{reverse(name, args=[config.pk])}" aria-current="page"' in nav


def test_every_section_leads_to_the_analytics_of_an_interview_that_was_opened(
    desk: Client, config: InterviewConfig
) -> None:
    address = reverse("reports:analytics_interview", args=[config.pk])
    for name in (*SECTIONS, "interviews:settings", "reports:candidates"):
        assert f'href="{address}"' in desk.get(reverse(name, args=[config.pk])).content.decode()
    assert desk.get(address).status_code == 200
    draft = factories.InterviewConfigFactory(created_by=config.created_by)
    page = desk.get(reverse("interviews:detail", args=[draft.pk])).content.decode()
    assert reverse("reports:analytics_interview", args=[draft.pk]) not in page


def test_sections_count_what_is_behind_them(desk: Client, config: InterviewConfig, rita: User) -> None:
    invitations.invite(rita, config, email="ida@example.com")
    factories.SessionFactory(config=config)
    assert "Candidates 1 Invitations 1 Questions 3" in words(desk, "interviews:detail", config.pk)


def test_an_open_interview_leads_with_its_link_and_who_came_last(desk: Client, config: InterviewConfig) -> None:
    factories.ReportFactory(session__config=config, session__candidate_name="Ida Berg")
    factories.AccommodationRequestFactory(config=config)
    page = words(desk, "interviews:detail", config.pk)
    assert "Send this link to your candidates" in page
    assert "Ida Berg" in page
    assert "1 candidate asks for extra time or another way" in page


def test_a_frozen_version_can_be_read_as_it_stood(desk: Client, config: InterviewConfig, rita: User) -> None:
    first = config.questions.order_by("position")[0]
    before = first.text
    configs.update_question(rita, first, {"text": "Something else?"})
    configs.open_config(rita, config)
    old, new = (words(desk, "interviews:version", config.pk, number) for number in (1, 2))
    assert before in old and "Something else?" not in old
    assert "Something else?" in new and "the latest" in new
    assert "Version 2" in old and "Version 1" in new
    assert "Expected points" in old and "Nobody was interviewed by it" in old
    assert (
        'method="post" action="/questions/'
        not in desk.get(reverse("interviews:version", args=[config.pk, 1])).content.decode()
    )
    assert desk.get(reverse("interviews:version", args=[config.pk, 3])).status_code == 404


def test_a_version_from_before_a_setting_existed_can_be_read_too(desk: Client, config: InterviewConfig) -> None:
    version = config.versions.get()
    version.content = {"questions": [{"id": "x", "text": "Why?"}], "job_role": "Old Role", "kind": "gone"}
    version.save()
    assert "Why?" in words(desk, "interviews:version", config.pk, 1)


def test_history_says_who_did_what_in_words(desk: Client, config: InterviewConfig, rita: User) -> None:
    invitations.invite(rita, config, email="ida@example.com")
    configs.update_config(rita, config, {"time_limit": 45, "candidate_feedback": True, "focus_areas": {"SQL": 2.0}})
    configs.close_config(rita, config)
    page = words(desk, "interviews:history", config.pk)
    assert "Time limit: 20 → became 45" in page
    assert "Show results to the candidate: no → became yes" in page
    assert "Focus areas: nothing → became SQL 2" in page
    assert "Opened, version 1" in page
    assert "Invited: ida@example.com" in page
    assert page.index("Closed") < page.index("Settings changed") < page.index("Opened, version 1")
    assert "Rita Recruiter" in page
    config.invitations.all().delete()
    assert "somebody whose invitation is erased" in words(desk, "interviews:history", config.pk)


def test_history_comes_page_by_page(desk: Client, config: InterviewConfig, rita: User) -> None:
    for _ in range(60):
        factories.AuditEventFactory(actor=None, object_id=str(config.pk))
    assert "Page 1 of 2" in words(desk, "interviews:history", config.pk)
    assert "By itself" in words(desk, "interviews:history", config.pk)


def test_anothers_interview_is_as_one_that_does_not_exist(config: InterviewConfig) -> None:
    client = Client()
    client.force_login(factories.UserFactory())
    for name in SECTIONS:
        assert client.get(reverse(name, args=[config.pk])).status_code == 404
    assert client.get(reverse("interviews:version", args=[config.pk, 1])).status_code == 404
