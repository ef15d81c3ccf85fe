"""Watching a session, and opening sockets by ticket."""

from __future__ import annotations

import uuid
from typing import Any

import pytest
from asgiref.sync import sync_to_async
from channels.testing import WebsocketCommunicator
from django.conf import settings
from django.test import Client

from interviewer.accounts.models import User
from interviewer.asgi import application
from interviewer.tests.api import Api, bearer, is_error
from interviewer.tests.factories import UserFactory
from interviews import events, seats
from interviews.tests.helpers import open_config, sit_down

pytestmark = pytest.mark.django_db(transaction=True)


def connection(path: str, user: User | None = None) -> WebsocketCommunicator:
    headers = [(b"origin", b"http://localhost")]
    if user is not None:
        client = Client()
        client.force_login(user)
        headers.append((b"cookie", f"sessionid={client.cookies[settings.SESSION_COOKIE_NAME].value}".encode()))
    return WebsocketCommunicator(application, path, headers=headers)


async def first_message(socket: WebsocketCommunicator) -> dict[str, Any]:
    await socket.connect()
    return dict(await socket.receive_json_from(timeout=10))


async def test_a_recruiter_sees_the_rooms_messages() -> None:
    owner = await sync_to_async(UserFactory)()
    seat = await sync_to_async(lambda: sit_down(open_config(owner)))()
    socket = await sync_to_async(connection)(f"/ws/monitor/{seat.session_id}", owner)
    assert (await first_message(socket))["type"] == "connected"
    message = {"type": "response_analysis", "analysis": {"score": 8}}
    await sync_to_async(events.response_analysis)(seat.session_id, message, to_candidate=False)
    assert await socket.receive_json_from(timeout=10) == message
    await socket.send_json_to({"type": "ping"})
    assert (await socket.receive_json_from(timeout=10))["type"] == "pong"
    await socket.send_json_to({"type": "end_interview"})
    assert (await socket.receive_json_from(timeout=10))["code"] == "read_only"
    await socket.disconnect()


@pytest.mark.parametrize("who", ["nobody", "another recruiter", "a candidate's account"])
async def test_nobody_else_may_watch(who: str) -> None:
    seat = await sync_to_async(lambda: sit_down(open_config()))()
    user = None
    if who != "nobody":
        user = await sync_to_async(UserFactory)(candidate=who.endswith("account"))
    socket = await sync_to_async(connection)(f"/ws/monitor/{seat.session_id}", user)
    assert (await first_message(socket))["type"] == "error"
    assert (await socket.receive_output(timeout=10))["type"] == "websocket.close"


def ticket(headers: dict[str, str], session_id: uuid.UUID) -> str:
    answer = Api(headers).post(f"/api/sessions/{session_id}/socket-ticket")
    assert answer.status_code == 200, answer.content
    return str(answer.json()["websocket_path"])


async def test_a_ticket_opens_one_socket_once() -> None:
    seat = await sync_to_async(lambda: sit_down(open_config()))()
    path = await sync_to_async(ticket)({"X-Session-Token": seats.token(seat.session_id)}, seat.session_id)
    assert path.startswith(f"/ws/interview/{seat.session_id}?ticket=")
    socket = connection(path)
    assert (await first_message(socket))["type"] == "connected"
    assert (await first_message(connection(path)))["code"] == "not_allowed"
    await socket.disconnect()


async def test_a_ticket_for_one_session_opens_no_other() -> None:
    one = await sync_to_async(lambda: sit_down(open_config()))()
    other = await sync_to_async(lambda: sit_down(open_config()))()
    path = await sync_to_async(ticket)({"X-Session-Token": seats.token(one.session_id)}, one.session_id)
    foreign = path.replace(str(one.session_id), str(other.session_id))
    assert (await first_message(connection(foreign)))["code"] == "not_allowed"


async def test_a_recruiters_program_watches_by_ticket() -> None:
    owner = await sync_to_async(UserFactory)()
    seat = await sync_to_async(lambda: sit_down(open_config(owner)))()
    headers = await sync_to_async(bearer)(owner)
    path = await sync_to_async(ticket)(headers, seat.session_id)
    assert path.startswith("/ws/monitor/")
    socket = connection(path)
    assert (await first_message(socket))["type"] == "connected"
    await socket.disconnect()
    # It is for watching: the candidate's place stays the candidate's.
    again = await sync_to_async(ticket)(headers, seat.session_id)
    assert (await first_message(connection(again.replace("monitor", "interview"))))["code"] == "not_allowed"


def test_a_foreign_session_gives_no_ticket() -> None:
    seat = sit_down(open_config())
    is_error(Api(bearer(UserFactory())).post(f"/api/sessions/{seat.session_id}/socket-ticket"), 404)
    is_error(Api().post(f"/api/sessions/{seat.session_id}/socket-ticket"), 404)
