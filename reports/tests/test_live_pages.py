"""Watching an interview: what the pages say, what the team may do, and what nobody else may."""

from __future__ import annotations

import re
import uuid
from datetime import UTC, datetime

import pytest
from django.contrib.auth.models import AnonymousUser
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from interviewer.accounts.models import AuditEvent, User
from interviewer.tests import factories
from interviewer.tests.api import Api, bearer, is_error
from interviewer.work.sweeping import sweep
from interviews import events
from interviews.models import Response, ResponseState, Watch
from interviews.services import clock, watching
from interviews.tests.helpers import GOOD, Seat, open_config, settle, sit_down

pytestmark = pytest.mark.django_db

MOST_QUERIES = 15


@pytest.fixture
def recruiter() -> User:
    return factories.UserFactory()


@pytest.fixture
def client(recruiter: User) -> Client:
    browser = Client()
    browser.force_login(recruiter)
    return browser


@pytest.fixture
def seat(recruiter: User) -> Seat:
    return sit_down(open_config(recruiter))


def words(page: str) -> str:
    return " ".join(re.sub(r"<[^>]+>", " ", page).split())


def look(client: Client, seat: Seat, **query: str) -> str:
    answer = client.get(reverse("reports:live", args=[seat.session_id]), query)
    assert answer.status_code == 200
    return answer.content.decode()


def state(page: str) -> str:
    found = re.search(r'data-state="([a-z]+)"', page)
    assert found is not None
    return found[1]


def test_the_first_paint_shows_the_question_its_time_and_where_the_session_stands(client: Client, seat: Seat) -> None:
    page = look(client, seat)
    assert state(page) == "asked"
    assert seat.question.question_text in words(page)
    seat.hear()
    page = look(client, seat)
    assert state(page) == "answering"
    assert "2 min" in words(page)
    seat.leave()
    assert state(look(client, seat)) == "away"


def test_an_answer_appears_with_its_words_its_grade_and_the_figures(client: Client, seat: Seat) -> None:
    assert "No score yet" in words(look(client, seat))
    first = seat.question
    seat.answer(GOOD)
    page = words(look(client, seat))
    assert "It can be iterated only once" in page
    assert re.search(r"Asked 2 Answered 1 Correct 1 Partial 0 Wrong 0", page)
    assert "No score yet" not in page
    assert page.index(seat.question.question_text) < page.index(first.question_text)


def test_what_is_typed_is_counted_and_not_shown_before_it_is_sent_in(client: Client, seat: Seat) -> None:
    seat.hear()
    seat.draft(1, text="my secret beginnings of thought")
    page = words(look(client, seat))
    assert "5 words so far" in page
    assert "secret" not in page


def test_a_script_gets_the_parts_alone(client: Client, seat: Seat) -> None:
    answer = client.get(reverse("reports:live", args=[seat.session_id]), headers={"HX-Request": "true"})
    page = answer.content.decode()
    assert "<html" not in page
    assert 'data-part="state"' in page and 'data-part="words"' in page and 'data-part="figures"' in page


def test_a_minute_more_reaches_the_candidate_and_takes_none_from_later(
    client: Client, recruiter: User, seat: Seat, monkeypatch: pytest.MonkeyPatch,
    django_capture_on_commit_callbacks: object,
) -> None:  # fmt: skip
    sent: list[dict[str, object]] = []
    monkeypatch.setattr(events, "send_to_session", lambda session_id, message: sent.append(message))
    seat.hear()
    before, asked_for = seat.question.time_allowed, seat.question.extensions
    url = reverse("reports:live_more_time", args=[seat.session_id])
    with django_capture_on_commit_callbacks(execute=True):  # type: ignore[operator]
        answer = client.post(url, {"question": str(seat.question.pk)}, follow=True)
    assert "The candidate has one more minute" in words(answer.content.decode())
    question = seat.question
    assert (question.time_allowed, question.extra_seconds, question.extensions) == (before + 60, 60, asked_for)
    (message,) = [m for m in sent if m["type"] == "time_added"]
    assert message["question_id"] == str(question.pk)
    assert message["seconds"] == 60
    assert 178 <= float(str(message["remaining"])) <= 180
    (event,) = AuditEvent.objects.filter(action="time added")
    assert (event.actor, event.object_id) == (recruiter, str(seat.session_id))


def test_a_time_factor_is_in_the_minute_too(client: Client, recruiter: User) -> None:
    seat = sit_down(open_config(recruiter))
    type(seat.session).objects.filter(pk=seat.session_id).update(time_factor=1.5)
    client.post(reverse("reports:live_more_time", args=[seat.session_id]), {"question": str(seat.question.pk)})
    assert seat.question.extra_seconds == 90


