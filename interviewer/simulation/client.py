"""A candidate at the wire: the public pages by HTTP, the interview by WebSocket, as a browser would."""

from __future__ import annotations

import asyncio
import json
import time
import uuid
from collections.abc import Awaitable, Callable
from dataclasses import asdict, dataclass, field
from hashlib import sha256
from html.parser import HTMLParser
from pathlib import Path
from typing import Any
from urllib.parse import urljoin, urlsplit

import aiohttp

from interviewer.simulation.answers import Script
from interviews.protocol import pack_chunk

TURN_SECONDS = 60.0
MAX_QUESTIONS = 100
RECONNECTS = 20
# Given the question's id, the reference answer it is graded against, or an empty string.
Reference = Callable[[str], Awaitable[str]]


class SimulationError(Exception):
    """What a candidate could not do, in a sentence."""


@dataclass
class Outcome:
    """One simulated session. ``turn_ms`` are the milliseconds from each answer to what came after it."""

    session_id: str | None = None
    questions: list[dict[str, Any]] = field(default_factory=list)
    turn_ms: list[float] = field(default_factory=list)
    report_score: float | None = None
    error: str | None = None

    def as_dict(self) -> dict[str, Any]:
        return asdict(self)


class _Forms(HTMLParser):
    """Collects the hidden fields and the visible error texts of a page."""

    def __init__(self) -> None:
        super().__init__()
        self.hidden: dict[str, str] = {}
        self.errors: list[str] = []
        self._in_error = 0

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        values = dict(attrs)
        if tag == "input" and values.get("type") == "hidden" and values.get("name"):
            self.hidden[values["name"] or ""] = values.get("value") or ""
        if "error" in (values.get("class") or "") and tag in {"p", "li", "ul", "div", "span"}:
            self._in_error = 3

    def handle_data(self, data: str) -> None:
        if self._in_error and data.strip():
            self.errors.append(data.strip())
            self._in_error -= 1


def _parse(page: str) -> _Forms:
    forms = _Forms()
    forms.feed(page)
    return forms


@dataclass
class Candidate:
    """One candidate. ``audio`` are the chunks of a recording to send with every spoken answer, if any."""

    base_url: str
    token: str
    name: str
    email: str
    script: Script
    resume: Path | None = None
    resume_text: str = ""
    audio: list[bytes] = field(default_factory=list)
    reference: Reference | None = None
    outcome: Outcome = field(default_factory=Outcome)

    async def run(self) -> Outcome:
        """The whole interview; whatever goes wrong ends up in ``outcome.error``."""
        # One cookie jar a candidate, as one browser has; addresses without a name count as well.
        jar = aiohttp.CookieJar(unsafe=True)
        try:
            async with aiohttp.ClientSession(cookie_jar=jar, timeout=aiohttp.ClientTimeout(total=120)) as http:
                session_id = await self._register(http)
                self.outcome.session_id = session_id
                await self._interview(http, session_id)
        except SimulationError as problem:
            self.outcome.error = str(problem)
        except (aiohttp.ClientError, TimeoutError, OSError) as problem:
            self.outcome.error = f"{type(problem).__name__}: {problem}"
        return self.outcome

    # --- The pages -----------------------------------------------------------------------------------

    async def _register(self, http: aiohttp.ClientSession) -> str:
        url = urljoin(self.base_url, f"/interview/{self.token}/")
        async with http.get(url) as answer:
            page = await answer.text()
            if answer.status != 200:
                raise SimulationError(f"the link answered {answer.status}")
        form = aiohttp.FormData()
        for name, value in {
            "csrfmiddlewaretoken": _parse(page).hidden.get("csrfmiddlewaretoken", ""),
            "full_name": self.name,
            "email": self.email,
            "phone": "+44 20 7946 0000",
            "resume_text": self.resume_text,
        }.items():
            form.add_field(name, value)
        if self.resume is not None:
            form.add_field(
                "resume", self.resume.read_bytes(), filename=self.resume.name, content_type="application/pdf"
            )
        async with http.post(url, data=form, headers={"Referer": url}) as answer:
            page = await answer.text()
            if answer.status != 200 or "/consent" not in answer.url.path:
                said = "; ".join(_parse(page).errors[:3]) or "no reason given"
                raise SimulationError(f"registration answered {answer.status}: {said}")
            consent_url = str(answer.url)
        data = {"csrfmiddlewaretoken": _parse(page).hidden.get("csrfmiddlewaretoken", ""), "agree": "yes"}
        async with http.post(consent_url, data=data, headers={"Referer": consent_url}) as answer:
            if answer.status != 200:
                raise SimulationError(f"consent answered {answer.status}")
            return str(uuid.UUID(answer.url.path.rstrip("/").rsplit("/", 1)[-1]))

    # --- The interview -------------------------------------------------------------------------------

    async def _interview(self, http: aiohttp.ClientSession, session_id: str) -> None:
        parts = urlsplit(self.base_url)
        url = f"{'wss' if parts.scheme == 'https' else 'ws'}://{parts.netloc}/ws/interview/{session_id}?audio=url"
        talk = _Talk(self)
        for attempt in range(RECONNECTS):
            try:
                async with http.ws_connect(url, origin=f"{parts.scheme}://{parts.netloc}", heartbeat=15) as socket:
                    if await talk.go_on(socket):
                        return
            except (aiohttp.ClientError, OSError):
                if attempt == RECONNECTS - 1:
                    raise
            await asyncio.sleep(min(4.0, 0.2 * 2**attempt))
        raise SimulationError("the connection was lost too often")


