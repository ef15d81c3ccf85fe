"""Two to five candidates side by side: of one version, with proof, and without their names where that is wished."""

from __future__ import annotations

import re
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils.text import slugify

from interviewer.accounts.models import User
from interviewer.tests import factories
from interviewer.tests.api import Api, bearer, is_error
from interviews.models import ConfigVersion, InterviewConfig, InterviewSession
from interviews.services.configs import freeze

pytestmark = pytest.mark.django_db
ANN, BEN = "Annabel Featherstone", "Benedikt Krautwurst"


@pytest.fixture
def rita() -> User:
    return factories.UserFactory()


@pytest.fixture
def client(rita: User) -> Client:
    browser = Client()
    browser.force_login(rita)
    return browser


@pytest.fixture
def config(rita: User) -> InterviewConfig:
    return factories.InterviewConfigFactory(created_by=rita, open=True, job_role="Backend Engineer")


@pytest.fixture
def version(config: InterviewConfig) -> ConfigVersion:
    return freeze(config)


def _taken(
    version: ConfigVersion, name: str, low: float, high: float, *, said: str = "", **fields: Any
) -> InterviewSession:
    """A finished interview with one answer, one skill and a report, all with this range."""
    session = factories.SessionFactory(
        config=version.config,
        config_version=version,
        completed=True,
        candidate__full_name=name,
        **{"candidate_name": name, "candidate__email": f"{slugify(name)}@example.org", **fields},
    )
    said = said or f"I am {name} and an index finds rows."
    question = version.content["questions"][0]
    response = factories.ResponseFactory(
        session=session, question_ref=question["id"], question_text=question["text"], typed_text=said
    )
    figures = {"score": (low + high) / 2, "low": low, "high": high}
    evidence = [{"quote": said, "start": 0, "end": len(said), "point": "It finds rows.", "supports": True}]
    factories.EvaluationFactory(response=response, evidence=evidence, **figures)
    point = {"text": "Answered well", "quote": said, "label": "Q1", "response": str(response.pk)}
    factories.SkillScoreFactory(
        report=factories.ReportFactory(session=session, **figures), answers=2, strengths=[point], **figures
    )
    return session


def _get(client: Client, *sessions: InterviewSession, status: int = 200, **more: str) -> str:
    answer = client.get(reverse("reports:compare"), {"session": [str(s.pk) for s in sessions], **more})
    assert answer.status_code == status
    return answer.content.decode()


def _words(page: str) -> str:
    return " ".join(re.sub(r"<[^>]+>", " ", page).split())


def test_overlapping_ranges_are_no_clear_difference_and_share_a_band(client: Client, version: ConfigVersion) -> None:
    page = _words(_get(client, _taken(version, ANN, 60, 80), _taken(version, BEN, 70, 90)))
    assert f"Band 1 {BEN} 80 70 to 90" in page
    assert "Band 2" not in page
    assert "Technical No clear difference" in page


def test_ranges_apart_are_a_clear_difference_and_two_bands(client: Client, version: ConfigVersion) -> None:
    page = _words(_get(client, _taken(version, ANN, 20, 40), _taken(version, BEN, 70, 90)))
    assert page.index(f"Band 1 {BEN}") < page.index(f"Band 2 {ANN}")
    assert f"Technical Clear: {BEN} above {ANN}" in page
    assert "Communication Nobody is assessed" in page


def test_every_figure_leads_to_its_proof(client: Client, version: ConfigVersion) -> None:
    ann, ben = _taken(version, ANN, 60, 80), _taken(version, BEN, 70, 90)
    page = _get(client, ann, ben)
    for session in (ann, ben):
        report = reverse("reports:report", args=[session.pk])
        assert page.count(f'href="{report}#response-{session.responses.get().pk}"') >= 2
        assert f'href="{report}"' in page


def test_a_persons_score_stands_beside_the_machines(client: Client, version: ConfigVersion, rita: User) -> None:
    ann, ben = _taken(version, ANN, 60, 80), _taken(version, BEN, 70, 90)
    factories.ScoreOverrideFactory(evaluation=ann.responses.get().evaluations.get(), author=rita, score=93)
    factories.VerdictFactory(session=ben, author=rita, decision="advance")
    factories.VerdictFactory(session=ann, author=factories.UserFactory(admin=True), decision="reject")
    page = _words(_get(client, ann, ben))
    assert "A person: 93" in page
    assert "Your verdict: Invite to the next round" in page
    assert "Don't go on" not in page, "another's verdict, before one's own on that candidate"


