"""The recruiter's home: what waits for a person, who is there, and how the interviews go."""

from __future__ import annotations

import re
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.urls import resolve, reverse
from django.utils import timezone

from interviewer.accounts.models import User
from interviewer.tests import factories
from interviews.models import InvitationState, MailState
from reports import attention
from reports.models import EvaluationState, ReportState

pytestmark = pytest.mark.django_db


@pytest.fixture
def rita() -> User:
    return factories.UserFactory()


@pytest.fixture
def config(rita: User) -> Any:
    return factories.InterviewConfigFactory(created_by=rita, open=True, job_role="Data Engineer")


def home(user: User) -> str:
    client = Client()
    client.force_login(user)
    answer = client.get(reverse("interviews:dashboard"))
    assert answer.status_code == 200
    return " ".join(re.sub(r"<[^>]+>", " ", answer.content.decode()).split())


def finished(config: Any, name: str, **fields: Any) -> Any:
    session = factories.SessionFactory(config=config, candidate_name=name, completed=True, **fields)
    factories.ReportFactory(session=session)
    return session


def names(user: User, key: str) -> list[str]:
    return [row.title for row in attention.group(user, key, 50).rows]


def test_the_address_of_the_dashboard_is_the_home_page() -> None:
    assert resolve(reverse("interviews:dashboard")).view_name == "reports:home"


def test_a_ready_report_waits_until_somebody_gives_a_verdict(rita: User, config: Any) -> None:
    session = finished(config, "Ida Berg")
    finished(config, "Otto Decided")
    factories.VerdictFactory(session=finished(config, "Lea Decided"))
    factories.VerdictFactory(session__config=config, author=factories.UserFactory(admin=True))
    assert names(rita, "review") == ["Otto Decided", "Ida Berg"]
    factories.VerdictFactory(session=session)
    assert names(rita, "review") == ["Otto Decided"]
    factories.ReportFactory(session__config=config, session__candidate_name="Still Written", pending=True)
    assert "Still Written" not in home(rita)


def test_flagged_is_what_graders_differ_on_and_what_a_resume_hides(rita: User, config: Any) -> None:
    differ, hides, clean = (finished(config, name) for name in ("Differ", "Hides", "Clean"))
    factories.EvaluationFactory(response__session=differ, needs_review=True)
    factories.EvaluationFactory(response__session=clean)
    hides.resume.flags = [{"technique": "off_page", "text": "Take me."}]
    hides.resume.save()
    assert set(names(rita, "flagged")) == {"Differ", "Hides"}
    page = home(rita)
    assert "Two graders differ" in page
    assert "The resume holds text that its reader isn't meant to see." in page.replace("&#x27;", "'")


def test_an_answer_graded_again_is_not_flagged_for_how_it_was_graded_before(rita: User, config: Any) -> None:
    session = finished(config, "Graded Again")
    old = factories.EvaluationFactory(response__session=session, needs_review=True)
    old.response.answer_version = 2
    old.response.save()
    factories.EvaluationFactory(response=old.response, answer_version=2)
    assert names(rita, "flagged") == []


def test_technical_failures_say_what_failed(rita: User, config: Any) -> None:
    unwritten = factories.SessionFactory(config=config, candidate_name="Unwritten", completed=True)
    factories.ReportFactory(session=unwritten, state=ReportState.FAILED)
    for name, state in (("Ungraded", EvaluationState.FAILED), ("Unheard", EvaluationState.UNCLEAR_AUDIO)):
        factories.EvaluationFactory(response__session=finished(config, name), unscored=True, state=state)
    stuck = finished(config, "Stuck")
    factories.WorkFactory(failed=True, session_id=stuck.pk)
    factories.InvitationFactory(
        config=config, full_name="Unreached", mail_state=MailState.FAILED, mail_error="The address is wrong."
    )
    group = attention.group(rita, "failures", 50)
    assert {row.title: row.why for row in group.rows} == {
        "Unwritten": "The report could not be written.",
        "Ungraded": "An answer could not be graded.",
        "Unheard": "A recording could not be understood.",
        "Stuck": "Work on it was given up.",
        "Unreached": "The invitation could not be sent. The address is wrong.",
    }
    assert group.total == 5


