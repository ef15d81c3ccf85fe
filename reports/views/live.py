"""Interviews as they happen: the list, one session, and what the hiring team may do to it."""

from __future__ import annotations

import uuid
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_POST

from interviewer.accounts.access import recruiter_required
from interviewer.accounts.scope import get_visible_or_404
from interviewer.api.parsing import as_uuid
from interviews.models import InterviewSession
from interviews.services import overseeing, watching
from reports import live

# A page without a socket looks again so often, in seconds; within this it counts as watching.
LOOK_EVERY = 10


def _session(request: HttpRequest, session_id: uuid.UUID) -> InterviewSession:
    rows = InterviewSession.objects.select_related("config", "config_version", "candidate", "resume", "consent")
    return get_visible_or_404(request.user, rows, session_id)


@never_cache
@recruiter_required
@require_GET
def index(request: HttpRequest) -> HttpResponse:
    rows = live.listed(request.user)
    total = len(rows) if len(rows) < live.MOST_LISTED else live.under_way(request.user).count()
    return render(request, "reports/live_index.html", {"rows": rows, "total": total, "look_every": LOOK_EVERY})


@never_cache
@recruiter_required
@require_GET
def session(request: HttpRequest, session_id: uuid.UUID) -> HttpResponse:
    """The whole page, or, for its own script, only what changes."""
    found = _session(request, session_id)
    if "again" in request.GET and found.status == "in_progress":
        # A page that loads itself anew watches as well, whether it has a socket or not.
        watching.begin(request.user, found.pk, f"page:{request.user.pk}")
    return _show(request, found)


def _show(request: HttpRequest, found: InterviewSession, notice: str = "") -> HttpResponse:
    htmx: Any = getattr(request, "htmx", False)
    name = "reports/includes/live_parts.html" if htmx else "reports/live.html"
    context = {"live": live.look(found), "session": found, "notice": notice, "look_every": LOOK_EVERY}
    return render(request, name, context)


@recruiter_required
@require_POST
def more_time(request: HttpRequest, session_id: uuid.UUID) -> HttpResponse:
    """One more minute for the question that the page showed, if it is still open."""
    found = _session(request, session_id)
    question = as_uuid(request.POST.get("question", ""))
    try:
        if question is None:
            raise overseeing.NotNow("No question is open at the moment. No time was added.")
        overseeing.add_time(request.user, found.pk, question)
        said, ok = "The candidate has one more minute, and sees it.", True
    except overseeing.NotNow as problem:
        said, ok = str(problem), False
    if getattr(request, "htmx", False):
        return _show(request, found, said)
    (messages.success if ok else messages.warning)(request, said)
    return redirect("reports:live", session_id=session_id)


@recruiter_required
def end(request: HttpRequest, session_id: uuid.UUID) -> HttpResponse:
    """Asks first; then ends the interview in the reader's name."""
    found = _session(request, session_id)
    if request.method == "POST":
        if overseeing.end(request.user, found.pk):
            messages.success(request, "The interview has ended. The report is being written from what was answered.")
        else:
            messages.info(request, "The interview was over already.")
        return redirect("reports:report", session_id=session_id)
    if found.status != "in_progress":
        return redirect("reports:live", session_id=session_id)
    return render(request, "reports/live_end.html", {"session": found})
