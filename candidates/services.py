"""The only writer of candidates, resumes and consents."""

from __future__ import annotations

import logging
import threading
from datetime import timedelta
from hashlib import sha256
from pathlib import Path, PurePath
from tempfile import NamedTemporaryFile

from django.conf import settings
from django.core.files import File
from django.core.files.uploadedfile import UploadedFile
from django.db import IntegrityError, transaction
from django.utils import timezone

from candidates import consent
from candidates.models import Candidate, Consent, Resume, ResumeSource, ResumeState
from candidates.reading import ReadResult, read_resume_file, read_resume_text
from candidates.reading_by_model import completed
from candidates.selectors import account_of
from interviewer.accounts import audit
from interviewer.accounts.models import User
from interviewer.executor import release_connection

logger = logging.getLogger(__name__)

MIN_PASTED_CHARACTERS = 30
MAX_PASTED_CHARACTERS = 60_000

# Reading a document takes a processor for a moment; a rush of uploads waits here instead of taking them all.
_readers = threading.BoundedSemaphore(2)
READER_PATIENCE = 20.0  # seconds


class ResumeProblem(Exception):
    """The document can't be used. The message is for the candidate; ``state`` says which kind of trouble it is."""

    def __init__(self, message: str, state: str) -> None:
        super().__init__(message)
        self.state = state


def store_resume_file(upload: UploadedFile, uploaded_by: User | None = None) -> Resume:
    """Read an uploaded document and keep it. Raises ResumeProblem, and keeps nothing, where it can't be read."""
    limit = settings.RESUME_MAX_BYTES
    if (upload.size or 0) > limit:
        raise ResumeProblem(
            f"This file is larger than {limit // 1024 // 1024} MB. "
            "Please hand in a smaller one, or paste your resume as text below.",
            ResumeState.INVALID,
        )
    digest = sha256()
    with NamedTemporaryFile(suffix=".upload") as copy:
        for chunk in upload.chunks():
            digest.update(chunk)
            copy.write(chunk)
        copy.flush()
        result = _read_when_it_is_our_turn(Path(copy.name))
        if result.state != ResumeState.PARSED:
            raise ResumeProblem(result.message, result.state)
        resume = Resume(
            uploaded_by=uploaded_by,
            source=ResumeSource.FILE,
            original_name=PurePath(upload.name or "resume").name[:200],
            sha256=digest.hexdigest(),
            **_facts(completed(result)),
        )
        copy.seek(0)
        resume.file.save(upload.name or "resume.bin", File(copy), save=False)
    resume.save(force_insert=True)
    return resume


def _read_when_it_is_our_turn(path: Path) -> ReadResult:
    release_connection()  # who waits here must not keep a database connection from those who are being interviewed
    if not _readers.acquire(timeout=READER_PATIENCE):
        raise ResumeProblem(
            "Many people are handing in their resumes right now. "
            "Please try again in a moment, or paste yours as text below.",
            ResumeState.TOO_COMPLEX,
        )
    try:
        return read_resume_file(path)
    finally:
        _readers.release()


def store_pasted_resume(text: str, uploaded_by: User | None = None) -> Resume:
    """Keep a resume given as text. Raises ResumeProblem when there is too little of it."""
    text = text.replace("\x00", "").strip()[:MAX_PASTED_CHARACTERS]
    if len(text) < MIN_PASTED_CHARACTERS:
        raise ResumeProblem(
            "Please write a little more: a few lines about your work, your skills and your projects are enough.",
            ResumeState.NO_TEXT,
        )
    result = read_resume_text(text)
    return Resume.objects.create(
        uploaded_by=uploaded_by,
        source=ResumeSource.PASTED,
        sha256=sha256(text.encode()).hexdigest(),
        **{**_facts(completed(result)), "text": text},
    )


def _facts(result: ReadResult) -> dict[str, object]:
    # PostgreSQL stores no NUL character, and no half of a surrogate pair can be written at all.
    cleaned = result.model_dump_json().encode("utf-8", "ignore").decode().replace("\\u0000", "")
    result = ReadResult.model_validate_json(cleaned)
    facts = result.facts
    return {
        "state": ResumeState.PARSED,
        "text": result.text,
        "skills": [skill.model_dump() for skill in facts.skills],
        "projects": [project.model_dump() for project in facts.projects],
        "employers": [employer.model_dump() for employer in facts.employers],
        "education": [entry.model_dump() for entry in facts.education],
        "years_experience": facts.years_experience,
        "flags": [flag.model_dump() for flag in result.flags],
    }


def register(*, email: str, full_name: str, phone: str) -> Candidate:
    """The candidate with this e-mail address, made if new.

    An address typed into a public form proves nothing, so it changes nothing of a person already known.
    """
    email = email.strip().lower()
    known = Candidate.objects.filter(email__iexact=email).first()
    if known:
        return known
    try:
        with transaction.atomic():
            return Candidate.objects.create(email=email, full_name=full_name.strip(), phone=phone.strip())
    except IntegrityError:  # registered twice at the same moment
        return Candidate.objects.get(email__iexact=email)


def claim_resume(resume: Resume, candidate: Candidate) -> None:
    Resume.objects.filter(pk=resume.pk, candidate__isnull=True).update(candidate=candidate)


def give_consent(
    candidate: Candidate, *, address: str | None, user_agent: str, text: consent.ConsentText = consent.CURRENT
) -> Consent:
    return Consent.objects.create(
        candidate=candidate,
        text_version=text.version,
        text_sha256=text.sha256,
        address=address,
        user_agent=user_agent[:300],
    )


class ResumeInUse(Exception):
    """An interview needs the document. The message is for the person whose it is."""


@transaction.atomic
def delete_own_resume(user: User, resume: Resume) -> None:
    """Raises ResumeInUse while an interview needs the document."""
    # ``sessions`` is the reverse side of a relation that another app declares.
    Resume.objects.select_for_update().get(pk=resume.pk)
    if resume.sessions.filter(config__practice=False).exists():
        raise ResumeInUse(
            "This resume belongs to an interview with a hiring team, who keep it as long as the interview. "
            "Under “Privacy” you can ask for all of it to be erased."
        )
    if resume.sessions.exclude(status="completed").exists():
        raise ResumeInUse("A practice interview that you haven't finished asks about this resume.")
    audit.record(user, "resume deleted", resume)
    resume.delete()


def erase_unclaimed_resumes(older_than: timedelta = timedelta(days=1)) -> int:
    """Remove documents whose uploader never registered; their number."""
    rows = Resume.objects.filter(candidate__isnull=True, created_at__lt=timezone.now() - older_than)
    return sum(bool(resume.delete()) for resume in rows)


def erase_if_unused(candidate: Candidate, resume: Resume | None) -> None:
    """Delete the rows that no session needs any more; their files go with them.

    What a person keeps in an account of their own stays until they erase it.
    """
    # ``sessions`` is the reverse side of a relation that another app declares.
    if resume is not None and resume.uploaded_by_id is None and not resume.sessions.exists():
        resume.delete()
    if not candidate.sessions.exists() and account_of(candidate) is None:
        candidate.delete()
