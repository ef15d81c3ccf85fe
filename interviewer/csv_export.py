"""Tables as CSV that a spreadsheet can open without running anything."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Sequence
from typing import Any

from django.http import HttpResponse

# What a spreadsheet takes for a formula when a cell begins with it.
FORMULA = frozenset("=+-@\t\r")


def safe_cell(value: Any) -> Any:
    """Text that begins like a formula is marked as text: candidates choose their own names."""
    if isinstance(value, str) and value[:1] in FORMULA:
        return f"'{value}"
    return "" if value is None else value


def to_csv(columns: Sequence[str], rows: Iterable[Sequence[Any]]) -> str:
    out = io.StringIO()
    writer = csv.writer(out)
    for row in (columns, *rows):
        writer.writerow([safe_cell(cell) for cell in row])
    return out.getvalue()


def csv_response(filename: str, columns: Sequence[str], rows: Iterable[Sequence[Any]]) -> HttpResponse:
    """A download; the mark at its beginning tells spreadsheets that it is UTF-8."""
    response = HttpResponse("\ufeff" + to_csv(columns, rows), content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="{filename}"'
    response["Cache-Control"] = "private, no-store"
    return response
