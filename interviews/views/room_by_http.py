"""The interview where sockets are blocked: the same messages by HTTP, and the same sequence.

``messages`` takes one message of the page and answers with those it causes; ``events`` waits for what the server has
to say by itself. Nothing is kept between requests but what is in the database.
"""

from __future__ import annotations

import secrets
import time
import uuid
from typing import Any

from django.core.cache import cache
from django.core.exceptions import RequestDataTooBig
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_POST

from interviewer.api import limits
from interviewer.executor import in_database, release_request_thread
from interviewer.logging import bind
from interviews import events as said
from interviews import protocol, seats
from interviews.listening import Listener, listening
from interviews.protocol import ProtocolError, dump
from interviews.room import Refused, Room
from interviews.services import presence
from interviews.services.turns import TurnRefused

LONGEST_WAIT = 15.0  # seconds: shorter than proxies wait for an answer
# A message can get lost, and the candidate must count as present: the database is asked this often at least. Seconds.
LOOK_EVERY = 2.5
ERRORS_FORGOTTEN = 3600
CONNECTION = "X-Connection"


class _Reply:
    """What a request is answered with: messages, and the code that a socket would have been closed with."""

    def __init__(self) -> None:
        self.messages: list[dict[str, Any]] = []
        self.closed: int | None = None

    async def add(self, message: dict[str, Any]) -> None:
        self.messages.append(message)

    async def close(self, code: int) -> None:
        self.closed = code

    def response(self) -> HttpResponse:
        refused = any(message["type"] == "error" for message in self.messages)
        body = {"messages": self.messages, **({"closed": self.closed} if self.closed else {})}
        return JsonResponse(body, status=422 if refused else 200)


def _require_seat(request: HttpRequest, pk: uuid.UUID) -> None:
    if not seats.holds(request.COOKIES, pk):
        raise Http404("no seat")
    bind(session=str(pk)[:8])


async def _too_many(pk: uuid.UUID) -> HttpResponse | None:
    """One interview's pages ask so often and no oftener: what a script sends beside them, a socket would slow down."""
    wait = await in_database(limits.hit, "room", str(pk))
    return None if wait is None else limits.told_to_wait(HttpResponse(), wait)


@never_cache
@require_POST
async def messages(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """One message of the page. ``join`` comes first, and gives the connection its name.

    Django's CSRF check applies: the page sends its token as a header.
    """
    _require_seat(request, pk)
    if (refused := await _too_many(pk)) is not None:
        return refused
    reply = _Reply()
    room = Room(pk, reply.add, reply.close)
    counter = f"room-errors:{pk}"
    room.errors = before = await in_database(cache.get, counter, 0)
    try:
        text = request.body.decode("utf-8", "replace")
        joining = _joins(text)
    except RequestDataTooBig:
        text, joining = "", None
        await room.error("too_large", "This message is too large.", None)
    if joining is not None:
        try:
            await room.join(reviewing="review" in joining.features, named=True)
        except Refused as problem:
            await room.send(protocol.Error(code=problem.code, message=str(problem)))
            reply.closed = problem.close_code
    elif text and await room.take_part(request.headers.get(CONNECTION, "")):
        await room.receive(text)
    if room.errors != before:
        await in_database(cache.set, counter, room.errors, ERRORS_FORGOTTEN)
    return reply.response()


def _joins(text: str) -> protocol.Join | None:
    """The message if it is a good ``join``; what is wrong with any other is found where it is handled."""
    try:
        message = protocol.parse_text(text)
    except ProtocolError:
        return None
    return message if isinstance(message, protocol.Join) else None


@never_cache
@require_GET
async def events(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """What is new since ``after``, as soon as there is something, or nothing when nothing comes for a while."""
    _require_seat(request, pk)
    if (refused := await _too_many(pk)) is not None:
        return refused
    reply = _Reply()
    try:
        asked = _asked(request)
    except ValueError:
        await reply.add(dump(protocol.Error(code="invalid_message", message="This is not how to ask for what is new.")))
        return reply.response()
    lease = request.headers.get(CONNECTION, "")
    if not lease:
        return await _superseded(reply)
    async with listening(pk) as listener:
        try:
            await _wait(reply, listener, pk, lease, asked)
        except TurnRefused:
            return await _superseded(reply)
    return reply.response()


def _asked(request: HttpRequest) -> presence.Known:
    """What the page says that it knows. Raises ValueError."""
    speech_of, watched, allowed = (request.GET.get(name, "") for name in ("speech", "watched", "allowed"))
    return presence.Known(
        after=int(request.GET.get("after", "-1")),
        speech_of=uuid.UUID(speech_of) if speech_of else None,
        watched=watched == "1" if watched else None,
        allowed=int(allowed) if allowed else None,
        read=frozenset(request.GET["read"].split(",")) if "read" in request.GET else None,
    )


async def _superseded(reply: _Reply) -> HttpResponse:
    await reply.add(dump(protocol.Superseded()))
    await reply.close(protocol.CLOSE_SUPERSEDED)
    return reply.response()


async def _wait(reply: _Reply, listener: Listener, pk: uuid.UUID, lease: str, asked: presence.Known) -> None:
    """Raises TurnRefused when another connection has the session. A page has one request waiting: the latest."""
    mine = secrets.token_hex(8)
    await said.asked_anew(pk, mine)
    ends = time.monotonic() + LONGEST_WAIT
    while True:
        found = await in_database(presence.look, pk, lease, asked)
        reply.messages += [message for message in found.messages if message not in reply.messages]
        left = ends - time.monotonic()
        if reply.messages or left <= 0:
            return
        release_request_thread()
        due = LOOK_EVERY if found.again_in is None else max(0.05, found.again_in)
        event = await listener.news(min(LOOK_EVERY, due, left))
        if event is None:
            continue
        if event["type"] == "session.asked" and event["by"] != mine:
            return
        if event["type"] == "session.message" and _passes(event["message"], asked.after):
            reply.messages.append(event["message"])


def _passes(message: dict[str, Any], after: int) -> bool:
    """What is new in the sequence is read from the database, where nothing of it is missing; what is said once more
    about the latest step, such as the time a question has now, is passed on."""
    return "seq" not in message or message["seq"] == after
