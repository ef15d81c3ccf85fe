"""Contract D: an interview by calls, from its creation to its last answer, field by field."""

from __future__ import annotations

import asyncio
from typing import Any

import pytest
from asgiref.sync import sync_to_async
from django.conf import settings
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import AsyncClient, override_settings
from django.utils.module_loading import import_string

from interviewer.simulation.audio import webm
from interviewer.tests.api import RESUME, Api, apost, bearer, has_shape, includes_shape, is_error
from interviewer.tests.factories import UserFactory
from interviews.models import InterviewSession, Recording, Response
from interviews.tests.helpers import settle
from reports.models import Evaluation

pytestmark = pytest.mark.django_db(transaction=True)

CREATE = {
    "job_role": "Backend Engineer",
    "job_description": "Python, Django and PostgreSQL.",
    "difficulty": "medium",
    "focus_areas": ["Python", "Databases"],
    "time_limit": 30,
    "avatar": "professional_female",
    "number_of_questions": 3,
}
ANSWER = "An index lets the database find rows without reading the whole table, at some cost for each write."


def recruiter_api() -> Api:
    return Api(bearer(UserFactory()))


def create_interview(api: Api | None = None, **fields: Any) -> dict[str, Any]:
    answer = (api or recruiter_api()).post("/api/interviews/create", CREATE | fields)
    assert answer.status_code == 201, answer.content
    return dict(answer.json())


def start_form(interview_id: str, **fields: Any) -> dict[str, Any]:
    return {
        "name": "Ann Example",
        "email": "ann@example.com",
        "phone": "+44 20 7946 0000",
        "resume_text": RESUME,
        "interview_id": interview_id,
        **fields,
    }


def start_session(interview_id: str, **fields: Any) -> dict[str, Any]:
    api = Api()
    answer = api.client.post("/api/public/session/start", start_form(interview_id, **fields))
    assert answer.status_code == 200, answer.content
    return dict(answer.json()["data"])


# --- D: avatar interviews ----------------------------------------------------------------------------


def test_an_interview_is_created_with_questions_and_a_link_that_opens() -> None:
    api = recruiter_api()
    made = create_interview(api)
    includes_shape(made, {"id": str, "interview_id": str, "questions": list, "shareable_link": str})
    assert made["shareable_link"].rstrip("/").endswith(f"/interview/{made['id']}")
    assert 1 <= len(made["questions"]) <= 3
    for question in made["questions"]:
        includes_shape(question, {"id": str, "question_text": str, "question_type": {"preset"}, "time_seconds": int})
    assert api.get(f"/interview/{made['id']}").status_code == 200


@pytest.mark.parametrize("areas", [{"Python": 3}, ["Python"], "Python, Databases", []])
def test_focus_areas_come_as_weights_a_list_or_words(areas: Any) -> None:
    create_interview(focus_areas=areas)


def test_a_session_starts_with_its_first_question() -> None:
    made = create_interview()
    answer = Api().client.post("/api/public/session/start", start_form(made["id"]))
    body = answer.json()
    assert answer.status_code == 200
    assert body["success"] is True
    includes_shape(
        body["data"], {"session_id": str, "first_question": str, "time_per_question": int, "total_questions": int}
    )
    assert body["data"]["first_question"] == made["questions"][0]["question_text"]
    session = InterviewSession.objects.get(pk=body["data"]["session_id"])
    assert session.status == "in_progress"
    assert session.consent is not None


def test_a_resume_file_that_cannot_be_read_is_said_so() -> None:
    made = create_interview()
    file = SimpleUploadedFile("cv.pdf", b"not a document", content_type="application/pdf")
    answer = Api().client.post("/api/public/session/start", start_form(made["id"], resume=file))
    assert "resume" in is_error(answer, 400)["fields"]
    assert not InterviewSession.objects.exists()


async def submit(client: AsyncClient, started: dict[str, Any], text: str, number: int, kind: str, **fields: Any) -> Any:
    data = {
        "question_number": number,
        "question_text": text,
        "question_type": kind,
        "live_transcript": ANSWER,
        **fields,
    }
    path = f"/api/public/session/{started['session_id']}/submit-response"
    return await apost(client, path, data, **{"X-Session-Token": started["session_token"]})


def decision_shape(action: str) -> dict[str, Any]:
    shape: dict[str, Any] = {"action": {action}, "question_text": str, "suggested_time_seconds": int}
    return shape | ({"next_index": int} if action == "preset" else {})


