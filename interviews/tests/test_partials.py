"""Words while they are spoken, from a vendor at the wire: shown, never waited for, and never in an answer's way."""

from __future__ import annotations

import time
import uuid
from collections.abc import Iterator
from io import BytesIO
from pathlib import Path
from typing import Any

import av
import pytest
from asgiref.sync import sync_to_async
from django.core.cache import cache

from interviewer.providers import health
from interviewer.providers.models import ProviderCall
from interviewer.providers.stt.tests.fake_vendor import FakeVendor, reply_for
from interviewer.providers.stt.tests.recordings import quiet, record
from interviews import events
from interviews.models import Response
from interviews.services import partials, recordings
from interviews.tests.helpers import Seat, sit_down
from interviews.tests.test_socket import chunk, joined, make_session

SAID = "I used a queue."


@pytest.fixture
def vendor(settings: Any) -> Iterator[FakeVendor]:
    settings.TRANSCRIPTION_PROVIDERS = ["groq"]
    settings.GROQ_API_KEYS = ["secret-key"]
    settings.PARTIAL_TRANSCRIPT_SECONDS = 5.0
    with FakeVendor() as server:
        settings.GROQ_BASE_URL = server.url
        server.replies = [reply_for("groq", "good")]
        yield server


@pytest.fixture
def told(monkeypatch: pytest.MonkeyPatch) -> list[dict[str, Any]]:
    """What the page is told."""
    found: list[dict[str, Any]] = []
    monkeypatch.setattr(events, "send_to_session", lambda session_id, message: found.append(message))
    return found


@pytest.fixture
def asked(monkeypatch: pytest.MonkeyPatch) -> list[tuple[Any, ...]]:
    """The hints that the workers get."""
    found: list[tuple[Any, ...]] = []
    monkeypatch.setattr(partials.current_app, "send_task", lambda name, args, **options: found.append(args))
    return found


@pytest.fixture
def seat(db: None) -> Seat:
    return sit_down()


def sound(folder: Path, seconds: float, **options: Any) -> bytes:
    return record(folder / f"{uuid.uuid4().hex}.webm", seconds, **options).read_bytes()


def speak(seat: Seat, data: bytes, *, segment: int = 0, parts: int = 3) -> None:
    size = len(data) // parts + 1
    for seq in range(parts):
        seat.speak(seq, data[seq * size : (seq + 1) * size], segment=segment)


def overhear(seat: Seat, take: int = 0) -> None:
    partials.overhear(seat.session_id, seat.question.pk, take)


def seconds_sent(server: FakeVendor) -> list[float]:
    """How much sound each request carried."""
    found = []
    for _, _, body in server.requests:
        flac = body[body.index(b"fLaC") :]
        with av.open(BytesIO(flac)) as source:
            found.append(sum(frame.samples for frame in source.decode(audio=0)) / 16000)
    return found


# --- What is said -------------------------------------------------------------------------------------


def test_what_has_arrived_so_far_is_put_into_words_and_kept_nowhere(
    seat: Seat, vendor: FakeVendor, told: list[dict[str, Any]], tmp_path: Path
) -> None:
    speak(seat, sound(tmp_path, 4))
    overhear(seat)
    assert told == [{"type": "transcript", "question_id": str(seat.question.pk), "text": SAID, "final": False}]
    assert (seat.question.transcript, seat.question.live_transcript) == ("", "")
    assert list(recordings.directory(seat.session_id, seat.question.pk).glob("*.audio")) == []
    assert [call.purpose for call in ProviderCall.objects.all()] == ["partial transcription"]


def test_of_a_long_answer_only_what_is_new_is_sent(
    seat: Seat, vendor: FakeVendor, told: list[dict[str, Any]], tmp_path: Path
) -> None:
    speak(seat, sound(tmp_path, 26))
    overhear(seat)
    speak(seat, sound(tmp_path, 3), segment=1)
    overhear(seat)
    assert [message["text"] for message in told] == [SAID, f"{SAID} {SAID}"]
    assert seconds_sent(vendor) == pytest.approx([26, 3], abs=0.2)


