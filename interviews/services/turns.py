"""Question and answer: asking, drafts, hints, submitting, and deciding what comes next."""

from __future__ import annotations

import uuid
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import transaction
from django.db.models import Max

from interviewer.work.service import enqueue
from interviews import decisions, engine, events, selectors
from interviews.advice import Advice
from interviews.engine import Action, Decision
from interviews.models import (
    CompletionMethod,
    InterviewSession,
    QuestionType,
    Recording,
    Response,
    ResponseState,
)
from interviews.models.response import OPEN_STATES
from interviews.services import clock, drafts, recordings
from interviews.services.endings import complete

MAX_TEXT = 100_000
RUBRIC_FIELDS = (
    "expected_points",
    "keywords",
    "reference_answer",
    "hints",
    "follow_ups",
    "starter_code",
    "language",
    "tests",
    "source",
    "bank_id",
)


class TurnRefused(Exception):
    """The message can't be acted on. ``code`` is one of the protocol's error codes."""

    def __init__(self, code: str, message: str, **details: Any) -> None:
        super().__init__(message)
        self.code = code
        self.details = details


@dataclass(frozen=True)
class Answer:
    """What the candidate submits. ``last_seq`` is the last audio chunk of each segment, when there was audio."""

    text: str = ""
    code: str = ""
    live_transcript: str = ""
    last_seq: dict[int, int] | None = None
    mime_type: str = ""
    accept_missing: bool = False
    take: int | None = None
    interrupted: tuple[int, ...] = ()

    @property
    def says_nothing(self) -> bool:
        return not (self.text.strip() or self.code.strip() or self.live_transcript.strip() or self.last_seq)


# --- Asking ------------------------------------------------------------------------------------------


def ask_next(
    session: InterviewSession, answered: Response | None, now: datetime, advice: Advice | None = None
) -> Response | None:
    """Decide what follows ``answered`` (or what comes first) and write it down; None when the interview ends.

    Call it inside a transaction with the session locked. The candidate's page is told after the commit.
    """
    if session.review_since is not None and session.reviewing:
        _finish(session, now)
        return None
    facts = selectors.resume_facts(session)
    plan, state = selectors.plan_of(session, facts), selectors.state_of(session)
    answer = selectors.last_answer(answered) if answered is not None else None
    proposal = advice.proposal if advice is not None else None
    decision = engine.decide(plan, state, proposal, decisions.propose(plan, state, facts, answer))
    _note_ability(session, plan, state)
    if decision.action is Action.COMPLETE:
        _finish(session, now)
        return None
    followed = proposal is not None and bool(proposal.reason) and decision.reason == proposal.reason
    response = _write(session, decision, now, proposed_by=advice.by if advice is not None and followed else "")
    session.phase = response.phase
    session.current_difficulty = engine.current_difficulty(plan, state)
    session.event_seq += 1
    session.save(update_fields=["phase", "current_difficulty", "event_seq", "updated_at"])
    return response


def _note_ability(session: InterviewSession, plan: engine.Plan, state: engine.State) -> None:
    """The estimate so far, for the recruiter to see; none before the first answer that could be read."""
    if any(exchange.reading for exchange in state.main):
        now = engine.estimated(plan, state)
        InterviewSession.objects.filter(pk=session.pk).update(ability=now.ability, ability_error=now.error)


def _finish(session: InterviewSession, now: datetime) -> None:
    """All was asked. A page that knows the review gets it first where a question was passed by."""
    from interviews.services import review

    if not session.reviewing or not review.unanswered(session):
        complete(session, CompletionMethod.AUTOMATIC)
        return
    session.review_since = session.review_since or now
    session.event_seq += 1
    session.save(update_fields=["review_since", "event_seq", "updated_at"])


def _write(session: InterviewSession, decision: Decision, now: datetime, *, proposed_by: str = "") -> Response:
    rubric, question_ref, parent = dict(decision.rubric), None, None
    if decision.question is not None:
        frozen = selectors.version_question(session, decision.question.id)
        rubric = {name: frozen[name] for name in RUBRIC_FIELDS if frozen.get(name)}
        question_ref = uuid.UUID(decision.question.id)
    if decision.parent is not None:
        parent = session.responses.get(number=decision.parent)
    last = session.responses.aggregate(last=Max("number"))["last"] or 0
    return Response.objects.create(
        session=session,
        number=last + 1,
        question_id=question_ref if question_ref and _still_there(session, question_ref) else None,
        question_ref=question_ref,
        question_text=decision.text,
        question_type=decision.action.value,
        answer_type=decision.type,
        parent=parent,
        phase=decision.phase,
        skill=decision.skill,
        difficulty=decision.difficulty,
        rubric=rubric,
        reason=decision.reason[:200],
        proposed_by=proposed_by,
        time_allowed=decision.time_allowed,
        asked_at=now,
    )


