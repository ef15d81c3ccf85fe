from __future__ import annotations

import threading

from asgiref.sync import ThreadSensitiveContext, sync_to_async

from interviewer.executor import release_request_thread


async def test_a_request_about_to_wait_gives_its_thread_back_and_gets_another_when_it_needs_one() -> None:
    async with ThreadSensitiveContext():
        thread = await sync_to_async(threading.current_thread)()
        release_request_thread()
        thread.join(timeout=5)
        assert not thread.is_alive()
        assert (await sync_to_async(threading.current_thread)()).is_alive()


async def test_outside_a_request_there_is_nothing_to_give_back() -> None:
    release_request_thread()
