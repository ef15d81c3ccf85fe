"""A server on the loopback interface that speaks Groq's, OpenAI's and Gemini's wire formats, with faults."""

from __future__ import annotations

import json
import threading
from collections.abc import Callable
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

GROQ, GEMINI, OPENROUTER, OPENAI = "groq", "gemini", "openrouter", "openai"


@dataclass
class Call:
    vendor: str
    key: str
    body: dict[str, Any]


@dataclass
class Says:
    """What a vendor does with a request. ``text`` is what the model writes, ``raw`` the whole body instead."""

    text: str = '{"score": 70, "feedback": "Clear."}'
    status: int = 200
    headers: dict[str, str] = field(default_factory=dict)
    raw: bytes | None = None
    content_type: str = "application/json"
    wait: float = 0  # seconds before anything is sent
    hang: bool = False  # until the test is over
    cut_off: bool = False  # half of the body, then the connection is closed
    drip: bool = False  # headers, then a byte every 20 ms without end


def error_body(vendor: str, status: int, **extra: Any) -> bytes:
    if vendor == GEMINI:
        names = {
            401: "UNAUTHENTICATED",
            403: "PERMISSION_DENIED",
            429: "RESOURCE_EXHAUSTED",
            400: "INVALID_ARGUMENT",
        }
        return json.dumps(
            {"error": {"code": status, "message": "no", "status": names.get(status, "INTERNAL"), **extra}}
        ).encode()
    return json.dumps({"error": {"message": "no", "type": "error", "code": "none", **extra}}).encode()


def _envelope(vendor: str, text: str) -> bytes:
    if vendor == GEMINI:
        return json.dumps(
            {
                "candidates": [{"content": {"parts": [{"text": text}], "role": "model"}, "finishReason": "STOP"}],
                "usageMetadata": {"promptTokenCount": 11, "candidatesTokenCount": 7, "totalTokenCount": 18},
            }
        ).encode()
    return json.dumps(
        {
            "id": "c1",
            "object": "chat.completion",
            "created": 1,
            "model": f"{vendor}-model",
            "choices": [{"index": 0, "finish_reason": "stop", "message": {"role": "assistant", "content": text}}],
            "usage": {"prompt_tokens": 11, "completion_tokens": 7, "total_tokens": 18},
        }
    ).encode()


class _Server(ThreadingHTTPServer):
    daemon_threads = True
    block_on_close = False

    def handle_error(self, request: Any, client_address: Any) -> None:
        """A client that has gone is what many tests are about."""


class FakeVendors:
    """``vendors.say("groq", Says(status=500), Says())``: first a 500, from then on good answers."""

    def __init__(self) -> None:
        self.calls: list[Call] = []
        self.released = threading.Event()
        self._scripts: dict[str, list[Says | Callable[[Call], Says]]] = {}
        self._lock = threading.Lock()
        self._server = _Server(("127.0.0.1", 0), _handler(self))
        threading.Thread(target=self._server.serve_forever, args=(0.02,), daemon=True).start()
        self.url = f"http://127.0.0.1:{self._server.server_address[1]}"

    def say(self, vendor: str, *script: Says | Callable[[Call], Says]) -> None:
        self._scripts[vendor] = list(script)

    def asked(self, vendor: str) -> list[Call]:
        return [call for call in self.calls if call.vendor == vendor]

    def next_for(self, call: Call) -> Says:
        with self._lock:
            self.calls.append(call)
            script = self._scripts.setdefault(call.vendor, [Says()])
            said = script.pop(0) if len(script) > 1 else script[0]
        return said(call) if callable(said) else said

    def reset(self) -> None:
        """Let go of whoever hangs, and start afresh."""
        self.released.set()
        self.released = threading.Event()
        self.calls = []
        self._scripts = {}

    def close(self) -> None:
        self.released.set()
        self._server.shutdown()
        self._server.server_close()


def _vendor_of(path: str) -> str:
    if path.startswith("/openai/v1/"):
        return GROQ
    if path.startswith("/v1beta/models/") and ":generateContent" in path:
        return GEMINI
    if path.startswith("/router/"):
        return OPENROUTER
    return OPENAI


def _handler(vendors: FakeVendors) -> type[BaseHTTPRequestHandler]:
    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def log_message(self, *args: Any) -> None:
            return

        def do_POST(self) -> None:
            body = json.loads(self.rfile.read(int(self.headers.get("content-length", 0))) or b"{}")
            key = self.headers.get("x-goog-api-key") or self.headers.get("authorization", "").removeprefix("Bearer ")
            call = Call(_vendor_of(self.path), key, body)
            said = vendors.next_for(call)
            try:
                self._answer(call.vendor, said)
            except OSError:
                self.close_connection = True  # the client has gone

        def _answer(self, vendor: str, said: Says) -> None:
            released = vendors.released
            if said.hang or said.wait:
                released.wait(None if said.hang else said.wait)
            if said.raw is not None:
                body = said.raw
            elif said.status != 200:
                body = error_body(vendor, said.status)
            else:
                body = _envelope(vendor, said.text)
            self.send_response(said.status)
            self.send_header("Content-Type", said.content_type)
            self.send_header("Content-Length", str(10**6 if said.drip else len(body)))
            for name, value in said.headers.items():
                self.send_header(name, value)
            self.end_headers()
            if said.drip:
                while not released.wait(0.02):
                    self.wfile.write(b" ")
                    self.wfile.flush()
            self.wfile.write(body[: len(body) // 2] if said.cut_off else body)
            self.wfile.flush()
            if said.cut_off:
                self.close_connection = True

    return Handler
