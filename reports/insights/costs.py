"""What providers were asked for, what it took and what it cost."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.db.models import Avg, Count, Max, Q, QuerySet, Sum

from interviewer.accounts.models import Role
from interviewer.accounts.scope import visible_to
from interviewer.charts import Measure, Table, columns, counts
from interviewer.charts.text import NOTHING, whole
from interviewer.providers import prices
from interviewer.providers.chains import TITLES
from interviewer.providers.models import ProviderCall
from interviewer.templatetags.ui import duration
from interviewer.templatetags.words import spelled
from interviews.models import InterviewConfig, InterviewSession
from reports.insights.frame import Frame
from reports.insights.panels import Panel, many, percent

MOST_ROWS = 100


@dataclass
class Spent:
    """What one provider took for one purpose; ``cost`` None where a part of it has no known price."""

    kind: str
    provider: str
    purpose: str
    calls: int = 0
    failures: int = 0
    tokens_in: int = 0
    tokens_out: int = 0
    seconds: float = 0.0
    slowest: float = 0.0
    cost: float | None = 0.0

    @property
    def tokens(self) -> int:
        return self.tokens_in + self.tokens_out

    @property
    def latency(self) -> float | None:
        return self.seconds / self.calls if self.calls else None

    @property
    def failed_share(self) -> str:
        return percent(self.failures, self.calls)

    @property
    def money(self) -> str:
        return money(self.cost)

    @property
    def tokens_said(self) -> str:
        return whole(self.tokens or None)

    @property
    def kind_name(self) -> str:
        return TITLES.get(self.kind, spelled(self.kind))

    @property
    def purpose_name(self) -> str:
        return spelled(self.purpose)


def money(value: float | None) -> str:
    if value is None:
        return "price not known"
    return f"{value:,.2f}".replace(",", "\u202f") + f" {settings.PROVIDER_CURRENCY}"


def calls_of(frame: Frame) -> QuerySet[ProviderCall]:
    """An admin's are all calls; a recruiter's those for sessions and configs of theirs.

    Calls have no owner of their own, for providers know no apps.
    """
    rows = ProviderCall.objects.order_by()
    if frame.user.role != Role.ADMIN or frame.config is not None:
        configs = visible_to(frame.user, InterviewConfig.objects.order_by())
        sessions = visible_to(frame.user, InterviewSession.objects.order_by())
        if frame.config is not None:
            configs, sessions = configs.filter(pk=frame.config.pk), sessions.filter(config=frame.config.pk)
        rows = rows.filter(Q(session_id__in=sessions.values("pk")) | Q(config_id__in=configs.values("pk")))
    return rows.filter(at__gte=frame.since) if frame.since else rows


def spent(frame: Frame) -> list[Spent]:
    """By provider and purpose, what took most calls first."""
    rows = (
        calls_of(frame)
        .values("kind", "provider", "model", "purpose")
        .annotate(
            calls=Count("pk"),
            failures=Count("pk", filter=~Q(outcome="ok")),
            tokens_in=Sum("tokens_in"),
            tokens_out=Sum("tokens_out"),
            mean=Avg("latency_ms"),
            slowest=Max("latency_ms"),
        )
    )
    found: dict[tuple[str, str, str], Spent] = {}
    for row in rows:
        key = (row["kind"], row["provider"], row["purpose"])
        here = found.setdefault(key, Spent(*key))
        here.calls += row["calls"]
        here.failures += row["failures"]
        here.tokens_in += row["tokens_in"]
        here.tokens_out += row["tokens_out"]
        here.seconds += row["mean"] * row["calls"] / 1000
        here.slowest = max(here.slowest, row["slowest"] / 1000)
        cost = prices.cost(row["provider"], row["model"], row["tokens_in"], row["tokens_out"])
        here.cost = None if cost is None or here.cost is None else here.cost + cost
    return sorted(found.values(), key=lambda row: (-row.calls, row.provider, row.purpose))


@dataclass(frozen=True)
class Costs:
    rows: list[Spent]
    hidden: int
    calls: int
    failures: int
    tokens: int
    seconds: float
    cost: float
    unpriced: int
    panels: dict[str, Panel]

    @property
    def money(self) -> str:
        return money(self.cost)

    @property
    def said(self) -> list[tuple[str, str]]:
        """The sums in words."""
        return [
            ("Calls", whole(self.calls)),
            ("Failed", f"{whole(self.failures)} ({percent(self.failures, self.calls)})"),
            ("Tokens", whole(self.tokens)),
            ("Time waited", duration(self.seconds)),
            ("Cost, where prices are known", self.money),
        ]


def costs(frame: Frame) -> Costs:
    """Two queries, whatever the rows."""
    rows = spent(frame)
    over_time = (
        calls_of(frame)
        .annotate(stretch=frame.cut("at"))
        .values_list("stretch")
        .annotate(total=Count("pk"), failed=Count("pk", filter=~Q(outcome="ok")))
    )
    made: dict[Any, int] = {}
    failed: dict[Any, int] = {}
    for stretch, total, failures in over_time:
        made[stretch], failed[stretch] = total, failures
    when = frame.step.capitalize()
    panels = [
        Panel("spent", _table(rows), None),
        Panel.of("calls", columns(f"Calls by {frame.step}", frame.slots(made), what="Calls", when=when)),
        Panel.of("failed", columns(f"Failed calls by {frame.step}", frame.slots(failed), what="Failed", when=when)),
        _by(rows, "providers", "Calls by provider", lambda row: f"{row.provider}, {row.kind_name.lower()}"),
        _by(rows, "purposes", "Calls by purpose", lambda row: row.purpose_name),
    ]
    return Costs(
        rows=rows[:MOST_ROWS],
        hidden=max(0, len(rows) - MOST_ROWS),
        calls=sum(row.calls for row in rows),
        failures=sum(row.failures for row in rows),
        tokens=sum(row.tokens for row in rows),
        seconds=sum(row.seconds for row in rows),
        cost=sum(row.cost for row in rows if row.cost is not None),
        unpriced=sum(row.calls for row in rows if row.cost is None),
        panels={panel.key: panel for panel in panels},
    )


def _by(rows: list[Spent], key: str, title: str, name: Callable[[Spent], str]) -> Panel:
    total: dict[str, int] = defaultdict(int)
    wrong: dict[str, int] = defaultdict(int)
    for row in rows:
        total[name(row)] += row.calls
        wrong[name(row)] += row.failures
    order = sorted(total, key=lambda label: (-total[label], label))[:12]
    measures = [Measure(label, total[label], note=f"{whole(wrong[label])} failed") for label in order]
    return Panel.of(key, counts(title, measures, heads=("Who" if key == "providers" else "What for", "Calls")))


def _table(rows: list[Spent]) -> Table:
    return Table(
        ("Provider", "Kind", "What for", "Calls", "Failed", "Tokens in", "Tokens out", "Seconds", "Mean seconds",
         "Longest", f"Cost ({settings.PROVIDER_CURRENCY})"),
        tuple(
            (
                row.provider, row.kind_name, row.purpose_name, str(row.calls), str(row.failures), str(row.tokens_in),
                str(row.tokens_out), f"{row.seconds:.1f}", NOTHING if row.latency is None else f"{row.latency:.2f}",
                f"{row.slowest:.2f}", NOTHING if row.cost is None else f"{row.cost:.4f}",
            )
            for row in rows
        ),
    )  # fmt: skip


def said(found: Costs) -> str:
    """What the sum of costs leaves out."""
    if not found.unpriced:
        return ""
    return f"{many(found.unpriced, 'call')} of providers whose price isn't known, not counted in."
