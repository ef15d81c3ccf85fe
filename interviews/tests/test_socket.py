"""The live interview over its socket, through the whole application, with a real worker behind it."""

from __future__ import annotations

import asyncio
import json
import struct
import uuid
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from hashlib import sha256
from typing import Any, get_args

import pytest
from asgiref.sync import sync_to_async
from channels.testing import WebsocketCommunicator
from django.http import HttpResponse

from candidates.services import claim_resume, give_consent, register, store_pasted_resume
from interviewer.accounts.models import User
from interviewer.asgi import application
from interviews import seats, server_messages
from interviews.links import Door
from interviews.models import InterviewSession, Response, ResponseState, SessionStatus
from interviews.protocol import pack_chunk
from interviews.services import clock, configs, recordings, sessions
from reports.models import Report, ReportState

pytestmark = pytest.mark.django_db(transaction=True)

GOOD = (
    "First I measured where the time went, then I changed one thing at a time, and the page became four times as fast."
)


def make_session(**fields: Any) -> InterviewSession:
    recruiter = User.objects.create_user(f"{uuid.uuid4().hex[:8]}@example.com", "a long password")
    config = configs.create_config(
        recruiter,
        {"job_role": "Backend Engineer", "job_description": "Python.", "number_of_questions": 2, **fields},
    )
    configs.open_config(recruiter, config)
    candidate = register(email=f"{uuid.uuid4().hex[:8]}@example.com", full_name="Ann Example", phone="")
    resume = store_pasted_resume(
        "Ann Example, developer. Skills: Python, Django.\nProjects\nLantern: a lamp that tells the time."
    )
    claim_resume(resume, candidate)
    session = sessions.create_session(Door(config), candidate, full_name="Ann Example", resume=resume)
    sessions.attach_consent(session, give_consent(candidate, address=None, user_agent="test"))
    return session


@pytest.fixture
def session() -> InterviewSession:
    return make_session()


def seat(session_id: uuid.UUID) -> bytes:
    response = HttpResponse()
    seats.give(response, session_id)
    name, morsel = next(iter(response.cookies.items()))
    return f"{name}={morsel.coded_value}".encode()


MODELS = {str(get_args(m.model_fields["type"].annotation)[0]): m for m in server_messages.SERVER_MESSAGES}


def documented(message: dict[str, Any]) -> None:
    """Nothing leaves the server that its models, and so ``docs/protocol.md``, don't know."""
    MODELS[message["type"]].model_validate(message)


class Page:
    """The candidate's page, as far as its socket goes."""

    def __init__(
        self, session_id: uuid.UUID, *, cookie: bytes | None = None, origin: bytes = b"http://localhost"
    ) -> None:
        headers = [(b"origin", origin), (b"cookie", seat(session_id) if cookie is None else cookie)]
        self.socket = WebsocketCommunicator(application, f"/ws/interview/{session_id}", headers=headers)

    async def send(self, **message: Any) -> None:
        await self.socket.send_json_to(message)

    async def expect(self, kind: str, /, **fields: Any) -> dict[str, Any]:
        """The next message of this type with these fields; others on the way are passed over."""
        while True:
            message = await self.socket.receive_json_from(timeout=20)
            documented(message)
            if message["type"] == kind and all(message.get(name) == value for name, value in fields.items()):
                return message

    async def closed_with(self) -> int:
        while True:
            frame = await self.socket.receive_output(timeout=10)
            if frame["type"] == "websocket.close":
                return frame["code"]


class ReviewingPage(Page):
    """A page that can show the review before the end."""

    def __init__(self, session_id: uuid.UUID) -> None:
        super().__init__(session_id)
        headers = [(b"origin", b"http://localhost"), (b"cookie", seat(session_id))]
        path = f"/ws/interview/{session_id}?features=review"
        self.socket = WebsocketCommunicator(application, path, headers=headers)


@asynccontextmanager
async def joined(session_id: uuid.UUID, kind: type[Page] = Page) -> AsyncIterator[Page]:
    page = kind(session_id)
    connected, _ = await page.socket.connect(timeout=10)
    assert connected
    try:
        yield page
    finally:
        await page.socket.disconnect(timeout=10)


async def get(model: Any, **lookup: Any) -> Any:
    return await model.objects.aget(**lookup)


