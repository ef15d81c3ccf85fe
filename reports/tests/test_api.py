"""Reports, gradings and people's decisions, by calls."""

from __future__ import annotations

import pytest

from interviewer.accounts.models import User
from interviewer.tests.api import Api, bearer, is_error
from interviewer.tests.factories import (
    CandidateFactory,
    EvaluationFactory,
    InterviewConfigFactory,
    ReportFactory,
    SessionFactory,
    SkillScoreFactory,
    UserFactory,
)
from interviewer.work.models import Work
from interviews.models import InterviewSession
from reports.models import Evaluation

pytestmark = pytest.mark.django_db


@pytest.fixture
def rita() -> User:
    return UserFactory()


@pytest.fixture
def api(rita: User) -> Api:
    return Api(bearer(rita))


def a_session(owner: User, **fields: object) -> InterviewSession:
    return SessionFactory(config=InterviewConfigFactory(created_by=owner, open=True), completed=True, **fields)


def test_a_verdict_is_given_with_its_reason_and_a_second_one_stands_beside_it(api: Api, rita: User) -> None:
    session = a_session(rita)
    path = f"/api/sessions/{session.pk}/verdicts"
    assert api.post(path, {"decision": "hold", "reason": "Not now."}).status_code == 201
    assert api.post(path, {"decision": "advance", "reason": "After all."}).json()["author"] == str(rita.pk)
    assert [v["decision"] for v in api.get(f"/api/verdicts?session={session.pk}").json()["results"]] == [
        "advance",
        "hold",
    ]
    is_error(api.post(path, {"decision": "advance"}), 400)
    is_error(Api(bearer(UserFactory())).post(path, {"decision": "reject", "reason": "x"}), 404)
    running = SessionFactory(config=session.config)
    is_error(api.post(f"/api/sessions/{running.pk}/verdicts", {"decision": "hold", "reason": "x"}), 409)


def test_an_override_stands_beside_the_score(api: Api, rita: User) -> None:
    evaluation = EvaluationFactory(response__session=a_session(rita))
    path = f"/api/evaluations/{evaluation.pk}"
    assert api.post(f"{path}/overrides", {"score": 90, "reason": "It was better."}).status_code == 201
    shown = api.get(path).json()
    assert (shown["score"], [o["score"] for o in shown["overrides"]]) == (72.0, [90])
    is_error(api.post(f"{path}/overrides", {"score": 101, "reason": "x"}), 400)
    is_error(Api(bearer(UserFactory())).post(f"{path}/overrides", {"score": 1, "reason": "x"}), 404)
    assert Evaluation.objects.get().score == 72.0


def test_a_report_is_written_again(api: Api, rita: User) -> None:
    report = ReportFactory(session=a_session(rita))
    assert api.post(f"/api/reports/{report.pk}/rewrite").status_code == 202
    assert Work.objects.filter(kind="reports.write", key=report.session_id).exists()


def test_the_export_is_safe_to_open_in_a_spreadsheet(api: Api, rita: User) -> None:
    session = a_session(rita, candidate_name="=cmd|' /C calc'!A0")
    ReportFactory(session=session)
    a_session(UserFactory(), candidate_name="Somebody Else")
    answer = api.get("/api/exports/sessions")
    text = b"".join(answer.streaming_content).decode()
    assert "'=cmd" in text
    assert "Somebody Else" not in text
    assert "68.0" in text
    whole = api.get(f"/api/sessions/{session.pk}/export").json()
    assert set(whole) == {"session", "report", "responses", "evaluations", "verdicts"}


def test_an_interview_is_ended_once(api: Api, rita: User) -> None:
    session = SessionFactory(config=InterviewConfigFactory(created_by=rita, open=True))
    ended = api.post(f"/api/sessions/{session.pk}/end")
    assert ended.json()["completion_method"] == "manually_ended"
    is_error(api.post(f"/api/sessions/{session.pk}/end"), 409)


def test_trends_follow_the_line_through_the_interviews(api: Api, rita: User) -> None:
    person = CandidateFactory()
    for technical, talk in ((40, 80), (50, 60), (70, 40), (76, 30)):
        report = ReportFactory(session=a_session(rita, candidate=person))
        SkillScoreFactory(report=report, skill="technical", score=technical)
        SkillScoreFactory(report=report, skill="communication", score=talk)
    found = api.get(f"/api/analytics/skills/trends?candidate_id={person.pk}").json()
    assert found["technical"] == {
        "trend": "improving", "interviews": 4, "earlier": 0.45, "later": 0.73, "change": 0.28,
        "slope": 0.13, "slope_low": 0.05, "slope_high": 0.21,
    }  # fmt: skip
    assert found["communication"]["trend"] == "declining"
    assert found["problem_solving"]["trend"] is None
    other = CandidateFactory()
    assert api.get(f"/api/analytics/skills/trends?candidate_id={other.pk}").json()["technical"]["interviews"] == 0
    is_error(api.get("/api/analytics/skills/trends?candidate_id=5"), 400)
    is_error(api.get("/api/analytics/skills/compare"), 400)
    is_error(api.get("/api/analytics/skills/compare?interview_ids=1,2"), 404)


def test_an_unscored_answer_is_null_and_never_nought(api: Api, rita: User) -> None:
    session = a_session(rita)
    EvaluationFactory(response__session=session, unscored=True)
    record = api.get(f"/api/sessions/{session.pk}").json()
    assert record["individual_scores"][0] is None
    assert record["average_score"] is None
    report = api.get(f"/api/reports/session/{session.pk}").json()
    assert report["responses"][0]["answer_quality"] == "Not graded"
    assert report["scores"] == {"communication": None, "technical": None, "problem_solving": None}
    assert report["overall_assessment"]["recommendation"] is None
