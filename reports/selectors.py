"""Read queries for reports: everything a page or an export shows of one session, in a few queries."""

from __future__ import annotations

import uuid
from dataclasses import dataclass, field, replace
from typing import Any

from django.db.models import Prefetch

from interviewer.work.models import Work, WorkState
from interviews.models import InterviewSession, QuestionType, Recording, Response, ResponseState, SessionStatus
from interviews.selectors import display_labels
from reports.figures import Figures, figures_of, time_used
from reports.models import Evaluation, Report, ReportState, ScoreOverride, Skill, SkillScore
from reports.moments import Moments
from reports.sufficiency import Sufficiency, sufficiency


@dataclass(frozen=True)
class Piece:
    """A stretch of the answer; ``supports`` is set where it is evidence.

    ``anchor`` is its place on the page. ``part`` is the part of the recording it is heard in, and ``at`` the second,
    in digits for an address; empty where no time is known.
    """

    text: str
    supports: bool | None = None
    point: str = ""
    anchor: str = ""
    part: int | None = None
    at: str = ""


@dataclass(frozen=True)
class Item:
    response: Response
    label: str
    evaluation: Evaluation | None
    words: list[Piece]
    code: list[Piece]
    recording: Recording | None
    audible: bool = False
    timed: bool = False

    @property
    def overrides(self) -> list[ScoreOverride]:
        """People's scores, the newest first, beside the machine's."""
        return list(self.evaluation.overrides.all()) if self.evaluation else []

    @property
    def standing(self) -> list[ScoreOverride]:
        """Each person's newest."""
        newest: dict[Any, ScoreOverride] = {}
        for override in self.overrides:
            newest.setdefault(override.author_id, override)
        return list(newest.values())

    @property
    def hints(self) -> list[str]:
        """Those that were given."""
        return list(self.response.rubric.get("hints", []))[: self.response.hints_used]

    @property
    def has_drafts(self) -> bool:
        return self.response.answer_type == QuestionType.CODE and self.response.draft_revision > 0

    @property
    def time_words(self) -> str:
        """How much of its time an answer took. What wasn't sent in within it, or came late, is graded all the same."""
        share = self.response.share_of_time
        if share is None:
            return ""
        late = ", not sent in within it" if self.response.state == ResponseState.TIMED_OUT else ""
        return f"{share} % of the time used{late}"


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
    def evidence(self) -> Sufficiency | None:
        """How much the recommendation rests on."""
        if self.report is None or not self.ready:
            return None
        return sufficiency(self.report, [(item.response, item.evaluation) for item in self.items])

    @property
    def skills(self) -> list[tuple[str, SkillScore | None]]:
        """Every skill by its name; None for one that nothing was asked about."""
        scored = {row.skill: row for row in self.report.skill_scores.all()} if self.report else {}
        return [(label, scored.get(value)) for value, label in Skill.choices]

    @property
    def corrected(self) -> int:
        """To how many answers a person has set another score."""
        return sum(bool(item.overrides) for item in self.items)

    @property
    def strengths(self) -> list[dict[str, Any]]:
        return self._placed(self.report.strengths if self.report else [])

    @property
    def concerns(self) -> list[dict[str, Any]]:
        return self._placed(self.report.weaknesses if self.report else [])

    def _placed(self, points: list[dict[str, Any]]) -> list[dict[str, Any]]:
        """The points, each with the place on the page that its quote leads to."""
        return [{**point, "place": self._place(point)} for point in points]

    def _place(self, point: dict[str, Any]) -> str:
        item = next((i for i in self.items if str(i.response.pk) == point.get("response")), None)
        if item is None:
            return ""
        quote = point.get("quote", "").strip()
        marked = (piece for piece in (*item.words, *item.code) if piece.anchor and quote)
        found = next((piece for piece in marked if quote in piece.text or piece.text.strip() in quote), None)
        return found.anchor if found else f"response-{item.response.pk}"

    @property
    def next_round(self) -> list[str]:
        """What to ask next time, over all skills, each thing once."""
        scores = self.report.skill_scores.all() if self.report else []
        return list(dict.fromkeys(point for row in scores for point in row.recommendations))

    @property
    def time_used(self) -> int | None:
        """Of the answering time there was, in percent; none before the end."""
        if self.session.status != SessionStatus.COMPLETED:
            return None
        return time_used(self.session, float(self.session.config_version.content.get("time_limit", 0)))


def report_view(session: InterviewSession) -> ReportView:
    overrides = Prefetch("overrides", queryset=ScoreOverride.objects.select_related("author").order_by("-given_at"))
    newest = Evaluation.objects.order_by("-answer_version").prefetch_related(overrides)
    responses = list(
        session.responses.exclude(state=ResponseState.ASKED_BACK)
        .select_related("recording")
        .defer("revisions", "draft")
        .prefetch_related(Prefetch("evaluations", queryset=newest))
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
    recording = getattr(response, "recording", None)
    parts = [part for part in (response.answer_text, response.code_submission) if part.strip()]
    pieces = mark("\n".join(parts), evaluation.evidence if evaluation else [])
    moments = Moments(response, recording)
    pieces = _heard(_anchored(pieces, response), moments)
    words, code = cut(pieces, len(response.answer_text) + 1 if response.answer_text else 0)
    return Item(
        response=response,
        label=labels[response.pk],
        evaluation=evaluation,
        words=words,
        code=code if response.code_submission.strip() else [],
        recording=recording,
        audible=moments.audible,
        timed=moments.timed,
    )


def _anchored(pieces: list[Piece], response: Response) -> list[Piece]:
    return [
        replace(piece, anchor=f"quote-{response.pk}-{number}") if piece.supports is not None else piece
        for number, piece in enumerate(pieces)
    ]


def _heard(pieces: list[Piece], moments: Moments) -> list[Piece]:
    """The quotes that were spoken, each with where it is heard."""
    heard = []
    position = 0
    for piece in pieces:
        end = position + len(piece.text)
        if piece.supports is not None and moments.covers(position, end):
            at = moments.at(position)
            piece = replace(piece, part=moments.part, at="" if at is None else f"{at:.1f}")
        heard.append(piece)
        position = end
    return heard


def cut(pieces: list[Piece], at: int) -> tuple[list[Piece], list[Piece]]:
    """The pieces up to character ``at`` and those after it; one that lies across is cut in two."""
    before: list[Piece] = []
    after: list[Piece] = []
    for piece in pieces:
        here = max(0, min(len(piece.text), at))
        if here:
            before.append(replace(piece, text=piece.text[:here]))
        if here < len(piece.text):
            # The rest of one that lies across keeps what it is, and leaves its place on the page to the first part.
            rest = replace(piece, anchor="", part=None, at="") if here else piece
            after.append(replace(rest, text=piece.text[here:]))
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
