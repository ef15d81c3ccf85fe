"""Speaks with the eSpeak NG library, as a program of its own: the library is GPL-3 and optional, so it stays apart.

One JSON object on standard input (text, voices, wpm, libraries: [[path, data path], ...]); on standard output one
line of JSON (rate, words, phonemes) and then 16-bit mono samples. Exit codes: 2 no library, 3 no such voice,
4 it failed. It imports nothing of this project.

The declarations follow speak_lib.h, whose interface has been the same since eSpeak 1.46.
"""

from __future__ import annotations

import ctypes
import json
import sys
from typing import Any

OK, NO_LIBRARY, NO_VOICE, FAILED = 0, 2, 3, 4
SYNCHRONOUS = 2
# Phoneme events, their names in IPA, and no exit() of the library where its data is missing.
OPTIONS = 0x0001 | 0x0002 | 0x8000
UTF8 = 1
END_PAUSE = 0x1000
RATE_PARAMETER = 1
WORD, PHONEME = 1, 7


class Identity(ctypes.Union):
    _fields_ = [("number", ctypes.c_int), ("name", ctypes.c_char_p), ("string", ctypes.c_char * 8)]


class Event(ctypes.Structure):
    _fields_ = [
        ("type", ctypes.c_int),
        ("unique_identifier", ctypes.c_uint),
        ("text_position", ctypes.c_int),
        ("length", ctypes.c_int),
        ("audio_position", ctypes.c_int),
        ("sample", ctypes.c_int),
        ("user_data", ctypes.c_void_p),
        ("id", Identity),
    ]


CALLBACK = ctypes.CFUNCTYPE(ctypes.c_int, ctypes.POINTER(ctypes.c_short), ctypes.c_int, ctypes.POINTER(Event))


def limit() -> None:
    try:
        import resource
    except ImportError:
        return
    resource.setrlimit(resource.RLIMIT_CPU, (20, 21))
    resource.setrlimit(resource.RLIMIT_AS, (512 * 2**20, 512 * 2**20))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))


def load(libraries: list[list[str]]) -> tuple[Any, int] | None:
    """(library, its sample rate) of the first that works."""
    for path, data in libraries:
        try:
            library = ctypes.CDLL(path)
        except OSError:
            continue
        rate = library.espeak_Initialize(SYNCHRONOUS, 0, data.encode() if data else None, OPTIONS)
        if rate > 0:
            return library, rate
    return None


def speak(library: Any, text: str) -> tuple[bytes, list[list[Any]], list[list[Any]]] | None:
    """(samples, words as [position, length, sample], phonemes as [name, position, sample])."""
    samples = bytearray()
    words: list[list[Any]] = []
    phonemes: list[list[Any]] = []

    def collect(wave: Any, count: int, events: Any) -> int:
        if wave and count > 0:
            samples.extend(ctypes.string_at(wave, count * 2))
        index = 0
        while events[index].type:
            event = events[index]
            if event.type == WORD:
                words.append([event.text_position, event.length, event.sample])
            elif event.type == PHONEME:
                name = bytes(event.id.string).split(b"\0")[0].decode("utf-8", "ignore")
                phonemes.append([name, event.text_position, event.sample])
            index += 1
        return 0

    callback = CALLBACK(collect)
    library.espeak_SetSynthCallback(callback)
    data = text.encode("utf-8") + b"\0"
    done = library.espeak_Synth(data, ctypes.c_size_t(len(data)), 0, 1, 0, UTF8 | END_PAUSE, None, None)
    if done != 0 or library.espeak_Synchronize() != 0:
        return None
    return bytes(samples), words, phonemes


def main() -> int:
    request = json.load(sys.stdin)
    limit()
    loaded = load(request["libraries"])
    if loaded is None:
        return NO_LIBRARY
    library, rate = loaded
    if not any(library.espeak_SetVoiceByName(voice.encode()) == 0 for voice in request["voices"]):
        return NO_VOICE
    library.espeak_SetParameter(RATE_PARAMETER, int(request["wpm"]), 0)
    spoken = speak(library, request["text"])
    if spoken is None:
        return FAILED
    samples, words, phonemes = spoken
    head = json.dumps({"rate": rate, "words": words, "phonemes": phonemes})
    sys.stdout.buffer.write(head.encode() + b"\n" + samples)
    sys.stdout.flush()
    return OK


if __name__ == "__main__":
    sys.exit(main())