class _Talk:
    """The conversation, over as many connections as it takes."""

    def __init__(self, candidate: Candidate) -> None:
        self.candidate = candidate
        self.outcome = candidate.outcome
        self.current: str | None = None
        self.pending: dict[str, Any] | None = None
        self.sent_at = 0.0

    async def go_on(self, socket: aiohttp.ClientWebSocketResponse) -> bool:
        """True when the interview is over, False when the connection is. Raises SimulationError when it is stuck."""
        while True:
            try:
                frame = await socket.receive(timeout=TURN_SECONDS)
            except TimeoutError as error:
                raise SimulationError(f"nothing came for {TURN_SECONDS:.0f} s") from error
            if frame.type in {
                aiohttp.WSMsgType.CLOSE,
                aiohttp.WSMsgType.CLOSED,
                aiohttp.WSMsgType.CLOSING,
                aiohttp.WSMsgType.ERROR,
            }:
                if socket.close_code and 4400 <= socket.close_code < 4500:
                    raise SimulationError(f"the server closed the connection with {socket.close_code}")
                return False
            if frame.type is aiohttp.WSMsgType.TEXT and await self._message(socket, json.loads(frame.data)):
                return True

    async def _message(self, socket: aiohttp.ClientWebSocketResponse, message: dict[str, Any]) -> bool:
        kind = message["type"]
        if kind == "question":
            await self._question(socket, message)
        elif kind == "resume" and self.pending:
            await socket.send_json(self.pending)
        elif kind == "ack" and message["kind"] == "answer":
            self.pending = None
        elif kind == "error" and message["code"] not in {"already_answered"}:
            raise SimulationError(f"the server answered {message['code']}: {message['message']}")
        elif kind == "completed":
            self._turn_over()
            return True
        return False

    def _turn_over(self) -> None:
        if self.sent_at:
            self.outcome.turn_ms.append(round((time.monotonic() - self.sent_at) * 1000, 1))
            self.sent_at = 0.0

    async def _question(self, socket: aiohttp.ClientWebSocketResponse, message: dict[str, Any]) -> None:
        question_id = message["question_id"]
        if question_id == self.current:
            return
        self._turn_over()
        self.current = question_id
        self.outcome.questions.append(
            {"number": message["number"], "type": message["question_type"], "text": message["text"]}
        )
        if len(self.outcome.questions) > MAX_QUESTIONS:
            raise SimulationError("the interview does not end")
        await socket.send_json({"type": "question_heard", "question_id": question_id})
        reference = await self.candidate.reference(question_id) if self.candidate.reference else ""
        answer = self.candidate.script.answer(message, reference)
        self.pending = {"type": "answer", "question_id": question_id, **answer}
        if self.candidate.audio and message["answer_type"] == "spoken":
            await self._speak(socket, question_id)
            # What the browser's own recogniser would have heard.
            self.pending |= {
                "text": "",
                "live_transcript": answer["text"],
                "last_seq": {"0": len(self.candidate.audio) - 1},
            }
        self.sent_at = time.monotonic()
        await socket.send_json(self.pending)

    async def _speak(self, socket: aiohttp.ClientWebSocketResponse, question_id: str) -> None:
        for seq, body in enumerate(self.candidate.audio):
            header = {
                "type": "audio_chunk", "question_id": question_id, "segment": 0, "seq": seq, "size": len(body),
                "sha256": sha256(body).hexdigest(), "mime_type": "audio/webm;codecs=opus",
            }  # fmt: skip
            await socket.send_bytes(pack_chunk(header, body))
