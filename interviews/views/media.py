"""Private files leave only here, to people who may see what they belong to."""

from __future__ import annotations

import uuid

from django.http import FileResponse, Http404, HttpRequest
from django.http.response import HttpResponseBase

from candidates.models import Resume
from interviewer.accounts.access import recruiter_required
from interviewer.accounts.scope import get_visible_or_404
from interviewer.files import private, ranged
from interviews.models import Recording
from interviews.services import playback


@recruiter_required
def resume(request: HttpRequest, pk: uuid.UUID) -> HttpResponseBase:
    document = get_visible_or_404(request.user, Resume.objects.all(), pk)
    if not document.file:
        raise Http404("pasted as text")
    # A foreign document is handed over to be saved and is never shown as a page of this site.
    response = FileResponse(
        document.file.open("rb"), as_attachment=True, filename=document.original_name or "resume.pdf"
    )
    response["Content-Type"] = "application/octet-stream"
    return private(response)


@recruiter_required
def recording(request: HttpRequest, pk: uuid.UUID, segment: int) -> HttpResponseBase:
    row = get_visible_or_404(request.user, Recording.objects.select_related("response"), pk)
    try:
        path, content_type = playback.part_of(row, segment)
    except playback.NotPlayable as problem:
        raise Http404(str(problem)) from problem
    return private(ranged(request, path, content_type))
