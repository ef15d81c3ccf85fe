"""What people ask for about their data: a copy of it, and its erasure."""

from __future__ import annotations

import io
import json
import zipfile
from datetime import timedelta
from pathlib import Path

import pytest
from django.conf import settings
from django.core import mail
from django.core.files.base import ContentFile
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from candidates import privacy as requests_of
from candidates.models import Candidate, Consent, ErasurePart, ErasureState, PrivacyRequest, PrivacyState, Resume
from candidates.privacy import PrivacyProblem
from interviewer.accounts.models import AuditEvent, SignInLink, User
from interviewer.tests import factories
from interviewer.tests.api import Api, is_error
from interviewer.work.models import Work, WorkState
from interviews.models import InterviewConfig, InterviewSession, Invitation, Response
from interviews.services import data_copy, privacy
from interviews.tests.helpers import make_session, open_config, settle
from interviews.tests.test_own_pages import practised, signed_in, taken
from reports.models import Report, SkillScore

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def ines() -> User:
    return factories.UserFactory(verified=True, email="ines@example.org", full_name="Ines Ferreira")


@pytest.fixture
def as_ines(ines: User) -> Client:
    return signed_in(ines)


def files() -> list[Path]:
    return [path for path in Path(settings.MEDIA_ROOT).rglob("*") if path.is_file()]


def erase(client: Client) -> None:
    assert client.post("/my/privacy/erase/", {"sure": "yes"}).status_code in {200, 302}


# --- A copy ------------------------------------------------------------------------------------------


def opened(client: Client, row: PrivacyRequest) -> zipfile.ZipFile:
    answer = client.get(reverse("interviews:download_copy", args=[row.pk]))
    assert answer.status_code == 200
    return zipfile.ZipFile(io.BytesIO(b"".join(answer.streaming_content)))


def test_a_copy_holds_what_one_said_and_was_shown_and_no_rubric(as_ines: Client, ines: User) -> None:
    session = taken("ines@example.org", candidate_feedback=True)
    hidden = taken("ines@example.org")
    assert session.resume is not None
    session.resume.file.save("resume.pdf", ContentFile(b"%PDF-1.4"))
    practised(ines, role="Data Engineer")
    taken("otto@example.org", job_role="Somebody Elses")
    assert as_ines.post("/my/privacy/copy/").status_code == 302
    assert "being put together" in as_ines.get("/my/privacy/").content.decode()
    settle()
    row = PrivacyRequest.objects.get()
    assert row.state == PrivacyState.READY
    assert "copy of your data" in mail.outbox[-1].subject.lower()
    archive = opened(as_ines, row)
    text = archive.read("data.json").decode()
    data = json.loads(text)
    assert data["account"]["email"] == "ines@example.org"
    assert data["person"]["consents"]
    assert len(data["resumes"]) == 2
    by_id = {interview["id"]: interview for interview in data["interviews"]}
    assert len(by_id) == 3
    first = by_id[str(session.pk)]["answers"][0]
    assert "exhausted" in first["typed"]
    assert archive.read(first["recordings"][0]) == b"\x1aE\xdf\xa3 sound"
    assert archive.read(f"resumes/{session.resume_id}.pdf") == b"%PDF-1.4"
    assert by_id[str(session.pk)]["results"]["Q1"]["feedback"]
    assert by_id[str(hidden.pk)]["results"] is None
    for secret in ("Think of memory.", "reference_answer", "Somebody Elses", "otto@example.org", "rubric"):
        assert secret not in text


def test_a_copy_is_its_owners_alone_and_gone_after_a_week(as_ines: Client) -> None:
    as_ines.post("/my/privacy/copy/")
    settle()
    row = PrivacyRequest.objects.get()
    path = reverse("interviews:download_copy", args=[row.pk])
    for other in (factories.UserFactory(verified=True), factories.UserFactory(), factories.UserFactory(admin=True)):
        assert signed_in(other).get(path).status_code in {403, 404}
    assert Client().get(path).status_code == 302
    assert files()
    assert requests_of.expire_copies(timezone.now() + timedelta(days=6)) == 0
    assert requests_of.expire_copies(timezone.now() + timedelta(days=8)) == 1
    assert files() == []
    assert as_ines.get(path).status_code == 404
    assert "No longer kept" in as_ines.get("/my/privacy/").content.decode()


