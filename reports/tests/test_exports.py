"""What recruiters take away: every format says the same, harms nobody who opens it, and holds nobody else's."""

from __future__ import annotations

import asyncio
import csv
import io
import json
from typing import Any

import pytest
from django.db import connection
from django.test import AsyncClient, Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from interviewer.accounts.models import AuditEvent, User
from interviewer.csv_export import csv_lines, safe_cell
from interviewer.tests import factories
from interviewer.tests.api import Api, bearer, is_error
from interviews.models import InterviewConfig, InterviewSession
from reports.api import exported
from reports.models import Decision

pytestmark = pytest.mark.django_db

FORMULA = '=HYPERLINK("http://evil.example","click")'


@pytest.fixture
def recruiter() -> User:
    return factories.UserFactory(full_name="Rita Recruiter")


@pytest.fixture
def client(recruiter: User) -> Client:
    browser = Client()
    browser.force_login(recruiter)
    return browser


@pytest.fixture
def config(recruiter: User) -> InterviewConfig:
    return factories.InterviewConfigFactory(created_by=recruiter, open=True, job_role="Software Engineer (Ünï)")


@pytest.fixture
def session(config: InterviewConfig) -> InterviewSession:
    """Answered, graded and reported."""
    session = factories.SessionFactory(config=config, completed=True, candidate_name=FORMULA)
    factories.EvaluationFactory(response__session=session, score=62.5)
    factories.EvaluationFactory(response__session=session, score=20.0, outcome="wrong")
    factories.EvaluationFactory(response__session=session, unscored=True)
    report = factories.ReportFactory(session=session, score=62.5)
    factories.SkillScoreFactory(report=report)
    return session


def body(answer: Any) -> str:
    assert answer.status_code == 200, answer.content
    return answer.getvalue().decode()


def rows(text: str) -> list[dict[str, str]]:
    """A spreadsheet's reading of it: the mark of UTF-8 at its beginning, if there is one, is no part of the text."""
    return list(csv.DictReader(io.StringIO(text.removeprefix("\ufeff"))))


# --- CSV ---------------------------------------------------------------------------------------------


@pytest.mark.parametrize("begins", ["=", "+", "-", "@", "\t", "\r"], ids=["equals", "plus", "minus", "at", "tab", "cr"])
def test_a_cell_that_a_spreadsheet_would_run_is_marked_as_text(begins: str) -> None:
    assert safe_cell(f"{begins}1+1") == f"'{begins}1+1"


def test_other_cells_stay_as_they_are() -> None:
    assert [safe_cell(value) for value in ("Ann", "1-2", "", None, -3, 0, 2.5)] == ["Ann", "1-2", "", "", -3, 0, 2.5]


def test_line_breaks_quotes_and_commas_stay_in_their_cell() -> None:
    text = "".join(csv_lines(["a"], [['x, "y"\nz'], ["=1\n2"]]))
    assert list(csv.reader(io.StringIO(text))) == [["a"], ['x, "y"\nz'], ["'=1\n2"]]


def test_candidates_come_with_their_scores_and_no_score_is_no_zero(
    client: Client, config: InterviewConfig, session: InterviewSession
) -> None:
    waiting = factories.SessionFactory(config=config)
    answer = client.get(reverse("reports:candidates_csv", args=[config.pk]))
    assert answer["Content-Type"] == "text/csv; charset=utf-8"
    assert answer["Content-Disposition"] == 'attachment; filename="candidates-software-engineer-uni.csv"'
    assert "no-store" in answer["Cache-Control"]
    found = {row["session_id"]: row for row in rows(body(answer))}
    assert set(found) == {str(session.pk), str(waiting.pk)}
    row = found[str(session.pk)]
    assert row["candidate"] == f"'{FORMULA}"
    assert (row["score"], row["score_low"], row["score_high"]) == ("63", "55", "79")
    assert (row["asked"], row["answered"], row["correct"], row["partial"], row["wrong"]) == ("3", "3", "1", "0", "1")
    assert (row["technical"], row["communication"]) == ("70", "")
    assert row["recommendation"] == "Recommend"
    assert found[str(waiting.pk)]["score"] == ""
    assert AuditEvent.objects.filter(action="candidates exported", object_id=str(config.pk)).count() == 1


def test_a_selection_of_candidates_can_be_taken(
    client: Client, config: InterviewConfig, session: InterviewSession
) -> None:
    factories.SessionFactory(config=config)
    foreign = factories.SessionFactory()
    url = reverse("reports:candidates_csv", args=[config.pk])
    chosen = rows(body(client.get(url, {"session": [str(session.pk), str(foreign.pk)]})))
    assert [row["session_id"] for row in chosen] == [str(session.pk)]
    assert client.get(url, {"session": "x"}).status_code == 404


