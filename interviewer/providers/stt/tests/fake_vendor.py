"""A loopback HTTP server that answers as the transcription vendors do, in good health and in bad."""

from __future__ import annotations

import json
import threading
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

HTML = b"<!doctype html><html><body><h1>502 Bad Gateway</h1></body></html>"

GOOD: dict[str, Any] = {
    "groq": {
        "task": "transcribe",
        "language": "English",
        "duration": 2.0,
        "text": " I used a queue.",
        "segments": [{"id": 0, "start": 0.0, "end": 2.0, "text": " I used a queue.", "avg_logprob": -0.1}],
        "words": [
            {"word": "I", "start": 0.1, "end": 0.2},
            {"word": "used", "start": 0.2, "end": 0.5},
            {"word": "a", "start": 0.5, "end": 0.6},
            {"word": "queue.", "start": 0.6, "end": 1.1},
        ],
    },
    "deepgram": {
        "metadata": {"duration": 2.0},
        "results": {
            "channels": [
                {
                    "alternatives": [
                        {
                            "transcript": "I used a queue.",
                            "confidence": 0.9,
                            "words": [
                                {"word": "i", "start": 0.1, "end": 0.2, "confidence": 0.9, "punctuated_word": "I"},
                                {"word": "used", "start": 0.2, "end": 0.5, "confidence": 0.8},
                                {"word": "a", "start": 0.5, "end": 0.6, "confidence": 0.7},
                                {"word": "queue", "start": 0.6, "end": 1.1, "punctuated_word": "queue."},
                            ],
                        }
                    ]
                }
            ]
        },
    },
    "huggingface": {"text": " I used a queue.", "chunks": [{"text": " I used a queue.", "timestamp": [0.0, 2.0]}]},
    "gemini": {
        "candidates": [
            {
                "content": {"role": "model", "parts": [{"text": json.dumps({"transcript": "I used a queue."})}]},
                "finishReason": "STOP",
                "index": 0,
            }
        ],
        "usageMetadata": {"promptTokenCount": 80, "candidatesTokenCount": 8, "totalTokenCount": 88},
    },
}


def with_text(vendor: str, text: str) -> bytes:
    """The vendor's good answer, with another text in it."""
    if vendor == "gemini":
        answer = json.loads(json.dumps(GOOD["gemini"]))
        answer["candidates"][0]["content"]["parts"][0]["text"] = json.dumps({"transcript": text})
        return json.dumps(answer).encode()
    return json.dumps(GOOD[vendor]).replace("I used a queue.", text).encode()


def with_nan(vendor: str) -> bytes:
    """The good answer with NaN and 1e9 where there were times and scores."""
    body = json.dumps(GOOD[vendor])
    for good, bad in (("-0.1", "NaN"), ("0.9", "1e9"), ("0.5", "NaN"), ("0.2", "Infinity"), ("1.1", "-1e9")):
        body = body.replace(good, bad)
    return body.encode()


@dataclass
class Reply:
    body: bytes = b"{}"
    status: int = 200
    headers: dict[str, str] = field(default_factory=dict)
    content_type: str = "application/json"
    cut_at: int | None = None  # send so many bytes of the body and hang up
    hang: bool = False


def reply_for(vendor: str, fault: str) -> Reply:
    good = json.dumps(GOOD[vendor]).encode()
    error = json.dumps({"error": {"code": 500, "message": "no", "status": "INTERNAL"}}).encode()
    return {
        "good": Reply(good),
        "hanging": Reply(good, hang=True),
        "401": Reply(error, 401),
        "403": Reply(error, 403),
        "429": Reply(error, 429, {"Retry-After": "7"}),
        "500": Reply(error, 500),
        "cut off": Reply(good, cut_at=len(good) // 2),
        "not JSON": Reply(b'{"text": "I used'),
        "wrong shape": Reply(b'{"text": {"a": [1]}, "results": [], "candidates": {"content": 3}}'),
        "a list": Reply(b"[1, 2, 3]"),
        "null": Reply(b"null"),
        "HTML": Reply(HTML, content_type="text/html"),
        "a megabyte": Reply(with_text(vendor, "word " * 200_000)),
        "endless": Reply(b'{"text": "' + b"x" * 9_000_000 + b'"}'),
    }[fault]


class FakeVendor:
    """``with FakeVendor() as vendor``: serves ``vendor.replies`` in turn, the last one for ever."""

    def __init__(self) -> None:
        self.replies: list[Reply] = []
        self.requests: list[tuple[str, dict[str, str], bytes]] = []
        self._released = threading.Event()
        outer = self

        class Handler(BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"

            def do_POST(self) -> None:
                body = self.rfile.read(int(self.headers.get("Content-Length") or 0))
                outer.requests.append((self.path, {k.lower(): v for k, v in self.headers.items()}, body))
                reply = outer.replies.pop(0) if len(outer.replies) > 1 else outer.replies[0]
                if reply.hang:
                    outer._released.wait(30)
                    self.close_connection = True
                    return
                self.send_response(reply.status)
                self.send_header("Content-Type", reply.content_type)
                self.send_header("Content-Length", str(len(reply.body)))
                for name, value in reply.headers.items():
                    self.send_header(name, value)
                self.end_headers()
                self.wfile.write(reply.body if reply.cut_at is None else reply.body[: reply.cut_at])
                self.close_connection = reply.cut_at is not None

            def log_message(self, *args: Any) -> None:
                pass

            def handle(self) -> None:
                try:
                    super().handle()
                except OSError:
                    pass  # the client gave up, as it should

        self.server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.server.daemon_threads = True

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.server.server_address[1]}"

    def __enter__(self) -> FakeVendor:
        threading.Thread(target=self.server.serve_forever, args=(0.02,), daemon=True).start()
        return self

    def __exit__(self, *exc: Any) -> None:
        self._released.set()
        self.server.shutdown()
        self.server.server_close()
