"""An interview as a candidate sees it, for the recruiter who sets it up.

It only reads: there is no candidate, no session and no trace of it.
"""

from __future__ import annotations

import uuid

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.cache import never_cache

from interviewer.accounts.access import recruiter_required
from interviewer.accounts.scope import get_visible_or_404
from interviews.forms import RegistrationForm
from interviews.models import ConfigStatus, InterviewConfig
from interviews.selectors import PHASE_NAMES, landing_facts


def _config(request: HttpRequest, pk: uuid.UUID) -> InterviewConfig:
    return get_visible_or_404(request.user, InterviewConfig.objects.select_related("created_by"), pk)


def _back(config: InterviewConfig) -> str:
    if config.status == ConfigStatus.DRAFT:
        return reverse("interviews:set_up_step", args=[config.pk, "preview"])
    return reverse("interviews:detail", args=[config.pk])


@recruiter_required
@never_cache
def landing(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """The real first page. Its form leads on to the questions, whatever was typed, and keeps nothing."""
    config = _config(request, pk)
    if request.method == "POST":
        if config.questions.exists():
            return redirect("interviews:preview_question", pk=pk, number=1)
        messages.info(request, "There are no questions to preview yet.")
        return redirect(_back(config))
    context = {"config": config, "facts": landing_facts(config, 1.0), "form": RegistrationForm(), "back": _back(config)}
    return render(request, "interviews/preview/landing.html", context)


@recruiter_required
@never_cache
def question(request: HttpRequest, pk: uuid.UUID, number: int) -> HttpResponse:
    config = _config(request, pk)
    questions = list(config.questions.order_by("position"))
    if not 1 <= number <= len(questions):
        raise Http404("no such question")
    shown = questions[number - 1]
    minutes, seconds = divmod(shown.time_seconds, 60)

    def url(of: int) -> str:
        return reverse("interviews:preview_question", args=[pk, of])

    context = {
        "config": config,
        "question": shown,
        "number": number,
        "total": len(questions),
        "clock": f"{minutes}:{seconds:02d}",
        "phase_name": PHASE_NAMES[shown.phase],
        "spares": shown.spares if config.adaptive else [],
        "back": _back(config),
        "before": url(number - 1) if number > 1 else reverse("interviews:preview", args=[pk]),
        "after": url(number + 1) if number < len(questions) else "",
    }
    return render(request, "interviews/preview/question.html", context)
