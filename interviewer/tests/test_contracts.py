"""Every request, response and message that existing clients rely on, field by field."""

from __future__ import annotations

import json
from datetime import datetime, timedelta
from typing import Any

import pytest
from asgiref.sync import sync_to_async
from django.test import AsyncClient

from interviewer.accounts.models import User
from interviewer.tests.api import RESUME, Api, bearer, has_shape, includes_shape, is_error
from interviewer.tests.factories import PASSWORD, UserFactory
from interviews import events, seats
from interviews.models import InterviewSession, Response
from interviews.protocol import Answer, parse_text
from interviews.tests.helpers import GOOD, HALF, open_config, settle, sit_down
from reports.models import Evaluation, Report

pytestmark = pytest.mark.django_db(transaction=True)

ANSWER = "An index lets the database find rows without reading the whole table, at some cost for each write."


# --- D: the report (its calls are in test_contract_d) -----------------------------------------------


def finished_session(owner: User | None = None, **config: Any) -> InterviewSession:
    """A whole interview by text, graded and reported."""
    seat = sit_down(open_config(owner or UserFactory(), follow_ups_per_question=1, **config))
    for answer in (GOOD, HALF, "I don't know."):
        if seat.session.status == "in_progress":
            seat.answer(answer)
    while seat.session.status == "in_progress":
        seat.answer(GOOD)
    settle()
    return seat.session


def owner_of(session: InterviewSession) -> User:
    return session.config.created_by


def test_the_report_reads_as_the_contract_says() -> None:
    session = finished_session()
    path = f"/api/reports/session/{session.pk}"
    answer = Api(bearer(owner_of(session))).get(path)
    assert answer.status_code == 200
    body = answer.json()
    has_shape(
        {name: body[name] for name in body if name != "candidate"},
        {
            "session_id": str,
            "scores": {"communication": (int, None), "technical": (int, None), "problem_solving": (int, None)},
            "responses": [
                {
                    "display_label": str,
                    "question_type": {"preset", "follow_up", "resume"},
                    "question_text": str,
                    "candidate_answer": str,
                    "key_points": [str],
                    "answer_quality": str,
                }
            ],
            "overall_assessment": {"recommendation": str, "strengths": [str], "areas_for_improvement": [str]},
        },
    )
    assert body["candidate"]["name"] == "Carla Candidate"
    labels = [r["display_label"] for r in body["responses"]]
    assert labels[0] == "Q1"
    assert "Q2 Follow-up 1" in labels
    assert body["responses"][0]["answer_quality"] in {"Good", "Excellent"}
    assert 0 <= body["scores"]["technical"] <= 100
    is_error(Api().get(path), 401)
    is_error(Api(bearer(UserFactory())).get(path), 404)


# --- A: the interview room ---------------------------------------------------------------------------

EVALUATE = {
    "room_id": "room_123",
    "question": "Explain SOLID principles",
    "answer": "SOLID stands for five principles: Single Responsibility means a class has one reason to change, "
    "Open/Closed means open for extension and closed for modification.",
    "candidate_id": "candidate@email.com",
    "question_number": 3,
    "expected_keywords": ["Single Responsibility", "Open/Closed", "Liskov"],
    "difficulty_level": "medium",
}
EVALUATED = {
    "is_correct": bool,
    "is_partial": bool,
    "score": float,
    "evaluation": {"accuracy": int, "completeness": int, "relevance": int, "confidence": {"low", "medium", "high"}},
    "feedback": str,
    "keywords_matched": [str],
    "keywords_missed": [str],
    "strengths": [str],
    "improvements": [str],
}


@pytest.mark.parametrize("path", ["/api/evaluate-answer", "/evaluate-answer", "/evaluate-response"])
def test_an_answer_in_a_room_is_graded(path: str) -> None:
    answer = Api().post(path, EVALUATE)
    assert answer.status_code == 200, answer.content
    body = answer.json()
    has_shape(body, EVALUATED)
    assert 0 <= body["score"] <= 10
    assert body["is_correct"] == (body["score"] >= 6)
    assert set(body["keywords_matched"]) == {"Single Responsibility", "Open/Closed"}
    assert body["keywords_missed"] == ["Liskov"]
    assert not Response.objects.exists()


