"""A session's report as PDF: ``content`` says what stands in it, ``report.typ`` how, ``compiling`` makes it."""

from __future__ import annotations

from reports.pdf.compiling import NotMade
from reports.pdf.content import content
from reports.pdf.making import report_pdf

__all__ = ["NotMade", "content", "report_pdf"]
