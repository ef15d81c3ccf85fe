"""What the actions of operators do, and what people add to the machine's findings."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from interviewer.accounts.models import AuditEvent, User
from interviewer.tests import factories
from interviewer.tests.admin.site import (
    config_of,
    evaluation_of,
    list_url,
    page_url,
    run_action,
    said,
    session_of,
)
from interviewer.webhooks.models import WebhookEndpoint
from interviewer.work.models import Work, WorkState
from interviews.models import SessionStatus
from reports.models import Evaluation, Report, ReportState, ScoreOverride, Verdict

pytestmark = pytest.mark.django_db


def test_ending_a_session_keeps_its_answers_and_asks_for_the_report(as_boss: Client, boss: User, bob: User) -> None:
    session = factories.SessionFactory(config=config_of(bob))
    factories.ResponseFactory(session=session, asked=True)
    done = session_of(bob)
    run_action(as_boss, "interviews_interviewsession", "end_selected", session, done)
    session.refresh_from_db()
    done.refresh_from_db()
    assert (session.status, session.completion_method) == (SessionStatus.COMPLETED, "manually_ended")
    assert session.ended_by == boss
    assert done.completion_method == "automatic"
    assert Report.objects.get(session=session).state == ReportState.PENDING
    assert Work.objects.filter(kind="reports.write", key=session.pk).exists()
    assert AuditEvent.objects.get(action="ended").object_id == str(session.pk)


def test_grading_again_queues_every_answer_and_the_report(as_boss: Client, bob: User) -> None:
    report = factories.ReportFactory(session=session_of(bob))
    answers = [factories.ResponseFactory(session=report.session) for _ in range(2)]
    factories.WorkFactory(done=True, kind="reports.write", key=report.session_id)
    running = factories.ReportFactory(session=factories.SessionFactory(config=config_of(bob)), pending=True)
    answer = said(run_action(as_boss, "reports_report", "grade_selected_again", report, running))
    assert "written again: 1" in answer and "Left alone, for the interview isn't completed: 1" in answer
    queued = set(Work.objects.filter(state=WorkState.QUEUED).values_list("kind", "key"))
    assert queued == {("reports.write", report.session_id)} | {("reports.evaluate", row.pk) for row in answers}
    assert AuditEvent.objects.filter(action="report rewritten").count() == 1


def test_failed_work_is_run_again(as_boss: Client) -> None:
    failed = factories.WorkFactory(failed=True)
    waiting = factories.WorkFactory()
    assert "Queued anew: 1" in said(run_action(as_boss, "work_work", "run_again", failed, waiting))
    failed.refresh_from_db()
    assert (failed.state, failed.attempts, failed.last_error) == (WorkState.QUEUED, 0, "")
    assert "Nothing was queued" in said(run_action(as_boss, "work_work", "run_again", waiting))


def test_one_piece_of_failed_work_is_run_again_from_its_page(as_boss: Client) -> None:
    failed = factories.WorkFactory(failed=True)
    as_boss.post(reverse("admin:work_work_run_this_again", args=[failed.pk]), {"_form_submitted": "True"})
    failed.refresh_from_db()
    assert failed.state == WorkState.QUEUED


def test_sweeping_now_says_what_it_did(as_boss: Client, bob: User) -> None:
    stuck = factories.WorkFactory(next_try_at=timezone.now() - timedelta(hours=1))
    quiet = factories.SessionFactory(config=config_of(bob), last_seen_at=timezone.now() - timedelta(days=3))
    url = reverse("admin:work_work_sweep_now")
    assert "Sweep now?" in as_boss.get(url).content.decode()
    quiet.refresh_from_db()
    assert quiet.status == SessionStatus.IN_PROGRESS
    as_boss.post(url, {"_form_submitted": "True"})
    answer = said(as_boss.get(list_url("work_work")))
    assert "sessions closed: 1" in answer.lower() and "work requeued: 1" in answer.lower()
    stuck.refresh_from_db()
    assert stuck.state == WorkState.QUEUED


def test_a_verdict_and_an_override_carry_the_name_of_who_gave_them(as_alice: Client, alice: User, bob: User) -> None:
    evaluation = evaluation_of(alice)
    session = evaluation.response.session
    data = {"session": session.pk, "decision": "advance", "reason": "Clear.", "author": bob.pk}
    assert "successfully" in said(as_alice.post(reverse("admin:reports_verdict_add"), data, follow=True))
    data = {"evaluation": evaluation.pk, "score": 90, "reason": "The example.", "author": bob.pk}
    assert "successfully" in said(as_alice.post(reverse("admin:reports_scoreoverride_add"), data, follow=True))
    verdict, override = Verdict.objects.get(), ScoreOverride.objects.get()
    assert verdict.author == override.author == alice
    assert Evaluation.objects.get().score == evaluation.score
    noted = AuditEvent.objects.filter(actor=alice).order_by("at").values_list("action", flat=True)
    assert list(noted) == ["verdict given", "score overridden"]
    for name, row in (("reports_verdict", verdict), ("reports_scoreoverride", override)):
        assert as_alice.post(page_url(name, row), {"reason": "Changed my mind."}).status_code == 403


def test_a_verdict_in_the_admin_goes_the_way_of_every_verdict(as_alice: Client, alice: User) -> None:
    endpoint = WebhookEndpoint.objects.create(owner=alice, url="https://example.com/hook", events=["verdict.given"])
    session = session_of(alice)
    add = reverse("admin:reports_verdict_add")
    data = {"session": session.pk, "decision": "reject", "reason": "Little of what was asked."}
    for _ in range(2):
        as_alice.post(add, data, follow=True)
    verdict = Verdict.objects.get()
    assert AuditEvent.objects.get(actor=alice).after == {"verdict": str(verdict.pk)}, "which way it went stays out"
    assert endpoint.deliveries.count() == 1


def test_no_verdict_in_the_admin_before_the_end(as_alice: Client, alice: User) -> None:
    running = factories.SessionFactory(config=config_of(alice))
    data = {"session": running.pk, "decision": "hold", "reason": "Too early."}
    answer = as_alice.post(reverse("admin:reports_verdict_add"), data)
    assert answer.status_code == 200
    assert "when the interview is over" in answer.content.decode()
    assert not Verdict.objects.exists()


def test_the_page_of_an_evaluation_leads_to_its_correction_with_the_answer_chosen(
    as_alice: Client, alice: User
) -> None:
    evaluation = evaluation_of(alice)
    add = f"{reverse('admin:reports_scoreoverride_add')}?evaluation={evaluation.pk}"
    assert add in as_alice.get(page_url("reports_evaluation", evaluation)).content.decode()
    assert f"{evaluation.response.session.candidate_name}, question 1: 72 (61–80)" in as_alice.get(add).content.decode()


def test_the_list_of_provider_calls_shows_the_chains_as_they_are(as_boss: Client, settings: Any) -> None:
    settings.LLM_PROVIDERS = ["groq"]
    settings.GROQ_API_KEYS = ["a-secret-key"]
    page = as_boss.get(list_url("providers_providercall")).content.decode()
    assert "Language models" in page
    assert "groq" in page
    assert "a-secret-key" not in page
    assert "answers keep what the browser understood" in page
