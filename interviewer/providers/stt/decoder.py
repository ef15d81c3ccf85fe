"""Turns a recording on standard input into samples on standard output. Runs as a program of its own.

``python decoder.py <container> <megabytes> <CPU seconds>``: what browsers send is untrusted and FFmpeg is C, so it
is opened in a process that holds no secrets, can open no further file, and may use only so much memory and time.
Out come 16-bit mono samples at 16 kHz, as they are decoded. It imports nothing of this project.
"""

from __future__ import annotations

import os
import sys
from importlib import import_module
from typing import Any

RATE = 16000
DONE, NO_SOUND, UNREADABLE, CUT_OFF = 0, 3, 4, 5
# What browsers record with, and what a file made elsewhere is likely to hold. FFmpeg's other decoders stay shut.
CODECS = {"opus", "libopus", "vorbis", "libvorbis", "aac", "mp3", "mp3float", "flac", "alac"}
# A damaged packet costs 20 ms; a file of nothing else isn't read to its end.
MAX_DAMAGED = 500


def limit(megabytes: int, cpu_seconds: int) -> None:
    try:
        import resource
    except ImportError:  # no such limits on this system: the parent's deadline still holds
        return
    resource.setrlimit(resource.RLIMIT_CPU, (cpu_seconds, cpu_seconds + 1))
    resource.setrlimit(resource.RLIMIT_AS, (megabytes * 2**20, megabytes * 2**20))
    resource.setrlimit(resource.RLIMIT_FSIZE, (0, 0))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    # Standard streams are open already; a reference inside the file can't open anything else.
    resource.setrlimit(resource.RLIMIT_NOFILE, (3, 3))


def decode(av: Any, container: str) -> int:
    """Write the samples; one of the exit codes above."""
    written = damaged = 0

    def write(parts: Any) -> int:
        for part in parts:
            sys.stdout.buffer.write(memoryview(part.planes[0])[: part.samples * 2])
        return sum(part.samples for part in parts)

    try:
        with av.open(sys.stdin.buffer, mode="r", format=container) as source:
            if not source.streams.audio:
                return NO_SOUND
            stream = source.streams.audio[0]
            name = stream.codec_context.name
            if name not in CODECS and not name.startswith("pcm_"):
                return UNREADABLE
            resampler = av.AudioResampler(format="s16", layout="mono", rate=RATE)
            for packet in source.demux(stream):
                try:
                    for frame in packet.decode():
                        written += write(resampler.resample(frame))
                except (av.error.InvalidDataError, ValueError):
                    damaged += 1
                    if damaged > MAX_DAMAGED:
                        return CUT_OFF if written else UNREADABLE
            if written:
                write(resampler.resample(None))
    except BrokenPipeError:
        raise
    except (av.error.FFmpegError, ValueError, MemoryError, OverflowError):
        # A recording cut off by a crash decodes up to where it ends; what came is worth having.
        return CUT_OFF if written else UNREADABLE
    if not written:
        return UNREADABLE if damaged else NO_SOUND
    return CUT_OFF if damaged else DONE


def main() -> int:
    import av

    # PyAV imports these when it meets a stream of the kind, which is too late once nothing may be opened.
    for kind in ("audio", "video", "subtitles"):
        import_module(f"av.{kind}.codeccontext")
        import_module(f"av.{kind}.stream")
    av.logging.set_level(None)
    limit(int(sys.argv[2]), int(sys.argv[3]))
    try:
        code = decode(av, sys.argv[1])
        sys.stdout.flush()
    except BrokenPipeError:  # the reader has heard enough
        code = DONE
    return code


if __name__ == "__main__":
    # No clean-up of FFmpeg's structures after a hostile file, and none of interpreter exit: the process is done.
    os._exit(main())
