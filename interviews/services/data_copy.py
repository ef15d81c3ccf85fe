"""A copy of what is held about a person: a zip with ``data.json``, their documents and their recordings.

It holds what they said and what they were shown. How answers are to be graded is not about them, and not in it.
"""

from __future__ import annotations

import json
import uuid
import zipfile
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from django.core.serializers.json import DjangoJSONEncoder
from django.db import transaction

from candidates import privacy
from candidates.models import Candidate, PrivacyKind, PrivacyRequest, PrivacyState, Resume
from candidates.selectors import own_candidate, own_requests, own_resumes
from interviewer.accounts.models import User
from interviewer.providers.stt.audio import container_of
from interviewer.work.service import enqueue
from interviews.models import AccommodationRequest, InterviewSession, Invitation, Response
from interviews.selectors import display_labels, own_sessions
from interviews.services import clock, recordings
from interviews.signals import own_results

LETTER = "interviews.mail_copy_ready"
_SUFFIX = {"matroska": "webm", "ogg": "ogg", "wav": "wav", "mp4": "m4a"}
ABOUT = (
    "This is what this installation holds about you. `interviews` are those under your e-mail address and your "
    "practice; times are UTC, durations seconds. Files named here are beside this one. `results` are those you were "
    "shown."
)


def make(request_id: uuid.UUID) -> None:
    """Put the copy together and keep it for its week. Done or closed already, there is nothing to do."""
    request = PrivacyRequest.objects.select_related("account").filter(pk=request_id).first()
    if request is None or request.state != PrivacyState.OPEN or request.kind != PrivacyKind.COPY:
        return
    if request.account is None:
        privacy.copy_failed(request.pk)
        return
    with TemporaryDirectory() as folder:
        path = Path(folder) / "copy.zip"
        _write(path, request.account)
        with transaction.atomic():
            if privacy.copy_is_ready(request, path):
                enqueue(LETTER, request.pk)


def _write(path: Path, user: User) -> None:
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        data = {
            "about": ABOUT,
            "made_at": clock.now(),
            "account": {"email": user.email, "name": user.full_name, "since": user.date_joined},
            "person": _person(own_candidate(user)),
            "resumes": [_resume(archive, resume) for resume in own_resumes(user).order_by("created_at")],
            "invitations": _invitations(user),
            "extra_time_asked_for": _accommodations(user),
            "interviews": [_session(archive, session) for session in _sessions(user)],
            "privacy_requests": list(own_requests(user).values("kind", "state", "asked_at", "due_at", "closed_at")),
        }
        text = json.dumps(data, cls=DjangoJSONEncoder, ensure_ascii=False, indent=2)
        archive.writestr("data.json", text.encode("utf-8", "replace"))


def _sessions(user: User) -> Any:
    rows = own_sessions(user).select_related("config__created_by", "config_version", "consent", "resume")
    return rows.order_by("created_at").iterator(chunk_size=50)


def _person(candidate: Candidate | None) -> dict[str, Any] | None:
    if candidate is None:
        return None
    consents = candidate.consents.order_by("given_at")
    return {
        "name": candidate.full_name,
        "email": candidate.email,
        "phone": candidate.phone,
        "known_since": candidate.created_at,
        "consents": list(consents.values("text_version", "text_sha256", "given_at", "address", "user_agent")),
    }


def _resume(archive: zipfile.ZipFile, resume: Resume) -> dict[str, Any]:
    name = ""
    if resume.file:
        name = f"resumes/{resume.pk}{Path(str(resume.file.name)).suffix}"
        try:
            with resume.file.open("rb") as source, archive.open(name, "w") as target:
                for chunk in source.chunks():
                    target.write(chunk)
        except FileNotFoundError:
            name = ""
    read = ("text", "skills", "projects", "employers", "education", "years_experience")
    return {
        "handed_in_at": resume.created_at,
        "name": resume.original_name,
        "file": name or None,
        "read_out_of_it": {field: getattr(resume, field) for field in read},
    }


def _invitations(user: User) -> list[dict[str, Any]]:
    if not user.email_is_verified:
        return []
    rows = Invitation.objects.filter(email__iexact=user.email).order_by("created_at")
    names = ("config__job_role", "email", "full_name", "time_factor", "state", "created_at")
    return [dict(zip(names, row, strict=True)) for row in rows.values_list(*names)]


def _accommodations(user: User) -> list[dict[str, Any]]:
    if not user.email_is_verified:
        return []
    rows = AccommodationRequest.objects.filter(email__iexact=user.email).order_by("created_at")
    names = ("config__job_role", "full_name", "wish", "message", "state", "factor", "note", "created_at")
    return [dict(zip(names, row, strict=True)) for row in rows.values_list(*names)]


def _session(archive: zipfile.ZipFile, session: InterviewSession) -> dict[str, Any]:
    responses = list(session.responses.order_by("number"))
    labels = display_labels(responses)
    results: dict[str, Any] = {}
    found: Any
    for _, found in own_results.send(sender=InterviewSession, session=session):
        results.update(found or {})
    return {
        "id": session.pk,
        "role": session.config_version.content["job_role"],
        "practice": session.config.practice,
        "with": None if session.config.practice else session.config.created_by.get_full_name(),
        "name_given": session.candidate_name,
        "status": session.status,
        "begun_at": session.started_at,
        "ended_at": session.ended_at,
        "agreed_to": session.consent.text_version if session.consent else None,
        "extra_time_factor": session.time_factor,
        "how_it_was": session.experience or None,
        "answers": [_answer(archive, session, response, labels[response.pk]) for response in responses],
        "results": results or None,
    }


def _answer(archive: zipfile.ZipFile, session: InterviewSession, response: Response, label: str) -> dict[str, Any]:
    return {
        "label": label,
        "question": response.question_text,
        "state": response.state,
        "asked_at": response.asked_at,
        "answered_at": response.answered_at,
        "time_taken": round(response.time_taken, 1),
        "typed": response.typed_text,
        "transcript": response.transcript,
        "live_transcript": response.live_transcript,
        "code": response.code_submission,
        "draft": response.draft or None,
        "drafts_before": response.revisions,
        "hints_used": response.hints_used,
        "noted_while_answering": response.observations,
        "recordings": _recordings(archive, session.pk, response),
    }


def _recordings(archive: zipfile.ZipFile, session_id: uuid.UUID, response: Response) -> list[str]:
    """Every take that is stored, also those that were not sent in."""
    names = []
    for take in range(recordings.MAX_TAKE + 1):
        for segment in recordings.segments(session_id, response.pk, take):
            pieces = [segment.path / f"{seq:05d}" for seq in segment.seqs]
            suffix = _SUFFIX.get(container_of(pieces[0].read_bytes()[:16]) or "", "bin")
            name = f"recordings/{session_id}/{response.number:02d}-take-{take + 1}-{segment.number:02d}.{suffix}"
            # Sound is compressed already.
            with archive.open(zipfile.ZipInfo(name, date_time=(1980, 1, 1, 0, 0, 0)), "w") as target:
                for piece in pieces:
                    target.write(piece.read_bytes())
            names.append(name)
    return names
