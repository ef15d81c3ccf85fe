"""A person's own pages: past interviews, going on elsewhere, practice, resumes."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from candidates.models import Candidate, Resume
from interviewer.accounts.models import User
from interviewer.tests import factories
from interviewer.tests.api import Api, is_error
from interviews import seats
from interviews.models import CompletionMethod, ConfigStatus, InterviewConfig, InterviewSession, SessionStatus
from interviews.services import configs, practice, sessions
from interviews.services.retention import erase_people_without_interviews, erase_session
from interviews.tests.helpers import GOOD, Seat, make_session, open_config, settle

RESUME = "Ines Ferreira\nSkills\nPython, Django\nProjects\nTide tables: an app for sailors."

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def ines() -> User:
    return factories.UserFactory(verified=True, email="ines@example.org", full_name="Ines Ferreira")


@pytest.fixture
def as_ines(ines: User) -> Client:
    return signed_in(ines)


@pytest.fixture
def as_otto() -> Client:
    """Another candidate, with an interview and a practice of his own."""
    otto = factories.UserFactory(verified=True, email="otto@example.org")
    taken(otto.email)
    practised(otto)
    return signed_in(otto)


def signed_in(user: User) -> Client:
    client = Client()
    client.force_login(user)
    return client


def taken(email: str, *, answer: str = GOOD, **config: Any) -> InterviewSession:
    """An interview with a hiring team, with a spoken and a typed answer, graded."""
    owner = factories.UserFactory(full_name="Rita Recruiter")
    session = make_session(open_config(owner, **config), email=email, projects=[{"name": "Queue Keeper"}])
    seat = Seat(session.pk)
    seat.join()
    seat.speak(0, b"\x1aE\xdf\xa3 sound")
    seat.answer(answer, last_seq={0: 0})
    sessions.end(session.pk, CompletionMethod.MANUALLY_ENDED)
    settle()
    session.refresh_from_db()
    return session


def practised(user: User, *, role: str = "Backend Engineer", answers: int = 2) -> InterviewSession:
    session = practice.start(user, role=role, resume=None, difficulty="medium", address=None, agent="test")
    seat = Seat(session.pk)
    seat.join()
    for _ in range(answers):
        seat.answer(GOOD)
    sessions.end(session.pk, CompletionMethod.MANUALLY_ENDED)
    settle()
    session.refresh_from_db()
    return session


def text_of(client: Client, name: str, *args: object) -> str:
    answer = client.get(reverse(name, args=args))
    assert answer.status_code == 200
    return answer.content.decode()


# --- Past interviews ---------------------------------------------------------------------------------


def test_past_interviews_are_listed_by_role_with_who_held_them_and_their_state(as_ines: Client) -> None:
    assert "no interview under this address" in text_of(as_ines, "interviews:my_interviews")
    taken("Ines@example.org", job_role="Lighthouse Keeper")
    page = text_of(as_ines, "interviews:my_interviews")
    for words in ("Lighthouse Keeper", "Rita Recruiter", "Completed"):
        assert words in page


def test_what_waits_comes_first_and_what_can_not_be_begun_any_more_does_not_wait(as_ines: Client) -> None:
    closed = open_config(job_role="Bell Founder")
    make_session(closed, email="ines@example.org")
    configs.close_config(closed.created_by, closed)
    make_session(open_config(job_role="Ferry Pilot"), email="ines@example.org")
    taken("ines@example.org", job_role="Lighthouse Keeper")
    page = text_of(as_ines, "interviews:my_interviews")
    assert "1 waits for you" in page
    assert page.index("Ferry Pilot") < page.index("Lighthouse Keeper") < page.index("Bell Founder")
    assert "Closed before you began" in page


def test_own_answers_are_always_shown_and_results_only_where_the_interview_shows_them(as_ines: Client) -> None:
    session = taken("ines@example.org")
    page = text_of(as_ines, "reports:own_interview", session.pk)
    assert "only once, and then it is exhausted" in page
    assert "doesn&#x27;t show results" in page or "doesn't show results" in page
    assert "How it was read" not in page
    shown = taken("ines@example.org", candidate_feedback=True)
    assert "How it was read" in text_of(as_ines, "reports:own_interview", shown.pk)


def test_the_rubric_and_what_graders_noted_are_never_shown(as_ines: Client) -> None:
    session = taken("ines@example.org", candidate_feedback=True, answer="It is a thing in Python that I like to use.")
    page = text_of(as_ines, "reports:own_interview", session.pk)
    response = session.responses.order_by("number").first()
    assert response is not None
    evaluation = response.evaluations.get()
    for secret in (*response.rubric["hints"], response.rubric["reference_answer"], evaluation.grader_version):
        assert str(secret) not in page
    assert "Next time" not in page


def test_what_a_candidate_wrote_is_shown_and_never_run(as_ines: Client) -> None:
    session = taken("ines@example.org", answer="<script>alert(1)</script> is how a generator yields one value.")
    page = text_of(as_ines, "reports:own_interview", session.pk)
    assert "<script>alert(1)" not in page
    assert "&lt;script&gt;alert(1)" in page


def test_ones_own_recording_can_be_heard_again(as_ines: Client, as_otto: Client) -> None:
    session = taken("ines@example.org")
    recording = session.responses.order_by("number").first().recording
    path = reverse("interviews:my_recording", args=[recording.pk, 0])
    assert path in text_of(as_ines, "reports:own_interview", session.pk)
    answer = as_ines.get(path)
    assert b"".join(answer.streaming_content) == b"\x1aE\xdf\xa3 sound"
    assert "private, no-store" in answer["Cache-Control"]
    assert as_otto.get(path).status_code == 404
    assert Client().get(path).status_code == 302


def test_an_interview_goes_on_in_another_browser(as_ines: Client) -> None:
    session = make_session(open_config(), email="ines@example.org")
    Seat(session.pk).join()
    room = reverse("interviews:room", args=[session.pk])
    assert as_ines.get(room).status_code == 404
    assert "waits for you" in text_of(as_ines, "interviews:my_interviews")
    assert as_ines.get(reverse("interviews:go_on", args=[session.pk])).status_code == 405
    assert as_ines.post(reverse("interviews:go_on", args=[session.pk]))["Location"] == room
    # Another browser has another microphone: it is tried first, unless one types.
    assert as_ines.get(room)["Location"] == reverse("interviews:check", args=[session.pk])
    assert as_ines.get(f"{room}?mode=text").status_code == 200


def test_an_interview_closed_before_it_was_begun_is_not_begun_from_here(as_ines: Client) -> None:
    session = make_session(open_config(), email="ines@example.org")
    InterviewConfig.objects.update(status=ConfigStatus.CLOSED)
    assert "Closed before you began" in text_of(as_ines, "interviews:my_interviews")
    as_ines.post(reverse("interviews:go_on", args=[session.pk]))
    assert seats.cookie_name(session.pk) not in as_ines.cookies


def test_the_receipt_page_leads_to_all_ones_interviews(as_ines: Client) -> None:
    session = taken("ines@example.org")
    as_ines.cookies[seats.cookie_name(session.pk)] = seats.token(session.pk)
    assert "See all your interviews" in text_of(as_ines, "interviews:done", session.pk)


def test_an_address_that_was_never_proven_shows_nothing_and_offers_a_link() -> None:
    session = taken("ines@example.org")
    client = signed_in(factories.UserFactory(candidate=True, email="ines@example.org"))
    page = text_of(client, "interviews:my_interviews")
    assert "Show that this address is yours" in page
    assert session.config_version.content["job_role"] not in page
    assert client.get(reverse("reports:own_interview", args=[session.pk])).status_code == 404


def test_a_candidate_sees_nothing_of_another_anywhere(as_ines: Client, as_otto: Client) -> None:
    mine = taken("ines@example.org")
    own = practised(User.objects.get(email="ines@example.org"))
    resume = mine.resume
    assert resume is not None
    recording = mine.responses.order_by("number").first().recording
    for name, *keys in (
        ("reports:own_interview", mine.pk),
        ("reports:own_interview", own.pk),
        ("interviews:my_resume", resume.pk),
        ("interviews:my_resume_file", resume.pk),
        ("interviews:my_recording", recording.pk, 0),
    ):
        assert as_otto.get(reverse(name, args=keys)).status_code == 404, name
    for name, key in (
        ("interviews:go_on", mine.pk),
        ("interviews:go_on", own.pk),
        ("interviews:erase_practice", own.pk),
        ("interviews:delete_resume", resume.pk),
    ):
        assert as_otto.post(reverse(name, args=[key])).status_code == 404, name
    theirs = Api()
    theirs.client = as_otto
    for path in (f"/api/my/interviews/{mine.pk}", f"/api/my/interviews/{own.pk}", f"/api/resumes/{resume.pk}"):
        is_error(theirs.get(path), 404)
    is_error(theirs.delete(f"/api/resumes/{resume.pk}"), 404)
    is_error(theirs.post(f"/api/my/interviews/{mine.pk}/continue"), 404)
    listed = [row["id"] for row in theirs.get("/api/my/interviews").json()["results"]]
    assert len(listed) == 2
    assert not {str(mine.pk), str(own.pk)} & set(listed)


@pytest.mark.parametrize("name", ["interviews:my_interviews", "interviews:my_practice", "interviews:my_resumes"])
def test_a_list_takes_few_queries_for_ten_rows_and_for_five_hundred(as_ines: Client, ines: User, name: str) -> None:
    candidate = factories.CandidateFactory(email=ines.email)
    owner = ines if name == "interviews:my_practice" else factories.UserFactory()
    config = factories.InterviewConfigFactory(open=True, created_by=owner, practice=owner == ines)
    first = factories.SessionFactory(config=config, candidate=candidate, completed=True)
    counts = []
    for total in (10, 500):
        have = InterviewSession.objects.count()
        InterviewSession.objects.bulk_create(
            InterviewSession(
                config=config, config_version=first.config_version, candidate=candidate, candidate_name="Ines",
                status=SessionStatus.COMPLETED, ended_at=first.ended_at,
            )
            for _ in range(total - have)
        )  # fmt: skip
        Resume.objects.bulk_create(Resume(candidate=candidate, state="parsed") for _ in range(total - have))
        with CaptureQueriesContext(
            connection,
        ) as seen:
            text_of(as_ines, name)
        counts.append(len(seen))
    assert counts[0] == counts[1] <= 15


@pytest.mark.parametrize("answers", [10, 500])
def test_one_interview_takes_few_queries_however_many_answers_it_has(as_ines: Client, ines: User, answers: int) -> None:
    candidate = factories.CandidateFactory(email=ines.email)
    session = factories.SessionFactory(
        candidate=candidate, completed=True, config__practice=True, config__created_by=ines,
        config__candidate_feedback=True,
    )  # fmt: skip
    one = factories.ResponseFactory(session=session)
    session.responses.model.objects.bulk_create(
        type(one)(session=session, number=n, question_text=f"Q {n}", time_allowed=60, asked_at=one.asked_at,
                  state="answered", typed_text=GOOD)
        for n in range(2, answers + 1)
    )  # fmt: skip
    for response in session.responses.all()[:5]:
        factories.EvaluationFactory(response=response)
    with CaptureQueriesContext(connection) as seen:
        text_of(as_ines, "reports:own_interview", session.pk)
    assert len(seen) <= 15


# --- Profile and resumes -----------------------------------------------------------------------------


def test_name_and_phone_are_what_hiring_teams_see_from_then_on(as_ines: Client) -> None:
    taken("ines@example.org")
    answer = as_ines.post("/my/profile/", {"full_name": "Inês  Ferreira", "phone": "+351 21 000 0000"})
    assert answer.status_code == 302
    candidate = Candidate.objects.get()
    assert (candidate.full_name, candidate.phone) == ("Inês Ferreira", "+351 21 000 0000")
    assert as_ines.post("/my/profile/", {"full_name": "", "phone": "call me"}).status_code == 422


def test_an_account_without_a_proven_address_changes_no_person(client: Client) -> None:
    taken("ines@example.org")
    client.force_login(factories.UserFactory(candidate=True, email="ines@example.org"))
    client.post("/my/profile/", {"full_name": "Somebody Else", "phone": "+351 21 000 0000"})
    assert Candidate.objects.get().full_name == "Carla Candidate"


def test_a_resume_is_handed_in_read_shown_and_deleted(as_ines: Client) -> None:
    answer = as_ines.post("/my/resumes/", {"text": RESUME})
    resume = Resume.objects.get()
    assert answer["Location"] == reverse("interviews:my_resume", args=[resume.pk])
    assert "Python" in text_of(as_ines, "interviews:my_resume", resume.pk)
    as_ines.post(reverse("interviews:delete_resume", args=[resume.pk]))
    assert not Resume.objects.exists()


def test_a_document_that_can_not_be_read_is_not_kept_and_said_why(as_ines: Client) -> None:
    for data in ({"file": SimpleUploadedFile("resume.pdf", b"nonsense")}, {"text": "short"}, {}):
        answer = as_ines.post("/my/resumes/", data)
        assert answer.status_code == 422
        assert "error-summary" in answer.content.decode()
    assert not Resume.objects.exists()


def test_a_resume_that_an_interview_needs_stays(as_ines: Client, ines: User) -> None:
    bound = taken("ines@example.org").resume
    assert bound is not None
    as_ines.post(reverse("interviews:delete_resume", args=[bound.pk]))
    assert Resume.objects.filter(pk=bound.pk).exists()
    assert "belongs to an interview" in text_of(as_ines, "interviews:my_resume", bound.pk)
    api = Api()
    api.client = as_ines
    is_error(api.delete(f"/api/resumes/{bound.pk}"), 409, "in_use")


def test_what_one_keeps_in_an_account_outlives_the_interviews(as_ines: Client, ines: User) -> None:
    as_ines.post("/my/resumes/", {"text": RESUME})
    erase_session(taken(ines.email))
    Candidate.objects.update(created_at="2020-01-01T00:00:00Z")
    assert erase_people_without_interviews() == 0
    assert Resume.objects.count() == 1
    assert not list(Path(settings.MEDIA_ROOT).rglob("*.audio"))