def test_one_copy_at_a_time(as_ines: Client) -> None:
    as_ines.post("/my/privacy/copy/")
    page = as_ines.post("/my/privacy/copy/", follow=True).content.decode()
    assert "asked for this already" in page
    assert PrivacyRequest.objects.count() == 1


def test_a_copy_that_can_not_be_made_says_so_and_may_be_asked_for_again(
    as_ines: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(*args: object) -> None:
        raise OSError("no space")

    as_ines.post("/my/privacy/copy/")
    with monkeypatch.context() as patched:
        patched.setattr(data_copy, "_write", broken)
        settle()
    assert PrivacyRequest.objects.get().state == PrivacyState.FAILED
    assert Work.objects.get(kind=privacy.COPY).state == WorkState.FAILED
    as_ines.post("/my/privacy/copy/")
    settle()
    assert PrivacyRequest.objects.filter(state=PrivacyState.READY).count() == 1


# --- Erasure -----------------------------------------------------------------------------------------


def test_each_hiring_team_erases_its_part_and_then_the_rest_goes_by_itself(as_ines: Client, ines: User) -> None:
    first, second = taken("ines@example.org"), taken("ines@example.org")
    practised(ines)
    invitation = factories.InvitationFactory(config=first.config, email="ines@example.org")
    others = taken("otto@example.org")
    erase(as_ines)
    settle()
    row = PrivacyRequest.objects.get()
    assert (row.state, row.parts.count()) == (PrivacyState.OPEN, 2)
    told = {message.to[0]: message for message in mail.outbox}
    assert set(told) == {first.config.created_by.email, second.config.created_by.email}
    assert not any("ines" in message.body.lower() for message in told.values())
    assert "0 of 2" in as_ines.get("/my/privacy/").content.decode()

    rita = signed_in(first.config.created_by)
    part = row.parts.get(owner=first.config.created_by)
    page = rita.get("/privacy-requests/").content.decode()
    assert "ines@example.org" in page
    assert f"{row.due_at:%-d %b %Y}" in page
    path = reverse("interviews:carry_out_erasure", args=[part.pk])
    assert "Erase it for good" in rita.get(path).content.decode()
    assert InterviewSession.objects.filter(pk=first.pk).exists()
    assert rita.post(path).status_code == 302
    assert not InterviewSession.objects.filter(pk=first.pk).exists()
    assert not Invitation.objects.filter(pk=invitation.pk).exists()
    assert InterviewSession.objects.filter(pk=second.pk).exists()
    part.refresh_from_db()
    assert part.figures == {"interviews": 1, "answers": 2, "recordings": 1}
    assert "ines" not in rita.get("/privacy-requests/").content.decode().lower()

    mail.outbox.clear()
    signed_in(second.config.created_by).post(
        reverse("interviews:carry_out_erasure", args=[row.parts.get(owner=second.config.created_by).pk])
    )
    for model in (SignInLink, Consent, Candidate):
        left = model.objects.all() if model is SignInLink else model.objects.exclude(pk__in=[
            others.consent_id, others.candidate_id])  # fmt: skip
        assert not left.exists(), model
    assert not User.objects.filter(pk=ines.pk).exists()
    assert list(InterviewSession.objects.all()) == [others]
    assert not InterviewConfig.objects.filter(practice=True).exists()
    assert set(Resume.objects.all()) == {others.resume}
    for model in (Response, Report, SkillScore):
        assert model.objects.count() > 0  # the other person's are all there still
    assert all(str(others.pk) in str(path) for path in files())
    row.refresh_from_db()
    assert (row.state, row.account, row.candidate) == (PrivacyState.DONE, None, None)
    settle()
    assert [(m.to, m.subject) for m in mail.outbox] == [(["ines@example.org"], "Your data is erased")]
    row.refresh_from_db()
    assert row.email == ""
    assert as_ines.get("/my/").status_code == 302


def test_nothing_left_behind_names_the_person(as_ines: Client, ines: User) -> None:
    session = taken("ines@example.org")
    InterviewSession.objects.filter(pk=session.pk).update(
        invitation=factories.InvitationFactory(config=session.config, email="earlier-ines@example.org")
    )
    factories.AccommodationRequestFactory(config=session.config, email="ines@example.org", message="Ines needs time")
    practised(ines, role="Unicorn Groom")
    erase(as_ines)
    privacy.carry_out(session.config.created_by, ErasurePart.objects.get())
    settle()
    for line in connection.introspection.table_names():
        with connection.cursor() as cursor:
            cursor.execute(f'SELECT * FROM "{line}"')
            text = str(cursor.fetchall())
        for word in ("ines@example.org", "Ines", "Unicorn Groom", "Queue Keeper"):
            assert word not in text, (line, word)
    assert "data erased on request" in set(AuditEvent.objects.values_list("action", flat=True))


def test_where_no_hiring_team_holds_anything_all_is_erased_at_once(as_ines: Client, ines: User) -> None:
    practised(ines)
    as_ines.post("/my/resumes/", {"text": "Ines Ferreira\nSkills\nPython, Django\nProjects\nTide tables: an app."})
    answer = as_ines.post("/my/privacy/erase/", {"sure": "yes"})
    assert "Your data is erased" in answer.content.decode()
    assert not User.objects.exists()
    assert not Candidate.objects.exists()
    assert not Resume.objects.exists()
    assert as_ines.get("/my/").status_code == 302


def test_erasing_asks_first(as_ines: Client) -> None:
    assert "I want all of this erased" in as_ines.get("/my/privacy/erase/").content.decode()
    assert as_ines.post("/my/privacy/erase/", {}).status_code == 422
    assert not PrivacyRequest.objects.exists()


def test_an_erasure_can_be_withdrawn_until_something_is_erased(as_ines: Client, ines: User) -> None:
    first, _ = taken("ines@example.org"), taken("ines@example.org")
    erase(as_ines)
    row = PrivacyRequest.objects.get()
    as_ines.post(reverse("interviews:withdraw_request", args=[row.pk]))
    row.refresh_from_db()
    assert row.state == PrivacyState.WITHDRAWN
    with pytest.raises(PrivacyProblem):
        privacy.carry_out(first.config.created_by, row.parts.first())
    assert "Nobody has asked" in signed_in(first.config.created_by).get("/privacy-requests/").content.decode()

    erase(as_ines)
    again = PrivacyRequest.objects.get(state=PrivacyState.OPEN)
    privacy.carry_out(first.config.created_by, again.parts.get(owner=first.config.created_by))
    page = as_ines.post(reverse("interviews:withdraw_request", args=[again.pk]), follow=True)
    assert "can&#x27;t be withdrawn" in page.content.decode()
    again.refresh_from_db()
    assert again.state == PrivacyState.OPEN


def test_what_nobody_does_in_time_is_done_by_itself(as_ines: Client, ines: User) -> None:
    session = taken("ines@example.org")
    erase(as_ines)
    assert privacy.erase_when_due(timezone.now() + timedelta(days=29)) == 0
    assert privacy.erase_when_due(timezone.now() + timedelta(days=31)) == 1
    assert not InterviewSession.objects.filter(pk=session.pk).exists()
    assert not User.objects.filter(pk=ines.pk).exists()
    part = ErasurePart.objects.get()
    assert (part.state, part.done_by) == (ErasureState.DONE, None)


def test_an_interview_begun_in_the_meantime_is_erased_too(as_ines: Client, ines: User) -> None:
    first = taken("ines@example.org")
    erase(as_ines)
    later = make_session(open_config(factories.UserFactory()), email="ines@example.org")
    privacy.carry_out(first.config.created_by, ErasurePart.objects.get())
    row = PrivacyRequest.objects.get()
    assert (row.state, row.parts.count()) == (PrivacyState.OPEN, 2)
    privacy.carry_out(later.config.created_by, row.parts.get(owner=later.config.created_by))
    row.refresh_from_db()
    assert row.state == PrivacyState.DONE
    assert not InterviewSession.objects.exists()


def test_a_part_is_carried_out_once(as_ines: Client) -> None:
    session = taken("ines@example.org")
    taken("ines@example.org")
    erase(as_ines)
    part = ErasurePart.objects.get(owner=session.config.created_by)
    privacy.carry_out(session.config.created_by, part)
    with pytest.raises(PrivacyProblem):
        privacy.carry_out(session.config.created_by, part)
    assert ErasurePart.objects.get(pk=part.pk).figures["interviews"] == 1


def test_a_recruiter_has_no_part_in_what_is_anothers(as_ines: Client) -> None:
    taken("ines@example.org")
    erase(as_ines)
    part = ErasurePart.objects.get()
    other = signed_in(factories.UserFactory())
    path = reverse("interviews:carry_out_erasure", args=[part.pk])
    assert "ines" not in other.get("/privacy-requests/").content.decode()
    assert other.get(path).status_code == other.post(path).status_code == 404
    assert as_ines.get("/privacy-requests/").status_code == 403
    api = Api()
    api.client = other
    assert api.get("/api/erasures").json()["results"] == []
    is_error(api.post(f"/api/erasures/{part.pk}/carry-out"), 404)
    assert InterviewSession.objects.exists()
    boss = signed_in(factories.UserFactory(admin=True))
    assert "ines@example.org" in boss.get("/privacy-requests/").content.decode()
    assert boss.post(path).status_code == 302
    assert not InterviewSession.objects.exists()


def test_a_request_is_nobody_elses_to_see_or_withdraw(as_ines: Client) -> None:
    taken("ines@example.org")
    erase(as_ines)
    row = PrivacyRequest.objects.get()
    other = signed_in(factories.UserFactory(verified=True))
    assert "Erase my data</span>" not in other.get("/my/privacy/").content.decode()
    assert other.post(reverse("interviews:withdraw_request", args=[row.pk])).status_code == 404
    api = Api()
    api.client = other
    for path in ("", "/copy"):
        is_error(api.get(f"/api/privacy-requests/{row.pk}{path}"), 404)
    is_error(api.post(f"/api/privacy-requests/{row.pk}/withdraw"), 404)


def test_the_admin_shows_requests_and_carries_them_out(as_ines: Client) -> None:
    session = taken("ines@example.org")
    erase(as_ines)
    part = ErasurePart.objects.get()
    rita = signed_in(session.config.created_by)
    assert "Erase my data" in rita.get("/admin/candidates/privacyrequest/").content.decode()
    page = rita.get(f"/admin/candidates/erasurepart/{part.pk}/change/").content.decode()
    assert "Erase now" in page
    url = reverse("admin:candidates_erasurepart_erase_now", args=[part.pk])
    answer = rita.post(url, {"_form_submitted": "True"})
    assert answer.status_code == 200
    assert not InterviewSession.objects.exists()


@pytest.mark.parametrize("rows", [10, 500])
def test_the_recruiters_page_takes_few_queries_however_many_ask(rows: int) -> None:
    rita = factories.UserFactory()
    people = Candidate.objects.bulk_create(
        Candidate(email=f"c{n}@example.org", full_name=f"Person {n} {'x' * 100}") for n in range(rows)
    )
    due = timezone.now() + timedelta(days=3)
    asked = PrivacyRequest.objects.bulk_create(
        PrivacyRequest(kind="erasure", candidate=person, email=person.email, due_at=due) for person in people
    )
    ErasurePart.objects.bulk_create(ErasurePart(request=row, owner=rita) for row in asked)
    client = signed_in(rita)
    with CaptureQueriesContext(connection) as seen:
        page = client.get("/privacy-requests/").content.decode()
    assert len(seen) <= 15
    assert page.count("Look and erase") == min(rows, 25)


def test_programs_ask_too(as_ines: Client) -> None:
    session = taken("ines@example.org")
    api = Api()
    api.client = as_ines
    made = api.post("/api/privacy-requests", {"kind": "copy"})
    assert made.status_code == 201
    is_error(api.post("/api/privacy-requests", {"kind": "copy"}), 409, "not_possible")
    is_error(api.get(f"/api/privacy-requests/{made.json()['id']}/copy"), 404)
    settle()
    assert api.get(f"/api/privacy-requests/{made.json()['id']}").json()["state"] == "ready"
    assert api.get(f"/api/privacy-requests/{made.json()['id']}/copy").status_code == 200
    erasure = api.post("/api/privacy-requests", {"kind": "erasure"}).json()
    assert api.post(f"/api/privacy-requests/{erasure['id']}/withdraw").json()["state"] == "withdrawn"
    api.post("/api/privacy-requests", {"kind": "erasure"})
    theirs = Api()
    theirs.client = signed_in(session.config.created_by)
    (part,) = [row for row in theirs.get("/api/erasures").json()["results"] if row["state"] == "waiting"]
    done = theirs.post(f"/api/erasures/{part['id']}/carry-out")
    assert (done.status_code, done.json()["state"], done.json()["candidate"]) == (200, "done", None)
    is_error(theirs.post("/api/privacy-requests", {"kind": "copy"}), 403)
