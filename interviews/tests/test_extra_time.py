"""Extra time asked for in private, and what a grant changes: every clock, and no report."""

from __future__ import annotations

import re
from typing import Any

import pytest
from django.core import mail
from django.test import Client
from django.urls import reverse

from interviewer.accounts.models import AuditEvent, User
from interviewer.tests import factories
from interviewer.tests.api import Api, bearer, is_error
from interviews import links, seats, selectors
from interviews.models import AccommodationRequest, InterviewConfig, RequestState
from interviews.services import accommodations, clock, configs, invitations
from interviews.tests.helpers import Seat, make_session, open_config, settle

pytestmark = pytest.mark.django_db


@pytest.fixture
def rita() -> User:
    return factories.UserFactory(full_name="Rita Recruiter")


@pytest.fixture
def config(rita: User) -> InterviewConfig:
    return open_config(rita, job_role="Data Engineer")


@pytest.fixture
def desk(rita: User) -> Client:
    client = Client()
    client.force_login(rita)
    return client


WISH = {"full_name": "Carla", "email": "carla@example.com", "wish": "1.5", "message": "My reader is slow."}


def ask(config: InterviewConfig, browser: Client | None = None, **form: str) -> Client:
    browser = browser or Client()
    url = reverse("interviews:ask", args=[links.config_token(config)])
    answer = browser.post(url, {**WISH, **form})
    assert answer.status_code == 302, answer.content.decode()
    return browser


def grant(desk: Client, give: str = "1.5", **form: str) -> Any:
    url = reverse("interviews:answer_request", args=[AccommodationRequest.objects.latest("created_at").pk])
    return desk.post(url, {"give": give, "answer": "grant", **form})


def test_the_landing_page_leads_to_a_private_way_to_ask(config: InterviewConfig, desk: Client) -> None:
    landing = reverse("interviews:landing", args=[links.config_token(config)])
    assert links.ask_path(links.config_token(config)) in Client().get(landing).content.decode()
    browser = ask(config)
    assert "Your request is with the hiring team" in browser.get(landing).content.decode()
    stranger = Client().get(landing).content.decode()
    assert "Your request is with" not in stranger
    assert "Carla" not in stranger
    page = desk.get(reverse("interviews:dashboard")).content.decode()
    assert "Extra time asked for" in page
    assert "Asks for: half as much time again." in page


def test_asking_again_changes_what_waits(config: InterviewConfig) -> None:
    browser = ask(config)
    ask(config, browser, wish="2", message="")
    (request,) = AccommodationRequest.objects.all()
    assert (request.wish, request.message) == ("2", "")


def test_a_grant_counts_for_the_interview_that_begins_after_it(
    config: InterviewConfig, desk: Client, rita: User
) -> None:
    browser = ask(config)
    grant(desk, note="Take your time.")
    settle()
    (letter,) = mail.outbox
    assert letter.to == ["carla@example.com"]
    assert "1.5 times the usual, 30 minutes" in letter.body
    assert "Take your time." in letter.body
    landing = browser.get(reverse("interviews:landing", args=[links.config_token(config)])).content.decode()
    assert "<strong>30</strong> minutes" in landing
    assert "Your extra time is granted" in landing
    session = make_session(config, email="Carla@Example.com")
    assert session.time_factor == 1.5
    assert make_session(config, email="other@example.com").time_factor == 1.0


def test_a_grant_changes_every_clock_of_an_interview_under_way(config: InterviewConfig, desk: Client) -> None:
    session = make_session(config, email="carla@example.com")
    seat = Seat(session.pk)
    joined = seat.join()
    seat.hear()
    before = seat.question
    limit = joined.limits["time_limit"]
    browser = Client()
    browser.cookies[seats.cookie_name(session.pk)] = seats.token(session.pk)
    url = reverse("interviews:ask_in_session", args=[session.pk])
    assert "You ask as Carla Candidate" in browser.get(url).content.decode()
    assert browser.post(url, {"wish": "2"}).status_code == 302
    grant(desk, "2.0")
    after = seat.question
    assert after.pk == before.pk
    assert after.time_allowed == 2 * before.time_allowed
    assert clock.remaining(after, clock.now()) > before.time_allowed
    assert seat.session.time_factor == 2.0
    assert selectors.plan_of(seat.session, selectors.resume_facts(seat.session)).time_factor == 2.0
    assert seat.join().limits["time_limit"] == 2 * limit
    assert seat.answer().time_allowed == after.time_allowed
    assert seat.question.time_allowed == 2 * before.time_allowed


