"""Charts drawn on the server as SVG: one module for pages and for the PDF.

Each function takes plain data and gives a ``Chart``: its drawing (``svg()`` for pages, ``svg(theme=PRINT)`` with
literal colours), its text alternative (``description``) and all its figures (``table()``). Templates use
``{% load charts %}{% chart figure %}``.

pygal was considered: its SVG needs inline styles and scripts, which our Content-Security-Policy forbids, and
it draws no interval, no radar with ranges, and no colours that follow the reader's setting.
"""

from __future__ import annotations

from interviewer.charts.bars import bars, counts
from interviewer.charts.base import Chart, Measure, Table
from interviewer.charts.columns import Slot, columns
from interviewer.charts.funnel import Step, funnel
from interviewer.charts.histogram import Bin, binned, histogram
from interviewer.charts.radar import radar
from interviewer.charts.themes import PAGE, PRINT, Theme
from interviewer.charts.trend import Line, trend

__all__ = [
    "PAGE",
    "PRINT",
    "Bin",
    "Chart",
    "Line",
    "Measure",
    "Slot",
    "Step",
    "Table",
    "Theme",
    "bars",
    "binned",
    "columns",
    "counts",
    "funnel",
    "histogram",
    "radar",
    "trend",
]
