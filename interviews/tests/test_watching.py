"""A candidate's socket and a watcher's, at the same interview."""

from __future__ import annotations

import asyncio
from typing import Any

import pytest
from asgiref.sync import sync_to_async
from channels.testing import WebsocketCommunicator

from interviewer.accounts.models import User
from interviewer.tests.factories import UserFactory
from interviews.models import InterviewSession, Watch
from interviews.services import overseeing, watching
from interviews.tests.helpers import make_session, open_config
from interviews.tests.test_monitor import connection
from interviews.tests.test_socket import Page, joined

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def owner() -> User:
    return UserFactory()


@pytest.fixture
def session(owner: User) -> InterviewSession:
    return make_session(open_config(owner))


async def watch(session: InterviewSession, user: User) -> WebsocketCommunicator:
    socket = await sync_to_async(connection)(f"/ws/monitor/{session.pk}", user)
    await socket.connect(timeout=10)
    assert (await receive(socket, "connected"))["session_id"] == str(session.pk)
    return socket


async def receive(socket: WebsocketCommunicator, kind: str, **fields: Any) -> dict[str, Any]:
    while True:
        message = await socket.receive_json_from(timeout=20)
        if message["type"] == kind and all(message.get(name) == value for name, value in fields.items()):
            return dict(message)


async def test_the_candidate_learns_that_somebody_comes_and_goes(session: InterviewSession, owner: User) -> None:
    async with joined(session.pk) as page:
        await page.expect("question")
        one = await watch(session, owner)
        assert (await page.expect("presence"))["watched"] is True
        two = await watch(session, owner)
        await one.disconnect()
        await two.disconnect()
        assert (await page.expect("presence"))["watched"] is False
    assert await Watch.objects.acount() == 0


async def test_a_page_that_connects_again_is_told_at_once(session: InterviewSession, owner: User) -> None:
    socket = await watch(session, owner)
    for _ in range(2):
        async with joined(session.pk) as page:
            kinds = [(await page.socket.receive_json_from(timeout=20))["type"] for _ in range(3)]
            assert kinds == ["connected", "presence", "resume"]
    await socket.disconnect()


async def test_a_watcher_is_told_to_look_again_at_every_step(session: InterviewSession, owner: User) -> None:
    socket = await watch(session, owner)
    async with joined(session.pk) as page:
        await receive(socket, "changed", what="joined")
        question = (await page.expect("question"))["question_id"]
        await page.send(type="question_heard", question_id=question)
        await receive(socket, "changed", what="clock")
        await page.send(type="draft", question_id=question, revision=1, text="I would")
        await receive(socket, "changed", what="draft")
        await page.send(type="answer", question_id=question, text="I would measure first.")
        await receive(socket, "changed", what="answer")
    await receive(socket, "changed", what="left")
    await socket.disconnect()


async def test_nobody_is_told_where_nobody_watches(session: InterviewSession) -> None:
    async with joined(session.pk) as page:
        question = (await page.expect("question"))["question_id"]
        await page.send(type="question_heard", question_id=question)
        assert (await page.expect("ack"))["kind"] == "question_heard"
        await page.send(type="ping")
        assert (await page.socket.receive_json_from(timeout=20))["type"] == "pong"


async def test_time_that_the_team_gives_moves_the_clock_that_ends_the_answer(
    session: InterviewSession, owner: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    from interviews.consumers import InterviewConsumer

    counted: list[float] = []
    count_down = InterviewConsumer._count_down

    def noting(self: InterviewConsumer, question_id: Any, left: float) -> None:
        counted.append(left)
        count_down(self, question_id, left)

    monkeypatch.setattr(InterviewConsumer, "_count_down", noting)
    async with joined(session.pk) as page:
        question = (await page.expect("question"))["question_id"]
        await page.send(type="question_heard", question_id=question)
        await page.expect("ack", kind="question_heard")
        await sync_to_async(overseeing.add_time)(owner, session.pk, question)
        added = await page.expect("time_added")
        assert (added["question_id"], added["seconds"], added["time_allowed"]) == (question, 60, 180)
        assert counted[0] <= 120 < 170 < counted[-1] <= 180
        # While the candidate takes a moment, the clock stands still, and goes on with what was added.
        await page.send(type="pause", question_id=question)
        await page.expect("ack", kind="pause")
        await sync_to_async(overseeing.add_time)(owner, session.pk, question)
        await page.expect("time_added")
        assert len(counted) == 2
        await page.send(type="go_on", question_id=question)
        assert (await page.expect("ack", kind="go_on"))["remaining"] > 230


async def test_an_end_by_the_team_reaches_the_candidate_in_words(session: InterviewSession, owner: User) -> None:
    async with joined(session.pk) as page:
        await page.expect("question")
        await sync_to_async(overseeing.end)(owner, session.pk)
        completed = await page.expect("completed")
    assert completed["completion_method"] == "manually_ended"
    assert "hiring team has ended" in completed["message"]


async def test_a_watcher_whose_rights_end_is_let_go(
    session: InterviewSession, owner: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(watching, "BEAT", 0.01)
    page = Page(session.pk)
    await page.socket.connect(timeout=10)
    socket = await watch(session, owner)
    await User.objects.filter(pk=owner.pk).aupdate(is_active=False)
    assert (await receive(socket, "error"))["code"] == "not_allowed"
    async with asyncio.timeout(10):
        while (await socket.receive_output())["type"] != "websocket.close":
            pass
    await page.expect("presence", watched=False)
    await page.socket.disconnect(timeout=10)
    await socket.disconnect()
