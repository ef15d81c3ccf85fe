"""The candidates of an interview: found, filtered, sorted, a page at a time, with one's own verdict and no other's."""

from __future__ import annotations

import re
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from interviewer.accounts.models import User
from interviewer.tests import factories
from reports.models import Decision, Recommendation, Skill

pytestmark = pytest.mark.django_db


@pytest.fixture
def rita() -> User:
    return factories.UserFactory(full_name="Rita")


@pytest.fixture
def config(rita: User) -> Any:
    return factories.InterviewConfigFactory(created_by=rita, open=True)


@pytest.fixture
def desk(rita: User) -> Client:
    client = Client()
    client.force_login(rita)
    return client


def took(config: Any, name: str, score: float | None = 60, **fields: Any) -> Any:
    session = factories.SessionFactory(config=config, candidate_name=name, completed=True, **fields)
    recommendation = Recommendation.INSUFFICIENT if score is None else Recommendation.YES
    factories.ReportFactory(session=session, score=score, recommendation=recommendation)
    return session


def table(desk: Client, config: Any, query: str = "", **headers: str) -> str:
    answer = desk.get(reverse("reports:candidates", args=[config.pk]) + query, headers=headers)
    assert answer.status_code == 200
    return answer.content.decode()


def order(page: str) -> list[str]:
    return re.findall(r'class="row-title wrap"[^>]*>([^<]+)<', page)


def test_the_latest_to_finish_stand_first(desk: Client, config: Any) -> None:
    now = timezone.now()
    for days, name in ((2, "Second"), (1, "First"), (3, "Third")):
        took(config, name, ended_at=now - timedelta(days=days))
    factories.SessionFactory(config=config, candidate_name="Not Begun", pending=True)
    assert order(table(desk, config)) == ["First", "Second", "Third", "Not Begun"]


def test_who_has_no_score_stands_last_whichever_way_it_is_sorted(desk: Client, config: Any) -> None:
    for name, score in (("Middle", 50), ("None", None), ("Top", 90), ("Zero", 0)):
        took(config, name, score)
    assert order(table(desk, config, "?sort=-score")) == ["Top", "Middle", "Zero", "None"]
    assert order(table(desk, config, "?sort=score")) == ["Zero", "Middle", "Top", "None"]


def test_skills_can_be_shown_and_sorted_by(desk: Client, config: Any) -> None:
    for name, score in (("Low", 40), ("High", 80)):
        factories.SkillScoreFactory(report=took(config, name).report, skill=Skill.TECHNICAL, score=score)
    took(config, "Unasked")
    page = table(desk, config, "?column=technical&sort=-technical")
    assert order(page) == ["High", "Low", "Unasked"]
    assert "not assessed" in page
    assert 'data-label="Score"' not in page
    assert 'aria-sort="descending"' in page


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("?q=+IDA+", ["Ida"]),
        ("?q=OTTO@example", ["Otto"]),
        ("?status=pending", ["Paul"]),
        ("?recommendation=insufficient_evidence", ["Otto"]),
        ("?verdict=hold", ["Ida"]),
        ("?verdict=none", ["Otto"]),
        ("?q=nobody", []),
        (
            "?status=nonsense&recommendation=%00&sort=nonsense&column=nonsense&page=nonsense&q=%00",
            ["Otto", "Ida", "Paul"],
        ),
    ],
)
def test_filters_find_what_fits_them(desk: Client, config: Any, rita: User, query: str, found: list[str]) -> None:
    now = timezone.now()
    ida = took(config, "Ida", ended_at=now - timedelta(days=1), candidate__email="ida@example.net")
    took(config, "Otto", None, ended_at=now, candidate__email="otto@example.net")
    factories.SessionFactory(config=config, candidate_name="Paul", pending=True, candidate__email="paul@example.net")
    factories.VerdictFactory(session=ida, author=rita, decision=Decision.HOLD)
    page = table(desk, config, query)
    assert order(page) == found
    if not found:
        assert "Nobody fits that" in page


