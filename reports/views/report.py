"""The report page, and grading anew."""

from __future__ import annotations

import uuid
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_POST

from interviewer.accounts import audit
from interviewer.accounts.access import recruiter_required
from interviewer.accounts.scope import get_visible_or_404
from interviews.models import InterviewSession, Response, ResponseState
from reports import drafts, judgements, pictures, selectors, services
from reports.forms import OverrideForm, VerdictForm
from reports.verdicts import verdicts_of


def _session(request: HttpRequest, session_id: uuid.UUID) -> InterviewSession:
    rows = InterviewSession.objects.select_related("config", "config_version", "candidate", "resume", "consent")
    return get_visible_or_404(request.user, rows, session_id)


def _response(session: InterviewSession, response_id: uuid.UUID) -> Response:
    return get_object_or_404(session.responses.exclude(state=ResponseState.ASKED_BACK), pk=response_id)


@recruiter_required
def report(request: HttpRequest, session_id: uuid.UUID) -> HttpResponse:
    return _page(request, _session(request, session_id))


def _page(
    request: HttpRequest,
    session: InterviewSession,
    *,
    verdict_form: VerdictForm | None = None,
    override: tuple[uuid.UUID, OverrideForm] | None = None,
    **shown: Any,
) -> HttpResponse:
    """The whole report; a form with mistakes takes its place on it, with what was typed."""
    view = selectors.report_view(session)
    verdicts = verdicts_of(request.user, session)
    wrong = dict([override] if override else [])
    forms = {item.response.pk: OverrideForm(response=item.response.pk) for item in view.items if item.evaluation}
    context = {
        "view": view,
        "session": session,
        "radar": pictures.skills(view) if view.ready else None,
        "verdicts": verdicts,
        "verdict_form": verdict_form or VerdictForm(),
        "items": [(item, wrong.get(item.response.pk) or forms.get(item.response.pk)) for item in view.items],
        **shown,
    }
    status = 422 if verdict_form is not None or override is not None else 200
    return render(request, "reports/report.html", context, status=status)


@recruiter_required
@require_POST
def rewrite(request: HttpRequest, session_id: uuid.UUID) -> HttpResponse:
    """Grade every answer anew and write the report again."""
    if services.grade_again(request.user, _session(request, session_id)):
        messages.success(request, "The report is being written again.")
    return redirect("reports:report", session_id=session_id)


@recruiter_required
@require_POST
def grade_answer(request: HttpRequest, session_id: uuid.UUID, response_id: uuid.UUID) -> HttpResponse:
    """Grade one answer anew, which could not be graded before, and write the report again."""
    session = _session(request, session_id)
    if services.grade_answer_again(request.user, get_object_or_404(session.responses, pk=response_id)):
        messages.success(request, "The answer is being graded again.")
    return redirect("reports:report", session_id=session_id)


@recruiter_required
@require_POST
def give_verdict(request: HttpRequest, session_id: uuid.UUID) -> HttpResponse:
    session = _session(request, session_id)
    form = VerdictForm(request.POST)
    if not form.is_valid():
        return _page(request, session, verdict_form=form)
    try:
        judgements.give_verdict(request.user, session, **form.cleaned_data)
    except judgements.NotYetPossible as problem:
        form.add_error(None, str(problem))
        return _page(request, session, verdict_form=form)
    messages.success(request, "Your verdict is kept. You can change your mind: both stay in the history.")
    return redirect(f"{reverse('reports:report', args=[session_id])}#verdicts")


@recruiter_required
@require_POST
def override_score(request: HttpRequest, session_id: uuid.UUID, response_id: uuid.UUID) -> HttpResponse:
    """Set a person's score beside the machine's."""
    session = _session(request, session_id)
    response = _response(session, response_id)
    evaluation = response.evaluations.order_by("-answer_version").first()
    if evaluation is None:
        raise Http404("not graded yet")
    form = OverrideForm(request.POST, response=response_id)
    if not form.is_valid():
        return _page(request, session, override=(response_id, form))
    judgements.override_score(request.user, evaluation, **form.cleaned_data)
    messages.success(request, "Your score stands beside the machine's.")
    return redirect(f"{reverse('reports:report', args=[session_id])}#response-{response_id}")


@recruiter_required
@require_POST
def accommodations(request: HttpRequest, session_id: uuid.UUID) -> HttpResponse:
    """The report with what the candidate was granted. Nobody needs it to judge, so asking for it leaves a trace."""
    session = _session(request, session_id)
    audit.record(request.user, "accommodations shown", session)
    return _page(request, session, accommodations=True, time_factor=f"{session.time_factor:g}")


@recruiter_required
def draft_history(request: HttpRequest, session_id: uuid.UUID, response_id: uuid.UUID) -> HttpResponse:
    """How an answer's code came about: on a page of its own, or within the report."""
    session = _session(request, session_id)
    response = _response(session, response_id)
    context = {"session": session, "response": response, "steps": drafts.steps_of(response)}
    partial = getattr(request, "htmx", False)
    return render(request, "reports/includes/drafts.html" if partial else "reports/drafts.html", context)
