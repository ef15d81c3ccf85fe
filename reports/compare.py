"""What the comparison page shows of two to five sessions of one interview version, in a bounded number of queries."""

from __future__ import annotations

import uuid
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from django.db.models import Count, Prefetch, Q, QuerySet
from django.utils.crypto import salted_hmac

from interviewer.accounts.scope import visible_to
from interviews.models import ConfigVersion, InterviewSession, Response, ResponseState, ResponseType, SessionStatus
from interviews.selectors import display_labels
from reports import comparison
from reports.comparison import Band, Cell, Quote, Row
from reports.models import Evaluation, EvaluationState, Report, ReportState, ScoreOverride, Skill
from reports.redaction import Redacted
from reports.verdicts import visible_verdicts

LEAST, MOST = 2, 5
MOST_IDS = 50  # so many are looked at; more than MOST of them are refused with a word
CHOICES_SHOWN = 200
LONGEST_ANSWER = 6_000
MISSING = {
    EvaluationState.NO_ANSWER: "no answer",
    EvaluationState.UNCLEAR_AUDIO: "unclear audio",
    EvaluationState.FAILED: "could not be graded",
}


@dataclass(frozen=True)
class Contender:
    """One of those compared. In blind mode ``name`` is a letter, and nothing else tells who it is."""

    name: str
    session: InterviewSession
    report: Report | None
    blind: bool
    verdict: str = ""

    @property
    def recommendation(self) -> str:
        return self.report.recommendation if self.report else ""

    @property
    def recommendation_name(self) -> str:
        return str(self.report.get_recommendation_display()) if self.report else ""

    def without_them(self, text: str) -> str:
        """In blind mode the text without the person's names, addresses and numbers."""
        if not self.blind or not text:
            return text
        person = self.session.candidate
        names = {self.session.candidate_name, person.full_name}
        return Redacted.of(text, names=names, emails=[person.email], phones=[person.phone]).text


@dataclass(frozen=True)
class Comparison:
    version: ConfigVersion
    contenders: list[Contender]
    overall: Row
    bands: list[Band]
    skills: list[Row]
    questions: list[Row]
    own_questions: bool = False
    unfinished: list[str] = field(default_factory=list)


# --- Choosing ----------------------------------------------------------------------------------------


def ids_in(values: Sequence[str]) -> list[uuid.UUID]:
    """The ids, each once and in order. Raises ValueError for what isn't shaped like one."""
    return list(dict.fromkeys(uuid.UUID(value) for value in values[:MOST_IDS]))


def problem_with(sessions: Sequence[InterviewSession]) -> str:
    """Why these can't be compared, for the person who chose them; empty where they can, or where more may be added."""
    if len({session.config_version_id for session in sessions}) > 1:
        return (
            "These candidates were interviewed by different versions of questions and rubric, so their scores mean "
            "different things. Choose candidates of one version."
        )
    if any(session.status != SessionStatus.COMPLETED for session in sessions):
        return "An interview that is still going on can't be compared. Choose finished ones."
    if len(sessions) > MOST:
        return f"That are {len(sessions)} candidates. Up to {MOST} can be read side by side: please choose fewer."
    return ""


def chosen(user: Any, ids: Sequence[uuid.UUID]) -> list[InterviewSession]:
    """The sessions with these ids that the user may see, in the order given."""
    rows = InterviewSession.objects.select_related("config", "config_version", "candidate", "report")
    found = {row.pk: row for row in visible_to(user, rows).filter(pk__in=ids)}
    return [found[pk] for pk in ids if pk in found]


def comparable(user: Any, version: ConfigVersion, search: str = "") -> list[InterviewSession]:
    """The finished sessions of a version, newest first; those whose candidate matches ``search``."""
    rows = visible_to(user, InterviewSession.objects.select_related("report", "candidate"))
    rows = rows.filter(config_version=version, status=SessionStatus.COMPLETED)
    if search:
        rows = rows.filter(Q(candidate_name__icontains=search) | Q(candidate__email__icontains=search))
    return list(rows.order_by("-ended_at")[:CHOICES_SHOWN])