# --- Blind -------------------------------------------------------------------------------------------


def test_a_blind_comparison_shows_nothing_of_who_they_are(client: Client, version: ConfigVersion) -> None:
    ann = _taken(version, ANN, 60, 80, said=f"I am Annabel, reach me at annabel@example.org. {ANN} knows indexes.")
    ben = _taken(version, BEN, 70, 90, said="Krautwurst is my name. # by BENEDIKT KRAUTWURST")
    factories.RecordingFactory(response=ann.responses.get())
    page = _get(client, ann, ben, blind="1")
    for part in ("annabel", "featherstone", "benedikt", "krautwurst", "<audio", "/recordings/", ann.candidate.email):
        assert part not in page.lower(), part
    assert "Candidate A" in page and "Candidate B" in page
    assert "[name]" in page and "[e-mail]" in page
    assert "knows indexes" in page
    reports = [reverse("reports:report", args=[session.pk]) for session in (ann, ben)]
    assert not any(report in page for report in reports), "a report tells the name"
    assert "Whole answer" in page, "the proof stands on the page itself"


def test_a_blind_comparison_says_nothing_by_its_order(client: Client, version: ConfigVersion) -> None:
    taken = [_taken(version, f"Person{n} Surname", 60, 80, said=f"Answer number {n}.") for n in range(5)]

    def order(sessions: list[InterviewSession]) -> list[str]:
        skills = _words(_get(client, *sessions, blind="1")).split("Skills", 1)[1]
        return list(dict.fromkeys(re.findall(r"Answer number \d", skills)))

    assert order(taken) == order(taken[::-1]) == order(sorted(taken, key=lambda session: str(session.pk)))


def test_blind_and_not_blind_lead_to_each_other(client: Client, version: ConfigVersion) -> None:
    ann, ben = _taken(version, ANN, 60, 80), _taken(version, BEN, 70, 90)
    query = f"session={ann.pk}&amp;session={ben.pk}"
    assert f'href="/compare/?{query}&amp;blind=1"' in _get(client, ann, ben)
    assert f'href="/compare/?{query}"' in _get(client, ann, ben, blind="1")


# --- Who can be compared -----------------------------------------------------------------------------


def test_candidates_of_two_versions_are_not_compared(client: Client, config: InterviewConfig) -> None:
    ann = _taken(freeze(config), ANN, 60, 80)
    factories.QuestionFactory(config=config)
    ben = _taken(freeze(config), BEN, 70, 90)
    assert ann.config_version_id != ben.config_version_id
    page = _get(client, ann, ben, status=400)
    assert "different versions of questions and rubric" in page
    assert "By band" not in page


def test_one_candidate_leads_to_choosing_the_others(client: Client, version: ConfigVersion) -> None:
    ann, ben = _taken(version, ANN, 60, 80), _taken(version, BEN, 70, 90)
    page = _get(client, ann)
    assert re.search(rf'value="{ann.pk}" checked', page)
    assert re.search(rf'value="{ben.pk}">', page)
    found = _get(client, ann, q="benedikt", choose="1")
    assert ANN in found and BEN in found, "who is ticked stays on the list"
    assert "Nobody of this version matches" not in found


def test_more_than_five_are_too_many_and_stay_ticked(client: Client, version: ConfigVersion) -> None:
    taken = [_taken(version, f"Person {n}", 60, 80) for n in range(6)]
    page = _get(client, *taken, status=400)
    assert "Up to 5 can be read side by side" in page
    assert page.count(" checked") == 6
    assert _get(client, *taken[:5])


def test_an_interview_under_way_is_not_compared(client: Client, version: ConfigVersion) -> None:
    running = factories.SessionFactory(config=version.config, config_version=version)
    assert "still going on" in _get(client, _taken(version, ANN, 60, 80), running, status=400)


