"""The report page, and grading anew."""

from __future__ import annotations

import uuid

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_POST

from interviewer.accounts.access import recruiter_required
from interviewer.accounts.scope import get_visible_or_404
from interviews.models import InterviewSession
from reports import selectors, services
from reports.models import Skill


def _session(request: HttpRequest, session_id: uuid.UUID) -> InterviewSession:
    rows = InterviewSession.objects.select_related("config", "config_version", "candidate", "resume", "consent")
    return get_visible_or_404(request.user, rows, session_id)


@recruiter_required
def report(request: HttpRequest, session_id: uuid.UUID) -> HttpResponse:
    session = _session(request, session_id)
    view = selectors.report_view(session)
    scored = {s.skill: s for s in view.report.skill_scores.all()} if view.report else {}
    skills = [(label, scored.get(value)) for value, label in Skill.choices]
    return render(request, "reports/report.html", {"view": view, "session": session, "skills": skills})


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
