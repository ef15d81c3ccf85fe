"""Every page opens, in as many queries for many rows as for few, and keeps private things private."""

from __future__ import annotations

import re
from typing import Any

import pytest
from django.contrib import admin
from django.contrib.admin.models import LogEntry
from django.core.files.base import ContentFile
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from interviewer.accounts.models import AuditEvent, User
from interviewer.admin import RoleAccess, ScopedAdmin
from interviewer.tests import factories
from interviewer.tests.admin.site import (
    EVERYTHING,
    FOR_ADMINS,
    OWNED,
    VIEW_ONLY,
    config_of,
    every_model,
    every_owned_model,
    list_url,
    page_url,
    row_keys,
    session_of,
)

pytestmark = pytest.mark.django_db


def test_every_model_of_ours_is_registered_and_scoped_by_role() -> None:
    ours = {f"{m._meta.app_label}_{m._meta.model_name}": a for m, a in admin.site._registry.items()}
    assert set(ours) == set(EVERYTHING)
    assert all(isinstance(model_admin, ScopedAdmin) for model_admin in ours.values())
    inlines = [inline for model_admin in ours.values() for inline in model_admin.inlines]
    assert inlines and all(issubclass(inline, RoleAccess) for inline in inlines)


@every_model
def test_an_admin_can_open_list_row_and_history(name: str, as_boss: Client, boss: User, bob: User) -> None:
    row = EVERYTHING[name](bob)
    if name == "reports_verdict":  # others' are shown to those who have decided themselves
        factories.VerdictFactory(session=row.session, author=boss)
    response = as_boss.get(list_url(name))
    assert response.status_code == 200
    assert str(row.pk) in row_keys(response)
    assert as_boss.get(page_url(name, row)).status_code == 200
    assert as_boss.get(page_url(name, row, "history")).status_code == 200


@every_model
def test_searching_for_anything_is_answered(name: str, as_boss: Client, bob: User) -> None:
    EVERYTHING[name](bob)
    for words in ("engineer", "'\"%_\\", "1f8b-nonsense", "😀 ünï"):
        assert as_boss.get(list_url(name), {"q": words}).status_code == 200


@every_model
def test_every_filter_offered_works(name: str, as_boss: Client, bob: User) -> None:
    EVERYTHING[name](bob)
    shown = as_boss.get(list_url(name)).context["cl"]
    for spec in shown.filter_specs:
        for choice in list(spec.choices(shown)):
            assert as_boss.get(list_url(name) + choice.get("query_string", "")).status_code == 200
    for column in range(1, len(shown.list_display)):
        assert as_boss.get(list_url(name), {"o": column}).status_code == 200


@every_model
def test_a_list_takes_as_many_queries_for_thirty_rows_as_for_three(name: str, as_boss: Client, bob: User) -> None:
    def queries() -> int:
        with CaptureQueriesContext(connection) as captured:
            assert as_boss.get(list_url(name)).status_code == 200
        return len(captured)

    def make(count: int) -> None:
        for _ in range(count):
            EVERYTHING[name](bob)

    make(3)
    queries()  # what a process looks up once and keeps is not counted
    with_three = queries()
    make(27)
    assert queries() == with_three


@pytest.mark.parametrize(
    ("name", "make", "more"),
    [
        (
            "interviews_interviewconfig",
            lambda bob: factories.InterviewConfigFactory(created_by=bob, questions=3),
            lambda config: factories.QuestionFactory(config=config),
        ),
        (
            "interviews_interviewsession",
            session_of,
            lambda session: factories.EvaluationFactory(response__session=session),
        ),
        (
            "candidates_candidate",
            lambda bob: session_of(bob).candidate,
            lambda candidate: factories.SessionFactory(candidate=candidate, completed=True),
        ),
    ],
)
def test_a_page_takes_as_many_queries_for_many_related_rows_as_for_few(
    name: str, make: Any, more: Any, as_boss: Client, bob: User
) -> None:
    row = make(bob)

    def queries_after(count: int) -> int:
        for _ in range(count):
            more(row)
        with CaptureQueriesContext(connection) as captured:
            assert as_boss.get(page_url(name, row)).status_code == 200
        return len(captured)

    queries_after(0)  # what a process looks up once and keeps is not counted
    with_few = queries_after(2)
    assert queries_after(15) == with_few


@every_owned_model
def test_counts_beside_the_filters_are_answered_for_recruiters_too(name: str, as_alice: Client, alice: User) -> None:
    OWNED[name](alice)
    assert as_alice.get(list_url(name), {"_facets": "True"}).status_code == 200
    assert as_alice.get(list_url(name), {"all": "", "q": "Engineer"}).status_code == 200


@pytest.mark.parametrize("name", VIEW_ONLY)
def test_what_is_evidence_can_be_looked_at_only(name: str, as_boss: Client, bob: User) -> None:
    row = EVERYTHING[name](bob)
    assert as_boss.get(reverse(f"admin:{name}_add")).status_code == 403
    assert as_boss.post(page_url(name, row), {}).status_code == 403
    assert as_boss.post(page_url(name, row, "delete"), {"post": "yes"}).status_code == 403
    assert type(row).objects.filter(pk=row.pk).exists()