@pytest.mark.usefixtures("worker")
async def test_an_interview_runs_from_the_first_question_to_its_report(session: InterviewSession) -> None:
    async with joined(session.pk) as page:
        hello = await page.expect("connected")
        assert hello["protocol"] == 1
        assert hello["limits"]["total_questions"] == 3
        seen: list[str] = []
        question = await page.expect("question")
        while True:
            assert question["question_id"] not in seen
            seen.append(question["question_id"])
            assert "expected_points" not in json.dumps(question), "the rubric stays on the server"
            await page.send(type="question_heard", question_id=question["question_id"])
            await page.expect("ack", kind="question_heard")
            await page.send(type="answer", question_id=question["question_id"], text=GOOD)
            await page.expect("ack", kind="answer")
            message = await page.socket.receive_json_from(timeout=20)
            if message["type"] == "completed":
                break
            question = message
        assert message["completion_method"] == "automatic"
        assert len(seen) >= 3

    async def ready() -> bool:
        return await Report.objects.filter(session=session, state=ReportState.READY).aexists()

    async with asyncio.timeout(20):
        while not await ready():
            await asyncio.sleep(0.02)
    states = [r.state async for r in Response.objects.filter(session=session)]
    assert set(states) == {ResponseState.ANSWERED}


async def test_without_a_seat_the_socket_is_refused_with_a_reason(session: InterviewSession) -> None:
    for cookie in (b"", seat(uuid.uuid4()), b"seat_x=1"):
        page = Page(session.pk, cookie=cookie)
        await page.socket.connect()
        assert (await page.expect("error"))["code"] == "not_allowed"
        assert await page.closed_with() == 4401
    assert (await get(InterviewSession, pk=session.pk)).status == SessionStatus.PENDING


async def test_a_page_of_another_site_cannot_open_the_socket(session: InterviewSession) -> None:
    page = Page(session.pk, origin=b"https://evil.example")
    connected, _ = await page.socket.connect()
    assert not connected


async def test_nothing_begins_without_consent(session: InterviewSession) -> None:
    await InterviewSession.objects.filter(pk=session.pk).aupdate(consent=None)
    page = Page(session.pk)
    await page.socket.connect()
    assert (await page.expect("error"))["code"] == "not_allowed"
    assert await page.closed_with() == 4401


def chunk(question_id: str, seq: int = 0, body: bytes = b"sound", **fields: Any) -> bytes:
    return pack_chunk({"type": "audio_chunk", "question_id": question_id, "seq": seq, **fields}, body)


async def test_nonsense_gets_a_coded_error_and_harms_nothing(session: InterviewSession) -> None:
    async with joined(session.pk) as page:
        question_id = (await page.expect("question"))["question_id"]
        nonsense: list[tuple[Any, str]] = [
            ("{", "invalid_json"),
            ("[1]", "invalid_message"),
            ('{"no": "type"}', "invalid_message"),
            ('{"type": "dance"}', "unknown_type"),
            ('{"type": "answer"}', "invalid_message"),
            (json.dumps({"type": "answer", "question_id": question_id, "text": 5}), "invalid_message"),
            (json.dumps({"type": "answer", "question_id": question_id, "score": 100}), "invalid_message"),
            (json.dumps({"type": "answer", "question_id": str(uuid.uuid4()), "text": "x"}), "unknown_question"),
            (json.dumps({"type": "audio_chunk", "question_id": question_id, "seq": -1, "data": ""}), "invalid_message"),
            (json.dumps({"type": "audio_chunk", "question_id": question_id, "seq": 0, "data": "?"}), "invalid_message"),
            (json.dumps({"type": "pause", "question_id": str(uuid.uuid4())}), "unknown_question"),
            (json.dumps({"type": "go_on"}), "invalid_message"),
            (json.dumps({"type": "more_time", "question_id": str(uuid.uuid4())}), "unknown_question"),
            (json.dumps({"type": "reopen", "question_id": question_id}), "not_reopened"),
            (json.dumps({"type": "observed", "question_id": question_id, "events": []}), "invalid_message"),
            (
                json.dumps({"type": "observed", "question_id": question_id, "events": [{"kind": "blink", "at": 1}]}),
                "invalid_message",
            ),
            (chunk(question_id, take=7), "no_more_takes"),
            (b"\x00", "invalid_message"),
            (b"\x00\x00\xff\xff{}", "invalid_message"),
            (struct.pack(">I", 2) + b"{}" + b"x", "invalid_message"),
            (chunk(question_id, size=99), "invalid_message"),
            (chunk(question_id, sha256="0" * 64), "chunk_damaged"),
            (chunk(str(uuid.uuid4())), "unknown_question"),
            (chunk(question_id, body=b""), "chunk_empty"),
            (chunk(question_id, body=b"x" * 299_000), "chunk_too_large"),
            (chunk(question_id, body=b"x" * 400_000), "too_large"),
        ]
        for frame, code in nonsense:
            await page.socket.send_to(**({"bytes_data": frame} if isinstance(frame, bytes) else {"text_data": frame}))
            assert (await page.expect("error"))["code"] == code, frame[:80]
        await page.send(type="get_current_question")
        assert (await page.expect("question"))["question_id"] == question_id
    assert recordings.segments(session.pk, uuid.UUID(question_id)) == []
    assert (await get(Response, pk=question_id)).state == ResponseState.ASKED


