"""Hearing what is said to a session, on the channel layer and without a thread: for requests that wait."""

from __future__ import annotations

import asyncio
import uuid
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

from channels.layers import get_channel_layer

from interviews import events


class Listener:
    def __init__(self, layer: Any, channel: str) -> None:
        self._layer, self._channel = layer, channel
        self._receiving: asyncio.Task[Any] | None = None

    async def news(self, seconds: float) -> dict[str, Any] | None:
        """The next event of the session, or None when there is none for so many seconds."""
        if self._receiving is None:
            self._receiving = asyncio.create_task(self._layer.receive(self._channel))
        done, _ = await asyncio.wait({self._receiving}, timeout=seconds)
        if not done:
            return None
        self._receiving = None
        event: dict[str, Any] = done.pop().result()
        return event

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
