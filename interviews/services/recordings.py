"""Audio as it arrives: numbered chunks, each a file that is on disk before it is acknowledged.

No database is touched while somebody speaks: a thousand candidates send a thousand chunks a second. The directory
is the truth: ``media/recordings/<session>/<response>/<take>-<segment>/<seq>``.
"""

from __future__ import annotations

import logging
import os
import re
import shutil
import uuid
from contextlib import suppress
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path

from django.conf import settings

MAX_CHUNK_BYTES = 256 * 1024
MAX_RESPONSE_BYTES = 64 * 1024 * 1024
MAX_SEQ = 7200
MAX_SEGMENT = 99
MAX_TAKE = 9
STORAGE_UNAVAILABLE = "storage_unavailable"  # our trouble, not the sender's

logger = logging.getLogger(__name__)


class ChunkRefused(Exception):
    """``code`` is one of the protocol's error codes."""

    def __init__(self, code: str, message: str) -> None:
        super().__init__(message)
        self.code = code


@dataclass(frozen=True)
class ChunkKey:
    session_id: uuid.UUID
    response_id: uuid.UUID
    take: int
    segment: int
    seq: int


@dataclass(frozen=True)
class Segment:
    """The chunks of one run of the recorder that have been stored. ``missing`` are gaps below the last."""

    take: int
    number: int
    path: Path
    seqs: tuple[int, ...]

    @property
    def missing(self) -> list[int]:
        return sorted(set(range(self.seqs[-1] + 1)) - set(self.seqs)) if self.seqs else []


def directory(session_id: uuid.UUID, response_id: uuid.UUID) -> Path:
    return settings.MEDIA_ROOT / "recordings" / str(session_id) / str(response_id)


def store_chunk(key: ChunkKey, data: bytes, digest: str = "") -> bool:
    """Put a chunk on disk, durably. False when it was there already; the same chunk twice is harmless.

    Raises ChunkRefused for a chunk that is too large, out of range, damaged on its way or unlike the one stored.
    """
    _check(key, data, digest)
    try:
        return _store(key, data)
    except OSError as error:
        logger.error("a recording can't be stored: %s", error.strerror)
        raise ChunkRefused(
            STORAGE_UNAVAILABLE, "Recordings can't be stored right now. You can type your answer; we keep trying."
        ) from error


def holds(key: ChunkKey, data: bytes) -> bool:
    """Whether this very chunk is stored already."""
    path = directory(key.session_id, key.response_id) / f"{key.take}-{key.segment:02d}" / f"{key.seq:05d}"
    try:
        return path.read_bytes() == data
    except OSError:
        return False


def _store(key: ChunkKey, data: bytes) -> bool:
    folder = directory(key.session_id, key.response_id) / f"{key.take}-{key.segment:02d}"
    target = folder / f"{key.seq:05d}"
    if target.exists():
        return _stored_before(target, data)
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    if key.seq % 30 == 0 and _size(folder.parent) + len(data) > MAX_RESPONSE_BYTES:
        raise ChunkRefused("recording_too_large", "This recording has reached its largest size.")
    temporary = folder / f".{key.seq:05d}.{uuid.uuid4().hex}"
    try:
        with temporary.open("wb") as file:
            file.write(data)
            file.flush()
            os.fsync(file.fileno())
        # Of two under one number that arrive together, the second must not push out the first: a link never replaces.
        os.link(temporary, target)
    except FileExistsError:
        return _stored_before(target, data)
    finally:
        temporary.unlink(missing_ok=True)
    _sync_directory(folder)
    return True


def _stored_before(target: Path, data: bytes) -> bool:
    if target.read_bytes() != data:
        raise ChunkRefused("chunk_conflict", "Another chunk was stored under this number.")
    _sync_directory(target.parent)
    return False


def _check(key: ChunkKey, data: bytes, digest: str) -> None:
    if not data:
        raise ChunkRefused("chunk_empty", "An empty chunk was sent.")
    if len(data) > MAX_CHUNK_BYTES:
        raise ChunkRefused("chunk_too_large", f"A chunk may hold {MAX_CHUNK_BYTES // 1024} KB.")
    if not (0 <= key.seq <= MAX_SEQ and 0 <= key.segment <= MAX_SEGMENT and 0 <= key.take <= MAX_TAKE):
        raise ChunkRefused("chunk_out_of_range", "The chunk's number is out of range.")
    if digest and sha256(data).hexdigest() != digest.lower():
        raise ChunkRefused("chunk_damaged", "The chunk was damaged on its way. Please send it again.")


def _size(folder: Path) -> int:
    total = 0
    for path in folder.glob("*/*"):
        with suppress(FileNotFoundError):  # another chunk's temporary file, gone since it was listed
            total += path.stat().st_size
    return total


def _sync_directory(folder: Path) -> None:
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def segments(session_id: uuid.UUID, response_id: uuid.UUID, take: int | None = None) -> list[Segment]:
    """What is stored of a response in order, of its latest take unless another is named."""
    folder = directory(session_id, response_id)
    found: list[Segment] = []
    for path in sorted(folder.glob("[0-9]-[0-9][0-9]")) if folder.is_dir() else []:
        seqs = sorted(int(file.name) for file in path.iterdir() if re.fullmatch(r"\d{5}", file.name))
        if seqs:
            of_take, number = path.name.split("-")
            found.append(Segment(int(of_take), int(number), path, tuple(seqs)))
    wanted = max((segment.take for segment in found), default=0) if take is None else take
    return [segment for segment in found if segment.take == wanted]


def missing_chunks(
    session_id: uuid.UUID, response_id: uuid.UUID, last: dict[int, int], take: int | None = None
) -> list[dict[str, int]]:
    """The chunks ``{segment, seq}`` up to ``last[segment]`` that are not stored."""
    stored = {segment.number: set(segment.seqs) for segment in segments(session_id, response_id, take)}
    return [
        {"segment": number, "seq": seq}
        for number, last_seq in sorted(last.items())
        for seq in range(min(last_seq, MAX_SEQ) + 1)
        if seq not in stored.get(number, set())
    ]


def assemble(segment: Segment) -> Path:
    """Join the chunks of a segment into one file beside them; its path."""
    target = segment.path.with_suffix(".audio")
    temporary = target.with_name(f".{target.name}.{uuid.uuid4().hex}")
    with temporary.open("wb") as file:
        for seq in segment.seqs:
            file.write((segment.path / f"{seq:05d}").read_bytes())
    temporary.replace(target)
    return target


def file_sha256(path: Path) -> str:
    digest = sha256()
    with path.open("rb") as file:
        while block := file.read(1 << 20):
            digest.update(block)
    return digest.hexdigest()


def erase(session_id: uuid.UUID, response_id: uuid.UUID | None = None) -> None:
    """Remove what was recorded in a session, or for one of its questions."""
    folder = settings.MEDIA_ROOT / "recordings" / str(session_id)
    shutil.rmtree(folder / str(response_id) if response_id else folder, ignore_errors=True)
