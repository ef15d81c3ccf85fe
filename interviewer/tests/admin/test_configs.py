"""Interviews and their questions, set up and taken away."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from interviewer.accounts.models import AuditEvent, User
from interviewer.tests import factories
from interviewer.tests.admin.site import (
    SENT_AS_THEY_ARE,
    config_form,
    config_of,
    page_url,
    run_action,
    said,
    session_of,
)
from interviews.models import ConfigStatus, InterviewConfig, InterviewSession, OwnQuestion, Question
from interviews.services import recordings

pytestmark = pytest.mark.django_db


def test_a_new_config_belongs_to_who_made_it_and_comes_with_questions(as_alice: Client, alice: User, bob: User) -> None:
    blank = factories.InterviewConfigFactory.build(job_role="Data Engineer", number_of_questions=3)
    data = {name: getattr(blank, name) for name in SENT_AS_THEY_ARE}
    data |= {"focus_areas": "Python: 3", "text_answers_allowed": "on", "created_by": bob.pk, "status": "open"}
    response = as_alice.post(reverse("admin:interviews_interviewconfig_add"), data, follow=True)
    assert response.status_code == 200, response.content
    config = InterviewConfig.objects.get()
    assert (config.created_by, config.status, config.focus_areas) == (
        alice,
        ConfigStatus.DRAFT,
        {"Python": 3.0},
    )
    assert config.questions.count() == 3
    assert config.link_token_hash
    assert AuditEvent.objects.filter(action="created", object_id=str(config.pk), actor=alice).count() == 1


def test_changing_a_config_is_recorded_and_leaves_status_and_owner_alone(
    as_alice: Client, alice: User, bob: User
) -> None:
    config = factories.InterviewConfigFactory(created_by=alice, questions=2)
    data = config_form(config, time_limit=45, status="closed", created_by=bob.pk, link_token_hash="x")
    data |= {"expires_at_0": "2031-05-01", "expires_at_1": "12:00:00"}
    response = as_alice.post(page_url("interviews_interviewconfig", config), data, follow=True)
    assert "successfully" in said(response)
    before = config.link_token_hash
    config.refresh_from_db()
    assert (config.time_limit, config.status, config.created_by) == (45, ConfigStatus.DRAFT, alice)
    assert config.expires_at is not None and config.expires_at.year == 2031
    assert config.link_token_hash == before
    event = AuditEvent.objects.get(action="changed", object_id=str(config.pk))
    assert event.actor == alice
    assert event.before == {"time_limit": 20, "expires_at": None}
    assert event.after == {"time_limit": 45, "expires_at": "2031-05-01T12:00:00Z"}


def test_extra_minutes_and_takes_are_set_in_the_admin_as_on_the_page(as_alice: Client, alice: User) -> None:
    config = factories.InterviewConfigFactory(created_by=alice, questions=1)
    as_alice.post(page_url("interviews_interviewconfig", config), config_form(config, more_time=5, answer_takes=3))
    config.refresh_from_db()
    assert (config.more_time, config.answer_takes) == (5, 3)


def test_saving_a_config_untouched_records_nothing(as_alice: Client, alice: User) -> None:
    config = factories.InterviewConfigFactory(created_by=alice, questions=2)
    as_alice.post(page_url("interviews_interviewconfig", config), config_form(config))
    assert not AuditEvent.objects.exists()


def test_questions_are_edited_removed_and_added_on_the_page_of_their_config(as_alice: Client, alice: User) -> None:
    config = factories.InterviewConfigFactory(created_by=alice, questions=2)
    _, second = config.questions.order_by("position")
    data = config_form(config)
    data |= {
        "questions-0-DELETE": "on",
        "questions-1-text": "And what does an index cost?",
        "questions-2-text": "What is a transaction?",
        "questions-2-skill": "databases",
        "questions-2-difficulty": "hard",
        "questions-2-time_seconds": "90",
        "questions-2-config": config.pk,
        "questions-TOTAL_FORMS": 3,
    }
    response = as_alice.post(page_url("interviews_interviewconfig", config), data, follow=True)
    assert "successfully" in said(response)
    left = list(config.questions.order_by("position").values_list("position", "text", "source"))
    assert left == [(1, "And what does an index cost?", "manual"), (2, "What is a transaction?", "manual")]
    assert second.pk in config.questions.values_list("pk", flat=True)
    recorded = set(AuditEvent.objects.values_list("action", flat=True))
    assert {"question removed", "question changed", "question added"} <= recorded


def test_a_question_is_added_and_changed_on_its_own_page(as_alice: Client, alice: User) -> None:
    config = factories.InterviewConfigFactory(created_by=alice, questions=1)
    data = {
        "config": config.pk,
        "text": "What is a lock?",
        "type": "spoken",
        "skill": "databases",
        "phase": "main",
        "difficulty": "easy",
        "time_seconds": 60,
        "expected_points": "It keeps others out.\nIt is held until the end.",
    }
    response = as_alice.post(reverse("admin:interviews_question_add"), data, follow=True)
    assert "successfully" in said(response)
    question = Question.objects.get(text="What is a lock?")
    assert (question.position, question.expected_points) == (
        2,
        ["It keeps others out.", "It is held until the end."],
    )
    as_alice.post(page_url("interviews_question", question), data | {"time_seconds": 75, "position": 9})
    question.refresh_from_db()
    assert (question.time_seconds, question.position) == (75, 2)
    as_alice.post(page_url("interviews_question", config.questions.first(), "delete"), {"post": "yes"})
    question.refresh_from_db()
    assert question.position == 1


def test_configs_are_opened_closed_and_duplicated(as_alice: Client, alice: User) -> None:
    ready = factories.InterviewConfigFactory(created_by=alice, questions=1)
    empty = factories.InterviewConfigFactory(created_by=alice)
    answer = said(run_action(as_alice, "interviews_interviewconfig", "open_selected", ready, empty))
    ready.refresh_from_db()
    empty.refresh_from_db()
    assert (ready.status, empty.status) == (ConfigStatus.OPEN, ConfigStatus.DRAFT)
    assert "at least one question" in answer and f"“{ready}” is open now" in answer
    assert ready.versions.count() == 1
    run_action(as_alice, "interviews_interviewconfig", "close_selected", ready)
    ready.refresh_from_db()
    assert ready.status == ConfigStatus.CLOSED
    run_action(as_alice, "interviews_interviewconfig", "duplicate_selected", ready)
    copy = InterviewConfig.objects.get(status=ConfigStatus.DRAFT, job_role=ready.job_role)
    assert copy.created_by == alice and copy.questions.count() == 1


def test_an_action_on_one_row_asks_first_and_acts_on_a_post_alone(as_alice: Client, alice: User) -> None:
    config = factories.InterviewConfigFactory(created_by=alice, questions=1)
    url = reverse("admin:interviews_interviewconfig_open_this", args=[config.pk])
    assert "Open this interview?" in as_alice.get(url).content.decode()
    config.refresh_from_db()
    assert config.status == ConfigStatus.DRAFT
    response = as_alice.post(url, {"_form_submitted": "True"})
    assert response["HX-Redirect"] == page_url("interviews_interviewconfig", config)
    config.refresh_from_db()
    assert config.status == ConfigStatus.OPEN
    strict = Client(enforce_csrf_checks=True)
    strict.force_login(alice)
    assert strict.post(url, {"_form_submitted": "True"}).status_code == 403


def test_a_config_with_sessions_is_kept_and_the_reason_said(as_boss: Client, bob: User) -> None:
    config = session_of(bob).config
    for response in (
        as_boss.get(page_url("interviews_interviewconfig", config, "delete"), follow=True),
        as_boss.post(page_url("interviews_interviewconfig", config, "delete"), {"post": "yes"}, follow=True),
        run_action(as_boss, "interviews_interviewconfig", "delete_selected", config),
    ):
        assert response.status_code == 200
        assert "can't be deleted: 1 interview session would be left without" in said(response)
        assert "Close the interview instead" in said(response)
    assert InterviewConfig.objects.filter(pk=config.pk).exists()


def test_a_config_nobody_took_goes_with_its_versions(as_boss: Client, boss: User, bob: User) -> None:
    version = factories.ConfigVersionFactory(config__created_by=bob)
    as_boss.post(page_url("interviews_interviewconfig", version.config, "delete"), {"post": "yes"})
    assert not InterviewConfig.objects.exists()
    assert AuditEvent.objects.get(action="deleted").object_id == str(version.config.pk)


def test_a_user_with_configs_is_kept_and_the_reason_said(as_boss: Client, bob: User) -> None:
    config_of(bob)
    response = as_boss.post(page_url("accounts_user", bob, "delete"), {"post": "yes"}, follow=True)
    assert "1 interview config would be left without. Deactivate the account instead" in said(response)
    assert User.objects.filter(pk=bob.pk).exists()


def test_a_user_without_traces_can_be_deleted_and_the_audit_log_stays(as_boss: Client, bob: User) -> None:
    event = factories.AuditEventFactory(actor=bob)
    as_boss.post(page_url("accounts_user", bob, "delete"), {"post": "yes"})
    assert not User.objects.filter(pk=bob.pk).exists()
    event.refresh_from_db()
    assert event.actor is None


def test_files_go_with_the_candidate_they_belong_to(
    as_boss: Client, bob: User, django_capture_on_commit_callbacks: Any
) -> None:
    session = session_of(bob)
    resume = factories.ResumeFactory(candidate=session.candidate, on_disk=True)
    response = factories.ResponseFactory(session=session)
    recordings.store_chunk(recordings.ChunkKey(session.pk, response.pk, 0, 0, 0), b"sound")
    with django_capture_on_commit_callbacks(execute=True):
        as_boss.post(page_url("candidates_candidate", session.candidate, "delete"), {"post": "yes"})
    assert not InterviewSession.objects.exists()
    assert not resume.file.storage.exists(resume.file.name)
    assert not recordings.segments(session.pk, response.pk)


def test_a_recruiter_keeps_a_question_in_their_own_bank_once(as_alice: Client, alice: User) -> None:
    url = reverse("admin:interviews_ownquestion_add")
    sent = {"text": "What would you measure first?", "type": "spoken", "difficulty": "easy", "time_seconds": "60"}
    assert as_alice.post(url, sent).status_code == 302
    kept = OwnQuestion.objects.get()
    assert (kept.owner, kept.difficulty) == (alice, "easy")
    assert "has the question already" in as_alice.post(url, sent).content.decode()
    assert "play no part in hiring" in as_alice.post(url, {**sent, "text": "How old are you?"}).content.decode()
    change = reverse("admin:interviews_ownquestion_change", args=[kept.pk])
    assert as_alice.post(change, {**sent, "difficulty": "hard"}).status_code == 302
    kept.refresh_from_db()
    assert kept.difficulty == "hard"
    as_alice.post(reverse("admin:interviews_ownquestion_delete", args=[kept.pk]), {"post": "yes"})
    assert not OwnQuestion.objects.exists()
