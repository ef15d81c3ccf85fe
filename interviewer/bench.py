"""What the shapes of this code cost, each beside the shape it replaces, in the same run on the same machine."""

from __future__ import annotations

import asyncio
import itertools
import statistics
import tempfile
import threading
import time
import uuid
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from unittest.mock import patch

from channels.layers import InMemoryChannelLayer
from django.conf import settings

from interviewer.embedded.layer import ThreadSafeInMemoryChannelLayer
from interviewer.grading import GradingInput, grade
from interviews.question_bank.loader import bank
from interviews.services import recordings


@dataclass(frozen=True)
class Row:
    """``ratio`` is other / ours: above 1, ours is better."""

    name: str
    ours: float
    unit: str
    other: float | None = None
    beside: str = ""

    @property
    def ratio(self) -> float | None:
        return self.other / self.ours if self.other is not None and self.ours else None


def everything() -> Iterator[Row]:
    yield delivery_from_a_thread()
    yield events_from_a_worker()
    yield sockets_under_a_slow_query()
    yield durable_chunks()
    yield grading()
    yield report_as_pdf()
    yield from speech()
    yield from failover()


def _median_ms(function: Callable[[], Any], times: int) -> float:
    taken = []
    for _ in range(times):
        began = time.perf_counter()
        function()
        taken.append((time.perf_counter() - began) * 1000)
    return statistics.median(taken)


def delivery_from_a_thread(times: int = 40) -> Row:
    """From another thread's send to the waiting consumer, in a process without Redis."""

    async def deliver(layer: Any) -> list[float]:
        channel = await layer.new_channel()
        taken: list[float] = []
        for _ in range(times):
            receiving = asyncio.ensure_future(layer.receive(channel))
            await asyncio.sleep(0)
            sent_at: list[float] = []

            def send(sent_at: list[float] = sent_at) -> None:
                sent_at.append(time.perf_counter())
                asyncio.run(layer.send(channel, {"type": "test"}))

            thread = threading.Thread(target=send)
            thread.start()
            # The stock layer doesn't wake this loop: something else has to, here after 250 ms.
            await asyncio.wait([receiving], timeout=0.25)
            await receiving
            taken.append((time.perf_counter() - sent_at[0]) * 1000)
            thread.join()
        return taken

    ours = statistics.median(asyncio.run(deliver(ThreadSafeInMemoryChannelLayer())))
    other = statistics.median(asyncio.run(deliver(InMemoryChannelLayer())))
    return Row("in-memory delivery from a thread", ours, "ms", other, "Channels' own layer (capped at 250)")


def events_from_a_worker(times: int = 200) -> Row:
    """A worker's message to a candidate's page: one long-lived loop, against ``async_to_sync`` each time."""
    from asgiref.sync import async_to_sync
    from channels.layers import get_channel_layer

    from interviews import events

    session_id = uuid.uuid4()
    message = {"type": "question", "text": "x" * 400}
    layer: Any = get_channel_layer()

    def with_async_to_sync() -> None:
        payload = {"type": "session.message", "message": message}
        async_to_sync(layer.group_send)(events.session_group(session_id), payload)
        async_to_sync(layer.group_send)(events.monitor_group(session_id), payload)

    events.send_to_session(session_id, message)
    ours = _median_ms(lambda: events.send_to_session(session_id, message), times)
    kind = "in memory" if settings.EMBEDDED_BROKER else "Redis"
    return Row(f"event from a worker ({kind})", ours, "ms", _median_ms(with_async_to_sync, times), "async_to_sync")


def sockets_under_a_slow_query(sockets: int = 40) -> Row:
    """Many sockets that each need the database for 10 ms at once: when the last is served."""
    from channels.db import database_sync_to_async

    from interviewer.executor import in_database

    def turn() -> None:
        time.sleep(0.01)  # what a query waits for: the database, not the processor

    async def ours() -> None:
        await asyncio.gather(*(in_database(turn) for _ in range(sockets)))

    async def other() -> None:
        await asyncio.gather(*(database_sync_to_async(turn)() for _ in range(sockets)))

    return Row(
        f"{sockets} turns of 10 ms at once",
        _median_ms(lambda: asyncio.run(ours()), 5),
        "ms",
        _median_ms(lambda: asyncio.run(other()), 5),
        "one shared thread",
    )


def durable_chunks(times: int = 100) -> Row:
    """Storing a second of sound so that a power cut can't lose it, against leaving it to the system."""
    body = b"x" * 4000
    with tempfile.TemporaryDirectory() as folder, patch.object(settings, "MEDIA_ROOT", Path(folder)):
        session_id, response_id = uuid.uuid4(), uuid.uuid4()
        numbers = iter(range(times * 2 + 2))

        def durable() -> None:
            recordings.store_chunk(recordings.ChunkKey(session_id, response_id, 0, 0, next(numbers)), body)

        def plain() -> None:
            (Path(folder) / str(next(numbers))).write_bytes(body)

        return Row("a chunk of sound, durable", _median_ms(durable, times), "ms", _median_ms(plain, times), "no fsync")


def grading(times: int = 60) -> Row:
    """Grading a spoken answer of about a hundred words."""
    questions = [q for q in bank() if q.type == "spoken"][:times]
    items = iter(
        [
            GradingInput(q.question, q.reference_answer, q.expected_points, q.keywords, q.reference_answer)
            for q in [questions[0], *questions]
        ]
    )
    grade(next(items))
    return Row("grading an answer offline", _median_ms(lambda: grade(next(items)), len(questions)), "ms")


def report_as_pdf(times: int = 15) -> Row:
    """The PDF of a report with twelve answers, each time with other words: a warm compiler, against a new one."""
    import typst

    from interviewer.charts import PRINT, Measure, radar
    from reports.pdf import compiling

    names = ("Communication", "Technical", "Problem solving", "Code quality")
    chart = radar("Skills", [Measure(name, 70, 58, 81) for name in names])
    said = [q.reference_answer for q in bank()[:12]]
    numbers = itertools.count()

    def data() -> dict[str, Any]:
        return compiling.sample([f"{text} {next(numbers)}" for text in said], str(chart.svg(theme=PRINT)))

    def cold() -> None:
        with patch.object(compiling, "_compiler", lambda: typst.Compiler(compiling.TEMPLATE)):
            compiling.compiled(data())

    compiling.compiled(data())
    warm = _median_ms(lambda: compiling.compiled(data()), times)
    return Row("a report of 12 answers as PDF", warm, "ms", _median_ms(cold, 5), "a new compiler each time")


def speech() -> Iterator[Row]:
    from interviewer.providers import bench

    for measure in (bench.cached_speech, bench.decode_speed, bench.decode_memory):
        for name, value, unit in measure():
            yield Row(name, value, unit)


def failover() -> Iterator[Row]:
    from interviewer.providers.llm import bench

    for name, value, unit in bench.failover():
        yield Row(name, value, unit)
