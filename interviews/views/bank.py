"""The question bank: a recruiter's own questions and the built-in ones, searched, edited and taken into interviews."""

from __future__ import annotations

import uuid
from typing import Any, cast

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_GET, require_POST

from interviewer.accounts.access import recruiter_required
from interviewer.accounts.models import User
from interviewer.accounts.scope import get_visible_or_404
from interviewer.taxonomy import bank_skills, skills
from interviews import bank_selectors
from interviews.models import ConfigStatus, InterviewConfig, OwnQuestion, Question, QuestionType
from interviews.question_bank.exchange import MAX_BYTES, ImportProblem
from interviews.question_forms import BankSearchForm, OwnQuestionForm
from interviews.services import from_bank, own_bank
from interviews.services.configs import NotAllowed
from interviews.views.question_files import TYPES

A_PAGE = 20


def _user(request: HttpRequest) -> User:
    return cast(User, request.user)


def _own(request: HttpRequest, pk: uuid.UUID) -> OwnQuestion:
    return get_visible_or_404(request.user, OwnQuestion.objects.select_related("owner"), pk)


def skill_names() -> list[str]:
    """For the list that an input of a skill offers."""
    return sorted((skills()[slug].name for slug in bank_skills()), key=str.casefold)


@recruiter_required
@require_GET
def bank(request: HttpRequest) -> HttpResponse:
    return _found(request, None)


@recruiter_required
def pick(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """The same bank, to take questions into this interview from."""
    config = get_visible_or_404(request.user, InterviewConfig.objects.all(), pk)
    if request.method != "POST":
        return _found(request, config)
    finds = bank_selectors.chosen(request.user, request.POST.getlist("question")[:100])
    if not finds:
        messages.error(request, "Please choose a question first.")
        return redirect(f"{reverse('interviews:pick', args=[pk])}?{request.GET.urlencode()}")
    try:
        added, known = from_bank.take(_user(request), config, finds)
    except NotAllowed as problem:
        messages.error(request, str(problem))
    else:
        passed = f" {known} {'was' if known == 1 else 'were'} in the interview already." if known else ""
        messages.success(request, f"{added} question{'' if added == 1 else 's'} added at the end.{passed}")
    return redirect(_questions_url(config))


def _questions_url(config: InterviewConfig) -> str:
    if config.status == ConfigStatus.DRAFT:
        return reverse("interviews:set_up_step", args=[config.pk, "questions"])
    return f"{reverse('interviews:questions', args=[config.pk])}#questions-title"


def _found(request: HttpRequest, config: InterviewConfig | None) -> HttpResponse:
    form = BankSearchForm(request.GET, bank_selectors.skills_to_choose(request.user))
    finds = bank_selectors.search(request.user, form.wanted)
    page = Paginator(finds, A_PAGE).get_page(request.GET.get("page"))
    kept = request.GET.copy()
    kept.pop("page", None)
    context: dict[str, Any] = {
        "form": form,
        "page": page,
        "finds": list(page.object_list),
        "kept": kept.urlencode(),
        "searching": any(vars(form.wanted).values()),
        "config": config,
        "own_total": bank_selectors.own_questions(request.user, bank_selectors.Wanted()).count(),
    }
    if config is not None:
        context |= {
            "there": set(config.questions.values_list("text", flat=True)),
            "questions_url": _questions_url(config),
        }
    part = request.htmx and not request.htmx.boosted  # type: ignore[attr-defined]
    template = "interviews/bank/found.html" if part else "interviews/bank/bank.html"
    return render(request, template, context)


# --- One's own ---------------------------------------------------------------------------------------


@recruiter_required
def add(request: HttpRequest) -> HttpResponse:
    kind = QuestionType.CODE if request.GET.get("type") == QuestionType.CODE else QuestionType.SPOKEN
    form = OwnQuestionForm(request.POST or None, instance=OwnQuestion(type=kind))
    if request.method == "POST" and form.is_valid():
        try:
            own_bank.add(_user(request), form.cleaned_data | {"type": kind})
        except own_bank.BankProblem as problem:
            form.add_error("text", str(problem))
        else:
            messages.success(request, "The question is in your bank.")
            return redirect("interviews:bank")
    return _form(request, form, None, kind)


@recruiter_required
def edit(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    question = _own(request, pk)
    form = OwnQuestionForm(request.POST or None, instance=question)
    if request.method == "POST" and form.is_valid():
        try:
            own_bank.change(_user(request), _own(request, pk), form.cleaned_data)
        except own_bank.BankProblem as problem:
            form.add_error("text", str(problem))
        else:
            messages.success(request, "Saved. Interviews that took the question before keep it as it was.")
            return redirect("interviews:bank")
    return _form(request, form, question, question.type)


def _form(request: HttpRequest, form: OwnQuestionForm, question: OwnQuestion | None, kind: str) -> HttpResponse:
    context = {
        "form": form,
        "question": question,
        "code": kind == QuestionType.CODE,
        "names": skill_names(),
        "back": reverse("interviews:bank"),
    }
    return render(request, "interviews/bank/question_form.html", context, status=422 if form.errors else 200)


@recruiter_required
@require_POST
def remove(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    own_bank.remove(_user(request), _own(request, pk))
    messages.success(request, "The question is out of your bank. Interviews that took it keep it.")
    return redirect("interviews:bank")


@recruiter_required
@require_POST
def keep(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """An interview's question into one's own bank."""
    question = get_visible_or_404(request.user, Question.objects.select_related("config"), pk)
    try:
        own_bank.keep(_user(request), question)
    except own_bank.BankProblem as problem:
        messages.warning(request, str(problem))
    else:
        messages.success(request, "The question is in your bank now.")
    return redirect(_questions_url(question.config))


# --- As files ----------------------------------------------------------------------------------------


@recruiter_required
@require_GET
def export(request: HttpRequest, form: str) -> HttpResponse:
    if form not in TYPES:
        raise Http404("no such form")
    body = own_bank.export(_user(request), form)
    response = HttpResponse(("\ufeff" if form == "csv" else "") + body, content_type=TYPES[form])
    response["Content-Disposition"] = f'attachment; filename="question-bank.{form}"'
    return response


@recruiter_required
@require_POST
def import_file(request: HttpRequest) -> HttpResponse:
    upload = request.FILES.get("file")
    if upload is None:
        messages.error(request, "Please choose a CSV or YAML file first.")
        return redirect("interviews:bank")
    try:
        added, known = own_bank.import_file(_user(request), upload.read(MAX_BYTES + 1), upload.name or "")
    except ImportProblem as problem:
        messages.error(request, "Nothing was imported. " + " ".join(problem.problems))
    else:
        passed = f" {known} were there already." if known else ""
        messages.success(request, f"{added} question{'' if added == 1 else 's'} added to your bank.{passed}")
    return redirect("interviews:bank")
