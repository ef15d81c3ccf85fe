"""The page of one interview, in sections: overview, questions with their versions, history.

Candidates and what came of them are ``reports``' section, invitations and settings have modules of their own.
"""

from __future__ import annotations

import uuid
from typing import Any

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_safe

from interviewer import mailing
from interviewer.accounts.access import recruiter_required
from interviewer.accounts.scope import get_visible_or_404
from interviews import history, links
from interviews.models import ConfigStatus, InterviewConfig, RequestState, SessionStatus
from interviews.selectors import tab_counts

LATEST = 8
EVENTS_PER_PAGE = 50
VERSIONS_SHOWN = 100


def _config(request: HttpRequest, pk: uuid.UUID) -> InterviewConfig:
    return get_visible_or_404(request.user, InterviewConfig.objects.select_related("created_by"), pk)


def _questions(config: InterviewConfig) -> dict[str, Any]:
    questions = list(config.questions.order_by("position"))
    return {"questions": questions, "planned_minutes": round(sum(q.time_seconds for q in questions) / 60)}


@recruiter_required
@require_safe
def overview(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    config = _config(request, pk)
    sessions = config.sessions.select_related("candidate", "report").order_by("-created_at")
    begun = config.sessions.exclude(status=SessionStatus.PENDING)
    return render(
        request,
        "interviews/overview.html",
        {
            "config": config,
            "tabs": tab_counts(config),
            "sessions": sessions[:LATEST],
            "begun": begun.count(),
            "completed": begun.filter(status=SessionStatus.COMPLETED).count(),
            "requests": config.accommodation_requests.filter(state=RequestState.OPEN).count(),
            "url": links.config_url(config, request) if config.status == ConfigStatus.OPEN else "",
            "version": config.versions.order_by("-number").only("number", "created_at", "config").first(),
            "mail_goes_out": mailing.is_configured(),
            **_questions(config),
        },
    )


@recruiter_required
@require_safe
def questions(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    config = _config(request, pk)
    versions = config.versions.order_by("-number").only("number", "created_at", "config")[:VERSIONS_SHOWN]
    context = {"config": config, "tabs": tab_counts(config), "versions": versions, **_questions(config)}
    return render(request, "interviews/questions.html", context)


@recruiter_required
@require_safe
def version(request: HttpRequest, pk: uuid.UUID, number: int) -> HttpResponse:
    """A frozen version, as its candidates were interviewed by it. To be read only."""
    config = _config(request, pk)
    found = get_object_or_404(config.versions, number=number)
    numbers = list(config.versions.order_by("number").values_list("number", flat=True))
    place = numbers.index(number)
    context = {
        "config": config,
        "tabs": tab_counts(config),
        "version": found,
        "content": _readable(found.content),
        "is_latest": place == len(numbers) - 1,
        "earlier": numbers[place - 1] if place else None,
        "later": numbers[place + 1] if place + 1 < len(numbers) else None,
        "taken": found.sessions.exclude(status=SessionStatus.PENDING).count(),
    }
    return render(request, "interviews/version.html", context)


def _readable(content: dict[str, Any]) -> dict[str, Any]:
    """The version's content with its codes in words. An old version may lack what came later."""
    words = dict(content)
    for name in ("kind", "difficulty", "avatar"):
        words[f"{name}_words"] = _words(InterviewConfig, name, content.get(name, ""))
    return words


def _words(model: Any, name: str, value: str) -> str:
    return str(dict(model._meta.get_field(name).flatchoices).get(value, value)).partition(":")[0]


@recruiter_required
@require_safe
def log(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """Who did what with it, and when."""
    config = _config(request, pk)
    page = Paginator(history.events_of(config), EVENTS_PER_PAGE).get_page(request.GET.get("page"))
    context = {
        "config": config,
        "tabs": tab_counts(config),
        "page": page,
        "entries": history.in_words(page.object_list),
    }
    return render(request, "interviews/history.html", context)
