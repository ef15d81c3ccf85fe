"""Contract E's socket: what its clients send and expect there, each message field by field."""

from __future__ import annotations

import shutil
import uuid
from base64 import b64decode, b64encode
from typing import Any

import pytest
from asgiref.sync import sync_to_async
from channels.testing import WebsocketCommunicator

from interviewer.accounts.models import User
from interviewer.asgi import application
from interviewer.simulation.audio import webm
from interviewer.tests.api import RESUME, Api, bearer, includes_shape
from interviewer.tests.factories import UserFactory
from interviews import seats
from interviews.models import InterviewSession, Response
from interviews.services import speech
from interviews.tests.helpers import GOOD, make_session, open_config, settle, sit_down

pytestmark = pytest.mark.django_db(transaction=True)

ORIGIN = (b"origin", b"http://localhost")
ANSWER = "First I measured where the time went, then I changed one thing at a time, and it became four times as fast."
SPOKEN = {"text": str, "start": float, "end": float}
SHAPES: dict[str, dict[str, Any]] = {
    "connected": {
        "type": {"connected"},
        "session_id": str,
        "protocol": int,
        "status": {"pending", "in_progress", "completed"},
        "seq": int,
        "limits": {
            "time_limit": int, "time_used": int, "total_questions": int, "text_answers_allowed": bool,
            "answer_takes": int,
        },
    },
    "resume": {
        "type": {"resume"},
        "question_id": str,
        "thinking": bool,
        "audio": [{"take": int, "segment": int, "last_seq": int, "missing": [int]}],
    },
    "question": {
        "type": {"question"}, "seq": int, "question_id": str, "number": int, "position": int, "total": int,
        "lead_in": str, "text": str, "question_type": {"preset", "follow_up", "resume"},
        "answer_type": {"spoken", "code"}, "phase": {"introduction", "projects", "standout_skills", "role_skills"},
        "phase_name": str, "difficulty": {"easy", "medium", "hard"}, "time_allowed": int, "remaining": float,
        "clock": {"waiting", "running"}, "server_time": str, "hints_available": int, "hints": [str],
        "extensions_left": int, "speech": bool, "starter_code": str, "language": str, "tests": [str], "draft": dict,
        "draft_revision": int,
    },
    "audio": {
        "type": {"audio"}, "question_id": str, "url": str, "mime_type": str, "duration": float, "words": [SPOKEN],
        "visemes": [{"shape": str, "start": float, "end": float}], "data": str,
    },
    "transcript": {"type": {"transcript"}, "question_id": str, "text": str, "final": bool},
    "evaluation": {
        "type": {"evaluation"}, "question_id": str, "state": {"scored", "no_answer", "unclear_audio", "failed"},
        "score": (float, None), "outcome": {"correct", "partial", "wrong", ""}, "feedback": str, "strengths": [str],
        "improvements": [str],
    },
    "completed": {
        "type": {"completed"}, "seq": int, "completion_method": {"automatic", "manually_ended", "timeout_cleanup"},
        "answered": int, "message": str,
    },
    "error": {"type": {"error"}, "code": str, "message": str},
    "pong": {"type": {"pong"}},
}  # fmt: skip


class Client:
    """A program that knows the contract, and passes over what the contract doesn't name."""

    def __init__(self, path: str, *headers: tuple[bytes, bytes]) -> None:
        self.socket = WebsocketCommunicator(application, path, headers=list(headers))
        self.new: list[str] = []

    async def __aenter__(self) -> Client:
        connected, _ = await self.socket.connect(timeout=10)
        assert connected
        return self

    async def __aexit__(self, *error: object) -> None:
        await self.socket.disconnect(timeout=10)

    async def send(self, **message: Any) -> None:
        await self.socket.send_json_to(message)

    async def expect(self, *kinds: str) -> dict[str, Any]:
        while True:
            message: dict[str, Any] = await self.socket.receive_json_from(timeout=30)
            if message["type"] in SHAPES:
                includes_shape(message, SHAPES[message["type"]])
            if message["type"] == "question" and message["question_id"] not in self.new:
                self.new.append(message["question_id"])
            if message["type"] in kinds:
                return message


@pytest.fixture
def espeak(settings: Any) -> None:
    if not shutil.which("espeak-ng"):
        pytest.skip("needs espeak-ng")
    settings.TTS_PROVIDER = "espeak"