def test_the_page_of_who_is_answering_is_told_at_once(
    config: InterviewConfig, desk: Client, monkeypatch: pytest.MonkeyPatch, django_capture_on_commit_callbacks: Any
) -> None:
    session = make_session(config, email="carla@example.com")
    Seat(session.pk).join()
    said: list[dict[str, Any]] = []
    monkeypatch.setattr("interviews.events.send_to_session", lambda pk, message: said.append(message))
    ask(config)
    with django_capture_on_commit_callbacks(execute=True):
        grant(desk)
    assert [(message["type"], message["time_allowed"]) for message in said] == [("question", 180)]


def test_a_finished_interview_keeps_the_time_it_had(config: InterviewConfig, rita: User) -> None:
    candidate = factories.CandidateFactory(email="carla@example.com")
    session = factories.SessionFactory(config=config, candidate=candidate, completed=True)
    ask(config)
    accommodations.grant(rita, AccommodationRequest.objects.get(), factor=1.5)
    session.refresh_from_db()
    assert session.time_factor == 1.0


def test_nobody_loses_time_they_were_promised(config: InterviewConfig, rita: User) -> None:
    invitation, _ = invitations.invite(rita, config, email="carla@example.com", time_factor=2.0)
    ask(config)
    accommodations.grant(rita, AccommodationRequest.objects.get(), factor=1.25)
    invitation.refresh_from_db()
    assert invitation.time_factor == 2.0
    with pytest.raises(configs.NotAllowed):
        accommodations.decline(rita, AccommodationRequest.objects.get())


def test_by_a_link_of_ones_own_the_request_is_tied_to_the_invitation(
    config: InterviewConfig, desk: Client, rita: User
) -> None:
    invitation, token = invitations.invite(rita, config, email="carla@example.com", full_name="Carla")
    url = reverse("interviews:ask", args=[token])
    page = Client().get(url).content.decode()
    assert 'name="email"' not in page
    assert Client().post(url, {"wish": "1.25", "email": "somebody@else.com"}).status_code == 302
    request = AccommodationRequest.objects.get()
    assert (request.email, request.invitation) == ("carla@example.com", invitation)
    grant(desk, "1.25")
    invitation.refresh_from_db()
    assert invitation.time_factor == 1.25
    assert "Your extra time is granted" in Client().get(url).content.decode()


def test_declining_says_so_kindly_and_can_be_thought_better_of(config: InterviewConfig, desk: Client) -> None:
    browser = ask(config)
    url = reverse("interviews:answer_request", args=[AccommodationRequest.objects.get().pk])
    desk.post(url, {"answer": "decline", "note": "Let us talk."})
    settle()
    assert "could not be granted" in mail.outbox[0].body
    assert "Let us talk." in mail.outbox[0].body
    landing = reverse("interviews:landing", args=[links.config_token(config)])
    assert "was not granted" in browser.get(landing).content.decode()
    assert "Grant it after all" in desk.get(url).content.decode()
    grant(desk, "1.5")
    assert AccommodationRequest.objects.get().state == RequestState.GRANTED


def test_another_way_needs_a_word_about_it(config: InterviewConfig, desk: Client) -> None:
    ask(config, wish="another_way")
    empty = grant(desk, "another_way")
    assert empty.status_code == 422
    assert "what happens instead" in empty.content.decode()
    grant(desk, "another_way", note="I call you on Monday.")
    request = AccommodationRequest.objects.get()
    assert (request.state, request.factor) == (RequestState.GRANTED, None)


def test_without_a_mail_server_the_recruiter_is_asked_to_write(
    config: InterviewConfig, desk: Client, settings: Any
) -> None:
    settings.EMAIL_BACKEND = "django.core.mail.backends.console.EmailBackend"
    ask(config)
    assert "Please write to them" in desk.get(grant(desk)["Location"]).content.decode()
    settle()
    assert mail.outbox == []


