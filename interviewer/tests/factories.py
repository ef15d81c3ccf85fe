"""Rows for tests, as the services would have left them. A factory makes what its row can't do without.

``InterviewConfigFactory(open=True)`` is an interview that candidates can begin,
``SessionFactory(completed=True)`` one that is over, ``ResponseFactory()`` an answered question.
Positions and numbers count on by themselves.
"""

from __future__ import annotations

import os
import uuid
from datetime import timedelta
from hashlib import sha256
from typing import Any

import factory
from django.core.files.base import ContentFile
from django.db.models import Max
from django.utils import timezone
from factory.django import DjangoModelFactory

from candidates import consent
from candidates.models import (
    Candidate,
    Consent,
    ErasurePart,
    PrivacyKind,
    PrivacyRequest,
    Resume,
    ResumeSource,
    ResumeState,
)
from interviewer.accounts.models import AuditEvent, Role, User
from interviewer.providers.models import ProviderCall
from interviewer.work.models import Work, WorkState
from interviews import links
from interviews.models import (
    AccommodationRequest,
    CompletionMethod,
    ConfigStatus,
    ConfigVersion,
    InterviewConfig,
    InterviewSession,
    Invitation,
    OwnQuestion,
    Question,
    Recording,
    Response,
    ResponseState,
    SessionStatus,
)
from interviews.services.configs import freeze
from interviews.services.own_bank import digest_of
from reports.models import (
    Decision,
    Evaluation,
    EvaluationState,
    Outcome,
    Recommendation,
    Report,
    ReportState,
    ScoreOverride,
    Skill,
    SkillScore,
    Verdict,
)

PASSWORD = "correct horse battery"
# Rows may be made by several processes in one database, each of which counts from nought.
_HERE = os.getpid()


class UserFactory(DjangoModelFactory):
    """A recruiter, unless ``admin=True`` or ``candidate=True``; signs in with ``PASSWORD``."""

    class Meta:
        model = User

    class Params:
        admin = factory.Trait(role=Role.ADMIN)
        recruiter = factory.Trait(role=Role.INTERVIEWER)
        candidate = factory.Trait(role=Role.CANDIDATE)
        # A candidate who has signed in by a link sent to their address.
        verified = factory.Trait(role=Role.CANDIDATE, verified_email=factory.SelfAttribute("email"))

    email = factory.Sequence(lambda n: f"person{n}.{_HERE}@example.org")
    full_name = factory.Sequence(lambda n: f"Person {n}")
    role = Role.INTERVIEWER

    @classmethod
    def _create(cls, model_class: type[User], *args: Any, password: str = PASSWORD, **fields: Any) -> User:
        return User.objects.create_user(password=password, **fields)


class AuditEventFactory(DjangoModelFactory):
    class Meta:
        model = AuditEvent

    actor = factory.SubFactory(UserFactory)
    action = "changed"
    object_type = "interviews.interviewconfig"
    object_id = factory.LazyFunction(lambda: str(uuid.uuid4()))
    after = factory.LazyFunction(lambda: {"time_limit": 30})


class WorkFactory(DjangoModelFactory):
    class Meta:
        model = Work

    class Params:
        failed = factory.Trait(state=WorkState.FAILED, attempts=5, last_error="ValueError in take_turn:1")
        done = factory.Trait(state=WorkState.DONE, attempts=1, finished_at=factory.LazyFunction(timezone.now))

    kind = "reports.write"
    key = factory.LazyFunction(uuid.uuid4)
    session_id = factory.SelfAttribute("key")


class ProviderCallFactory(DjangoModelFactory):
    class Meta:
        model = ProviderCall

    purpose = "transcribe"
    provider = "whisper"
    model = "base"
    session_id = factory.LazyFunction(uuid.uuid4)
    latency_ms = 840
    outcome = "ok"


