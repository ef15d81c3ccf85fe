"""A recording as a browser makes it: WebM with Opus, cut into pieces of about a second."""

from __future__ import annotations

import io
import math
import shutil
import subprocess
from pathlib import Path
from tempfile import TemporaryDirectory

RATE = 48_000
CHUNK_BYTES = 4_000


def webm(seconds: float = 4.0, text: str = "") -> bytes:
    """``text`` spoken by espeak-ng where that is installed, else a rising tone of ``seconds``."""
    import av
    import numpy as np

    spoken = _speak(text) if text else None
    output = io.BytesIO()
    with av.open(output, mode="w", format="webm") as container:
        stream = container.add_stream("libopus", rate=RATE)
        stream.bit_rate = 32_000
        resampler = av.AudioResampler(format="s16", layout="mono", rate=RATE)
        if spoken is not None:
            with av.open(io.BytesIO(spoken), mode="r") as source:
                frames = [part for frame in source.decode(audio=0) for part in resampler.resample(frame)]
        else:
            times = np.arange(int(RATE * seconds)) / RATE
            wave = (np.sin(2 * math.pi * (220 + 40 * times) * times) * 9000).astype(np.int16)
            frames = []
            for start in range(0, len(wave), 960):
                frame = av.AudioFrame.from_ndarray(
                    wave[start : start + 960].reshape(1, -1), format="s16", layout="mono"
                )
                frame.sample_rate = RATE
                frame.pts = start
                frames.append(frame)
        for frame in frames:
            container.mux(stream.encode(frame))
        container.mux(stream.encode(None))
    return output.getvalue()


def _speak(text: str) -> bytes | None:
    binary = shutil.which("espeak-ng")
    if binary is None:
        return None
    with TemporaryDirectory() as folder:
        path = Path(folder) / "speech.wav"
        subprocess.run([binary, "-w", str(path), "--", text], check=True, timeout=30)  # noqa: S603
        return path.read_bytes()


def speech_wav(text: str) -> bytes:
    """A WAV file of ``text`` spoken, or of a tone where no voice is installed: what a microphone would pick up."""
    import wave

    import numpy as np

    spoken = _speak(text)
    if spoken is not None:
        return spoken
    times = np.arange(RATE * 4) / RATE
    output = io.BytesIO()
    with wave.open(output, "wb") as file:
        file.setnchannels(1)
        file.setsampwidth(2)
        file.setframerate(RATE)
        file.writeframes((np.sin(2 * math.pi * 330 * times) * 12000).astype("<i2").tobytes())
    return output.getvalue()


def chunks(data: bytes, size: int = CHUNK_BYTES) -> list[bytes]:
    return [data[start : start + size] for start in range(0, len(data), size)]