def test_without_candidates_the_page_asks_of_which_interview(client: Client, version: ConfigVersion) -> None:
    assert "As soon as two candidates" in _get(client)
    _taken(version, ANN, 60, 80)
    _taken(version, BEN, 70, 90)
    page = _get(client)
    assert f'href="/compare/?version={version.pk}"' in page
    assert ANN in client.get("/compare/", {"version": version.pk}).content.decode()


def test_a_candidate_without_a_report_is_not_ranked(client: Client, version: ConfigVersion) -> None:
    waiting = factories.SessionFactory(
        config=version.config, config_version=version, completed=True, candidate_name="Wanda Waiting"
    )
    page = _words(_get(client, _taken(version, ANN, 0, 8), waiting))
    assert "No report yet for Wanda Waiting" in page
    assert "Not ranked Wanda Waiting Not assessed" in page


def test_two_of_one_name_are_told_apart(client: Client, version: ConfigVersion) -> None:
    page = _words(_get(client, _taken(version, ANN, 10, 20), _taken(version, ANN, 70, 90, candidate__email="a2@x.org")))
    assert f"Clear: {ANN} (2) above {ANN}" in page


def test_nothing_of_anothers_is_compared(client: Client, version: ConfigVersion) -> None:
    foreign = _taken(freeze(factories.InterviewConfigFactory(open=True)), BEN, 70, 90)
    _get(client, _taken(version, ANN, 60, 80), foreign, status=404)
    assert client.get("/compare/", {"version": foreign.config_version_id}).status_code == 404
    assert client.get("/compare/", {"session": "not-an-id"}).status_code == 404
    assert BEN not in _get(client)


def test_five_candidates_with_many_answers_take_few_queries(client: Client, version: ConfigVersion) -> None:
    taken = [_taken(version, f"Person {n}", 60, 80) for n in range(5)]
    for session in taken:
        for _ in range(20):
            evaluation = factories.EvaluationFactory(response__session=session)
            factories.ScoreOverrideFactory(evaluation=evaluation)
    for blind in ("0", "1"):
        with CaptureQueriesContext(connection) as captured:
            _get(client, *taken, blind=blind)
        assert len(captured) <= 15


# --- By calls ----------------------------------------------------------------------------------------


def test_a_program_gets_the_same_comparison(rita: User, version: ConfigVersion) -> None:
    ann, ben = _taken(version, ANN, 20, 40), _taken(version, BEN, 70, 90)
    found = Api(bearer(rita)).get(f"/api/compare?session={ann.pk}&session={ben.pk}").json()
    assert [c["session"] for c in found["candidates"]] == [str(ann.pk), str(ben.pk)]
    assert [(band["band"], band["candidates"]) for band in found["bands"]] == [(1, [BEN]), (2, [ANN])]
    technical = next(row for row in found["skills"] if row["name"] == "Technical")
    assert (technical["difference"], technical["clear"]) == (f"{BEN} above {ANN}", True)
    communication = next(row for row in found["skills"] if row["name"] == "Communication")
    assert [cell["score"] for cell in communication["cells"]] == [None, None]


def test_a_blind_comparison_by_calls_names_nobody(rita: User, version: ConfigVersion) -> None:
    ann, ben = _taken(version, ANN, 20, 40), _taken(version, BEN, 70, 90)
    text = Api(bearer(rita)).get(f"/api/compare?session={ann.pk}&session={ben.pk}&blind=1").content.decode()
    for told in (ANN, BEN, "Annabel", "Krautwurst", str(ann.pk), str(ben.pk), str(ann.responses.get().pk)):
        assert told not in text


def test_what_cannot_be_compared_is_refused_in_the_same_words(rita: User, version: ConfigVersion) -> None:
    api, ann = Api(bearer(rita)), _taken(version, ANN, 20, 40)
    is_error(api.get("/api/compare"), 400)
    is_error(api.get(f"/api/compare?session={ann.pk}"), 400)
    is_error(api.get("/api/compare?session=nonsense"), 400)
    foreign = _taken(freeze(factories.InterviewConfigFactory(open=True)), BEN, 70, 90)
    is_error(api.get(f"/api/compare?session={ann.pk}&session={foreign.pk}"), 404)
