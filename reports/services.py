"""The only writer of evaluations, reports and skill scores."""

from __future__ import annotations

import uuid
from collections.abc import Mapping
from dataclasses import asdict
from typing import Any

from django.db import transaction
from django.db.models import QuerySet

from interviewer.accounts import audit
from interviewer.work.models import Work, WorkState
from interviewer.work.service import NotYet, enqueue
from interviews import events, selectors
from interviews.models import InterviewSession, Response, ResponseState, SessionStatus
from interviews.models.response import OPEN_STATES
from interviews.services import clock
from reports import announcements, disputes, grading, report_text, scoring
from reports.grading import outcome_of as outcome_of
from reports.models import Evaluation, EvaluationState, Report, ReportState, SkillScore

Pairs = list[tuple[Response, Evaluation | None]]

# In these states there is no answer to grade.
NOT_GRADED = frozenset({*OPEN_STATES, ResponseState.ASKED_BACK})


def evaluate(response_id: uuid.UUID, *, fresh: bool = False) -> Evaluation | None:
    """Grade the response as it stands, replacing an earlier grading of the same answer; None if it is gone.

    Where the same input was graded before that result is used again, unless ``fresh``. Not to be called inside a
    transaction.
    """
    response = (
        Response.objects.select_related("session__config_version", "session__candidate").filter(pk=response_id).first()
    )
    if response is None or response.state in NOT_GRADED:
        return None
    evaluation, _ = Evaluation.objects.update_or_create(
        response=response,
        answer_version=response.answer_version,
        defaults=(None if fresh else _graded_before(response)) or _graded(response),
    )
    if disputes.mark(response.pk):
        evaluation.refresh_from_db()
    announcements.evaluated(evaluation)
    if response.session.config_version.content.get("candidate_feedback"):
        events.send_to_session(response.session_id, _feedback_message(evaluation))
    return evaluation


def _graded(response: Response) -> dict[str, Any]:
    return grading.columns_for(response)


def _graded_before(response: Response) -> dict[str, Any] | None:
    """The columns of an earlier grading of the same input in this interview, so that it gets the same score."""
    earlier = (
        Evaluation.objects.filter(
            input_hash=grading.input_hash(response), response__session__config=response.session.config_id
        )
        .exclude(state=EvaluationState.FAILED)
        .order_by("-updated_at")
        .first()
    )
    # Another's grading of the same words is taken over, and not what that candidate said of their transcript.
    return disputes.without({name: getattr(earlier, name) for name in ("state", *grading.EMPTY)}) if earlier else None


def feedback_messages(session: InterviewSession) -> list[dict[str, Any]]:
    """What the candidate of a config that shows feedback has been told, or should have been: each answer's newest."""
    pairs = evaluated(session, list(put_to(session)))
    return [_feedback_message(evaluation) for _, evaluation in pairs if evaluation is not None]


def _feedback_message(evaluation: Evaluation) -> dict[str, Any]:
    return {
        "type": "evaluation",
        "question_id": str(evaluation.response_id),
        "state": evaluation.state,
        "score": evaluation.score,
        "outcome": evaluation.outcome,
        "feedback": evaluation.feedback,
        "strengths": evaluation.strengths,
        "improvements": evaluation.improvements,
    }


def evaluation_failed(response_id: uuid.UUID) -> None:
    """Every attempt to grade failed: say so, in place of a score."""
    response = Response.objects.filter(pk=response_id).first()
    if response is None:
        return
    Evaluation.objects.get_or_create(
        response=response,
        answer_version=response.answer_version,
        defaults={
            **grading.EMPTY,
            "state": EvaluationState.FAILED,
            "feedback": "This answer could not be graded. It can be tried again.",
        },
    )


def write_report(session_id: uuid.UUID) -> None:
    """Write the session's report from whatever there is. Raises NotYet while an answer is still being worked on."""
    rows = InterviewSession.objects.select_related("config_version", "config", "candidate")
    session = rows.filter(pk=session_id).first()
    if session is None:
        return
    responses = list(put_to(session))
    if any(response.decided_at is None and not response.is_open for response in responses):
        raise NotYet(1.0)
    if Work.objects.filter(
        kind="reports.evaluate", session_id=session.pk, state__in=[WorkState.QUEUED, WorkState.RUNNING]
    ).exists():
        raise NotYet(0.3)
    pairs = evaluated(session, responses)
    for place, (response, evaluation) in enumerate(pairs):
        if evaluation is None and not response.is_open:
            pairs[place] = (response, evaluate(response.pk))
    store(session, pairs)


