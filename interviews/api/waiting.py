"""Waiting for what follows an answer, without a thread."""

from __future__ import annotations

import time
import uuid

from interviewer.executor import in_database, release_request_thread
from interviews.listening import Listener
from interviews.services import calls

# A message can get lost: the truth is in the database, which is asked this often at least. Seconds.
ASK_EVERY = 1.0


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
