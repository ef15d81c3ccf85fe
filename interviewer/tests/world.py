"""A recruiter's desk with much on it: what the tests of all pages, and the screenshots, look at.

``build(rows)`` makes one interview that ``rows`` people took and as many were invited to: finished, running and waiting
ones among them, with reports, evaluations, verdicts and the odd failure. ``grow`` adds as many again. A second
recruiter and a candidate's account stand beside it, to whom none of it belongs.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from django.db import transaction
from django.utils import timezone

from interviewer.accounts.models import User
from interviewer.tests import factories
from interviews.models import (
    ConfigVersion,
    Difficulty,
    InterviewConfig,
    InterviewSession,
    InvitationState,
    MailState,
    ResponseState,
    ResponseType,
)
from reports.models import Decision, EvaluationState, Outcome, Recommendation, Skill

LONG_NAME = "Wolfeschlegelsteinhausenbergerdorff-Featherstonehaugh Maximiliana Konstantinopolitanska"
HOSTILE = "<script>alert(1)</script> \"quoted\" 'and' {{ braces }}"
NAMES = (
    "Alma Whitfield", "Tomas Herrera", "Ngozi Okafor", "Li Wei", "Søren Ødegård", LONG_NAME, "Priya Raman", HOSTILE,
)  # fmt: skip
ANSWERS = (
    "An index finds rows without reading the whole table. I look at the plan first, and I measure before and after.",
    "It finds rows without reading the whole table. " * 30,
    "I am not sure, maybe it makes things faster?",
)
MANY_ANSWERS = 12


@dataclass
class World:
    """Whose it is, and the rows that pages are opened with."""

    recruiter: User
    admin: User
    other: User
    account: User
    config: InterviewConfig
    version: ConfigVersion
    session: InterviewSession
    """A finished one with a long report."""
    running: InterviewSession
    compared: list[InterviewSession]
    made: int = 0

    @property
    def question(self) -> Any:
        return self.config.questions.first()

    @property
    def invitation(self) -> Any:
        return self.config.invitations.filter(state=InvitationState.PENDING).first()

    @property
    def request(self) -> Any:
        return self.config.accommodation_requests.first()

    @property
    def candidate(self) -> Any:
        return self.session.candidate

    @property
    def coded(self) -> Any:
        """An answer in code, with its drafts."""
        return self.session.responses.get(answer_type="code")


def _finished(world: World, number: int) -> InterviewSession:
    ended = timezone.now() - timedelta(days=number % 40, minutes=number)
    name = NAMES[number % len(NAMES)]
    session: InterviewSession = factories.SessionFactory(
        config=world.config,
        config_version=world.version,
        candidate__full_name=name,
        candidate_name=name,
        completed=True,
        started_at=ended - timedelta(minutes=18),
        ended_at=ended,
    )
    score = 35.0 + (number * 7) % 60
    for position in range(1, 3):
        _answer(session, position, score)
    report = factories.ReportFactory(
        session=session,
        score=score,
        low=max(score - 12, 0),
        high=min(score + 9, 100),
        recommendation=[Recommendation.YES, Recommendation.MIXED, Recommendation.NO][number % 3],
        strengths=[],
        weaknesses=[],
    )
    for skill in (Skill.TECHNICAL, Skill.COMMUNICATION):
        factories.SkillScoreFactory(
            report=report, skill=skill, score=score, low=max(score - 15, 0), high=min(score + 15, 100), created=ended
        )
    if number % 3 == 0:
        factories.VerdictFactory(session=session, author=world.recruiter, decision=Decision.HOLD)
    return session


def _answer(session: InterviewSession, position: int, score: float, **fields: Any) -> Any:
    content = session.config_version.content["questions"]
    put = content[(position - 1) % len(content)]
    response = factories.ResponseFactory(
        session=session,
        number=position,
        question_ref=put["id"],
        question_text=put["text"],
        typed_text=ANSWERS[(position + int(score)) % len(ANSWERS)],
        **{"difficulty": Difficulty.MEDIUM, **fields},
    )
    quote = "It finds rows" if response.typed_text.startswith("It finds rows") else ""
    return factories.EvaluationFactory(
        response=response,
        score=score,
        low=max(score - 10, 0),
        high=min(score + 10, 100),
        outcome=Outcome.CORRECT if score >= 60 else Outcome.PARTIAL,
        evidence=[{"quote": quote, "start": 0, "end": len(quote), "point": "It finds rows.", "supports": True}]
        if quote
        else [],
        needs_review=position % 5 == 0,
    )


def _long_session(world: World) -> InterviewSession:
    """Every sort of answer that a report can hold."""
    session, now = _finished(world, 1), timezone.now()
    for position in range(3, MANY_ANSWERS + 1):
        evaluation = _answer(session, position, 50.0 + position, question_type=ResponseType.PRESET)
        if position % 3 == 0:
            factories.RecordingFactory(response=evaluation.response)
    unscored = _answer(session, MANY_ANSWERS + 1, 40)
    type(unscored).objects.filter(pk=unscored.pk).update(
        state=EvaluationState.UNCLEAR_AUDIO, score=None, low=None, high=None, outcome=""
    )
    factories.ScoreOverrideFactory(evaluation=session.responses.first().evaluations.first(), author=world.recruiter)
    factories.ResponseFactory(
        session=session,
        number=MANY_ANSWERS + 2,
        answer_type="code",
        question_text="Add the numbers up.",
        code_submission="def total(rows):\n    return sum(rows)\n",
        typed_text="I use sum.",
        hints_used=1,
        draft_revision=4,
        revisions=[
            {
                "since": (now - timedelta(seconds=ago)).isoformat(),
                "at": (now - timedelta(seconds=ago)).isoformat(),
                "code": code,
            }
            for ago, code in ((280, "def total(rows):\n    pass\n"), (250, "def total(rows):\n    return 0\n"))
        ],
    )
    factories.ResponseFactory(
        session=session, number=MANY_ANSWERS + 3, state=ResponseState.SKIPPED, typed_text="", time_taken=3
    )
    return session


def build(rows: int) -> World:
    with transaction.atomic():
        recruiter = factories.UserFactory(email="desk@example.org", full_name="Dana Reyes")
        config = factories.InterviewConfigFactory(created_by=recruiter, open=True, job_role="Senior Backend Engineer")
        world = World(
            recruiter=recruiter,
            admin=factories.UserFactory(email="desk-admin@example.org", admin=True),
            other=factories.UserFactory(email="elsewhere@example.org", full_name="Otto Elsewhere"),
            account=factories.UserFactory(email="candidate0@example.net", candidate=True),
            config=config,
            version=factories.ConfigVersionFactory(config=config),
            session=None,  # type: ignore[arg-type]
            running=None,  # type: ignore[arg-type]
            compared=[],
        )
        world.session = _long_session(world)
        world.compared = [_finished(world, number) for number in (2, 3, 4)]
        world.running = factories.SessionFactory(config=config, config_version=world.version)
        _answer(world.running, 1, 70)
        factories.ResponseFactory(session=world.running, number=2, asked=True)
        grow(world, rows)
    return world


def grow(world: World, rows: int) -> None:
    """``rows`` more of everything that can be many."""
    with transaction.atomic():
        for number in range(world.made, world.made + rows):
            _finished(world, number)
            factories.InvitationFactory(
                config=world.config,
                email=f"guest{number}@example.org",
                full_name=NAMES[number % len(NAMES)],
                expires_at=timezone.now() + timedelta(days=2),
                state=list(InvitationState)[number % len(InvitationState)],
            )
            if number % 5 == 0:
                factories.SessionFactory(config=world.config, config_version=world.version)
                factories.SessionFactory(config=world.config, config_version=world.version, pending=True)
                factories.InterviewConfigFactory(created_by=world.recruiter, questions=1, job_role=f"Role {number}")
                factories.WorkFactory(failed=True)
            for extra in EXTRAS:
                extra(world, number)
        world.made += rows


def _waiting(world: World, number: int) -> None:
    """What needs a person: requests, failures, what ends soon; and the record of what people did."""
    factories.AccommodationRequestFactory(config=world.config, full_name=NAMES[number % len(NAMES)], message=HOSTILE)
    factories.InvitationFactory(
        config=world.config, mail_state=MailState.FAILED, mail_error="The mail server refuses this address."
    )
    factories.AuditEventFactory(actor=world.recruiter, object_id=str(world.config.pk), before={"time_limit": 20})


def _calls(world: World, number: int) -> None:
    """Calls to providers for the recruiter's interview, the odd one failed."""
    for purpose, provider, kind in (("evaluation", "groq", "llm"), ("transcription", "whisper", "stt")):
        factories.ProviderCallFactory(
            kind=kind,
            purpose=purpose,
            provider=provider,
            model="",
            session_id=world.session.pk,
            config_id=world.config.pk,
            tokens_in=1200,
            tokens_out=300,
            outcome="timeout" if number % 7 == 0 else "ok",
        )


def _again(world: World, number: int) -> None:
    """The same candidate once more: somebody's progress has many interviews in it."""
    session = _finished(world, number)
    for row in (session, *session.report.skill_scores.all()):
        type(row).objects.filter(pk=row.pk).update(candidate=world.candidate)


EXTRAS: list[Callable[[World, int], None]] = [_calls, _again, _waiting]
"""What else there can be many of: a part adds the rows that its own pages list."""
