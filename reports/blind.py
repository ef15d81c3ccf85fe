"""A report without who it is about: for readers who are to judge the answers and nothing else."""

from __future__ import annotations

import copy
from dataclasses import replace
from typing import Any

from interviews.models import InterviewSession, Response
from reports.models import Evaluation, Report, SkillScore
from reports.redaction import Redacted
from reports.selectors import Item, Piece, ReportView

NAME = "The candidate"

_EVALUATION_TEXTS = ("feedback", "points_covered", "points_missed", "strengths", "improvements")
_REPORT_TEXTS = ("recommendation_reason", "summary", "strengths", "weaknesses")
_SKILL_TEXTS = ("strengths", "weaknesses", "recommendations")


class Blind:
    """Takes a session's person out of texts. What it gives back are copies, never to be saved."""

    def __init__(self, session: InterviewSession) -> None:
        person = session.candidate
        self._who: dict[str, Any] = {
            "names": tuple(filter(None, {session.candidate_name, person.full_name})),
            "emails": (person.email,),
            "phones": tuple(filter(None, (person.phone,))),
        }

    def text(self, value: str) -> str:
        return Redacted.of(value, **self._who).text if value.strip() else value

    def any(self, value: Any) -> Any:
        """Texts anywhere in a value of JSON. Names of fields stay, and ids are no texts."""
        if isinstance(value, str):
            return self.text(value)
        if isinstance(value, list):
            return [self.any(entry) for entry in value]
        if isinstance(value, dict):
            return {key: entry if key == "response" else self.any(entry) for key, entry in value.items()}
        return value

    def row(self, row: Any, names: tuple[str, ...]) -> Any:
        made = copy.copy(row)
        for name in names:
            setattr(made, name, self.any(getattr(row, name)))
        return made

    def pieces(self, pieces: list[Piece]) -> list[Piece]:
        return [replace(piece, text=self.text(piece.text), point=self.text(piece.point)) for piece in pieces]


def blinded(view: ReportView) -> ReportView:
    """The same view without name, address, number and voice."""
    blind = Blind(view.session)
    session = copy.copy(view.session)
    session.candidate_name = NAME
    session.resume = None
    return replace(
        view,
        session=session,
        report=_report(blind, view.report) if view.report else None,
        items=[_item(blind, item) for item in view.items],
    )


def _report(blind: Blind, report: Report) -> Report:
    made: Report = blind.row(report, _REPORT_TEXTS)
    skills: list[SkillScore] = [blind.row(row, _SKILL_TEXTS) for row in report.skill_scores.all()]
    made._prefetched_objects_cache = {"skill_scores": _Rows(skills)}  # type: ignore[attr-defined]
    return made


class _Rows(list[Any]):
    """What a prefetched relation is asked for."""

    def all(self) -> _Rows:
        return self


def _item(blind: Blind, item: Item) -> Item:
    response: Response = blind.row(item.response, ("question_text", "reason", "lead_in"))
    evaluation: Evaluation | None = None
    if item.evaluation is not None:
        evaluation = blind.row(item.evaluation, _EVALUATION_TEXTS)
    return replace(
        item,
        response=response,
        evaluation=evaluation,
        audible=False,
        words=blind.pieces(item.words),
        code=blind.pieces(item.code),
        recording=None,
    )
