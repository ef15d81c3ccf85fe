"""What goes out: the shapes of the contracts, and their schema."""

from __future__ import annotations

import uuid
from typing import Any

from rest_framework import serializers

from interviews import selectors
from interviews.models import InterviewConfig, InterviewSession, ResponseType
from interviews.services import calls

ACTIONS = ("preset", "follow_up", "resume", "complete")


class DecisionSerializer(serializers.Serializer):
    """What comes next. With ``complete`` the interview is over, and there is no question."""

    action = serializers.ChoiceField(choices=ACTIONS)
    question_text = serializers.CharField(allow_null=True)
    suggested_time_seconds = serializers.IntegerField(allow_null=True)
    question_id = serializers.UUIDField(required=False)
    question_number = serializers.IntegerField(required=False)
    next_index = serializers.IntegerField(required=False, help_text="Of a preset: its place, from 0.")


class DecisionAnswerSerializer(serializers.Serializer):
    success = serializers.BooleanField()
    data = DecisionSerializer()  # type: ignore[assignment]


class PendingSerializer(serializers.Serializer):
    status = serializers.ChoiceField(choices=["deciding"])
    question_id = serializers.UUIDField()
    poll_url = serializers.CharField()


class PendingAnswerSerializer(serializers.Serializer):
    success = serializers.BooleanField()
    data = PendingSerializer()  # type: ignore[assignment]


class StartedSerializer(serializers.Serializer):
    session_id = serializers.UUIDField()
    first_question = serializers.CharField(allow_null=True)
    time_per_question = serializers.IntegerField(help_text="Seconds for the first question.")
    total_questions = serializers.IntegerField()
    session_token = serializers.CharField(help_text="Send it with every further call of this session.")
    question_id = serializers.UUIDField(allow_null=True)
    question_number = serializers.IntegerField(allow_null=True)
    question_type = serializers.CharField(allow_null=True)


class StartedAnswerSerializer(serializers.Serializer):
    success = serializers.BooleanField()
    data = StartedSerializer()  # type: ignore[assignment]


class CreatedQuestionSerializer(serializers.Serializer):
    id = serializers.UUIDField()
    number = serializers.IntegerField()
    question_text = serializers.CharField()
    question_type = serializers.ChoiceField(choices=["preset"])
    type = serializers.ChoiceField(choices=["spoken", "code"])
    skill = serializers.CharField()
    difficulty = serializers.CharField()
    time_seconds = serializers.IntegerField()


class CreatedSerializer(serializers.Serializer):
    id = serializers.CharField(help_text="The link's token: what /interview/{id} and session/start take.")
    interview_id = serializers.CharField(help_text="The same as `id`.")
    config_id = serializers.UUIDField(help_text="The config's own id, for /api/configs.")
    questions = CreatedQuestionSerializer(many=True)
    shareable_link = serializers.CharField()
    avatar = serializers.CharField()


class CurrentQuestionSerializer(serializers.Serializer):
    question_id = serializers.UUIDField()
    number = serializers.IntegerField()
    text = serializers.CharField()
    question_type = serializers.CharField()
    phase = serializers.CharField()
    difficulty = serializers.CharField()
    time_seconds = serializers.IntegerField()


class ProgressSerializer(serializers.Serializer):
    answered = serializers.IntegerField()
    total = serializers.IntegerField()
    percent = serializers.IntegerField()


class InterviewSerializer(serializers.Serializer):
    id = serializers.UUIDField()
    interview_id = serializers.UUIDField()
    role = serializers.CharField()
    status = serializers.CharField()
    phase = serializers.CharField()
    difficulty = serializers.CharField()
    progress = ProgressSerializer()
    current_question = CurrentQuestionSerializer(allow_null=True)
    created_at = serializers.DateTimeField()


class StartedInterviewSerializer(InterviewSerializer):
    session_token = serializers.CharField()
    websocket_path = serializers.CharField()


class AnsweredSerializer(serializers.Serializer):
    success = serializers.BooleanField()
    question_id = serializers.UUIDField()
    status = serializers.ChoiceField(choices=["in_progress", "completed", "deciding"])
    next_question = CurrentQuestionSerializer(allow_null=True)
    poll_url = serializers.CharField(required=False)


def decision(step: calls.Step) -> dict[str, Any]:
    question = step.question
    if question is None:
        return {"action": step.action, "question_text": None, "suggested_time_seconds": None}
    shape: dict[str, Any] = {
        "action": step.action,
        "question_text": question.text,
        "suggested_time_seconds": question.seconds,
        "question_id": str(question.response_id),
        "question_number": question.number,
    }
    if step.action == ResponseType.PRESET and question.index is not None:
        shape["next_index"] = question.index
    return shape


def current_question(step: calls.Step | None) -> dict[str, Any] | None:
    if step is None or step.question is None:
        return None
    question = step.question
    return {
        "question_id": str(question.response_id),
        "number": question.number,
        "text": question.text,
        "question_type": question.type,
        "phase": question.phase,
        "difficulty": question.difficulty,
        "time_seconds": question.seconds,
    }


def interview(session: InterviewSession) -> dict[str, Any]:
    return {
        "id": str(session.pk),
        "interview_id": str(session.pk),
        "role": session.config_version.content["job_role"],
        "status": session.status,
        "phase": session.phase,
        "difficulty": session.current_difficulty,
        "progress": calls.progress(session),
        "current_question": current_question(calls.current(session)),
        "created_at": session.created_at.isoformat(),
    }


def started(session_id: uuid.UUID, step: calls.Step, token: str) -> dict[str, Any]:
    session = InterviewSession.objects.select_related("config_version", "resume").get(pk=session_id)
    question = step.question
    return {
        "session_id": str(session_id),
        "first_question": question.text if question else None,
        "time_per_question": question.seconds if question else 0,
        "total_questions": selectors.plan_of(session, selectors.resume_facts(session)).total,
        "session_token": token,
        "question_id": str(question.response_id) if question else None,
        "question_number": question.number if question else None,
        "question_type": question.type if question else None,
    }


def created(config: InterviewConfig, token: str, link: str) -> dict[str, Any]:
    return {
        "id": token,
        "interview_id": token,
        "config_id": str(config.pk),
        "questions": [
            {
                "id": str(q.pk),
                "number": q.position,
                "question_text": q.text,
                "question_type": "preset",
                "type": q.type,
                "skill": q.skill,
                "difficulty": q.difficulty,
                "time_seconds": q.time_seconds,
            }
            for q in config.questions.order_by("position")
        ],
        "shareable_link": link,
        "avatar": config.avatar,
    }
