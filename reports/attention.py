"""What the home page shows: what waits for a person, who is being interviewed, and how the interviews go.

Each kind of attention is one query that brings its rows and, over all of them, their number.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import Any

from django.db.models import Count, Exists, F, Max, OuterRef, Q, QuerySet, Window
from django.db.models.functions import TruncDate
from django.urls import reverse
from django.utils import timezone

from interviewer.accounts.models import Role
from interviewer.accounts.scope import visible_to
from interviewer.counting import counted
from interviewer.work.models import Work, WorkState
from interviews.models import (
    AccommodationRequest,
    ConfigStatus,
    InterviewConfig,
    InterviewSession,
    Invitation,
    InvitationState,
    MailState,
    RequestState,
    SessionStatus,
)
from reports.models import Evaluation, EvaluationState, ReportState, Verdict

SOON = timedelta(days=3)
DAYS = 30
# A living connection gives a sign of life every few seconds.
CONNECTED = timedelta(minutes=1)


@dataclass(frozen=True)
class Waiting:
    """One thing that waits for somebody: who or what, why, since or until when, and where it is dealt with."""

    title: str
    notes: str
    why: str
    when: datetime | None
    url: str


@dataclass(frozen=True)
class Group:
    key: str
    title: str
    about: str
    rows: list[Waiting] = field(default_factory=list)
    total: int = 0

    @property
    def more(self) -> int:
        return self.total - len(self.rows)


def _taken(user: Any) -> QuerySet[InterviewSession]:
    """The sessions of interviews that somebody set up for others. Nobody else's practice is anybody's business."""
    return visible_to(user, InterviewSession.objects.exclude(config__created_by__role=Role.CANDIDATE))


def _total() -> Window:
    return Window(Count("pk"))


def _finished(user: Any) -> QuerySet[InterviewSession]:
    """Interviews that are over and that nobody has given a verdict on: what was decided waits for nobody."""
    rows = _taken(user).filter(status=SessionStatus.COMPLETED)
    decided = Verdict.objects.filter(session=OuterRef("pk"))
    return rows.filter(~Exists(decided)).select_related("config").order_by("-ended_at", "pk")


def _newest_evaluations() -> QuerySet[Evaluation]:
    """Of the session of the outer query: the grading of each answer as it stands now."""
    return Evaluation.objects.filter(
        response__session=OuterRef("pk"), answer_version=F("response__answer_version")
    ).order_by()


def to_review(user: Any) -> QuerySet[InterviewSession]:
    return _finished(user).filter(report__state=ReportState.READY)


def flagged(user: Any) -> QuerySet[InterviewSession]:
    """Where the graders differ, or the resume hides something from its reader."""
    rows = _finished(user).annotate(
        unsure=Exists(_newest_evaluations().filter(needs_review=True)),
        hidden_text=Exists(
            InterviewSession.objects.filter(pk=OuterRef("pk"), resume__isnull=False).exclude(resume__flags=[])
        ),
    )
    return rows.filter(Q(unsure=True) | Q(hidden_text=True))


def failed(user: Any) -> QuerySet[InterviewSession]:
    """Where something technical keeps the candidate's answers from being read."""
    newest = _newest_evaluations()
    rows = _finished(user).annotate(
        no_report=Exists(InterviewSession.objects.filter(pk=OuterRef("pk"), report__state=ReportState.FAILED)),
        ungraded=Exists(newest.filter(state=EvaluationState.FAILED)),
        unheard=Exists(newest.filter(state=EvaluationState.UNCLEAR_AUDIO)),
        stuck=Exists(Work.objects.filter(session_id=OuterRef("pk"), state=WorkState.FAILED)),
    )
    return rows.filter(Q(no_report=True) | Q(ungraded=True) | Q(unheard=True) | Q(stuck=True))


def undelivered(user: Any) -> QuerySet[Invitation]:
    rows = visible_to(user, Invitation.objects.filter(mail_state=MailState.FAILED))
    return rows.exclude(state=InvitationState.REVOKED).select_related("config").order_by("-created_at", "pk")


