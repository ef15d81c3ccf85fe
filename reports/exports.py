"""Exports: candidates with their scores as rows, an interview with all of its sessions as JSON.

What others have decided is in them as far as the reader may see it. Rows are read in batches while they are sent, and
no query stays open between two of them.
"""

from __future__ import annotations

import json
import uuid
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime
from math import floor
from typing import Any

from django.db.models import Count, F, Prefetch, Q, QuerySet
from rest_framework.utils.encoders import JSONEncoder

from interviewer.accounts.scope import visible_to
from interviewer.csv_export import csv_lines
from interviews.models import InterviewConfig, InterviewSession, Response, ResponseState
from interviews.services import clock
from reports.api import exported
from reports.models import Evaluation, Outcome, ReportState, ScoreOverride, Skill, Verdict
from reports.verdicts import visible_verdicts

BATCH = 100
FORMAT_VERSION = 2
HEADER = (
    "session_id", "candidate", "email", "phone", "version", "status", "how_it_ended", "started_at", "ended_at",
    "asked", "answered", "correct", "partial", "wrong", "score", "score_low", "score_high", "recommendation",
    *(f"{skill}{part}" for skill in Skill.values for part in ("", "_low", "_high")),
    "your_verdict", "other_verdicts",
)  # fmt: skip


def chosen(user: Any, config: InterviewConfig, ids: Sequence[uuid.UUID] = ()) -> QuerySet[InterviewSession]:
    """The interview's sessions that the user may see, the newest first; only those named, where any are."""
    rows = visible_to(user, InterviewSession.objects.filter(config=config)).order_by("-created_at", "pk")
    return rows.filter(pk__in=ids) if ids else rows


def _batches(rows: QuerySet[InterviewSession], full: QuerySet[InterviewSession]) -> Iterator[list[InterviewSession]]:
    """``rows`` in their order, each batch read by ``full`` at once."""
    keys = list(rows.values_list("pk", flat=True))
    for start in range(0, len(keys), BATCH):
        wanted = keys[start : start + BATCH]
        found = {session.pk: session for session in full.filter(pk__in=wanted)}
        yield [found[key] for key in wanted if key in found]  # one may have been erased meanwhile


def _verdicts(user: Any, sessions: Iterable[InterviewSession]) -> dict[uuid.UUID, list[Verdict]]:
    """By session, the newest first."""
    found: dict[uuid.UUID, list[Verdict]] = defaultdict(list)
    keys = [session.pk for session in sessions]
    for verdict in visible_verdicts(user, keys).select_related("author").order_by("-given_at"):  # type: ignore[arg-type]
        found[verdict.session_id].append(verdict)
    return found


# --- CSV ---------------------------------------------------------------------------------------------


def candidates_csv(user: Any, rows: QuerySet[InterviewSession]) -> Iterator[str]:
    return csv_lines(HEADER, _candidate_rows(user, rows))


def _candidate_rows(user: Any, rows: QuerySet[InterviewSession]) -> Iterator[list[Any]]:
    newest = Q(responses__evaluations__answer_version=F("responses__answer_version"))
    put = ~Q(responses__state=ResponseState.ASKED_BACK)
    given = Q(responses__state__in=[ResponseState.ANSWERED, ResponseState.TIMED_OUT])
    outcomes = {
        outcome.value: Count("responses", filter=newest & Q(responses__evaluations__outcome=outcome), distinct=True)
        for outcome in Outcome
    }
    full = (
        InterviewSession.objects.select_related("candidate", "config_version", "report")
        .defer("config_version__content", "report__summary")
        .prefetch_related("report__skill_scores")
        .annotate(
            asked=Count("responses", filter=put, distinct=True),
            answered=Count("responses", filter=given, distinct=True),
            **outcomes,
        )
    )
    for sessions in _batches(rows, full):
        verdicts = _verdicts(user, sessions)
        for session in sessions:
            yield _candidate_row(user, session, verdicts[session.pk])