def test_the_front_page_and_the_sidebar_open(as_boss: Client, as_alice: Client) -> None:
    factories.WorkFactory(failed=True)
    page = as_boss.get("/admin/").content.decode()
    assert list_url("work_work") + "?state__exact=failed" in page
    for name in EVERYTHING:
        assert list_url(name) in page
    page = as_alice.get("/admin/").content.decode()
    assert list_url("reports_report") in page
    for name in FOR_ADMINS:
        assert list_url(name) not in page


def test_what_a_candidate_wrote_is_shown_and_never_run(as_boss: Client, bob: User) -> None:
    attack = "<script>alert(1)</script><img src=x onerror=alert(2)>"
    candidate = factories.CandidateFactory(full_name=attack)
    resume = factories.ResumeFactory(
        candidate=candidate, original_name=attack, text=attack, skills=[{"name": attack}], flags=[attack]
    )
    session = factories.SessionFactory(config=config_of(bob), candidate=candidate, resume=resume, completed=True)
    response = factories.ResponseFactory(
        session=session,
        question_text=attack,
        typed_text=attack,
        code_submission=attack,
        draft={"text": attack},
    )
    evaluation = factories.EvaluationFactory(response=response, evidence=[{"quote": attack}], strengths=[attack])
    report = factories.ReportFactory(session=session, strengths=[{"quote": attack}], summary=attack)
    for name, row in {
        "candidates_candidate": candidate,
        "candidates_resume": resume,
        "interviews_interviewsession": session,
        "interviews_response": response,
        "reports_evaluation": evaluation,
        "reports_report": report,
    }.items():
        for page in (list_url(name), page_url(name, row)):
            html = as_boss.get(page).content.decode()
            assert "<script>alert(1)" not in html and "<img src=x" not in html
            assert "&lt;script&gt;alert(1)" in html
    html = as_boss.get(page_url("candidates_candidate", candidate, "delete")).content.decode()
    assert "<script>alert(1)" not in html and "&lt;script&gt;alert(1)" in html


def test_files_are_linked_through_the_authorised_views(as_boss: Client, bob: User) -> None:
    resume = factories.ResumeFactory(on_disk=True, original_name="cv.pdf")
    resume.file.save("cv.pdf", ContentFile(b"%PDF-1.4"))
    page = as_boss.get(page_url("candidates_resume", resume)).content.decode()
    assert reverse("interviews:resume_file", args=[resume.pk]) in page
    assert resume.file.name not in page
    recording = OWNED["interviews_recording"](bob)
    url = reverse("interviews:recording", args=[recording.pk, 0])
    for name, row in (("interviews_recording", recording), ("interviews_response", recording.response)):
        assert url in as_boss.get(page_url(name, row)).content.decode()


def test_a_score_that_is_not_there_is_said_so_and_is_not_zero(as_boss: Client, bob: User) -> None:
    evaluation = factories.EvaluationFactory(response__session=session_of(bob), unscored=True)
    row = as_boss.get(list_url("reports_evaluation")).content.decode()
    assert "Not assessed" in row
    assert "Not assessed" in as_boss.get(page_url("reports_evaluation", evaluation)).content.decode()


def test_the_log_of_changes_holds_no_names_of_candidates(as_boss: Client, bob: User) -> None:
    candidate = session_of(bob).candidate
    data = {"full_name": "Corrected Name", "email": candidate.email, "phone": ""}
    for inline in as_boss.get(page_url("candidates_candidate", candidate)).context["inline_admin_formsets"]:
        prefix = inline.formset.prefix
        data |= {f"{prefix}-TOTAL_FORMS": "0", f"{prefix}-INITIAL_FORMS": "0"}
    as_boss.post(page_url("candidates_candidate", candidate), data)
    candidate.refresh_from_db()
    assert candidate.full_name == "Corrected Name"
    event = AuditEvent.objects.get(object_id=str(candidate.pk))
    assert (event.action, sorted(event.after["fields"])) == ("changed", ["full_name", "phone"])
    assert not LogEntry.objects.exists()
    history = as_boss.get(page_url("candidates_candidate", candidate, "history")).content.decode()
    assert "changed: full_name, phone" in history and "The Boss" in history


def test_no_page_of_the_admin_tells_reviewers_who_was_granted_more_time(as_alice: Client, alice: User) -> None:
    session = factories.SessionFactory(
        config=config_of(alice), completed=True, time_factor=1.75, answering_seconds=1111
    )
    response = factories.ResponseFactory(session=session, time_allowed=137, time_taken=97.0)
    pages = [
        page_url("interviews_interviewsession", session),
        page_url("interviews_response", response),
        list_url("interviews_interviewsession"),
        list_url("interviews_response"),
    ]
    for page in (as_alice.get(url).content.decode() for url in pages):
        assert not re.search(r"\b(1\.75|1111|137|97)\b", page)
    assert "71 %" in as_alice.get(pages[1]).content.decode()
