"""One key, one thing: every call that creates, and the answers of candidates, under an ``Idempotency-Key``."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from typing import Any

import pytest
from asgiref.sync import sync_to_async
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import AsyncClient, override_settings
from drf_spectacular.generators import SchemaGenerator

from interviewer.accounts.models import User
from interviewer.simulation.audio import webm
from interviewer.tests.api import RESUME, Api, apost, bearer, is_error
from interviewer.tests.factories import EvaluationFactory, UserFactory
from interviewer.tests.test_contract_d import ANSWER, create_interview, start_session
from interviewer.webhooks.models import WebhookEndpoint
from interviews import seats
from interviews.models import Question, Recording, Response
from interviews.tests.helpers import open_config, settle, sit_down
from reports.models import Report

pytestmark = pytest.mark.django_db

KEY = {"Idempotency-Key": "3f0f7f6e-once-and-no-more"}
# What these do can be done again without making anything: they set a state, or hand out what is worth little twice.
NEED_NO_KEY = {
    "/api/auth/token": "a new pair of tokens each time",
    "/api/auth/refresh": "a refresh token works once by itself",
    "/api/auth/sign-out": "ends what is over already",
    "/api/complete-interview": "an interview ends once",
    "/complete-interview": "an interview ends once",
    "/api/sessions/{id}/end": "an interview ends once",
    "/api/sessions/{id}/socket-ticket": "a ticket opens one socket: the same again would be worth nothing",
    "/api/configs/{id}/open": "sets a state",
    "/api/configs/{id}/close": "sets a state",
    "/api/invitations/{id}/revoke": "sets a state",
    "/api/accommodation-requests/{id}/grant": "a request is answered once",
    "/api/accommodation-requests/{id}/decline": "a request is answered once",
    "/api/share-links/{id}/revoke": "sets a state",
    "/api/auth/link": "a letter with a link, few of them in a quarter of an hour",
    "/api/auth/link/redeem": "a link works once by itself",
    "/api/profile/email": "a letter with a link, few of them in a quarter of an hour",
    "/api/profile/email/confirm": "a link works once by itself",
    "/api/my/interviews/{id}/continue": "hands out the same seat again",
    "/api/privacy-requests/{id}/withdraw": "sets a state",
    "/api/erasures/{id}/carry-out": "what is erased is erased",
}


def test_every_call_that_creates_takes_a_key() -> None:
    schema: Any = SchemaGenerator().get_schema(request=None, public=True)
    without = {
        path
        for path, operations in schema["paths"].items()
        if "post" in operations
        and "Idempotency-Key" not in {p["name"] for p in operations["post"].get("parameters", [])}
    }
    assert without == set(NEED_NO_KEY)


Made = tuple[str, Any, Any]


def _config(user: User) -> Any:
    return open_config(user)


def _evaluation(user: User) -> Any:
    evaluation = EvaluationFactory()
    config = evaluation.response.session.config
    type(config).objects.filter(pk=config.pk).update(created_by=user)
    return evaluation


def _session(user: User) -> Any:
    return _evaluation(user).response.session


def _webhook(user: User) -> Any:
    return WebhookEndpoint.objects.create(owner=user, url="https://example.com/hook")


def _question(user: User) -> Any:
    return Question.objects.filter(config=_config(user)).first()


CREATING: dict[str, Callable[[User], Made]] = {
    "interview": lambda user: ("interviews/create", {"job_role": "Engineer"}, {"job_role": "Designer"}),
    "config": lambda user: ("configs", {"job_role": "Engineer"}, {"job_role": "Designer"}),
    "copy": lambda user: (f"configs/{_config(user).pk}/duplicate", {}, {"x": 1}),
    "question": lambda user: (f"configs/{_config(user).pk}/questions", {"text": "Why so?"}, {"text": "How so?"}),
    "another question": lambda user: (f"questions/{_question(user).pk}/replace", {}, {"x": 1}),
    "harder question": lambda user: (f"questions/{_question(user).pk}/difficulty", {"step": 1}, {"step": -1}),
    "invitation": lambda user: (
        f"configs/{_config(user).pk}/invitations", {"email": "a@example.com"}, {"email": "b@example.com"},
    ),
    "practice interview": lambda user: ("interviews/start", {"role": "Engineer"}, {"role": "Designer"}),
    "resume": lambda user: ("resumes", {"text": RESUME}, {"text": RESUME + " More."}),
    "override": lambda user: (
        f"evaluations/{_evaluation(user).pk}/overrides", {"score": 80, "reason": "Yes"}, {"score": 70, "reason": "No"},
    ),
    "verdict": lambda user: (
        f"sessions/{_session(user).pk}/verdicts", {"decision": "advance", "reason": "Good."},
        {"decision": "reject", "reason": "Bad."},
    ),
    "webhook": lambda user: ("webhooks", {"url": "https://example.com/a"}, {"url": "https://example.com/b"}),
    "test event": lambda user: (f"webhooks/{_webhook(user).pk}/test", {}, {"x": 1}),
    "answer in a room": lambda user: (
        "evaluate-answer", {"question": "Why?", "answer": "So."}, {"question": "Why?", "answer": "Not so."},
    ),
}  # fmt: skip


@pytest.mark.parametrize("what", CREATING)
def test_the_same_key_gives_the_same_answer_and_another_body_is_refused(what: str) -> None:
    user = UserFactory()
    path, body, other = CREATING[what](user)
    api = Api(bearer(user))
    first = api.post(f"/api/{path}", body, **KEY)
    assert first.status_code in {200, 201, 202}, first.content
    again = api.post(f"/api/{path}", body, **KEY)
    assert (again.status_code, again.content) == (first.status_code, first.content)
    assert again["Idempotent-Replayed"] == "true"
    is_error(api.post(f"/api/{path}", other, **KEY), 409, "idempotency_key_reused")


def test_a_report_is_written_again_once_under_one_key() -> None:
    user = UserFactory()
    report = Report.objects.create(session=_session(user))
    type(report.session).objects.update(status="completed")
    api = Api(bearer(user))
    answers = [api.post(f"/api/reports/{report.pk}/rewrite", **KEY) for _ in range(2)]
    assert [a.status_code for a in answers] == [202, 202]
    assert answers[1]["Idempotent-Replayed"] == "true"


# --- Answers -----------------------------------------------------------------------------------------


def the_call(started: dict[str, Any], **fields: Any) -> dict[str, Any]:
    return {"question_number": 1, "question_text": started["first_question"], "live_transcript": ANSWER, **fields}


async def send(started: dict[str, Any], data: dict[str, Any], client: AsyncClient | None = None) -> Any:
    path = f"/api/public/session/{started['session_id']}/submit-response"
    headers = {"X-Session-Token": started["session_token"], **KEY}
    return await apost(client or AsyncClient(), path, data, **headers)


@pytest.mark.django_db(transaction=True)
async def test_an_answer_under_a_key_is_replayed_and_another_recording_under_it_refused(worker: None) -> None:
    started = await sync_to_async(lambda: start_session(create_interview()["id"]))()
    sound, other = webm(1.0), webm(1.0) + b"!"

    def audio(body: bytes) -> dict[str, Any]:
        return the_call(started, audio_file=SimpleUploadedFile("a.webm", body, "audio/webm"))

    first = await send(started, audio(sound))
    again = await send(started, audio(sound))
    assert (first.status_code, again.status_code) == (200, 200)
    assert first.json() == again.json()
    assert again["Idempotent-Replayed"] == "true"
    is_error(await send(started, audio(other)), 409, "idempotency_key_reused")
    assert await Recording.objects.acount() == 1
    assert (await Recording.objects.aget()).bytes == len(sound)


@pytest.mark.django_db(transaction=True)
async def test_fifty_submits_under_one_key_get_one_answer(worker: None) -> None:
    started = await sync_to_async(lambda: start_session(create_interview()["id"]))()
    answers = await asyncio.gather(*(send(started, the_call(started)) for _ in range(50)))
    assert {a.status_code for a in answers} == {200}
    assert len({a.content for a in answers}) == 1
    assert await Response.objects.filter(session_id=started["session_id"]).acount() == 2


@pytest.mark.django_db(transaction=True)
def test_an_answer_that_is_not_decided_yet_is_no_last_word() -> None:
    started = start_session(create_interview()["id"])
    api = Api({"X-Session-Token": started["session_token"], **KEY})
    path = f"/api/public/session/{started['session_id']}/submit-response"
    with override_settings(SUBMIT_WAIT_SECONDS=0):
        assert api.post(path, the_call(started)).status_code == 202
        is_error(api.post(path, the_call(started, text="Something else.")), 409, "idempotency_key_reused")
    settle()
    decided = api.post(path, the_call(started))
    assert decided.status_code == 200
    assert api.post(path, the_call(started)).content == decided.content


@pytest.mark.django_db(transaction=True)
def test_a_key_tells_nobody_elses_answer() -> None:
    first, second = (start_session(create_interview()["id"]) for _ in range(2))
    path = f"/api/public/session/{first['session_id']}/submit-response"
    with override_settings(SUBMIT_WAIT_SECONDS=0):
        assert Api({"X-Session-Token": first["session_token"], **KEY}).post(path, the_call(first)).status_code == 202
        is_error(Api({"X-Session-Token": second["session_token"], **KEY}).post(path, the_call(first)), 404)
        is_error(Api(KEY).post(path, the_call(first)), 401)


@pytest.mark.django_db(transaction=True)
def test_a_practice_answer_takes_a_key_too() -> None:
    seat = sit_down(open_config())
    question = seat.question.pk
    api = Api({"X-Session-Token": seats.token(seat.session_id), **KEY})
    path = f"/api/interviews/{seat.session_id}/answer"
    with override_settings(SUBMIT_WAIT_SECONDS=0):
        assert api.post(path, {"question_id": str(question), "answer": ANSWER}).status_code == 202
        is_error(api.post(path, {"question_id": str(question), "answer": "No."}), 409, "idempotency_key_reused")
