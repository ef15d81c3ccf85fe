"""Measurements of speech and transcription for ``make bench``. Each function gives rows of (name, value, unit)."""

from __future__ import annotations

import os
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

from interviewer.providers.stt import audio
from interviewer.providers.tts import cache, visemes
from interviewer.providers.tts.alignment import spread
from interviewer.providers.tts.base import Speech

Row = tuple[str, float, str]
TWO_HOURS = 7200
QUESTION = (
    "Tell me about a time when two parts of a system disagreed about the truth. How did you notice, what did you do "
    "first, and what would you change about the way the data flows between them today?"
)


def make_recording(path: Path, seconds: int, *, silent: bool = False) -> Path:
    """A WebM/Opus recording of any length in no time: one second is encoded, and its packets are repeated."""
    import av
    import numpy as np

    rate = 48000
    wave = (np.sin(np.arange(rate) * 2 * np.pi * 220 / rate) * (0 if silent else 8000)).astype("int16").reshape(1, -1)
    with path.open("wb") as file, av.open(file, "w", format="webm") as target:
        stream: Any = target.add_stream("libopus", rate=rate)
        stream.codec_context.layout = "mono"
        stream.codec_context.format = "s16"
        frame = av.AudioFrame.from_ndarray(wave, format="s16", layout="mono")
        frame.sample_rate = rate
        packets = [bytes(packet) for packet in [*stream.encode(frame), *stream.encode(None)] if packet.size]
        step = 960
        for number in range(seconds * rate // step):
            packet = av.Packet(packets[number % len(packets)])
            packet.stream = stream
            packet.time_base = stream.codec_context.time_base
            packet.pts = packet.dts = number * step
            packet.duration = step
            target.mux(packet)
    return path


def _median(function: Callable[[], object], times: int) -> float:
    """Seconds."""
    taken = []
    for _ in range(times):
        began = time.perf_counter()
        function()
        taken.append(time.perf_counter() - began)
    return statistics.median(taken)


def cached_speech() -> list[Row]:
    """What looking up spoken text costs, beside reading its audio and beside speaking it anew where eSpeak NG is."""
    from django.test.utils import override_settings

    from interviewer.providers.tts.espeak import Espeak
    from interviewer.providers.tts.registry import look_up

    engine = Espeak()
    rows: list[Row] = []
    with tempfile.TemporaryDirectory() as folder, override_settings(MEDIA_ROOT=Path(folder)):
        words = spread(QUESTION, 12.0)
        speech = Speech("none", "audio/wav", 12.0, words, visemes.from_words(words, 12.0), audio=bytes(500_000))
        if engine.available():
            speech = engine.speak(QUESTION, voice="", rate=1.0, language="en", timeout=20)
        cache.store(cache.key_of(QUESTION, voice="", rate=1.0, language="en"), speech)
        found = look_up(QUESTION)
        assert found is not None
        looking = _median(lambda: look_up(QUESTION), 300)
        rows.append(("speech: cached look-up, words and shapes", looking * 1e6, "µs"))
        rows.append(("speech: reading its audio besides", _median(found.read, 300) * 1e6, "µs"))
        rows.append(("speech: look-up that finds nothing", _median(lambda: look_up("never said"), 300) * 1e6, "µs"))
    if engine.available():
        speaking = _median(lambda: engine.speak(QUESTION, voice="", rate=1.0, language="en", timeout=20), 5)
        rows.append(("speech: spoken anew by eSpeak NG", speaking * 1e3, "ms"))
        rows.append(("speech: spoken anew against looked up", speaking / looking, "times"))
    return rows


def decode_speed(seconds: int = 300) -> list[Row]:
    """How fast recordings are read, in seconds of audio a second; whole, and only to tell whether it is silent."""
    with tempfile.TemporaryDirectory() as folder:
        path = make_recording(Path(folder) / "answer.webm", seconds)
        short = make_recording(Path(folder) / "short.webm", 1)
        decoding = _median(lambda: audio.decode(path), 3)
        packing = _median(lambda: audio.as_flac([path]), 3)
        hearing = _median(lambda: audio.is_silent(path), 5)
        starting = _median(lambda: audio.decode(short), 5)
    return [
        ("transcription: decoding an answer", seconds / decoding, "s of audio/s"),
        ("transcription: decoding and packing it for a vendor", seconds / packing, "s of audio/s"),
        ("transcription: decoding one second, its process and all", starting * 1e3, "ms"),
        ("transcription: telling that somebody speaks", hearing * 1e3, "ms"),
        ("transcription: decoding all against telling that", decoding / hearing, "times"),
    ]


def decode_memory(seconds: int = TWO_HOURS) -> list[Row]:
    """The most memory that reading two hours takes, beside one minute, in this process and in the decoder's."""
    rows: list[Row] = []
    with tempfile.TemporaryDirectory() as folder:
        for length in (60, seconds):
            path = make_recording(Path(folder) / f"{length}.webm", length, silent=True)
            own, decoder, took = _measured(path)
            name = f"{length // 60} min" if length < 3600 else f"{length / 3600:g} h"
            rows.append((f"memory: reading {name}, growth here", own, "MB"))
            rows.append((f"memory: reading {name}, the decoder in all", decoder, "MB"))
            rows.append((f"memory: reading {name}, speed", length / took, "s of audio/s"))
    rows.append(("memory: decoder for the long against the short", rows[4][1] / rows[1][1], "times"))
    return rows


_READER = """
import pathlib, resource, sys, time
import django
django.setup()
import numpy
from interviewer.providers.stt import audio
path = pathlib.Path(sys.argv[1])
peak = lambda: resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
before, began = peak(), time.perf_counter()
audio.examine(path)
print(peak() - before, time.perf_counter() - began)
"""


def _measured(path: Path) -> tuple[float, float, float]:
    """(MB this side grew by, MB of the decoder at its peak, seconds), each in a process of its own."""
    from django.conf import settings

    environment = {**os.environ, "DJANGO_SETTINGS_MODULE": "interviewer.settings"}
    done = subprocess.run(  # noqa: S603 - our own program, no shell
        [sys.executable, "-c", _READER, str(path)],
        capture_output=True, text=True, check=True, cwd=settings.BASE_DIR, env=environment,
    )  # fmt: skip
    grown, took = done.stdout.split()
    return float(grown) / 1024, _decoder_peak(path), float(took)


def _decoder_peak(path: Path) -> float:
    """MB, by a small process that starts the decoder: what a child peaks at counts its parent's size at the start."""
    script = (
        "import resource, subprocess, sys\n"
        "with open(sys.argv[2], 'rb') as f:\n"
        "    subprocess.run([sys.executable, '-I', sys.argv[1], 'matroska', '768', '120'], stdin=f,\n"
        "                   stdout=subprocess.DEVNULL, check=True)\n"
        "print(resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss)\n"
    )
    done = subprocess.run(  # noqa: S603 - our own program, no shell
        [sys.executable, "-I", "-S", "-c", script, str(audio._DECODER), str(path)],
        capture_output=True, text=True, check=True,
    )  # fmt: skip
    return float(done.stdout) / 1024


ALL = (cached_speech, decode_speed, decode_memory)
