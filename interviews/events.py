"""Group names, and the functions that send to them. Nothing else sends to the channel layer."""

from __future__ import annotations

import asyncio
import concurrent.futures
import logging
import os
import threading
import uuid
from typing import Any

from channels.layers import get_channel_layer

from interviews.server_messages import Transcript

logger = logging.getLogger(__name__)

SEND_TIMEOUT = 5.0


def session_group(session_id: uuid.UUID) -> str:
    return f"interview.{session_id.hex}"


def monitor_group(session_id: uuid.UUID) -> str:
    return f"monitor.{session_id.hex}"


def send_to_session(session_id: uuid.UUID, message: dict[str, Any]) -> None:
    """Forward a protocol message to the candidate's page and to whoever watches.

    Fire and forget: a page that misses it asks for the state, which is in the database.
    """
    payload = {"type": "session.message", "message": message}
    _send(session_group(session_id), payload)
    _send(monitor_group(session_id), payload)


def transcript(session_id: uuid.UUID, question_id: uuid.UUID, text: str, *, final: bool) -> None:
    """What was heard of an answer."""
    message = Transcript(question_id=str(question_id), text=text, final=final)
    send_to_session(session_id, message.model_dump())


def presence(session_id: uuid.UUID, watched: bool) -> None:
    """Tell the candidate's page that somebody follows the interview, or nobody any more."""
    message = {"type": "presence", "watched": watched}
    _send(session_group(session_id), {"type": "session.message", "message": message})


def changed(session_id: uuid.UUID, what: str) -> None:
    """Tell whoever watches to look again. Nobody waits for it: it is a hint, and the state is in the database."""
    layer = get_channel_layer()
    if layer is not None:
        payload = {"type": "session.message", "message": {"type": "changed", "what": what}}
        sending = asyncio.run_coroutine_threadsafe(layer.group_send(monitor_group(session_id), payload), _loop.get())
        sending.add_done_callback(_note_failure)


def _note_failure(sent: concurrent.futures.Future[None]) -> None:
    if not sent.cancelled() and sent.exception() is not None:
        logger.warning("a hint could not be sent", exc_info=sent.exception())


def answer_evaluation(session_id: uuid.UUID, message: dict[str, Any], *, to_candidate: bool) -> None:
    """An answer has been graded: right, partly right or not."""
    _send_to_room(session_id, message, to_candidate)


def response_analysis(session_id: uuid.UUID, message: dict[str, Any], *, to_candidate: bool) -> None:
    """The same, with the feedback in words."""
    _send_to_room(session_id, message, to_candidate)


def interview_complete(session_id: uuid.UUID, message: dict[str, Any], *, to_candidate: bool) -> None:
    """The report has been written: the interview's figures."""
    _send_to_room(session_id, message, to_candidate)


def _send_to_room(session_id: uuid.UUID, message: dict[str, Any], to_candidate: bool) -> None:
    payload = {"type": "session.message", "message": message}
    _send(monitor_group(session_id), payload)
    if to_candidate:
        _send(session_group(session_id), payload)


class _Loop:
    """One event loop for the whole process, on a thread of its own: the layer keeps one connection to Redis for it,
    where ``async_to_sync`` would open one for every message."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._pid = 0
        self._loop: asyncio.AbstractEventLoop | None = None

    def get(self) -> asyncio.AbstractEventLoop:
        with self._lock:
            if self._loop is None or self._pid != os.getpid():  # a forked worker needs a loop of its own
                self._loop = asyncio.new_event_loop()
                self._pid = os.getpid()
                threading.Thread(target=self._loop.run_forever, name="event-sender", daemon=True).start()
            return self._loop


_loop = _Loop()


def _send(group: str, payload: dict[str, Any]) -> None:
    layer = get_channel_layer()
    if layer is None:
        return
    future = asyncio.run_coroutine_threadsafe(layer.group_send(group, payload), _loop.get())
    try:
        future.result(SEND_TIMEOUT)
    except Exception:
        future.cancel()
        logger.warning("an event could not be sent", exc_info=True)
