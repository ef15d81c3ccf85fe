"""Question and answer: asking, drafts, hints, submitting, and deciding what comes next."""

from __future__ import annotations

import logging
import uuid
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import transaction
from django.db.models import Max

from interviewer.providers.errors import ProviderError
from interviewer.providers.stt.registry import transcribe
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
    SessionStatus,
)
from interviews.models.response import OPEN_STATES
from interviews.services import asked_back, clock, drafts, recordings
from interviews.services.endings import complete, completed_message
from interviews.signals import answer_recorded

logger = logging.getLogger(__name__)

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
            "text": _clean(text if text is not None else response.draft.get("text", "")),
            "code": _clean(code if code is not None else response.draft.get("code", "")),
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
    response.typed_text = _clean(answer.text)
    response.code_submission = _clean(answer.code)
    response.live_transcript = _clean(answer.live_transcript)[:MAX_TEXT]
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
    response.typed_text = _clean(response.draft.get("text", ""))
    response.code_submission = _clean(response.draft.get("code", ""))
    has_audio = bool(recordings.segments(session.pk, response.pk))
    has_answer = has_audio or response.typed_text.strip() or response.code_submission.strip()
    _close(session, response, now, ResponseState.TIMED_OUT if has_answer else ResponseState.SKIPPED)


def _clean(text: str) -> str:
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


# --- The worker's part -------------------------------------------------------------------------------


def take_turn(response_id: uuid.UUID) -> None:
    """Put the answer into words, decide what comes next, write it down and announce it. Safe to run twice."""
    response = Response.objects.select_related("session", "recording").filter(pk=response_id).first()
    if response is None or response.is_open:
        return
    if response.decided_at is None:
        _transcribe(response)
        _tell_what_was_heard(response)
        _decide(response, asked_back.advice_for(response))
    announce(response.session_id)


def _transcribe(response: Response) -> None:
    recording = getattr(response, "recording", None)
    if recording is None or response.transcript or response.unclear_audio:
        return
    files = _assemble(response, recording)
    text, source, words, confidence = "", "", [], None
    try:
        result = transcribe(files, language=_language(response), session_id=response.session_id) if files else None
        if result is not None:
            text, source, confidence = result.text, result.provider, result.confidence
            words = [[w.text, round(w.start, 2), round(w.end, 2), w.confidence] for w in result.words]
    except ProviderError as error:
        logger.info("no transcription: %s", error.category)
    if not text and response.live_transcript.strip():
        text, source = response.live_transcript.strip(), "live"
    unclear = not text and source != "silence"
    Response.objects.filter(pk=response.pk, decided_at__isnull=True).update(
        transcript=_clean(text),
        transcript_source=source,
        transcript_words=words,
        transcript_confidence=confidence,
        unclear_audio=unclear,
    )
    response.refresh_from_db()
    events.changed(response.session_id, "words")


def _tell_what_was_heard(response: Response) -> None:
    if response.transcript:
        events.transcript(response.session_id, response.pk, response.transcript, final=True)


def _language(response: Response) -> str:
    return str(response.session.config_version.content.get("language", "en"))


def _assemble(response: Response, recording: Recording) -> list[Any]:
    segments = recordings.segments(response.session_id, response.pk, response.take)
    files = [recordings.assemble(segment) for segment in segments]
    by_number = {entry["segment"]: dict(entry) for entry in recording.segments}
    for segment, path in zip(segments, files, strict=True):
        by_number.setdefault(segment.number, {"segment": segment.number, "missing": segment.missing})
        by_number[segment.number] |= {"bytes": path.stat().st_size, "sha256": recordings.file_sha256(path)}
    recording.segments = [by_number[number] for number in sorted(by_number)]
    recording.bytes = sum(path.stat().st_size for path in files)
    recording.sha256 = recording.segments[0].get("sha256", "") if len(files) == 1 else ""
    recording.save(update_fields=["segments", "bytes", "sha256"])
    return files


@transaction.atomic
def _decide(response: Response, advice: Advice | None = None) -> None:
    """Whoever sets ``decided_at`` owns what follows: one answer leads to one next question."""
    session = InterviewSession.objects.select_for_update().get(pk=response.session_id)
    now = clock.now()
    response.refresh_from_db()
    heard = asked_back.hear(session, response, advice)
    mine = Response.objects.filter(pk=response.pk, decided_at__isnull=True).update(
        decided_at=now, reading=heard.reading, state=heard.state, intent=heard.intent
    )
    if not mine:
        return
    response.refresh_from_db()
    if response.state == ResponseState.ASKED_BACK:
        asked_back.ask_again(session, response, now, heard.remark)
        return
    answer_recorded.send(sender=Response, response=response)
    if session.status == SessionStatus.IN_PROGRESS and selectors.open_response(session) is None:
        asked_back.remark(heard, ask_next(session, response, now, advice))


@transaction.atomic
def go_on_without(response_id: uuid.UUID) -> None:
    """Ask the next question although this answer could not be worked on: an interview must not stop for that."""
    response = Response.objects.filter(pk=response_id).first()
    if response is None or response.decided_at is not None:
        return
    session = InterviewSession.objects.select_for_update().get(pk=response.session_id)
    now = clock.now()
    changes: dict[str, Any] = {"decided_at": now}
    if hasattr(response, "recording") and not response.transcript and response.transcript_source != "silence":
        # Something was said, if nobody knows what: this must not be taken for no answer.
        live = response.live_transcript.strip()
        changes |= {"transcript": live, "transcript_source": "live"} if live else {"unclear_audio": True}
    if Response.objects.filter(pk=response.pk, decided_at__isnull=True).update(**changes):
        response.refresh_from_db()
        answer_recorded.send(sender=Response, response=response)
        if session.status == SessionStatus.IN_PROGRESS and selectors.open_response(session) is None:
            ask_next(session, None, now)
        transaction.on_commit(lambda: announce(session.pk))


def announce(session_id: uuid.UUID) -> None:
    """Tell the candidate's page what the session waits for now. Saying it twice is harmless."""
    session = InterviewSession.objects.select_related("config_version", "resume").get(pk=session_id)
    if session.status == SessionStatus.COMPLETED:
        events.send_to_session(session.pk, completed_message(session))
        return
    message = current_message(session)
    if message is not None:
        events.send_to_session(session.pk, message)


def current_message(session: InterviewSession) -> dict[str, Any] | None:
    """What a running session waits for: its question or its review; None while the server thinks."""
    from interviews.services import review

    response = selectors.open_response(session)
    if response is not None:
        return selectors.question_payload(session, response, clock.now())
    return review.message(session) if review.is_open(session) else None
