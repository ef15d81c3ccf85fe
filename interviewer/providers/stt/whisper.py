"""openai-whisper on this machine. Weights are used where they lie; they are never fetched in an interview."""

from __future__ import annotations

import logging
import math
import threading
from pathlib import Path
from typing import Any

from django.conf import settings

from interviewer.providers.errors import Category, ProviderError
from interviewer.providers.stt.audio import decode
from interviewer.providers.stt.base import SpeechToText, Transcript, Word

logger = logging.getLogger(__name__)

# Whisper writes words into silence: a segment counts as speech only below this probability that it is none.
NO_SPEECH_ABOVE = 0.6

_lock = threading.Lock()
_loaded: dict[str, Any] = {}


class Whisper(SpeechToText):
    name = "whisper"

    def __init__(self) -> None:
        self.model = settings.WHISPER_MODEL

    @property
    def weights(self) -> Path:
        """``WHISPER_MODEL`` names a size, whose file lies in ``WHISPER_DIR``, or is the path of a checkpoint."""
        given = Path(self.model)
        return given if given.suffix == ".pt" else settings.WHISPER_DIR / f"{self.model}.pt"

    def available(self) -> bool:
        return self.weights.is_file()

    def _load(self) -> Any:
        key = str(self.weights)
        with _lock:
            if key not in _loaded:
                import whisper

                logger.info("loading the speech model %s", self.model)
                try:
                    _loaded[key] = whisper.load_model(key, device="cpu")
                except Exception as error:
                    raise ProviderError(
                        "the speech model can't be loaded", Category.NOT_CONFIGURED, permanent=True
                    ) from error
        return _loaded[key]

    def transcribe(self, files: list[Path], *, language: str) -> Transcript:
        model = self._load()
        texts: list[str] = []
        words: list[Word] = []
        logprobs: list[float] = []
        offset = 0.0
        for path in files:
            samples = decode(path)
            with _lock:  # one at a time: a transcription uses every core there is
                result = model.transcribe(
                    samples, language=language or None, word_timestamps=True, fp16=False, temperature=0.0
                )
            for segment in result["segments"]:
                if segment["no_speech_prob"] > NO_SPEECH_ABOVE:
                    continue
                texts.append(segment["text"].strip())
                logprobs.append(segment["avg_logprob"])
                words += [
                    Word(w["word"].strip(), offset + w["start"], offset + w["end"], w.get("probability"))
                    for w in segment.get("words", [])
                ]
            offset += len(samples) / 16000
        confidence = math.exp(sum(logprobs) / len(logprobs)) if logprobs else None
        return Transcript(" ".join(texts).strip(), self.name, tuple(words), confidence, language)