def test_others_verdicts_show_once_ones_own_is_given_and_filter_nothing(desk: Client, config: Any, rita: User) -> None:
    session = took(config, "Ida")
    boss = factories.UserFactory(admin=True, full_name="Ada Boss")
    factories.VerdictFactory(session=session, author=boss, decision=Decision.REJECT)
    page = table(desk, config)
    assert "Ada Boss" not in page
    assert "none yet" in page
    assert order(table(desk, config, "?verdict=reject")) == []
    assert order(table(desk, config, "?verdict=none")) == ["Ida"]
    factories.VerdictFactory(session=session, author=rita, decision=Decision.ADVANCE)
    page = table(desk, config)
    assert "Ada Boss: Don&#x27;t go on" in page
    assert order(table(desk, config, "?verdict=reject")) == []
    assert order(table(desk, config, "?verdict=advance")) == ["Ida"]


def test_a_change_of_mind_counts_as_it_stands_now(desk: Client, config: Any, rita: User) -> None:
    session = took(config, "Ida")
    factories.VerdictFactory(
        session=session, author=rita, decision=Decision.REJECT, given_at=timezone.now() - timedelta(hours=1)
    )
    factories.VerdictFactory(session=session, author=rita, decision=Decision.HOLD)
    assert order(table(desk, config, "?verdict=reject")) == []
    page = table(desk, config, "?verdict=hold")
    assert order(page) == ["Ida"]
    assert page.count("Don&#x27;t go on</span>") == 0


def test_two_hundred_candidates_come_page_by_page_and_keep_what_was_asked(desk: Client, config: Any) -> None:
    version = factories.ConfigVersionFactory(config=config)
    for number in range(203):
        factories.SessionFactory(
            config=config, config_version=version, candidate_name=f"Person {number:03}", completed=True
        )
    page = table(desk, config, "?sort=name&q=person&page=5")
    assert order(page) == ["Person 200", "Person 201", "Person 202"]
    assert "203 candidates fit that" in page
    assert "Page 5 of 5" in page
    assert re.search(r'href="\?sort=name&amp;q=person&amp;page=4"', page)


def test_htmx_gets_the_table_alone_and_everybody_else_the_page(desk: Client, config: Any) -> None:
    took(config, "Ida")
    alone = table(desk, config, **{"HX-Request": "true"})
    assert "<html" not in alone
    assert order(alone) == ["Ida"]
    assert 'hx-swap-oob="innerHTML"' in alone
    whole = table(desk, config, **{"HX-Request": "true", "HX-History-Restore-Request": "true"})
    assert "<html" in whole
    answer = desk.get(reverse("reports:candidates", args=[config.pk]))
    assert "HX-Request" in answer["Vary"]


def test_another_recruiters_candidates_are_not_to_be_had(config: Any) -> None:
    took(config, "Ida")
    client = Client()
    client.force_login(factories.UserFactory())
    assert client.get(reverse("reports:candidates", args=[config.pk])).status_code == 404
    assert (
        client.get(reverse("reports:candidates", args=[config.pk]), headers={"HX-Request": "true"}).status_code == 404
    )


def test_an_interview_nobody_took_says_so(desk: Client, rita: User, config: Any) -> None:
    assert "Nobody has come yet" in table(desk, config)
    draft = factories.InterviewConfigFactory(created_by=rita, questions=1)
    assert "once the interview is open" in table(desk, draft)


def test_the_time_used_is_a_share_so_that_nobody_sees_who_was_granted_more(desk: Client, config: Any) -> None:
    took(config, "Half", answering_seconds=600)
    took(config, "Half of Twice", answering_seconds=1200, time_factor=2.0)
    took(config, "Most", answering_seconds=1000)
    page = table(desk, config, "?column=time&sort=-time")
    assert order(page)[0] == "Most"
    assert re.findall(r'data-label="Time used"[^>]*>([^<]+)<', page) == ["83 %", "50 %", "50 %"]
    assert "10 min" not in page and "20 min" not in page
