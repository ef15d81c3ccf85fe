"""From the invitation to the review: who is left at each step."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import groupby
from typing import Any

from django.db.models import Case, Count, Exists, IntegerField, OuterRef, Q, Subquery, Value, When
from django.db.models.functions import Coalesce

from interviewer.charts import Step, columns, funnel
from interviews.models import CompletionMethod, InvitationState, Response, ResponseState, ResponseType
from interviews.models.response import OPEN_STATES
from reports.insights.frame import Frame
from reports.insights.panels import Panel
from reports.models import Verdict

MOST_QUESTIONS, MANY_QUESTIONS = 20, 8


def drop_off(frame: Frame) -> Panel:
    """The people who were invited, or came by the shared link, in the frame's time: how far each of them is.

    "Question 3" is the third question that was put and closed, follow-ups not counted. Interviews differ in how many
    questions they hold: whoever was asked all of theirs has passed each of these steps.
    """
    invited = dict(
        frame.invitations()
        .filter(Q(sessions__isnull=False) | ~Q(state=InvitationState.REVOKED))
        .values_list("state")
        .annotate(total=Count("pk", distinct=True))
    )
    rows = _sessions(frame)
    direct = sum(row["total"] for row in rows if not row["invited"])
    seen = sum(total for state, total in invited.items() if state != InvitationState.PENDING)
    steps = [
        Step("Invited, or came by the link", sum(invited.values()) + direct),
        Step("Opened the invitation", seen + direct),
        Step("Gave their details", sum(row["total"] for row in rows)),
        Step("Agreed to the recording", sum(row["total"] for row in rows if row["agreed"])),
        Step("Began", sum(row["total"] for row in rows if row["begun"])),
    ]
    most = min(max((row["closed"] for row in rows), default=0), MOST_QUESTIONS)
    answered = [
        sum(row["total"] for row in rows if row["begun"] and (row["closed"] >= number or row["whole"]))
        for number in range(1, most + 1)
    ]
    steps += _question_steps(answered)
    steps += [
        Step("Completed", sum(row["total"] for row in rows if row["whole"])),
        Step("Reviewed by a person", sum(row["total"] for row in rows if row["whole"] and row["reviewed"])),
    ]
    early = sum(row["total"] for row in rows if row["ended"] and not row["whole"])
    note = "Follow-ups aren't counted as questions."
    if early:
        note += f" {early} ended before all was asked; their reports are written from what there is."
    return Panel.of("funnel", funnel("From invitation to review", steps, of="Interviews"), note)


def _question_steps(answered: Sequence[int]) -> list[Step]:
    """One a question; of many, those that nobody was lost between are one step: "Questions 3 to 9"."""
    if len(answered) <= MANY_QUESTIONS:
        return [Step(f"Question {number}", count) for number, count in enumerate(answered, 1)]
    steps = []
    for count, numbers in groupby(enumerate(answered, 1), key=lambda pair: pair[1]):
        first, *rest = [number for number, _ in numbers]
        steps.append(Step(f"Questions {first} to {rest[-1]}" if rest else f"Question {first}", count))
    return steps


def _sessions(frame: Frame) -> list[dict[str, Any]]:
    """Sessions of those invited in the frame's time, counted by how far they are: a row for each state there is."""
    closed = (
        Response.objects.filter(session=OuterRef("pk"))
        .exclude(question_type=ResponseType.FOLLOW_UP)
        .exclude(state__in=[*OPEN_STATES, ResponseState.ASKED_BACK])
        .order_by()
        .values("session")
        .annotate(n=Count("pk"))
    )

    def flag(condition: Q) -> Case:
        return Case(When(condition, then=Value(1)), default=Value(0), output_field=IntegerField())

    rows = (
        frame.sessions()
        .annotate(
            closed=Coalesce(Subquery(closed.values("n"), output_field=IntegerField()), 0),
            invited=flag(Q(invitation__isnull=False)),
            agreed=flag(Q(consent__isnull=False) | Q(started_at__isnull=False)),
            begun=flag(Q(started_at__isnull=False)),
            ended=flag(Q(ended_at__isnull=False)),
            whole=flag(Q(completion_method=CompletionMethod.AUTOMATIC)),
            reviewed=Exists(Verdict.objects.filter(session=OuterRef("pk"))),
        )
        .values("closed", "invited", "agreed", "begun", "ended", "whole", "reviewed")
        .annotate(total=Count("pk"))
    )
    return [{**row} for row in rows]


def completions(frame: Frame) -> Panel:
    counts = dict(
        frame.sessions("ended_at")
        .filter(ended_at__isnull=False)
        .annotate(stretch=frame.cut("ended_at"))
        .values_list("stretch")
        .annotate(total=Count("pk"))
    )
    figure = columns(f"Completed interviews by {frame.step}", frame.slots(counts), when=frame.step.capitalize())
    return Panel.of("completions", figure)
