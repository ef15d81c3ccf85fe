"""What goes out, in the contracts' shapes and scales."""

from __future__ import annotations

from typing import Any

from rest_framework import serializers

from interviews.models import InterviewSession, QuestionType
from interviews.selectors import display_labels
from interviews.services import calls
from reports import metrics
from reports.models import EvaluationState

# From this score on, an answer's quality in a word. 0-100.
QUALITIES = ((80, "Excellent"), (60, "Good"), (30, "Fair"), (0, "Poor"))
WITHOUT_SCORE = {
    EvaluationState.NO_ANSWER: "No answer",
    EvaluationState.UNCLEAR_AUDIO: "Unclear audio",
    EvaluationState.FAILED: "Not graded",
}


# --- D: the report -----------------------------------------------------------------------------------


class ReportCandidateSerializer(serializers.Serializer):
    id = serializers.UUIDField()
    name = serializers.CharField()
    email = serializers.EmailField()
    phone = serializers.CharField()


class ReportScoresSerializer(serializers.Serializer):
    communication = serializers.IntegerField(allow_null=True)
    technical = serializers.IntegerField(allow_null=True)
    problem_solving = serializers.IntegerField(allow_null=True)


class ReportResponseSerializer(serializers.Serializer):
    display_label = serializers.CharField()
    question_type = serializers.CharField()
    question_text = serializers.CharField()
    candidate_answer = serializers.CharField()
    key_points = serializers.ListField(child=serializers.CharField())
    answer_quality = serializers.CharField()


class AssessmentSerializer(serializers.Serializer):
    recommendation = serializers.CharField(allow_null=True)
    strengths = serializers.ListField(child=serializers.CharField())
    areas_for_improvement = serializers.ListField(child=serializers.CharField())


class SessionReportSerializer(serializers.Serializer):
    session_id = serializers.UUIDField()
    candidate = ReportCandidateSerializer()
    scores = ReportScoresSerializer()
    responses = ReportResponseSerializer(many=True)
    overall_assessment = AssessmentSerializer()


def _whole(value: float | None) -> int | None:
    return None if value is None else round(value)


def session_report(session: InterviewSession) -> dict[str, Any]:
    """``session`` comes from ``metrics.with_answers``."""
    answers = metrics.answers_of(session)
    labels = display_labels([a.response for a in answers])
    skills = metrics.skill_scores(session)
    report = metrics.report_of(session)
    person = session.candidate
    return {
        "session_id": str(session.pk),
        "candidate": {
            "id": str(person.pk),
            "name": session.candidate_name,
            "email": person.email,
            "phone": person.phone,
        },
        "scores": {
            name: _whole(skills[name].score) if name in skills else None
            for name in ("communication", "technical", "problem_solving")
        },
        "responses": [
            {
                "display_label": labels[a.response.pk],
                "question_type": a.response.question_type,
                "question_text": a.response.question_text,
                "candidate_answer": answer_words(a),
                "key_points": key_points(a),
                "answer_quality": quality(a),
            }
            for a in answers
            if not a.response.is_open
        ],
        "overall_assessment": {
            "recommendation": metrics.recommendation(report),
            "strengths": metrics.points(report.strengths) if report else [],
            "areas_for_improvement": metrics.points(report.weaknesses) if report else [],
        },
    }


def answer_words(answered: metrics.Answered) -> str:
    response = answered.response
    return "\n".join(part for part in (response.answer_text, response.code_submission.strip()) if part)


def key_points(answered: metrics.Answered) -> list[str]:
    """What the answer covered of what was expected."""
    if answered.evaluation is None:
        return []
    covered = answered.evaluation.points_covered or answered.evaluation.keywords_matched
    return [str(point.get("point", "")) if isinstance(point, dict) else str(point) for point in covered]


def quality(answered: metrics.Answered) -> str:
    if answered.evaluation is None:
        return "Not graded yet"
    score = answered.score
    if score is None:
        return WITHOUT_SCORE.get(EvaluationState(answered.evaluation.state), "Not graded")
    return next(word for least, word in QUALITIES if score >= least)


# --- B: session records ------------------------------------------------------------------------------