def test_nothing_behind_a_gap_is_heard_as_if_it_followed(
    seat: Seat, vendor: FakeVendor, told: list[dict[str, Any]], tmp_path: Path
) -> None:
    data = sound(tmp_path, 6)
    third = len(data) // 3 + 1
    seat.speak(0, data[:third])
    seat.speak(2, data[2 * third :])
    overhear(seat)
    assert max(seconds_sent(vendor)) < 3


def test_silence_asks_nobody(seat: Seat, vendor: FakeVendor, told: list[dict[str, Any]], tmp_path: Path) -> None:
    speak(seat, sound(tmp_path, 3, sound=quiet))
    overhear(seat)
    assert (told, vendor.requests) == ([], [])


@pytest.mark.parametrize("state", ["answered", "foreign"])
def test_no_words_for_a_question_that_is_not_open(
    seat: Seat, vendor: FakeVendor, told: list[dict[str, Any]], tmp_path: Path, state: str
) -> None:
    speak(seat, sound(tmp_path, 3))
    question_id = seat.question.pk
    if state == "answered":
        seat.submit("typed instead")
    session_id = uuid.uuid4() if state == "foreign" else seat.session_id
    partials.overhear(session_id, question_id, 0)
    assert (told, vendor.requests) == ([], [])


# --- Pace and cost ------------------------------------------------------------------------------------


@pytest.mark.usefixtures("vendor")
def test_hints_are_paced_whoever_gives_them(seat: Seat, asked: list[tuple[Any, ...]]) -> None:
    for _ in range(20):
        partials.ask(seat.session_id, seat.question.pk, 0)
    assert len(asked) == 1


