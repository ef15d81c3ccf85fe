"""An in-memory channel layer for one process, safe across threads and event loops.

The layer that comes with Channels puts a message straight into an ``asyncio.Queue``: a send from another thread
(a Celery worker beside the web server) doesn't wake the loop that waits on it, so delivery takes up to seconds.
Here every channel belongs to the loop that created it, and a message is handed over with
``call_soon_threadsafe``.
"""

from __future__ import annotations

import asyncio
import copy
import secrets
import threading
import time
from collections import defaultdict
from typing import Any

from channels.exceptions import ChannelFull
from channels.layers import BaseChannelLayer


class _Mailbox:
    """One channel's messages, owned by one event loop."""

    def __init__(self, loop: asyncio.AbstractEventLoop, capacity: int) -> None:
        self.loop = loop
        self.capacity = capacity
        self.queue: asyncio.Queue[tuple[float, dict[str, Any]]] = asyncio.Queue()
        self.waiting = 0  # guarded by the layer's lock

    def put(self, item: tuple[float, dict[str, Any]]) -> None:
        self.loop.call_soon_threadsafe(self.queue.put_nowait, item)


class ThreadSafeInMemoryChannelLayer(BaseChannelLayer):
    extensions = ["groups", "flush"]

    def __init__(
        self,
        expiry: int = 60,
        group_expiry: int = 86400,
        capacity: int = 1000,
        channel_capacity: dict[str, int] | None = None,
        **kwargs: Any,
    ) -> None:
        super().__init__(expiry=expiry, capacity=capacity, channel_capacity=channel_capacity, **kwargs)
        self.group_expiry = group_expiry
        self._lock = threading.Lock()
        self._mailboxes: dict[str, _Mailbox] = {}
        self._groups: dict[str, dict[str, float]] = defaultdict(dict)

    async def new_channel(self, prefix: str = "specific.") -> str:
        name = f"{prefix}inmemory!{secrets.token_hex(12)}"
        self._mailbox(name)
        return name

    def _mailbox(self, channel: str) -> _Mailbox:
        with self._lock:
            self._drop_closed_loops()
            box = self._mailboxes.get(channel)
            if box is None:
                box = _Mailbox(asyncio.get_running_loop(), self.get_capacity(channel))
                self._mailboxes[channel] = box
            return box

    def _drop_closed_loops(self) -> None:
        for name in [name for name, box in self._mailboxes.items() if box.loop.is_closed()]:
            self._forget(name)

    def _forget(self, channel: str) -> None:
        self._mailboxes.pop(channel, None)
        for members in self._groups.values():
            members.pop(channel, None)

    async def send(self, channel: str, message: dict[str, Any]) -> None:
        """Raises ChannelFull when the channel holds as many messages as it may."""
        self.require_valid_channel_name(channel)
        self._mailbox(channel)
        if not self._deliver(channel, message):
            raise ChannelFull(channel)

    def _deliver(self, channel: str, message: dict[str, Any]) -> bool:
        with self._lock:
            box = self._mailboxes.get(channel)
            if box is None or box.loop.is_closed():
                return True  # nobody is there any more
            if box.waiting >= box.capacity:
                return False
            box.waiting += 1
            box.put((time.monotonic() + self.expiry, copy.deepcopy(message)))
        return True

    async def receive(self, channel: str) -> dict[str, Any]:
        self.require_valid_channel_name(channel)
        box = self._mailbox(channel)
        try:
            while True:
                expires, message = await box.queue.get()
                with self._lock:
                    box.waiting -= 1
                if expires >= time.monotonic():
                    return message
        except asyncio.CancelledError:
            # Who has left its groups and waits no longer is gone; a member that only gave up waiting may come back.
            with self._lock:
                if box.queue.empty() and not any(channel in members for members in self._groups.values()):
                    self._mailboxes.pop(channel, None)
            raise

    async def group_add(self, group: str, channel: str) -> None:
        self.require_valid_group_name(group)
        self.require_valid_channel_name(channel)
        with self._lock:
            self._groups[group][channel] = time.monotonic() + self.group_expiry

    async def group_discard(self, group: str, channel: str) -> None:
        self.require_valid_group_name(group)
        with self._lock:
            members = self._groups.get(group, {})
            members.pop(channel, None)
            if not members:
                self._groups.pop(group, None)

    async def group_send(self, group: str, message: dict[str, Any]) -> None:
        self.require_valid_group_name(group)
        now = time.monotonic()
        with self._lock:
            members = [name for name, expires in self._groups.get(group, {}).items() if expires >= now]
        for name in members:
            self._deliver(name, message)

    async def flush(self) -> None:
        with self._lock:
            self._mailboxes.clear()
            self._groups.clear()