def practice(user: User | None = None) -> tuple[dict[str, Any], dict[str, str]]:
    """A practice interview that an account has begun by the contract's calls."""
    headers = bearer(user or UserFactory(candidate=True))
    api = Api(headers)
    resume = api.post("/api/resumes", {"text": RESUME}).json()
    return api.post("/api/interviews/start", {"role": "Backend Engineer", "resume": resume["id"]}).json(), headers


async def begun(user: User | None = None) -> tuple[dict[str, Any], tuple[bytes, bytes]]:
    interview, headers = await sync_to_async(practice)(user)
    return interview, (b"authorization", headers["Authorization"].encode())


async def test_a_whole_interview_in_the_contracts_own_words(worker: None, espeak: None) -> None:
    interview, token = await begun()
    async with Client(interview["websocket_path"], token) as client:
        hello = await client.expect("connected")
        assert hello["session_id"] == interview["id"]
        await client.expect("resume")
        question = await client.expect("question")
        spoken = await client.expect("audio")
        assert spoken["question_id"] == question["question_id"]
        stored = await sync_to_async(_sound_of)(question["question_id"])
        assert stored and b64decode(spoken["data"]) == stored
        await client.send(type="ping")
        await client.expect("pong")
        await client.send(type="get_current_question")
        assert (await client.expect("question"))["question_id"] == question["question_id"]
        await client.send(type="dance")
        assert (await client.expect("error"))["code"] == "unknown_type"
        graded = 0
        for _ in range(40):
            await client.send(type="answer", question_id=question["question_id"], answer=ANSWER)
            while (message := await client.expect("question", "evaluation", "completed"))["type"] == "evaluation":
                assert message["question_id"] in client.new
                graded += 1
            if message["type"] == "completed":
                break
            assert message["question_id"] != question["question_id"]
            question = message
        else:
            pytest.fail("the interview does not end")
        while not graded:
            await client.expect("evaluation")
            graded += 1
    assert len(client.new) == len(set(client.new)) >= 6


def _sound_of(question_id: str) -> bytes:
    found = speech.of_response(Response.objects.select_related("session__config_version").get(pk=question_id))
    return found.read() if found else b""


async def test_what_was_spoken_comes_back_as_a_transcript(worker: None, monkeypatch: pytest.MonkeyPatch) -> None:
    """Chunks as the contract has them: base64 in order, without the numbers that our own page gives them."""
    session = await sync_to_async(make_session)()
    sound = webm(2.0)
    token = (b"authorization", b"Bearer " + seats.token(session.pk).encode())
    async with Client(f"/ws/interview/{session.pk}", token) as client:
        first = (await _any_question(client))["question_id"]
        for start in range(0, len(sound), 1000):
            await client.send(type="audio_chunk", audio=b64encode(sound[start : start + 1000]).decode())
            assert (await _any(client, "ack", "error"))["type"] == "ack"
        await client.send(type="answer", question_id=first, live_transcript=ANSWER)
        heard = await client.expect("transcript")
        assert (heard["question_id"], heard["text"], heard["final"]) == (first, ANSWER, True)
        assert (await _any_question(client))["question_id"] != first
    response = await Response.objects.select_related("recording").aget(pk=first)
    assert response.recording.complete and response.recording.bytes == len(sound)


async def _any(client: Client, *kinds: str) -> dict[str, Any]:
    while True:
        message: dict[str, Any] = await client.socket.receive_json_from(timeout=30)
        if message["type"] in kinds:
            return message


async def _any_question(client: Client) -> dict[str, Any]:
    return await _any(client, "question")


async def test_chunks_go_on_counting_after_the_connection_was_lost() -> None:
    session = await sync_to_async(make_session)()
    token = (b"authorization", b"Bearer " + seats.token(session.pk).encode())
    stored = []
    for body in (b"one", b"two"):
        async with Client(f"/ws/interview/{session.pk}", token) as client:
            await _any_question(client)
            await client.send(type="audio_chunk", data=b64encode(body).decode())
            stored.append((await _any(client, "ack"))["seq"])
    assert stored == [0, 1]


async def test_a_new_connection_closes_the_old_and_asks_nothing_anew() -> None:
    interview, token = await begun()
    async with Client(interview["websocket_path"], token) as old:
        question = await old.expect("question")
        async with Client(interview["websocket_path"], token) as new:
            assert (await new.expect("resume"))["question_id"] == question["question_id"]
            assert (await new.expect("question"))["question_id"] == question["question_id"]
            await _any(old, "superseded")
            assert (await old.socket.receive_output(timeout=10))["type"] == "websocket.close"