class CandidateFactory(DjangoModelFactory):
    class Meta:
        model = Candidate

    full_name = factory.Sequence(lambda n: f"Candidate {n}")
    email = factory.Sequence(lambda n: f"candidate{n}.{_HERE}@example.org")
    phone = "+44 20 7946 0000"


class ResumeFactory(DjangoModelFactory):
    """A resume pasted as text; with ``on_disk=True`` a stored file."""

    class Meta:
        model = Resume

    class Params:
        on_disk = factory.Trait(
            source=ResumeSource.FILE,
            original_name="resume.pdf",
            file=factory.LazyFunction(lambda: ContentFile(b"%PDF-1.4 a resume", name="resume.pdf")),
        )

    candidate = factory.SubFactory(CandidateFactory)
    source = ResumeSource.PASTED
    state = ResumeState.PARSED
    text = "Python developer. Built a ticket system with Django and PostgreSQL."
    sha256 = factory.LazyAttribute(lambda resume: sha256(resume.text.encode()).hexdigest())
    skills = factory.LazyFunction(lambda: [{"name": "Python"}, {"name": "Django"}])
    years_experience = 4.0


class ConsentFactory(DjangoModelFactory):
    class Meta:
        model = Consent

    candidate = factory.SubFactory(CandidateFactory)
    text_version = consent.CURRENT.version
    text_sha256 = consent.CURRENT.sha256
    address = "192.0.2.7"


class PrivacyRequestFactory(DjangoModelFactory):
    """A request for a copy that is under way; ``erasure=True`` one to erase."""

    class Meta:
        model = PrivacyRequest

    class Params:
        erasure = factory.Trait(kind=PrivacyKind.ERASURE)

    kind = PrivacyKind.COPY
    candidate = factory.SubFactory(CandidateFactory)
    account = factory.SubFactory(UserFactory, candidate=True, email=factory.SelfAttribute("..candidate.email"))
    email = factory.SelfAttribute("candidate.email")
    due_at = factory.LazyFunction(lambda: timezone.now() + timedelta(days=30))


class ErasurePartFactory(DjangoModelFactory):
    class Meta:
        model = ErasurePart

    request = factory.SubFactory(PrivacyRequestFactory, erasure=True)
    owner = factory.SubFactory(UserFactory)


class InterviewConfigFactory(DjangoModelFactory):
    """A draft without questions. ``questions=3`` adds as many; ``open=True`` opens it, with two of them."""

    class Meta:
        model = InterviewConfig

    class Params:
        open = factory.Trait(status=ConfigStatus.OPEN, questions=2)
        closed = factory.Trait(status=ConfigStatus.CLOSED, questions=2)

    created_by = factory.SubFactory(UserFactory)
    job_role = factory.Sequence(lambda n: f"Backend Engineer {n}")
    job_description = "Builds and runs web services in Python."
    time_limit = 20
    number_of_questions = 2
    questions = 0

    @classmethod
    def _build(cls, model_class: type[InterviewConfig], *args: Any, questions: int, **fields: Any) -> InterviewConfig:
        return InterviewConfig(**fields)

    @classmethod
    def _create(cls, model_class: type[InterviewConfig], *args: Any, questions: int, **fields: Any) -> InterviewConfig:
        config = InterviewConfig(**fields)
        links.issue_token(config)
        config.save(force_insert=True)
        QuestionFactory.create_batch(questions, config=config)
        return config


class QuestionFactory(DjangoModelFactory):
    class Meta:
        model = Question

    config = factory.SubFactory(InterviewConfigFactory)
    position = factory.LazyAttribute(
        lambda question: (question.config.questions.aggregate(last=Max("position"))["last"] or 0) + 1
    )
    text = factory.LazyAttribute(lambda question: f"What is an index good for? ({question.position})")
    skill = "databases"
    expected_points = factory.LazyFunction(lambda: ["It finds rows without reading the whole table."])
    keywords = factory.LazyFunction(lambda: ["b-tree", "lookup"])
    reference_answer = "An index finds rows without reading the whole table, and costs time on each write."
    hints = factory.LazyFunction(lambda: ["Think of the end of a book."])
    time_seconds = 120


