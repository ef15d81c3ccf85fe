"""A report read by a link: for some days, by whoever has it, and nothing more than was meant."""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from django.conf import settings
from django.core.cache import cache
from django.db import IntegrityError, connection, transaction
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from interviewer.accounts.models import AuditEvent, User
from interviewer.logging import HideLinkTokens
from interviewer.tests import factories
from interviewer.tests.api import Api, bearer, is_error
from interviews.links import hash_token
from interviews.models import InterviewSession
from interviews.services import clock
from interviews.tests.helpers import GOOD, open_config, settle, sit_down
from reports import sharing
from reports.models import ShareLink

pytestmark = pytest.mark.django_db

NOON = datetime(2026, 5, 4, 12, tzinfo=UTC)


@pytest.fixture
def recruiter() -> User:
    return factories.UserFactory()


@pytest.fixture
def client(recruiter: User) -> Client:
    browser = Client()
    browser.force_login(recruiter)
    return browser


@pytest.fixture
def session(recruiter: User) -> InterviewSession:
    session = factories.SessionFactory(
        config__created_by=recruiter, completed=True, candidate__full_name="Carla Quibble",
        candidate__email="carla.quibble@example.org", candidate__phone="+44 20 7946 0958",
    )  # fmt: skip
    text = "I am Carla Quibble, write to carla.quibble@example.org. It finds rows without reading the whole table."
    quote = "It finds rows without reading the whole table."
    response = factories.ResponseFactory(
        session=session, question_text="Carla, what is an index good for?", typed_text=text
    )
    factories.EvaluationFactory(
        response=response,
        feedback="Carla names what an index is for.",
        evidence=[{"quote": quote, "start": text.index(quote), "end": len(text), "point": "Rows", "supports": True}],
    )
    report = factories.ReportFactory(
        session=session,
        summary="Carla Quibble answered both questions.",
        strengths=[{"text": "Clear", "quote": "I am Carla Quibble", "label": "Q1", "response": str(response.pk)}],
    )
    factories.SkillScoreFactory(report=report, recommendations=["Ask Carla about writes."])
    return session


def address(link: ShareLink) -> str:
    return reverse("reports:shared", args=[sharing.token_of(link)])


def words(answer: Any) -> str:
    return " ".join(re.sub(r"<[^>]+>", " ", answer.content.decode()).split())


def test_a_link_made_on_the_page_opens_the_report_to_somebody_without_an_account(
    client: Client, recruiter: User, session: InterviewSession
) -> None:
    page = client.post(reverse("reports:share", args=[session.pk]), {"days": "3"}, follow=True).content.decode()
    found = re.search(r'value="http://testserver(/shared/[\w-]{40,}/)"', page)
    assert found is not None
    answer = Client().get(found[1])
    assert answer.status_code == 200
    said = words(answer)
    assert "Carla Quibble" in said and "It finds rows" in said and "Recommend" in said
    assert session.candidate.email not in said.replace("write to carla.quibble@example.org", "")
    assert session.candidate.phone not in said
    assert "<form" not in answer.content.decode()
    assert "no-store" in answer["Cache-Control"]
    assert "noindex" in answer["X-Robots-Tag"]
    assert answer["Referrer-Policy"] == "no-referrer"
    (event,) = AuditEvent.objects.filter(action="report shared")
    assert event.actor == recruiter and event.object_id == str(session.pk)


def test_only_a_hash_of_the_token_is_stored(recruiter: User, session: InterviewSession) -> None:
    link = sharing.share(recruiter, session)
    token = sharing.token_of(link)
    assert len(token) >= 43
    assert link.token_hash == hash_token(token)
    assert token not in str(ShareLink.objects.values().get())
    assert token not in str(list(AuditEvent.objects.values()))


def test_a_link_dies_when_its_days_are_over(recruiter: User, session: InterviewSession) -> None:
    with clock.starting_at(NOON):
        link = sharing.share(recruiter, session, days=3)
        url = address(link)
        clock.advance(timedelta(days=3).total_seconds() - 1)
        assert Client().get(url).status_code == 200
        clock.advance(1)
        for path in (url, f"{url}report.pdf"):
            answer = Client().get(path)
            assert answer.status_code == 410
            assert "has expired" in words(answer)
            assert "Carla" not in words(answer)


def test_a_revoked_link_is_dead_at_once(client: Client, recruiter: User, session: InterviewSession) -> None:
    link = sharing.share(recruiter, session)
    url = address(link)
    answer = client.post(reverse("reports:revoke_share", args=[link.pk]), follow=True)
    assert "opens nothing any more" in words(answer)
    assert Client().get(url).status_code == 410
    assert Client().get(f"{url}report.pdf").status_code == 410
    client.post(reverse("reports:revoke_share", args=[link.pk]))
    assert AuditEvent.objects.filter(action="share link revoked", actor=recruiter).count() == 1


