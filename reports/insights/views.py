"""The pages of analytics. Each is also the source of its tables as CSV."""

from __future__ import annotations

import uuid
from collections.abc import Sequence
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from candidates.models import Candidate
from interviewer.accounts.access import recruiter_required
from interviewer.accounts.models import Role
from interviewer.accounts.scope import get_visible_or_404, visible_to
from interviews.models import InterviewConfig
from reports.insights import agreement, funnel, scores
from reports.insights import costs as spending
from reports.insights import questions as items
from reports.insights.download import download
from reports.insights.frame import PERIODS, Frame
from reports.insights.panels import Panel

OFFERED = 200  # interviews in the filter: the newest ones


def _by_key(panels: Sequence[Panel]) -> dict[str, Panel]:
    # Templates can't look up a name with a hyphen.
    return {panel.key.replace("-", "_"): panel for panel in panels}


def _filter(request: HttpRequest, frame: Frame, *, choose: bool) -> dict[str, Any]:
    """What the filter of a page offers; ``choose`` whether an interview can be chosen there."""
    rows = visible_to(request.user, InterviewConfig.objects.exclude(created_by__role=Role.CANDIDATE))
    offered = list(rows.order_by("-created_at").only("pk", "job_role", "created_at")[:OFFERED]) if choose else []
    if choose and frame.config and frame.config not in offered:
        offered.append(frame.config)
    return {"frame": frame, "periods": PERIODS.items(), "offered": offered, "choose": choose}


@recruiter_required
def overview(request: HttpRequest) -> HttpResponse:
    frame = Frame.asked_for(request.user, request.GET)
    averages, trends = scores.skills(frame)
    panels = [
        funnel.drop_off(frame),
        funnel.completions(frame),
        scores.distribution(frame),
        averages,
        *trends,
        *agreement.agreements(frame),
        *([] if frame.config else [scores.interviews(frame)]),
    ]
    answer = download(request, panels, frame.config or request.user)  # type: ignore[arg-type]
    if answer is not None:
        return answer
    context = {
        **_filter(request, frame, choose=True),
        "panels": _by_key(panels),
        "trends": trends,
        "returning": scores.returning(frame),
    }
    return render(request, "reports/analytics/overview.html", context)


@recruiter_required
def interview(request: HttpRequest, config_id: uuid.UUID) -> HttpResponse:
    config = get_visible_or_404(request.user, InterviewConfig.objects.all(), config_id)
    frame = Frame.asked_for(request.user, {"period": request.GET.get("period", "all")}, config)
    averages, trends = scores.skills(frame)
    panels = [
        funnel.drop_off(frame),
        funnel.completions(frame),
        scores.distribution(frame),
        averages,
        *trends,
        items.questions(frame),
        *agreement.agreements(frame),
    ]
    answer = download(request, panels, config)
    if answer is not None:
        return answer
    context = {
        **_filter(request, frame, choose=False),
        "config": config,
        "panels": _by_key(panels),
        "trends": trends,
    }
    return render(request, "reports/analytics/interview.html", context)


@recruiter_required
def candidate(request: HttpRequest, candidate_id: uuid.UUID) -> HttpResponse:
    person = get_visible_or_404(request.user, Candidate.objects.all(), candidate_id)
    found = scores.progress(request.user, person)
    panels = [found.profile, found.averages, found.overall, *found.trends, found.listed]
    answer = download(request, panels, person)
    if answer is not None:
        return answer
    context = {"candidate": person, "found": found, "panels": _by_key(panels)}
    return render(request, "reports/analytics/candidate.html", context)


@recruiter_required
def costs(request: HttpRequest) -> HttpResponse:
    frame = Frame.asked_for(request.user, request.GET)
    found = spending.costs(frame)
    answer = download(request, list(found.panels.values()), frame.config or request.user)  # type: ignore[arg-type]
    if answer is not None:
        return answer
    context = {
        **_filter(request, frame, choose=True),
        "found": found,
        "left_out": spending.said(found),
        "panels": found.panels,
    }
    return render(request, "reports/analytics/costs.html", context)
