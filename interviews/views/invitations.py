"""Who is invited: one person or a file of them, by e-mail or by a link to copy; sent again, changed, taken back."""

from __future__ import annotations

import uuid
from collections.abc import Callable
from typing import Any, cast

from django.contrib import messages
from django.core.paginator import Paginator
from django.db.models import Q
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST

from interviewer import mailing
from interviewer.accounts.access import recruiter_required
from interviewer.accounts.models import User
from interviewer.accounts.scope import get_visible_or_404
from interviews import invitation_files, links
from interviews.forms_invitations import ChangeInvitationForm, InvitationForm
from interviews.models import InterviewConfig, Invitation, InvitationState, MailState, RequestState
from interviews.selectors import tab_counts
from interviews.services import invitations
from interviews.services.configs import NotAllowed

PER_PAGE = 25
REQUESTS_SHOWN = 4
SHOWN = {
    "": ("All", Q()),
    "waiting": ("Not begun", Q(state__in=[InvitationState.PENDING, InvitationState.OPENED])),
    "used": ("Begun", Q(state=InvitationState.USED)),
    "failed": ("Could not be sent", Q(mail_state=MailState.FAILED)),
    "revoked": ("Revoked", Q(state=InvitationState.REVOKED)),
}


def _config(request: HttpRequest, pk: uuid.UUID) -> InterviewConfig:
    return get_visible_or_404(request.user, InterviewConfig.objects.select_related("created_by"), pk)


def _invitation(request: HttpRequest, pk: uuid.UUID) -> Invitation:
    return get_visible_or_404(request.user, Invitation.objects.select_related("config"), pk)


@never_cache
@recruiter_required
def index(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """The invitations, and a form for one more."""
    config = _config(request, pk)
    form = InvitationForm(request.POST or None, by_mail=mailing.is_configured())
    if request.method == "POST" and form.is_valid():
        try:
            invitation, _ = invitations.invite(request.user, config, **form.cleaned_data)
        except NotAllowed as problem:
            form.add_error(None, str(problem))
        else:
            sent = form.cleaned_data.get("send")
            way = "The e-mail is on its way." if sent else "Copy the link below and send it."
            messages.success(request, f"{invitation.full_name or invitation.email} is invited. {way}")
            return redirect("interviews:invitations", pk=pk)
    return render(
        request,
        "interviews/invitations.html",
        {"config": config, "form": form, **_listed(request, config)},
        status=422 if form.errors else 200,
    )


def _listed(request: HttpRequest, config: InterviewConfig) -> dict[str, Any]:
    words, state = request.GET.get("q", "").replace("\x00", "").strip()[:200], request.GET.get("show", "")
    rows = config.invitations.all()
    if words:
        rows = rows.filter(Q(email__icontains=words) | Q(full_name__icontains=words))
    rows = rows.filter(SHOWN.get(state, SHOWN[""])[1])
    page = Paginator(rows.order_by("-created_at", "pk"), PER_PAGE).get_page(request.GET.get("page"))
    shown: list[Any] = list(page.object_list)
    for invitation in shown:
        invitation.url = links.invitation_url(invitation, request)
    return {
        "page": page,
        "invitations": shown,
        "q": words,
        "show": state if state in SHOWN else "",
        "choices": [(key, label) for key, (label, _) in SHOWN.items()],
        "tabs": tab_counts(config),
        "requests": config.accommodation_requests.filter(state=RequestState.OPEN).order_by("created_at")[
            :REQUESTS_SHOWN
        ],
        "now": timezone.now(),
        "mail_goes_out": mailing.is_configured(),
    }


@recruiter_required
def change(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    invitation = _invitation(request, pk)
    form = ChangeInvitationForm(request.POST or None, invitation=invitation)
    if request.method == "POST" and form.is_valid():
        try:
            invitations.change(request.user, invitation, form.cleaned_data)
        except NotAllowed as problem:
            form.add_error(None, str(problem))
        else:
            messages.success(request, "The invitation is changed.")
            return redirect("interviews:invitations", pk=invitation.config_id)
    context = {"config": invitation.config, "invitation": invitation, "form": form}
    return render(request, "interviews/invitation_form.html", context, status=422 if form.errors else 200)


def _done(
    request: HttpRequest, invitation: Invitation, step: Callable[[Any, Invitation], Any], said: str
) -> HttpResponse:
    """Take one step with an invitation and say that it is done, or why it can't be."""
    try:
        step(request.user, invitation)
    except NotAllowed as problem:
        messages.error(request, str(problem))
    else:
        messages.success(request, said)
    return redirect("interviews:invitations", pk=invitation.config_id)


@recruiter_required
@require_POST
def resend(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    invitation = _invitation(request, pk)
    had_link = bool(links.invitation_token(invitation))
    link = "It holds the same link as before." if had_link else "It holds a new link; the old one is dead."
    said = f"The invitation is on its way to {invitation.email} again. {link}"
    return _done(request, invitation, invitations.resend, said)


@recruiter_required
@require_POST
def renew(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """A link to copy where the old one can't be shown any more."""
    invitation = _invitation(request, pk)
    said = f"{invitation.email} has a new link. The old one is dead."
    return _done(request, invitation, invitations.renew_link, said)


@recruiter_required
@require_POST
def revoke(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    invitation = _invitation(request, pk)
    said = f"The invitation of {invitation.email} is revoked: its link leads nowhere now."
    return _done(request, invitation, invitations.revoke, said)


@never_cache
@recruiter_required
def upload(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """A file of people: checked first and shown line by line; then who is right is invited and the rest is kept."""
    config = _config(request, pk)
    context: dict[str, Any] = {
        "config": config,
        "tabs": tab_counts(config),
        "mail_goes_out": mailing.is_configured(),
        "send": request.method != "POST" or "send" in request.POST,
        "text": request.POST.get("text", ""),
        "most": invitation_files.MAX_LINES,
    }
    if request.method == "POST":
        try:
            sent: Any = request.FILES.get("file")
            if sent:
                context["text"] = invitation_files.decoded(sent.read(invitation_files.MAX_BYTES + 1))
            known = invitations.waiting_addresses(config)
            reading = invitation_files.read(context["text"], invited=known)
            if request.POST.get("step") != "invite" or sent or not reading.good:
                context |= {"reading": reading, "wrong": reading.wrong}
            elif not reading.wrong:
                _invite(request, config, reading.good)
                return redirect("interviews:invitations", pk=pk)
            else:
                _invite(request, config, reading.good)
                left = {"wrong": reading.wrong, "left_over": len(reading.wrong), "text": reading.left_over}
                context |= {**left, "tabs": tab_counts(config)}
        except (invitation_files.NoFile, NotAllowed) as problem:
            context["problem"] = str(problem)
    return render(request, "interviews/invitations_upload.html", context, status=422 if "problem" in context else 200)


def _invite(request: HttpRequest, config: InterviewConfig, lines: list[invitation_files.Line]) -> None:
    send = "send" in request.POST and mailing.is_configured()
    made = invitations.invite_lines(cast(User, request.user), config, lines, send=send)
    people = "1 person is" if len(made) == 1 else f"{len(made)} people are"
    way = "The e-mails are on their way." if send else "Their links stand under Invitations, to be copied."
    messages.success(request, f"{people} invited. {way}")
