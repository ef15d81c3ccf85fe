"""Spoken text kept in ``MEDIA_ROOT/speech``, so that a question is spoken once however often it is asked.

An entry is a JSON file named by its key and the audio it names, which carries its own hash: two workers that speak
the same text at once never mix one's audio with the other's times. Files appear whole or not at all.
"""

from __future__ import annotations

import hashlib
import json
import logging
import os
import random
import re
import tempfile
import time
from dataclasses import replace
from pathlib import Path
from typing import Any

from django.conf import settings

from interviewer.providers.tts.base import MouthShape, Speech, SpokenWord

logger = logging.getLogger(__name__)

VERSION = 1  # of the timeline: raise it, and all is spoken anew
EXTENSIONS = {"audio/mpeg": "mp3", "audio/wav": "wav"}
TOUCH_SECONDS = 3600  # how exactly the time of the last use is kept
SWEEP_ONE_IN = 50  # stored entries, on average, between sweeps
LEFTOVER_SECONDS = 3600  # a temporary file this old belongs to a process that died
_KEY = re.compile(r"[0-9a-f]{64}")


def folder() -> Path:
    return Path(settings.MEDIA_ROOT) / "speech"


def key_of(text: str, *, voice: str, rate: float, language: str) -> str:
    """The entry's name: whoever speaks it."""
    what = json.dumps([VERSION, text, voice, f"{rate:.2f}", language], ensure_ascii=False)
    return hashlib.sha256(what.encode()).hexdigest()


def find(key: str) -> Speech | None:
    """The entry, its audio as a path; None where there is none, or it is damaged. ``key`` may be anybody's word."""
    if not _KEY.fullmatch(key):
        return None
    entry = _entry(key)
    try:
        held = json.loads(entry.read_bytes())
        audio = entry.with_name(held["file"])  # ValueError for anything but a name
        if not audio.name.startswith(key) or audio.stat().st_size != held["bytes"]:
            return None
        speech = Speech(
            held["provider"],
            held["mime_type"],
            held["duration"],
            tuple(SpokenWord(*word) for word in held["words"]),
            tuple(MouthShape(*shape) for shape in held["visemes"]),
            path=audio,
            key=key,
        )
    except (OSError, ValueError, KeyError, TypeError):
        return None
    _touch(entry, audio)
    return speech


def age(key: str) -> float:
    """Seconds since the entry was made; infinite without one."""
    try:
        return time.time() - float(json.loads(_entry(key).read_bytes())["made"])
    except (OSError, ValueError, KeyError, TypeError):
        return float("inf")


def store(key: str, speech: Speech) -> Speech:
    """Keep the speech; it comes back with its path. Where the disk refuses, it comes back as it was."""
    entry = _entry(key)
    digest = hashlib.sha256(speech.audio).hexdigest()[:16]
    audio = entry.with_name(f"{key}.{digest}.{EXTENSIONS.get(speech.mime_type, 'bin')}")
    held: dict[str, Any] = {
        "provider": speech.provider,
        "mime_type": speech.mime_type,
        "duration": speech.duration,
        "made": time.time(),
        "file": audio.name,
        "bytes": len(speech.audio),
        "words": [[word.text, word.start, word.end] for word in speech.words],
        "visemes": [[shape.shape, shape.start, shape.end] for shape in speech.visemes],
    }
    try:
        entry.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        _write(audio, speech.audio)
        _write(entry, json.dumps(held, ensure_ascii=False, separators=(",", ":")).encode())
    except OSError as error:
        logger.warning("spoken text could not be kept: %s", type(error).__name__)
        return replace(speech, key=key)
    if random.randrange(SWEEP_ONE_IN) == 0:
        sweep()
    return replace(speech, audio=b"", path=audio, key=key)


def sweep(max_bytes: int | None = None) -> int:
    """Delete what was not used for longest until the rest fits with a tenth to spare; the number of bytes freed."""
    limit = settings.SPEECH_CACHE_MEGABYTES * 1_000_000 if max_bytes is None else max_bytes
    files: list[tuple[float, int, Path]] = []
    freed = 0
    for path in folder().glob("*/*"):
        try:
            status = path.stat()
        except OSError:  # another sweep was there first
            continue
        if path.suffix == ".new" and time.time() - status.st_mtime > LEFTOVER_SECONDS:
            freed += _delete(path, status.st_size)
        else:
            files.append((status.st_mtime, status.st_size, path))
    held = sum(size for _, size, _ in files)
    if held <= limit:
        return freed
    for _, size, path in sorted(files):
        if held <= limit * 0.9:
            break
        freed += _delete(path, size)
        held -= size
    return freed


def _entry(key: str) -> Path:
    return folder() / key[:2] / f"{key}.json"


def _delete(path: Path, size: int) -> int:
    try:
        path.unlink()
    except OSError:
        return 0
    return size


def _touch(*paths: Path) -> None:
    now = time.time()
    try:
        if now - paths[0].stat().st_mtime > TOUCH_SECONDS:
            for path in paths:
                os.utime(path, (now, now))
    except OSError:
        pass  # it was swept in between, or the disk is read-only: it only looks older than it is


def _write(path: Path, data: bytes) -> None:
    handle, name = tempfile.mkstemp(dir=path.parent, suffix=".new")  # readable by us alone
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(data)
        Path(name).replace(path)
    except BaseException:
        Path(name).unlink(missing_ok=True)
        raise
