"""What a candidate sees whose link leads nowhere."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from interviewer.api.limits import told_to_wait
from interviews import seats
from interviews.links import LinkProblem
from interviews.models import InterviewSession, SessionStatus

_PROBLEMS = {
    "unknown": ("We don't know this link", "Please check that the address is complete, just as it was sent to you."),
    "closed": ("This interview is closed", "It takes no new candidates. Please ask the person who sent you the link."),
    "expired": ("This link has expired", "Please ask the person who sent it to you for a new one."),
}


def link_problem(request: HttpRequest, problem: LinkProblem) -> HttpResponse:
    title, message = _PROBLEMS[problem.reason]
    status = 404 if problem.reason == "unknown" else 410
    context = {"title": title, "message": message, "begun": _begun(request)}
    return render(request, "interviews/link_problem.html", context, status=status)


def _begun(request: HttpRequest) -> list[InterviewSession]:
    """Whoever has begun in this browser can go on, whatever has become of the link."""
    mine = InterviewSession.objects.filter(pk__in=seats.held_sessions(request), status=SessionStatus.IN_PROGRESS)
    return list(mine.select_related("config").order_by("-created_at")[:5])


def too_many(request: HttpRequest, wait: float) -> HttpResponse:
    words = {"title": "Please wait a moment", "message": "Many have come from your network just now. Try again soon."}
    return told_to_wait(render(request, "interviews/link_problem.html", words), wait)