class FinalResultsSerializer(serializers.Serializer):
    score = serializers.FloatField(allow_null=True)
    recommendation = serializers.CharField()
    summary = serializers.CharField()
    strengths = serializers.ListField(child=serializers.CharField())
    weaknesses = serializers.ListField(child=serializers.CharField())
    skills = serializers.DictField(child=serializers.FloatField())


class SessionSerializer(serializers.Serializer):
    session_id = serializers.UUIDField()
    user_id = serializers.UUIDField(help_text="The candidate's id.")
    interview_type = serializers.CharField()
    status = serializers.CharField()
    topics = serializers.ListField(child=serializers.CharField())
    total_questions = serializers.IntegerField()
    completed_questions = serializers.IntegerField()
    current_question_index = serializers.IntegerField(help_text="From 0.")
    start_time = serializers.DateTimeField(allow_null=True)
    end_time = serializers.DateTimeField(allow_null=True)
    duration = serializers.IntegerField(allow_null=True, help_text="Seconds; null until the end.")
    average_score = serializers.IntegerField(allow_null=True)
    individual_scores = serializers.ListField(child=serializers.FloatField(allow_null=True))
    completion_method = serializers.CharField(allow_null=True)
    final_results = FinalResultsSerializer(allow_null=True)
    created_at = serializers.DateTimeField()
    updated_at = serializers.DateTimeField()

    def to_representation(self, instance: InterviewSession) -> dict[str, Any]:
        return session_record(instance)


class ResponseRecordSerializer(serializers.Serializer):
    question_text = serializers.CharField()
    user_response = serializers.CharField()
    code_submission = serializers.CharField(allow_null=True)
    score = serializers.FloatField(allow_null=True)
    feedback = serializers.CharField()
    time_taken = serializers.FloatField(help_text="Seconds, pauses out.")
    hints_used = serializers.IntegerField()
    difficulty = serializers.CharField()


class PerformanceSerializer(serializers.Serializer):
    response_rate = serializers.FloatField(allow_null=True, help_text="Percent of the questions answered.")
    accuracy = serializers.FloatField(allow_null=True, help_text="Percent of the graded answers that are correct.")
    communication_score = serializers.FloatField(allow_null=True)
    technical_score = serializers.FloatField(allow_null=True)
    confidence_level = serializers.FloatField(allow_null=True, help_text="How sure the grading is, in percent.")


def session_record(session: InterviewSession) -> dict[str, Any]:
    answers = metrics.answers_of(session)
    course = metrics.course(session, answers)
    return {
        "session_id": str(session.pk),
        "user_id": str(session.candidate_id),
        "interview_type": session.config_version.content["kind"],
        "status": session.status,
        "topics": metrics.topics(session),
        "total_questions": course.total,
        "completed_questions": course.completed,
        "current_question_index": course.index,
        "start_time": metrics.moment(session.started_at),
        "end_time": metrics.moment(session.ended_at),
        "duration": metrics.duration(session),
        "average_score": course.average,
        "individual_scores": course.scores,
        "completion_method": session.completion_method or None,
        "final_results": metrics.final_results(session),
        "created_at": metrics.moment(session.created_at),
        "updated_at": metrics.moment(session.updated_at),
    }


def response_record(answered: metrics.Answered) -> dict[str, Any]:
    response = answered.response
    return {
        "question_text": response.question_text,
        "user_response": response.answer_text,
        "code_submission": response.code_submission if response.answer_type == QuestionType.CODE else None,
        "score": answered.score,
        "feedback": answered.evaluation.feedback if answered.evaluation else "",
        "time_taken": round(response.time_taken, 1),
        "hints_used": response.hints_used,
        "difficulty": response.difficulty,
    }


def performance(session: InterviewSession) -> dict[str, Any]:
    found = metrics.performance(session)

    def tenth(value: float | None) -> float | None:
        return None if value is None else round(value, 1)

    return {
        "response_rate": tenth(found.response_rate),
        "accuracy": tenth(found.accuracy),
        "communication_score": tenth(found.communication),
        "technical_score": tenth(found.technical),
        "confidence_level": tenth(found.confidence),
    }