@pytest.mark.parametrize("token", ["x" * 43, "short", "%00", "a'b"])
def test_a_token_that_is_none_opens_nothing(session: InterviewSession, token: str) -> None:
    answer = Client().get(f"/shared/{token}/")
    assert answer.status_code == 404
    assert "not complete" in words(answer)


def test_a_link_ends_with_its_makers_rights(recruiter: User, session: InterviewSession) -> None:
    url = address(sharing.share(recruiter, session))
    User.objects.filter(pk=recruiter.pk).update(is_active=False)
    assert Client().get(url).status_code == 410


def test_a_link_ends_with_the_session(recruiter: User, session: InterviewSession) -> None:
    url = address(sharing.share(recruiter, session))
    session.delete()
    assert Client().get(url).status_code == 404


def test_a_link_made_with_an_earlier_key_still_opens(recruiter: User, session: InterviewSession, settings: Any) -> None:
    link = sharing.share(recruiter, session)
    url = address(link)
    settings.SECRET_KEY_FALLBACKS, settings.SECRET_KEY = [settings.SECRET_KEY], "another key"
    assert address(link) == url
    settings.SECRET_KEY_FALLBACKS = []
    assert Client().get(url).status_code == 200
    assert sharing.url_of(link) == ""


def test_opening_is_counted_and_noted_once(recruiter: User, session: InterviewSession) -> None:
    link = sharing.share(recruiter, session)
    for _ in range(3):
        Client().get(address(link))
    link.refresh_from_db()
    assert link.opened == 3 and link.last_opened_at is not None
    assert AuditEvent.objects.filter(action="share link opened", actor=None).count() == 1


def test_a_blind_link_names_nobody_anywhere(recruiter: User, session: InterviewSession) -> None:
    url = address(sharing.share(recruiter, session, blind=True))
    answer = Client().get(url)
    page = answer.content.decode()
    for part in ("Carla", "Quibble", "7946"):
        assert part not in page
    assert "The candidate" in page
    assert "It finds rows without reading the whole table." in page, "the answer itself stays"
    made = Client().get(f"{url}report.pdf")
    assert made.status_code == 200
    assert "arla" not in made["Content-Disposition"]


def test_a_blind_report_leaves_the_stored_one_alone(recruiter: User, session: InterviewSession) -> None:
    Client().get(address(sharing.share(recruiter, session, blind=True)))
    session.refresh_from_db()
    assert session.candidate_name == "Carla Quibble"
    assert session.report.summary.startswith("Carla")
    assert session.responses.get().question_text.startswith("Carla")


@pytest.fixture
def spoken(recruiter: User) -> InterviewSession:
    """An interview whose first answer was recorded."""
    seat = sit_down(open_config(recruiter))
    seat.speak(0, b"\x1aE\xdf\xa3 sound")
    seat.answer(GOOD, last_seq={0: 0})
    for _ in range(2):
        seat.answer(GOOD)
    settle()
    return seat.session


@pytest.mark.parametrize(("recordings", "status"), [(True, 200), (False, 404)], ids=["with", "without"])
def test_recordings_are_heard_only_where_the_link_has_them(
    recruiter: User, spoken: InterviewSession, recordings: bool, status: int
) -> None:
    link = sharing.share(recruiter, spoken, recordings=recordings)
    recording = spoken.responses.order_by("number")[0].recording
    page = Client().get(address(link)).content.decode()
    assert ("<audio" in page) is recordings
    url = reverse("reports:shared_recording", args=[sharing.token_of(link), recording.pk, 0])
    answer = Client().get(url)
    assert answer.status_code == status
    if recordings:
        assert answer["Content-Type"] == "audio/webm" and "no-store" in answer["Cache-Control"]
        assert b"".join(answer.streaming_content).endswith(b"sound")
        other = sharing.share(recruiter, factories.SessionFactory(config=spoken.config), recordings=True)
        url = reverse("reports:shared_recording", args=[sharing.token_of(other), recording.pk, 0])
        assert Client().get(url).status_code == 404


def test_a_voice_tells_who_it_is(client: Client, recruiter: User, session: InterviewSession) -> None:
    url = reverse("reports:share", args=[session.pk])
    answer = client.post(url, {"days": "7", "blind": "on", "recordings": "on"})
    assert answer.status_code == 422
    assert "A voice tells who it is" in words(answer)
    assert 'name="blind"' in answer.content.decode() and "checked" in answer.content.decode()
    assert not ShareLink.objects.exists()
    assert sharing.share(recruiter, session, blind=True, recordings=True).recordings is False
    with pytest.raises(IntegrityError), transaction.atomic():
        ShareLink.objects.update(recordings=True)


@pytest.mark.parametrize("days", ["0", "365", "", "x"])
def test_days_that_are_not_offered_make_no_link(client: Client, session: InterviewSession, days: str) -> None:
    assert client.post(reverse("reports:share", args=[session.pk]), {"days": days}).status_code == 422
    assert not ShareLink.objects.exists()


