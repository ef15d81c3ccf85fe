"""Reads a resume in a process of its own, so that no file can hurt the one that asks."""

from __future__ import annotations

import json
import os
import selectors
import signal
import subprocess
import sys
import time
from dataclasses import asdict
from pathlib import Path
from typing import IO

from pydantic import ValidationError

from candidates.reading.limits import DEFAULT_LIMITS, Limits
from candidates.reading.result import MESSAGES, ReadResult, failed, too_big

ROOT = Path(__file__).resolve().parent.parent.parent
CHUNK = 65_536


def read_resume_file(path: Path, *, limits: Limits = DEFAULT_LIMITS) -> ReadResult:
    """What a PDF or DOCX says. Content decides what it is, not its name. Answers within the limits; never
    raises for
    what is in the file."""
    path = Path(path)
    try:
        size = path.stat().st_size
        if not path.is_file():
            return failed("invalid", MESSAGES["missing"])
        if size > limits.max_bytes:
            return failed("invalid", too_big(limits.max_bytes))
        if size == 0:
            return failed("invalid", MESSAGES["empty"])
        with path.open("rb") as stream:
            output = _run(stream, limits)
    except (FileNotFoundError, PermissionError, IsADirectoryError):
        return failed("invalid", MESSAGES["missing"])
    if output is None:
        return failed("too_complex")
    try:
        return ReadResult.model_validate_json(output)
    except ValidationError:
        return failed("invalid")


def read_resume_text(text: str, *, limits: Limits = DEFAULT_LIMITS) -> ReadResult:
    """What a pasted resume says, read as the file would be."""
    from candidates.reading.assemble import assembled
    from candidates.reading.flags import instruction_flags, smuggled_flags
    from candidates.reading.lines import from_text, to_text

    if not text.strip():
        return failed("no_text", "There is no text here yet; paste the text of your resume, and we read it.")
    if len(text) > limits.max_text:
        return failed("too_complex", f"This text is longer than the {limits.max_text:,} characters we read.")
    lines = from_text(text)
    flags = [*instruction_flags(to_text(lines), None), *smuggled_flags(text, None)]
    return assembled(lines, flags, [], 1, limits).model_copy(update={"pages": 0})


def _run(stream: IO[bytes], limits: Limits) -> bytes | None:
    """The child's output; None when it was killed, crashed or wrote too much."""
    environment = {
        "PATH": os.environ.get("PATH", os.defpath),
        "PYTHONPATH": str(ROOT),
        "PYTHONIOENCODING": "utf-8",
        "LC_ALL": "C.UTF-8",
        "OMP_THREAD_LIMIT": "1",
    }
    child = subprocess.Popen(  # noqa: S603 - fixed arguments, the file goes in as standard input
        [sys.executable, "-s", "-m", "candidates.reading.child", json.dumps(asdict(limits))],
        stdin=stream,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        cwd=ROOT,
        env=environment,
        start_new_session=True,
    )
    try:
        output = _collect(child, time.monotonic() + limits.wall_seconds, limits.max_output)
    finally:
        _end(child)
    return output if child.returncode == 0 else None


def _collect(child: subprocess.Popen[bytes], deadline: float, limit: int) -> bytes | None:
    assert child.stdout is not None
    parts: list[bytes] = []
    size = 0
    with selectors.DefaultSelector() as selector:
        selector.register(child.stdout, selectors.EVENT_READ)
        while True:
            left = deadline - time.monotonic()
            if left <= 0 or not selector.select(left):
                return None
            part = os.read(child.stdout.fileno(), CHUNK)
            if not part:
                break
            parts.append(part)
            size += len(part)
            if size > limit:
                return None
    try:
        child.wait(max(0.1, deadline - time.monotonic()))
    except subprocess.TimeoutExpired:
        return None
    return b"".join(parts)


def _end(child: subprocess.Popen[bytes]) -> None:
    """Kill the child and all it started, and collect it."""
    try:
        os.killpg(child.pid, signal.SIGKILL)
    except (ProcessLookupError, PermissionError):
        pass  # all of them have ended
    child.wait()
    if child.stdout is not None:
        child.stdout.close()
