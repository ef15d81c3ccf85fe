"""Setting an interview up, step by step: plain pages, each saved when it is left."""

from __future__ import annotations

import uuid
from typing import Any, cast

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST

from interviewer.accounts.access import recruiter_required
from interviewer.accounts.models import User
from interviewer.accounts.scope import get_visible_or_404
from interviews.models import ConfigStatus, InterviewConfig
from interviews.services import set_up, tailoring
from interviews.services.configs import NotAllowed
from interviews.set_up_forms import FORMS, RoleForm
from interviews.views.bank import skill_names

NAMES = {
    "role": "Role",
    "skills": "Skills",
    "questions": "Questions",
    "candidate": "For candidates",
    "preview": "Preview",
    "publish": "Publish",
}
NOT_TYPED = {"csrfmiddlewaretoken", "go"}


def _user(request: HttpRequest) -> User:
    return cast(User, request.user)


def draft_or_404(request: HttpRequest, pk: uuid.UUID) -> InterviewConfig:
    return get_visible_or_404(request.user, InterviewConfig.objects.all(), pk)


def url_of(config: InterviewConfig, step: str) -> str:
    return reverse("interviews:set_up_step", args=[config.pk, step])


@recruiter_required
def create(request: HttpRequest) -> HttpResponse:
    """The first step: there is a draft from here on."""
    form = RoleForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        config = set_up.begin(_user(request), form.cleaned_data)
        if request.POST.get("go") != "questions":
            return redirect(url_of(config, "skills"))
        set_up.choose_questions(_user(request), config)
        set_up.reach(config, "questions")
        messages.success(request, "Here are your questions. Change what you like, or publish them as they are.")
        return redirect(url_of(config, "questions"))
    context = {"form": form, "config": None, "step": "role", "steps": _steps(None, "role")}
    return render(request, "interviews/setup/role.html", context, status=422 if form.errors else 200)