@pytest.mark.parametrize("which", ["the question before", "another session's", "nonsense", "none"])
def test_a_minute_for_no_open_question_changes_nothing(client: Client, seat: Seat, which: str) -> None:
    earlier = seat.question
    seat.answer(GOOD)
    other = sit_down(open_config(factories.UserFactory()), email="other@example.com")
    given = {
        "the question before": str(earlier.pk),
        "another session's": str(other.question.pk),
        "nonsense": "x' OR 1=1",
        "none": "",
    }[which]
    before = list(Response.objects.order_by("pk").values_list("pk", "time_allowed", "extra_seconds"))
    url = reverse("reports:live_more_time", args=[seat.session_id])
    answer = client.post(url, {"question": given}, follow=True)
    assert "No time was added" in words(answer.content.decode())
    assert list(Response.objects.order_by("pk").values_list("pk", "time_allowed", "extra_seconds")) == before


def test_one_question_gets_an_hour_on_top_at_most(client: Client, seat: Seat) -> None:
    url = reverse("reports:live_more_time", args=[seat.session_id])
    Response.objects.filter(pk=seat.question.pk).update(extra_seconds=3570)
    answer = client.post(url, {"question": str(seat.question.pk)}, follow=True)
    assert "an hour on top already" in words(answer.content.decode())


def test_ending_asks_first_and_says_who_it_was(client: Client, recruiter: User, seat: Seat) -> None:
    seat.hear()
    seat.draft(1, text="A generator yields one value at a time")
    url = reverse("reports:live_end", args=[seat.session_id])
    assert "End this interview now?" in client.get(url).content.decode()
    assert seat.session.status == "in_progress"
    answer = client.post(url, follow=True)
    assert answer.redirect_chain[-1][0] == reverse("reports:report", args=[seat.session_id])
    session = seat.session
    assert (session.status, session.completion_method) == ("completed", "manually_ended")
    assert session.ended_by == recruiter
    assert session.get_completion_method_display() == "Ended by the hiring team"
    assert seat.responses[0].state == ResponseState.TIMED_OUT  # what was typed counts
    assert AuditEvent.objects.filter(action="ended", actor=recruiter, object_id=str(session.pk)).count() == 1
    client.post(url)
    assert AuditEvent.objects.filter(action="ended").count() == 1
    assert "Over" in words(look(client, seat))


def test_an_end_by_the_candidate_has_nobodys_name(client: Client, seat: Seat) -> None:
    from interviews.models import CompletionMethod
    from interviews.services import sessions

    sessions.end(seat.session_id, CompletionMethod.MANUALLY_ENDED)
    assert seat.session.ended_by is None
    assert seat.session.get_completion_method_display() == "Ended by the candidate"


def test_an_end_by_the_api_has_the_callers_name(recruiter: User, seat: Seat) -> None:
    answer = Api(bearer(recruiter)).post(f"/api/sessions/{seat.session_id}/end")
    assert answer.json()["completion_method"] == "manually_ended"
    assert seat.session.ended_by == recruiter


def test_the_api_gives_time_too(recruiter: User, seat: Seat) -> None:
    api = Api(bearer(recruiter))
    url = f"/api/sessions/{seat.session_id}/more-time"
    question = seat.question
    answer = api.post(url, {"question_id": str(question.pk)})
    assert answer.status_code == 200, answer.content
    assert answer.json()["time_allowed"] == question.time_allowed + 60
    is_error(api.post(url, {"question_id": str(uuid.uuid4())}), 409)
    is_error(api.post(url, {"question_id": "x"}), 400)
    is_error(Api(bearer(factories.UserFactory())).post(url, {"question_id": str(question.pk)}), 404)


@pytest.mark.parametrize("name", ["live", "live_more_time", "live_end"])
def test_a_foreign_interview_can_neither_be_seen_nor_touched(seat: Seat, name: str) -> None:
    stranger = Client()
    stranger.force_login(factories.UserFactory())
    url = reverse(f"reports:{name}", args=[seat.session_id])
    for answer in (stranger.get(url), stranger.post(url, {"question": str(seat.question.pk)})):
        assert answer.status_code in {404, 405}
    assert seat.session.status == "in_progress"
    assert seat.question.extra_seconds == 0
    assert not Watch.objects.exists()
    anonymous = Client().get(url)
    assert anonymous.status_code in {302, 405}
    candidate = Client()
    candidate.force_login(factories.UserFactory(candidate=True))
    assert candidate.get(url).status_code in {403, 405}


def test_the_list_shows_what_goes_on_and_nothing_of_others(client: Client, recruiter: User, seat: Seat) -> None:
    other = sit_down(open_config(factories.UserFactory()), email="other@example.com")
    type(other.session).objects.filter(pk=other.session_id).update(candidate_name="Somebody Else")
    page = client.get(reverse("reports:live_index")).content.decode()
    assert reverse("reports:live", args=[seat.session_id]) in page
    assert "Somebody Else" not in page
    settle()
    seat.leave()
    assert "The candidate is away" in client.get(reverse("reports:live_index")).content.decode()