# --- E: the caller's interviews ----------------------------------------------------------------------


class OwnReportSerializer(serializers.Serializer):
    id = serializers.UUIDField()
    interview_id = serializers.UUIDField()
    role = serializers.CharField()
    candidate_name = serializers.CharField()
    status = serializers.CharField()
    phase = serializers.CharField()
    difficulty = serializers.CharField()
    progress = serializers.DictField(child=serializers.IntegerField())
    score = serializers.FloatField(allow_null=True)
    recommendation = serializers.CharField(allow_null=True)
    strengths = serializers.ListField(child=serializers.CharField())
    weaknesses = serializers.ListField(child=serializers.CharField())
    created_at = serializers.DateTimeField()
    end_time = serializers.DateTimeField(allow_null=True)

    def to_representation(self, instance: InterviewSession) -> dict[str, Any]:
        report = metrics.report_of(instance)
        return {
            "id": str(instance.pk),
            "interview_id": str(instance.pk),
            "role": instance.config_version.content["job_role"],
            "candidate_name": instance.candidate_name,
            "status": instance.status,
            "phase": instance.phase,
            "difficulty": instance.current_difficulty,
            "progress": calls.progress(instance),
            "score": report.score if report else None,
            "recommendation": metrics.recommendation(report),
            "strengths": metrics.points(report.strengths) if report else [],
            "weaknesses": metrics.points(report.weaknesses) if report else [],
            "created_at": metrics.moment(instance.created_at),
            "end_time": metrics.moment(instance.ended_at),
        }


# --- C: skills ---------------------------------------------------------------------------------------


class SkillPointSerializer(serializers.Serializer):
    interview_id = serializers.UUIDField()
    date = serializers.DateTimeField()
    score = serializers.FloatField(min_value=0, max_value=1)


class ProgressionSerializer(serializers.Serializer):
    communication = SkillPointSerializer(many=True)
    technical = SkillPointSerializer(many=True)
    problem_solving = SkillPointSerializer(many=True)
    code_quality = SkillPointSerializer(many=True)


class AveragesSerializer(serializers.Serializer):
    communication = serializers.FloatField(allow_null=True)
    technical = serializers.FloatField(allow_null=True)
    problem_solving = serializers.FloatField(allow_null=True)
    code_quality = serializers.FloatField(allow_null=True)


class ComparisonSerializer(serializers.Serializer):
    communication = serializers.DictField(child=serializers.FloatField(allow_null=True))
    technical = serializers.DictField(child=serializers.FloatField(allow_null=True))
    problem_solving = serializers.DictField(child=serializers.FloatField(allow_null=True))
    code_quality = serializers.DictField(child=serializers.FloatField(allow_null=True))


class TrendSerializer(serializers.Serializer):
    trend = serializers.ChoiceField(choices=["improving", "steady", "declining"], allow_null=True)
    interviews = serializers.IntegerField(help_text="How many it rests on.")
    earlier = serializers.FloatField(allow_null=True, help_text="The mean of the earlier half.")
    later = serializers.FloatField(allow_null=True)
    change = serializers.FloatField(allow_null=True)
    slope = serializers.FloatField(
        allow_null=True, help_text="Change from one interview to the next, by least squares; null below three."
    )
    slope_low = serializers.FloatField(allow_null=True, help_text="Its 95 % interval.")
    slope_high = serializers.FloatField(allow_null=True)


class TrendsSerializer(serializers.Serializer):
    communication = TrendSerializer()
    technical = TrendSerializer()
    problem_solving = TrendSerializer()
    code_quality = TrendSerializer()


class SkillSerializer(serializers.Serializer):
    score = serializers.FloatField(allow_null=True)
    strengths = serializers.ListField(child=serializers.CharField())
    weaknesses = serializers.ListField(child=serializers.CharField())
    recommendations = serializers.ListField(child=serializers.CharField())


class SessionSkillsSerializer(serializers.Serializer):
    communication = SkillSerializer()
    technical = SkillSerializer()
    problem_solving = SkillSerializer()
    code_quality = SkillSerializer()