def put_to(session: InterviewSession) -> QuerySet[Response]:
    """The responses that a session's report is about, in order."""
    rows: QuerySet[Response] = session.responses.select_related("session__candidate", "session__config_version")
    return rows.exclude(state=ResponseState.ASKED_BACK).order_by("number")


def evaluated(session: InterviewSession, responses: list[Response]) -> Pairs:
    """Each response with the newest grading of its answer."""
    rows = Evaluation.objects.filter(response__session=session).order_by("answer_version")
    newest = {e.response_id: e for e in rows}
    return [(response, newest.get(response.pk)) for response in responses]


def store(session: InterviewSession, pairs: Pairs) -> None:
    """Write the session's report from its graded answers. Not to be called inside a transaction."""
    _store(session, pairs, *_found(session, pairs))


def _found(session: InterviewSession, pairs: Pairs) -> tuple[scoring.Summary, report_text.Written]:
    """The scores, and the summary in words. Asks the network where a language model is configured."""
    answers, result = scores(session, pairs)
    before = Report.objects.filter(session=session).first()
    return result, report_text.written(session, answers, result, before)


def scores(session: InterviewSession, pairs: Pairs) -> tuple[list[scoring.Graded], scoring.Summary]:
    """What the session's scores are made of, and the scores; by what its version froze."""
    content = session.config_version.content
    answers = graded_answers(pairs, content)
    return answers, scoring.summarise(answers, scoring.Thresholds.of(content))


def graded_answers(pairs: Pairs, content: Mapping[str, Any]) -> list[scoring.Graded]:
    """The answers as the scores need them; ``content`` is that of the session's version."""
    labels = selectors.display_labels([response for response, _ in pairs])
    areas = content.get("focus_areas") or {}
    return [scoring.Graded.of(response, evaluation, labels[response.pk], areas) for response, evaluation in pairs]


@transaction.atomic
def _store(session: InterviewSession, pairs: Pairs, result: scoring.Summary, text: report_text.Written) -> None:
    report, _ = Report.objects.update_or_create(
        session=session,
        defaults={
            "state": ReportState.READY,
            "score": result.score,
            "low": result.low,
            "high": result.high,
            "recommendation": result.recommendation,
            "recommendation_reason": result.reason,
            "strengths": result.strengths,
            "weaknesses": result.weaknesses,
            "grader_version": next((e.grader_version for _, e in pairs if e and e.grader_version), ""),
            "written_at": clock.now(),
            **text.columns(),
        },
    )
    report.skill_scores.all().delete()
    SkillScore.objects.bulk_create(
        SkillScore(
            report=report,
            owner_id=session.config.created_by_id,
            config=session.config,
            candidate_id=session.candidate_id,
            created=session.ended_at or clock.now(),
            **asdict(skill),
        )
        for skill in result.skills
    )
    announcements.report_written(session.pk)


def report_failed(session_id: uuid.UUID) -> None:
    Report.objects.filter(session_id=session_id).exclude(state=ReportState.READY).update(state=ReportState.FAILED)


def grade_again(actor: Any, session: InterviewSession) -> bool:
    """Grade every answer anew and write the report again; False for an interview that isn't completed."""
    if session.status != SessionStatus.COMPLETED:
        return False
    with transaction.atomic():
        for pk in session.responses.values_list("pk", flat=True):
            enqueue("reports.evaluate", pk, session_id=session.pk, again=True)
        enqueue("reports.write", session.pk, session_id=session.pk, again=True)
        audit.record(actor, "report rewritten", session)
    return True


def grade_answer_again(actor: Any, response: Response) -> bool:
    """Grade one answer anew and write the report again; False while its interview isn't completed."""
    session = response.session
    if session.status != SessionStatus.COMPLETED or response.state in NOT_GRADED:
        return False
    with transaction.atomic():
        enqueue("reports.evaluate", response.pk, session_id=session.pk, again=True)
        enqueue("reports.write", session.pk, session_id=session.pk, again=True)
        audit.record(actor, "answer graded again", session, after={"response": str(response.pk)})
    return True
