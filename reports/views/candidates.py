"""The candidates of one interview. The table comes alone where htmx asks for it, and as a whole page otherwise."""

from __future__ import annotations

import uuid
from typing import Any

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.cache import patch_vary_headers
from django.views.decorators.cache import never_cache

from interviewer.accounts.access import recruiter_required
from interviewer.accounts.scope import get_visible_or_404
from interviews.models import InterviewConfig, SessionStatus
from interviews.selectors import tab_counts
from reports import candidates
from reports.figures import time_used
from reports.models import Decision, Recommendation, Skill

PER_PAGE = 50


@never_cache
@recruiter_required
def table(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    config = get_visible_or_404(request.user, InterviewConfig.objects.select_related("created_by"), pk)
    asked = candidates.Asked.of(request.GET)
    page = Paginator(candidates.rows(request.user, config, asked), PER_PAGE).get_page(request.GET.get("page"))
    sessions: list[Any] = list(page.object_list)
    verdicts = candidates.verdicts_of(request.user, sessions) if "verdict" in asked.columns else {}
    limits = candidates.limits_of(sessions) if "time" in asked.columns else {}
    for session in sessions:
        begun = session.started_at is not None
        session.time_share = time_used(session, limits.get(session.config_version_id, 0)) if begun else None
        report = getattr(session, "report", None)
        session.ready = report is not None and report.state == "ready"
        session.verdict_rows = verdicts.get(session.pk, [])
        scored = {row.skill: row for row in report.skill_scores.all()} if report else {}
        session.skill_cells = [{"name": name, "label": label, "row": scored.get(name)} for name, label in Skill.choices]
    context: dict[str, Any] = {
        "config": config,
        "asked": asked,
        "page": page,
        "sessions": sessions,
        "heads": _heads(asked),
        "statuses": SessionStatus.choices,
        "recommendations": Recommendation.choices,
        "decisions": [*Decision.choices, (candidates.NO_VERDICT, "None yet")],
        "columns": [(name, label, name in asked.columns) for name, (label, _) in candidates.COLUMNS.items()],
    }
    alone = request.htmx and not request.htmx.history_restore_request  # type: ignore[attr-defined]
    if not alone:
        context["tabs"] = tab_counts(config)
    response = render(request, f"reports/{'includes/candidates_table' if alone else 'candidates'}.html", context)
    patch_vary_headers(response, ["HX-Request"])
    return response


def _heads(asked: candidates.Asked) -> list[dict[str, str]]:
    """The headings: each sorts by its column, and the other way round where it does already."""
    heads = []
    for name, label, sort in [("name", "Candidate", "name")] + [
        (name, *candidates.COLUMNS[name]) for name in asked.columns
    ]:
        now = {sort: "ascending", f"-{sort}": "descending"}.get(asked.sort, "")
        # Scores and dates are looked at from the top; names from the beginning of the alphabet.
        first = sort if sort in {"name", "email", "status", "verdict"} else f"-{sort}"
        other = sort if first.startswith("-") else f"-{sort}"
        heads.append({"name": name, "label": label, "sorted": now, "sort": other if asked.sort == first else first})
    return heads