def versions_to_choose(user: Any) -> QuerySet[ConfigVersion]:
    """The versions by which at least two candidates have been interviewed, newest first."""
    finished = Count("sessions", filter=Q(sessions__status=SessionStatus.COMPLETED))
    rows = visible_to(user, ConfigVersion.objects.select_related("config")).annotate(finished=finished)
    return rows.filter(finished__gte=LEAST).order_by("-created_at")[:CHOICES_SHOWN]


# --- Comparing ---------------------------------------------------------------------------------------


def compare(user: Any, sessions: Sequence[InterviewSession], *, blind: bool = False) -> Comparison:
    """``sessions`` are two to five of one version, from ``chosen``."""
    found = _with_answers(sessions)
    ordered = sorted(sessions, key=_shuffled) if blind else list(sessions)
    contenders = _contenders(user, [found[session.pk] for session in ordered], blind=blind)
    names = [contender.name for contender in contenders]
    overall = [_overall(contender) for contender in contenders]
    skills = [
        comparison.row(str(label), names, [_skill(contender, value) for contender in contenders])
        for value, label in Skill.choices
    ]
    return Comparison(
        version=sessions[0].config_version,
        contenders=contenders,
        overall=comparison.row("Overall", names, overall),
        bands=comparison.bands(contenders, names, overall),
        skills=skills,
        questions=_questions(sessions[0].config_version, contenders),
        own_questions=any(
            response.question_type == ResponseType.RESUME for c in contenders for response in _asked(c.session)
        ),
        unfinished=[c.name for c in contenders if c.report is None],
    )


def _shuffled(session: InterviewSession) -> str:
    """An order that says nothing of time, name or score, and is the same each time."""
    return str(salted_hmac("reports.blind", str(session.pk), algorithm="sha256").hexdigest())


def _with_answers(sessions: Sequence[InterviewSession]) -> dict[uuid.UUID, InterviewSession]:
    newest = Evaluation.objects.order_by("-answer_version").prefetch_related(
        Prefetch("overrides", queryset=ScoreOverride.objects.order_by("-given_at"))
    )
    responses = (
        Response.objects.exclude(state=ResponseState.ASKED_BACK)
        .order_by("number")
        .defer("revisions", "draft", "transcript_words")
        .prefetch_related(Prefetch("evaluations", queryset=newest))
    )
    rows = InterviewSession.objects.select_related("config", "config_version", "candidate", "report").prefetch_related(
        Prefetch("responses", queryset=responses), "report__skill_scores"
    )
    return {row.pk: row for row in rows.filter(pk__in=[session.pk for session in sessions])}


def _contenders(user: Any, sessions: Sequence[InterviewSession], *, blind: bool) -> list[Contender]:
    own: dict[uuid.UUID, Any] = {}
    if not blind:
        for verdict in visible_verdicts(user, sessions).filter(author=user).order_by("given_at"):
            own[verdict.session_id] = verdict
    names = [f"Candidate {'ABCDE'[n]}" for n in range(len(sessions))] if blind else _told_apart(sessions)
    made = []
    for name, session in zip(names, sessions, strict=True):
        report = getattr(session, "report", None)
        ready = report if report is not None and report.state == ReportState.READY else None
        given = own.get(session.pk)
        made.append(
            Contender(
                name,
                session,
                ready,
                blind,
                verdict=given.get_decision_display() if given else "",
            )
        )
    return made


def _told_apart(sessions: Sequence[InterviewSession]) -> list[str]:
    """The candidates' names; a second one of the same name gets a number."""
    seen: dict[str, int] = {}
    names = []
    for session in sessions:
        name = session.candidate_name
        seen[name] = seen.get(name, 0) + 1
        names.append(name if seen[name] == 1 else f"{name} ({seen[name]})")
    return names


def _overall(contender: Contender) -> Cell:
    report = contender.report
    if report is None or report.score is None:
        return Cell()
    return Cell(report.score, report.low, report.high)


