"""The questions of an interview that is being set up: moved, changed, put anew, added."""

from __future__ import annotations

import uuid
from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_POST

from interviewer.accounts.access import recruiter_required
from interviewer.accounts.scope import get_visible_or_404
from interviews.models import InterviewConfig, Question, QuestionType
from interviews.question_forms import SkilledQuestionForm
from interviews.services import configs, own_bank, question_changes, set_up, spares
from interviews.services.configs import NotAllowed
from interviews.views.bank import skill_names
from interviews.views.set_up import _context, _user, draft_or_404, url_of

Act = Callable[[Any, Question], str]


def _moved(step: int) -> Act:
    def move(actor: Any, question: Question) -> str:
        configs.move_question(actor, question, step)
        question.refresh_from_db()
        return f"Now question {question.position}."

    return move


def _replaced(actor: Any, question: Question) -> str:
    question_changes.regenerate(actor, question)
    return f"Here is another question {question.position}."


def _at_level(step: int) -> Act:
    def change(actor: Any, question: Question) -> str:
        question_changes.change_difficulty(actor, question, step)
        return f"Question {question.position} is {'a harder' if step > 0 else 'an easier'} one now."

    return change


def _removed(actor: Any, question: Question) -> str:
    configs.delete_question(actor, question)
    return "The question is removed."


def _kept(actor: Any, question: Question) -> str:
    own_bank.keep(actor, question)
    return "The question is in your bank now."


def _other_spares(actor: Any, question: Question) -> str:
    found = spares.choose(actor, question)
    return "These may be asked in its place." if found else "The bank has no other question that would fit here."


ACTS: dict[str, Act] = {
    "up": _moved(-1),
    "down": _moved(1),
    "replace": _replaced,
    "harder": _at_level(1),
    "easier": _at_level(-1),
    "remove": _removed,
    "keep": _kept,
    "spares": _other_spares,
}


@recruiter_required
@require_POST
def act(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """One thing done to one question. Not within a transaction: a model may be asked."""
    config = draft_or_404(request, pk)
    name = request.POST.get("act", "")
    said, tone = _done(request, config, name)
    if request.htmx:  # type: ignore[attr-defined]
        context = _context(config, "questions") | {"said": said, "tone": tone}
        return render(request, "interviews/setup/list.html", context)
    if said:
        messages.add_message(request, messages.SUCCESS if tone == "success" else messages.ERROR, said)
    place = request.POST.get("question", "")
    return redirect(f"{url_of(config, 'questions')}{f'#question-{uuid.UUID(place)}' if _is_uuid(place) else ''}")


def _done(request: HttpRequest, config: InterviewConfig, name: str) -> tuple[str, str]:
    actor = _user(request)
    if name == "fill":
        added = set_up.fill_up(actor, config)
        return (f"{added} added.", "success") if added else ("The bank has no more questions for this.", "error")
    question = get_visible_or_404(
        request.user, config.questions.select_related("config"), request.POST.get("question", "")
    )
    try:
        if name == "no_spare":
            spares.remove(actor, question, request.POST.get("spare", ""))
            return "It won't be asked.", "success"
        return (ACTS[name](actor, question), "success") if name in ACTS else ("", "error")
    except (NotAllowed, own_bank.BankProblem) as problem:
        return str(problem), "error"


def _is_uuid(value: str) -> bool:
    try:
        uuid.UUID(value)
    except ValueError:
        return False
    return True


@recruiter_required
def add(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    config = draft_or_404(request, pk)
    kind = QuestionType.CODE if request.GET.get("type") == QuestionType.CODE else QuestionType.SPOKEN
    form = SkilledQuestionForm(request.POST or None, instance=Question(type=kind))
    if request.method == "POST" and form.is_valid():
        configs.add_question(_user(request), config, form.cleaned_data | {"type": kind})
        messages.success(request, "The question is added at the end.")
        return redirect(url_of(config, "questions"))
    title = "New coding task" if kind == QuestionType.CODE else "New question"
    return _form(request, config, form, None, title)


@recruiter_required
def edit(request: HttpRequest, pk: uuid.UUID, question_pk: uuid.UUID) -> HttpResponse:
    config = draft_or_404(request, pk)
    rows = config.questions.select_related("config")
    question = get_visible_or_404(request.user, rows, question_pk)
    form = SkilledQuestionForm(request.POST or None, instance=question)
    if request.method == "POST" and form.is_valid():
        stored = get_visible_or_404(request.user, rows, question_pk)
        configs.update_question(_user(request), stored, form.cleaned_data)
        messages.success(request, f"Question {stored.position} is saved.")
        return redirect(f"{url_of(config, 'questions')}#question-{question_pk}")
    return _form(request, config, form, question, f"Question {question.position}")


def _form(
    request: HttpRequest, config: InterviewConfig, form: SkilledQuestionForm, question: Question | None, title: str
) -> HttpResponse:
    context = {
        "form": form,
        "question": question,
        "code": form.instance.type == QuestionType.CODE,
        "names": skill_names(),
        "title": title,
        "crumb": config.job_role,
        "back": url_of(config, "questions") + (f"#question-{question.pk}" if question else ""),
    }
    return render(request, "interviews/bank/question_form.html", context, status=422 if form.errors else 200)
