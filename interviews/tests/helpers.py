"""A candidate's way through an interview, by the same services that the page's socket calls."""

from __future__ import annotations

import uuid
from dataclasses import dataclass
from typing import Any

from django.utils import timezone

from candidates.models import Candidate, Resume, ResumeSource, ResumeState
from candidates.services import give_consent, register
from interviewer.accounts.models import Role, User
from interviewer.work.models import Work, WorkState
from interviewer.work.service import drain
from interviews import links, selectors
from interviews.models import InterviewConfig, InterviewSession, Response
from interviews.services import clock, configs, recordings, sessions, turns

POINTS = [
    "A generator yields one value at a time",
    "It keeps the use of memory low on large files",
    "It can be iterated only once and is then exhausted",
]
GOOD = (
    "A generator yields one value at a time. So it keeps the use of memory low, even on very large files. "
    "It can be iterated only once, and then it is exhausted."
)
HALF = "I think a generator yields one value at a time, somehow."


def a_question(text: str, **fields: Any) -> dict[str, Any]:
    return {
        "text": text,
        "skill": "python",
        "expected_points": POINTS,
        "keywords": ["yield", "memory", "exhausted"],
        "reference_answer": GOOD,
        "hints": ["Think of memory.", "Think of the second loop over it."],
        "follow_ups": [{"point": 2, "text": "And what does that mean for the memory it needs?"}],
        "time_seconds": 120,
        **fields,
    }


THREE_QUESTIONS = (
    a_question("When would you reach for a generator in your code?"),
    a_question("What is the difference between a list and a tuple?"),
    a_question("How does garbage collection decide what to free?"),
)


def make_user(email: str = "rita@example.com", role: str = Role.INTERVIEWER) -> User:
    return User.objects.filter(email=email).first() or User.objects.create_user(email, role=role)


def draft_config(
    owner: User | None = None, *, questions: tuple[dict[str, Any], ...] = THREE_QUESTIONS, **fields: Any
) -> InterviewConfig:
    """A config with just these questions, follow-ups off unless asked for."""
    owner = owner or make_user()
    config = InterviewConfig(
        created_by=owner, **{"job_role": "Python Developer", "follow_ups_per_question": 0, "time_limit": 20, **fields}
    )
    links.issue_token(config)
    config.save(force_insert=True)
    for question in questions:
        configs.add_question(owner, config, dict(question))
    return config


def open_config(owner: User | None = None, **fields: Any) -> InterviewConfig:
    config = draft_config(owner, **fields)
    configs.open_config(config.created_by, config)
    return config


def make_resume(candidate: Candidate, **facts: Any) -> Resume:
    return Resume.objects.create(
        candidate=candidate, source=ResumeSource.PASTED, state=ResumeState.PARSED, text="a resume", **facts
    )


def make_session(
    config: InterviewConfig | None = None, *, email: str = "carla@example.com", consent: bool = True, **resume: Any
) -> InterviewSession:
    """A session that nobody has joined yet; ``resume`` are facts such as ``projects=[{"name": ...}]``."""
    config = config or open_config()
    candidate = register(email=email, full_name="Carla Candidate", phone="")
    session = sessions.create_session(
        links.Door(config),
        candidate,
        full_name="Carla Candidate",
        resume=make_resume(candidate, **resume) if resume else None,
    )
    if consent:
        sessions.attach_consent(session, give_consent(candidate, address=None, user_agent="test"))
        session.refresh_from_db()
    return session


@dataclass
class Seat:
    """One candidate at the interview. Each call is what the page would send."""

    session_id: uuid.UUID
    lease: str = ""

    @property
    def session(self) -> InterviewSession:
        return InterviewSession.objects.select_related("config_version", "resume").get(pk=self.session_id)

    @property
    def question(self) -> Response:
        response = selectors.open_response(self.session)
        assert response is not None, "no question waits for an answer"
        return response

    @property
    def responses(self) -> list[Response]:
        return list(self.session.responses.order_by("number"))

    def join(self) -> sessions.Joined:
        joined = sessions.join(self.session_id)
        self.lease = joined.lease
        return joined

    def leave(self) -> None:
        sessions.leave(self.session_id, self.lease)

    def hear(self) -> float:
        return turns.question_heard(self.session_id, self.lease, self.question.pk)

    def submit(self, text: str = "", **fields: Any) -> Response:
        """Submit without doing the work that follows."""
        return turns.submit(self.session_id, self.lease, self.question.pk, turns.Answer(text=text, **fields))

    def answer(self, text: str = GOOD, *, after: float = 0, **fields: Any) -> Response:
        """Hear the question, answer it ``after`` so many seconds of virtual time, and let the workers work."""
        self.hear()
        if after:
            clock.advance(after)
        response = self.submit(text, **fields)
        settle()
        response.refresh_from_db()
        return response

    def skip(self) -> Response:
        response = turns.skip(self.session_id, self.lease, self.question.pk)
        settle()
        response.refresh_from_db()
        return response

    def draft(self, revision: int, text: str | None = None, code: str | None = None) -> int:
        return turns.save_draft(self.session_id, self.lease, self.question.pk, revision, text, code)

    def speak(self, seq: int, data: bytes = b"sound", *, segment: int = 0, take: int = 0) -> bool:
        key = recordings.ChunkKey(self.session_id, self.question.pk, take, segment, seq)
        return recordings.store_chunk(key, data)


def sit_down(config: InterviewConfig | None = None, **fields: Any) -> Seat:
    """A candidate who has joined and sees the first question."""
    seat = Seat(make_session(config, **fields).pk)
    seat.join()
    return seat


def settle() -> None:
    """Do all work there is, also what was put back to wait a moment."""
    for _ in range(20):
        drain()
        if not Work.objects.filter(state=WorkState.QUEUED).update(next_try_at=timezone.now()):
            return
    raise AssertionError("the work never ends")