def _candidate_row(user: Any, session: Any, verdicts: list[Verdict]) -> list[Any]:
    report = getattr(session, "report", None)
    ready = report if report is not None and report.state == ReportState.READY else None
    skills = {row.skill: row for row in ready.skill_scores.all()} if ready else {}
    parts: list[Any] = []
    for skill in Skill.values:
        row = skills.get(skill)
        parts += [_whole(row.score), _whole(row.low), _whole(row.high)] if row else [None, None, None]
    own = [verdict for verdict in verdicts if verdict.author_id == user.pk]
    return [
        str(session.pk), session.candidate_name, session.candidate.email, session.candidate.phone,
        session.config_version.number, session.get_status_display(), session.get_completion_method_display(),
        _moment(session.started_at), _moment(session.ended_at),
        session.asked, session.answered, session.correct, session.partial, session.wrong,
        _whole(ready.score) if ready else None, _whole(ready.low) if ready else None,
        _whole(ready.high) if ready else None, ready.get_recommendation_display() if ready else None,
        *parts,
        own[0].get_decision_display() if own else None, _others(user, verdicts),
    ]  # fmt: skip


def _others(user: Any, verdicts: list[Verdict]) -> str | None:
    """What each of the others thinks now."""
    newest: dict[Any, str] = {}
    for verdict in verdicts:
        if verdict.author_id != user.pk:
            newest.setdefault(verdict.author_id, f"{verdict.author}: {verdict.get_decision_display()}")
    return "; ".join(newest.values()) or None


def _whole(score: float | None) -> int | None:
    """As pages show it: half rounds up, and no score is no 0."""
    return None if score is None else floor(score + 0.5)


def _moment(at: datetime | None) -> str | None:
    return at.isoformat(timespec="seconds") if at else None


# --- JSON --------------------------------------------------------------------------------------------


def interview_json(user: Any, config: InterviewConfig) -> Iterator[str]:
    """The whole interview, bit by bit: ``exported.InterviewExportSerializer`` is its shape."""
    versions = config.versions.order_by("number")
    head = {
        **_head("interviewer.interview"),
        "interview": exported.ConfigSerializer(config).data,
        "questions": exported.QuestionSerializer(config.questions.order_by("position"), many=True).data,
        "versions": exported.VersionSerializer(versions, many=True).data,
    }
    yield f'{_dumps(head)[:-1]}, "sessions": ['
    between = "\n"
    for sessions in _batches(chosen(user, config), _whole_sessions()):
        verdicts = _verdicts(user, sessions)
        for session in sessions:
            yield between + _dumps(_session(session, verdicts[session.pk]))
            between = ",\n"
    yield "\n]}\n"


def session_export(user: Any, session: InterviewSession) -> dict[str, Any]:
    """One session with what it was interviewed by: ``exported.SessionExportSerializer`` is its shape."""
    found = _whole_sessions().get(pk=session.pk)
    return {
        **_head("interviewer.session"),
        "interview": exported.ConfigSerializer(found.config).data,
        "version": exported.VersionSerializer(found.config_version).data,
        "session": _session(found, _verdicts(user, [found])[found.pk]),
    }


def session_json(user: Any, session: InterviewSession) -> str:
    return _dumps(session_export(user, session))


def _head(name: str) -> dict[str, Any]:
    return {"format": name, "format_version": FORMAT_VERSION, "exported_at": clock.now().isoformat()}


def _whole_sessions() -> QuerySet[InterviewSession]:
    people = ScoreOverride.objects.order_by("given_at")
    gradings = Evaluation.objects.order_by("answer_version").prefetch_related(Prefetch("overrides", queryset=people))
    asked = Response.objects.order_by("number").prefetch_related(Prefetch("evaluations", queryset=gradings))
    return InterviewSession.objects.select_related("config", "candidate", "config_version", "report").prefetch_related(
        Prefetch("responses", queryset=asked), "report__skill_scores"
    )


def _session(session: InterviewSession, verdicts: list[Verdict]) -> dict[str, Any]:
    data: dict[str, Any] = exported.SessionSerializer(session, context={"verdicts": verdicts}).data
    return data


def _dumps(value: Any) -> str:
    return json.dumps(value, cls=JSONEncoder, ensure_ascii=False)
