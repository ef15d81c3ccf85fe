"""Recordings the tests make themselves: what a browser's MediaRecorder would send, and broken ones."""

from __future__ import annotations

import io
from collections.abc import Callable
from pathlib import Path

import av
import numpy as np

RATE = 48000
Sound = Callable[[np.ndarray], np.ndarray]  # seconds -> samples in -1..1


def quiet(t: np.ndarray) -> np.ndarray:
    return np.zeros_like(t)


def tone(t: np.ndarray) -> np.ndarray:
    return 0.3 * np.sin(2 * np.pi * 220 * t)


def speechlike(t: np.ndarray) -> np.ndarray:
    """A buzz in syllables, four a second, with a pause after each three seconds."""
    buzz = sum(np.sin(2 * np.pi * 120 * k * t) / k for k in range(1, 12))
    return 0.1 * buzz * np.clip(np.sin(2 * np.pi * 4 * t), 0, 1) * (np.mod(t, 4) < 3)


def noise(level: float) -> Sound:
    generator = np.random.default_rng(7)
    return lambda t: level * generator.standard_normal(len(t))


def record(
    path: Path, seconds: float, sound: Sound = speechlike, *, codec: str = "libopus", container: str = "webm"
) -> Path:
    """Write a recording in slices of a second, so that two hours of it need no memory."""
    with path.open("wb") as file, av.open(file, "w", format=container) as target:
        stream = target.add_stream(codec, rate=RATE)
        stream.codec_context.layout = "mono"
        stream.codec_context.format = "flt" if codec == "libopus" else "fltp" if codec == "aac" else "s16"
        written = 0
        while written < seconds * RATE:
            count = int(min(RATE, seconds * RATE - written))
            samples = sound(np.arange(written, written + count) / RATE)
            whole = (np.clip(samples, -1, 1) * 32767).astype("int16").reshape(1, -1)
            if stream.codec_context.format.name == "s16":
                frame = av.AudioFrame.from_ndarray(whole, format="s16", layout="mono")
            else:
                values = (whole / 32767).astype("float32")
                frame = av.AudioFrame.from_ndarray(values, format=stream.codec_context.format.name, layout="mono")
            frame.sample_rate = RATE
            frame.pts = written
            written += count
            target.mux(stream.encode(frame))
        target.mux(stream.encode(None))
    return path


def flac_seconds(data: bytes) -> float:
    with av.open(io.BytesIO(data)) as source:
        return sum(frame.samples for frame in source.decode(audio=0)) / 16000