@pytest.mark.parametrize("how", ["header", "query", "ticket", "cookie"])
@pytest.mark.parametrize("audio", ["", "url"])
async def test_sound_comes_in_the_message_unless_the_address_is_enough(
    worker: None, espeak: None, how: str, audio: str
) -> None:
    session = await sync_to_async(make_session)()
    token = seats.token(session.pk)
    headers, query = [], [f"audio={audio}"] if audio else []
    if how == "header":
        headers.append((b"authorization", f"Bearer {token}".encode()))
    elif how == "query":
        query.append(f"token={token}")
    elif how == "cookie":
        headers += [ORIGIN, (b"cookie", f"{seats.cookie_name(session.pk)}={token}".encode())]
    else:
        answer = await sync_to_async(Api({"X-Session-Token": token}).post)(f"/api/sessions/{session.pk}/socket-ticket")
        query.append(f"ticket={answer.json()['ticket']}")
    async with Client(f"/ws/interview/{session.pk}?{'&'.join(query)}", *headers) as client:
        message = await _any(client, "audio")
    assert message["url"]
    assert ("data" in message) is (audio != "url")
    if not audio:
        assert b64decode(message["data"])[:4] in {b"RIFF", b"OggS"} or message["mime_type"] == "audio/mpeg"


async def test_an_accounts_token_opens_its_own_interview_and_no_others() -> None:
    interview, _ = await begun()
    stranger = await sync_to_async(bearer)(await sync_to_async(UserFactory)(candidate=True))
    other = await sync_to_async(lambda: sit_down(open_config(UserFactory())))()
    recruiter = await sync_to_async(bearer)(await sync_to_async(lambda: other.session.config.created_by)())
    for path, headers in (
        (interview["websocket_path"], stranger),
        (f"/ws/interview/{other.session_id}", recruiter),
        (f"/ws/interview/{uuid.uuid4()}", stranger),
        (interview["websocket_path"], {"Authorization": "Bearer not.a.token"}),
    ):
        async with Client(path, (b"authorization", headers["Authorization"].encode())) as client:
            assert (await client.expect("error"))["code"] == "not_allowed"
    async with Client(
        f"/ws/monitor/{other.session_id}", (b"authorization", recruiter["Authorization"].encode())
    ) as watching:
        assert (await _any(watching, "connected", "error"))["type"] == "connected"


async def test_who_is_switched_off_opens_no_socket() -> None:
    user = await sync_to_async(UserFactory)(candidate=True)
    interview, token = await begun(user)
    await User.objects.filter(pk=user.pk).aupdate(is_active=False)
    async with Client(interview["websocket_path"], token) as client:
        assert (await client.expect("error"))["code"] == "not_allowed"


async def test_without_an_origin_a_cookie_alone_opens_nothing() -> None:
    session = await sync_to_async(make_session)()
    cookie = (b"cookie", f"{seats.cookie_name(session.pk)}={seats.token(session.pk)}".encode())
    socket = WebsocketCommunicator(application, f"/ws/interview/{session.pk}", headers=[cookie])
    connected, _ = await socket.connect()
    assert not connected


@pytest.mark.parametrize("shown", [True, False])
async def test_an_evaluation_reaches_the_candidate_only_where_the_interview_shows_it(worker: None, shown: bool) -> None:
    session = await sync_to_async(lambda: make_session(open_config(candidate_feedback=shown)))()
    token = (b"authorization", b"Bearer " + seats.token(session.pk).encode())
    kinds: list[str] = []
    async with Client(f"/ws/interview/{session.pk}", token) as client:
        first = await _any_question(client)
        await client.send(type="answer", question_id=first["question_id"], answer=GOOD)
        wanted = {"evaluation", "answer_evaluation", "response_analysis"} if shown else {"question"}
        while not wanted <= set(kinds):
            message = await client.socket.receive_json_from(timeout=30)
            kinds.append(message["type"])
            if message["type"] == "evaluation":
                assert kinds.count("evaluation") == 1
                includes_shape(message, SHAPES["evaluation"])
                assert message["question_id"] == first["question_id"]
        if not shown:
            await sync_to_async(settle)()
            assert await client.socket.receive_nothing(timeout=0.3)
    assert shown or not {"evaluation", "answer_evaluation", "response_analysis", "interview_complete"} & set(kinds)
    assert await InterviewSession.objects.filter(pk=session.pk).aexists()
