"""A figure's table as a file: the page's own address with ``csv=`` and the figure's key."""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Any

from django.db.models import Model
from django.http import Http404, HttpRequest, HttpResponse

from interviewer.accounts import audit
from interviewer.charts.text import NOTHING
from interviewer.csv_export import csv_response
from reports.insights.panels import MINUS, Panel

_NUMBER = re.compile(rf"[{MINUS}+]?(?:0|[1-9]\d{{0,2}}(?:\u202f?\d{{3}})*|[1-9]\d*)(?:\.\d+)?")


def plain(cell: str) -> Any:
    """A figure as a number that spreadsheets can add up, nothing as an empty cell, anything else as it is."""
    if cell == NOTHING:
        return None
    if not _NUMBER.fullmatch(cell):
        return cell
    digits = cell.replace("\u202f", "").replace(MINUS, "-")
    return float(digits) if "." in digits else int(digits)


def download(request: HttpRequest, panels: Iterable[Panel], about: Model) -> HttpResponse | None:
    """The table that the address asks for, or None where it asks for none. Raises Http404 for one there isn't."""
    key = request.GET.get("csv", "")
    if not key:
        return None
    panel = next((panel for panel in panels if panel.key == key), None)
    if panel is None:
        raise Http404("no such table")
    audit.record(request.user, "analytics downloaded", about, after={"table": key})
    rows = ([plain(cell) for cell in row] for row in panel.table.rows)
    return csv_response(f"{key}.csv", panel.table.columns, rows)
