"""Whose verdicts a person may read: one's own, and others' from the moment one has given one's own.

Nobody's judgement is to lean on another's. Pages, the API, the admin, exports and webhooks all ask here.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.db.models import Exists, OuterRef, QuerySet

from interviewer.accounts.scope import visible_to
from interviews.models import InterviewSession
from reports.models import Verdict

SHOWN = 50
DISAGREE = "People disagree"


def visible_verdicts(
    user: Any, sessions: Iterable[InterviewSession] | QuerySet[Any] | None = None
) -> QuerySet[Verdict]:
    """The verdicts ``user`` may read, newest first: of ``sessions``, or of all that the user may see."""
    rows = visible_to(user, Verdict.objects.all())
    if sessions is not None:
        rows = rows.filter(session__in=sessions)
    return rows.filter(_decided_by(user.pk)) if user.pk else rows.none()


def may_read(user_id: Any, verdict: Verdict) -> bool:
    """The same rule for one verdict, where who may see its session has been settled."""
    return Verdict.objects.filter(_decided_by(user_id), pk=verdict.pk).exists()


def _decided_by(user_id: Any) -> Exists:
    return Exists(Verdict.objects.filter(session=OuterRef("session"), author=user_id))


@dataclass(frozen=True)
class Verdicts:
    """A session's verdicts as one person sees them, newest first; ``hidden`` people's wait for one's own."""

    own: list[Verdict]
    others: list[Verdict]
    hidden: int = 0

    @property
    def latest(self) -> Verdict | None:
        """What this person thinks now."""
        return self.own[0] if self.own else None

    @property
    def standing(self) -> list[Verdict]:
        """What each of the others thinks now."""
        newest: dict[Any, Verdict] = {}
        for verdict in self.others:
            newest.setdefault(verdict.author_id, verdict)
        return list(newest.values())

    @property
    def all(self) -> list[Verdict]:
        return sorted([*self.own, *self.others], key=lambda verdict: verdict.given_at, reverse=True)[:SHOWN]

    @property
    def status(self) -> str:
        """Where people stand with this candidate, in words."""
        if self.latest is None:
            return "To be decided by you"
        if any(verdict.decision != self.latest.decision for verdict in self.standing):
            return DISAGREE
        return str(self.latest.get_decision_display())

    @property
    def code(self) -> str:
        """The same as a code that has a tone."""
        if self.latest is None:
            return "in_progress"
        return "partial" if self.status == DISAGREE else self.latest.decision


def verdicts_of(user: Any, session: InterviewSession) -> Verdicts:
    """In one query; the session is one that the user may see."""
    rows = list(session.verdicts.annotate(may_read=_decided_by(user.pk)).select_related("author").order_by("-given_at"))
    read = [verdict for verdict in rows if verdict.may_read]
    return Verdicts(
        own=[verdict for verdict in read if verdict.author_id == user.pk],
        others=[verdict for verdict in read if verdict.author_id != user.pk],
        hidden=len({verdict.author_id for verdict in rows if not verdict.may_read}),
    )