async def test_a_client_that_only_sends_nonsense_is_let_go(session: InterviewSession) -> None:
    async with joined(session.pk) as page:
        await page.expect("question")
        for _ in range(101):
            await page.socket.send_to(text_data="{")
        assert await page.closed_with() == 4429


async def test_the_newest_connection_takes_over_and_the_older_is_told(session: InterviewSession) -> None:
    async with joined(session.pk) as first:
        question = await first.expect("question")
        async with joined(session.pk) as second:
            await first.expect("superseded")
            assert await first.closed_with() == 4409
            assert (await second.expect("question"))["question_id"] == question["question_id"]
            await second.send(type="draft", question_id=question["question_id"], revision=1, text="mine")
            await second.expect("ack", kind="draft", revision=1)


async def test_reconnecting_gives_back_question_draft_sound_and_time(session: InterviewSession) -> None:
    async with joined(session.pk) as page:
        question = await page.expect("question")
        question_id = question["question_id"]
        await page.send(type="question_heard", question_id=question_id)
        await page.expect("ack", kind="question_heard")
        await page.send(type="draft", question_id=question_id, revision=3, text="half an ans")
        await page.expect("ack", kind="draft")
        for seq in (0, 2):
            await page.socket.send_to(bytes_data=chunk(question_id, seq, f"part {seq}".encode()))
            await page.expect("ack", kind="audio_chunk", seq=seq)
    async with joined(session.pk) as page:
        restored = await page.expect("resume")
        assert restored["question_id"] == question_id
        assert restored["audio"] == [{"take": 0, "segment": 0, "last_seq": 2, "missing": [1]}]
        again = await page.expect("question")
        assert again["question_id"] == question_id
        assert again["draft"]["text"] == "half an ans"
        assert again["clock"] == "running"
        assert question["time_allowed"] - 5 < again["remaining"] <= question["time_allowed"]


async def test_a_chunk_sent_twice_is_stored_once_and_its_bytes_are_what_was_sent(session: InterviewSession) -> None:
    body = bytes(range(256)) * 10
    async with joined(session.pk) as page:
        question_id = (await page.expect("question"))["question_id"]
        for _ in range(2):
            await page.socket.send_to(bytes_data=chunk(question_id, 0, body, sha256=sha256(body).hexdigest()))
            await page.expect("ack", kind="audio_chunk", seq=0)
        await page.socket.send_to(bytes_data=chunk(question_id, 0, b"something else"))
        assert (await page.expect("error"))["code"] == "chunk_conflict"
    (segment,) = recordings.segments(session.pk, uuid.UUID(question_id))
    assert recordings.assemble(segment).read_bytes() == body


async def test_an_answer_waits_for_the_sound_that_is_still_on_its_way(session: InterviewSession) -> None:
    async with joined(session.pk) as page:
        question_id = (await page.expect("question"))["question_id"]
        await page.socket.send_to(bytes_data=chunk(question_id, 0))
        await page.expect("ack", kind="audio_chunk")
        await page.send(type="answer", question_id=question_id, last_seq={"0": 1})
        refused = await page.expect("error")
        assert (refused["code"], refused["missing"]) == ("audio_incomplete", [{"segment": 0, "seq": 1}])
        assert (await get(Response, pk=question_id)).state == ResponseState.ASKED
        await page.socket.send_to(bytes_data=chunk(question_id, 1))
        await page.expect("ack", kind="audio_chunk", seq=1)
        await page.send(type="answer", question_id=question_id, last_seq={"0": 1})
        await page.expect("ack", kind="answer")
    response = await Response.objects.select_related("recording").aget(pk=question_id)
    assert response.recording.complete


@pytest.mark.usefixtures("worker")
async def test_the_same_answer_again_changes_nothing(session: InterviewSession) -> None:
    async with joined(session.pk) as page:
        first = (await page.expect("question"))["question_id"]
        await page.send(type="answer", question_id=first, text="One answer.")
        following = await page.expect("question")
        await page.send(type="answer", question_id=first, text="Another answer.")
        await page.expect("ack", kind="answer", question_id=first)
        assert (await page.expect("question"))["question_id"] == following["question_id"]
    assert (await get(Response, pk=first)).typed_text == "One answer."
    assert await Response.objects.filter(session=session).acount() == 2