def test_nobody_shares_or_revokes_what_is_anothers(recruiter: User, session: InterviewSession) -> None:
    link = sharing.share(recruiter, session)
    stranger = Client()
    stranger.force_login(factories.UserFactory())
    assert stranger.post(reverse("reports:share", args=[session.pk]), {"days": "7"}).status_code == 404
    assert stranger.post(reverse("reports:revoke_share", args=[link.pk])).status_code == 404
    assert ShareLink.objects.get().is_open
    api = Api(bearer(factories.UserFactory()))
    is_error(api.post(f"/api/sessions/{session.pk}/share", {}), 404)
    is_error(api.post(f"/api/share-links/{link.pk}/revoke"), 404)
    assert api.get("/api/share-links").json()["results"] == []


def test_guessing_is_slowed_down(session: InterviewSession, settings: Any) -> None:
    cache.clear()
    settings.RATE_LIMITS = {**settings.RATE_LIMITS, "shared": (3, 60)}
    statuses = [Client().get("/shared/guess/").status_code for _ in range(4)]
    assert statuses == [404, 404, 404, 429]
    assert int(Client().get("/shared/guess/")["Retry-After"]) >= 1
    cache.clear()


def test_the_api_shares_too(recruiter: User, session: InterviewSession) -> None:
    api = Api(bearer(recruiter))
    made = api.post(f"/api/sessions/{session.pk}/share", {"days": 2, "blind": True})
    assert made.status_code == 201, made.content
    link = made.json()
    assert link["state"] == "open" and link["blind"] is True and link["recordings"] is False
    path = re.sub(r"^https?://[^/]+", "", link["url"])
    assert Client().get(path).status_code == 200
    (listed,) = api.get(f"/api/share-links?session={session.pk}").json()["results"]
    assert listed["url"] == link["url"] and listed["opened"] == 1
    revoked = api.post(f"/api/share-links/{link['id']}/revoke").json()
    assert (revoked["state"], revoked["url"]) == ("revoked", "")
    assert Client().get(path).status_code == 410
    is_error(api.post(f"/api/sessions/{session.pk}/share", {"days": 1000}), 400)
    is_error(api.post(f"/api/sessions/{session.pk}/share", {"blind": True, "recordings": True}), 400)


def test_tokens_stay_out_of_the_log() -> None:
    import logging

    record = logging.LogRecord("x", logging.INFO, "", 0, "GET %s", ("/shared/abcdefghijklmnopqrstuvwxyz/",), None)
    HideLinkTokens().filter(record)
    assert record.getMessage() == "GET /shared/…/"


@pytest.mark.parametrize("name", ["token", "ticket"])
def test_what_opens_a_socket_stays_out_of_the_log(name: str) -> None:
    import logging

    secret = "eyJhbGciOiJIUzI1NiJ9.eyJ1c2VyIjoiMSJ9:Abc-_def%3D"
    path = f"/ws/monitor/1?audio=url&{name}={secret}&x=1"
    record = logging.LogRecord("x", logging.INFO, "", 0, "WebSocket CONNECT %s", (path,), None)
    HideLinkTokens().filter(record)
    assert record.getMessage() == f"WebSocket CONNECT /ws/monitor/1?audio=url&{name}=…&x=1"


def test_a_report_that_is_not_written_yet_says_so(recruiter: User) -> None:
    session = factories.SessionFactory(config__created_by=recruiter)
    answer = Client().get(address(sharing.share(recruiter, session)))
    assert "still going on" in words(answer)


def test_what_is_shared_is_text_and_never_markup(recruiter: User) -> None:
    hostile = "<script>alert(1)</script>"
    session = factories.SessionFactory(config__created_by=recruiter, completed=True, candidate_name=hostile)
    factories.EvaluationFactory(
        response__session=session, response__typed_text=hostile, response__question_text=hostile, feedback=hostile
    )
    for blind in (False, True):
        page = Client().get(address(sharing.share(recruiter, session, blind=blind))).content.decode()
        assert "<script>alert" not in page
        assert blind or "&lt;script&gt;" in page
        assert not re.search(r"\sstyle=|\son[a-z]+=\"|<style", page)


def test_a_long_report_costs_a_bounded_number_of_queries(recruiter: User, session: InterviewSession) -> None:
    for _ in range(40):
        factories.EvaluationFactory(response=factories.ResponseFactory(session=session))
    link = sharing.share(recruiter, session)
    Client().get(address(link))
    with CaptureQueriesContext(connection) as queries:
        assert Client().get(address(link)).status_code == 200
    assert len(queries) <= 15


def test_the_setting_has_a_limit_for_shared_reports() -> None:
    assert settings.RATE_LIMITS["shared"][1] == 60
