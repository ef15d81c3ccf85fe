from __future__ import annotations

from typing import Any

from reports.pdf.compiling import compiled
from reports.pdf.content import content
from reports.selectors import ReportView


def report_pdf(view: ReportView, **options: Any) -> bytes:
    """The report as a tagged PDF. ``options`` are those of ``content``. Raises NotMade."""
    return compiled(content(view, **options))