def asked_for(user: Any) -> QuerySet[AccommodationRequest]:
    rows = visible_to(user, AccommodationRequest.objects.filter(state=RequestState.OPEN))
    return rows.select_related("config").order_by("created_at", "pk")


def expiring_interviews(user: Any) -> QuerySet[InterviewConfig]:
    now = timezone.now()
    rows = visible_to(user, InterviewConfig.objects.filter(status=ConfigStatus.OPEN))
    return rows.filter(expires_at__gt=now, expires_at__lte=now + SOON).order_by("expires_at", "pk")


def expiring_invitations(user: Any) -> QuerySet[Invitation]:
    now = timezone.now()
    rows = visible_to(user, Invitation.objects.filter(config__status=ConfigStatus.OPEN))
    rows = rows.filter(state__in=[InvitationState.PENDING, InvitationState.OPENED])
    rows = rows.filter(expires_at__gt=now, expires_at__lte=now + SOON)
    return rows.select_related("config").order_by("expires_at", "pk")


# --- As rows to read ---------------------------------------------------------------------------------


def _session(session: Any, why: str) -> Waiting:
    url = reverse("reports:report", args=[session.pk])
    return Waiting(session.candidate_name, session.config.job_role, why, session.ended_at, url)


def _flagged(session: Any) -> Waiting:
    words = ["two graders differ, or an answer was made for the grader"] if session.unsure else []
    words += ["the resume holds text that its reader isn't meant to see"] if session.hidden_text else []
    return _session(session, _sentence(words))


def _failed(session: Any) -> Waiting:
    words = ["the report could not be written"] if session.no_report else []
    words += ["an answer could not be graded"] if session.ungraded else []
    words += ["a recording could not be understood"] if session.unheard else []
    words += ["work on it was given up"] if session.stuck and not words else []
    return _session(session, _sentence(words))


def _undelivered(invitation: Invitation) -> Waiting:
    url = reverse("interviews:invitations", args=[invitation.config_id]) + "?show=failed"
    why = f"The invitation could not be sent. {invitation.mail_error}".strip()
    name = invitation.full_name or invitation.email
    return Waiting(name, invitation.config.job_role, why, invitation.created_at, url)


def _asked_for(request: AccommodationRequest) -> Waiting:
    url = reverse("interviews:answer_request", args=[request.pk])
    name = request.full_name or request.email
    return Waiting(
        name, request.config.job_role, f"Asks for: {request.get_wish_display().lower()}.", request.created_at, url
    )


def _interview_ends(config: InterviewConfig) -> Waiting:
    url = reverse("interviews:detail", args=[config.pk])
    return Waiting(config.job_role, "Interview", "Nobody new can begin it after that.", config.expires_at, url)


def _invitation_ends(invitation: Invitation) -> Waiting:
    url = reverse("interviews:invitations", args=[invitation.config_id]) + "?show=waiting"
    name = invitation.full_name or invitation.email
    opened = "The link was opened" if invitation.state == InvitationState.OPENED else "The link was never opened"
    return Waiting(name, invitation.config.job_role, f"{opened}, and nothing was begun.", invitation.expires_at, url)


def _sentence(parts: list[str]) -> str:
    text = "; ".join(parts)
    return f"{text[:1].upper()}{text[1:]}." if text else ""


Source = tuple[Callable[[Any], QuerySet[Any]], Callable[[Any], Waiting]]


@dataclass(frozen=True)
class Kind:
    """A kind of attention and where its rows come from, the first source first."""

    title: str
    about: str
    sources: tuple[Source, ...]


