"""The candidates of one interview as a table: filtered, searched, sorted, a page at a time."""

from __future__ import annotations

import uuid
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from django.db.models import Case, F, IntegerField, OuterRef, Prefetch, Q, QuerySet, Subquery, Value, When
from django.db.models.functions import Lower

from interviewer.accounts.scope import visible_to
from interviews.models import ConfigVersion, InterviewConfig, InterviewSession, SessionStatus
from reports.models import Decision, Recommendation, ReportState, Skill, SkillScore, Verdict
from reports.verdicts import visible_verdicts

NO_VERDICT = "none"
# What a column is called, and what it is sorted by. The name stands always.
COLUMNS: dict[str, tuple[str, str]] = {
    "email": ("E-mail", "email"),
    "status": ("Status", "status"),
    "score": ("Score", "score"),
    "recommendation": ("Recommendation", "recommendation"),
    "verdict": ("Your verdict", "verdict"),
    **{value: (label, value) for value, label in Skill.choices},
    "began": ("Began", "began"),
    "finished": ("Finished", "finished"),
    # A share of the time that each had: minutes would tell who was granted more of them.
    "time": ("Time used", "time"),
    "version": ("Version", "version"),
}
STANDARD = ("status", "score", "recommendation", "verdict", "finished")
SORTS: dict[str, Any] = {
    "name": Lower("candidate_name"),
    "email": Lower("candidate__email"),
    "status": F("status"),
    "score": F("report__score"),
    "recommendation": F("rank"),
    "verdict": F("my_verdict"),
    **{value: F(f"skill_{value}") for value in Skill.values},
    "began": F("started_at"),
    "finished": F("ended_at"),
    "time": F("answering_seconds") / F("time_factor"),
    "version": F("config_version__number"),
}
FIRST = "-finished"


@dataclass(frozen=True)
class Asked:
    """What the table was asked to show, whatever nonsense the address held."""

    q: str = ""
    status: str = ""
    recommendation: str = ""
    verdict: str = ""
    sort: str = FIRST
    columns: tuple[str, ...] = STANDARD

    @classmethod
    def of(cls, query: Any) -> Asked:
        """``query`` is a request's QueryDict."""

        def one_of(name: str, allowed: Iterable[str]) -> str:
            value = query.get(name, "")
            return value if value in allowed else ""

        sort = query.get("sort", FIRST)
        chosen = [name for name in COLUMNS if name in query.getlist("column")]
        return cls(
            q=" ".join(query.get("q", "").replace("\x00", "").split())[:200],
            status=one_of("status", SessionStatus.values),
            recommendation=one_of("recommendation", Recommendation.values),
            verdict=one_of("verdict", [*Decision.values, NO_VERDICT]),
            sort=sort if sort.removeprefix("-") in SORTS else FIRST,
            columns=tuple(chosen) if query.getlist("column") else STANDARD,
        )

    @property
    def filtered(self) -> bool:
        return bool(self.q or self.status or self.recommendation or self.verdict)


def rows(user: Any, config: InterviewConfig, asked: Asked) -> QuerySet[InterviewSession]:
    """The sessions as asked for, with ``my_verdict``: what this user decided last.

    Others' verdicts filter and sort nothing: who has not decided yet could tell them by that.
    """
    mine = Verdict.objects.filter(session=OuterRef("pk"), author=user).order_by("-given_at")
    found = visible_to(user, InterviewSession.objects.filter(config=config)).annotate(
        my_verdict=Subquery(mine.values("decision")[:1]), rank=_rank()
    )
    if asked.q:
        found = found.filter(Q(candidate_name__icontains=asked.q) | Q(candidate__email__icontains=asked.q))
    if asked.status:
        found = found.filter(status=asked.status)
    if asked.recommendation:
        found = found.filter(report__state=ReportState.READY, report__recommendation=asked.recommendation)
    if asked.verdict == NO_VERDICT:
        found = found.filter(my_verdict__isnull=True, status=SessionStatus.COMPLETED)
    elif asked.verdict:
        found = found.filter(my_verdict=asked.verdict)
    name = asked.sort.removeprefix("-")
    if name in Skill.values:
        scores = SkillScore.objects.filter(report__session=OuterRef("pk"), skill=name)
        found = found.annotate(**{f"skill_{name}": Subquery(scores.values("score")[:1])})
    key = SORTS[name]
    # What isn't there stands last, whichever way the rest is sorted: null is neither the best nor the worst.
    order = key.desc(nulls_last=True) if asked.sort.startswith("-") else key.asc(nulls_last=True)
    return (
        found.select_related("candidate", "report", "config_version")
        .defer("config_version__content", "report__summary", "report__strengths", "report__weaknesses")
        .prefetch_related(
            Prefetch("report__skill_scores", SkillScore.objects.only("report", "skill", "score", "low", "high"))
        )
        .order_by(order, "-created_at", "pk")
    )


def _rank() -> Any:
    """From the warmest recommendation to the coldest; what lacks evidence has no place in that order."""
    order = (Recommendation.NO, Recommendation.MIXED, Recommendation.YES, Recommendation.STRONG_YES)
    cases = [
        When(report__state=ReportState.READY, report__recommendation=value, then=Value(place))
        for place, value in enumerate(order)
    ]
    return Case(*cases, default=Value(None), output_field=IntegerField())


def limits_of(sessions: Iterable[InterviewSession]) -> Mapping[uuid.UUID, float]:
    """The answering time of each version that these were interviewed by, in minutes: in one query."""
    wanted = {session.config_version_id for session in sessions}
    versions = ConfigVersion.objects.filter(pk__in=wanted).values_list("pk", "content")
    return {pk: float(content.get("time_limit", 0)) for pk, content in versions}


def verdicts_of(user: Any, sessions: Iterable[InterviewSession]) -> Mapping[uuid.UUID, list[Verdict]]:
    """The latest verdict of each author that this user may see, by session; the user's own first."""
    found: dict[uuid.UUID, dict[Any, Verdict]] = {}
    for verdict in visible_verdicts(user, list(sessions)).select_related("author").order_by("given_at"):
        found.setdefault(verdict.session_id, {})[verdict.author_id] = verdict
    return {
        key: sorted(by_author.values(), key=lambda verdict: verdict.author_id != user.pk)
        for key, by_author in found.items()
    }
