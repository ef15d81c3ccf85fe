"""Resumes read safely: files in a limited process of their own, pasted text in this one. No database, no
network."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from candidates.reading.limits import Limits
    from candidates.reading.reader import read_resume_file, read_resume_text
    from candidates.reading.result import (
        Education,
        Employer,
        Facts,
        Flag,
        Project,
        ReadResult,
        SkillFact,
    )

__all__ = [
    "Education",
    "Employer",
    "Facts",
    "Flag",
    "Limits",
    "Project",
    "ReadResult",
    "SkillFact",
    "read_resume_file",
    "read_resume_text",
]


def __getattr__(name: str) -> Any:
    """Loaded on first use: the reading process imports this package too, and should start at once."""
    if name not in __all__:
        raise AttributeError(name)
    from importlib import import_module

    home = {"Limits": "limits", "read_resume_file": "reader", "read_resume_text": "reader"}.get(name, "result")
    return getattr(import_module(f"candidates.reading.{home}"), name)
