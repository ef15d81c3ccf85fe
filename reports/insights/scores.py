"""Skills on the average and over time, and how overall scores are spread."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import Count, F, Max, Q, QuerySet, Sum
from django.db.models.functions import Floor
from django.utils import timezone

from candidates.models import Candidate
from interviewer.accounts.scope import visible_to
from interviewer.charts import Bin, Chart, Line, Measure, Table, bars, histogram, radar, trend
from interviewer.charts.text import whole
from interviews.models import InterviewSession, SessionStatus
from reports.insights.frame import Frame
from reports.insights.panels import Panel, many, percent, slope_words
from reports.models import Skill, SkillScore
from reports.statistics import Estimate, Group, Slope, mean_of, slope_of, slope_over

DAYS_OF_A_MONTH = 30.0
MOST_INTERVIEWS = 20
MOST_CANDIDATES = 20
MOST_POINTS = 200
MOST_LISTED = 50


def skills(frame: Frame) -> tuple[Panel, list[Panel]]:
    """The mean of each skill, and each skill over time."""
    by_skill = _by_stretch(frame)
    means = {skill: mean_of(g for _, g in by_skill[skill]) for skill in Skill.values}
    rows = [measure(Skill(skill).label, found, "interview") for skill, found in means.items()]
    note = "The mean over interviews. Its range, with 95 % certainty, is wide where there are few."
    averages = Panel.of("skills", bars("Skills on the average", rows if any(m.n for m in means.values()) else []), note)
    return averages, [_over_time(skill, by_skill[skill], frame) for skill in Skill.values]


def measure(label: str, found: Estimate, what: str) -> Measure:
    return Measure(label, found.value, found.low, found.high, many(found.n, what) if found.n else "")


def _by_stretch(frame: Frame) -> dict[str, list[tuple[date, Group]]]:
    """By skill: of each day, week or month how many scores, their sum and the sum of their squares."""
    found: dict[str, list[tuple[date, Group]]] = defaultdict(list)
    rows = (
        frame.skill_scores()
        .annotate(stretch=frame.cut("created"))
        .values("skill", "stretch")
        .annotate(n=Count("pk"), total=Sum("score"), squares=Sum(F("score") * F("score")))
        .order_by("stretch")
    )
    for row in rows:
        x = row["stretch"].toordinal() / DAYS_OF_A_MONTH
        found[row["skill"]].append((row["stretch"], Group(x, row["n"], row["total"], row["squares"])))
    return found


def _over_time(skill: str, groups: Sequence[tuple[date, Group]], frame: Frame) -> Panel:
    slope = slope_of([group for _, group in groups])
    points = []
    for begin, group in groups:
        found = mean_of([group])
        points.append(
            Measure(
                f"{frame.step.capitalize()} of {frame.name(begin)}",
                found.value,
                found.low,
                found.high,
                note=many(group.n, "interview"),
                when=frame.name(begin),
            )
        )
    figure = trend(
        f"{Skill(skill).label} over time",
        points,
        fit=_line(slope, slope_words(slope, "a month")),
        heads=(frame.step.capitalize(), "Mean score"),
        positions=[group.x for _, group in groups],
    )
    return Panel.of(f"trend-{skill}", figure, slope_words(slope, "a month"))


def _line(slope: Slope, words: str) -> Line | None:
    if slope.start is None or slope.end is None:
        return None
    return Line(slope.start, slope.end, words)


def distribution(frame: Frame) -> Panel:
    """Overall scores in tens, counted by the database."""
    tally = [0] * 10
    rows = (
        frame.sessions("ended_at")
        .filter(report__score__isnull=False)
        .annotate(tens=Floor(F("report__score") / 10.0))
        .values_list("tens")
        .annotate(total=Count("pk"))
    )
    for tens, total in rows:
        tally[min(int(tens), 9)] += total
    bins = [Bin(place * 10, place * 10 + 10, count) for place, count in enumerate(tally)]
    figure = histogram("Overall scores", bins, what="Overall score", of="Interviews", axis="Overall score of 100")
    return Panel.of("distribution", figure, f"{many(sum(tally), 'graded interview')}." if sum(tally) else "")


def interviews(frame: Frame) -> Panel:
    """The busiest interviews side by side: how many finished, and the mean of the overall scores."""
    grouped = (
        frame.sessions()
        .values("config_id", "config__job_role", "config__created_by__full_name")
        .annotate(
            begun=Count("pk", filter=~Q(status=SessionStatus.PENDING)),
            completed=Count("pk", filter=Q(status=SessionStatus.COMPLETED)),
            n=Count("report__score"),
            total=Sum("report__score"),
            squares=Sum(F("report__score") * F("report__score")),
        )
        .order_by("-completed", "-begun", "config_id")
    )
    found: list[dict[str, Any]] = [{**row} for row in grouped[:MOST_INTERVIEWS]]
    rows = []
    for row in found:
        row["score"] = mean_of([Group(0, row["n"], row["total"] or 0.0, row["squares"] or 0.0)])
        rows.append(measure(row["config__job_role"], row["score"], "graded interview"))
    table = Table(
        ("Interview", "Begun", "Completed", "Completed of begun", "Mean score", "Low", "High", "Graded"),
        tuple(
            (
                row["config__job_role"],
                str(row["begun"]),
                str(row["completed"]),
                percent(row["completed"], row["begun"]),
                *(whole(value) for value in (row["score"].value, row["score"].low, row["score"].high)),
                str(row["n"]),
            )
            for row in found
        ),
    )
    figure = bars("Mean overall score by interview", rows, heads=("Interview", "Mean score"))
    return Panel("interviews", table, figure, more=found)


def returning(frame: Frame) -> list[dict[str, Any]]:
    """The candidates with more than one graded interview, the busiest first."""
    rows = (
        frame.sessions("ended_at")
        .filter(report__score__isnull=False)
        .values("candidate_id", "candidate__full_name")
        .annotate(n=Count("pk"), last=Max("ended_at"))
        .filter(n__gt=1)
        .order_by("-n", "-last", "candidate_id")
    )
    return [{**row} for row in rows[:MOST_CANDIDATES]]


# --- One candidate -----------------------------------------------------------------------------------


@dataclass(frozen=True)
class Progress:
    """A candidate over their interviews; ``sessions`` newest first, ``hidden`` how many older ones aren't shown."""

    sessions: list[InterviewSession]
    hidden: int
    profile: Panel
    averages: Panel
    trends: list[Panel]
    overall: Panel
    listed: Panel


