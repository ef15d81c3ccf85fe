"""Which interviews are looked at: whose, since when, and of which config. All of it is scoped here."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import Any
from urllib.parse import urlencode

from django.db.models import DateField, F, QuerySet
from django.db.models.functions import TruncDay, TruncMonth, TruncWeek
from django.utils import timezone

from interviewer.accounts.models import Role
from interviewer.accounts.scope import get_visible_or_404, visible_to
from interviewer.charts import Slot
from interviews.models import InterviewConfig, InterviewSession, Invitation
from reports.models import Evaluation, ScoreOverride, SkillScore

PERIODS = {"30": "30 days", "90": "90 days", "365": "12 months", "all": "All time"}
DEFAULT = "90"
MOST_SLOTS = 60


@dataclass(frozen=True)
class Frame:
    """A person's view on their interviews. Practice interviews are nobody's figures: they are left out."""

    user: Any
    period: str = DEFAULT
    config: InterviewConfig | None = None
    now: datetime = field(default_factory=timezone.now)

    @classmethod
    def asked_for(cls, user: Any, query: Mapping[str, str], config: InterviewConfig | None = None) -> Frame:
        """As the address says. Raises Http404 for an interview the user may not see; an unknown period is the usual."""
        wanted = query.get("interview", "")
        if config is None and wanted:
            config = get_visible_or_404(user, InterviewConfig.objects.all(), wanted)
        period = query.get("period", DEFAULT)
        return cls(user, period if period in PERIODS else DEFAULT, config)

    @property
    def since(self) -> datetime | None:
        return None if self.period == "all" else self.now - timedelta(days=int(self.period))

    @property
    def said(self) -> str:
        """ "in the last 90 days"."""
        return "since the beginning" if self.period == "all" else f"in the last {PERIODS[self.period]}"

    def address(self, **more: str) -> str:
        """The query string that asks for the same again."""
        query = {"period": self.period} | ({"interview": str(self.config.pk)} if self.config else {}) | more
        return "?" + urlencode(query)

    # --- Rows ------------------------------------------------------------------------------------------

    def _of(self, rows: QuerySet[Any], config: str, practice_by: str, at: str) -> QuerySet[Any]:
        found = visible_to(self.user, rows).exclude(**{f"{practice_by}__role": Role.CANDIDATE})
        if self.config is not None:
            found = found.filter(**{config: self.config.pk})
        return found.filter(**{f"{at}__gte": self.since}) if self.since else found

    def sessions(self, at: str = "created_at") -> QuerySet[InterviewSession]:
        """Sessions by when they were made, or by another time of theirs."""
        rows = self._of(InterviewSession.objects.order_by(), "config", "config__created_by", at)
        return rows.exclude(candidate__email=F("config__created_by__email"))

    def invitations(self) -> QuerySet[Invitation]:
        return self._of(Invitation.objects.order_by(), "config", "config__created_by", "created_at")

    def skill_scores(self) -> QuerySet[SkillScore]:
        rows = self._of(SkillScore.objects.order_by(), "config", "owner", "created")
        return rows.exclude(candidate__email=F("owner__email"))

    def evaluations(self) -> QuerySet[Evaluation]:
        """Those of the answers as they stand."""
        session = "response__session"
        rows = self._of(
            Evaluation.objects.order_by(),
            f"{session}__config",
            f"{session}__config__created_by",
            f"{session}__ended_at",
        )
        return rows.filter(answer_version=F("response__answer_version")).exclude(
            **{f"{session}__candidate__email": F(f"{session}__config__created_by__email")}
        )

    def overrides(self) -> QuerySet[ScoreOverride]:
        session = "evaluation__response__session"
        return self._of(
            ScoreOverride.objects.order_by(), f"{session}__config", f"{session}__config__created_by", "given_at"
        )

    # --- Time ------------------------------------------------------------------------------------------

    @property
    def step(self) -> str:
        """How finely time is cut: by "day", "week" or "month"."""
        if self.period == "all" and self.config is not None:
            return "week" if self.now - self.config.created_at < timedelta(days=400) else "month"
        return {"30": "day", "90": "week", "365": "week"}.get(self.period, "month")

    def cut(self, name: str) -> Any:
        """The day, week or month of a time as SQL, as the date it begins with."""
        function = {"day": TruncDay, "week": TruncWeek, "month": TruncMonth}[self.step]
        return function(name, output_field=DateField())

    def begin(self, day: date) -> date:
        """The first day of the stretch that ``day`` falls into."""
        if self.step == "week":
            return day - timedelta(days=day.weekday())
        return day.replace(day=1) if self.step == "month" else day

    def slots(self, counts: Mapping[date, int]) -> list[Slot]:
        """One for each stretch of time up to today, also where nothing happened; the newest ones."""
        today = timezone.localtime(self.now).date()
        first = timezone.localtime(self.since).date() if self.since else min(counts, default=today)
        slots: list[Slot] = []
        begin = self.begin(today)
        while begin >= self.begin(first) and len(slots) < MOST_SLOTS:
            slots.append(Slot(self.name(begin), counts.get(begin, 0)))
            begin = self.begin(begin - timedelta(days=1))
        return slots[::-1]

    def name(self, begin: date) -> str:
        if self.step == "month":
            return f"{begin:%b %Y}"
        short = f"{begin.day} {begin:%b}"
        return f"{short} {begin.year}" if begin.year != self.now.year else short
