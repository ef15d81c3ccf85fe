"""The candidate's pages: what will happen, who comes, consent, the room, the end."""

from __future__ import annotations

import uuid
from datetime import timedelta

from django.db.models import Q
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.cache import never_cache

from candidates import consent as consent_text
from candidates.services import claim_resume, give_consent, register
from interviewer.api import limits
from interviewer.network import client_address
from interviews import seats, selectors
from interviews.forms import CorrectionForm, ExperienceForm, RegistrationForm
from interviews.links import Door, LinkProblem, ask_path, open_door
from interviews.models import InterviewSession, QuestionType, SessionStatus
from interviews.selectors import landing_facts
from interviews.services import corrections, invitations, sessions
from interviews.services.turns import TurnRefused
from interviews.views import extra_time
from interviews.views.link_problems import link_problem, too_many


@never_cache
def landing(request: HttpRequest, token: str) -> HttpResponse:
    if (wait := limits.hit("address", limits.address(request))) is not None:
        return too_many(request, wait)
    try:
        door = open_door(token)
    except LinkProblem as problem:
        return link_problem(request, problem)
    if door.invitation is not None:
        invitations.note_opened(door.invitation)
    # Before the form is looked at: a document is read for that.
    wait = _registers_too_often(request, token) if request.method == "POST" else None
    form = RegistrationForm(
        request.POST or None, (request.FILES or None) if wait is None else None, initial=_initial(door)
    )
    if wait is not None:
        form.add_error(None, "Many have registered in a short time. Please wait some minutes and send it again.")
    elif request.method == "POST" and form.is_valid():
        try:
            return _enter(door, form)
        except sessions.NotPossible as problem:
            form.add_error(None, str(problem))
    unfinished = _unfinished(request, door)
    asked = extra_time.asked_here(request, door)
    context = {
        "config": door.config,
        "facts": landing_facts(door.config, extra_time.factor_here(door, asked)),
        "form": form,
        "unfinished": unfinished,
        "asked": asked,
        "personal": door.invitation is not None,
        "ask_url": ask_path(token),
    }
    response = render(request, "interviews/landing.html", context, status=422 if form.errors else 200)
    if unfinished is not None:
        seats.give(response, unfinished.pk)
    return response if wait is None else limits.told_to_wait(response, wait)


def _registers_too_often(request: HttpRequest, token: str) -> float | None:
    return limits.longest_wait(("register", limits.address(request)), ("start_by_link", token))


def _initial(door: Door) -> dict[str, str]:
    return {"email": door.invitation.email, "full_name": door.invitation.full_name} if door.invitation else {}


def _enter(door: Door, form: RegistrationForm) -> HttpResponse:
    data = form.cleaned_data
    candidate = register(email=data["email"], full_name=data["full_name"], phone=data["phone"])
    session = sessions.create_session(door, candidate, full_name=data["full_name"], resume=form.document)
    if form.document is not None:
        claim_resume(form.document, candidate)
    response = redirect("interviews:consent", pk=session.pk)
    seats.give(response, session.pk)
    return response


def _unfinished(request: HttpRequest, door: Door) -> InterviewSession | None:
    """What was begun and not finished: in this very browser, or, by a link of one's own, on any device."""
    mine = Q(pk__in=seats.held_sessions(request))
    if door.invitation is not None:
        mine |= Q(invitation=door.invitation)
    begun = InterviewSession.objects.filter(mine, config=door.config).exclude(status=SessionStatus.COMPLETED)
    return begun.order_by("-created_at").first()


def _session(request: HttpRequest, pk: uuid.UUID) -> InterviewSession:
    """Raises Http404 alike for a foreign session and one that doesn't exist."""
    if not seats.holds(request.COOKIES, pk):
        raise Http404("no seat")
    rows = InterviewSession.objects.select_related("config__created_by", "config_version", "candidate", "resume")
    session = rows.filter(pk=pk).first()
    if session is None:
        raise Http404("gone")
    return session