def test_an_answer_that_says_nothing_has_no_score() -> None:
    body = Api().post("/api/evaluate-answer", EVALUATE | {"answer": ""}).json()
    assert body["score"] is None
    assert body["evaluation"]["accuracy"] is None
    assert (body["is_correct"], body["is_partial"]) == (False, False)


@pytest.mark.parametrize("path", ["/api/complete-interview", "/complete-interview"])
def test_a_room_is_completed(path: str) -> None:
    assert Api().post(path, {"room_id": "room_123"}).json() == {"success": True}
    seat = sit_down(open_config())
    api = Api(bearer(owner_with_password(seat.session)))
    answer = api.post(path, {"room_id": str(seat.session_id)})
    assert (answer.status_code, answer.json()) == (200, {"success": True})
    assert seat.session.status == "completed"
    assert seat.session.completion_method == "manually_ended"


def test_nobody_ends_the_interview_of_somebody_else() -> None:
    seat = sit_down(open_config())
    is_error(Api(bearer(UserFactory())).post("/api/complete-interview", {"room_id": str(seat.session_id)}), 404)
    is_error(Api().post("/api/complete-interview", {"room_id": str(seat.session_id)}), 404)
    assert seat.session.status == "in_progress"


def owner_with_password(session: InterviewSession) -> User:
    owner = owner_of(session)
    owner.set_password(PASSWORD)
    owner.save()
    return owner


def test_what_a_recruiter_asks_in_the_room_is_kept_and_a_candidates_own_question_is_not() -> None:
    seat = sit_down(open_config())
    question = {**EVALUATE, "room_id": str(seat.session_id)}
    has_shape(
        Api({"X-Session-Token": seats.token(seat.session_id)}).post("/api/evaluate-answer", question).json(), EVALUATED
    )
    assert len(seat.responses) == 1
    Api(bearer(owner_with_password(seat.session))).post("/api/evaluate-answer", question)
    settle()
    assert [r.question_text for r in seat.responses] == [seat.responses[0].question_text, "Explain SOLID principles"]
    assert Evaluation.objects.get(response__number=2).keywords_missed == ["Liskov"]
    seat.answer(GOOD)
    assert seat.question.question_type == "preset"


@pytest.fixture
def sent(monkeypatch: pytest.MonkeyPatch) -> list[tuple[str, dict[str, Any]]]:
    """What goes to the groups: (group, message)."""
    found: list[tuple[str, dict[str, Any]]] = []
    monkeypatch.setattr(events, "_send", lambda group, payload: found.append((group, payload["message"])))
    return found


@pytest.mark.parametrize("shown", [True, False])
def test_the_rooms_messages(sent: list[tuple[str, dict[str, Any]]], shown: bool) -> None:
    session = finished_session(candidate_feedback=shown)
    room = {name: [m for g, m in sent if m["type"] == name and g == events.monitor_group(session.pk)] for name in (
        "answer_evaluation", "response_analysis", "interview_complete",
    )}  # fmt: skip
    quick = {"is_correct": bool, "is_partial": bool, "score": (float, None)}
    has_shape(room["answer_evaluation"], [{"type": str, "evaluation": quick, "timestamp": str}])
    has_shape(room["response_analysis"], [{"type": str, "analysis": {**quick, "feedback": str}}])
    has_shape(
        room["interview_complete"],
        [
            {
                "type": str,
                "score": float,
                "performance": {
                    "total_score": float,
                    "correct_answers": int,
                    "wrong_answers": int,
                    "partial_answers": int,
                    "strengths": [str],
                    "weaknesses": [str],
                    "recommendation": str,
                },
                "analysis": {
                    "communication_score": (int, None),
                    "technical_score": (int, None),
                    "confidence_level": (int, None),
                    "response_quality": (int, None),
                },
            }
        ],
    )
    assert len(room["answer_evaluation"]) >= 3
    assert len(room["interview_complete"]) == 1
    assert datetime.fromisoformat(room["answer_evaluation"][0]["timestamp"]).utcoffset() == timedelta(0)
    report = Report.objects.get(session=session)
    assert report.score is not None
    assert room["interview_complete"][0]["score"] == round(report.score, 1)
    to_candidate = {m["type"] for g, m in sent if g == events.session_group(session.pk)}
    assert ("answer_evaluation" in to_candidate) is shown
    assert ("interview_complete" in to_candidate) is shown


