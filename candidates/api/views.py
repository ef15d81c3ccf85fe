"""Candidates and their documents."""

from __future__ import annotations

import uuid
from typing import Any

from django.db.models import QuerySet
from django.http import FileResponse, Http404
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.generics import ListAPIView, RetrieveAPIView
from rest_framework.permissions import IsAuthenticated
from rest_framework.request import Request
from rest_framework.response import Response

from candidates.models import Candidate, Resume
from candidates.selectors import own_resumes, resumes_for
from candidates.services import (
    claim_resume,
    delete_own_resume,
    register,
    store_pasted_resume,
    store_resume_file,
)
from interviewer.api.errors import ApiProblem
from interviewer.api.idempotency import idempotent
from interviewer.api.limits import Limited
from interviewer.api.views import Scoped, View


class CandidateSerializer(serializers.ModelSerializer):
    class Meta:
        model = Candidate
        fields = ["id", "email", "full_name", "phone", "created_at"]


@extend_schema(tags=["candidates"], summary="Candidates of the caller's interviews")
class Candidates(Scoped, ListAPIView):
    queryset = Candidate.objects.all()
    serializer_class = CandidateSerializer
    filterset_fields = {"created_at": ["gte", "lt"], "email": ["exact"]}
    search_fields = ["full_name", "email"]
    ordering_fields = ["full_name", "created_at"]
    ordering = ["-created_at"]


@extend_schema(tags=["candidates"], summary="One candidate")
class OneCandidate(Scoped, RetrieveAPIView):
    queryset = Candidate.objects.all()
    serializer_class = CandidateSerializer


class ResumeSerializer(serializers.ModelSerializer):
    """Facts as they were read; null and empty lists where the document says nothing."""

    class Meta:
        model = Resume
        fields = [
            "id", "candidate", "source", "original_name", "state", "skills", "projects", "employers", "education",
            "years_experience", "flags", "created_at",
        ]  # fmt: skip


class NewResumeSerializer(serializers.Serializer):
    file = serializers.FileField(required=False, help_text="PDF or DOCX, up to 10 MB.")
    text = serializers.CharField(max_length=60_000, required=False, allow_blank=True, default="")

    def validate(self, attrs: dict[str, Any]) -> dict[str, Any]:
        if not attrs.get("file") and not attrs["text"].strip():
            raise serializers.ValidationError({"file": ["Send a file, or the resume as text."]})
        return attrs


class Resumes(Limited, ListAPIView):
    permission_classes = [IsAuthenticated]
    queryset = Resume.objects.all()
    serializer_class = ResumeSerializer
    filterset_fields = {"candidate": ["exact"], "state": ["exact"], "created_at": ["gte", "lt"]}
    search_fields = ["original_name", "candidate__full_name"]
    ordering_fields = ["created_at"]
    ordering = ["-created_at"]
    limits = ()

    def get_queryset(self) -> QuerySet[Resume]:
        if getattr(self, "swagger_fake_view", False):
            return Resume.objects.none()
        return resumes_for(self.request.user)

    @extend_schema(tags=["resumes"], summary="The caller's resumes, and those of a recruiter's candidates")
    def get(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        return super().get(request, *args, **kwargs)

    @extend_schema(
        tags=["resumes"],
        summary="Hand in a resume",
        request={"multipart/form-data": NewResumeSerializer, "application/json": NewResumeSerializer},
        responses={201: ResumeSerializer},
    )
    @idempotent
    def post(self, request: Request) -> Response:
        # Some clients name the file as the thing it is.
        sent: Any = request.data
        data: Any = sent.copy() if hasattr(sent, "copy") else sent
        if "resume" in request.FILES and "file" not in request.FILES:
            data["file"] = request.FILES["resume"]
        given = NewResumeSerializer(data=data)
        given.is_valid(raise_exception=True)
        user: Any = request.user
        file = given.validated_data.get("file")
        resume = store_resume_file(file, user) if file else store_pasted_resume(given.validated_data["text"], user)
        claim_resume(resume, register(email=user.email, full_name=user.get_full_name(), phone=""))
        resume.refresh_from_db()
        return Response(ResumeSerializer(resume).data, status=201)


def own_resume(request: Request, pk: uuid.UUID) -> Resume:
    found = resumes_for(request.user).filter(pk=pk).first()
    if found is None:
        raise Http404
    return found


class OneResume(View):
    permission_classes = [IsAuthenticated]

    @extend_schema(tags=["resumes"], summary="One resume", responses=ResumeSerializer)
    def get(self, request: Request, pk: uuid.UUID) -> Response:
        return Response(ResumeSerializer(own_resume(request, pk)).data)

    @extend_schema(
        tags=["resumes"], summary="Delete a resume of one's own that no interview needs", responses={204: None}
    )
    def delete(self, request: Request, pk: uuid.UUID) -> Response:
        user: Any = request.user
        found = own_resumes(user).filter(pk=pk).first()
        if found is None:
            raise Http404
        delete_own_resume(user, found)
        return Response(status=204)


class ResumeFile(View):
    permission_classes = [IsAuthenticated]

    @extend_schema(
        tags=["resumes"],
        summary="The document itself",
        responses={(200, "application/octet-stream"): OpenApiTypes.BINARY},
    )
    def get(self, request: Request, pk: uuid.UUID) -> FileResponse:
        resume = own_resume(request, pk)
        if not resume.file:
            raise ApiProblem("not_found", "This resume was given as text.", status_code=404)
        response = FileResponse(
            resume.file.open("rb"), as_attachment=True, filename=resume.original_name or "resume.pdf",
            content_type="application/octet-stream",
        )  # fmt: skip
        response["Cache-Control"] = "private, no-store"
        return response
