"""The recruiter's answer to a candidate who asked for extra time or another way."""

from __future__ import annotations

import uuid

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.cache import never_cache

from interviewer import mailing
from interviewer.accounts.access import recruiter_required
from interviewer.accounts.scope import get_visible_or_404
from interviews.forms_invitations import AnswerForm
from interviews.models import AccommodationRequest, RequestState, SessionStatus
from interviews.services import accommodations
from interviews.services.configs import NotAllowed


@never_cache
@recruiter_required
def answer(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    rows = AccommodationRequest.objects.select_related("config__created_by", "answered_by", "session")
    asked = get_visible_or_404(request.user, rows, pk)
    wished = accommodations.wished_factor(asked)
    form = AnswerForm(request.POST or None, initial={"give": str(wished) if wished else AnswerForm.ANOTHER_WAY})
    declines = request.POST.get("answer") == "decline"
    if request.method == "POST" and (form.is_valid() or declines):
        note = request.POST.get("note", "")[:2000]
        try:
            if declines:
                accommodations.decline(request.user, asked, note=note)
            else:
                accommodations.grant(request.user, asked, factor=form.factor, note=note)
        except NotAllowed as problem:
            form.add_error(None, str(problem))
        else:
            told = (
                "They are told by e-mail."
                if mailing.is_configured()
                else "Please write to them: no e-mail goes out here."
            )
            messages.success(request, f"Your answer is stored. {told}")
            return redirect("interviews:answer_request", pk=pk)
    context = {
        "asked": asked,
        "config": asked.config,
        "form": form,
        "mail_goes_out": mailing.is_configured(),
        "answerable": asked.state != RequestState.GRANTED,
        "under_way": accommodations.sessions_of(asked).filter(status=SessionStatus.IN_PROGRESS).exists(),
    }
    return render(request, "interviews/request.html", context, status=422 if request.method == "POST" else 200)
