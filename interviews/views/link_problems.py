"""What a candidate sees whose link leads nowhere."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from interviewer.api.limits import told_to_wait
from interviews.links import LinkProblem

_PROBLEMS = {
    "unknown": ("We don't know this link", "Please check that the address is complete, just as it was sent to you."),
    "closed": ("This interview is closed", "It takes no new candidates. Please ask the person who sent you the link."),
    "expired": ("This link has expired", "Please ask the person who sent it to you for a new one."),
}


def link_problem(request: HttpRequest, problem: LinkProblem) -> HttpResponse:
    title, message = _PROBLEMS[problem.reason]
    status = 404 if problem.reason == "unknown" else 410
    return render(request, "interviews/link_problem.html", {"title": title, "message": message}, status=status)


def too_many(request: HttpRequest, wait: float) -> HttpResponse:
    words = {"title": "Please wait a moment", "message": "Many have come from your network just now. Try again soon."}
    return told_to_wait(render(request, "interviews/link_problem.html", words), wait)
