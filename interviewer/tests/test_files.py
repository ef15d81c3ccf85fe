"""Private files in ranges, as players ask for them, and as nobody does."""

from __future__ import annotations

from pathlib import Path

import pytest
from django.test import RequestFactory

from interviewer.files import ranged


@pytest.mark.parametrize(
    ("asked", "status", "got"),
    [
        ("bytes=2-4", 206, b"234"),
        ("bytes=7-", 206, b"789"),
        ("bytes=7-99", 206, b"789"),
        ("bytes=99-", 416, b""),
        ("bytes=\N{SUPERSCRIPT TWO}-", 200, b"0123456789"),
        (f"bytes=2-{'9' * 5000}", 206, b"23456789"),
        (f"bytes={'9' * 5000}-", 200, b"0123456789"),
        ("bytes=-3", 200, b"0123456789"),
        ("lines=1-2", 200, b"0123456789"),
    ],
    ids=["middle", "rest", "past-the-end", "outside", "odd-digit", "long-end", "long-start", "suffix", "other-unit"],
)
def test_a_range_is_answered_and_nonsense_is_no_fault_of_ours(
    tmp_path: Path, asked: str, status: int, got: bytes
) -> None:
    path = tmp_path / "sound"
    path.write_bytes(b"0123456789")
    answer = ranged(RequestFactory().get("/", headers={"Range": asked}), path, "audio/webm")
    body = b"".join(answer) if answer.streaming else answer.content  # type: ignore[attr-defined,call-overload]
    assert (answer.status_code, body) == (status, got)
    answer.close()
