"""Interviews set up in one call (contract D), and taken by an account of one's own (contract E)."""

from __future__ import annotations

import uuid
from typing import Any

from django.conf import settings
from django.http import Http404
from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.permissions import AllowAny, IsAuthenticated
from rest_framework.request import Request
from rest_framework.response import Response

from candidates.selectors import resumes_for
from candidates.services import claim_resume, register, store_pasted_resume, store_resume_file
from interviewer.api.errors import ApiProblem
from interviewer.api.idempotency import answered_once, by_key, idempotent
from interviewer.api.limits import address
from interviewer.api.permissions import IsRecruiter
from interviewer.api.views import AsyncView, View
from interviewer.executor import in_database
from interviews import links, seats
from interviews.api import shapes
from interviews.api.access import NoToken, account_of, find_session, holds_seat
from interviews.api.fields import AvatarField, FocusAreasField, LooseChoice
from interviews.api.public import SESSION_TOKEN, poll_url
from interviews.api.waiting import step_after
from interviews.listening import listening
from interviews.models import Difficulty, InterviewSession, Kind
from interviews.selectors import is_own
from interviews.services import calls, configs, practice
from interviews.services.turns import Answer


class CreateInterviewSerializer(serializers.Serializer):
    job_role = serializers.CharField(max_length=120)
    job_description = serializers.CharField(max_length=30_000, required=False, allow_blank=True, default="")
    difficulty = LooseChoice(choices=Difficulty.choices, required=False, default=Difficulty.MEDIUM)
    kind = LooseChoice(choices=Kind.choices, required=False, default=Kind.STRUCTURED)
    focus_areas = FocusAreasField(required=False)
    time_limit = serializers.IntegerField(min_value=3, max_value=180, required=False, default=20, help_text="Minutes.")
    avatar = AvatarField(required=False, allow_blank=True, max_length=100, default="robin")
    number_of_questions = serializers.IntegerField(min_value=1, max_value=20, required=False, default=5)


class CreateInterview(View):
    permission_classes = [IsRecruiter]

    @extend_schema(
        tags=["interviews"],
        summary="Describe a job, get questions and a link",
        request=CreateInterviewSerializer,
        responses={201: shapes.CreatedSerializer},
    )
    @idempotent
    def post(self, request: Request) -> Response:
        given = CreateInterviewSerializer(data=request.data)
        given.is_valid(raise_exception=True)
        config = configs.create_config(request.user, {"focus_areas": {}, **given.validated_data})
        configs.open_config(request.user, config)
        token = links.config_token(config)
        return Response(shapes.created(config, token, links.config_url(config, request._request)), status=201)


class StartInterviewSerializer(serializers.Serializer):
    """``resume`` is the id of one handed in before, or a file; or send ``resume_text``."""

    role = serializers.CharField(max_length=120)
    resume = serializers.CharField(required=False, allow_null=True, allow_blank=True, help_text="An id, or a file.")
    resume_text = serializers.CharField(max_length=60_000, required=False, allow_blank=True, default="")
    difficulty = LooseChoice(choices=Difficulty.choices, required=False, default=Difficulty.MEDIUM)


class StartInterview(View):
    permission_classes = [IsAuthenticated]

    @by_key
    @extend_schema(
        tags=["practice"],
        summary="Begin a practice interview",
        request=StartInterviewSerializer,
        responses={201: shapes.StartedInterviewSerializer},
    )
    def post(self, request: Request) -> Response:
        response = self.start(request)
        seats.give(response, uuid.UUID(response.data["id"]))
        return response

    @idempotent
    def start(self, request: Request) -> Response:
        file = request.FILES.get("resume")
        sent: Any = request.data
        if file:
            sent = {name: value for name, value in sent.items() if name != "resume"}
        given = StartInterviewSerializer(data=sent)
        given.is_valid(raise_exception=True)
        data = given.validated_data
        session = practice.start(
            request.user,
            role=data["role"],
            resume=self._resume(request, file, data),
            difficulty=data["difficulty"],
            address=None,
            agent=f"API: {address(request)}",
        )
        session = InterviewSession.objects.select_related("config_version", "resume").get(pk=session.pk)
        shape = shapes.interview(session) | {
            "session_token": seats.token(session.pk),
            "websocket_path": f"/ws/interview/{session.pk}",
        }
        return Response(shape, status=201)

    def _resume(self, request: Request, file: Any, data: dict[str, Any]) -> Any:
        user: Any = request.user
        if file is None and not data["resume_text"].strip():
            if not data.get("resume"):
                return None
            try:
                found = resumes_for(user).filter(pk=uuid.UUID(data["resume"])).first()
            except ValueError:
                found = None
            if found is None:
                raise ApiProblem(
                    "invalid", "There is no such resume.", status_code=400, fields={"resume": ["Unknown."]}
                )
            return found
        resume = store_resume_file(file, user) if file else store_pasted_resume(data["resume_text"], user)
        claim_resume(resume, register(email=user.email, full_name=user.get_full_name(), phone=""))
        return resume