# --- B: session records ------------------------------------------------------------------------------

SESSION = {
    "session_id": str,
    "user_id": str,
    "interview_type": {"structured", "technical", "resume"},
    "status": {"pending", "in_progress", "completed"},
    "topics": [str],
    "total_questions": int,
    "completed_questions": int,
    "current_question_index": int,
    "start_time": (str, None),
    "end_time": (str, None),
    "duration": (int, None),
    "average_score": (int, None),
    "individual_scores": list,
    "completion_method": (str, None),
    "final_results": (dict, None),
    "created_at": str,
    "updated_at": str,
}
RESPONSE = {
    "question_text": str,
    "user_response": str,
    "code_submission": (str, None),
    "score": (float, None),
    "feedback": str,
    "time_taken": float,
    "hints_used": int,
    "difficulty": str,
}


def test_a_session_reads_alike_wherever_it_is_given_out() -> None:
    session = finished_session()
    api = Api(bearer(owner_of(session)))
    one = api.get(f"/api/sessions/{session.pk}").json()
    has_shape(one, SESSION)
    assert api.get("/api/sessions").json()["results"] == [one]
    assert one["completion_method"] == "automatic"
    assert len(one["individual_scores"]) == one["total_questions"] == one["completed_questions"]
    assert None in one["individual_scores"]
    given = [s for s in one["individual_scores"] if s is not None]
    assert one["average_score"] == round(sum(given) / len(given))


def test_a_session_without_an_answer_has_no_average() -> None:
    seat = sit_down(open_config())
    one = Api(bearer(owner_with_password(seat.session))).get(f"/api/sessions/{seat.session_id}").json()
    has_shape(one, SESSION)
    assert one["current_question_index"] == 0
    assert one["average_score"] is None
    assert one["individual_scores"] == [None, None, None]
    assert (one["end_time"], one["duration"], one["completion_method"], one["final_results"]) == (None,) * 4


def test_responses_read_as_the_contract_says() -> None:
    session = finished_session()
    rows = Api(bearer(owner_of(session))).get(f"/api/sessions/{session.pk}/responses").json()
    has_shape(rows, [RESPONSE])
    assert len(rows) >= 3
    assert {row["code_submission"] for row in rows} == {None}


def test_the_performance_metrics_of_a_session() -> None:
    session = finished_session()
    body = Api(bearer(owner_of(session))).get(f"/api/sessions/{session.pk}/performance").json()
    number = (float, None)
    has_shape(
        body,
        {
            "response_rate": number, "accuracy": number, "communication_score": number,
            "technical_score": number, "confidence_level": number,
        },
    )  # fmt: skip
    assert 0 < body["accuracy"] <= 100


# --- C: skill analytics ------------------------------------------------------------------------------

SKILLS = ("communication", "technical", "problem_solving", "code_quality")


def each_skill(shape: Any) -> dict[str, Any]:
    return dict.fromkeys(SKILLS, shape)


