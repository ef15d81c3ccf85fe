"""A session as it happens: what the live pages show. All of it comes from the rows, so that each look is complete."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.db.models import Count, OuterRef, Q, QuerySet, Subquery

from interviewer.accounts.models import Role
from interviewer.accounts.scope import visible_to
from interviews.models import InterviewSession, Response, ResponseState, SessionStatus
from interviews.models.response import OPEN_STATES
from interviews.services import clock
from reports import selectors
from reports.selectors import Item, ReportView

# The candidate's page gives a sign of life every ten seconds; after so long without one nobody counts on it.
SILENT_AFTER = timedelta(seconds=45)
MOST_LISTED = 100


@dataclass(frozen=True)
class State:
    """Where a session stands, in words. ``tone`` is a chip's."""

    code: str
    words: str
    note: str = ""
    tone: str = "accent"


def state_of(
    session: InterviewSession, *, asked: bool, clock_started: bool, clock_running: bool, now: datetime | None = None
) -> State:
    """``asked``: a question is open. The clock stands still while the candidate is away or takes a moment."""
    if session.status == SessionStatus.PENDING:
        return State("pending", "Not begun yet", "The candidate has registered and hasn't begun.", "quiet")
    if session.status == SessionStatus.COMPLETED:
        return State("completed", "Over", session.get_completion_method_display(), "quiet")
    if not session.lease:
        return State("away", "The candidate is away", "Their clock stands still until they are back.", "middling")
    if session.last_seen_at and (now or clock.now()) - session.last_seen_at > SILENT_AFTER:
        return State("silent", "No sign of the candidate", "Their connection may be gone.", "middling")
    if asked:
        if not clock_started:
            return State("asked", "The question is being put", "The clock starts once it has been heard.")
        if clock_running:
            return State("answering", "The candidate is answering")
        return State("paused", "The candidate takes a moment", "The clock stands still.")
    if session.review_since is not None:
        return State("review", "Before the end", "The candidate looks through what was left open.")
    return State("thinking", "Working out what comes next", "The answer is read, and what follows is decided.")


@dataclass(frozen=True)
class Live:
    """A look at one session. ``remaining`` is in seconds; ``written`` counts the words typed and not yet sent in."""

    session: InterviewSession
    view: ReportView
    state: State
    current: Item | None
    past: list[Item]
    remaining: float | None
    ticking: bool
    written: int

    @property
    def over(self) -> bool:
        return self.session.status == SessionStatus.COMPLETED

    @property
    def outcomes(self) -> list[tuple[str, int]]:
        """How many answers count as what."""
        figures = self.view.figures
        return [("Correct", figures.correct), ("Partial", figures.partial), ("Wrong", figures.wrong)]

    @property
    def total(self) -> int:
        return self.view.figures.planned


def look(session: InterviewSession) -> Live:
    """``session`` with its config and version. The newest answer comes first."""
    view, now = selectors.report_view(session), clock.now()
    current = next((item for item in view.items if item.response.is_open), None)
    response = current.response if current else None
    running = response is not None and response.clock_running_since is not None
    state = state_of(
        session,
        asked=response is not None,
        clock_started=response is not None and response.clock_started_at is not None,
        clock_running=running,
        now=now,
    )
    return Live(
        session=session,
        view=view,
        state=state,
        current=current,
        past=[item for item in reversed(view.items) if not item.response.is_open],
        remaining=clock.remaining(response, now) if response is not None else None,
        ticking=running and state.code == "answering",
        written=_words(response) if response is not None else 0,
    )


def _words(response: Response) -> int:
    """How much has been typed so far. What it is nobody sees before it is sent in."""
    starter = len(str(response.rubric.get("starter_code", "")).split())
    code = len(str(response.draft.get("code", "")).split())
    return len(str(response.draft.get("text", "")).split()) + max(0, code - starter)


@dataclass(frozen=True)
class Row:
    session: InterviewSession
    state: State
    asked: int


def under_way(user: Any) -> QuerySet[InterviewSession]:
    """The interviews going on that somebody may watch; nobody watches a candidate practising."""
    rows = visible_to(user, InterviewSession.objects.filter(status=SessionStatus.IN_PROGRESS))
    return rows.exclude(config__created_by__role=Role.CANDIDATE)


def listed(user: Any) -> list[Row]:
    """Those going on, the most recently active first; ``MOST_LISTED`` at most."""
    waiting = Response.objects.filter(session=OuterRef("pk"), state__in=OPEN_STATES)
    sessions = (
        under_way(user)
        .select_related("config")
        .annotate(
            asked=Count("responses", filter=~Q(responses__state=ResponseState.ASKED_BACK)),
            open_id=Subquery(waiting.values("pk")[:1]),
            open_clock=Subquery(waiting.values("clock_started_at")[:1]),
            open_running=Subquery(waiting.values("clock_running_since")[:1]),
        )
        .order_by("-last_seen_at", "-started_at")[:MOST_LISTED]
    )
    now = clock.now()
    return [
        Row(
            session,
            state_of(
                session,
                asked=session.open_id is not None,
                clock_started=session.open_clock is not None,
                clock_running=session.open_running is not None,
                now=now,
            ),
            session.asked,
        )
        for session in sessions
    ]
