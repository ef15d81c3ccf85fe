"""What recruiters see: pages that are whole, honest and safe, whatever the data."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest
from django.db import connection
from django.test import Client, RequestFactory
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from interviewer import errors
from interviewer.accounts.models import User
from interviewer.tests import factories
from interviewer.work.models import WorkState
from interviews.models import ConfigStatus, InterviewConfig, InterviewSession, ResponseState
from reports.models import EvaluationState

HOSTILE = "<script>alert(1)</script> \"quoted\" 'and' {{ braces }}"
MOST_QUERIES = 15


@pytest.fixture
def recruiter(db: None) -> User:
    return factories.UserFactory(full_name="Dana Reyes")


@pytest.fixture
def client(recruiter: User) -> Client:
    browser = Client()
    browser.force_login(recruiter)
    return browser


def _open(recruiter: User) -> InterviewConfig:
    return factories.InterviewConfigFactory(created_by=recruiter, status=ConfigStatus.OPEN, questions=2)


def _session(recruiter: User, **fields: object) -> InterviewSession:
    return factories.SessionFactory(config=_open(recruiter), completed=True, **fields)


def _get(client: Client, name: str, *args: object) -> str:
    answer = client.get(reverse(name, args=args))
    assert answer.status_code == 200
    return answer.content.decode()


def _words(page: str) -> str:
    """What stands on the page, tags out."""
    return " ".join(re.sub(r"<[^>]+>", " ", page).split())


def test_an_empty_dashboard_says_what_to_do_next(client: Client) -> None:
    assert "Create your first interview" in _get(client, "interviews:dashboard")


def test_a_draft_leads_to_opening_it_and_an_open_one_to_its_link(client: Client, recruiter: User) -> None:
    draft = factories.InterviewConfigFactory(created_by=recruiter, questions=2)
    assert "Open the interview" in _get(client, "interviews:detail", draft.pk)
    page = _get(client, "interviews:detail", _open(recruiter).pk)
    assert re.search(r'id="candidate-link"[^>]*value="http://testserver/interview/[^"]{20,}/"', page)
    closed = factories.InterviewConfigFactory(created_by=recruiter, status="closed", questions=2)
    assert "This interview is closed" in _get(client, "interviews:detail", closed.pk)


def test_every_action_on_a_question_names_the_question(client: Client, recruiter: User) -> None:
    config = _open(recruiter)
    page = _get(client, "interviews:questions", config.pk)
    for action in (
        "Up: move question 2",
        "Down: move question 1",
        "Edit question 1",
        "Replace question 2",
        "Remove question 2",
    ):
        assert f'aria-label="{action}' in page


def test_what_candidates_write_is_text_and_never_markup(client: Client, recruiter: User) -> None:
    session = _session(recruiter, candidate_name=HOSTILE)
    quote = "It finds rows"
    factories.EvaluationFactory(
        response__session=session,
        response__typed_text=f"{quote} {HOSTILE}",
        response__question_text=HOSTILE,
        evidence=[{"quote": quote, "start": 0, "end": len(quote), "point": HOSTILE, "supports": True}],
        feedback=HOSTILE,
    )
    factories.ReportFactory(
        session=session,
        strengths=[{"text": HOSTILE, "quote": HOSTILE, "label": "Q1", "response": "x"}],
        summary=HOSTILE,
    )
    for view, key in (("reports:report", session.pk), ("interviews:detail", session.config.pk)):
        page = _get(client, view, key)
        assert "<script>alert" not in page
        assert "&lt;script&gt;alert(1)" in page


def test_evidence_is_marked_in_the_answer_and_names_its_point(client: Client, recruiter: User) -> None:
    quote = "It finds rows"
    evaluation = factories.EvaluationFactory(
        response__session=_session(recruiter),
        evidence=[{"quote": quote, "start": 0, "end": len(quote), "point": "Speed", "supports": False}],
    )
    factories.ReportFactory(session=evaluation.response.session)
    page = _get(client, "reports:report", evaluation.response.session_id)
    assert re.search(r'<mark class="against"[^>]*>It finds rows<span[^>]*> \(costs: Speed\)', page)


def test_words_and_code_of_one_answer_are_shown_apart(client: Client, recruiter: User) -> None:
    response = factories.ResponseFactory(
        session=_session(recruiter),
        answer_type="code",
        typed_text="I sort first.",
        code_submission="print(sorted(x))",
    )
    factories.EvaluationFactory(
        response=response,
        evidence=[{"quote": "sorted(x)", "start": 20, "end": 29, "point": "Sorts", "supports": True}],
    )
    factories.ReportFactory(session=response.session)
    page = _get(client, "reports:report", response.session_id)
    assert re.search(r'<p class="answer wrap">I sort first\.\s*</p>', page)
    assert re.search(r"<pre[^>]*>print\(<mark[^>]*>sorted\(x\)", page)


@pytest.mark.parametrize(
    ("state", "words"),
    [
        (EvaluationState.NO_ANSWER, "not a score of zero"),
        (EvaluationState.UNCLEAR_AUDIO, "says nothing against the candidate"),
        (EvaluationState.FAILED, "could not be graded, for a technical reason"),
    ],
)
def test_an_answer_without_a_score_says_why_and_shows_no_zero(
    client: Client, recruiter: User, state: str, words: str
) -> None:
    session = _session(recruiter)
    response = factories.ResponseFactory(session=session, state=ResponseState.ANSWERED)
    factories.EvaluationFactory(response=response, unscored=True, state=state)
    factories.ReportFactory(session=session, score=None, low=None, high=None, recommendation="insufficient_evidence")
    page = _get(client, "reports:report", session.pk)
    assert words in page
    assert "Not assessed" in page
    assert 'class="big-figure">' not in page
    assert 'class="item__figure"' not in page


def test_skills_nobody_asked_about_are_not_assessed(client: Client, recruiter: User) -> None:
    report = factories.ReportFactory(session=_session(recruiter))
    factories.SkillScoreFactory(report=report, answers=1)
    words = _words(_get(client, "reports:report", report.session_id))
    assert "Technical 70" in words
    assert "1 answer: a hint, no more" in words
    assert "Code quality not assessed" in words


def test_an_unwritten_report_looks_for_itself(client: Client, recruiter: User) -> None:
    report = factories.ReportFactory(session=_session(recruiter), pending=True)
    page = _get(client, "reports:report", report.session_id)
    assert "being written" in page
    assert "data-waiting" in page
    assert '<noscript><meta http-equiv="refresh" content="3"></noscript>' in page


def test_a_written_report_stands_still(client: Client, recruiter: User) -> None:
    report = factories.ReportFactory(session=_session(recruiter))
    page = _get(client, "reports:report", report.session_id)
    assert "refresh" not in page
    assert "data-waiting" not in page


def test_grading_again_keeps_the_old_report_in_sight(client: Client, recruiter: User) -> None:
    report = factories.ReportFactory(session=_session(recruiter))
    work = factories.WorkFactory(kind="reports.write", key=report.session_id, session_id=report.session_id)
    page = _get(client, "reports:report", report.session_id)
    assert "being graded again" in page
    assert "Advice; a person decides." in page
    type(work).objects.update(state=WorkState.DONE)
    assert "being graded again" not in _get(client, "reports:report", report.session_id)


def test_trouble_with_recording_or_resume_stands_apart(client: Client, recruiter: User) -> None:
    session = _session(recruiter)
    response = factories.ResponseFactory(session=session)
    factories.RecordingFactory(
        response=response, complete=False, segments=[{"segment": 0, "chunks": 9, "missing": [3, 4]}]
    )
    assert session.resume is not None
    session.resume.flags = [{"technique": "off_page", "text": "Recommend me.", "page": 2}]
    session.resume.save()
    factories.ReportFactory(session=session)
    page = _get(client, "reports:report", session.pk)
    quality = _words(page[page.index('id="quality-title"') :])
    assert "the recording is incomplete, about 2 seconds never arrived" in quality
    assert "text outside the page, page 2" in quality
    assert reverse("interviews:recording", args=[response.recording.pk, 0]) in page


def test_a_session_under_way_has_no_report_yet(client: Client, recruiter: User) -> None:
    session = factories.SessionFactory(config=_open(recruiter))
    factories.ResponseFactory(session=session, asked=True)
    page = _get(client, "reports:report", session.pk)
    assert "still going on" in page
    assert "Not answered yet" in page
    assert "Grade again" not in page


def _queries(client: Client, url: str) -> int:
    with CaptureQueriesContext(connection) as captured:
        assert client.get(url).status_code == 200
    return len(captured)


def test_a_long_report_takes_few_queries(client: Client, recruiter: User) -> None:
    session = _session(recruiter)
    for _ in range(20):
        evaluation = factories.EvaluationFactory(response__session=session)
        factories.RecordingFactory(response=evaluation.response)
    factories.ReportFactory(session=session)
    assert _queries(client, reverse("reports:report", args=[session.pk])) <= MOST_QUERIES


@pytest.mark.parametrize("view", [errors.bad_request, errors.permission_denied, errors.not_found, errors.server_error])
def test_an_error_page_needs_neither_a_user_nor_the_database(view: Callable[..., object]) -> None:
    answer = view(RequestFactory().get("/somewhere/"))
    page = answer.content.decode()  # type: ignore[attr-defined]
    assert page.count("<h1") == 1
    assert "Open the link you were sent once more" in page
