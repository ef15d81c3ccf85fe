"""The interview where no socket gets through: the same messages by single requests, with a real worker behind them."""

from __future__ import annotations

import asyncio
import json
import uuid
from base64 import b64encode
from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any

import pytest
from asgiref.sync import sync_to_async
from django.test import AsyncClient

from interviewer.accounts.models import User
from interviews import seats
from interviews.models import InterviewConfig, InterviewSession, Response, ResponseState, SessionStatus
from interviews.services import answering, clock, presence, recordings, sessions, thinking, watching
from interviews.services.turns import TurnRefused
from interviews.tests import helpers
from interviews.tests.test_socket import GOOD, documented, joined, make_session
from interviews.views import room_by_http
from reports.models import Evaluation


class Page:
    """A candidate's page that knows no socket."""

    def __init__(self, session_id: uuid.UUID) -> None:
        self.path = f"/interview/session/{session_id}/"
        self.client = AsyncClient()
        self.client.cookies[seats.cookie_name(session_id)] = seats.token(session_id)
        self.connection = ""
        self.seq = -1
        self.closed: int | None = None

    async def send(self, **message: Any) -> list[dict[str, Any]]:
        return await self.send_raw(json.dumps(message))

    async def send_raw(self, body: str | bytes) -> list[dict[str, Any]]:
        headers = {"X-Connection": self.connection}
        answer = await self.client.post(
            f"{self.path}messages/", data=body, content_type="application/json", headers=headers
        )
        return self._take(answer)

    async def join(self) -> list[dict[str, Any]]:
        said = await self.send(type="join", features=["review"])
        self.connection = said[0].get("connection", "")
        return said

    async def wait(self, **query: Any) -> list[dict[str, Any]]:
        query = {"after": self.seq, **query}
        return self._take(
            await self.client.get(f"{self.path}events/", query, headers={"X-Connection": self.connection})
        )

    async def expect(self, kind: str, /, **fields: Any) -> dict[str, Any]:
        async with asyncio.timeout(30):
            while True:
                for message in await self.wait():
                    if message["type"] == kind and all(message.get(name) == value for name, value in fields.items()):
                        return message

    def _take(self, answer: Any) -> list[dict[str, Any]]:
        assert answer.status_code in {200, 422}, answer.content
        body = answer.json()
        self.closed = body.get("closed")
        for message in body["messages"]:
            documented(message)
            if message["type"] != "ack":
                self.seq = max(self.seq, message.get("seq", -1))
        refused = any(message["type"] == "error" for message in body["messages"])
        assert (answer.status_code == 422) == refused
        messages: list[dict[str, Any]] = body["messages"]
        return messages


def only(messages: list[dict[str, Any]], kind: str) -> dict[str, Any]:
    (found,) = [message for message in messages if message["type"] == kind]
    return found


@pytest.fixture
def session(transactional_db: None) -> InterviewSession:
    return make_session()


@pytest.mark.usefixtures("worker")
async def test_a_whole_interview_goes_by_requests(session: InterviewSession) -> None:
    page = Page(session.pk)
    said = await page.join()
    assert [message["type"] for message in said][:3] == ["connected", "resume", "question"]
    question = only(said, "question")
    seen: list[str] = []
    while True:
        question_id = question["question_id"]
        assert question_id not in seen
        seen.append(question_id)
        assert only(await page.send(type="question_heard", question_id=question_id), "ack")["remaining"] > 0
        sound = b64encode(b"a second of sound").decode()
        stored = await page.send(type="audio_chunk", question_id=question_id, seq=0, data=sound)
        assert only(stored, "ack")["seq"] == 0
        taken = await page.send(type="answer", question_id=question_id, text=GOOD, last_seq={"0": 0}, take=0)
        assert only(taken, "ack")["kind"] == "answer"
        async with asyncio.timeout(30):
            news: list[dict[str, Any]] = []
            while not any(message["type"] in {"question", "completed"} for message in news):
                news = await page.wait()
        if news[-1]["type"] == "completed":
            break
        assert only(news, "transcript")["question_id"] == question_id, "with what was understood of the answer before"
        question = only(news, "question")
    assert len(seen) >= 3
    assert recordings.segments(session.pk, uuid.UUID(seen[0]))
    assert {r.state async for r in Response.objects.filter(session=session)} == {ResponseState.ANSWERED}