def progress(user: Any, candidate: Candidate) -> Progress:
    rows = (
        visible_to(user, InterviewSession.objects.all())
        .filter(candidate=candidate, status=SessionStatus.COMPLETED)
        .exclude(config__created_by__email=candidate.email)
    )
    total = rows.count()
    sessions = list(rows.select_related("config", "report").order_by("-ended_at", "-pk")[:MOST_POINTS])
    scores = _scores(visible_to(user, SkillScore.objects.all()), sessions)
    in_order = sessions[::-1]
    trends = [_course(skill, scores, in_order) for skill in Skill.values]
    latest = next((s for s in sessions if any((s.pk, skill) in scores for skill in Skill.values)), None)
    return Progress(
        sessions=sessions,
        hidden=total - len(sessions),
        profile=_profile(scores, latest),
        averages=_averages(scores),
        trends=trends,
        overall=_overall(in_order),
        listed=_listed(sessions, scores),
    )


Scores = dict[tuple[Any, str], SkillScore]


def _scores(rows: QuerySet[SkillScore], sessions: Sequence[InterviewSession]) -> Scores:
    found = rows.filter(report__session__in=[s.pk for s in sessions]).select_related("report")
    return {(row.report.session_id, row.skill): row for row in found}


def _day(session: InterviewSession) -> str:
    if session.ended_at is None:
        return ""
    ended = timezone.localtime(session.ended_at)
    return f"{ended.day} {ended:%b %Y}"


def _row_measure(label: str, row: SkillScore | None, when: str = "") -> Measure:
    if row is None:
        return Measure(label, None, when=when)
    return Measure(label, row.score, row.low, row.high, many(row.answers, "answer"), when)


def _course(skill: str, scores: Scores, sessions: Sequence[InterviewSession]) -> Panel:
    known = [(s, scores[s.pk, skill]) for s in sessions if (s.pk, skill) in scores]
    slope = slope_over([row.score for _, row in known])
    words = slope_words(slope, "an interview")
    points = [_row_measure(session.config.job_role, row, _day(session)) for session, row in known]
    figure = trend(Skill(skill).label, points, fit=_line(slope, words))
    return Panel.of(f"trend-{skill}", figure, words)


def _overall(sessions: Sequence[InterviewSession]) -> Panel:
    found = [(s, s.report) for s in sessions if getattr(s, "report", None) and s.report.score is not None]
    slope = slope_over([report.score for _, report in found if report.score is not None])
    words = slope_words(slope, "an interview")
    points = [Measure(s.config.job_role, r.score, r.low, r.high, when=_day(s)) for s, r in found]
    return Panel.of("overall", trend("Overall score", points, fit=_line(slope, words)), words)


def _averages(scores: Scores) -> Panel:
    rows = []
    for skill in Skill.values:
        values = [row.score for (_, name), row in scores.items() if name == skill]
        found = mean_of(Group(0, 1, value, value * value) for value in values)
        rows.append(measure(Skill(skill).label, found, "interview"))
    return Panel.of("averages", bars("Mean of all interviews", rows if scores else []))


def _profile(scores: Scores, session: InterviewSession | None) -> Panel:
    if session is None:
        return Panel.of("profile", radar("The newest interview", []))
    axes = [_row_measure(Skill(skill).label, scores.get((session.pk, skill))) for skill in Skill.values]
    figure: Chart = radar("The newest interview", axes)
    return Panel.of("profile", figure, f"{session.config.job_role}, {_day(session)}")


def _listed(sessions: Sequence[InterviewSession], scores: Scores) -> Panel:
    rows = []
    for session in sessions:
        report = getattr(session, "report", None)
        overall = report.score if report else None
        skills_of = [scores.get((session.pk, skill)) for skill in Skill.values]
        rows.append((session, [overall, *(row.score if row else None for row in skills_of)]))
    table = Table(
        ("Interview", "Ended", "Overall", *Skill.labels),
        tuple((s.config.job_role, _day(s), *(whole(value) for value in values)) for s, values in rows),
    )
    names = ["Overall", *Skill.labels]
    shown = [(session, list(zip(names, values, strict=True))) for session, values in rows[:MOST_LISTED]]
    return Panel("interviews", table, more=shown)
