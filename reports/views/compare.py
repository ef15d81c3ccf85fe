"""Two to five candidates side by side, and choosing them."""

from __future__ import annotations

import uuid
from typing import Any
from urllib.parse import urlencode

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse

from interviewer.accounts.access import recruiter_required
from interviewer.accounts.scope import get_visible_or_404
from interviews.models import ConfigVersion, InterviewSession, SessionStatus
from reports import compare as comparing
from reports.compare import LEAST, MOST


@recruiter_required
def compare(request: HttpRequest) -> HttpResponse:
    """With two to five sessions the comparison; with fewer, more or ill-matched ones a page to choose them on."""
    ids = _ids(request)
    sessions = comparing.chosen(request.user, ids)
    if len(sessions) != len(ids):
        raise Http404("not found")
    blind = request.GET.get("blind") == "1"
    problem = comparing.problem_with(sessions)
    # "choose" asks for the list although there is something to compare.
    if len(sessions) < LEAST or problem or request.GET.get("choose"):
        return _choose(request, sessions, problem, blind=blind)
    found = comparing.compare(request.user, sessions, blind=blind)
    context = {
        "comparison": found,
        "blind": blind,
        "other_mode": _address(sessions, blind=not blind),
        "choose": _address(sessions, blind=blind, choose=True),
    }
    response = render(request, "reports/compare.html", context)
    response["Cache-Control"] = "private, no-store"
    return response


def _ids(request: HttpRequest) -> list[uuid.UUID]:
    """What isn't shaped like an id belongs to no session."""
    try:
        return comparing.ids_in(request.GET.getlist("session"))
    except ValueError as error:
        raise Http404("not found") from error


def _address(sessions: list[InterviewSession], *, blind: bool, choose: bool = False) -> str:
    query: list[tuple[str, Any]] = [("session", session.pk) for session in sessions]
    query += [("blind", 1)] if blind else []
    query += [("choose", 1)] if choose else []
    return f"{reverse('reports:compare')}?{urlencode(query)}"


def _choose(request: HttpRequest, sessions: list[InterviewSession], problem: str, *, blind: bool) -> HttpResponse:
    version = _version(request, sessions)
    search = request.GET.get("q", "").strip()[:100]
    context: dict[str, Any] = {
        "problem": problem,
        "version": version,
        "search": search,
        "blind": blind,
        "least": LEAST,
        "most": MOST,
        "ticked": {session.pk for session in sessions},
    }
    if version is None:
        context["versions"] = comparing.versions_to_choose(request.user)
    else:
        rows = comparing.comparable(request.user, version, search)
        listed = {row.pk for row in rows}
        # Those ticked before a search stay on the list, and ticked.
        kept = [s for s in sessions if s.pk not in listed and s.config_version_id == version.pk]
        context["choices"] = [s for s in kept if s.status == SessionStatus.COMPLETED] + rows
        context["one_too_few"] = len(sessions) == 1 and not problem
    return render(request, "reports/compare_choose.html", context, status=400 if problem else 200)


def _version(request: HttpRequest, sessions: list[InterviewSession]) -> ConfigVersion | None:
    """The version asked for, or that of the first candidate chosen."""
    if sessions:
        return sessions[0].config_version
    wanted = request.GET.get("version")
    if not wanted:
        return None
    return get_visible_or_404(request.user, ConfigVersion.objects.select_related("config"), wanted)
