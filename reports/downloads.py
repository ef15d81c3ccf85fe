"""Exports as downloads, for pages and API alike: named, private, and in the audit log."""

from __future__ import annotations

import re
import unicodedata
import uuid
from collections.abc import Sequence
from itertools import chain
from typing import Any

from django.db.models import QuerySet
from django.http import HttpResponse, StreamingHttpResponse

from interviewer.accounts import audit
from interviewer.csv_export import CONTENT_TYPE, UTF8_MARK
from interviewer.files import private
from interviewer.streaming import streamed
from interviews.models import InterviewConfig, InterviewSession
from reports import exports, pdf, selectors


def session_rows() -> QuerySet[InterviewSession]:
    """Sessions with what a report of them needs."""
    return InterviewSession.objects.select_related("config", "config_version", "candidate", "resume", "consent")


def candidates_csv(
    request: Any, config: InterviewConfig, ids: Sequence[uuid.UUID] = (), *, for_spreadsheets: bool = False
) -> StreamingHttpResponse:
    rows = exports.chosen(request.user, config, ids)
    audit.record(request.user, "candidates exported", config, after={"format": "csv", "chosen": len(ids) or "all"})
    parts = exports.candidates_csv(request.user, rows)
    if for_spreadsheets:
        parts = chain([UTF8_MARK], parts)
    return streamed(request, parts, content_type=CONTENT_TYPE, filename=f"candidates-{slug(config.job_role)}.csv")


def interview_json(request: Any, config: InterviewConfig) -> StreamingHttpResponse:
    audit.record(request.user, "interview exported", config, after={"format": "json"})
    parts = exports.interview_json(request.user, config)
    name = f"interview-{slug(config.job_role)}.json"
    return streamed(request, parts, content_type="application/json", filename=name)


def session_json(request: Any, session: InterviewSession) -> HttpResponse:
    audit.record(request.user, "report exported", session, after={"format": "json"})
    response = HttpResponse(exports.session_json(request.user, session), content_type="application/json")
    response["Content-Disposition"] = f'attachment; filename="{file_name(session)}.json"'
    private(response)
    return response


def report_pdf(request: Any, session: InterviewSession) -> HttpResponse:
    """Raises ``pdf.NotMade``."""
    made = pdf.report_pdf(selectors.report_view(session))
    audit.record(request.user, "report exported", session, after={"format": "pdf"})
    return pdf_response(made, file_name(session))


def pdf_response(made: bytes, name: str) -> HttpResponse:
    response = HttpResponse(made, content_type="application/pdf")
    response["Content-Disposition"] = f'inline; filename="{name}.pdf"'
    private(response)
    return response


def file_name(session: InterviewSession) -> str:
    return f"report-{slug(session.candidate_name)}"


def slug(text: str) -> str:
    """A part of a file's name: plain letters and figures of the text, as far as there are any."""
    plain = unicodedata.normalize("NFKD", text).encode("ascii", "ignore").decode().lower()
    return re.sub(r"[^a-z0-9]+", "-", plain).strip("-")[:60].strip("-") or "unnamed"
