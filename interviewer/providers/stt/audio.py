"""Reading recordings: what a browser sent is untrusted, so only the containers a browser records are opened."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

from interviewer.providers.errors import Category, ProviderError

if TYPE_CHECKING:
    import numpy

RATE = 16000
MAX_SECONDS = 15 * 60
# Samples are -1..1. Speech into a laptop's microphone lies far above; room noise below.
SILENCE_RMS = 0.003

_SIGNATURES = ((b"\x1a\x45\xdf\xa3", "matroska"), (b"OggS", "ogg"), (b"RIFF", "wav"))


def container_of(head: bytes) -> str | None:
    """The container by its first bytes, or None: names and declared types are the sender's word only."""
    for magic, name in _SIGNATURES:
        if head.startswith(magic):
            return name
    return "mp4" if head[4:8] == b"ftyp" else None


def _frames(path: Path) -> Iterator[numpy.ndarray]:
    import av

    with path.open("rb") as file:
        container = container_of(file.read(16))
        if container is None:
            raise ProviderError("the recording is not audio that a browser makes", Category.INVALID_INPUT, permanent=True)
        file.seek(0)
        # The format is fixed, and a file object is given: no playlist or reference can open anything else.
        with av.open(file, mode="r", format=container) as source:
            if not source.streams.audio:
                raise ProviderError("the recording holds no sound", Category.INVALID_INPUT, permanent=True)
            resampler = av.AudioResampler(format="s16", layout="mono", rate=RATE)
            for frame in source.decode(source.streams.audio[0]):
                for part in resampler.resample(frame):
                    yield part.to_ndarray().reshape(-1)


def decode(path: Path, *, max_seconds: int = MAX_SECONDS) -> numpy.ndarray:
    """Mono float32 samples in -1..1 at 16 kHz. Raises ProviderError for what can't be decoded or is too long."""
    import av
    import numpy as np

    parts: list[numpy.ndarray] = []
    count = 0
    try:
        for part in _frames(path):
            parts.append(part)
            count += len(part)
            if count > max_seconds * RATE:
                raise ProviderError("the recording is too long", Category.INVALID_INPUT, permanent=True)
    except av.error.FFmpegError as error:
        # A recording cut off by a crash decodes up to where it ends; what came is worth having.
        if not parts:
            raise ProviderError("the recording can't be decoded", Category.INVALID_INPUT, permanent=True) from error
    if not parts:
        raise ProviderError("the recording is empty", Category.INVALID_INPUT, permanent=True)
    return np.concatenate(parts).astype(np.float32) / 32768.0


def is_silent(path: Path) -> bool:
    """Whether no second of the recording is louder than room noise. Memory is bounded whatever the length."""
    import av
    import numpy as np

    window: list[numpy.ndarray] = []
    held = 0
    total = 0
    try:
        for part in _frames(path):
            window.append(part)
            held += len(part)
            total += len(part)
            if held >= RATE:
                block = np.concatenate(window).astype(np.float32) / 32768.0
                if float(np.sqrt(np.mean(block**2))) > SILENCE_RMS:
                    return False
                window, held = [], 0
            if total > MAX_SECONDS * RATE:
                return True
    except av.error.FFmpegError as error:
        if not total:
            raise ProviderError("the recording can't be decoded", Category.INVALID_INPUT, permanent=True) from error
    if window:
        block = np.concatenate(window).astype(np.float32) / 32768.0
        return float(np.sqrt(np.mean(block**2))) <= SILENCE_RMS
    return True
