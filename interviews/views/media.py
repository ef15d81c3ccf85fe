"""Private files leave only here, to people who may see what they belong to."""

from __future__ import annotations

import uuid
from pathlib import Path

from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase

from candidates.models import Resume
from interviewer.accounts.access import recruiter_required
from interviewer.accounts.scope import get_visible_or_404
from interviewer.providers.stt.audio import container_of
from interviews.models import Recording
from interviews.services import recordings

MIME = {"matroska": "audio/webm", "ogg": "audio/ogg", "wav": "audio/wav", "mp4": "audio/mp4"}


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
    path = segment_file(row, segment)
    with path.open("rb") as file:
        container = container_of(file.read(16))
    if container is None:
        raise Http404("not audio")
    return private(ranged(request, path, MIME[container]))


def segment_file(row: Recording, number: int) -> Path:
    for segment in recordings.segments(row.response.session_id, row.response_id, row.response.take):
        if segment.number == number:
            path = segment.path.with_suffix(".audio")
            return path if path.is_file() else recordings.assemble(segment)
    raise Http404("no such segment")


def ranged(request: HttpRequest, path: Path, content_type: str) -> HttpResponseBase:
    """The file, or the one range of it that a player asks for when somebody seeks."""
    size = path.stat().st_size
    unit, _, wanted = request.headers.get("Range", "").partition("=")
    first, dash, last = wanted.partition("-")
    if unit != "bytes" or not dash or not first.isdigit():
        response = FileResponse(path.open("rb"), content_type=content_type)
        response["Accept-Ranges"] = "bytes"
        return response
    start, end = int(first), min(int(last), size - 1) if last.isdigit() else size - 1
    if start > end:
        return HttpResponse(status=416, headers={"Content-Range": f"bytes */{size}"})
    with path.open("rb") as file:
        file.seek(start)
        body = file.read(end - start + 1)
    headers = {"Content-Range": f"bytes {start}-{end}/{size}", "Accept-Ranges": "bytes"}
    return HttpResponse(body, status=206, content_type=content_type, headers=headers)


def private(response: HttpResponseBase) -> HttpResponseBase:
    response["Cache-Control"] = "private, no-store"
    response["X-Content-Type-Options"] = "nosniff"
    return response