def _skill(contender: Contender, skill: str) -> Cell:
    rows = contender.report.skill_scores.all() if contender.report else []
    found = next((score for score in rows if score.skill == skill), None)
    if found is None:
        return Cell()
    quotes = [
        _quote(contender, point, supports=supports)
        for points, supports in ((found.strengths, True), (found.weaknesses, False))
        for point in points[:1]
    ]
    return Cell(found.score, found.low, found.high, answers=found.answers, quotes=quotes)


def _quote(contender: Contender, point: dict[str, Any], *, supports: bool) -> Quote:
    return Quote(
        text=contender.without_them(str(point.get("text", ""))),
        said=contender.without_them(str(point.get("quote", ""))),
        label=str(point.get("label", "")),
        response=str(point.get("response", "")),
        supports=supports,
    )


def _asked(session: InterviewSession) -> list[Response]:
    return list(session.responses.all())


def _questions(version: ConfigVersion, contenders: Sequence[Contender]) -> list[Row]:
    """The prepared questions that any of them was asked, in the plan's order, each with all their answers."""
    by_reference: list[dict[str, Response]] = []
    for contender in contenders:
        prepared = (r for r in _asked(contender.session) if r.question_type == ResponseType.PRESET)
        by_reference.append({str(r.question_ref or r.question_text): r for r in prepared})
    planned = [str(question["id"]) for question in version.content.get("questions", ())]
    asked = [reference for answers in by_reference for reference in answers]
    names = [contender.name for contender in contenders]
    rows = []
    for reference in dict.fromkeys([*planned, *asked]):
        responses = [answers.get(reference) for answers in by_reference]
        first = next((response for response in responses if response is not None), None)
        if first is None:
            continue
        cells = [_answer(c, response) for c, response in zip(contenders, responses, strict=True)]
        rows.append(comparison.row(first.question_text, names, cells, note=first.get_difficulty_display()))
    return rows


def _answer(contender: Contender, response: Response | None) -> Cell:
    if response is None:
        return Cell(missing="not asked")
    evaluation = next(iter(response.evaluations.all()), None)
    whole = "\n".join(part for part in (response.answer_text, response.code_submission.strip()) if part)
    follow_ups = sum(other.parent_id == response.pk for other in _asked(contender.session))
    shown: dict[str, Any] = {
        "response": str(response.pk),
        # Redacted before it is cut: half a name at the end would not be recognised.
        "answer": contender.without_them(whole)[:LONGEST_ANSWER] if contender.blind else "",
        "cut": len(whole) > LONGEST_ANSWER,
        "follow_ups": follow_ups,
    }
    if evaluation is None:
        return Cell(missing="not graded yet", **shown)
    people: dict[Any, int] = {}
    for override in evaluation.overrides.all():
        people.setdefault(override.author_id, override.score)
    shown["people"] = list(people.values())
    if evaluation.score is None:
        return Cell(missing=MISSING.get(EvaluationState(evaluation.state), "not assessed"), **shown)
    return Cell(
        evaluation.score,
        evaluation.low,
        evaluation.high,
        outcome=evaluation.outcome,
        outcome_name=evaluation.get_outcome_display() if evaluation.outcome else "",
        quotes=_evidence(contender, response, evaluation),
        **shown,
    )


def _evidence(contender: Contender, response: Response, evaluation: Evaluation) -> list[Quote]:
    """The longest words that earned points, and the longest that cost some."""
    label = display_labels(_asked(contender.session))[response.pk]
    quotes = []
    for supports in (True, False):
        found = [entry for entry in evaluation.evidence if bool(entry.get("supports")) is supports]
        if found:
            best = max(found, key=lambda entry: len(str(entry.get("quote", ""))))
            point = {"text": best.get("point"), "quote": best.get("quote"), "label": label, "response": response.pk}
            quotes.append(_quote(contender, {k: v or "" for k, v in point.items()}, supports=supports))
    return quotes
