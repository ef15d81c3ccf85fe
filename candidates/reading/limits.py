"""How much of a file is read before it is called too complex."""

from __future__ import annotations

from dataclasses import dataclass


class TooComplex(Exception):
    """A limit was reached."""


class Unreadable(Exception):
    """Not a document that can be read."""


class Encrypted(Exception):
    """Opens with a password only."""


@dataclass(frozen=True)
class Limits:
    max_bytes: int = 10 * 1024 * 1024
    max_pages: int = 30
    max_glyphs: int = 300_000
    max_text: int = 200_000
    """Characters of text handed back."""
    max_output: int = 4 * 1024 * 1024
    """Bytes the reading process may write."""
    memory: int = 1024 * 1024 * 1024
    """Bytes of address space of the reading process."""
    cpu_seconds: int = 12
    wall_seconds: float = 15.0
    max_unzipped: int = 40 * 1024 * 1024
    """Bytes of one part of a DOCX."""


DEFAULT_LIMITS = Limits()
