"""CSV that a spreadsheet shows and never runs."""

from __future__ import annotations

import csv
from collections.abc import Iterable, Iterator, Sequence
from typing import Any

from django.http import HttpResponse

# What a spreadsheet takes for a formula when a cell begins with it.
FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")
CONTENT_TYPE = "text/csv; charset=utf-8"
# At a file's beginning it tells spreadsheets that it is UTF-8; programs know, and stumble over it.
UTF8_MARK = "\ufeff"


def safe_cell(value: Any) -> Any:
    """Text that begins like a formula is marked as text: candidates choose their own names.

    None is an empty cell; numbers stay numbers.
    """
    if isinstance(value, str) and value.startswith(FORMULA):
        return f"'{value}"
    return "" if value is None else value


class _Line:
    def write(self, value: str) -> str:
        return value


def csv_lines(columns: Sequence[str], rows: Iterable[Sequence[Any]]) -> Iterator[str]:
    """The lines of a CSV file, each cell safe; ``rows`` are read as they are needed."""
    writer = csv.writer(_Line())
    yield writer.writerow([safe_cell(cell) for cell in columns])
    for row in rows:
        yield writer.writerow([safe_cell(cell) for cell in row])


def to_csv(columns: Sequence[str], rows: Iterable[Sequence[Any]]) -> str:
    return "".join(csv_lines(columns, rows))


def csv_response(filename: str, columns: Sequence[str], rows: Iterable[Sequence[Any]]) -> HttpResponse:
    """A small table as a download for spreadsheets."""
    response = HttpResponse(UTF8_MARK + to_csv(columns, rows), content_type=CONTENT_TYPE)
    response["Content-Disposition"] = f'attachment; filename="{filename}"'
    response["Cache-Control"] = "private, no-store"
    return response