KINDS: dict[str, Kind] = {
    "requests": Kind("Extra time asked for", "A candidate waits for your answer.", ((asked_for, _asked_for),)),
    "failures": Kind(
        "Technical failures",
        "Nothing here says anything about the candidate.",
        ((failed, _failed), (undelivered, _undelivered)),
    ),
    "flagged": Kind("Flagged", "A person should look, and no verdict has been given.", ((flagged, _flagged),)),
    "review": Kind(
        "To review",
        "The report is ready, and nobody has given a verdict.",
        ((to_review, lambda row: _session(row, "")),),
    ),
    "expiring": Kind(
        "Ending within three days",
        "Give them a later date where they are still wanted.",
        ((expiring_interviews, _interview_ends), (expiring_invitations, _invitation_ends)),
    ),
}


def group(user: Any, key: str, most: int) -> Group:
    kind = KINDS[key]
    rows: list[Waiting] = []
    total = 0
    for source, in_words in kind.sources:
        found = list(source(user).annotate(total=_total())[:most])
        total += found[0].total if found else 0
        rows += [in_words(row) for row in found]
    return Group(key, kind.title, kind.about, rows[:most], total)


def needs_attention(user: Any, most: int = 4) -> list[Group]:
    """The kinds there is something of."""
    return [found for key in KINDS if (found := group(user, key, most)).total]


def page_of(user: Any, key: str, start: int, size: int) -> tuple[list[Waiting], int]:
    """The rows ``start`` to ``start + size`` of all sources one after the other, and how many there are."""
    rows: list[Waiting] = []
    total = 0
    for source, in_words in KINDS[key].sources:
        queryset = source(user)
        count = queryset.count()
        first, last = max(0, start - total), max(0, start + size - total)
        if first < count and last > 0:
            rows += [in_words(row) for row in queryset[first:last]]
        total += count
    return rows, total


# --- Who is there, and how it goes -------------------------------------------------------------------


def live(user: Any, most: int) -> tuple[list[InterviewSession], int]:
    """Interviews under way, who gave the latest sign of life first; the number of all of them.

    ``connected`` says whether the candidate is there at this moment.
    """
    rows = _taken(user).filter(status=SessionStatus.IN_PROGRESS)
    rows = rows.select_related("config").annotate(total=_total(), asked=Count("responses"), last_sign=F("last_seen_at"))
    found: list[Any] = list(rows.order_by(F("last_seen_at").desc(nulls_last=True), "pk")[:most])
    now = timezone.now()
    for session in found:
        sign = session.last_seen_at
        session.connected = bool(session.lease) and sign is not None and now - sign < CONNECTED
    return found, found[0].total if found else 0


def interviews(user: Any) -> QuerySet[InterviewConfig]:
    """All interviews with ``completed`` of ``invited`` and ``last_activity``.

    Invited are who got an invitation of their own, and who came in by the open link.
    """
    begun = InterviewSession.objects.exclude(status=SessionStatus.PENDING)
    offered = InterviewConfig.objects.exclude(created_by__role=Role.CANDIDATE).select_related("created_by")
    rows = visible_to(user, offered).annotate(
        sent=counted(Invitation.objects.exclude(state=InvitationState.REVOKED), "config"),
        by_link=counted(begun.filter(invitation__isnull=True), "config"),
        completed=counted(InterviewSession.objects.filter(status=SessionStatus.COMPLETED), "config"),
        last_session=Max("sessions__updated_at"),
    )
    return rows.annotate(invited=F("sent") + F("by_link")).order_by(
        F("last_session").desc(nulls_last=True), "-created_at", "pk"
    )


def completions(user: Any, days: int = DAYS) -> list[tuple[date, int]]:
    """How many interviews were completed on each of the last days, today last."""
    today = timezone.localdate()
    first = today - timedelta(days=days - 1)
    since = timezone.make_aware(datetime.combine(first, datetime.min.time()))
    ended = _taken(user).filter(status=SessionStatus.COMPLETED, ended_at__gte=since)
    per_day = dict(
        ended.order_by()
        .annotate(day=TruncDate("ended_at"))
        .values("day")
        .annotate(n=Count("pk"))
        .values_list("day", "n")
    )
    return [(day, per_day.get(day, 0)) for day in (first + timedelta(days=offset) for offset in range(days))]