async def test_an_answer_that_was_lost_on_its_way_comes_again(session: InterviewSession) -> None:
    page = Page(session.pk)
    first = only(await page.join(), "question")
    assert (await page.wait(after=first["seq"] - 1))[-1]["question_id"] == first["question_id"]
    again = await page.wait(after=first["seq"] - 1)
    assert again[-1]["question_id"] == first["question_id"]
    assert only(await page.send(type="get_current_question"), "question")["question_id"] == first["question_id"]


async def test_where_nothing_happens_the_waiting_ends_with_nothing(
    session: InterviewSession, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(room_by_http, "LONGEST_WAIT", 0.1)
    page = Page(session.pk)
    await page.join()
    assert await page.wait() == []


async def test_a_second_request_that_waits_ends_the_first(session: InterviewSession) -> None:
    page = Page(session.pk)
    await page.join()
    first = asyncio.create_task(page.wait())
    async with asyncio.timeout(10):
        while not first.done():
            second = asyncio.create_task(page.wait())
            await asyncio.wait({first, second}, return_when=asyncio.FIRST_COMPLETED, timeout=0.5)
            if not second.done():
                second.cancel()
    assert first.result() == []


async def test_the_newest_connection_wins_whatever_carries_it(session: InterviewSession) -> None:
    page = Page(session.pk)
    question = only(await page.join(), "question")
    async with joined(session.pk) as socket:
        await socket.expect("question")
        assert (await page.wait())[-1]["type"] == "superseded"
        assert page.closed == 4409
        refused = await page.send(type="draft", question_id=question["question_id"], revision=1, text="late")
        assert refused[-1]["type"] == "superseded"
        assert page.closed == 4409
        await page.join()
        await socket.expect("superseded")
        assert await socket.closed_with() == 4409
    kept = await page.send(type="draft", question_id=question["question_id"], revision=1, text="mine")
    assert only(kept, "ack")["revision"] == 1
    assert page.closed is None, "a connection that is gone takes nothing from the one that came after it"


async def test_nobody_comes_in_without_a_seat_or_consent(session: InterviewSession) -> None:
    page = Page(session.pk)
    page.client.cookies.clear()
    for answer in (
        await page.client.post(f"{page.path}messages/", data='{"type": "join"}', content_type="application/json"),
        await page.client.get(f"{page.path}events/"),
    ):
        assert answer.status_code == 404
    await InterviewSession.objects.filter(pk=session.pk).aupdate(consent=None)
    page = Page(session.pk)
    assert (await page.join())[0]["code"] == "not_allowed"
    assert page.closed == 4401
    assert (await InterviewSession.objects.aget(pk=session.pk)).status == SessionStatus.PENDING


async def test_a_page_of_another_site_sends_nothing(session: InterviewSession) -> None:
    strict = AsyncClient(enforce_csrf_checks=True)
    strict.cookies[seats.cookie_name(session.pk)] = seats.token(session.pk)
    path = f"/interview/session/{session.pk}/messages/"
    assert (await strict.post(path, data='{"type": "join"}', content_type="application/json")).status_code == 403


NONSENSE = {
    "not JSON": ("{", "invalid_json"),
    "no object": ("[1]", "invalid_message"),
    "broken UTF-8": (b"\xff\xfe", "invalid_json"),
    "an unknown type": ('{"type": "dance"}', "unknown_type"),
    "a join with too much": ('{"type": "join", "features": 5}', "invalid_message"),
    "somebody's question": (
        '{"type": "skip", "question_id": "0bd6e26c-4f9e-4a0b-9a3f-6d1a5d9f5c11"}',
        "unknown_question",
    ),
    "600 KB": ('{"type": "ping", "x": "' + "x" * 600_000 + '"}', "too_large"),
    "3 MB": ("x" * 3_000_000, "too_large"),
}


@pytest.mark.parametrize("name", NONSENSE)
async def test_nonsense_gets_a_coded_error_and_changes_nothing(session: InterviewSession, name: str) -> None:
    body, code = NONSENSE[name]
    page = Page(session.pk)
    question = only(await page.join(), "question")
    assert (await page.send_raw(body))[0]["code"] == code
    assert only(await page.send(type="get_current_question"), "question")["question_id"] == question["question_id"]
    assert (await Response.objects.aget(session=session)).state == ResponseState.ASKED


async def test_a_page_that_sends_only_nonsense_is_let_go(session: InterviewSession) -> None:
    page = Page(session.pk)
    await page.join()
    for _ in range(100):
        await page.send_raw("{")
        assert page.closed is None
    await page.send_raw("{")
    assert page.closed == 4429


@pytest.mark.parametrize("after", ["x", "1e9", ""])
async def test_a_sequence_that_is_no_number_is_refused(session: InterviewSession, after: str) -> None:
    page = Page(session.pk)
    await page.join()
    assert (await page.wait(after=after))[0]["code"] == "invalid_message"


async def test_without_the_name_of_a_connection_nothing_is_told(session: InterviewSession) -> None:
    page = Page(session.pk)
    await page.join()
    page.connection = ""
    assert (await page.wait())[0]["type"] == "superseded"
    assert (await page.send(type="get_current_question"))[0]["type"] == "superseded"


# --- The clock, with nobody between two requests to watch it ------------------------------------------


@pytest.fixture
def seat(db: None) -> Iterator[helpers.Seat]:
    with clock.starting_at(datetime(2026, 11, 20, 12, tzinfo=UTC)):
        yield helpers.sit_down()


def look(seat: helpers.Seat) -> presence.Look:
    return presence.look(seat.session_id, seat.lease, presence.Known(after=seat.session.event_seq))


def test_a_question_counts_as_heard_in_the_end(seat: helpers.Seat) -> None:
    assert look(seat).again_in == clock.HEARD_GRACE
    clock.advance(10)
    assert look(seat).messages == []
    clock.advance(10)
    (heard,) = look(seat).messages
    assert (heard["kind"], heard["remaining"]) == ("question_heard", 120)
    assert seat.question.state == ResponseState.ANSWERING


def test_when_the_time_has_run_out_what_there_is_is_taken(seat: helpers.Seat) -> None:
    seat.hear()
    seat.draft(1, "as far as I got")
    for _ in range(12):
        clock.advance(10)
        assert look(seat).messages == []
    clock.advance(5)
    (taken,) = look(seat).messages
    assert taken["kind"] == "answer"
    response = seat.responses[0]
    assert (response.state, response.typed_text) == (ResponseState.TIMED_OUT, "as far as I got")


def test_a_pause_ends_by_itself_after_ten_minutes(seat: helpers.Seat) -> None:
    seat.hear()
    answering.pause(seat.session_id, seat.lease, seat.question.pk)
    for _ in range(59):
        clock.advance(10)
        assert look(seat).messages == []
    clock.advance(10)
    (moved_on,) = look(seat).messages
    assert (moved_on["kind"], moved_on["remaining"]) == ("go_on", 120)


def test_who_was_away_has_lost_no_time(seat: helpers.Seat) -> None:
    seat.hear()
    clock.advance(5)
    look(seat)
    clock.advance(300)
    assert look(seat).messages == []
    assert clock.remaining(seat.question, clock.now()) == 115


def test_a_look_by_a_connection_that_lost_the_session_is_refused(seat: helpers.Seat) -> None:
    lease = seat.lease
    sessions.join(seat.session_id)
    with pytest.raises(TurnRefused):
        presence.look(seat.session_id, lease, presence.Known(after=-1))


@pytest.mark.parametrize("after", [-1, 10**30])
async def test_any_number_may_be_asked_for(session: InterviewSession, after: int, monkeypatch: Any) -> None:
    monkeypatch.setattr(room_by_http, "LONGEST_WAIT", 0.05)
    page = Page(session.pk)
    await page.join()
    assert len(await page.wait(after=after)) in {0, 1}
    assert await sync_to_async(lambda: Response.objects.count())() == 1


async def test_who_watches_is_told_by_requests_too_whatever_was_missed(
    session: InterviewSession, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(room_by_http, "LONGEST_WAIT", 0.05)
    owner = await User.objects.aget(pk=(await InterviewConfig.objects.aget(pk=session.config_id)).created_by_id)
    page = Page(session.pk)
    await page.join()
    assert await page.wait(watched="0") == []
    await sync_to_async(watching.begin)(owner, session.pk, "a watcher's connection")
    assert only(await page.wait(watched="0"), "presence")["watched"] is True
    assert await page.wait(watched="1") == []
    assert only(await page.join(), "presence")["watched"] is True
    await sync_to_async(watching.end)(session.pk, "a watcher's connection")
    assert only(await page.wait(watched="1"), "presence")["watched"] is False


async def test_what_is_said_anew_of_the_open_question_is_passed_on(session: InterviewSession) -> None:
    """More time that was granted while the candidate answers makes no new step of the session."""
    page = Page(session.pk)
    question = only(await page.join(), "question")
    waiting = asyncio.create_task(page.wait())
    async with asyncio.timeout(20):
        while not waiting.done():
            await sync_to_async(thinking.announce)(session.pk)
    assert only(waiting.result()[:1], "question")["question_id"] == question["question_id"]


async def test_time_that_was_given_between_two_requests_is_not_lost(session: InterviewSession) -> None:
    page = Page(session.pk)
    question = only(await page.join(), "question")
    given = question["time_allowed"] + 60
    await Response.objects.filter(pk=question["question_id"]).aupdate(time_allowed=given)
    told = only(await page.wait(allowed=question["time_allowed"]), "question")
    assert (told["question_id"], told["time_allowed"]) == (question["question_id"], given)
    known = presence.Known(page.seq, allowed=given)
    assert (await sync_to_async(presence.look)(session.pk, page.connection, known)).messages == []


@pytest.mark.usefixtures("worker")
@pytest.mark.parametrize("shown", [True, False], ids=["shown", "not shown"])
async def test_how_an_answer_was_read_is_told_however_late_the_page_asks(transactional_db: None, shown: bool) -> None:
    """Where the interview shows it: to a page that waits, and to one that comes in anew."""
    session = await sync_to_async(lambda: make_session(candidate_feedback=shown))()
    page = Page(session.pk)
    question = only(await page.join(), "question")
    await page.send(type="answer", question_id=question["question_id"], text=GOOD)
    await page.expect("question", number=2)
    async with asyncio.timeout(30):
        while not await Evaluation.objects.filter(response=question["question_id"]).aexists():
            await asyncio.sleep(0)
    look = sync_to_async(presence.look)
    late = (await look(session.pk, page.connection, presence.Known(page.seq, read=frozenset()))).messages
    again = [message for message in await page.join() if message["type"] == "evaluation"]
    for told in (late, again):
        assert [message["question_id"] for message in told] == [question["question_id"]] * shown
        assert all(message["feedback"] for message in told)
    known = presence.Known(page.seq, read=frozenset([question["question_id"][: presence.SIGNS]]))
    assert (await look(session.pk, page.connection, known)).messages == []
