"""What interviews tell us: an answer is final, a session has ended."""

from __future__ import annotations

from typing import Any

from django.dispatch import receiver

from interviews.models import InterviewSession, Response
from interviews.signals import (
    answer_recorded,
    own_results,
    session_completed,
    shown_evaluations,
    transcript_disputed,
)
from reports import disputes, own_interviews, services, tasks
from reports.models import Report


@receiver(answer_recorded)
def evaluate_answer(response: Response, **kwargs: Any) -> None:
    # An answer given in the review is a second version of one that was passed by.
    tasks.evaluate.enqueue(response.pk, session_id=response.session_id, again=response.answer_version > 1)


@receiver(session_completed)
def write_report(session: InterviewSession, **kwargs: Any) -> None:
    Report.objects.get_or_create(session=session)
    tasks.write_report.enqueue(session.pk, session_id=session.pk)


@receiver(own_results)
def results_for_the_copy(session: InterviewSession, **kwargs: Any) -> dict[str, Any]:
    return own_interviews.results_of(session)


@receiver(shown_evaluations)
def feedback_so_far(session: InterviewSession, **kwargs: Any) -> list[dict[str, Any]]:
    return services.feedback_messages(session)


@receiver(transcript_disputed)
def mark_the_grading(response: Response, **kwargs: Any) -> None:
    disputes.look_again(response)