def _still_there(session: InterviewSession, question_id: uuid.UUID) -> bool:
    """The recruiter may have removed the question since; the session keeps its own copy."""
    return session.config.questions.filter(pk=question_id).exists()


# --- While the candidate answers ---------------------------------------------------------------------


def lock_session(session_id: uuid.UUID, lease: str) -> InterviewSession:
    """Raises TurnRefused unless this connection owns the session."""
    session = InterviewSession.objects.select_for_update().get(pk=session_id)
    if lease and session.lease != lease:
        raise TurnRefused("superseded", "This interview goes on in another window.")
    return session


def lock_open(session_id: uuid.UUID, lease: str, question_id: uuid.UUID) -> tuple[InterviewSession, Response]:
    """Raises TurnRefused unless this connection owns the session and the question is of it."""
    session = lock_session(session_id, lease)
    response = session.responses.filter(pk=question_id).first()
    if response is None:
        raise TurnRefused("unknown_question", "This question does not belong to this interview.")
    return session, response


@transaction.atomic
def question_heard(session_id: uuid.UUID, lease: str, question_id: uuid.UUID) -> float:
    """Start the clock; the seconds left. Telling it twice changes nothing."""
    _, response = lock_open(session_id, lease, question_id)
    now = clock.now()
    if response.state == ResponseState.ASKED:
        clock.start(response, now)
        Response.objects.filter(pk=response.pk, state=ResponseState.ASKED).update(
            state=ResponseState.ANSWERING,
            clock_started_at=response.clock_started_at,
            clock_running_since=response.clock_running_since,
        )
    return clock.remaining(response, now)


@transaction.atomic
def save_draft(
    session_id: uuid.UUID, lease: str, question_id: uuid.UUID, revision: int, text: str | None, code: str | None
) -> int:
    """Keep what has been typed so far; the revision stored. An older revision than the stored one is dropped."""
    _, response = lock_open(session_id, lease, question_id)
    if not response.is_open:
        raise TurnRefused("already_answered", "This question has been answered.")
    if revision > response.draft_revision:
        response.draft = {
            "text": clean(text if text is not None else response.draft.get("text", "")),
            "code": clean(code if code is not None else response.draft.get("code", "")),
        }
        response.draft_revision = revision
        if response.answer_type == QuestionType.CODE:
            response.revisions = drafts.with_step(response.revisions, response.draft["code"], clock.now())
        response.save(update_fields=["draft", "draft_revision", "revisions"])
    return response.draft_revision


@transaction.atomic
def take_hint(session_id: uuid.UUID, lease: str, question_id: uuid.UUID) -> tuple[str, int]:
    """The next hint and how many are left. Raises TurnRefused when there is none."""
    _, response = lock_open(session_id, lease, question_id)
    hints = response.rubric.get("hints", [])
    if not response.is_open:
        raise TurnRefused("already_answered", "This question has been answered.")
    if response.hints_used >= len(hints):
        raise TurnRefused("no_hint", "There are no more hints for this question.")
    hint = hints[response.hints_used]
    response.hints_used += 1
    response.save(update_fields=["hints_used"])
    return hint, len(hints) - response.hints_used


# --- Submitting --------------------------------------------------------------------------------------


@transaction.atomic
def submit(
    session_id: uuid.UUID, lease: str, question_id: uuid.UUID, answer: Answer, *, hearing: float = 0.0
) -> Response:
    """Close the question with this answer, once; the same again gives the same response and changes nothing.

    An answer that comes when the time and its grace are over is stored all the same, as one whose time ran out.
    ``hearing`` is what the question itself may have taken, in seconds, where nobody reports when it was heard.

    Raises TurnRefused when audio is still on its way, or for a question that isn't this session's.
    """
    session, response = lock_open(session_id, lease, question_id)
    if not response.is_open:
        return response
    if len(answer.text) > MAX_TEXT or len(answer.code) > MAX_TEXT:
        raise TurnRefused("too_long", "This answer is too long to be stored. Please shorten it.")
    if answer.last_seq and not answer.accept_missing:
        missing = recordings.missing_chunks(session.pk, response.pk, answer.last_seq, answer.take)
        if missing:
            raise TurnRefused("audio_incomplete", "Some of the recording is still on its way.", missing=missing[:500])
    response.typed_text = clean(answer.text)
    response.code_submission = clean(answer.code)
    response.live_transcript = clean(answer.live_transcript)[:MAX_TEXT]
    response.take = answer.take
    now = clock.now()
    if clock.time_taken(response, now) <= response.time_allowed + clock.ANSWER_GRACE + hearing:
        _close(session, response, now, ResponseState.ANSWERED, answer)
    elif answer.says_nothing:
        close_unanswered(session, response, now)
    else:
        _close(session, response, now, ResponseState.TIMED_OUT, answer)
    return response


