"""What recruiters take away: a report as PDF or JSON, candidates as CSV, a whole interview as JSON."""

from __future__ import annotations

import uuid

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect
from django.views.decorators.http import require_GET

from interviewer.accounts.access import recruiter_required
from interviewer.accounts.scope import get_visible_or_404
from interviewer.api.parsing import as_uuid
from interviews.models import InterviewConfig
from reports import downloads, pdf


@recruiter_required
@require_GET
def report_pdf(request: HttpRequest, session_id: uuid.UUID) -> HttpResponse:
    session = get_visible_or_404(request.user, downloads.session_rows(), session_id)
    try:
        return downloads.report_pdf(request, session)
    except pdf.NotMade:
        messages.error(request, "The PDF could not be made. The page itself can be printed; the fault has been noted.")
        return redirect("reports:report", session_id=session_id)


@recruiter_required
@require_GET
def report_json(request: HttpRequest, session_id: uuid.UUID) -> HttpResponse:
    return downloads.session_json(request, get_visible_or_404(request.user, downloads.session_rows(), session_id))


@recruiter_required
@require_GET
def candidates_csv(request: HttpRequest, config_id: uuid.UUID) -> HttpResponseBase:
    """All candidates of an interview, or those chosen by ``session`` in the query."""
    config = get_visible_or_404(request.user, InterviewConfig.objects.all(), config_id)
    wanted = [as_uuid(value) for value in request.GET.getlist("session")]
    ids = [key for key in wanted if key is not None]
    if len(ids) < len(wanted):
        raise Http404("not even shaped like an id")
    return downloads.candidates_csv(request, config, ids, for_spreadsheets=True)


@recruiter_required
@require_GET
def interview_json(request: HttpRequest, config_id: uuid.UUID) -> HttpResponseBase:
    return downloads.interview_json(request, get_visible_or_404(request.user, InterviewConfig.objects.all(), config_id))