@pytest.mark.parametrize("count", [10, 500])
def test_many_candidates_are_read_in_batches(client: Client, config: InterviewConfig, count: int) -> None:
    version, candidate = factories.ConfigVersionFactory(config=config), factories.CandidateFactory()
    InterviewSession.objects.bulk_create(
        InterviewSession(config=config, config_version=version, candidate=candidate, candidate_name=f"Candidate {n}")
        for n in range(count)
    )
    with CaptureQueriesContext(connection) as queries:
        found = rows(body(client.get(reverse("reports:candidates_csv", args=[config.pk]))))
    assert len(found) == count
    assert len(queries) <= 8 + 4 * ((count + 99) // 100)


def test_anothers_verdict_is_in_no_file_before_ones_own_is_given(
    client: Client, recruiter: User, config: InterviewConfig, session: InterviewSession
) -> None:
    admin = factories.UserFactory(admin=True, full_name="Ada Admin")
    factories.VerdictFactory(session=session, author=admin, decision=Decision.REJECT, reason="Not convinced at all.")
    urls = [
        reverse("reports:candidates_csv", args=[config.pk]),
        reverse("reports:interview_json", args=[config.pk]),
        reverse("reports:json", args=[session.pk]),
    ]
    for url in urls:
        text = body(client.get(url))
        assert "Ada Admin" not in text and "Not convinced" not in text and "reject" not in text
    factories.VerdictFactory(session=session, author=recruiter)
    (row,) = rows(body(client.get(urls[0])))
    assert row["your_verdict"] == "Invite to the next round"
    assert row["other_verdicts"] == "Ada Admin: Don't go on"
    for url in urls[1:]:
        assert "Not convinced" in body(client.get(url))


# --- JSON --------------------------------------------------------------------------------------------


def complete(serializer: Any, data: Any, where: str = "") -> None:
    """Exactly the fields that the schema names, all the way down."""
    if hasattr(serializer, "child"):
        for entry in data:
            complete(serializer.child, entry, where)
    elif hasattr(serializer, "fields"):
        assert set(data) == set(serializer.fields), where
        for name, field in serializer.fields.items():
            if data[name] is not None:
                complete(field, data[name], f"{where}.{name}")


def test_an_interview_goes_out_whole_and_as_its_schema_says(
    client: Client, config: InterviewConfig, session: InterviewSession
) -> None:
    factories.ScoreOverrideFactory(evaluation__response__session=session)
    factories.SessionFactory(config=config)
    answer = client.get(reverse("reports:interview_json", args=[config.pk]))
    assert answer["Content-Type"] == "application/json"
    data = json.loads(body(answer))
    complete(exported.InterviewExportSerializer(), data)
    assert data["format"] == "interviewer.interview"
    assert data["interview"]["job_role"] == config.job_role
    assert len(data["questions"]) == 2
    assert len(data["versions"][0]["content"]["questions"]) == 2
    assert len(data["sessions"]) == 2
    done = next(entry for entry in data["sessions"] if entry["id"] == str(session.pk))
    assert done["candidate_name"] == FORMULA
    assert done["report"]["score"] == 62.5
    gradings = [grading for response in done["responses"] for grading in response["evaluations"]]
    assert [grading["state"] for grading in gradings] == ["scored", "scored", "failed", "scored"]
    assert gradings[2]["score"] is None
    assert any(grading["overrides"] for grading in gradings)
    assert "token" not in json.dumps(data) and "time_factor" not in json.dumps(data["sessions"])


def test_an_interview_that_nobody_took_is_good_json_too(client: Client, config: InterviewConfig) -> None:
    assert json.loads(body(client.get(reverse("reports:interview_json", args=[config.pk]))))["sessions"] == []


def test_one_report_goes_out_as_json(client: Client, session: InterviewSession) -> None:
    answer = client.get(reverse("reports:json", args=[session.pk]))
    assert answer["Content-Disposition"].startswith('attachment; filename="report-')
    data = json.loads(body(answer))
    complete(exported.SessionExportSerializer(), data)
    assert data["session"]["id"] == str(session.pk)


@pytest.mark.parametrize("count", [3, 250])
def test_a_big_interview_is_read_in_batches(client: Client, config: InterviewConfig, count: int) -> None:
    version, candidate = factories.ConfigVersionFactory(config=config), factories.CandidateFactory()
    InterviewSession.objects.bulk_create(
        InterviewSession(config=config, config_version=version, candidate=candidate, candidate_name=f"Candidate {n}")
        for n in range(count)
    )
    with CaptureQueriesContext(connection) as queries:
        data = json.loads(body(client.get(reverse("reports:interview_json", args=[config.pk]))))
    assert len(data["sessions"]) == count
    assert len(queries) <= 10 + 6 * ((count + 99) // 100)


# --- Who gets them -----------------------------------------------------------------------------------

PAGES = {
    "pdf": lambda config, session: reverse("reports:pdf", args=[session.pk]),
    "json": lambda config, session: reverse("reports:json", args=[session.pk]),
    "candidates": lambda config, session: reverse("reports:candidates_csv", args=[config.pk]),
    "interview": lambda config, session: reverse("reports:interview_json", args=[config.pk]),
}
ROUTES = {
    "pdf": lambda config, session: f"/api/exports/sessions/{session.pk}/report.pdf",
    "json": lambda config, session: f"/api/exports/sessions/{session.pk}",
    "candidates": lambda config, session: f"/api/exports/interviews/{config.pk}/candidates",
    "interview": lambda config, session: f"/api/exports/interviews/{config.pk}",
    "session": lambda config, session: f"/api/sessions/{session.pk}/export",
}


@pytest.mark.parametrize("name", PAGES)
def test_a_foreign_export_does_not_exist(name: str, config: InterviewConfig, session: InterviewSession) -> None:
    url = PAGES[name](config, session)
    stranger = Client()
    stranger.force_login(factories.UserFactory())
    assert stranger.get(url).status_code == 404
    candidate = Client()
    candidate.force_login(factories.UserFactory(candidate=True))
    assert candidate.get(url).status_code == 403
    assert Client().get(url).status_code == 302
    assert not AuditEvent.objects.filter(action__contains="export").exists()


@pytest.mark.parametrize("name", ROUTES)
def test_a_foreign_export_does_not_exist_for_programs_either(
    name: str, recruiter: User, config: InterviewConfig, session: InterviewSession
) -> None:
    url = ROUTES[name](config, session)
    is_error(Api(bearer(factories.UserFactory())).get(url), 404)
    assert Api(bearer(recruiter)).get(url).status_code == 200
    assert Api().get(url).status_code == 401


def test_programs_get_the_same_as_pages(
    client: Client, recruiter: User, config: InterviewConfig, session: InterviewSession
) -> None:
    api = Api(bearer(recruiter))
    file = body(api.get(ROUTES["candidates"](config, session)))
    assert body(client.get(PAGES["candidates"](config, session))) == f"\ufeff{file}", "spreadsheets want the mark"
    page, route = (
        json.loads(body(found))
        for found in (client.get(PAGES["interview"](config, session)), api.get(ROUTES["interview"](config, session)))
    )
    assert {**page, "exported_at": ""} == {**route, "exported_at": ""}
    is_error(api.get(f"{ROUTES['candidates'](config, session)}?session=x"), 400)


@pytest.mark.parametrize("accept", ["text/csv", "application/json", "*/*", "text/html"])
def test_a_file_is_given_whatever_type_was_asked_for(
    recruiter: User, config: InterviewConfig, session: InterviewSession, accept: str
) -> None:
    headers = bearer(recruiter) | {"Accept": accept}
    for name in ("candidates", "pdf"):
        assert Api(headers).get(ROUTES[name](config, session)).status_code == 200
    assert Api(headers).get("/api/exports/sessions").status_code == 200


@pytest.mark.django_db(transaction=True)
async def test_a_long_file_comes_in_pieces_from_the_asynchronous_server() -> None:
    from asgiref.sync import sync_to_async

    def prepare() -> tuple[User, InterviewConfig]:
        owner = factories.UserFactory()
        config = factories.InterviewConfigFactory(created_by=owner, open=True)
        for _ in range(3):
            factories.SessionFactory(config=config)
        return owner, config

    owner, config = await sync_to_async(prepare)()
    client = AsyncClient()
    await sync_to_async(client.force_login)(owner)
    answer = await client.get(reverse("reports:candidates_csv", args=[config.pk]))
    async with asyncio.timeout(20):
        pieces = [piece async for piece in answer.streaming_content]
    assert len(pieces) == 5
    assert len(rows(b"".join(pieces).decode())) == 3


def test_the_whole_lists_export_is_safe_too(recruiter: User, session: InterviewSession) -> None:
    (row,) = rows(body(Api(bearer(recruiter)).get("/api/exports/sessions")))
    assert row["candidate"] == f"'{FORMULA}"
