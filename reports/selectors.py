"""Read queries for reports: everything a page or an export shows of one session, in a few queries."""

from __future__ import annotations

import uuid
from dataclasses import dataclass, field, replace
from typing import Any

from django.db.models import Prefetch

from interviewer.work.models import Work, WorkState
from interviews.models import InterviewSession, Recording, Response, ResponseState, SessionStatus
from interviews.selectors import display_labels
from reports.figures import Figures, figures_of
from reports.models import Evaluation, Report, ReportState


@dataclass(frozen=True)
class Piece:
    """A stretch of the answer; ``supports`` is set where it is evidence."""

    text: str
    supports: bool | None = None
    point: str = ""


@dataclass(frozen=True)
class Item:
    response: Response
    label: str
    evaluation: Evaluation | None
    words: list[Piece]
    code: list[Piece]
    recording: Recording | None


@dataclass(frozen=True)
class ReportView:
    session: InterviewSession
    report: Report | None
    items: list[Item] = field(default_factory=list)
    figures: Figures = field(default_factory=Figures)
    rewriting: bool = False

    @property
    def asked(self) -> int:
        return self.figures.asked

    @property
    def answered(self) -> int:
        """How many answers have a score."""
        return self.figures.graded

    @property
    def average(self) -> float | None:
        return self.figures.average

    @property
    def ready(self) -> bool:
        return self.report is not None and self.report.state == ReportState.READY

    @property
    def waiting(self) -> bool:
        """Whether a report, or a new one, is on its way."""
        if self.session.status != SessionStatus.COMPLETED:
            return False
        return self.rewriting or self.report is None or self.report.state == ReportState.PENDING

    @property
    def next_round(self) -> list[str]:
        """What to ask next time, over all skills, each thing once."""
        scores = self.report.skill_scores.all() if self.report else []
        return list(dict.fromkeys(point for row in scores for point in row.recommendations))


def report_view(session: InterviewSession) -> ReportView:
    responses = list(
        session.responses.exclude(state=ResponseState.ASKED_BACK)
        .select_related("recording")
        .prefetch_related(Prefetch("evaluations", queryset=Evaluation.objects.order_by("-answer_version")))
    )
    labels = display_labels(responses)
    items = [_item(response, labels) for response in responses]
    report = Report.objects.filter(session=session).prefetch_related("skill_scores").first()
    pairs = [(item.response, item.evaluation) for item in items]
    return ReportView(
        session=session,
        report=report,
        items=items,
        figures=figures_of(session, pairs, session.config_version.content),
        rewriting=_being_graded(session),
    )


def _being_graded(session: InterviewSession) -> bool:
    under_way = [WorkState.QUEUED, WorkState.RUNNING]
    return Work.objects.filter(session_id=session.pk, kind__startswith="reports.", state__in=under_way).exists()


def _item(response: Response, labels: dict[uuid.UUID, str]) -> Item:
    evaluation = next(iter(response.evaluations.all()), None)
    parts = [part for part in (response.answer_text, response.code_submission) if part.strip()]
    pieces = mark("\n".join(parts), evaluation.evidence if evaluation else [])
    words, code = cut(pieces, len(response.answer_text) + 1 if response.answer_text else 0)
    return Item(
        response=response,
        label=labels[response.pk],
        evaluation=evaluation,
        words=words,
        code=code if response.code_submission.strip() else [],
        recording=getattr(response, "recording", None),
    )


def cut(pieces: list[Piece], at: int) -> tuple[list[Piece], list[Piece]]:
    """The pieces up to character ``at`` and those after it; one that lies across is cut in two."""
    before: list[Piece] = []
    after: list[Piece] = []
    for piece in pieces:
        here = max(0, min(len(piece.text), at))
        if here:
            before.append(replace(piece, text=piece.text[:here]))
        if here < len(piece.text):
            after.append(replace(piece, text=piece.text[here:]))
        at -= len(piece.text)
    return before, after


def mark(text: str, evidence: list[dict[str, Any]]) -> list[Piece]:
    """The answer cut at its evidence. A quote that doesn't stand in the answer is dropped, overlaps are merged away."""
    pieces: list[Piece] = []
    position = 0
    for entry in sorted(evidence, key=lambda e: (e["start"], -e["end"])):
        start, end = int(entry["start"]), int(entry["end"])
        if not position <= start < end <= len(text) or text[start:end] != entry["quote"]:
            continue
        if start > position:
            pieces.append(Piece(text[position:start]))
        pieces.append(Piece(text[start:end], bool(entry["supports"]), entry.get("point") or ""))
        position = end
    if position < len(text):
        pieces.append(Piece(text[position:]))
    return pieces
