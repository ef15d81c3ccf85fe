"""What is told when an answer has been graded or a report written: contract A's messages, and webhooks."""

from __future__ import annotations

from typing import Any

from django.db import transaction

from interviewer.webhooks import services as webhooks
from interviewer.webhooks.models import Event
from interviews import events
from interviews.models import InterviewSession
from interviews.services import clock
from reports import metrics, verdicts
from reports.models import Evaluation, Outcome, Report, ReportState, Verdict


def evaluated(evaluation: Evaluation) -> None:
    """To whoever watches the session, and to the candidate where the config shows feedback."""
    session = evaluation.response.session
    shown = bool(session.config_version.content.get("candidate_feedback"))
    quick, full = answer_evaluation(evaluation), response_analysis(evaluation)
    transaction.on_commit(lambda: events.answer_evaluation(session.pk, quick, to_candidate=shown))
    transaction.on_commit(lambda: events.response_analysis(session.pk, full, to_candidate=shown))


def _quick(evaluation: Evaluation) -> dict[str, Any]:
    return {
        "is_correct": evaluation.outcome == Outcome.CORRECT,
        "is_partial": evaluation.outcome == Outcome.PARTIAL,
        "score": None if evaluation.score is None else round(evaluation.score / 10, 1),
    }


def answer_evaluation(evaluation: Evaluation) -> dict[str, Any]:
    return {"type": "answer_evaluation", "evaluation": _quick(evaluation), "timestamp": clock.now().isoformat()}


def response_analysis(evaluation: Evaluation) -> dict[str, Any]:
    return {"type": "response_analysis", "analysis": {**_quick(evaluation), "feedback": evaluation.feedback}}


def interview_complete(session: InterviewSession) -> dict[str, Any]:
    """Scores 0-100; ``confidence_level`` is how sure the grading is."""
    found = metrics.performance(session)
    return {
        "type": "interview_complete",
        "score": _tenth(found.total_score),
        "performance": {
            "total_score": _tenth(found.total_score),
            "correct_answers": found.correct,
            "wrong_answers": found.wrong,
            "partial_answers": found.partial,
            "strengths": found.strengths,
            "weaknesses": found.weaknesses,
            "recommendation": found.recommendation,
        },
        "analysis": {
            "communication_score": _whole(found.communication),
            "technical_score": _whole(found.technical),
            "confidence_level": _whole(found.confidence),
            "response_quality": _whole(found.quality),
        },
    }


def _whole(value: float | None) -> int | None:
    return None if value is None else round(value)


def _tenth(value: float | None) -> float | None:
    return None if value is None else round(value, 1)


def report_written(session_id: Any) -> None:
    """Call it in the transaction that wrote the report."""
    session = metrics.with_answers(InterviewSession.objects.filter(pk=session_id)).get()
    report = Report.objects.get(session_id=session_id)
    shown = bool(session.config_version.content.get("candidate_feedback"))
    message = interview_complete(session)
    transaction.on_commit(lambda: events.interview_complete(session.pk, message, to_candidate=shown))
    if report.state == ReportState.READY:
        webhooks.publish(
            Event.REPORT_READY,
            session.config.created_by_id,
            {
                "session_id": str(session.pk),
                "config_id": str(session.config_id),
                "report_id": str(report.pk),
                "score": report.score,
                "recommendation": report.recommendation,
            },
        )


def verdict_given(verdict: Verdict) -> None:
    """An endpoint is told which way it went where its owner may read the verdict; null until then."""
    session = verdict.session

    def data(reader_id: Any) -> dict[str, Any]:
        return {
            "session_id": str(session.pk),
            "config_id": str(session.config_id),
            "verdict_id": str(verdict.pk),
            "decision": verdict.decision if verdicts.may_read(reader_id, verdict) else None,
            "given_by": str(verdict.author_id),
        }

    webhooks.publish(Event.VERDICT_GIVEN, session.config.created_by_id, data)
