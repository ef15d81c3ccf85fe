"""What people ask for about their data: their own page, and the recruiter's."""

from __future__ import annotations

import uuid

from django.contrib import messages
from django.contrib.auth import logout
from django.core.paginator import Paginator
from django.db.models import Case, Count, IntegerField, OuterRef, Q, Subquery, Value, When
from django.db.models.functions import Coalesce
from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_POST

from candidates import privacy
from candidates.models import ErasurePart, ErasureState, PrivacyKind, PrivacyState
from candidates.privacy import PrivacyProblem
from candidates.selectors import own_requests
from interviewer.accounts import audit
from interviewer.accounts.access import candidate_required, recruiter_required
from interviewer.accounts.scope import get_visible_or_404, visible_to
from interviewer.files import private
from interviews.models import InterviewSession
from interviews.selectors import own_sessions
from interviews.services import privacy as services
from interviews.views.own import own_or_404, user_of

SHOWN = 25


@candidate_required
def my_privacy(request: HttpRequest) -> HttpResponse:
    user = user_of(request)
    parts = Count("parts"), Count("parts", filter=Q(parts__state=ErasureState.DONE))
    rows = own_requests(user).annotate(part_total=parts[0], part_done=parts[1])
    requests = list(rows.order_by("-asked_at")[:SHOWN])
    under_way = {row.kind for row in requests if row.state == PrivacyState.OPEN}
    context = {
        "requests": requests,
        "copying": PrivacyKind.COPY in under_way,
        "erasing": PrivacyKind.ERASURE in under_way,
        "copy_days": privacy.COPY_KEPT.days,
    }
    return render(request, "my/privacy.html", context)


@candidate_required
@require_POST
def ask_for_copy(request: HttpRequest) -> HttpResponse:
    try:
        services.ask_for_copy(user_of(request))
    except PrivacyProblem as problem:
        messages.error(request, str(problem))
    else:
        messages.success(request, "Your copy is being put together. We write to you when it is ready.")
    return redirect("interviews:my_privacy")


@candidate_required
def download_copy(request: HttpRequest, pk: uuid.UUID) -> HttpResponseBase:
    user = user_of(request)
    row = own_or_404(user, own_requests(user).filter(state=PrivacyState.READY, expires_at__gt=timezone.now()), pk)
    try:
        file = row.file.open("rb")
    except FileNotFoundError as error:
        raise Http404("gone") from error
    audit.record(user, "copy downloaded", row)
    name = f"my-interviews-{row.closed_at:%Y-%m-%d}.zip"
    return private(FileResponse(file, as_attachment=True, filename=name, content_type="application/zip"))


@candidate_required
def ask_for_erasure(request: HttpRequest) -> HttpResponse:
    """A page that says what goes and what happens, and a box to tick."""
    user = user_of(request)
    missing = False
    if request.method == "POST":
        if request.POST.get("sure") == "yes":
            return _erase(request)
        missing = True
    mine = own_sessions(user)
    context = {
        "missing": missing,
        "days": privacy.DUE.days,
        "taken": mine.filter(config__practice=False).count(),
        "practised": mine.filter(config__practice=True).count(),
    }
    return render(request, "my/erase.html", context, status=422 if missing else 200)


def _erase(request: HttpRequest) -> HttpResponse:
    try:
        row = services.ask_for_erasure(user_of(request))
    except PrivacyProblem as problem:
        messages.error(request, str(problem))
        return redirect("interviews:my_privacy")
    if row.state == PrivacyState.DONE:
        logout(request)
        return render(request, "my/erased.html")
    messages.success(request, "The people who interviewed you have been asked to erase what they hold.")
    return redirect("interviews:my_privacy")


@candidate_required
@require_POST
def withdraw(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    user = user_of(request)
    try:
        privacy.withdraw(user, own_or_404(user, own_requests(user), pk))
    except PrivacyProblem as problem:
        messages.error(request, str(problem))
    else:
        messages.success(request, "Withdrawn: nothing is erased.")
    return redirect("interviews:my_privacy")


@recruiter_required
def privacy_requests(request: HttpRequest) -> HttpResponse:
    """The recruiter's part of what candidates ask for; an admin sees everybody's."""
    held = InterviewSession.objects.filter(
        candidate=OuterRef("request__candidate"), config__created_by=OuterRef("owner"), config__practice=False
    )
    counted = held.order_by().values("candidate").annotate(n=Count("pk")).values("n")
    first = Case(When(state=ErasureState.WAITING, then=Value(0)), default=Value(1))
    rows = (
        visible_to(request.user, ErasurePart.objects.all())
        .exclude(state=ErasureState.DROPPED)
        .select_related("request__candidate", "owner", "done_by")
        .annotate(held=Coalesce(Subquery(counted, output_field=IntegerField()), 0), turn=first)
        .order_by("turn", "request__due_at", "-done_at", "pk")
    )
    page = Paginator(rows, SHOWN).get_page(request.GET.get("page"))
    context = {"parts": page, "now": timezone.now(), "is_admin": user_of(request).is_admin}
    return render(request, "interviews/privacy_requests.html", context)


@recruiter_required
def carry_out(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """Say what will be erased, then erase it."""
    rows = ErasurePart.objects.select_related("request__candidate", "owner")
    part = get_visible_or_404(request.user, rows, pk)
    if request.method == "POST":
        try:
            services.carry_out(user_of(request), part)
        except PrivacyProblem as problem:
            messages.error(request, str(problem))
        else:
            messages.success(request, "Erased. Figures that name nobody are all that is left.")
        return redirect("interviews:privacy_requests")
    if part.state != ErasureState.WAITING or not part.request.who:
        messages.error(request, "There is nothing left to erase here.")
        return redirect("interviews:privacy_requests")
    sessions = InterviewSession.objects.filter(
        candidate__isnull=False, candidate=part.request.candidate, config__created_by=part.owner, config__practice=False
    ).select_related("config")
    return render(
        request,
        "interviews/carry_out_erasure.html",
        {"part": part, "sessions": sessions.order_by("-created_at")[:SHOWN], "total": sessions.count()},
    )
