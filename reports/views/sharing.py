"""Sharing a report, and the page that whoever has the link sees."""

from __future__ import annotations

import uuid
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_GET, require_POST

from interviewer.accounts.access import recruiter_required
from interviewer.accounts.scope import get_visible_or_404
from interviewer.api.limits import address, hit, told_to_wait
from interviewer.files import private, ranged
from interviews.models import InterviewSession, Recording
from interviews.services import playback
from reports import downloads, pdf, pictures, selectors, sharing
from reports.blind import blinded
from reports.models import ShareLink
from reports.selectors import ReportView
from reports.sharing_form import ShareForm

_CLOSED = {
    "unknown": (404, "This link is not complete", "Please copy it once more, from its beginning to its end."),
    "expired": (410, "This link has expired", "Please ask the person who sent it to you for a new one."),
    "revoked": (410, "This link opens nothing any more", "Please ask the person who sent it to you for a new one."),
}


# --- For the hiring team -----------------------------------------------------------------------------


@recruiter_required
@require_POST
def share(request: HttpRequest, session_id: uuid.UUID) -> HttpResponse:
    session = get_visible_or_404(request.user, InterviewSession.objects.all(), session_id)
    form = ShareForm(request.POST)
    if form.is_valid():
        sharing.share(request.user, session, **form.cleaned_data)
        messages.success(request, "The link is made. Whoever has it can read this report until it expires.")
        return redirect(f"{reverse('reports:report', args=[session_id])}#share")
    # Two boxes that exclude each other: the page of their own says so, and keeps what was chosen.
    return render(request, "reports/share_form.html", {"form": form, "session": session}, status=422)


@recruiter_required
@require_POST
def revoke(request: HttpRequest, link_id: uuid.UUID) -> HttpResponse:
    link = get_visible_or_404(request.user, ShareLink.objects.select_related("session"), link_id)
    sharing.revoke(request.user, link)
    messages.success(request, "The link opens nothing any more.")
    return redirect(f"{reverse('reports:report', args=[link.session_id])}#share")


# --- For whoever has the link ------------------------------------------------------------------------


def _kept_from_others(response: HttpResponseBase) -> HttpResponseBase:
    """Nobody on the way keeps it, no search engine lists it, and no other site learns the address."""
    private(response)
    response["X-Robots-Tag"] = "noindex, nofollow, noarchive"
    response["Referrer-Policy"] = "no-referrer"
    return response


def _closed(request: HttpRequest, reason: str) -> HttpResponseBase:
    status, title, message = _CLOSED[reason]
    return _kept_from_others(render(request, "reports/shared_closed.html", _words(title, message), status=status))


def _words(title: str, message: str) -> dict[str, str]:
    return {"title": title, "message": message}


def _too_many(request: HttpRequest) -> HttpResponseBase | None:
    wait = hit("shared", address(request))
    if wait is None:
        return None
    words = _words("Please wait a moment", "This address has opened many shared reports just now.")
    return _kept_from_others(told_to_wait(render(request, "reports/shared_closed.html", words), wait))


def _view(link: ShareLink) -> ReportView:
    view = selectors.report_view(link.session)
    return blinded(view) if link.blind else view


@require_GET
def shared(request: HttpRequest, token: str) -> HttpResponseBase:
    """The report, to be read and nothing else."""
    if (refused := _too_many(request)) is not None:
        return refused
    try:
        link = sharing.find(token)
    except sharing.Closed as closed:
        return _closed(request, closed.reason)
    sharing.opened(link)
    view = _view(link)
    radar = pictures.skills(view) if view.ready else None
    context: dict[str, Any] = {"link": link, "token": token, "view": view, "session": view.session, "radar": radar}
    return _kept_from_others(render(request, "reports/shared.html", context))


@require_GET
def shared_pdf(request: HttpRequest, token: str) -> HttpResponseBase:
    if (refused := _too_many(request)) is not None:
        return refused
    try:
        link = sharing.find(token)
        made = pdf.report_pdf(_view(link), shared=True, blind=link.blind)
    except sharing.Closed as closed:
        return _closed(request, closed.reason)
    except pdf.NotMade:
        words = _words("The PDF could not be made", "The page itself can be printed. The fault has been noted.")
        return _kept_from_others(render(request, "reports/shared_closed.html", words, status=503))
    name = "report" if link.blind else downloads.file_name(link.session)
    return _kept_from_others(downloads.pdf_response(made, name))


@require_GET
def shared_recording(request: HttpRequest, token: str, recording_id: uuid.UUID, segment: int) -> HttpResponseBase:
    """A part of a recording, where the link has them. A player asks for one in many ranges."""
    wait = hit("address", address(request))
    if wait is not None:
        return _kept_from_others(told_to_wait(HttpResponse(), wait))
    try:
        link = sharing.find(token)
    except sharing.Closed as closed:
        raise Http404(closed.reason) from closed
    if not link.recordings:
        raise Http404("without recordings")
    rows = Recording.objects.select_related("response").filter(response__session_id=link.session_id)
    try:
        path, content_type = playback.part_of(get_object_or_404(rows, pk=recording_id), segment)
    except playback.NotPlayable as problem:
        raise Http404(str(problem)) from problem
    return _kept_from_others(ranged(request, path, content_type))
