"""A recording as files that a player can play."""

from __future__ import annotations

from pathlib import Path

from interviewer.providers.stt.audio import container_of
from interviews.models import Recording
from interviews.services import recordings

_MIME = {"matroska": "audio/webm", "ogg": "audio/ogg", "wav": "audio/wav", "mp4": "audio/mp4"}


class NotPlayable(Exception):
    """There is no such part, or no sound in it."""


def part_of(row: Recording, number: int) -> tuple[Path, str]:
    """The file of one part of a recording, with its media type. Raises NotPlayable."""
    path = _file(row, number)
    with path.open("rb") as file:
        container = container_of(file.read(16))
    if container is None:
        raise NotPlayable("not audio")
    return path, _MIME[container]


def _file(row: Recording, number: int) -> Path:
    for segment in recordings.segments(row.response.session_id, row.response_id, row.response.take):
        if segment.number == number:
            path = segment.path.with_suffix(".audio")
            return path if path.is_file() else recordings.assemble(segment)
    raise NotPlayable("no such part")
