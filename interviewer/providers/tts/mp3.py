"""How long an MP3 is, from its frame headers (ISO/IEC 11172-3 and 13818-3, layer III)."""

from __future__ import annotations

_RATES = {3: (44100, 48000, 32000), 2: (22050, 24000, 16000), 0: (11025, 12000, 8000)}  # by version bits
_KBITS_1 = (0, 32, 40, 48, 56, 64, 80, 96, 112, 128, 160, 192, 224, 256, 320)
_KBITS_2 = (0, 8, 16, 24, 32, 40, 48, 56, 64, 80, 96, 112, 128, 144, 160)


def seconds(audio: bytes) -> float:
    """Seconds of whole frames; 0 for what isn't MP3. A tag before them, and one torn frame at the end, may be."""
    at = _after_tag(audio)
    total = 0.0
    while at + 4 <= len(audio):
        frame = _frame(audio[at : at + 4])
        if frame is None:
            break
        length, duration = frame
        if at + length > len(audio):
            break
        total += duration
        at += length
    return total


def _after_tag(audio: bytes) -> int:
    if audio[:3] != b"ID3" or len(audio) < 10:
        return 0
    size = 0
    for byte in audio[6:10]:
        size = size << 7 | byte & 0x7F
    return 10 + size


def _frame(head: bytes) -> tuple[int, float] | None:
    """(bytes, seconds) of the frame with this header."""
    if head[0] != 0xFF or head[1] & 0xE0 != 0xE0:
        return None
    version, layer = head[1] >> 3 & 3, head[1] >> 1 & 3
    bitrate, rate, padding = head[2] >> 4, head[2] >> 2 & 3, head[2] >> 1 & 1
    if version == 1 or layer != 1 or bitrate in (0, 15) or rate == 3:
        return None
    kbits = (_KBITS_1 if version == 3 else _KBITS_2)[bitrate]
    hertz = _RATES[version][rate]
    samples = 1152 if version == 3 else 576
    return samples // 8 * kbits * 1000 // hertz + padding, samples / hertz