@pytest.mark.usefixtures("worker")
async def test_when_time_runs_out_the_draft_is_taken_and_the_interview_goes_on(
    session: InterviewSession, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(clock, "ANSWER_GRACE", 0.05)
    async with joined(session.pk) as page:
        question = await page.expect("question")
        question_id = question["question_id"]
        await Response.objects.filter(pk=question_id).aupdate(time_allowed=0)
        await page.send(type="draft", question_id=question_id, revision=1, text="as far as I got")
        await page.expect("ack", kind="draft")
        await page.send(type="question_heard", question_id=question_id)
        await page.expect("ack", kind="answer", question_id=question_id)
        assert (await page.expect("question"))["question_id"] != question_id
    response = await get(Response, pk=question_id)
    assert (response.state, response.typed_text) == (ResponseState.TIMED_OUT, "as far as I got")


@pytest.mark.usefixtures("worker")
async def test_ending_keeps_what_there_is(session: InterviewSession) -> None:
    async with joined(session.pk) as page:
        await page.expect("question")
        await page.send(type="end_interview")
        ending = await page.expect("completed")
        assert ending["completion_method"] == "manually_ended"
    async with joined(session.pk) as page:
        assert (await page.expect("completed"))["completion_method"] == "manually_ended"


async def test_hints_come_one_by_one_until_there_are_none() -> None:
    session = await sync_to_async(make_session)(kind="technical", time_limit=60)
    async with joined(session.pk) as page:
        question = await page.expect("question")
        assert question["answer_type"] == "code"
        assert question["starter_code"]
        for left in reversed(range(question["hints_available"])):
            await page.send(type="hint", question_id=question["question_id"])
            hint = await page.expect("hint")
            assert hint["text"]
            assert hint["hints_available"] == left
        await page.send(type="hint", question_id=question["question_id"])
        assert (await page.expect("error"))["code"] == "no_hint"


async def test_a_ping_is_answered(session: InterviewSession) -> None:
    async with joined(session.pk) as page:
        await page.expect("question")
        await page.send(type="ping", sent_at=12.5)
        assert (await page.expect("pong"))["sent_at"] == 12.5


async def test_a_pause_stops_the_clock_and_more_time_moves_its_end(session: InterviewSession) -> None:
    async with joined(session.pk) as page:
        question = await page.expect("question")
        question_id = question["question_id"]
        await page.send(type="question_heard", question_id=question_id)
        await page.expect("ack", kind="question_heard")
        await page.send(type="pause", question_id=question_id)
        left = (await page.expect("ack", kind="pause"))["remaining"]
        assert (await get(Response, pk=question_id)).clock_running_since is None
        await page.send(type="more_time", question_id=question_id)
        more = await page.expect("ack", kind="more_time")
        assert more["remaining"] == pytest.approx(left + 60, abs=0.2)
        assert more["extensions_left"] == question["extensions_left"] - 1
        await page.send(type="go_on", question_id=question_id)
        assert (await page.expect("ack", kind="go_on"))["remaining"] == pytest.approx(left + 60, abs=0.2)
        await page.send(type="observed", question_id=question_id, events=[{"kind": "page_left", "at": 2}])
        await page.expect("ack", kind="observed")
    assert (await get(Response, pk=question_id)).observations[0]["kind"] == "page_left"


@pytest.mark.usefixtures("worker")
async def test_what_was_skipped_comes_back_before_the_end_and_can_be_recorded(session: InterviewSession) -> None:
    async with joined(session.pk, ReviewingPage) as page:
        first = (await page.expect("question"))["question_id"]
        await page.socket.send_to(bytes_data=chunk(first, 0))
        await page.expect("ack", kind="audio_chunk")
        await page.send(type="skip", question_id=first)
        number, seen = 1, first
        while True:
            message = await page.socket.receive_json_from(timeout=20)
            documented(message)
            if message["type"] == "review":
                break
            if message["type"] == "question" and message["question_id"] != seen:
                number, seen = message["seq"], message["question_id"]
                await page.send(type="answer", question_id=seen, text=GOOD)
        assert [entry["question_id"] for entry in message["unanswered"]] == [first]
        assert message["seq"] > number
        await page.send(type="reopen", question_id=first)
        restored = await page.expect("resume", question_id=first)
        assert (await page.expect("question"))["question_id"] == first
        # The page is told what is kept of the sound, so that new sound never meets old under one number.
        segment = len(restored["audio"])
        await page.socket.send_to(bytes_data=chunk(first, 0, b"other sound", segment=segment))
        await page.expect("ack", kind="audio_chunk", segment=segment)
        await page.send(type="answer", question_id=first, text=GOOD, last_seq={str(segment): 0}, take=0)
        assert (await page.expect("completed"))["completion_method"] == "automatic"