@recruiter_required
@never_cache
def go_on(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """Back to where it was left."""
    config = draft_or_404(request, pk)
    if config.status != ConfigStatus.DRAFT:
        return redirect("interviews:detail", pk=pk)
    return redirect(url_of(config, set_up.reached(config)))


@recruiter_required
@never_cache
def step(request: HttpRequest, pk: uuid.UUID, step: str) -> HttpResponse:
    config = draft_or_404(request, pk)
    if step not in set_up.STEPS:
        raise Http404("no such step")
    if config.status != ConfigStatus.DRAFT:
        messages.info(request, "This interview is published. Its settings and questions are changed here.")
        return redirect("interviews:detail", pk=pk)
    if step in FORMS:
        return _form_step(request, config, step)
    if request.method == "POST":
        return _leave(request, config, step)
    if step == "questions" and not config.questions.exists() and set_up.reached(config) in {"role", "skills"}:
        return redirect(url_of(config, "skills"))
    set_up.reach(config, step)
    return render(request, f"interviews/setup/{step}.html", _context(config, step))


def _form_step(request: HttpRequest, config: InterviewConfig, step: str) -> HttpResponse:
    form_class: Any = FORMS[step]
    if request.method != "POST":
        set_up.reach(config, step)
        kept = set_up.typed(config, step)
        form = form_class(_query(kept) if kept is not None else None, instance=config)
        return _show(request, config, step, form)
    stored = InterviewConfig.objects.get(pk=config.pk)  # a form that is checked writes into its instance
    form = form_class(request.POST, instance=config)
    if not form.is_valid():
        set_up.remember(stored, step, {n: v for n, v in request.POST.lists() if n not in NOT_TYPED})
        if _target(request, step) in {"next", "publish", "anew"}:
            return _show(request, stored, step, form, status=422)
        return _leave(request, stored, step)
    kind = stored.kind
    set_up.save(_user(request), stored, step, form.chosen if step == "skills" else form.cleaned_data)
    if stored.kind != kind and stored.questions.exists():
        messages.info(request, "Another kind of interview has other questions: they were chosen anew. Your own stayed.")
    return _leave(request, stored, step)


def _query(values: dict[str, list[str]]) -> QueryDict:
    query = QueryDict(mutable=True)
    for name, entries in values.items():
        query.setlist(name, entries)
    return query


def _target(request: HttpRequest, step: str) -> str:
    return request.POST.get("go") or "next"


def _leave(request: HttpRequest, config: InterviewConfig, step: str) -> HttpResponse:
    """To wherever the button leads, doing on the way what has to be done."""
    target = _target(request, step)
    if target == "publish":
        return _publish(request, config, step)
    if target == "anew":
        kept = set_up.choose_anew(_user(request), config)
        stayed = f" {kept} of your own stayed." if kept else ""
        messages.success(request, f"The questions are chosen anew.{stayed}")
        target = "questions"
    if target in {"next", "back"}:
        at = set_up.STEPS.index(step) + (1 if target == "next" else -1)
        target = set_up.STEPS[min(max(at, 0), len(set_up.STEPS) - 1)]
    if target == "later":
        messages.success(request, "The draft is kept. You find it among your interviews.")
        return redirect("interviews:dashboard")
    if target not in set_up.STEPS:
        raise Http404("no such step")
    if set_up.STEPS.index(target) >= set_up.STEPS.index("questions") and set_up.reached(config) == "skills":
        set_up.choose_questions(_user(request), config)
        set_up.reach(config, "questions")
    return redirect(url_of(config, target))


def _publish(request: HttpRequest, config: InterviewConfig, step: str) -> HttpResponse:
    try:
        set_up.publish(_user(request), config)
    except NotAllowed as problem:
        messages.error(request, str(problem))
        return redirect(url_of(config, "questions"))
    messages.success(request, "The interview is published. Send the link to your candidates.")
    return redirect("interviews:detail", pk=config.pk)


def _show(request: HttpRequest, config: InterviewConfig, step: str, form: Any, status: int = 200) -> HttpResponse:
    context = _context(config, step) | {"form": form, "names": skill_names() if step == "skills" else []}
    return render(request, f"interviews/setup/{step}.html", context, status=status)


def _context(config: InterviewConfig, step: str) -> dict[str, Any]:
    questions = list(config.questions.order_by("position"))
    return {
        "config": config,
        "step": step,
        "steps": _steps(config, step),
        "questions": questions,
        "planned_minutes": round(sum(q.time_seconds for q in questions) / 60),
        "missing": max(0, config.number_of_questions - len(questions)),
        "tailoring": bool(questions) and tailoring.under_way(config),
        "concerns": set_up.concerns(config, questions),
    }


def _steps(config: InterviewConfig | None, now: str) -> list[dict[str, Any]]:
    """For the list at the top: where one is, what has been visited, and what waits to be mended."""
    furthest = set_up.STEPS.index(set_up.reached(config)) if config is not None else 0
    here = set_up.STEPS.index(now)
    return [
        {
            "key": key,
            "name": NAMES[key],
            "now": key == now,
            "done": config is not None and at <= furthest and at != here,
            "wrong": config is not None and key != now and set_up.typed(config, key) is not None,
            "url": url_of(config, key) if config is not None else "",
        }
        for at, key in enumerate(set_up.STEPS)
    ]


@recruiter_required
@never_cache
def questions_part(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """For the page that waits for the model: how it stands, or the whole list once it is done."""
    config = draft_or_404(request, pk)
    context = _context(config, "questions")
    if context["tailoring"]:
        return render(request, "interviews/setup/waiting.html", context)
    response = render(request, "interviews/setup/list.html", context)
    response["HX-Retarget"], response["HX-Reswap"] = "#questions", "outerHTML"
    return response


@recruiter_required
@require_POST
def discard(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    config = draft_or_404(request, pk)
    try:
        set_up.discard(_user(request), config)
    except NotAllowed as problem:
        messages.error(request, str(problem))
        return redirect("interviews:detail", pk=pk)
    messages.success(request, "The draft is thrown away.")
    return redirect("interviews:dashboard")
