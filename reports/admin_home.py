"""The admin's front page: what is going on, what waits, what went wrong. Everybody sees their own part of it."""

from __future__ import annotations

import shutil
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from django.conf import settings
from django.db.models import Count, Exists, OuterRef, Q, Sum
from django.http import HttpRequest
from django.template.defaultfilters import filesizeformat
from django.urls import NoReverseMatch, reverse

from interviewer.accounts.models import AuditEvent, Role
from interviewer.accounts.scope import visible_to
from interviewer.charts import columns
from interviewer.charts.text import whole
from interviewer.work.models import Work, WorkState
from interviews.models import Recording, SessionStatus
from reports.insights import costs, funnel
from reports.insights.frame import Frame
from reports.insights.panels import many, percent
from reports.models import EvaluationState, ReportState, Verdict

RECENT = 10
UNBROKEN = "\u00a0"  # a space that no line is broken at


@dataclass(frozen=True)
class Tile:
    """A figure with what it is made of, and the list behind it; ``alarm`` where somebody should look."""

    title: str
    figure: str
    note: str = ""
    url: str = ""
    alarm: bool = False


@dataclass(frozen=True)
class Entry:
    """One line of the audit log."""

    event: AuditEvent
    what: str
    url: str


def front_page(request: HttpRequest, context: dict[str, Any]) -> dict[str, Any]:
    """For unfold's DASHBOARD_CALLBACK. A bounded number of queries, whatever the rows."""
    user: Any = request.user
    if getattr(user, "role", "") not in {Role.ADMIN, Role.INTERVIEWER}:
        return context
    month = Frame(user, "30")
    calls, failed_by_day = _calls(month)
    tiles = [*_sessions(user), *_failures(user), _storage(user), calls]
    charts = [
        funnel.completions(month).figure,
        columns("Failed provider calls by day", month.slots(failed_by_day), what="Failed", when="Day"),
    ]
    return {**context, "title": "At a glance", "tiles": tiles, "charts": charts, "recent": _recent(user)}


def _list(model: str, query: str = "") -> str:
    return reverse(f"admin:{model}_changelist") + query


def _sessions(user: Any) -> list[Tile]:
    judged = Exists(Verdict.objects.filter(session=OuterRef("pk")))
    running = Q(status=SessionStatus.IN_PROGRESS)
    found = (
        Frame(user, "all")
        .sessions()
        .aggregate(
            running=Count("pk", filter=running),
            connected=Count("pk", filter=running & ~Q(lease="")),
            review=Count("pk", filter=Q(~judged, status=SessionStatus.COMPLETED, report__state=ReportState.READY)),
            unwritten=Count("pk", filter=Q(report__state=ReportState.FAILED)),
        )
    )
    sessions = "interviews_interviewsession"
    return [
        Tile(
            "Live now",
            whole(found["connected"]),
            f"{many(found['running'], 'interview')} in progress",
            _list(sessions, "?status__exact=in_progress"),
        ),
        Tile("To review", whole(found["review"]), "reports without a verdict", _list(sessions, "?review=waiting")),
        Tile(
            "Reports that could not be written",
            whole(found["unwritten"]),
            url=_list("reports_report", "?state__exact=failed"),
            alarm=bool(found["unwritten"]),
        ),
    ]


def _failures(user: Any) -> list[Tile]:
    ungraded = Frame(user, "all").evaluations().filter(state=EvaluationState.FAILED).count()
    tiles = [
        Tile(
            "Answers that could not be graded",
            whole(ungraded),
            url=_list("reports_evaluation", "?state__exact=failed"),
            alarm=bool(ungraded),
        )
    ]
    if user.role == Role.ADMIN:
        failed = Work.objects.filter(state=WorkState.FAILED).count()
        tiles.append(
            Tile("Failed work", whole(failed), url=_list("work_work", "?state__exact=failed"), alarm=bool(failed))
        )
    return tiles


def _storage(user: Any) -> Tile:
    found = visible_to(user, Recording.objects.order_by()).aggregate(total=Sum("bytes"), n=Count("pk"))
    note = many(found["n"], "recording")
    if user.role == Role.ADMIN:
        note += _free()
    return Tile("Storage", filesizeformat(found["total"] or 0), note, _list("interviews_recording"))


def _free() -> str:
    try:
        return f", {filesizeformat(shutil.disk_usage(settings.VAR_DIR).free)} free on this machine"
    except OSError:
        return ""


def _calls(month: Frame) -> tuple[Tile, dict[Any, int]]:
    """The failures of the last day, and those of each day of the month."""
    rows = costs.calls_of(month)
    day = rows.filter(at__gte=month.now - timedelta(days=1)).aggregate(
        calls=Count("pk"), failed=Count("pk", filter=~Q(outcome="ok"))
    )
    by_day = dict(
        rows.exclude(outcome="ok").annotate(stretch=month.cut("at")).values_list("stretch").annotate(total=Count("pk"))
    )
    tile = Tile(
        "Provider failures",
        whole(day["failed"]),
        f"of {many(day['calls'], 'call')} in 24 hours"
        + (f", {percent(day['failed'], day['calls']).replace(' ', UNBROKEN)}" if day["calls"] else ""),
        f"{reverse('reports:analytics_costs')}?period=30",
        alarm=bool(day["failed"]),
    )
    return tile, by_day


def _recent(user: Any) -> list[Entry]:
    """What was done last: by anybody for an admin, by themselves for everybody else."""
    events = AuditEvent.objects.select_related("actor").order_by("-at")
    if user.role != Role.ADMIN:
        events = events.filter(actor=user)
    return [_entry(event) for event in events[:RECENT]]


def _entry(event: AuditEvent) -> Entry:
    try:
        url = reverse(f"admin:{event.object_type.replace('.', '_')}_history", args=[event.object_id])
    except NoReverseMatch:
        url = ""
    return Entry(event, event.on_what, url)
