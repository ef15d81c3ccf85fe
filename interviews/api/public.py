"""What candidates' front ends call: begin by a link, answer, learn what comes next. No account is needed."""

from __future__ import annotations

import uuid
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.core.files.uploadedfile import UploadedFile
from django.urls import reverse
from drf_spectacular.utils import OpenApiParameter, OpenApiResponse, extend_schema
from rest_framework import serializers
from rest_framework.permissions import AllowAny
from rest_framework.request import Request
from rest_framework.response import Response

from candidates import consent as consent_text
from candidates.services import claim_resume, give_consent, register, store_pasted_resume, store_resume_file
from interviewer.api.errors import ApiProblem
from interviewer.api.idempotency import answered_once, by_key, idempotent
from interviewer.api.limits import address, enforce
from interviewer.api.views import AsyncView, View
from interviewer.executor import in_database
from interviews import seats
from interviews.api import shapes
from interviews.api.access import TOKEN_HEADER, require_seat
from interviews.api.waiting import step_after
from interviews.links import open_door
from interviews.listening import listening
from interviews.models import ResponseType
from interviews.services import calls, recordings, sessions
from interviews.services.turns import Answer

SESSION_TOKEN = OpenApiParameter(
    TOKEN_HEADER, str, OpenApiParameter.HEADER, description="The session's token; a bearer token or the cookie also do."
)
PIECE = 128 * 1024


class StartSerializer(serializers.Serializer):
    """Calling this says that the candidate has seen the consent text (``GET .../public/interview/{interview_id}``)
    and agrees to it; ``consent: false`` says no, and nothing begins."""

    name = serializers.CharField(max_length=200)
    email = serializers.EmailField(max_length=254)
    phone = serializers.CharField(max_length=40, required=False, allow_blank=True, default="")
    resume = serializers.FileField(required=False, help_text="PDF or DOCX, up to 10 MB.")
    resume_text = serializers.CharField(max_length=60_000, required=False, allow_blank=True, default="")
    interview_id = serializers.CharField(max_length=100)
    consent = serializers.BooleanField(required=False, default=True)


class SubmitSerializer(serializers.Serializer):
    question_number = serializers.IntegerField(required=False, min_value=0, max_value=10_000)
    question_text = serializers.CharField(max_length=5_000, required=False, allow_blank=True, default="")
    question_type = serializers.ChoiceField(choices=ResponseType.choices, required=False)
    question_id = serializers.UUIDField(required=False, help_text="Names the question beyond doubt.")
    audio_file = serializers.FileField(required=False, allow_null=True, allow_empty_file=True)
    live_transcript = serializers.CharField(
        max_length=100_000, required=False, allow_blank=True, default="", trim_whitespace=False
    )
    text = serializers.CharField(
        max_length=100_000, required=False, allow_blank=True, default="", trim_whitespace=False, help_text="Typed."
    )
    code = serializers.CharField(
        max_length=100_000, required=False, allow_blank=True, default="", trim_whitespace=False
    )

    def validate(self, attrs: dict[str, Any]) -> dict[str, Any]:
        if not (attrs.get("question_id") or attrs.get("question_text") or attrs.get("question_number") is not None):
            raise serializers.ValidationError({"question_text": ["Say which question this answers."]})
        return attrs


class PublicInterviewSerializer(serializers.Serializer):
    interview_id = serializers.CharField()
    job_role = serializers.CharField()
    time_limit = serializers.IntegerField(help_text="Minutes.")
    total_questions = serializers.IntegerField()
    text_answers_allowed = serializers.BooleanField()
    avatar = serializers.CharField()
    consent_version = serializers.CharField()
    consent_points = serializers.ListField(child=serializers.CharField())


class PublicInterview(View):
    permission_classes = [AllowAny]
    authentication_classes: list[Any] = []
    limits = ("session",)

    @extend_schema(
        tags=["public"], summary="What a link offers, and the consent text to show", responses=PublicInterviewSerializer
    )
    def get(self, request: Request, interview_id: str) -> Response:
        door = open_door(interview_id)
        config = door.config
        factor = door.invitation.time_factor if door.invitation else 1.0
        return Response(
            {
                "interview_id": interview_id,
                "job_role": config.job_role,
                "time_limit": round(config.time_limit * factor),
                "total_questions": config.questions.count(),
                "text_answers_allowed": config.text_answers_allowed,
                "avatar": config.avatar,
                "consent_version": consent_text.CURRENT.version,
                "consent_points": list(consent_text.CURRENT.points),
            }
        )