def test_skill_analytics_on_the_scale_of_0_to_1() -> None:
    owner = UserFactory()
    ids = [str(finished_session(owner).pk)]
    ids.append(str(finished_session(owner, retakes=1).pk))
    api = Api(bearer(owner))
    course = api.get("/api/analytics/skills/progression").json()
    has_shape(course, each_skill([{"interview_id": str, "date": str, "score": float}]))
    assert [p["interview_id"] for p in course["technical"]] == ids
    assert all(0 <= p["score"] <= 1 for p in course["technical"])
    averages = api.get("/api/analytics/skills/averages").json()
    has_shape(averages, each_skill((float, None)))
    assert averages["code_quality"] is None
    side_by_side = api.get(f"/api/analytics/skills/compare?interview_ids={','.join(ids)}").json()
    has_shape(side_by_side, each_skill(dict.fromkeys(ids, (float, None))))
    skills = api.get(f"/api/interviews/{ids[0]}/skills").json()
    has_shape(
        skills,
        each_skill({"score": (float, None), "strengths": [str], "weaknesses": [str], "recommendations": [str]}),
    )
    assert skills["technical"]["score"] == side_by_side["technical"][ids[0]]
    assert 1 <= len(skills["technical"]["recommendations"]) <= 3
    trends = api.get("/api/analytics/skills/trends").json()
    assert trends["technical"]["trend"] == "steady"
    assert trends["code_quality"] == {
        "trend": None, "interviews": 0, "earlier": None, "later": None, "change": None,
        "slope": None, "slope_low": None, "slope_high": None,
    }  # fmt: skip
    foreign = Api(bearer(UserFactory()))
    is_error(foreign.get(f"/api/analytics/skills/compare?interview_ids={ids[0]}"), 404)
    is_error(foreign.get(f"/api/interviews/{ids[0]}/skills"), 404)
    assert foreign.get("/api/analytics/skills/averages").json() == each_skill(None)


# --- E: the interview service ------------------------------------------------------------------------


def test_health_answers() -> None:
    assert Api().get("/health").status_code == 200


def test_the_profile_is_read_and_changed() -> None:
    user = UserFactory(candidate=True)
    api = Api(bearer(user))
    assert api.get("/api/profile").json()["email"] == user.email
    answer = api.put("/api/profile", {"name": "Another Name", "role": "admin"})
    assert (answer.status_code, answer.json()["name"], answer.json()["role"]) == (200, "Another Name", "candidate")
    is_error(Api().get("/api/profile"), 401)


async def test_a_practice_interview_by_calls(worker: None) -> None:
    user = await sync_to_async(UserFactory)(candidate=True)
    headers = await sync_to_async(bearer)(user)
    api = Api(headers)
    resume = await sync_to_async(api.post)("/api/resumes", {"text": RESUME})
    assert resume.status_code == 201, resume.content
    body = {"role": "Backend Engineer", "resume": resume.json()["id"]}
    started = await sync_to_async(api.post)("/api/interviews/start", body)
    assert started.status_code == 201, started.content
    interview = started.json()
    shown = (await sync_to_async(api.get)(f"/api/interviews/{interview['id']}")).json()
    includes_shape(
        shown,
        {
            "status": {"in_progress"},
            "phase": {"introduction", "projects", "standout_skills", "role_skills"},
            "difficulty": str,
            "progress": {"answered": int, "total": int, "percent": int},
            "current_question": dict,
        },
    )
    question = shown["current_question"]
    answer = await AsyncClient().post(
        f"/api/interviews/{interview['id']}/answer",
        {"question_id": question["question_id"], "answer": ANSWER},
        content_type="application/json",
        headers=headers,
    )
    assert answer.status_code == 200, answer.content
    assert answer.json()["next_question"]["question_id"] != question["question_id"]
    listed = (await sync_to_async(api.get)("/api/interviews")).json()["results"]
    assert [row["id"] for row in listed] == [interview["id"]]
    others = Api(await sync_to_async(bearer)(await sync_to_async(UserFactory)(candidate=True)))
    is_error(await sync_to_async(others.get)(f"/api/interviews/{interview['id']}"), 404)
    assert (await sync_to_async(others.get)("/api/interviews")).json()["results"] == []


def test_the_sockets_answer_may_call_its_text_answer() -> None:
    message = {"type": "answer", "question_id": "00000000-0000-4000-8000-000000000000", "answer": "It depends."}
    parsed = parse_text(json.dumps(message))
    assert isinstance(parsed, Answer)
    assert parsed.text == "It depends."


def test_an_answer_that_names_what_was_expected_is_relevant() -> None:
    keywords = ["Single Responsibility", "Open/Closed", "Liskov"]
    body = {"question": "Explain SOLID", "answer": "It means single responsibility, and open/closed.", "room_id": "r"}
    answer = Api().post("/api/evaluate-answer", body | {"expected_keywords": keywords}).json()
    assert answer["keywords_missed"] == ["Liskov"]
    assert answer["evaluation"]["relevance"] > 50
