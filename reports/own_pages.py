"""A candidate's own pages with results: one interview, and the progress over practice."""

from __future__ import annotations

import uuid

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render

from interviewer.accounts.access import candidate_required
from interviews.models import ConfigStatus, SessionStatus
from interviews.selectors import own_sessions
from reports import own_interviews
from reports.models import Skill


@candidate_required
def interview(request: HttpRequest, session_id: uuid.UUID) -> HttpResponse:
    rows = own_sessions(request.user).select_related("config__created_by", "config_version", "candidate", "resume")
    session = rows.filter(pk=session_id).first()
    if session is None:
        raise Http404("not found")
    begins = session.status == SessionStatus.PENDING and session.config.status == ConfigStatus.OPEN
    context = {
        "view": own_interviews.own_interview(session),
        "session": session,
        "can_go_on": begins or session.status == SessionStatus.IN_PROGRESS,
    }
    return render(request, "my/interview.html", context)


@candidate_required
def progress(request: HttpRequest) -> HttpResponse:
    practised = own_interviews.practice_progress(request.user)
    context = {
        "practised": practised,
        "going": own_interviews.skills_going(practised),
        "skills": [label for _, label in Skill.choices],
    }
    return render(request, "my/progress.html", context)
