"""Contract E's clients at the candidate's socket: sound in the message itself, and chunks without our bookkeeping.

A connection gets the spoken question as base64 unless it says ``?audio=url``, as our own page does, which plays it
from an address instead. What the contract leaves open on the way in is read kindly: a chunk that names no question
belongs to the one that is open, and chunks without a number are counted as they come.
"""

from __future__ import annotations

import json
import uuid
from base64 import b64encode
from typing import Any
from urllib.parse import parse_qs

from interviews import protocol
from interviews.models import Response
from interviews.services import speech

# A voice that takes more than this is left to its address. Bytes, before base64.
LARGEST_INLINE = 4_000_000


def wants_url(query: bytes) -> bool:
    """Whether the connection said ``?audio=url``."""
    return parse_qs(query.decode("ascii", "replace")).get("audio", [""])[-1] == "url"


def with_sound(message: dict[str, Any]) -> dict[str, Any]:
    """An ``audio`` message with the audio itself in ``data``; empty where there is only the text."""
    response = (
        Response.objects.select_related("session__config_version").filter(pk=message["question_id"]).first()
        if message["url"]
        else None
    )
    found = speech.of_response(response) if response is not None else None
    data = b""
    if found is not None:
        try:
            data = found.read()
        except OSError:  # the cache has been cleared since
            data = b""
    return {**message, "data": b64encode(data).decode() if len(data) <= LARGEST_INLINE else ""}


class Kindly:
    """Fills in what a client of the contract leaves out. One for each connection."""

    def __init__(self) -> None:
        self._next: dict[str, int] = {}

    def restore(self, question_id: str | None, audio: list[dict[str, Any]]) -> None:
        """Go on counting after the chunks that are stored already."""
        if question_id is not None and audio:
            self._next[question_id] = max(part["last_seq"] for part in audio) + 1

    def parse(self, frame: str, question_id: uuid.UUID | None) -> protocol.Incoming:
        """As ``protocol.parse_text``, once what is missing has been filled in."""
        if len(frame) <= protocol.MAX_TEXT_FRAME:
            try:
                content = json.loads(frame)
            except (ValueError, RecursionError):
                content = None
            if isinstance(content, dict) and content.get("type") == "audio_chunk":
                frame = json.dumps(self._whole(content, question_id))
        parsed = protocol.parse_text(frame)
        if isinstance(parsed, protocol.AudioChunk):
            name = str(parsed.question_id)
            self._next[name] = max(self._next.get(name, 0), parsed.seq + 1)
        return parsed

    def _whole(self, content: dict[str, Any], question_id: uuid.UUID | None) -> dict[str, Any]:
        given = dict(content)
        if "question_id" not in given and question_id is not None:
            given["question_id"] = str(question_id)
        if "data" not in given and "audio" in given:
            given["data"] = given.pop("audio")
        if "seq" not in given:
            given["seq"] = self._next.get(str(given.get("question_id")), 0)
        return given
