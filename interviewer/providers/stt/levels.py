"""Telling speech from silence by loudness alone, before any model is asked."""

from __future__ import annotations

import math
from itertools import accumulate
from typing import TYPE_CHECKING

from interviewer.providers.stt.decoder import RATE

if TYPE_CHECKING:
    import numpy

FRAME = RATE // 50  # 20 ms
# Samples are -1..1. Speech into a laptop's microphone lies far above; room noise below.
LOUD_RMS = 0.003
# A far or quiet voice is told from steady noise by standing out of it, down to this level.
FAINT_RMS = 0.0005
STANDS_OUT = 4.0  # 12 dB above the quietest fifth
# A click of the mouse or a knock lasts shorter than any word: 200 ms in all have to be heard.
ENOUGH_FRAMES = 10
_BINS = 100  # one decibel each, from -100 dB


class Levels:
    """A histogram of the loudness of 20 ms frames: a hundred numbers, however long the recording.

    It errs towards sound: a model that is asked in vain finds nothing, an answer taken for silence is lost.
    """

    def __init__(self) -> None:
        self._bins: list[int] = [0] * _BINS
        self._loud = 0

    def add(self, samples: numpy.ndarray) -> None:
        """Count int16 samples at 16 kHz; a rest shorter than a frame is left out."""
        import numpy as np

        whole = len(samples) // FRAME * FRAME
        if not whole:
            return
        frames = samples[:whole].reshape(-1, FRAME).astype(np.float32) / 32768.0
        frames -= frames.mean(axis=1, keepdims=True)  # a constant offset is no sound
        rms = np.sqrt(np.mean(frames * frames, axis=1))
        self._loud += int(np.count_nonzero(rms > LOUD_RMS))
        decibels = np.clip(20 * np.log10(rms + 1e-9) + _BINS, 0, _BINS - 1).astype(np.int64)
        for level, number in zip(*np.unique(decibels, return_counts=True), strict=True):
            self._bins[int(level)] += int(number)

    @property
    def clearly_heard(self) -> bool:
        return self._loud >= ENOUGH_FRAMES

    @property
    def silent(self) -> bool:
        """Whether nothing so far was loud, and nothing faint stood out of the background."""
        return not self.clearly_heard and self._faint_frames() < ENOUGH_FRAMES

    def _faint_frames(self) -> int:
        fifth = sum(self._bins) / 5
        up_to = accumulate(self._bins)
        floor = next(level for level, seen in enumerate(up_to) if seen >= fifth)
        threshold = max(20 * math.log10(FAINT_RMS) + _BINS, floor + 20 * math.log10(STANDS_OUT))
        return sum(number for level, number in enumerate(self._bins) if level >= threshold)