def test_a_connection_hints_at_most_once_in_so_many_seconds(settings: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    settings.PARTIAL_TRANSCRIPT_SECONDS = 5.0
    now = 1000.0
    monkeypatch.setattr(partials.time, "monotonic", lambda: now)
    pace = partials.Pace()
    due = []
    for second in range(1, 21):  # a chunk a second
        now = 1000.0 + second
        if pace.due():
            due.append(second)
    assert due == [5, 10, 15, 20]


@pytest.mark.parametrize("off", ["no seconds", "no provider", "nobody is there"])
def test_it_is_off_where_nobody_can_transcribe(
    seat: Seat, vendor: FakeVendor, asked: list[tuple[Any, ...]], settings: Any, off: str
) -> None:
    if off == "no seconds":
        settings.PARTIAL_TRANSCRIPT_SECONDS = 0
    elif off == "no provider":
        settings.TRANSCRIPTION_PROVIDERS = []
    else:
        settings.GROQ_API_KEYS = []
    partials.ask(seat.session_id, seat.question.pk, 0)
    assert asked == []
    assert not partials.wanted()


def test_one_at_a_time_in_a_session(seat: Seat, vendor: FakeVendor, told: list[dict[str, Any]], tmp_path: Path) -> None:
    speak(seat, sound(tmp_path, 3))
    cache.set(f"partials:busy:{seat.session_id}", 1)
    overhear(seat)
    assert (told, vendor.requests) == ([], [])


def test_half_of_the_budget_is_left_for_the_answers(
    seat: Seat, vendor: FakeVendor, told: list[dict[str, Any]], tmp_path: Path, settings: Any
) -> None:
    settings.STT_BUDGETS = {"session": (4, 0)}
    speak(seat, sound(tmp_path, 3))
    for _ in range(5):
        cache.delete(f"partials:rest:{seat.session_id}")
        overhear(seat)
    assert len(vendor.requests) == 2
    response = seat.answer("", last_seq={0: 2})
    assert response.transcript == SAID


# --- What goes wrong ----------------------------------------------------------------------------------


def test_a_vendor_that_limits_calls_keeps_its_key_for_the_answers(
    seat: Seat, vendor: FakeVendor, told: list[dict[str, Any]], asked: list[tuple[Any, ...]], tmp_path: Path
) -> None:
    vendor.replies = [reply_for("groq", "429"), reply_for("groq", "good")]
    speak(seat, sound(tmp_path, 3))
    overhear(seat)
    partials.ask(seat.session_id, seat.question.pk, 0)
    assert (told, asked) == ([], []), "it is asked for nobody's sake for a while"
    assert seat.answer("", last_seq={0: 2}).transcript == SAID


def test_a_vendor_that_hangs_is_not_passed_by_for_the_answers(
    seat: Seat, vendor: FakeVendor, told: list[dict[str, Any]], asked: list[tuple[Any, ...]],
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch,
) -> None:  # fmt: skip
    monkeypatch.setattr(partials, "DEADLINE", 1.2)
    vendor.replies = [reply_for("groq", "hanging"), reply_for("groq", "good")]
    speak(seat, sound(tmp_path, 3))
    overhear(seat)
    assert told == []
    assert not health.look("stt", [("groq", [])]).breakers
    partials.ask(seat.session_id, seat.question.pk, 0)
    assert asked == [], "but not for this session, for a while"
    assert seat.answer("", last_seq={0: 2}).transcript == SAID


@pytest.mark.parametrize("fault", ["500", "401", "not JSON", "HTML"])
def test_no_fault_of_a_vendor_reaches_anybody(
    seat: Seat, vendor: FakeVendor, told: list[dict[str, Any]], tmp_path: Path, fault: str
) -> None:
    vendor.replies = [reply_for("groq", fault)]
    speak(seat, sound(tmp_path, 3))
    overhear(seat)
    assert told == []
    assert cache.get(f"partials:busy:{seat.session_id}") is None


def test_sound_that_is_none_asks_nobody(seat: Seat, vendor: FakeVendor, told: list[dict[str, Any]]) -> None:
    seat.speak(0, b"this is no sound")
    overhear(seat)
    assert (told, vendor.requests) == ([], [])


# --- On the way of chunks and answers -----------------------------------------------------------------


@pytest.mark.usefixtures("worker")
async def test_chunks_and_the_answer_never_wait_for_it(
    transactional_db: None, vendor: FakeVendor, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The vendor hangs for what is shown, and answers for what is sent in."""
    monkeypatch.setattr(partials.Pace, "due", lambda self: True)
    vendor.replies = [reply_for("groq", "hanging"), reply_for("groq", "good")]
    session = await sync_to_async(make_session)()
    data = sound(tmp_path, 3)
    size = len(data) // 4 + 1
    async with joined(session.pk) as page:
        question_id = (await page.expect("question"))["question_id"]
        for seq in range(3):
            part = data[seq * size : (seq + 1) * size]
            await page.socket.send_to(bytes_data=chunk(question_id, seq, part))
            await page.expect("ack", kind="audio_chunk", seq=seq)
        began = time.monotonic()
        while not vendor.requests and time.monotonic() - began < 20:
            await page.send(type="ping")
            await page.expect("pong")
        assert vendor.requests, "it was asked while the answer was spoken"
        await page.socket.send_to(bytes_data=chunk(question_id, 3, data[3 * size :]))
        await page.expect("ack", kind="audio_chunk", seq=3)
        began = time.monotonic()
        await page.send(type="answer", question_id=question_id, last_seq={"0": 3})
        final = await page.expect("transcript", final=True)
        assert final["text"] == SAID
        assert (await page.expect("question"))["question_id"] != question_id
        assert time.monotonic() - began < partials.DEADLINE
    assert (await Response.objects.aget(pk=question_id)).transcript == SAID


def test_a_worker_keeps_threads_for_what_somebody_waits_for(
    seat: Seat, vendor: FakeVendor, told: list[dict[str, Any]], tmp_path: Path
) -> None:
    speak(seat, sound(tmp_path, 3))
    taken = [partials._places.acquire(blocking=False) for _ in range(2)]
    assert taken == [True, True]
    try:
        overhear(seat)
    finally:
        for _ in taken:
            partials._places.release()
    assert (told, vendor.requests) == ([], [])