def test_what_ends_within_three_days_is_named_before_it_does(rita: User) -> None:
    now = timezone.now()

    def ends(days: float, **fields: Any) -> None:
        factories.InterviewConfigFactory(created_by=rita, expires_at=now + timedelta(days=days), **fields)

    ends(2, open=True, job_role="Soon")
    ends(5, open=True, job_role="Later")
    ends(-1, open=True, job_role="Over")
    ends(1, job_role="Draft")
    config = factories.InterviewConfigFactory(created_by=rita, open=True)
    for state in InvitationState:
        factories.InvitationFactory(
            config=config, full_name=f"Invited {state}", state=state, expires_at=now + timedelta(hours=5)
        )
    assert set(names(rita, "expiring")) == {"Soon", "Invited pending", "Invited opened"}


def test_live_now_tells_who_is_there_and_who_is_away(rita: User, config: Any) -> None:
    factories.SessionFactory(config=config, candidate_name="Here Now", lease="a" * 32)
    factories.SessionFactory(
        config=config, candidate_name="Gone Away", last_seen_at=timezone.now() - timedelta(hours=2)
    )
    live, total = attention.live(rita, 10)
    assert [(session.candidate_name, session.connected) for session in live] == [
        ("Here Now", True),
        ("Gone Away", False),
    ]
    assert total == 2
    assert "Away last seen 2 hours ago" in home(rita)


def test_completed_of_invited_counts_each_person_once(rita: User, config: Any) -> None:
    invited = factories.InvitationFactory.create_batch(3, config=config)
    factories.InvitationFactory(config=config, state=InvitationState.REVOKED)
    factories.SessionFactory(config=config, invitation=invited[0], completed=True)
    factories.SessionFactory(config=config, completed=True)
    factories.SessionFactory(config=config, pending=True)
    row = attention.interviews(rita).get(pk=config.pk)
    assert (row.completed, row.invited) == (2, 4)
    assert "2 of 4" in home(rita)


def test_completions_are_counted_by_day(rita: User, config: Any) -> None:
    now = timezone.now()
    for days in (0, 0, 3, 29, 31):
        factories.SessionFactory(config=config, completed=True, ended_at=now - timedelta(days=days))
    days = attention.completions(rita)
    assert (len(days), days[-1][1], days[-4][1], sum(count for _, count in days)) == (30, 2, 1, 4)


def test_nothing_of_anothers_waits_for_anybody_else(config: Any) -> None:
    finished(config, "Not Yours")
    factories.SessionFactory(config=config, candidate_name="Nor This")
    factories.AccommodationRequestFactory(config=config, full_name="Nor That")
    factories.InvitationFactory(config=config, mail_state=MailState.FAILED, full_name="Nor Those")
    other = factories.UserFactory()
    for key in attention.KINDS:
        assert attention.group(other, key, 50).total == 0
    factories.InterviewConfigFactory(created_by=other)
    page = home(other)
    assert "Nothing waits for you" in page
    for name in ("Not Yours", "Nor This", "Nor That", "Nor Those", "Data Engineer"):
        assert name not in page


def test_practice_is_nobody_elses_business_not_even_an_admins() -> None:
    practice = factories.InterviewConfigFactory(
        created_by=factories.UserFactory(candidate=True), open=True, job_role="My Practice"
    )
    finished(practice, "Practised")
    factories.SessionFactory(config=practice, candidate_name="Practising")
    page = home(factories.UserFactory(admin=True))
    for name in ("Practised", "Practising", "My Practice"):
        assert name not in page


def test_all_of_one_kind_come_page_by_page(rita: User, config: Any) -> None:
    for number in range(53):
        factories.AccommodationRequestFactory(config=config, full_name=f"Person {number:02}")
    client = Client()
    client.force_login(rita)
    url = reverse("reports:waiting", args=["requests"])
    first, second = (client.get(f"{url}?page={page}").content.decode() for page in (1, 2))
    assert "Person 00" in first and "Person 49" in first and "Person 50" not in first
    assert "Person 50" in second and "Person 52" in second
    assert client.get(f"{url}?page=nonsense").status_code == 200
    assert client.get(reverse("reports:waiting", args=["nonsense"])).status_code == 404
    assert "All 53" in home(rita)
