from __future__ import annotations

import asyncio
import threading
import time
from collections.abc import Awaitable, Callable
from typing import Any

import pytest
from channels.exceptions import ChannelFull

from interviewer.embedded.layer import ThreadSafeInMemoryChannelLayer as Layer

HELLO = {"type": "hello"}
GROUP = "interview.0123"


async def nothing_comes(layer: Layer, channel: str) -> bool:
    try:
        await asyncio.wait_for(layer.receive(channel), 0.02)
    except TimeoutError:
        return True
    return False


def in_a_thread(call: Callable[[], Awaitable[Any]]) -> threading.Thread:
    """Run a coroutine on an event loop of another thread, as a worker beside the web server does."""
    thread = threading.Thread(target=lambda: asyncio.run(call()))  # type: ignore[arg-type]
    thread.start()
    return thread


# --- One channel -------------------------------------------------------------------------------------


async def test_messages_arrive_in_order() -> None:
    layer = Layer()
    channel = await layer.new_channel()
    for number in range(5):
        await layer.send(channel, {"type": "count", "number": number})
    assert [(await layer.receive(channel))["number"] for _ in range(5)] == [0, 1, 2, 3, 4]


async def test_each_channel_gets_its_own_messages_only() -> None:
    layer = Layer()
    one, other = await layer.new_channel(), await layer.new_channel()
    assert one != other
    await layer.send(one, HELLO)
    assert await nothing_comes(layer, other)
    assert await layer.receive(one) == HELLO


async def test_a_message_is_not_changed_by_who_sent_or_got_it() -> None:
    layer = Layer()
    one, other = await layer.new_channel(), await layer.new_channel()
    message: dict[str, Any] = {"type": "hello", "parts": ["a"]}
    for channel in (one, other):
        await layer.group_add(GROUP, channel)
    await layer.group_send(GROUP, message)
    message["parts"].append("later")
    (await layer.receive(one))["parts"].append("mine")
    assert await layer.receive(other) == {"type": "hello", "parts": ["a"]}


async def test_a_full_channel_refuses_until_something_was_taken_out() -> None:
    layer = Layer(capacity=2)
    channel = await layer.new_channel()
    await layer.send(channel, HELLO)
    await layer.send(channel, HELLO)
    with pytest.raises(ChannelFull):
        await layer.send(channel, HELLO)
    await layer.receive(channel)
    await layer.send(channel, HELLO)


async def test_a_message_that_waited_too_long_is_dropped_and_makes_room() -> None:
    layer = Layer(capacity=2, expiry=-1)
    channel = await layer.new_channel()
    await layer.send(channel, {"type": "stale"})
    layer.expiry = 60
    await layer.send(channel, HELLO)
    assert await layer.receive(channel) == HELLO
    await layer.send(channel, HELLO)
    await layer.send(channel, HELLO)


@pytest.mark.parametrize("name", ["", "with space", "x" * 101, "ümlaut"])
async def test_a_name_that_is_none_is_refused(name: str) -> None:
    layer = Layer()
    for call in (layer.send(name, HELLO), layer.group_send(name, HELLO), layer.group_add(name, "channel!1")):
        with pytest.raises(TypeError):
            await call


# --- Groups ------------------------------------------------------------------------------------------


async def test_a_group_reaches_all_its_members_once() -> None:
    layer = Layer()
    members = [await layer.new_channel() for _ in range(3)]
    outsider = await layer.new_channel()
    for channel in (*members, members[0]):
        await layer.group_add(GROUP, channel)
    await layer.group_send(GROUP, HELLO)
    for channel in members:
        assert await layer.receive(channel) == HELLO
        assert await nothing_comes(layer, channel)
    assert await nothing_comes(layer, outsider)


async def test_who_left_a_group_hears_no_more_of_it() -> None:
    layer = Layer()
    one, other = await layer.new_channel(), await layer.new_channel()
    for channel in (one, other):
        await layer.group_add(GROUP, channel)
    await layer.group_discard(GROUP, one)
    await layer.group_discard(GROUP, one)
    await layer.group_discard("nobody.here", one)
    await layer.group_send(GROUP, HELLO)
    assert await nothing_comes(layer, one)
    assert await layer.receive(other) == HELLO


