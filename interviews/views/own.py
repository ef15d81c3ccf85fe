"""A person's own pages: their interviews, going on with one, practice, resumes. Results are ``reports``' matter."""

from __future__ import annotations

import uuid
from typing import Any, cast

from django.contrib import messages
from django.core.paginator import Page, Paginator
from django.db.models import BooleanField, Case, Q, QuerySet, Value, When
from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.views.decorators.http import require_POST

from candidates.models import Resume
from candidates.selectors import own_candidate, own_resumes
from candidates.services import ResumeInUse, claim_resume, delete_own_resume, register
from interviewer.accounts.access import candidate_required
from interviewer.accounts.models import User
from interviewer.api.limits import hit
from interviewer.files import private, ranged
from interviews import seats
from interviews.models import ConfigStatus, InterviewSession, Recording, SessionStatus
from interviews.own_forms import PracticeForm, ResumeForm
from interviews.selectors import own_sessions
from interviews.services import clock, playback, practice
from interviews.services.retention import erase_session
from interviews.services.sessions import may_begin

SHOWN = 20


def user_of(request: HttpRequest) -> User:
    return cast(User, request.user)


def own_or_404(user: User, rows: QuerySet[Any], pk: uuid.UUID) -> Any:
    found = rows.filter(pk=pk).first()
    if found is None:
        raise Http404("not found")
    return found


def page_of(request: HttpRequest, rows: QuerySet[Any]) -> Page:
    return Paginator(rows, SHOWN).get_page(request.GET.get("page"))


@candidate_required
def my_interviews(request: HttpRequest) -> HttpResponse:
    user = user_of(request)
    # What can be gone on with comes first: it is what most people are here for.
    rows = own_sessions(user).filter(config__practice=False)
    goes_on = Case(When(_goes_on(), then=Value(True)), default=Value(False), output_field=BooleanField())
    context = {
        "sessions": page_of(request, _listed(rows).annotate(goes_on=goes_on).order_by("-goes_on", "-created_at")),
        "waiting": rows.filter(_goes_on()).count(),
        "verified": user.email_is_verified,
    }
    return render(request, "my/interviews.html", context)


def _goes_on() -> Q:
    """What ``may_begin`` says, for the database, and never of what is completed."""
    takes = Q(config__expires_at__isnull=True) | Q(config__expires_at__gt=clock.now())
    begun, new = Q(status=SessionStatus.IN_PROGRESS), Q(status=SessionStatus.PENDING, config__status=ConfigStatus.OPEN)
    return begun | new & takes


def _listed(rows: QuerySet[InterviewSession]) -> QuerySet[InterviewSession]:
    return rows.select_related("config__created_by", "config_version").order_by("-created_at")


@candidate_required
@require_POST
def go_on(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """Take one's seat in this browser, wherever the interview was begun."""
    session = own_or_404(user_of(request), own_sessions(user_of(request)).select_related("config"), pk)
    if session.status == SessionStatus.COMPLETED:
        return redirect("reports:own_interview", session_id=pk)
    if not may_begin(session):
        messages.error(request, "This interview was closed before you began. Please ask the person who invited you.")
        return redirect("interviews:my_interviews")
    response = redirect("interviews:room", pk=pk)
    seats.give(response, session.pk)
    return response


@candidate_required
def my_practice(request: HttpRequest) -> HttpResponse:
    user = user_of(request)
    form = PracticeForm(request.POST if request.method == "POST" else None, user=user)
    status = 200
    if request.method == "POST":
        wait = hit("start", f"practice:{user.pk}")
        if wait is not None:
            form.add_error(None, "You have begun many practice interviews just now. Please wait a few minutes.")
            status = 429
        elif form.is_valid():
            session = practice.prepare(user, **form.cleaned_data)
            response = redirect("interviews:consent", pk=session.pk)
            seats.give(response, session.pk)
            return response
        else:
            status = 422
    rows = _listed(own_sessions(user).filter(config__practice=True))
    return render(request, "my/practice.html", {"form": form, "sessions": page_of(request, rows)}, status=status)


@candidate_required
@require_POST
def erase_practice(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    user = user_of(request)
    rows = own_sessions(user).filter(config__practice=True).select_related("candidate", "resume", "config")
    erase_session(own_or_404(user, rows, pk), user)
    messages.success(request, "The practice interview is erased.")
    return redirect("interviews:my_practice")


@candidate_required
def my_resumes(request: HttpRequest) -> HttpResponse:
    user = user_of(request)
    form = ResumeForm(*((request.POST, request.FILES) if request.method == "POST" else ()), user=user)
    status = 200
    if request.method == "POST":
        if form.is_valid() and form.document is not None:
            owner = own_candidate(user) or register(email=user.email, full_name=user.get_full_name(), phone="")
            claim_resume(form.document, owner)
            messages.success(request, "Your resume has been read. Here is what was found in it.")
            return redirect("interviews:my_resume", pk=form.document.pk)
        status = 422
    rows = own_resumes(user).order_by("-created_at")
    return render(request, "my/resumes.html", {"form": form, "resumes": page_of(request, rows)}, status=status)


@candidate_required
def my_resume(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    user = user_of(request)
    resume = own_or_404(user, own_resumes(user), pk)
    return render(request, "my/resume.html", {"resume": resume})


@candidate_required
def my_resume_file(request: HttpRequest, pk: uuid.UUID) -> HttpResponseBase:
    user = user_of(request)
    resume: Resume = own_or_404(user, own_resumes(user), pk)
    if not resume.file:
        raise Http404("pasted as text")
    response = FileResponse(
        resume.file.open("rb"),
        as_attachment=True,
        filename=resume.original_name or "resume.pdf",
        content_type="application/octet-stream",
    )
    return private(response)


@candidate_required
@require_POST
def delete_resume(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    user = user_of(request)
    try:
        delete_own_resume(user, own_or_404(user, own_resumes(user), pk))
    except ResumeInUse as problem:
        messages.error(request, str(problem))
        return redirect("interviews:my_resume", pk=pk)
    messages.success(request, "The resume is deleted.")
    return redirect("interviews:my_resumes")


@candidate_required
def my_recording(request: HttpRequest, pk: uuid.UUID, segment: int) -> HttpResponseBase:
    """One's own voice, and nobody else's."""
    user = user_of(request)
    rows = Recording.objects.select_related("response").filter(response__session__in=own_sessions(user))
    try:
        path, content_type = playback.part_of(own_or_404(user, rows, pk), segment)
    except playback.NotPlayable as problem:
        raise Http404(str(problem)) from problem
    return private(ranged(request, path, content_type))
