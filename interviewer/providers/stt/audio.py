"""Reading recordings: what a browser sent is untrusted, so it is decoded by ``decoder.py`` in a process of its own."""

from __future__ import annotations

import io
import os
import subprocess
import sys
import threading
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from interviewer.providers.errors import Category, ProviderError
from interviewer.providers.stt.decoder import DONE, NO_SOUND, RATE
from interviewer.providers.stt.levels import Levels

if TYPE_CHECKING:
    import numpy

MAX_SECONDS = 15 * 60
DECODE_SECONDS = 300  # for any file, on a busy machine too
DECODE_CPU_SECONDS = 120  # two hours of speech take some twenty
DECODE_MEGABYTES = 768  # of address space, most of it shared libraries

_SIGNATURES = ((b"\x1a\x45\xdf\xa3", "matroska"), (b"OggS", "ogg"), (b"RIFF", "wav"))
_DECODER = Path(__file__).with_name("decoder.py")


@dataclass(frozen=True)
class Sound:
    """What is known of a recording without a model. ``complete`` is False where part of it couldn't be decoded."""

    seconds: float
    silent: bool
    complete: bool


def container_of(head: bytes) -> str | None:
    """The container by its first bytes, or None: names and declared types are the sender's word only."""
    for magic, name in _SIGNATURES:
        if head.startswith(magic):
            return name
    return "mp4" if head[4:8] == b"ftyp" else None


def _refused(reason: str) -> ProviderError:
    return ProviderError(reason, Category.INVALID_INPUT, permanent=True)


class Decoding:
    """The samples of one recording, as they are decoded. Memory is bounded whatever the file.

    Iterating gives int16 arrays of one second each, the last one shorter, and raises ProviderError where nothing
    can be decoded. ``complete`` tells afterwards whether the recording was whole.
    """

    def __init__(self, path: Path) -> None:
        self.path = path
        self.complete = False

    def __iter__(self) -> Iterator[numpy.ndarray]:
        import numpy as np

        process = _start(self.path)
        watchdog = threading.Timer(DECODE_SECONDS, process.kill)
        watchdog.daemon = True
        watchdog.start()
        got = False
        try:
            assert process.stdout is not None
            while block := process.stdout.read(RATE * 2):
                got = True
                yield np.frombuffer(block[: len(block) // 2 * 2], dtype="<i2")
            code = process.wait()
        finally:
            watchdog.cancel()
            process.kill()
            if process.stdout is not None:
                process.stdout.close()
            process.wait()
        self.complete = code == DONE
        if got:
            return
        if code == NO_SOUND:
            raise _refused("the recording holds no sound")
        raise _refused("the recording can't be decoded")


def _start(path: Path) -> subprocess.Popen[bytes]:
    try:
        file = path.open("rb", buffering=0)  # the child reads from where the descriptor stands
    except OSError as error:
        raise _refused("the recording can't be opened") from error
    with file:
        container = container_of(file.read(16))
        if container is None:
            raise _refused("the recording is not audio that a browser makes")
        file.seek(0)
        # The format is fixed and the file is handed over open: no playlist or reference can open anything else.
        kept = {name: os.environ[name] for name in ("LD_LIBRARY_PATH", "SYSTEMROOT") if name in os.environ}
        return subprocess.Popen(  # noqa: S603 - our own program, no shell
            [sys.executable, "-I", str(_DECODER), container, str(DECODE_MEGABYTES), str(DECODE_CPU_SECONDS)],
            stdin=file,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            env=kept,
        )


def decode(path: Path, *, max_seconds: float = MAX_SECONDS) -> numpy.ndarray:
    """Mono float32 samples in -1..1 at 16 kHz. Raises ProviderError for what can't be decoded or is too long."""
    import numpy as np

    parts: list[numpy.ndarray] = []
    count = 0
    for block in Decoding(path):
        parts.append(block)
        count += len(block)
        if count > max_seconds * RATE:
            raise _refused("the recording is too long")
    samples: numpy.ndarray = np.concatenate(parts).astype(np.float32)
    samples /= 32768.0
    return samples


def examine(path: Path) -> Sound:
    """Length and silence of a recording of any length. Raises ProviderError for what can't be decoded."""
    decoding = Decoding(path)
    levels = Levels()
    count = 0
    for block in decoding:
        levels.add(block)
        count += len(block)
    return Sound(count / RATE, levels.silent, decoding.complete)


def duration(path: Path) -> float:
    """Seconds of sound that can be decoded: containers written live don't say, and others may lie."""
    return sum(len(block) for block in Decoding(path)) / RATE


def is_silent(path: Path) -> bool:
    """Whether nobody can be heard. Stops at the first sound."""
    levels = Levels()
    for block in Decoding(path):
        levels.add(block)
        if levels.clearly_heard:
            return False
    return levels.silent


def as_flac(files: Iterable[Path], *, max_seconds: float = MAX_SECONDS) -> tuple[bytes, float]:
    """The segments as one mono FLAC file at 16 kHz, and its seconds: lossless, read by every vendor, and without
    the sender's metadata.

    A segment that can't be decoded is left out; raises ProviderError where none can, or all are too long together.
    """
    problems: list[ProviderError] = []

    def blocks() -> Iterator[numpy.ndarray]:
        count = 0
        for path in files:
            try:
                for block in Decoding(path):
                    count += len(block)
                    if count > max_seconds * RATE:
                        break
                    yield block
            except ProviderError as error:
                problems.append(error)
            if count > max_seconds * RATE:
                raise _refused("the recording is too long")

    audio, seconds = flac_of(blocks())
    if not seconds:
        raise problems[0] if problems else _refused("there is no recording")
    return audio, seconds


def flac_of(blocks: Iterable[numpy.ndarray]) -> tuple[bytes, float]:
    """int16 samples at 16 kHz as a FLAC file, and its seconds."""
    import av

    buffer = io.BytesIO()
    count = 0
    with av.open(buffer, mode="w", format="flac") as target:
        stream: Any = target.add_stream("flac", rate=RATE)
        stream.codec_context.layout = "mono"
        stream.codec_context.format = "s16"
        for block in blocks:
            frame = av.AudioFrame.from_ndarray(block.reshape(1, -1), format="s16", layout="mono")
            frame.sample_rate = RATE
            frame.pts = count
            count += len(block)
            target.mux(stream.encode(frame))
        if count:
            target.mux(stream.encode(None))
    return buffer.getvalue(), count / RATE
