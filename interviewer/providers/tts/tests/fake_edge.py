"""A loopback server that speaks the wire format of Edge's read-aloud service, TLS aside."""

from __future__ import annotations

import asyncio
import json
import re
import threading
from html import unescape
from typing import Any

from aiohttp import WSMsgType, web

# MPEG 2 layer III, 24 kHz, 48 kbit/s, mono: 144 bytes are 24 ms of silence.
FRAME = b"\xff\xf3\x64\xc4" + bytes(140)
TICKS = 10_000_000
WORD_SECONDS, GAP_SECONDS = 0.3, 0.06


class FakeEdge:
    """``fault`` says how it behaves; ``connections`` counts how often it was asked."""

    def __init__(self, fault: str = "good") -> None:
        self.fault = fault
        self.connections = 0
        self.ssml: list[str] = []
        self.config = ""
        self._ready = threading.Event()
        self._loop = asyncio.new_event_loop()
        self._thread = threading.Thread(target=self._serve, daemon=True)

    def __enter__(self) -> FakeEdge:
        self._thread.start()
        assert self._ready.wait(10)
        return self

    def __exit__(self, *exc: Any) -> None:
        self._loop.call_soon_threadsafe(self._stop.set)
        self._thread.join(10)

    @property
    def url(self) -> str:
        return f"ws://127.0.0.1:{self.port}/edge/v1"

    def _serve(self) -> None:
        asyncio.set_event_loop(self._loop)
        self._loop.run_until_complete(self._main())

    async def _main(self) -> None:
        self._stop = asyncio.Event()
        app = web.Application()
        app.router.add_get("/edge/v1", self._answer)
        runner = web.AppRunner(app, shutdown_timeout=0.1)
        await runner.setup()
        site = web.TCPSite(runner, "127.0.0.1", 0)
        await site.start()
        self.port = runner.addresses[0][1]
        self._ready.set()
        await self._stop.wait()
        await runner.cleanup()

    async def _answer(self, request: web.Request) -> web.StreamResponse:
        self.connections += 1
        if self.fault.isdigit():
            return web.Response(status=int(self.fault), headers={"Retry-After": "9"}, text="no")
        if self.fault == "HTML":
            return web.Response(text="<html>sign in to this network</html>", content_type="text/html")
        if self.fault == "hangs at the door":
            await self._stop.wait()
        socket = web.WebSocketResponse(compress=True)
        await socket.prepare(request)
        self.config = (await socket.receive_str()).split("\r\n\r\n", 1)[1]
        message = await socket.receive_str()
        self.ssml.append(message.split("\r\n\r\n", 1)[1])
        if self.fault == "hanging":
            await self._stop.wait()
            return socket
        await self._speak(socket, re.findall(r"\S+", unescape(re.sub(r"<[^>]+>", "", self.ssml[-1]))))
        return socket

    async def _speak(self, socket: web.WebSocketResponse, words: list[str]) -> None:
        await socket.send_str("X-RequestId:1\r\nPath:turn.start\r\n\r\n{}")
        now, sent = 0.1, 0.0
        for number, word in enumerate(words):
            if self.fault == "slow" and number == 3:
                await self._stop.wait()
            if self.fault == "cut off" and number == len(words) // 2:
                await socket.close()
                return
            await socket.send_str(self._metadata(word.strip(".,?!"), now))
            now += WORD_SECONDS + GAP_SECONDS
            while sent < now:
                await self._audio(socket)
                sent += 0.24
        await self._audio(socket)
        await socket.send_str("X-RequestId:1\r\nPath:turn.end\r\n\r\n{}")
        async for message in socket:
            if message.type == WSMsgType.CLOSE:
                break

    def _metadata(self, word: str, now: float) -> str:
        start, length = int(now * TICKS), int(WORD_SECONDS * TICKS)
        data: Any = {"Offset": start, "Duration": length, "text": {"Text": word, "Length": len(word)}}
        if self.fault == "wrong shape":
            data = {"Offset": [start]}
        if self.fault == "far times":
            data["Offset"] = 10**16
        body = json.dumps({"Metadata": [{"Type": "WordBoundary", "Data": data}]})
        if self.fault == "NaN times":
            body = body.replace(str(start), "NaN")
        if self.fault == "not JSON":
            body = body[:20]
        return f"X-RequestId:1\r\nContent-Type:application/json\r\nPath:audio.metadata\r\n\r\n{body}"

    async def _audio(self, socket: web.WebSocketResponse) -> None:
        if self.fault == "no audio":
            return
        data = b"<html>not found</html>" if self.fault == "HTML as audio" else FRAME * 10
        head = b"X-RequestId:1\r\nContent-Type:audio/mpeg\r\nPath:audio\r\n"
        await socket.send_bytes(len(head).to_bytes(2, "big") + head + data)