@never_cache
def consent(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    session = _session(request, pk)
    if session.consent_id is not None:
        return redirect("interviews:room", pk=pk)
    missing = False
    text = consent_text.PRACTICE if session.config.practice else consent_text.CURRENT
    if request.method == "POST":
        if request.POST.get("agree") == "yes":
            given = give_consent(
                session.candidate,
                address=client_address(request) or None,
                user_agent=request.headers.get("User-Agent", ""),
                text=text,
            )
            sessions.attach_consent(session, given)
            return redirect("interviews:check", pk=pk)
        missing = True
    context = {"session": session, "config": session.config, "text": text, "missing": missing}
    return render(request, "interviews/consent.html", context, status=422 if missing else 200)


@never_cache
def check(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """Sound, microphone and connection tried out, and a practice question that is never sent anywhere.

    Posted to when the candidate has heard themselves, or when they could not and type or go on all the same.
    """
    session = _session(request, pk)
    if session.consent_id is None:
        return redirect("interviews:consent", pk=pk)
    if session.status == SessionStatus.COMPLETED:
        return redirect("interviews:done", pk=pk)
    if request.method == "POST":
        sessions.pass_check(session)
        return redirect("interviews:room", pk=pk)
    content = session.config_version.content
    coding = any(question["type"] == QuestionType.CODE for question in content["questions"])
    context = {"session": session, "config": session.config, "content": content, "coding": coding}
    return render(request, "interviews/check.html", context)


@never_cache
def room(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    session = _session(request, pk)
    if session.consent_id is None:
        return redirect("interviews:consent", pk=pk)
    if session.status == SessionStatus.COMPLETED:
        return redirect("interviews:done", pk=pk)
    content = session.config_version.content
    typing = request.GET.get("mode") == "text" and content["text_answers_allowed"]
    if session.checked_at is None and not typing:
        # Whoever speaks has heard themselves first; on another device, later, they needn't again.
        return redirect("interviews:check", pk=pk)
    total = selectors.plan_of(session, selectors.resume_facts(session)).total
    return render(
        request,
        "interviews/room.html",
        {"session": session, "config": session.config, "content": content, "total": total},
    )


@never_cache
def done(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    session = _session(request, pk)
    if session.status != SessionStatus.COMPLETED:
        return redirect("interviews:room", pk=pk)
    if session.config.practice and session.config.created_by_id == request.user.pk:
        return redirect("reports:own_interview", session_id=pk)
    if request.method == "POST" and "question_id" in request.POST:
        return _correct(request, session)
    if request.method == "POST":
        form = ExperienceForm(request.POST)
        if form.is_valid():
            sessions.note_experience(session, **form.cleaned_data)
        return redirect(f"{reverse('interviews:done', args=[pk])}#experience")
    responses = list(session.responses.order_by("number"))
    return render(
        request,
        "interviews/done.html",
        {
            "session": session,
            "config": session.config,
            "asked": len(responses),
            "answered": sum(1 for r in responses if r.state in {"answered", "timed_out"}),
            "responses": responses if session.config_version.content.get("candidate_feedback") else [],
            "understood": corrections.spoken(session) if corrections.is_open(session) else [],
            "correct_until": session.ended_at and session.ended_at + corrections.AFTER_THE_END,
            "form": ExperienceForm(initial=session.experience or None),
            "kept_until": session.ended_at and session.ended_at + timedelta(days=session.config.retention_days),
        },
    )


def _correct(request: HttpRequest, session: InterviewSession) -> HttpResponse:
    """The candidate says of a transcript that it is wrong, or takes that back. What can't be taken is a 404."""
    form = CorrectionForm(request.POST)
    if not form.is_valid():
        raise Http404("not a correction")
    data = form.cleaned_data
    try:
        corrections.correct(session.pk, "", data["question_id"], text=data["words"], wrong=not data["right"])
    except TurnRefused as problem:
        raise Http404("not to be corrected") from problem
    return redirect(f"{reverse('interviews:done', args=[session.pk])}#understood")