class StartSession(View):
    permission_classes = [AllowAny]
    authentication_classes: list[Any] = []
    limits = ("start",)

    @by_key
    @extend_schema(
        tags=["public"],
        summary="Begin an interview by its link",
        request={"multipart/form-data": StartSerializer, "application/json": StartSerializer},
        responses={200: shapes.StartedAnswerSerializer},
    )
    def post(self, request: Request) -> Response:
        response = self.start(request)
        data = response.data["data"]
        # Set here, so that a replayed answer seats the browser again.
        seats.give(response, uuid.UUID(data["session_id"]))
        response["Cache-Control"] = "no-store"
        return response

    @idempotent
    def start(self, request: Request) -> Response:
        given = StartSerializer(data=request.data)
        given.is_valid(raise_exception=True)
        data = given.validated_data
        if not data["consent"]:
            raise ApiProblem(
                "consent_needed", "Without the candidate's consent no interview can begin.", status_code=400
            )
        door = open_door(data["interview_id"])
        enforce("start_by_link", data["interview_id"])
        resume = None
        if data.get("resume"):
            resume = store_resume_file(data["resume"])
        elif data["resume_text"].strip():
            resume = store_pasted_resume(data["resume_text"])
        name = " ".join(data["name"].split())
        candidate = register(email=data["email"], full_name=name, phone=data["phone"])
        session = sessions.create_session(door, candidate, full_name=name, resume=resume)
        if resume is not None:
            claim_resume(resume, candidate)
        agent = request.headers.get("User-Agent", "")
        given_consent = give_consent(candidate, address=_ip(request), user_agent=f"API: {agent}")
        sessions.attach_consent(session, given_consent)
        step = calls.begin(session.pk)
        return Response({"success": True, "data": shapes.started(session.pk, step, seats.token(session.pk))})


def _ip(request: Request) -> str | None:
    found = address(request)
    try:
        return str(serializers.IPAddressField().run_validation(found))
    except serializers.ValidationError:
        return None


@dataclass(frozen=True)
class Submitted:
    question_id: uuid.UUID | None
    number: int | None
    text: str
    answer: Answer
    audio: UploadedFile | None


def read_submitted(request: Request) -> Submitted:
    given = SubmitSerializer(data=request.data)
    given.is_valid(raise_exception=True)
    data = given.validated_data
    audio = data.get("audio_file") or None
    if audio is not None and not audio.size:
        audio = None
    if audio is not None and audio.size > recordings.MAX_RESPONSE_BYTES:
        raise ApiProblem("recording_too_large", "This recording is too large.", status_code=413)
    transcript = data["live_transcript"]
    # Without a recording the transcript is all there is, so it is the answer.
    text = data["text"] or ("" if audio else transcript)
    answer = Answer(
        text=text,
        code=data["code"],
        live_transcript=transcript,
        mime_type=(getattr(audio, "content_type", "") or "").replace("\x00", "") if audio else "",
    )
    return Submitted(data.get("question_id"), data.get("question_number"), data["question_text"], answer, audio)


def _pieces(audio: UploadedFile | None) -> Iterator[bytes]:
    if audio is None:
        return
    audio.seek(0)
    while piece := audio.read(PIECE):
        yield piece


def hand_in(session_id: uuid.UUID, submitted: Submitted) -> uuid.UUID:
    """Close the question that this answers; its id."""
    response = calls.which(session_id, question_id=submitted.question_id, number=submitted.number, text=submitted.text)
    return calls.hand_in(response, submitted.answer, _pieces(submitted.audio)).pk


class SubmitResponse(AsyncView):
    """Async from end to end: a candidate who waits for the next question holds no thread."""

    permission_classes = [AllowAny]
    authentication_classes: list[Any] = []
    limits = ("address",)

    def initial(self, request: Request, *args: Any, **kwargs: Any) -> None:
        super().initial(request, *args, **kwargs)
        require_seat(request, kwargs["session_id"])
        enforce("session", str(kwargs["session_id"]))

    @extend_schema(
        tags=["public"],
        summary="Answer a question, and wait for what comes next",
        description="The same answer sent again gives the same decision. Where it takes long: 202 and a poll address.",
        parameters=[SESSION_TOKEN],
        request={"multipart/form-data": SubmitSerializer, "application/json": SubmitSerializer},
        responses={
            200: shapes.DecisionAnswerSerializer,
            202: OpenApiResponse(shapes.PendingAnswerSerializer, "Still deciding: ask again under `poll_url`."),
        },
    )
    @answered_once(lambda view, request: f"session:{view.kwargs['session_id']}")
    async def post(self, request: Request, session_id: uuid.UUID) -> Response:
        submitted = await in_database(read_submitted, request)
        async with listening(session_id) as listener:
            response_id = await in_database(hand_in, session_id, submitted)
            step = await step_after(response_id, listener, settings.SUBMIT_WAIT_SECONDS)
        return decided(session_id, response_id, step)


def poll_url(session_id: uuid.UUID, response_id: uuid.UUID) -> str:
    return reverse("api_decision", args=[session_id, response_id])


def decided(session_id: uuid.UUID, response_id: uuid.UUID, step: calls.Step | None) -> Response:
    if step is not None:
        return Response({"success": True, "data": shapes.decision(step)})
    url = poll_url(session_id, response_id)
    return Response(
        {"success": True, "data": {"status": "deciding", "question_id": str(response_id), "poll_url": url}},
        status=202,
        headers={"Location": url, "Retry-After": "1"},
    )


class Decision(View):
    permission_classes = [AllowAny]
    authentication_classes: list[Any] = []
    limits = ("address",)

    @extend_schema(
        tags=["public"],
        summary="What came after an answer",
        parameters=[SESSION_TOKEN],
        responses={200: shapes.DecisionAnswerSerializer, 202: shapes.PendingAnswerSerializer},
    )
    def get(self, request: Request, session_id: uuid.UUID, question_id: uuid.UUID) -> Response:
        require_seat(request, session_id)
        enforce("session", str(session_id))
        response = calls.which(session_id, question_id=question_id)
        if response.is_open:
            raise ApiProblem("not_answered", "This question waits for its answer.")
        return decided(session_id, response.pk, calls.what_follows(response.pk))
