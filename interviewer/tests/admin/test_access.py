"""Who sees and may do what: the role decides."""

from __future__ import annotations

import pytest
from django.test import Client
from django.urls import reverse

from interviewer.accounts.models import User
from interviewer.tests import factories
from interviewer.tests.admin.site import (
    FOR_ADMINS,
    OWNED,
    config_of,
    every_owned_model,
    list_url,
    page_url,
    row_keys,
    run_action,
    said,
    session_of,
    signed_in,
)
from interviews.models import ConfigStatus, InterviewConfig, SessionStatus
from reports.models import Verdict

pytestmark = pytest.mark.django_db


@every_owned_model
def test_a_recruiter_sees_their_own_rows_alone(name: str, as_alice: Client, alice: User, bob: User) -> None:
    mine, foreign = OWNED[name](alice), OWNED[name](bob)
    rows = row_keys(as_alice.get(list_url(name)))
    assert str(mine.pk) in rows
    assert str(foreign.pk) not in rows
    assert as_alice.get(page_url(name, mine)).status_code == 200


@every_owned_model
def test_a_foreign_row_is_like_one_that_does_not_exist(name: str, as_alice: Client, bob: User) -> None:
    foreign = OWNED[name](bob)
    key = str(foreign.pk)
    gone = "0" if key.isdigit() else "00000000-0000-4000-8000-000000000000"
    for view in ("change", "history", "delete"):
        answers = []
        for pk in (key, gone):
            response = as_alice.get(reverse(f"admin:{name}_{view}", args=[pk]), follow=True)
            # The message says which key was asked for.
            words = said(response).replace(f"“{pk}”", "") if response.status_code == 200 else ""
            answers.append((response.redirect_chain, response.status_code, words))
        assert answers[0] == answers[1]
        assert view == "delete" or "doesn’t exist" in answers[0][2]
    assert type(foreign).objects.filter(pk=foreign.pk).exists()


@pytest.mark.parametrize("name", FOR_ADMINS)
def test_a_recruiter_has_no_way_to_what_is_for_admins(name: str, as_alice: Client, alice: User) -> None:
    row = FOR_ADMINS[name](alice)
    for url in (
        list_url(name),
        page_url(name, row),
        reverse(f"admin:{name}_add"),
        page_url(name, row, "delete"),
    ):
        assert as_alice.get(url).status_code == 403


def test_a_candidate_account_does_not_get_in() -> None:
    client = signed_in(factories.UserFactory(candidate=True))
    assert client.get("/admin/").status_code == 302
    assert client.get(list_url("interviews_interviewconfig")).status_code == 302


def test_inlines_show_a_recruiter_nothing_of_others_on_a_shared_candidate(
    as_alice: Client, alice: User, bob: User
) -> None:
    mine = session_of(alice)
    resume = factories.ResumeFactory(candidate=mine.candidate, original_name="for-bob-alone.pdf")
    config = factories.InterviewConfigFactory(created_by=bob, open=True, job_role="Secret Role")
    foreign = factories.SessionFactory(config=config, candidate=mine.candidate, resume=resume, consent=None)
    page = as_alice.get(page_url("candidates_candidate", mine.candidate)).content.decode()
    assert str(mine.pk) in page
    assert str(foreign.pk) not in page
    assert "for-bob-alone.pdf" not in page
    assert "Secret Role" not in page
    (row,) = as_alice.get(list_url("candidates_candidate")).context["cl"].result_list
    assert row.session_total == 1


def test_foreign_keys_offer_and_accept_own_rows_alone(as_alice: Client, alice: User, bob: User) -> None:
    mine, foreign = session_of(alice), session_of(bob)
    offered = as_alice.get(
        "/admin/autocomplete/", {"app_label": "reports", "model_name": "verdict", "field_name": "session"}
    ).json()["results"]
    assert [row["id"] for row in offered] == [str(mine.pk)]
    add = reverse("admin:reports_verdict_add")
    assert foreign.candidate_name not in as_alice.get(add, {"session": foreign.pk}).content.decode()
    as_alice.post(add, {"session": foreign.pk, "decision": "reject", "reason": "No."})
    assert not Verdict.objects.exists()
    users = {"app_label": "interviews", "model_name": "interviewconfig", "field_name": "created_by"}
    assert as_alice.get("/admin/autocomplete/", users).status_code == 403


def test_an_action_does_not_reach_foreign_rows(as_alice: Client, bob: User) -> None:
    foreign = factories.InterviewConfigFactory(created_by=bob, questions=1)
    run_action(as_alice, "interviews_interviewconfig", "open_selected", foreign)
    for action in ("open_this", "duplicate_this"):
        as_alice.post(
            reverse(f"admin:interviews_interviewconfig_{action}", args=[foreign.pk]),
            {"_form_submitted": "True"},
        )
    foreign.refresh_from_db()
    assert foreign.status == ConfigStatus.DRAFT
    assert InterviewConfig.objects.count() == 1


# What the pages let recruiters change, the admin does too.
CHANGEABLE = (
    "interviews_interviewconfig",
    "interviews_question",
    "interviews_ownquestion",
    "interviews_invitation",
    "webhooks_webhookendpoint",
)


@pytest.mark.parametrize("name", [name for name in OWNED if name not in CHANGEABLE])
def test_a_recruiter_can_only_look_at_everything_but_what_they_set_up(name: str, as_alice: Client, alice: User) -> None:
    row = OWNED[name](alice)
    assert as_alice.post(page_url(name, row), {}).status_code == 403
    assert as_alice.post(page_url(name, row, "delete"), {"post": "yes"}).status_code == 403


def test_operating_is_for_admins(as_alice: Client, alice: User) -> None:
    session = factories.SessionFactory(config=config_of(alice))
    run_action(as_alice, "interviews_interviewsession", "end_selected", session)
    url = reverse("admin:interviews_interviewsession_end_this", args=[session.pk])
    assert as_alice.post(url, {"_form_submitted": "True"}).status_code == 403
    session.refresh_from_db()
    assert session.status == SessionStatus.IN_PROGRESS