async def test_answers_lead_from_question_to_question_to_the_report(worker: None) -> None:
    api = await sync_to_async(recruiter_api)()
    made = await sync_to_async(create_interview)(api)
    started = await sync_to_async(start_session)(made["id"])
    client = AsyncClient()
    text, kind, seen = started["first_question"], "preset", []
    for number in range(1, 20):
        audio = {"audio_file": SimpleUploadedFile("a.webm", webm(1.0), "audio/webm")} if number == 1 else {}
        answer = await submit(client, started, text, number, kind, **audio)
        assert answer.status_code == 200, answer.content
        body = answer.json()
        assert body["success"] is True
        data = body["data"]
        assert data["action"] in {"preset", "follow_up", "resume", "complete"}
        if data["action"] == "complete":
            break
        includes_shape(data, decision_shape(data["action"]))
        assert data["question_text"] not in seen
        text, kind = data["question_text"], data["action"]
        seen.append(text)
    else:
        pytest.fail("the interview does not end")
    first = await Response.objects.aget(session_id=started["session_id"], number=1)
    assert first.transcript == ANSWER
    assert (await Recording.objects.aget(response=first)).complete


async def test_fifty_submits_at_once_make_one_answer_and_get_the_same_one(worker: None) -> None:
    made = await sync_to_async(create_interview)()
    started = await sync_to_async(start_session)(made["id"])
    answers = await asyncio.gather(
        *(submit(AsyncClient(), started, started["first_question"], 1, "preset") for _ in range(50))
    )
    assert {a.status_code for a in answers} == {200}
    assert len({a.content for a in answers}) == 1
    rows = Response.objects.filter(session_id=started["session_id"])
    assert await rows.acount() == 2
    for _ in range(200):
        if await Evaluation.objects.acount():
            break
        await asyncio.sleep(0.05)
    assert await Evaluation.objects.acount() == 1


# --- Session calls -----------------------------------------------------------------------------------


def test_a_session_is_answered_by_its_own_candidate_alone() -> None:
    first = start_session(create_interview()["id"])
    second = start_session(create_interview()["id"])
    path = f"/api/public/session/{first['session_id']}/submit-response"
    body = {"question_text": first["first_question"], "live_transcript": ANSWER}
    is_error(Api().post(path, body), 401)
    is_error(Api({"X-Session-Token": second["session_token"]}).post(path, body), 404)
    is_error(Api({"Authorization": f"Bearer {second['session_token']}"}).post(path, body), 404)
    assert Response.objects.get(session_id=first["session_id"]).is_open


def test_where_deciding_takes_long_the_answer_says_where_to_ask() -> None:
    started = start_session(create_interview()["id"])
    api = Api({"X-Session-Token": started["session_token"]})
    path = f"/api/public/session/{started['session_id']}/submit-response"
    body = {"question_number": 1, "question_text": started["first_question"], "live_transcript": ANSWER}
    with override_settings(SUBMIT_WAIT_SECONDS=0):
        answer = api.post(path, body)
    assert (answer.status_code, answer["Retry-After"]) == (202, "1")
    waiting = answer.json()["data"]
    has_shape(waiting, {"status": {"deciding"}, "question_id": str, "poll_url": str})
    assert api.get(waiting["poll_url"]).status_code == 202
    is_error(Api().get(waiting["poll_url"]), 401)
    settle()
    decided = api.get(waiting["poll_url"])
    assert (decided.status_code, decided.json()["success"]) == (200, True)
    includes_shape(decided.json()["data"], decision_shape(decided.json()["data"]["action"]))
    assert api.post(path, body).json() == decided.json()


def test_a_browser_needs_no_more_than_its_cookie_and_other_sites_can_not_use_it() -> None:
    api = Api()
    answer = api.client.post("/api/public/session/start", start_form(create_interview()["id"]))
    started = answer.json()["data"]
    path = f"/api/public/session/{started['session_id']}/submit-response"
    body = {"question_text": started["first_question"], "live_transcript": ANSWER}
    is_error(api.post(path, body, Origin="https://evil.example.net"), 401)
    with override_settings(SUBMIT_WAIT_SECONDS=0):
        assert api.post(path, body).status_code == 202


def test_the_start_is_made_once_under_one_key_and_seats_the_browser_each_time() -> None:
    form = start_form(create_interview()["id"])
    answers = []
    for _ in range(2):
        client = Api().client
        answers.append(
            client.post("/api/public/session/start", form, headers={"Idempotency-Key": "0c1f6e0e-start-once"})
        )
        assert any(name.startswith("seat_") for name in client.cookies)
    assert answers[0].json() == answers[1].json()
    assert InterviewSession.objects.count() == 1


def test_without_consent_no_interview_begins() -> None:
    form = start_form(create_interview()["id"], consent="false")
    is_error(Api().client.post("/api/public/session/start", form), 400, "consent_needed")
    assert not InterviewSession.objects.exists()


def test_no_middleware_makes_a_waiting_request_hold_a_thread() -> None:
    assert [path for path in settings.MIDDLEWARE if not import_string(path).async_capable] == []