async def test_a_full_member_does_not_keep_a_message_from_the_others() -> None:
    layer = Layer(capacity=1)
    full, other = await layer.new_channel(), await layer.new_channel()
    for channel in (full, other):
        await layer.group_add(GROUP, channel)
    await layer.send(full, {"type": "first"})
    await layer.group_send(GROUP, HELLO)
    assert await layer.receive(other) == HELLO
    assert await layer.receive(full) == {"type": "first"}


async def test_membership_expires() -> None:
    layer = Layer(group_expiry=-1)
    channel = await layer.new_channel()
    await layer.group_add(GROUP, channel)
    await layer.group_send(GROUP, HELLO)
    assert await nothing_comes(layer, channel)


async def test_nobody_has_to_be_there() -> None:
    layer = Layer()
    await layer.group_send(GROUP, HELLO)
    await layer.flush()


async def test_who_gave_up_waiting_still_gets_what_comes_later() -> None:
    layer = Layer()
    channel = await layer.new_channel()
    await layer.group_add(GROUP, channel)
    assert await nothing_comes(layer, channel)
    await layer.group_send(GROUP, HELLO)
    assert await asyncio.wait_for(layer.receive(channel), 1) == HELLO


async def test_nothing_is_kept_of_a_connection_that_ended() -> None:
    layer = Layer()
    for _ in range(10):
        channel = await layer.new_channel()
        await layer.group_add(GROUP, channel)
        assert await nothing_comes(layer, channel)
        # As a consumer does it: leave the group, and then the waiting for messages is cancelled.
        waiting = asyncio.create_task(layer.receive(channel))
        await asyncio.sleep(0)
        await layer.group_discard(GROUP, channel)
        waiting.cancel()
        await asyncio.gather(waiting, return_exceptions=True)
    assert (len(layer._mailboxes), len(layer._groups)) == (0, 0)


async def test_flushing_forgets_everything() -> None:
    layer = Layer()
    channel = await layer.new_channel()
    await layer.group_add(GROUP, channel)
    await layer.send(channel, HELLO)
    await layer.flush()
    await layer.group_send(GROUP, HELLO)
    assert await nothing_comes(layer, channel)


# --- Across threads ----------------------------------------------------------------------------------


def test_a_message_from_another_thread_wakes_a_loop_that_waits_for_nothing_else() -> None:
    """Channels' own layer leaves it asleep until something else happens: here nothing else ever does."""
    layer, asleep, got = Layer(), threading.Event(), []
    loop = asyncio.new_event_loop()
    selector = loop._selector  # type: ignore[attr-defined]
    select = selector.select

    def noticing(timeout: float | None = None) -> Any:
        if timeout is None:
            asleep.set()  # the loop is about to sleep, with no timer to wake it
        return select(timeout)

    selector.select = noticing
    channels: list[str] = []

    async def wait() -> None:
        channels.append(await layer.new_channel())
        await layer.group_add(GROUP, channels[0])
        got.append((await layer.receive(channels[0]), time.monotonic()))

    receiver = threading.Thread(target=lambda: loop.run_until_complete(wait()), daemon=True)
    receiver.start()
    assert asleep.wait(5)
    sent_at = time.monotonic()
    in_a_thread(lambda: layer.group_send(GROUP, HELLO)).join()
    receiver.join(5)
    assert got, "the message never woke the loop"
    loop.close()
    message, at = got[0]
    assert message == HELLO
    assert at - sent_at < 1.0


async def test_many_threads_lose_nothing() -> None:
    layer = Layer(capacity=10_000)
    channel = await layer.new_channel()
    await layer.group_add(GROUP, channel)

    async def send(thread: int) -> None:
        for number in range(200):
            await layer.group_send(GROUP, {"type": "n", "from": thread, "number": number})

    threads = [in_a_thread(lambda number=number: send(number)) for number in range(4)]  # type: ignore[misc]
    got = [await asyncio.wait_for(layer.receive(channel), 10) for _ in range(800)]
    for thread in threads:
        thread.join()
    for sender in range(4):
        assert [m["number"] for m in got if m["from"] == sender] == list(range(200))


async def test_a_listener_whose_loop_has_ended_troubles_nobody() -> None:
    layer = Layer()
    mine = await layer.new_channel()
    await layer.group_add(GROUP, mine)

    async def come_and_go() -> None:
        await layer.group_add(GROUP, await layer.new_channel())

    in_a_thread(come_and_go).join()
    await layer.group_send(GROUP, HELLO)
    assert await asyncio.wait_for(layer.receive(mine), 1) == HELLO
    await layer.new_channel()
    assert list(layer._groups[GROUP]) == [mine]