def spare(question: Question, difficulty: str) -> dict[str, Any]:
    """One that may be put in the question's place, as the services store it."""
    return {
        "id": str(uuid.uuid4()),
        "text": f"And where does an index cost more than it gives, at {difficulty}? ({question.position})",
        "type": question.type,
        "skill": question.skill,
        "difficulty": difficulty,
        "expected_points": ["Every write has to keep it up to date."],
        "time_seconds": 120,
    }


class OwnQuestionFactory(DjangoModelFactory):
    """A question in a recruiter's own bank."""

    class Meta:
        model = OwnQuestion

    owner = factory.SubFactory(UserFactory)
    text = factory.Sequence(lambda n: f"What would you measure first when a page is slow? ({n})")
    digest = factory.LazyAttribute(lambda question: digest_of(question.text))
    skill = "databases"
    expected_points = factory.LazyFunction(lambda: ["How long the queries take."])
    reference_answer = "I would measure the queries first, since that is where most of the time goes."
    time_seconds = 120


class ConfigVersionFactory(DjangoModelFactory):
    class Meta:
        model = ConfigVersion

    config = factory.SubFactory(InterviewConfigFactory, questions=1)

    @classmethod
    def _create(cls, model_class: type[ConfigVersion], *args: Any, **fields: Any) -> ConfigVersion:
        return freeze(fields["config"])


class InvitationFactory(DjangoModelFactory):
    class Meta:
        model = Invitation

    config = factory.SubFactory(InterviewConfigFactory, open=True)
    email = factory.Sequence(lambda n: f"invited{n}@example.org")
    full_name = "Invited Person"

    @classmethod
    def _create(cls, model_class: type[Invitation], *args: Any, **fields: Any) -> Invitation:
        invitation = Invitation(**fields)
        if not invitation.token_hash:
            links.issue_invitation_token(invitation)
        invitation.save(force_insert=True)
        return invitation


class AccommodationRequestFactory(DjangoModelFactory):
    """A candidate's request for half as much time again, not answered yet."""

    class Meta:
        model = AccommodationRequest

    config = factory.SubFactory(InterviewConfigFactory, open=True)
    email = factory.Sequence(lambda n: f"asks{n}@example.org")
    full_name = factory.Sequence(lambda n: f"Asking Person {n}")


class SessionFactory(DjangoModelFactory):
    """A session that has begun; ``pending=True`` one that has not, ``completed=True`` one that is over."""

    class Meta:
        model = InterviewSession

    class Params:
        pending = factory.Trait(status=SessionStatus.PENDING, started_at=None)
        completed = factory.Trait(
            status=SessionStatus.COMPLETED,
            completion_method=CompletionMethod.AUTOMATIC,
            ended_at=factory.LazyFunction(timezone.now),
        )

    config = factory.SubFactory(InterviewConfigFactory, open=True)
    config_version = factory.LazyAttribute(lambda session: freeze(session.config))
    candidate = factory.SubFactory(CandidateFactory)
    candidate_name = factory.SelfAttribute("candidate.full_name")
    resume = factory.SubFactory(ResumeFactory, candidate=factory.SelfAttribute("..candidate"))
    consent = factory.SubFactory(ConsentFactory, candidate=factory.SelfAttribute("..candidate"))
    status = SessionStatus.IN_PROGRESS
    started_at = factory.LazyFunction(lambda: timezone.now() - timedelta(minutes=10))
    last_seen_at = factory.LazyFunction(timezone.now)


