"""The worker's part of a turn: put the answer into words, decide what comes next, write it down and announce it."""

from __future__ import annotations

import logging
import uuid
from typing import Any

from django.db import transaction

from interviewer.providers.errors import ProviderError
from interviewer.providers.stt.registry import transcribe
from interviews import events, selectors
from interviews.advice import Advice
from interviews.models import InterviewSession, Recording, Response, ResponseState, SessionStatus
from interviews.services import asked_back, clock, corrections, recordings
from interviews.services.endings import completed_message
from interviews.services.turns import ask_next, clean
from interviews.signals import answer_recorded

logger = logging.getLogger(__name__)


def take_turn(response_id: uuid.UUID) -> None:
    """Put the answer into words, decide what comes next, write it down and announce it. Safe to run twice."""
    response = Response.objects.select_related("session", "recording").filter(pk=response_id).first()
    if response is None or response.is_open:
        return
    if response.decided_at is None:
        _transcribe(response)
        _decide(response, asked_back.advice_for(response))
    if hasattr(response, "recording"):
        # The candidate may say that this is not what they said.
        events.send_to_session(response.session_id, corrections.message(response))
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
        transcript=clean(text),
        transcript_source=source,
        transcript_words=words,
        transcript_confidence=confidence,
        unclear_audio=unclear,
    )
    response.refresh_from_db()
    events.changed(response.session_id, "words")


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
