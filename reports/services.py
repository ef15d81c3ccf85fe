"""The only writer of evaluations, reports and skill scores."""

from __future__ import annotations

import uuid
from dataclasses import replace
from typing import Any

from django.conf import settings
from django.db import transaction

from interviewer.grading import Grade
from interviewer.work.models import Work, WorkState
from interviewer.work.service import NotYet
from interviews import decisions, events, selectors
from interviews.models import InterviewSession, QuestionType, Response, ResponseState
from interviews.models.response import OPEN_STATES
from interviews.services import clock
from reports import announcements, scoring
from reports.models import Evaluation, EvaluationState, Outcome, Report, ReportState, SkillScore


def evaluate(response_id: uuid.UUID) -> Evaluation | None:
    """Grade the response as it stands, replacing an earlier grading of the same answer; None if it is gone."""
    response = Response.objects.select_related("session").filter(pk=response_id).first()
    if response is None or response.state in OPEN_STATES:
        return None
    evaluation, _ = Evaluation.objects.update_or_create(
        response=response, answer_version=response.answer_version, defaults=_graded(response)
    )
    announcements.evaluated(evaluation)
    if response.session.config_version.content.get("candidate_feedback"):
        events.send_to_session(response.session_id, _feedback_message(evaluation))
    return evaluation


def _graded(response: Response) -> dict[str, Any]:
    """The columns of an evaluation. Nothing is made up: without an answer or clear words there is a state, no score."""
    blank = _columns(None)
    if response.unclear_audio and not response.answer_text and not response.code_submission.strip():
        return {**blank, "state": EvaluationState.UNCLEAR_AUDIO, "feedback": "The recording could not be put into words."}
    if response.state == ResponseState.SKIPPED:
        return {**blank, "state": EvaluationState.NO_ANSWER, "feedback": "The question was skipped."}
    answer = selectors.last_answer(response)
    if response.answer_type == QuestionType.CODE and not answer.code.strip():
        # Only words were given: they are read as words, for there is no code to look at.
        answer = replace(answer, type=QuestionType.SPOKEN)
    grade, _ = decisions.read_answer(answer)
    return _columns(grade)


def _columns(grade: Grade | None) -> dict[str, Any]:
    if grade is None:
        return {
            "score": None, "low": None, "high": None, "outcome": "", "accuracy": None, "completeness": None,
            "relevance": None, "confidence": None, "points_covered": [], "points_missed": [], "keywords_matched": [],
            "keywords_missed": [], "strengths": [], "improvements": [], "evidence": [], "flags": [],
            "provider": "offline", "grader_version": "",
        }  # fmt: skip
    plain = grade.as_dict()
    copied = (
        "score", "low", "high", "accuracy", "completeness", "relevance", "confidence", "points_covered",
        "points_missed", "keywords_matched", "keywords_missed", "strengths", "improvements", "evidence", "feedback",
        "grader_version",
    )  # fmt: skip
    return {
        **{name: plain[name] for name in copied},
        "state": EvaluationState.SCORED if grade.score is not None else EvaluationState.NO_ANSWER,
        "outcome": outcome_of(grade.score),
        "flags": plain["flags"],
        "provider": "offline",
    }


def outcome_of(score: float | None) -> str:
    """Correct, partial or wrong by the thresholds of the settings; empty without a score."""
    if score is None:
        return ""
    if score >= settings.OUTCOME_CORRECT_FROM:
        return Outcome.CORRECT
    return Outcome.PARTIAL if score >= settings.OUTCOME_PARTIAL_FROM else Outcome.WRONG


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
            **_columns(None),
            "state": EvaluationState.FAILED,
            "feedback": "This answer could not be graded. It can be tried again.",
        },
    )


def write_report(session_id: uuid.UUID) -> None:
    """Write the session's report from whatever there is. Raises NotYet while an answer is still being worked on."""
    session = InterviewSession.objects.select_related("config_version", "config").filter(pk=session_id).first()
    if session is None:
        return
    responses = list(session.responses.order_by("number"))
    if any(response.decided_at is None and not response.is_open for response in responses):
        raise NotYet(1.0)
    if Work.objects.filter(
        kind="reports.evaluate", session_id=session.pk, state__in=[WorkState.QUEUED, WorkState.RUNNING]
    ).exists():
        raise NotYet(0.3)
    # In the order of their versions, so that the newest grading of an answer is the one that stays.
    rows = Evaluation.objects.filter(response__session=session).order_by("answer_version")
    graded = {e.response_id: e for e in rows}
    for response in responses:
        if response.pk not in graded and not response.is_open:
            evaluation = evaluate(response.pk)
            if evaluation is not None:
                graded[response.pk] = evaluation
    _store(session, [(response, graded.get(response.pk)) for response in responses])


@transaction.atomic
def _store(session: InterviewSession, pairs: list[tuple[Response, Evaluation | None]]) -> None:
    labels = selectors.display_labels([response for response, _ in pairs])
    result = scoring.summarise([scoring.Graded.of(response, evaluation, labels[response.pk]) for response, evaluation in pairs])
    report, _ = Report.objects.update_or_create(
        session=session,
        defaults={
            "state": ReportState.READY,
            "score": result.score,
            "low": result.low,
            "high": result.high,
            "recommendation": result.recommendation,
            "recommendation_reason": result.reason,
            "summary": result.summary,
            "strengths": result.strengths,
            "weaknesses": result.weaknesses,
            "provider": "offline",
            "grader_version": next((e.grader_version for _, e in pairs if e and e.grader_version), ""),
            "written_at": clock.now(),
        },
    )
    report.skill_scores.all().delete()
    SkillScore.objects.bulk_create(
        SkillScore(
            report=report,
            owner_id=session.config.created_by_id,
            config=session.config,
            candidate_id=session.candidate_id,
            skill=skill.skill,
            score=skill.score,
            low=skill.low,
            high=skill.high,
            answers=skill.answers,
            strengths=skill.strengths,
            weaknesses=skill.weaknesses,
            recommendations=skill.recommendations,
            created=session.ended_at or clock.now(),
        )
        for skill in result.skills
    )
    announcements.report_written(session.pk)


def report_failed(session_id: uuid.UUID) -> None:
    Report.objects.filter(session_id=session_id).exclude(state=ReportState.READY).update(state=ReportState.FAILED)
