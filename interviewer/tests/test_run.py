"""The one command, as a person runs it: real web server, worker, beat, broker and database."""

from __future__ import annotations

import asyncio
import json
import os
import subprocess
import sys
import uuid
from pathlib import Path

import aiohttp
import pytest
from django.conf import settings

from interviewer.simulation import audio
from interviewer.simulation.answers import Script
from interviewer.simulation.client import Candidate
from interviewer.tests.stack import NOBODY, Stack, fetch, until
from interviews.protocol import pack_chunk

pytestmark = [pytest.mark.e2e, pytest.mark.xdist_group("stack")]


def test_the_demo_file_tells_where_to_go_and_how_to_sign_in(stack: Stack) -> None:
    demo = stack.demo
    assert demo["base_url"] == stack.base_url
    assert set(demo["candidate_links"]) == {"structured", "technical", "resume"}
    assert {account["role"] for account in demo["accounts"]} == {"admin", "interviewer"}
    assert all(set(account) == {"email", "password", "role"} for account in demo["accounts"])
    assert (stack.folder / "demo.json").stat().st_mode & 0o077 == 0
    for link in demo["candidate_links"].values():
        status, page = fetch(link)
        assert status == 200
        assert "<form" in page


def test_passwords_and_links_are_printed_when_it_starts_for_the_first_time(stack: Stack) -> None:
    printed = stack.printed
    for account in stack.demo["accounts"]:
        assert account["password"] in printed
    for link in stack.demo["candidate_links"].values():
        assert link in printed
    assert f"{stack.base_url}/admin/" in printed


def test_health_is_live_and_ready(stack: Stack) -> None:
    assert fetch(f"{stack.base_url}/health/live")[0] == 200
    status, body = fetch(f"{stack.base_url}/health/ready")
    assert status == 200
    assert json.loads(body)["checks"]["workers"] is True


@pytest.mark.parametrize("kind", ["structured", "technical", "resume"])
def test_simulated_candidates_get_from_the_link_to_a_report(stack: Stack, kind: str) -> None:
    sessions = stack.simulate(kind, "--sessions", "2", "--concurrency", "2")
    assert len(sessions) == 2
    for session in sessions:
        assert session["error"] is None
        assert uuid.UUID(session["session_id"])
        assert len(session["questions"]) == len(session["turn_ms"]) >= 3
        assert session["questions"][0]["type"] == "preset"
        assert 0 <= session["report_score"] <= 100


def test_good_answers_score_above_weak_ones(stack: Stack) -> None:
    good = stack.simulate("structured", "--answers", "good")[0]
    weak = stack.simulate("structured", "--answers", "weak")[0]
    assert good["report_score"] > (weak["report_score"] or 0) + 25


def test_answers_can_be_recorded(stack: Stack) -> None:
    session = stack.simulate("structured", "--audio", "--answers", "good")[0]
    assert session["error"] is None
    folder = stack.folder / "media" / "recordings" / session["session_id"]
    recordings = list(folder.glob("*/0-00.audio"))
    assert recordings
    sent = b"".join(audio.chunks(recordings[0].read_bytes()))
    assert sent[:4] == b"\x1a\x45\xdf\xa3"


def test_answers_can_come_from_a_file(stack: Stack, tmp_path: Path) -> None:
    answers = tmp_path / "answers.yaml"
    answers.write_text("- I don't know.\n- I don't know.\n")
    session = stack.simulate("structured", "--answers", str(answers))[0]
    assert session["error"] is None
    assert session["questions"][1]["type"] == "preset", "nobody is probed after not knowing"


def test_the_simulator_names_what_is_wrong(stack: Stack) -> None:
    result = stack.manage("simulate", "--url", stack.base_url, "--interview", "no-such-link", "--json")
    assert result.returncode == 1
    assert "404" in json.loads(result.stdout)["sessions"][0]["error"]
    result = stack.manage("simulate", "--url", stack.base_url, "--interview", "x", "--resume", "/nowhere.pdf")
    assert "no file" in result.stderr


def test_a_taken_port_is_said_clearly(stack: Stack, tmp_path: Path) -> None:
    environment = {**stack.environment, "VAR_DIR": str(tmp_path)}
    result = subprocess.run(
        [sys.executable, "manage.py", "run"],
        cwd=settings.BASE_DIR,
        env=environment,
        capture_output=True,
        text=True,
        timeout=60,
    )
    assert result.returncode != 0
    assert f"Port {stack.port}" in result.stderr
    assert "PORT=" in result.stderr
    assert "Traceback" not in result.stderr


def test_it_stops_cleanly_and_starts_again_with_the_same_data(own_stack: Stack) -> None:
    own_stack.start()
    first, processes = own_stack.demo, own_stack.process_ids()
    assert own_stack.stop() == 0
    until(lambda: not any(_alive(pid) for pid in processes.values()), 10, "the processes to be gone")
    assert not (own_stack.folder / "run" / "redis.json").exists()
    own_stack.start()
    second = own_stack.demo
    assert second["candidate_links"] == first["candidate_links"]
    assert second["accounts"] == first["accounts"]
    assert first["accounts"][0]["password"] not in own_stack.printed, "passwords are printed once"


