"""Practice: as often as one likes, shown to nobody else, with the words that earned each score."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from candidates import consent
from interviewer.accounts.models import AuditEvent, User
from interviewer.tests import factories
from interviewer.webhooks.models import WebhookDelivery, WebhookEndpoint
from interviews.models import ConfigStatus, InterviewConfig, InterviewSession, SessionStatus
from interviews.services import practice, sessions
from interviews.tests.helpers import Seat
from interviews.tests.test_own_pages import practised, signed_in, taken, text_of

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def ines() -> User:
    return factories.UserFactory(verified=True, email="ines@example.org", full_name="Ines Ferreira")


@pytest.fixture
def as_ines(ines: User) -> Client:
    return signed_in(ines)


def start(client: Client, **fields: object) -> InterviewSession:
    answer = client.post("/my/practice/", {"role": "Backend Engineer", "difficulty": "medium", "resume": "", **fields})
    assert answer.status_code == 302, answer.content
    return InterviewSession.objects.order_by("-created_at").first()


def test_practice_begins_only_after_one_has_agreed_to_a_text_of_its_own(as_ines: Client, ines: User) -> None:
    session = start(as_ines)
    page = text_of(as_ines, "interviews:consent", session.pk)
    assert "no hiring team sees it" in page
    assert "read by the hiring team" not in page
    assert session.status == SessionStatus.PENDING
    as_ines.post(reverse("interviews:consent", args=[session.pk]), {"agree": "yes"})
    session.refresh_from_db()
    assert session.consent is not None
    assert session.consent.text_sha256 == consent.PRACTICE.sha256
    seat = Seat(session.pk)
    seat.join()
    session.config.refresh_from_db()
    assert session.config.status == ConfigStatus.CLOSED
    assert seat.question.question_text


def test_practice_is_unlimited_and_can_be_gone_on_with(as_ines: Client) -> None:
    for _ in range(3):
        session = start(as_ines)
        sessions.attach_consent(session, factories.ConsentFactory(candidate=session.candidate))
        Seat(session.pk).join()
    assert InterviewSession.objects.filter(status=SessionStatus.IN_PROGRESS).count() == 3
    assert text_of(as_ines, "interviews:my_practice").count(">Continue<") == 3


def test_practice_asks_about_the_resume_one_chose_and_about_no_strangers(as_ines: Client, ines: User) -> None:
    mine = factories.ResumeFactory(candidate__email=ines.email)
    stranger = factories.ResumeFactory()
    assert start(as_ines, resume=str(mine.pk)).resume == mine
    answer = as_ines.post("/my/practice/", {"role": "Cook", "difficulty": "easy", "resume": str(stranger.pk)})
    assert answer.status_code == 422
    assert str(stranger.pk) not in text_of(as_ines, "interviews:my_practice")


def test_results_of_practice_come_with_the_words_that_earned_them(as_ines: Client, ines: User) -> None:
    session = practised(ines)
    page = text_of(as_ines, "reports:own_interview", session.pk)
    assert "How it went" in page
    assert "How it was read" in page
    assert "Nobody but you" in page
    assert "hiring team" not in page


def test_progress_shows_each_practice_interview_and_invents_no_score(as_ines: Client, ines: User) -> None:
    assert "Nothing yet" in text_of(as_ines, "reports:own_progress")
    practised(ines, role="Data Engineer")
    practised(ines, role="Site Reliability Engineer")
    page = text_of(as_ines, "reports:own_progress")
    for words in ("Data Engineer", "Site Reliability Engineer", "Communication", "not assessed"):
        assert words in page
    taken(ines.email, job_role="Lighthouse Keeper")
    assert "Lighthouse Keeper" not in text_of(as_ines, "reports:own_progress")


def test_nothing_of_practice_is_in_any_recruiters_or_admins_lists(ines: User) -> None:
    session = practised(ines, role="Unicorn Groom")
    boss = factories.UserFactory(admin=True)
    rita = factories.UserFactory()
    own = practised(rita, role="Unicorn Groom")  # a recruiter may practise too
    for user in (boss, rita):
        client = signed_in(user)
        assert "Unicorn Groom" not in text_of(client, "interviews:dashboard")
        for path in (
            "/api/sessions", "/api/configs", "/api/responses", "/api/evaluations", "/api/reports", "/api/invitations",
        ):  # fmt: skip
            assert client.get(path).json()["results"] == [], path
        for model in ("interviewconfig", "interviewsession", "response"):
            page = text_of(client, f"admin:interviews_{model}_changelist")
            assert str(session.pk) not in page and "Unicorn Groom" not in page
        assert "Unicorn Groom" not in text_of(client, "admin:reports_report_changelist")
        for name, key in (("reports:report", session.pk), ("interviews:detail", session.config_id)):
            assert client.get(reverse(name, args=[key])).status_code == 404
        if user == boss:
            assert client.get(reverse("reports:report", args=[own.pk])).status_code == 404
    assert signed_in(rita).get("/api/candidates").json()["results"] == []
    listed = signed_in(rita).get("/api/interviews").json()["results"]
    assert [row["id"] for row in listed] == [str(own.pk)]


def test_no_webhook_tells_of_practice(ines: User) -> None:
    boss = factories.UserFactory(admin=True)
    events = ["session.started", "session.completed", "report.ready"]
    WebhookEndpoint.objects.create(owner=boss, url="https://example.com/hook", events=events)
    practised(ines)
    assert not WebhookDelivery.objects.exists()


def test_the_log_keeps_no_role_that_somebody_practised_for(ines: User) -> None:
    practised(ines, role="Unicorn Groom")
    assert not [e for e in AuditEvent.objects.all() if "Unicorn" in str(e.before) + str(e.after)]


def test_practice_can_be_erased_by_oneself_and_leaves_nothing(as_ines: Client, ines: User) -> None:
    session = practised(ines)
    taken_one = taken(ines.email)
    as_ines.post(reverse("interviews:erase_practice", args=[session.pk]))
    assert not InterviewConfig.objects.filter(practice=True).exists()
    assert as_ines.post(reverse("interviews:erase_practice", args=[taken_one.pk])).status_code == 404
    assert InterviewSession.objects.get() == taken_one


def test_practice_that_was_never_begun_is_swept(as_ines: Client) -> None:
    session = start(as_ines)
    assert practice.erase_leftovers(timezone.now() + timedelta(days=2)) == 0
    InterviewSession.objects.filter(pk=session.pk).delete()
    assert practice.erase_leftovers(timezone.now() + timedelta(days=2)) == 1
