"""The recruiter's pages. Each reads by a selector, writes by a service, and sees only what its user may see."""

from __future__ import annotations

import uuid
from typing import cast

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_POST

from interviewer.accounts.access import recruiter_required
from interviewer.accounts.models import User
from interviewer.accounts.scope import get_visible_or_404
from interviews.forms import QuestionForm, SettingsForm
from interviews.models import InterviewConfig, Question
from interviews.selectors import tab_counts
from interviews.services import configs, question_changes


def _user(request: HttpRequest) -> User:
    return cast(User, request.user)


def _config(request: HttpRequest, pk: uuid.UUID) -> InterviewConfig:
    return get_visible_or_404(request.user, InterviewConfig.objects.all(), pk)


def _question(request: HttpRequest, pk: uuid.UUID) -> Question:
    return get_visible_or_404(request.user, Question.objects.select_related("config"), pk)


@recruiter_required
def settings(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    config = _config(request, pk)
    form = SettingsForm(request.POST or None, instance=config)
    if request.method == "POST" and form.is_valid():
        configs.update_config(_user(request), _config(request, pk), form.cleaned_data)
        messages.success(request, "Saved. Candidates who start from now on get the new settings.")
        return redirect("interviews:detail", pk=pk)
    return render(
        request, "interviews/settings_form.html", {"form": form, "config": config, "tabs": tab_counts(config)}
    )


@recruiter_required
@require_POST
def open_interview(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    config = _config(request, pk)
    try:
        configs.open_config(_user(request), config)
    except configs.NotAllowed as problem:
        messages.error(request, str(problem))
    else:
        messages.success(request, "The interview is open. Send the link to your candidates.")
    return redirect("interviews:detail", pk=pk)


@recruiter_required
@require_POST
def close_interview(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    configs.close_config(_user(request), _config(request, pk))
    messages.success(request, "The interview is closed. Candidates who have begun can finish.")
    return redirect("interviews:detail", pk=pk)


@recruiter_required
@require_POST
def duplicate(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    copy = configs.duplicate_config(_user(request), _config(request, pk))
    messages.success(request, "This is a copy, as a draft.")
    return redirect("interviews:detail", pk=copy.pk)


@recruiter_required
def add_question(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    config = _config(request, pk)
    form = QuestionForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        configs.add_question(_user(request), config, form.cleaned_data)
        messages.success(request, "The question is added.")
        return redirect("interviews:questions", pk=pk)
    return render(request, "interviews/question_form.html", {"form": form, "config": config, "question": None})


@recruiter_required
def edit_question(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    question = _question(request, pk)
    form = QuestionForm(request.POST or None, instance=question)
    if request.method == "POST" and form.is_valid():
        configs.update_question(_user(request), _question(request, pk), form.cleaned_data)
        messages.success(request, "The question is saved.")
        return redirect("interviews:questions", pk=question.config_id)
    return render(
        request, "interviews/question_form.html", {"form": form, "config": question.config, "question": question}
    )


@recruiter_required
@require_POST
def move_question(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    question = _question(request, pk)
    configs.move_question(_user(request), question, -1 if request.POST.get("direction") == "up" else 1)
    return redirect(f"{_questions_url(question)}#question-{question.pk}")


@recruiter_required
@require_POST
def replace_question(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    question = _question(request, pk)
    try:
        question_changes.regenerate(_user(request), question)
    except configs.NotAllowed as problem:
        messages.error(request, str(problem))
    else:
        messages.success(request, "Here is another question in its place.")
    return redirect(f"{_questions_url(question)}#question-{question.pk}")


@recruiter_required
@require_POST
def change_difficulty(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    question = _question(request, pk)
    harder = request.POST.get("direction") == "harder"
    try:
        question_changes.change_difficulty(_user(request), question, 1 if harder else -1)
    except configs.NotAllowed as problem:
        messages.error(request, str(problem))
    else:
        messages.success(request, f"Here is {'a harder' if harder else 'an easier'} question in its place.")
    return redirect(f"{_questions_url(question)}#question-{question.pk}")


@recruiter_required
@require_POST
def delete_question(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    question = _question(request, pk)
    try:
        configs.delete_question(_user(request), question)
    except configs.NotAllowed as problem:
        messages.error(request, str(problem))
    else:
        messages.success(request, "The question is removed.")
    return redirect(_questions_url(question))


def _questions_url(question: Question) -> str:
    return reverse("interviews:questions", args=[question.config_id])