def _alive(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    return Path(f"/proc/{pid}/stat").read_text().split()[2] != "Z"


def test_without_any_redis_the_work_is_done_inside_the_web_process(own_stack: Stack) -> None:
    own_stack.extra |= {"EMBEDDED_BROKER": "memory", "REDIS_URL": ""}
    own_stack.start()
    assert set(own_stack.process_ids()) == {"web"}
    sessions = own_stack.simulate("structured", "--sessions", "3", "--concurrency", "3")
    assert [session["error"] for session in sessions] == [None] * 3
    assert all(session["report_score"] is not None for session in sessions)
    assert max(max(session["turn_ms"]) for session in sessions) < 5000, "nothing waits for the sweeper"


def test_with_every_vendor_dead_an_interview_still_gets_to_its_report(own_stack: Stack) -> None:
    nobody = f"http://{NOBODY}"
    own_stack.extra |= {
        **{f"{name}_API_KEY": "a-key" for name in ("GROQ", "OPENROUTER", "GEMINI", "OPENAI", "HUGGINGFACE")},
        **{
            f"{name}_BASE_URL": nobody for name in ("GROQ", "OPENROUTER", "GEMINI", "OPENAI", "HUGGINGFACE", "DEEPGRAM")
        },
        "DEEPGRAM_API_KEYS": "one,two",
        "TTS_PROVIDER": "edge",
        "LLM_DEADLINE_SECONDS": "2",
    }
    own_stack.start()
    for arguments in ((), ("--audio",)):
        session = own_stack.simulate("structured", "--answers", "mixed", *arguments)[0]
        assert session["error"] is None
        assert session["report_score"] is not None
        assert max(session["turn_ms"]) < 20_000
    assert own_stack.manage("providers", "--check", "--kind", "llm").returncode == 1


async def test_killing_worker_and_web_loses_no_acknowledged_answer(own_stack: Stack) -> None:
    own_stack.start()
    live = _Live(own_stack)
    async with aiohttp.ClientSession(cookie_jar=aiohttp.CookieJar(unsafe=True)) as http:
        session_id = await live.register(http)
        socket, question = await live.connect(http, session_id)
        first = question["question_id"]

        # The worker dies with the answer acknowledged and nothing decided.
        own_stack.kill("worker")
        await socket.send_json({"type": "answer", "question_id": first, "text": "A list keeps order and can change."})
        await live.expect(socket, "ack", kind="answer")
        question = await live.expect(socket, "question")
        second = question["question_id"]
        assert second != first

        # The web process dies in the middle of an answer: a draft and a chunk of sound are acknowledged.
        await socket.send_json({"type": "draft", "question_id": second, "revision": 1, "text": "My draft"})
        await live.expect(socket, "ack", kind="draft")
        await socket.send_bytes(
            pack_chunk({"type": "audio_chunk", "question_id": second, "seq": 0}, b"\x1a\x45\xdf\xa3 sound")
        )
        await live.expect(socket, "ack", kind="audio_chunk")
        own_stack.kill("web")
        socket, question = await live.connect(http, session_id)
        assert question["question_id"] == second
        assert question["draft"]["text"] == "My draft"
        assert live.restored["audio"] == [{"take": 0, "segment": 0, "last_seq": 0, "missing": []}]
        await socket.send_json({"type": "end_interview"})
        await live.expect(socket, "completed")


class _Live:
    def __init__(self, stack: Stack) -> None:
        self.stack = stack
        self.restored: dict = {}

    async def register(self, http: aiohttp.ClientSession) -> str:
        token = self.stack.demo["candidate_links"]["structured"].rstrip("/").rsplit("/", 1)[-1]
        candidate = Candidate(
            base_url=self.stack.base_url,
            token=token,
            name="Kim Killed",
            email="kim@example.com",
            script=Script(),
            resume_text="Kim Killed, developer. Skills: Python, Django. Project: Clockwork, a timer.",
        )
        return await candidate._register(http)

    async def connect(
        self, http: aiohttp.ClientSession, session_id: str
    ) -> tuple[aiohttp.ClientWebSocketResponse, dict]:
        url = f"{self.stack.base_url.replace('http', 'ws', 1)}/ws/interview/{session_id}"
        for _ in range(300):
            try:
                socket = await http.ws_connect(url, origin=self.stack.base_url)
                break
            except aiohttp.ClientError:
                await asyncio.sleep(0.1)
        self.restored = await self.expect(socket, "resume")
        return socket, await self.expect(socket, "question")

    async def expect(self, socket: aiohttp.ClientWebSocketResponse, kind: str, /, **fields: str) -> dict:
        """The next message of this type with these fields; others on the way are passed over."""
        async with asyncio.timeout(90):
            while True:
                message = await socket.receive_json()
                if message["type"] == kind and all(message[name] == value for name, value in fields.items()):
                    return message


def test_the_private_redis_is_looked_after_as_well(own_stack: Stack) -> None:
    own_stack.extra |= {"REDIS_URL": ""}
    own_stack.start()
    before = own_stack.process_ids()["redis"]
    own_stack.kill("redis")
    until(lambda: own_stack.process_ids().get("redis") != before, 30, "Redis to be started again")
    until(lambda: fetch(f"{own_stack.base_url}/health/ready")[0] == 200, 60, "a worker to answer again")
    assert own_stack.simulate("structured")[0]["error"] is None
