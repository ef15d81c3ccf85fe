"""A file of people to invite, read line by line: what can be invited, and what is wrong with the rest.

Columns are ``email``, ``name``, ``last_day`` (2026-12-31) and ``extra_time`` (1, 1.25, 1.5, 2), in any order under a
line of headings, in this order without one. Commas, semicolons and tabs all do.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Collection
from dataclasses import dataclass, field
from datetime import date, datetime, time
from typing import Any

from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.utils import timezone

MAX_BYTES = 1024 * 1024
MAX_LINES = 1000

COLUMNS = ("email", "full_name", "expires_at", "time_factor")
HEADINGS = {
    "email": ("email", "e-mail", "mail", "e-mail address", "email address", "address"),
    "full_name": ("name", "full name", "full_name", "candidate"),
    "expires_at": ("last_day", "last day", "expires", "expires_at", "expiry", "until", "valid until"),
    "time_factor": ("extra_time", "extra time", "time_factor", "extra-time factor", "time factor", "factor"),
}
NAMES = {name: column for column, names in HEADINGS.items() for name in names}


class NoFile(Exception):
    """The file can't be read at all. The message is for the person who sent it."""


@dataclass(frozen=True)
class Line:
    """One line: its number in the file, as it was written, and what it says or what is wrong with it."""

    number: int
    text: str
    values: dict[str, Any] = field(default_factory=dict)
    problems: tuple[str, ...] = ()


@dataclass(frozen=True)
class Reading:
    lines: list[Line] = field(default_factory=list)
    unknown: list[str] = field(default_factory=list)
    heading: str = ""

    @property
    def good(self) -> list[Line]:
        return [line for line in self.lines if not line.problems]

    @property
    def wrong(self) -> list[Line]:
        return [line for line in self.lines if line.problems]

    @property
    def left_over(self) -> str:
        """What could not be taken, as a file again: mended, it can be sent once more."""
        rows = [line.text for line in self.wrong]
        return "\n".join([self.heading, *rows] if self.heading and rows else rows)


def decoded(data: bytes) -> str:
    """The file's text, however its program wrote it. Raises NoFile."""
    if len(data) > MAX_BYTES:
        raise NoFile("This file is larger than 1 MB. Please send it in parts.")
    marked = data.startswith((b"\xff\xfe", b"\xfe\xff"))
    for encoding in ["utf-16"] if marked else ["utf-8-sig", "cp1252"]:
        try:
            text = data.decode(encoding)
        except UnicodeDecodeError:
            continue
        if "\x00" not in text:
            return text
    raise NoFile("This is no text file. Save it as CSV in your spreadsheet program, and send that.")


def read(text: str, *, invited: Collection[str] = ()) -> Reading:
    """``invited`` are the addresses, in small letters, whose invitations still wait. Raises NoFile."""
    if len(text) > MAX_BYTES:
        raise NoFile("This is more than 1 MB. Please send it in parts.")
    text = text.replace("\x00", "")  # which no database stores
    written = [(number, line) for number, line in enumerate(_lines(text), 1) if line.strip(" \t,;")]
    if not written:
        raise NoFile("There is nothing in it. It needs a line for each person, beginning with an e-mail address.")
    if len(written) > MAX_LINES + 1:
        raise NoFile(f"These are {len(written)} lines. Please send {MAX_LINES} at a time.")
    delimiter = _delimiter(written[0][1])
    first = [cell.strip().lower() for cell in _cells(written[0][1], delimiter)]
    heading, columns, unknown = "", list(COLUMNS), []
    if "@" not in written[0][1] and any(cell in NAMES for cell in first):
        heading = written.pop(0)[1]
        columns = [NAMES.get(cell, "") for cell in first]
        unknown = [cell for cell in first if cell and cell not in NAMES]
        if "email" not in columns:
            raise NoFile("No column is called “email”. Name the columns email, name, last_day and extra_time.")
    seen: dict[str, int] = {}
    lines = []
    for number, line in written:
        found = _line(number, line, dict(zip(columns, _cells(line, delimiter), strict=False)), seen, invited)
        lines.append(found)
        if found.values.get("email"):
            seen.setdefault(found.values["email"], number)
    return Reading(lines, unknown, heading)


def _lines(text: str) -> list[str]:
    return text.replace("\r\n", "\n").replace("\r", "\n").split("\n")


def _cells(line: str, delimiter: str) -> list[str]:
    # One line is one person: a quote that isn't closed must not swallow the people after it.
    return next(csv.reader(io.StringIO(line), delimiter=delimiter), [])


def _delimiter(line: str) -> str:
    return max(",;\t", key=lambda mark: (line.count(mark), mark == ","))


def _line(number: int, text: str, cells: dict[str, str], seen: dict[str, int], invited: Collection[str]) -> Line:
    problems: list[str] = []
    email = cells.get("email", "").strip().lower()
    values: dict[str, Any] = {"email": email, "full_name": " ".join(cells.get("full_name", "").split())}
    try:
        validate_email(email)
        if len(email) > 254:
            raise ValidationError("too long")
    except ValidationError:
        problems.append("The e-mail address is missing." if not email else "This is no e-mail address.")
    else:
        if email in seen:
            problems.append(f"This address stands in line {seen[email]} already.")
        elif email in invited:
            problems.append("This address has been invited already. Send that invitation again instead.")
    if len(values["full_name"]) > 200:
        problems.append("The name is longer than 200 characters.")
    for column, parse in (("expires_at", _last_day), ("time_factor", _factor)):
        try:
            values[column] = parse(cells.get(column, "").strip())
        except ValueError as problem:
            problems.append(str(problem))
    return Line(number, text, values, tuple(problems))


def _last_day(written: str) -> datetime | None:
    if not written:
        return None
    try:
        day = date.fromisoformat(written[:10])
    except ValueError:
        raise ValueError(f"“{written[:30]}” is no day: write it as 2026-12-31.") from None
    if day < timezone.localdate():
        raise ValueError("The last day has passed.")
    return timezone.make_aware(datetime.combine(day, time(23, 59, 59)))


def _factor(written: str) -> float:
    try:
        factor = float(written.replace(",", ".")) if written else 1.0
    except ValueError:
        raise ValueError(f"“{written[:30]}” is no extra-time factor: write 1, 1.25, 1.5 or 2.") from None
    if not 1 <= factor <= 3:
        raise ValueError("The extra-time factor must lie between 1 and 3.")
    return factor
