"""A candidate's way through an interview, from the link to the end."""

from __future__ import annotations

import logging
import secrets
import uuid
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from django.conf import settings
from django.db import transaction
from django.db.models import Q

from candidates.models import Candidate, Consent, Resume
from interviews import selectors
from interviews.links import Door
from interviews.models import (
    CompletionMethod,
    ConfigStatus,
    InterviewConfig,
    InterviewSession,
    Invitation,
    InvitationState,
    Response,
    SessionStatus,
)
from interviews.services import accommodations, clock, corrections, recordings, thinking, turns, watching
from interviews.services.configs import freeze
from interviews.services.endings import complete, completed_message
from interviews.signals import session_started

logger = logging.getLogger(__name__)


# A living connection gives a sign of life at least this often.
HEARTBEAT = timedelta(seconds=12)


class NotPossible(Exception):
    """The candidate can't do this. The message is for them."""


def _require_a_take_left(config: InterviewConfig, candidate: Candidate) -> None:
    """Who has seen the questions has used a take, whether it was finished or not. Raises NotPossible."""
    begun = InterviewSession.objects.filter(config=config, candidate=candidate).exclude(status=SessionStatus.PENDING)
    if begun.count() > config.retakes:
        raise NotPossible(
            "An interview under this e-mail address has been taken already. If it isn't finished, open the link in the "
            "browser you began in. If that was not you, or something went wrong, please write to the person who "
            "invited you."
        )


@transaction.atomic
def create_session(door: Door, candidate: Candidate, *, full_name: str, resume: Resume | None) -> InterviewSession:
    """A session of the config as it stands now. Raises NotPossible when the candidate has used up the retakes."""
    config = door.config
    _require_a_take_left(config, candidate)
    invitation = door.invitation
    if invitation is not None:
        taken_up = Invitation.objects.filter(pk=invitation.pk).exclude(state=InvitationState.REVOKED)
        if not taken_up.update(state=InvitationState.USED):
            raise NotPossible("This invitation has been taken back. Please ask the person who sent it to you.")
    promised = accommodations.granted_factor(config, candidate.email)
    return InterviewSession.objects.create(
        config=config,
        config_version=freeze(config),
        candidate=candidate,
        candidate_name=full_name.strip(),
        resume=resume,
        invitation=invitation,
        time_factor=max(invitation.time_factor if invitation else 1.0, promised),
        current_difficulty=config.difficulty,
    )


def may_begin(session: InterviewSession) -> bool:
    """Who has begun can always go on; who hasn't, only while the interview takes candidates."""
    if session.status == SessionStatus.IN_PROGRESS:
        return True
    ends = session.config.expires_at
    return bool(session.config.status == ConfigStatus.OPEN and (ends is None or ends > clock.now()))


def attach_consent(session: InterviewSession, consent: Consent) -> None:
    InterviewSession.objects.filter(pk=session.pk, consent__isnull=True).update(consent=consent)


@dataclass(frozen=True)
class Joined:
    """What a new connection needs: its lease, the one it took over, and the state to restore."""

    lease: str
    superseded: str
    status: str
    seq: int
    waiting: dict[str, Any] | None
    thinking: bool
    limits: dict[str, Any] = field(default_factory=dict)
    audio: list[dict[str, Any]] = field(default_factory=list)
    transcript: dict[str, Any] | None = None
    evaluations: list[dict[str, Any]] = field(default_factory=list)
    watched: bool = False

    @property
    def question(self) -> dict[str, Any] | None:
        """The question that waits for its answer, if it is a question that the session waits for."""
        return self.waiting if self.waiting and self.waiting["type"] == "question" else None


def lock(session_id: uuid.UUID) -> InterviewSession:
    """The session's row, held until the transaction ends. Raises InterviewSession.DoesNotExist."""
    return InterviewSession.objects.select_for_update().get(pk=session_id)


