"""The candidate's private way to ask for extra time, or for another way: before the interview and in it."""

from __future__ import annotations

import uuid
from typing import Any

from django.conf import settings
from django.core import signing
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.cache import never_cache

from interviewer.api import limits
from interviews import seats
from interviews.forms_invitations import AskForm
from interviews.links import Door, LinkProblem, landing_path, open_door
from interviews.models import AccommodationRequest, InterviewConfig, InterviewSession
from interviews.services import accommodations
from interviews.views.link_problems import link_problem, too_many

SALT = "interviews.asked"
KEPT_SECONDS = 60 * 24 * 3600


@never_cache
def ask(request: HttpRequest, token: str) -> HttpResponse:
    """By the link, before anything else: the request stands under the e-mail address that is given."""
    if (wait := limits.hit("address", limits.address(request))) is not None:
        return too_many(request, wait)
    try:
        door = open_door(token)
    except LinkProblem as problem:
        return link_problem(request, problem)
    invitation = door.invitation
    known = {"email": invitation.email, "full_name": invitation.full_name} if invitation else {}
    earlier = asked_here(request, door)
    of, back = {"invitation": invitation}, landing_path(token)
    return _page(request, door.config, known, earlier, of, back, fixed=invitation is not None)


@never_cache
def ask_in_session(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """From a session's pages, to whoever sits in it."""
    session = InterviewSession.objects.select_related("config__created_by", "candidate").filter(pk=pk).first()
    if session is None or not seats.holds(request.COOKIES, pk):
        raise Http404("no seat")
    known = {"email": session.candidate.email, "full_name": session.candidate_name}
    earlier = (
        AccommodationRequest.objects.filter(config=session.config_id, email__iexact=known["email"])
        .order_by("-created_at")
        .first()
    )
    back = reverse("interviews:room", args=[pk])
    return _page(request, session.config, known, earlier, {"session": session}, back, fixed=True)


def _page(
    request: HttpRequest,
    config: InterviewConfig,
    known: dict[str, str],
    earlier: AccommodationRequest | None,
    of: dict[str, Any],
    back: str,
    *,
    fixed: bool,
) -> HttpResponse:
    """``fixed``: who asks is known already, and is not asked for."""
    form = AskForm(request.POST or None, fixed=known if fixed else None)
    status, wait = 200, None
    if request.method == "POST":
        wait = limits.hit("start", limits.address(request))
        if wait is not None:
            form.add_error(None, "That was often in a short time. Please wait some minutes and send it again.")
        elif form.is_valid():
            made = accommodations.ask(config, **form.cleaned_data, **of)
            answered = redirect(request.path)
            _remember(answered, made)
            return answered
        status = 422
    context = {"config": config, "form": form, "earlier": earlier, "known": known if fixed else {}, "back": back}
    response = render(request, "interviews/ask.html", context, status=status)
    return response if wait is None else limits.told_to_wait(response, wait)


def _cookie(config: InterviewConfig) -> str:
    return f"asked_{config.pk.hex}"


def _remember(response: HttpResponse, made: AccommodationRequest) -> None:
    """This browser may see what is answered: on an open link nobody else may."""
    response.set_cookie(
        _cookie(made.config),
        signing.dumps(made.pk.hex, salt=SALT),
        max_age=KEPT_SECONDS,
        httponly=True,
        samesite="Lax",
        secure=settings.HTTPS,
    )


def asked_here(request: HttpRequest, door: Door) -> AccommodationRequest | None:
    """The latest request of this link's person: by a link of one's own, or by the browser that asked."""
    rows = AccommodationRequest.objects.filter(config=door.config).order_by("-created_at")
    if door.invitation is not None:
        return rows.filter(email__iexact=door.invitation.email).first()
    try:
        key = signing.loads(request.COOKIES.get(_cookie(door.config), ""), salt=SALT, max_age=KEPT_SECONDS)
        return rows.filter(pk=uuid.UUID(key)).first()
    except (signing.BadSignature, ValueError, TypeError, AttributeError):
        return None


def factor_here(door: Door, asked: AccommodationRequest | None) -> float:
    """How much time the page may promise to whoever reads it."""
    own = door.invitation.time_factor if door.invitation else 1.0
    return max(own, (asked.factor if asked is not None else None) or 1.0)