def test_what_was_asked_for_and_granted_stands_in_no_report_and_no_log(
    config: InterviewConfig, desk: Client, rita: User
) -> None:
    candidate = factories.CandidateFactory(email="carla@example.com")
    session = factories.SessionFactory(config=config, candidate=candidate, completed=True, time_factor=1.5)
    factories.ReportFactory(session=session)
    ask(config)
    accommodations.grant(rita, AccommodationRequest.objects.get(), factor=1.5, note="Your dyslexia")
    report = desk.get(reverse("reports:report", args=[session.pk])).content.decode().lower()
    assert "1.5" not in re.sub(r"<[^>]+>", " ", report)
    assert "reader is slow" not in report
    history = desk.get(reverse("interviews:history", args=[config.pk])).content.decode()
    assert "Extra time granted" in history
    assert "Carla" not in history
    assert "carla@example.com" not in history
    for event in AuditEvent.objects.all():
        assert "carla" not in str((event.before, event.after)).lower()
        assert "dyslexia" not in str((event.before, event.after))


def test_mistakes_are_named_and_asking_too_often_is_stopped(config: InterviewConfig, settings: Any) -> None:
    url = reverse("interviews:ask", args=[links.config_token(config)])
    wrong = Client().post(url, {**WISH, "email": "carla", "wish": "9"})
    assert wrong.status_code == 422
    assert "My reader is slow." in wrong.content.decode()
    settings.RATE_LIMITS = {**settings.RATE_LIMITS, "start": (1, 600)}
    assert [Client(REMOTE_ADDR="192.0.2.99").post(url, WISH).status_code for _ in range(2)] == [302, 429]


def test_help_in_the_interview_leads_there_without_leaving_it(config: InterviewConfig) -> None:
    session = make_session(config, email="carla@example.com")
    browser = Client()
    browser.cookies[seats.cookie_name(session.pk)] = seats.token(session.pk)
    for name in ("check", "room"):
        page = browser.get(reverse(f"interviews:{name}", args=[session.pk])).content.decode()
        assert f'href="{reverse("interviews:ask_in_session", args=[session.pk])}" target="_blank"' in page


def test_a_link_that_leads_nowhere_asks_for_nothing(config: InterviewConfig, rita: User) -> None:
    token = links.config_token(config)
    configs.close_config(rita, config)
    assert Client().get(reverse("interviews:ask", args=[token])).status_code == 410
    assert Client().get(reverse("interviews:ask", args=["nonsense"])).status_code == 404
    session = make_session(open_config(rita))
    assert Client().get(reverse("interviews:ask_in_session", args=[session.pk])).status_code == 404


def test_anothers_request_can_be_neither_read_nor_answered(config: InterviewConfig) -> None:
    ask(config)
    request = AccommodationRequest.objects.get()
    other = factories.UserFactory()
    client = Client()
    client.force_login(other)
    url = reverse("interviews:answer_request", args=[request.pk])
    assert client.get(url).status_code == 404
    assert client.post(url, {"give": "1.5"}).status_code == 404
    is_error(Api(bearer(other)).post(f"/api/accommodation-requests/{request.pk}/grant", {"factor": 2}), 404)
    request.refresh_from_db()
    assert request.state == RequestState.OPEN


def test_the_api_grants_and_declines(config: InterviewConfig, rita: User) -> None:
    api = Api(bearer(rita))
    ask(config)
    path = f"/api/accommodation-requests/{AccommodationRequest.objects.get().pk}"
    assert api.get("/api/accommodation-requests?state=open").json()["results"][0]["wish"] == "1.5"
    is_error(api.post(f"{path}/grant", {"factor": 7}), 400)
    is_error(api.post(f"{path}/grant", {}), 409, "not_allowed")
    assert api.post(f"{path}/decline", {"note": "No."}).json()["state"] == "declined"
    assert api.post(f"{path}/grant", {"factor": 2}).json()["factor"] == 2.0
    is_error(api.post(f"{path}/decline"), 409, "not_allowed")


def test_requests_are_forgotten_when_the_keeping_time_is_over(config: InterviewConfig, rita: User) -> None:
    ask(config)
    accommodations.decline(rita, AccommodationRequest.objects.get())
    assert accommodations.erase_old() == 0
    long_ago = clock.now().replace(year=2020)
    AccommodationRequest.objects.update(created_at=long_ago)
    assert accommodations.erase_old() == 1