def test_an_empty_list_says_when_it_fills(client: Client) -> None:
    assert "Nobody is being interviewed" in client.get(reverse("reports:live_index")).content.decode()


def test_nobody_watches_a_candidate_practising(db: None) -> None:
    practising = factories.UserFactory(candidate=True)
    factories.SessionFactory(config=factories.InterviewConfigFactory(created_by=practising, open=True))
    admin = Client()
    admin.force_login(factories.UserFactory(admin=True))
    assert "Nobody is being interviewed" in admin.get(reverse("reports:live_index")).content.decode()


@pytest.mark.parametrize("count", [10, 500])
def test_the_list_asks_the_database_as_often_for_many_rows_as_for_few(
    client: Client, recruiter: User, count: int
) -> None:
    from interviews.models import InterviewSession
    from interviews.services.configs import freeze

    config = factories.InterviewConfigFactory(created_by=recruiter, open=True)
    version, candidate, now = freeze(config), factories.CandidateFactory(), clock.now()
    InterviewSession.objects.bulk_create(
        InterviewSession(
            config=config,
            config_version=version,
            candidate=candidate,
            candidate_name=f"Candidate {n}",
            status="in_progress",
            started_at=now,
            last_seen_at=now,
            lease="x",
        )
        for n in range(count)
    )
    with CaptureQueriesContext(connection) as queries:
        page = client.get(reverse("reports:live_index")).content.decode()
    assert len(queries) <= MOST_QUERIES
    assert page.count('id="watch-') == min(count, 100)
    assert ("most recently active of 500" in page) == (count == 500)


def test_a_long_session_costs_no_more_queries(client: Client, recruiter: User) -> None:
    session = factories.SessionFactory(config__created_by=recruiter, lease="x")
    for _ in range(40):
        factories.EvaluationFactory(response=factories.ResponseFactory(session=session))
    with CaptureQueriesContext(connection) as queries:
        assert client.get(reverse("reports:live", args=[session.pk])).status_code == 200
    assert len(queries) <= MOST_QUERIES


# --- Presence --------------------------------------------------------------------------------------------


@pytest.fixture
def told(monkeypatch: pytest.MonkeyPatch) -> list[bool]:
    """What the candidate's page was told, in order."""
    sent: list[bool] = []
    monkeypatch.setattr(events, "presence", lambda session_id, watched: sent.append(watched))
    monkeypatch.setattr("django.db.transaction.on_commit", lambda call, **options: call())
    return sent


def test_the_candidate_is_told_of_the_first_watcher_and_of_the_last_to_go(
    recruiter: User, seat: Seat, told: list[bool]
) -> None:
    admin = factories.UserFactory(admin=True)
    assert watching.begin(recruiter, seat.session_id, "one") == "in_progress"
    assert watching.begin(admin, seat.session_id, "two") == "in_progress"
    assert watching.begin(recruiter, seat.session_id, "one") == "in_progress"  # a sign of life
    assert told == [True]
    watching.end(seat.session_id, "one")
    assert told == [True]
    watching.end(seat.session_id, "two")
    watching.end(seat.session_id, "two")
    assert told == [True, False]
    assert AuditEvent.objects.filter(action="watched live").count() == 2


def test_a_candidate_who_comes_back_learns_that_somebody_watches(recruiter: User, seat: Seat) -> None:
    assert seat.join().watched is False
    watching.begin(recruiter, seat.session_id, "one")
    assert seat.join().watched is True


def test_a_watcher_whose_process_died_counts_no_longer(recruiter: User, seat: Seat, told: list[bool]) -> None:
    with clock.starting_at(datetime(2026, 5, 4, 10, tzinfo=UTC)):
        watching.begin(recruiter, seat.session_id, "one")
        clock.advance(44)
        assert sweep(by_hand=True)["watchers_gone"] == 0
        clock.advance(2)
        assert not watching.is_watched(seat.session_id)
        assert sweep(by_hand=True)["watchers_gone"] == 1
    assert told == [True, False]


def test_who_may_not_see_it_any_more_stops_counting(recruiter: User, seat: Seat, told: list[bool]) -> None:
    watching.begin(recruiter, seat.session_id, "one")
    User.objects.filter(pk=recruiter.pk).update(is_active=False)
    assert watching.begin(recruiter, seat.session_id, "one") is None
    assert told == [True, False]
    assert watching.begin(factories.UserFactory(), seat.session_id, "two") is None
    assert not hasattr(AnonymousUser(), "refresh_from_db")  # the socket refuses it before it comes here


def test_a_page_that_loads_itself_anew_watches_as_well(
    client: Client, recruiter: User, seat: Seat, told: list[bool]
) -> None:
    look(client, seat)
    assert told == []
    look(client, seat, again="1")
    look(client, seat, again="1")
    assert told == [True]
    assert Watch.objects.get().watcher == recruiter