@transaction.atomic
def join(session_id: uuid.UUID, *, reviewing: bool = False) -> Joined:
    """A connection takes the session over; the first one ever begins the interview.

    ``reviewing`` says that the page can show the review of unanswered questions before the end.

    Raises NotPossible without consent, and InterviewSession.DoesNotExist.
    """
    session = lock(session_id)
    if session.consent_id is None:
        raise NotPossible("Please agree to the conditions first.")
    now = clock.now()
    lease, previous, last_seen = secrets.token_hex(16), session.lease, session.last_seen_at
    session.lease, session.joined_at, session.last_seen_at, session.reviewing = lease, now, now, reviewing
    session.save(update_fields=["lease", "joined_at", "last_seen_at", "reviewing", "updated_at"])
    if session.status == SessionStatus.PENDING:
        if session.config.status != ConfigStatus.OPEN:
            raise NotPossible("This interview has been closed before you began. Please ask the person who invited you.")
        _require_a_take_left(session.config, session.candidate)
        begun = InterviewSession.objects.filter(pk=session.pk, status=SessionStatus.PENDING).update(
            status=SessionStatus.IN_PROGRESS, started_at=now
        )
        if begun:
            session.refresh_from_db()
            session_started.send(sender=InterviewSession, session=session)
            turns.ask_next(session, None, now)
    session.refresh_from_db()
    response = selectors.open_response(session)
    if response is not None:
        resume_clock(response, last_seen, now, taken_over=bool(previous))
    waiting = thinking.current_message(session) if session.status == SessionStatus.IN_PROGRESS else None
    if waiting and waiting["type"] == "review" and not reviewing:
        complete(session, CompletionMethod.AUTOMATIC)  # a page that can't show it must not wait at it
        waiting = None
    return Joined(
        lease=lease,
        superseded=previous,
        status=session.status,
        seq=session.event_seq,
        waiting=waiting,
        thinking=waiting is None and session.status == SessionStatus.IN_PROGRESS,
        limits=_limits(session),
        audio=stored_audio(session.pk, response.pk) if response else [],
        transcript=corrections.latest(session) if session.status == SessionStatus.IN_PROGRESS else None,
        evaluations=selectors.evaluations_shown(session) if session.status == SessionStatus.IN_PROGRESS else [],
        watched=watching.is_watched(session.pk, now),
    )


def resume_clock(response: Response, last_seen: datetime | None, now: datetime, *, taken_over: bool) -> None:
    """Go on counting from now. Where the process died with the clock running, the time until the last sign of
    life is all that counts."""
    if response.clock_started_at is None:
        return
    if response.clock_running_since is not None:
        alive = max(response.clock_running_since, last_seen or response.clock_running_since)
        # A page that is loaded again is often back before its old connection is seen to end: that one was alive.
        if taken_over and now - alive <= HEARTBEAT:
            alive = now
        clock.stop(response, alive)
    clock.start(response, now)
    response.paused_at = None
    response.save(update_fields=["time_taken", "clock_running_since", "paused_at"])


def _limits(session: InterviewSession) -> dict[str, Any]:
    content = session.config_version.content
    return {
        "time_limit": round(content["time_limit"] * 60 * session.time_factor),
        "time_used": round(session.answering_seconds),
        "total_questions": selectors.plan_of(session, selectors.resume_facts(session)).total,
        "text_answers_allowed": content["text_answers_allowed"],
        "answer_takes": content.get("answer_takes", 1),
    }


def stored_audio(session_id: uuid.UUID, response_id: uuid.UUID) -> list[dict[str, Any]]:
    """What is stored of the latest take, and what is missing in it. Reads files, no database."""
    return [
        {"take": s.take, "segment": s.number, "last_seq": s.seqs[-1], "missing": s.missing}
        for s in recordings.segments(session_id, response_id)
    ]


