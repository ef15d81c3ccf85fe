"""The admin's front page says what is going on and what went wrong, to each their own; and what can be done then."""

from __future__ import annotations

import re
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from candidates.models import Candidate
from interviewer.accounts import audit
from interviewer.accounts.models import AuditEvent, User
from interviewer.tests import factories
from interviewer.tests.admin.site import config_of, list_url, page_url, row_keys, run_action, said, session_of
from interviewer.work.models import Work, WorkState
from interviews.models import InterviewSession
from reports.models import Report

pytestmark = pytest.mark.django_db
MOST_QUERIES = 15


def tiles(client: Client) -> dict[str, tuple[str, str]]:
    """Title to figure and note."""
    return {tile.title: (tile.figure, tile.note) for tile in client.get("/admin/").context["tiles"]}


def a_desk(owner: User) -> None:
    """One of everything that the front page counts."""
    waiting = session_of(owner)
    factories.ReportFactory(session=waiting)
    judged = session_of(owner)
    factories.ReportFactory(session=judged)
    factories.VerdictFactory(session=judged)
    broken = factories.ReportFactory(session=session_of(owner), pending=True)
    Report.objects.filter(pk=broken.pk).update(state="failed")
    factories.EvaluationFactory(response__session=waiting, unscored=True)
    live = factories.SessionFactory(config=config_of(owner), lease="somebody")
    factories.SessionFactory(config=config_of(owner))
    factories.RecordingFactory(response__session=waiting)
    factories.ProviderCallFactory(session_id=live.pk, outcome="timeout")
    factories.ProviderCallFactory(session_id=live.pk)
    factories.WorkFactory(failed=True)


def test_the_front_page_counts_what_is_live_what_waits_and_what_went_wrong(as_boss: Client, alice: User) -> None:
    a_desk(alice)
    found = tiles(as_boss)
    assert found["Live now"] == ("1", "2 interviews in progress")
    assert found["To review"][0] == "1"
    assert found["Reports that could not be written"][0] == "1"
    assert found["Answers that could not be graded"][0] == "1"
    assert found["Failed work"][0] == "1"
    assert found["Provider failures"] == ("1", "of 2 calls in 24 hours, 50\u00a0%")
    assert found["Storage"][0].startswith("46.9") and "1 recording" in found["Storage"][1]
    page = as_boss.get("/admin/").content.decode()
    assert page.count("<svg xmlns") == 2, "completions and provider failures over 30 days"
    assert page.count("<details") >= 2


def test_a_recruiter_sees_their_own_part_of_it(as_alice: Client, as_boss: Client, alice: User, bob: User) -> None:
    a_desk(bob)
    found = tiles(as_alice)
    assert "Failed work" not in found
    assert {title: figure for title, (figure, _) in found.items() if title != "Storage"} == {
        "Live now": "0",
        "To review": "0",
        "Reports that could not be written": "0",
        "Answers that could not be graded": "0",
        "Provider failures": "0",
    }
    assert "free" not in found["Storage"][1]
    a_desk(alice)
    assert tiles(as_alice)["To review"][0] == "1"
    assert tiles(as_boss)["To review"][0] == "2"


def test_every_tile_leads_to_the_rows_behind_it(as_boss: Client, alice: User) -> None:
    a_desk(alice)
    for tile in as_boss.get("/admin/").context["tiles"]:
        answer = as_boss.get(tile.url)
        assert answer.status_code == 200, tile.title
        if tile.title in {"To review", "Reports that could not be written", "Answers that could not be graded"}:
            assert len(row_keys(answer)) == int(tile.figure), tile.title


def test_what_was_done_last_is_shown_with_its_history(
    as_boss: Client, as_alice: Client, alice: User, bob: User
) -> None:
    config = config_of(bob)
    factories.AuditEventFactory(actor=bob, action="closed", object_id=str(config.pk))
    page = as_boss.get("/admin/").content.decode()
    assert page_url("interviews_interviewconfig", config, "history") in page
    assert "Bob Recruiter" in page
    assert "Bob Recruiter" not in as_alice.get("/admin/").content.decode()


def test_an_empty_front_page_says_so_without_alarm(as_boss: Client) -> None:
    page = as_boss.get("/admin/").content.decode()
    assert "home__tile--alarm" not in page
    assert page.count("Nothing yet.") == 3