@transaction.atomic
def skip(session_id: uuid.UUID, lease: str, question_id: uuid.UUID) -> Response:
    session, response = lock_open(session_id, lease, question_id)
    if response.is_open:
        _close(session, response, clock.now(), ResponseState.SKIPPED)
    return response


@transaction.atomic
def time_out(session_id: uuid.UUID, question_id: uuid.UUID) -> bool:
    """Close a question whose time has run out, with what was typed and recorded so far; False if it has time left."""
    session = InterviewSession.objects.select_for_update().get(pk=session_id)
    response = session.responses.filter(pk=question_id).first()
    now = clock.now()
    if response is None or not response.is_open or clock.remaining(response, now) > 0:
        return False
    close_unanswered(session, response, now)
    return True


def close_unanswered(session: InterviewSession, response: Response, now: datetime) -> None:
    """Close a question nobody submitted: what was typed or recorded counts, else it was skipped."""
    response.typed_text = clean(response.draft.get("text", ""))
    response.code_submission = clean(response.draft.get("code", ""))
    has_audio = bool(recordings.segments(session.pk, response.pk))
    has_answer = has_audio or response.typed_text.strip() or response.code_submission.strip()
    _close(session, response, now, ResponseState.TIMED_OUT if has_answer else ResponseState.SKIPPED)


def clean(text: str) -> str:
    """PostgreSQL stores no NUL character."""
    return text.replace("\x00", "")


def _close(
    session: InterviewSession,
    response: Response,
    now: datetime,
    state: ResponseState,
    answer: Answer | None = None,
) -> None:
    clock.stop(response, now)
    response.time_taken = min(response.time_taken, response.time_allowed + clock.ANSWER_GRACE)
    changed = Response.objects.filter(pk=response.pk, state__in=OPEN_STATES).update(
        state=state,
        answered_at=now,
        clock_running_since=None,
        paused_at=None,
        time_taken=response.time_taken,
        typed_text=response.typed_text,
        code_submission=response.code_submission,
        live_transcript=response.live_transcript,
        take=response.take,
    )
    if not changed:
        return
    response.state = state
    response.answered_at = now
    # What was granted on request is not taken from the questions to come.
    session.answering_seconds += min(response.time_taken, max(0, response.time_allowed - response.extra_seconds))
    session.save(update_fields=["answering_seconds", "updated_at"])
    transaction.on_commit(lambda: events.changed(session.pk, "answer"))
    if state != ResponseState.SKIPPED:
        _note_recording(session, response, answer or Answer())
    enqueue("interviews.turn", response.pk, session_id=session.pk, again=response.answer_version > 1)


def _note_recording(session: InterviewSession, response: Response, answer: Answer) -> None:
    segments = recordings.segments(session.pk, response.pk, response.take)
    if not segments and not answer.last_seq:
        return
    stored = {s.number: s for s in segments}
    expected = dict(answer.last_seq or {})
    for segment in segments:
        expected.setdefault(segment.number, segment.seqs[-1])
    missing: dict[int, list[int]] = {}
    for gap in recordings.missing_chunks(session.pk, response.pk, expected, response.take):
        missing.setdefault(gap["segment"], []).append(gap["seq"])
    Recording.objects.get_or_create(
        response=response,
        defaults={
            "mime_type": answer.mime_type[:60],
            "complete": not missing and not set(answer.interrupted) & set(expected),
            "segments": [
                {
                    "segment": number,
                    "take": stored[number].take if number in stored else 0,
                    "chunks": len(stored[number].seqs) if number in stored else 0,
                    "missing": missing.get(number, []),
                    **({"interrupted": True} if number in answer.interrupted else {}),
                }
                for number in sorted(expected)
            ],
        },
    )
