"""What the interview room asks for by HTTP: the spoken question, and a way for audio where the socket is away."""

from __future__ import annotations

import uuid
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.http.response import HttpResponseBase
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_POST

from interviewer.api import limits
from interviewer.executor import in_passing
from interviewer.files import private, ranged
from interviews import protocol, seats
from interviews.models import Response, SessionStatus
from interviews.models.response import OPEN_STATES
from interviews.room import chunk_stored
from interviews.services import partials, recordings
from interviews.services import speech as speeches


def _seat(request: HttpRequest, pk: uuid.UUID) -> None:
    if not seats.holds(request.COOKIES, pk):
        raise Http404("no seat")


@require_GET
def speech(request: HttpRequest, pk: uuid.UUID, question_id: uuid.UUID) -> HttpResponseBase:
    """The question as audio, to whoever sits in the session."""
    _seat(request, pk)
    response = Response.objects.select_related("session__config_version").filter(pk=question_id, session_id=pk).first()
    found = speeches.of_response(response) if response is not None else None
    if found is None or found.path is None:
        raise Http404("not spoken")
    return private(ranged(request, found.path, found.mime_type))


@never_cache
@require_GET
def echo(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """Nothing, quickly: the device check times the way here and back."""
    _seat(request, pk)
    return HttpResponse(status=204)


@require_POST
def audio(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """One chunk, framed as in a binary message of the socket; the same acknowledgement or coded error comes back.

    Django's CSRF check applies: the page sends its token as a header.
    """
    _seat(request, pk)
    wait = limits.hit("room", str(pk))
    if wait is not None:
        return limits.told_to_wait(HttpResponse(), wait)
    try:
        header, body = protocol.parse_binary(request.body)
        key = recordings.ChunkKey(pk, header.question_id, header.take, header.segment, header.seq)
        # A chunk that came by the socket as well may arrive after its answer: it is stored, and that is all it asks.
        if not recordings.holds(key, body):
            _check(pk, header)
            recordings.store_chunk(key, body, header.sha256)
    except (protocol.ProtocolError, recordings.ChunkRefused) as problem:
        return _answer(protocol.Error(code=problem.code, message=str(problem)), status=422)
    in_passing(partials.ask, pk, header.question_id, header.take)
    return _answer(chunk_stored(header))


def _check(session_id: uuid.UUID, header: protocol.ChunkHeader) -> None:
    """Raises ProtocolError unless the chunk is for the question that is open."""
    response = (
        Response.objects.select_related("session__config_version")
        .filter(
            pk=header.question_id,
            session_id=session_id,
            state__in=OPEN_STATES,
            session__status=SessionStatus.IN_PROGRESS,
        )
        .first()
    )
    if response is None:
        raise protocol.ProtocolError("unknown_question", "This recording is for a question that is not open.")
    if header.take >= response.session.config_version.content.get("answer_takes", 1):
        raise protocol.ProtocolError("no_more_takes", "This answer can't be recorded again.")


def _answer(message: Any, status: int = 200) -> HttpResponse:
    return JsonResponse(protocol.dump(message), status=status)