def test_the_front_page_takes_few_queries_whatever_the_rows(as_boss: Client, as_alice: Client, alice: User) -> None:
    def taken(client: Client) -> int:
        with CaptureQueriesContext(connection) as captured:
            assert client.get("/admin/").status_code == 200
        return len(captured)

    def make(rows: int) -> None:
        sessions = [factories.SessionFactory(config=config, completed=True) for _ in range(rows)]
        for session in sessions:
            factories.ReportFactory(session=session)
            factories.ProviderCallFactory(session_id=session.pk, outcome="timeout")
            factories.AuditEventFactory(actor=alice, object_id=str(config.pk))

    config = config_of(alice)
    make(10)
    counts = [taken(as_boss), taken(as_alice)]
    make(490)
    assert [taken(as_boss), taken(as_alice)] == counts
    assert max(counts) <= MOST_QUERIES


def test_ids_of_the_front_page_are_used_once(as_boss: Client, alice: User) -> None:
    a_desk(alice)
    page = as_boss.get("/admin/").content.decode()
    drawn = re.findall(r'\sid="(chart-[^"]+|recent-title)"', page)
    assert len(drawn) == len(set(drawn)) >= 5


def test_sessions_are_graded_again_from_their_list(as_boss: Client, alice: User) -> None:
    done, running = session_of(alice), factories.SessionFactory(config=config_of(alice))
    factories.ReportFactory(session=done)
    answer = said(run_action(as_boss, "interviews_interviewsession", "grade_sessions_again", done, running))
    assert "written again: 1" in answer and "isn't completed: 1" in answer
    assert Work.objects.filter(kind="reports.write", key=done.pk, state=WorkState.QUEUED).exists()
    assert AuditEvent.objects.filter(action="report rewritten").count() == 1


def test_recruiters_are_offered_neither_grading_again_nor_erasing_here(as_alice: Client, alice: User) -> None:
    session = session_of(alice)
    page = as_alice.get(list_url("interviews_interviewsession")).content.decode()
    assert "grade_sessions_again" not in page and "delete_selected" not in page
    url = reverse("admin:interviews_interviewsession_erase_this", args=[session.pk])
    as_alice.post(url, {"_form_submitted": "True"})
    assert InterviewSession.objects.filter(pk=session.pk).exists()


def test_an_interview_is_erased_from_its_page_with_all_that_hangs_on_it(as_boss: Client, alice: User) -> None:
    session = session_of(alice)
    factories.RecordingFactory(response__session=session)
    factories.ReportFactory(session=session)
    url = reverse("admin:interviews_interviewsession_erase_this", args=[session.pk])
    assert "Erase this interview?" in as_boss.get(url).content.decode()
    assert InterviewSession.objects.filter(pk=session.pk).exists(), "asked first"
    answer: Any = as_boss.post(url, {"_form_submitted": "True"})
    assert answer["HX-Redirect"] == list_url("interviews_interviewsession")
    assert not InterviewSession.objects.filter(pk=session.pk).exists()
    assert not Report.objects.exists()
    assert not Candidate.objects.filter(pk=session.candidate_id).exists()
    assert AuditEvent.objects.get(action="session erased").object_id == str(session.pk)


def test_the_action_on_sessions_says_that_it_erases(as_boss: Client, alice: User) -> None:
    session_of(alice)
    page = as_boss.get(list_url("interviews_interviewsession")).content.decode()
    assert "Erase, with answers, recordings and reports" in page


def test_sessions_are_found_by_whether_they_have_a_verdict(as_boss: Client, alice: User) -> None:
    waiting, judged = session_of(alice), session_of(alice)
    for session in (waiting, judged):
        factories.ReportFactory(session=session)
    for _ in range(2):
        factories.VerdictFactory(session=judged)
    url = list_url("interviews_interviewsession")
    assert row_keys(as_boss.get(url, {"review": "waiting"})) == [str(waiting.pk)]
    assert row_keys(as_boss.get(url, {"review": "done"})) == [str(judged.pk)]


def test_what_was_done_last_is_named_in_words(as_boss: Client, boss: User) -> None:
    session = session_of(boss)
    audit.record(boss, "report exported", session)
    entries = [entry.what for entry in as_boss.get("/admin/").context["recent"]]
    assert f"Interview session {str(session.pk)[:8]}" in entries
    assert f"Interview session {str(session.pk)[:8]}" in as_boss.get(list_url("accounts_auditevent")).content.decode()
