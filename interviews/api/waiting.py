"""Waiting for what the workers announce, on the channel layer and without a thread."""

from __future__ import annotations

import asyncio
import time
import uuid
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

from channels.layers import get_channel_layer

from interviewer.executor import in_database, release_request_thread
from interviews import events
from interviews.services import calls

# A message can get lost: the truth is in the database, which is asked this often at least. Seconds.
ASK_EVERY = 1.0


class Listener:
    def __init__(self, layer: Any, channel: str) -> None:
        self._layer, self._channel = layer, channel
        self._receiving: asyncio.Task[Any] | None = None

    async def news(self, seconds: float) -> None:
        """Return when the session has something to say, or after so many seconds."""
        if self._receiving is None:
            self._receiving = asyncio.create_task(self._layer.receive(self._channel))
        done, _ = await asyncio.wait({self._receiving}, timeout=seconds)
        if done:
            self._receiving = None

    async def close(self) -> None:
        if self._receiving is not None:
            self._receiving.cancel()
            await asyncio.gather(self._receiving, return_exceptions=True)


@asynccontextmanager
async def listening(session_id: uuid.UUID) -> AsyncIterator[Listener]:
    """Hear what is said to the session from now on: begin before doing what will be answered."""
    layer = get_channel_layer()
    channel = await layer.new_channel()
    group = events.session_group(session_id)
    await layer.group_add(group, channel)
    listener = Listener(layer, channel)
    try:
        yield listener
    finally:
        await layer.group_discard(group, channel)
        await listener.close()


async def step_after(response_id: uuid.UUID, listener: Listener, seconds: float) -> calls.Step | None:
    """What follows the answer, or None when that isn't decided within so many seconds."""
    ends = time.monotonic() + seconds
    while True:
        step = await in_database(calls.what_follows, response_id)
        left = ends - time.monotonic()
        if step is not None or left <= 0:
            return step
        release_request_thread()
        await listener.news(min(ASK_EVERY, left))