class ByAccountOrSeat:
    """Either an account that may see the session, or the session's own token."""

    def session(self, request: Request, pk: uuid.UUID) -> InterviewSession:
        rows = InterviewSession.objects.select_related("config", "config_version", "candidate", "resume")
        found = rows.filter(pk=pk).first() if holds_seat(request, pk) else self._by_account(request, pk)
        if found is None:
            raise Http404
        return found

    def _by_account(self, request: Request, pk: uuid.UUID) -> InterviewSession | None:
        user = account_of(request)
        if user is None:
            raise NoToken
        return find_session(user, str(pk))


class Interview(ByAccountOrSeat, View):
    permission_classes = [AllowAny]
    authentication_classes: list[Any] = []
    limits = ("session",)

    @extend_schema(
        tags=["practice"],
        summary="Where an interview stands, and the question it waits at",
        parameters=[SESSION_TOKEN],
        responses=shapes.InterviewSerializer,
    )
    def get(self, request: Request, pk: uuid.UUID) -> Response:
        return Response(shapes.interview(self.session(request, pk)))


class AnswerSerializer(serializers.Serializer):
    question_id = serializers.UUIDField()
    answer = serializers.CharField(max_length=100_000, allow_blank=True, trim_whitespace=False)
    code = serializers.CharField(
        max_length=100_000, required=False, allow_blank=True, default="", trim_whitespace=False
    )


class AnswerQuestion(ByAccountOrSeat, AsyncView):
    permission_classes = [AllowAny]
    authentication_classes: list[Any] = []
    limits = ("session",)

    def initial(self, request: Request, *args: Any, **kwargs: Any) -> None:
        super().initial(request, *args, **kwargs)
        self._may_answer(request, kwargs["pk"])

    @extend_schema(
        tags=["practice"],
        summary="Answer the question, and wait for the next",
        parameters=[SESSION_TOKEN],
        request=AnswerSerializer,
        responses={200: shapes.AnsweredSerializer, 202: shapes.AnsweredSerializer},
    )
    @answered_once(lambda view, request: f"session:{view.kwargs['pk']}")
    async def post(self, request: Request, pk: uuid.UUID) -> Response:
        async with listening(pk) as listener:
            response_id = await in_database(self._take, request, pk)
            step = await step_after(response_id, listener, settings.SUBMIT_WAIT_SECONDS)
        shape = {
            "success": True,
            "question_id": str(response_id),
            "status": "deciding" if step is None else "completed" if step.question is None else "in_progress",
            "next_question": shapes.current_question(step),
        }
        if step is not None:
            return Response(shape)
        return Response(shape | {"poll_url": poll_url(pk, response_id)}, status=202, headers={"Retry-After": "1"})

    def _may_answer(self, request: Request, pk: uuid.UUID) -> None:
        """A recruiter may look at a candidate's interview; only whose interview it is may answer."""
        session = self.session(request, pk)
        if not holds_seat(request, pk) and not self._own(request, session):
            raise ApiProblem("forbidden", "Only the candidate can answer.", status_code=403)

    def _own(self, request: Request, session: InterviewSession) -> bool:
        user = account_of(request)
        return user is not None and is_own(session, user)

    def _take(self, request: Request, pk: uuid.UUID) -> uuid.UUID:
        given = AnswerSerializer(data=request.data)
        given.is_valid(raise_exception=True)
        data = given.validated_data
        response = calls.which(pk, question_id=data["question_id"])
        return calls.hand_in(response, Answer(text=data["answer"], code=data["code"])).pk