class ResponseFactory(DjangoModelFactory):
    """An answered question; ``asked=True`` one that waits for its answer."""

    class Meta:
        model = Response

    class Params:
        asked = factory.Trait(state=ResponseState.ASKED, answered_at=None, decided_at=None, time_taken=0, typed_text="")

    session = factory.SubFactory(SessionFactory)
    number = factory.LazyAttribute(
        lambda response: (response.session.responses.aggregate(last=Max("number"))["last"] or 0) + 1
    )
    question_text = factory.LazyAttribute(lambda response: f"What is an index good for? ({response.number})")
    skill = "databases"
    rubric = factory.LazyFunction(
        lambda: {
            "expected_points": ["It finds rows without reading the whole table."],
            "keywords": ["b-tree", "lookup"],
            "reference_answer": "An index finds rows without reading the whole table.",
            "hints": ["Think of the end of a book."],
        }
    )
    time_allowed = 120
    state = ResponseState.ANSWERED
    asked_at = factory.LazyFunction(lambda: timezone.now() - timedelta(minutes=5))
    answered_at = factory.LazyFunction(lambda: timezone.now() - timedelta(minutes=4))
    decided_at = factory.LazyFunction(lambda: timezone.now() - timedelta(minutes=4))
    time_taken = 48.0
    typed_text = "It finds rows without reading the whole table."


class RecordingFactory(DjangoModelFactory):
    class Meta:
        model = Recording

    response = factory.SubFactory(ResponseFactory)
    segments = factory.LazyFunction(lambda: [{"segment": 0, "take": 0, "chunks": 3, "missing": []}])
    bytes = 48_000
    mime_type = "audio/webm"
    duration = 12.5
    complete = True


class EvaluationFactory(DjangoModelFactory):
    """A scored answer; ``unscored=True`` one that could not be graded."""

    class Meta:
        model = Evaluation

    class Params:
        unscored = factory.Trait(
            state=EvaluationState.FAILED, score=None, low=None, high=None, outcome="", points_covered=[]
        )

    response = factory.SubFactory(ResponseFactory, session__completed=True)
    state = EvaluationState.SCORED
    score = 72.0
    low = 61.0
    high = 80.0
    outcome = Outcome.CORRECT
    feedback = "It names what an index is for."
    points_covered = factory.LazyFunction(lambda: ["It finds rows without reading the whole table."])
    grader_version = "test-1"


class ReportFactory(DjangoModelFactory):
    """A report that is ready; ``pending=True`` one that is being written."""

    class Meta:
        model = Report

    class Params:
        pending = factory.Trait(
            state=ReportState.PENDING, score=None, low=None, high=None, recommendation="", written_at=None
        )

    session = factory.SubFactory(SessionFactory, completed=True)
    state = ReportState.READY
    score = 68.0
    low = 55.0
    high = 79.0
    recommendation = Recommendation.YES
    recommendation_reason = "Most points were covered."
    summary = "Two questions, both answered."
    grader_version = "test-1"
    written_at = factory.LazyFunction(timezone.now)


class SkillScoreFactory(DjangoModelFactory):
    class Meta:
        model = SkillScore

    report = factory.SubFactory(ReportFactory)
    owner = factory.SelfAttribute("report.session.config.created_by")
    config = factory.SelfAttribute("report.session.config")
    candidate = factory.SelfAttribute("report.session.candidate")
    skill = Skill.TECHNICAL
    score = 70.0
    low = 58.0
    high = 81.0
    answers = 2


class VerdictFactory(DjangoModelFactory):
    class Meta:
        model = Verdict

    session = factory.SubFactory(SessionFactory, completed=True)
    author = factory.SelfAttribute("session.config.created_by")
    decision = Decision.ADVANCE
    reason = "Clear about trade-offs."


class ScoreOverrideFactory(DjangoModelFactory):
    class Meta:
        model = ScoreOverride

    evaluation = factory.SubFactory(EvaluationFactory)
    author = factory.SelfAttribute("evaluation.response.session.config.created_by")
    score = 85
    reason = "The example counts for more."