@transaction.atomic
def leave(session_id: uuid.UUID, lease: str) -> None:
    """The connection that holds the session is gone: its clock stands still until the candidate is back."""
    session = InterviewSession.objects.select_for_update().filter(pk=session_id, lease=lease).first()
    if session is None:
        return
    now = clock.now()
    session.lease, session.last_seen_at = "", now
    session.save(update_fields=["lease", "last_seen_at", "updated_at"])
    response = selectors.open_response(session)
    if response is not None and response.clock_running_since is not None:
        clock.stop(response, now)
        response.save(update_fields=["time_taken", "clock_running_since"])


def seen(session_id: uuid.UUID, lease: str) -> bool:
    """Note a heartbeat; False when another connection has taken the session over."""
    return bool(InterviewSession.objects.filter(pk=session_id, lease=lease).update(last_seen_at=clock.now()))


@dataclass(frozen=True)
class Held:
    """What a connection that goes on must know of its session: the open question, and how often it may be recorded."""

    question_id: uuid.UUID | None
    takes: int
    watched: bool


def held_by(session_id: uuid.UUID, lease: str) -> Held | None:
    """What the connection with this lease holds; None when the session is another's, or nobody's."""
    found = InterviewSession.objects.select_related("config_version").filter(pk=session_id, lease=lease)
    session = found.first() if lease else None
    if session is None:
        return None
    response = selectors.open_response(session)
    takes = int(session.config_version.content.get("answer_takes", 1))
    return Held(response.pk if response else None, takes, watching.is_watched(session.pk))


def current_state(session_id: uuid.UUID) -> dict[str, Any]:
    """The message that says what the session waits for: its question, its review, its end, or the server's thoughts."""
    session = InterviewSession.objects.select_related("config_version", "resume").get(pk=session_id)
    if session.status == SessionStatus.COMPLETED:
        return completed_message(session)
    waiting = thinking.current_message(session)
    return waiting or {"type": "resume", "question_id": None, "thinking": True, "audio": []}


def pass_check(session: InterviewSession) -> None:
    """The candidate has heard themselves in the device check, or could not and goes on all the same."""
    InterviewSession.objects.filter(pk=session.pk, checked_at__isnull=True).update(checked_at=clock.now())


@transaction.atomic
def end(session_id: uuid.UUID, method: CompletionMethod, *, ended_by: Any = None) -> bool:
    """End the interview with whatever there is. False when it had ended already.

    ``ended_by`` is who of the hiring team did it; none where the candidate did, or time.
    """
    session = lock(session_id)
    if session.status == SessionStatus.COMPLETED:
        return False
    response = selectors.open_response(session)
    if response is not None:
        turns.close_unanswered(session, response, clock.now())
        session.refresh_from_db()
    elif session.review_since is not None and method == CompletionMethod.MANUALLY_ENDED and ended_by is None:
        method = CompletionMethod.AUTOMATIC  # all was asked, and the candidate has sent it in
    return complete(session, method, ended_by=ended_by)


def close_quiet_sessions(now: datetime | None = None) -> int:
    """End the interviews whose candidate has been away too long; their number."""
    now = now or clock.now()
    limit = now - timedelta(minutes=settings.SESSION_QUIET_MINUTES)
    quiet = InterviewSession.objects.filter(status=SessionStatus.IN_PROGRESS).filter(
        Q(last_seen_at__lt=limit) | Q(last_seen_at__isnull=True, updated_at__lt=limit)
    )
    ended = 0
    for pk in quiet.values_list("pk", flat=True)[:500]:
        try:
            ended += end(pk, CompletionMethod.TIMEOUT_CLEANUP)
        except Exception:
            logger.exception("a quiet session could not be ended")  # one that can't must not keep the others
    return ended


def note_experience(session: InterviewSession, *, rating: int | None, text: str) -> None:
    """How it was for the candidate. Kept apart from everything that is graded."""
    experience = {"rating": rating, "text": text.replace("\x00", "")[:4000]}
    InterviewSession.objects.filter(pk=session.pk, status=SessionStatus.COMPLETED).update(experience=experience)
