"""Questions out of a config into a file, and back."""

from __future__ import annotations

import uuid
from typing import cast

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.text import slugify
from django.views.decorators.http import require_GET, require_POST

from interviewer.accounts.access import recruiter_required
from interviewer.accounts.models import User
from interviewer.accounts.scope import get_visible_or_404
from interviews.models import InterviewConfig
from interviews.question_bank.exchange import MAX_BYTES, ImportProblem
from interviews.services import question_files

TYPES = {"csv": "text/csv; charset=utf-8", "yaml": "application/yaml; charset=utf-8"}


@recruiter_required
@require_GET
def export(request: HttpRequest, pk: uuid.UUID, form: str) -> HttpResponse:
    config = get_visible_or_404(request.user, InterviewConfig.objects.all(), pk)
    if form not in TYPES:
        raise Http404("no such form")
    body = question_files.export_questions(config, form)
    # Spreadsheets take a CSV for UTF-8 only with this mark before it.
    response = HttpResponse(("\ufeff" if form == "csv" else "") + body, content_type=TYPES[form])
    name = slugify(config.job_role)[:60] or "interview"
    response["Content-Disposition"] = f'attachment; filename="{name}-questions.{form}"'
    return response


@recruiter_required
@require_POST
def import_file(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    config = get_visible_or_404(request.user, InterviewConfig.objects.all(), pk)
    upload = request.FILES.get("file")
    if upload is None:
        messages.error(request, "Please choose a CSV or YAML file first.")
        return redirect("interviews:questions", pk=pk)
    try:
        added, known = question_files.import_questions(
            cast(User, request.user), config, upload.read(MAX_BYTES + 1), upload.name or ""
        )
    except ImportProblem as problem:
        messages.error(request, "Nothing was imported. " + " ".join(problem.problems))
    else:
        passed = f" {known} were here already." if known else ""
        messages.success(request, f"{added} question{'' if added == 1 else 's'} added.{passed}")
    return redirect("interviews:questions", pk=pk)
