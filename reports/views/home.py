"""The recruiter's home: what needs a person first, then who is there, then how the interviews go."""

from __future__ import annotations

from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.cache import never_cache

from interviewer.accounts.access import recruiter_required
from interviewer.charts import Slot, columns
from reports import attention

LIVE_SHOWN = 8
INTERVIEWS_PER_PAGE = 25
PER_PAGE = 50


@never_cache
@recruiter_required
def home(request: HttpRequest) -> HttpResponse:
    page = Paginator(attention.interviews(request.user), INTERVIEWS_PER_PAGE).get_page(request.GET.get("page"))
    live, live_total = attention.live(request.user, LIVE_SHOWN)
    days = attention.completions(request.user)
    slots = [Slot(f"{day.day} {day:%b}", count) for day, count in days]
    return render(
        request,
        "reports/home.html",
        {
            "page": page,
            "groups": attention.needs_attention(request.user),
            "live": live,
            "live_more": live_total - len(live),
            "chart": columns(f"Completed in the last {len(days)} days", slots),
        },
    )


@never_cache
@recruiter_required
def waiting(request: HttpRequest, kind: str) -> HttpResponse:
    """All that waits of one kind."""
    if kind not in attention.KINDS:
        raise Http404("no such kind")
    try:
        number = max(1, min(int(request.GET.get("page", "1")), 100_000))
    except ValueError:
        number = 1
    rows, total = attention.page_of(request.user, kind, (number - 1) * PER_PAGE, PER_PAGE)
    context = {"kind": attention.KINDS[kind], "rows": rows, "page": Paginator(range(total), PER_PAGE).get_page(number)}
    return render(request, "reports/waiting.html", context)
