"""What stands in a report's PDF: the page's words and figures as plain data, in the page's order."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.utils import timezone

from interviewer.charts import PRINT, Chart
from interviewer.templatetags import ui
from interviews.models import InterviewSession, ResponseState, SessionStatus
from interviews.services import clock
from reports import pictures
from reports.models import EvaluationState, Report, ReportState
from reports.selectors import Item, Piece, ReportView

AUTHOR = "Interviewer"
_WITHOUT_SCORE = {
    EvaluationState.NO_ANSWER: "No answer was given. There is no score, and not a score of zero.",
    EvaluationState.UNCLEAR_AUDIO: "The recording could not be put into words, so there is no score. "
    "It says nothing against the candidate.",
    EvaluationState.FAILED: "This answer could not be graded, for a technical reason.",
}


def content(view: ReportView, *, shared: bool = False, blind: bool = False) -> dict[str, Any]:
    """``shared`` leaves out what is the hiring team's own: contacts, the resume, who corrected what.

    ``blind`` belongs to a view from ``reports.blind``: its file then names nobody either.
    """
    session, report = view.session, view.report
    ready = report if view.ready else None
    role = str(session.config_version.content["job_role"])
    return {
        "title": f"Interview report: {role}" if blind else f"Interview report: {session.candidate_name}, {role}",
        "author": AUTHOR,
        "language": _language(session),
        "footer": f"{role} · made {_moment(clock.now())} · scores are advice: a person decides",
        "name": session.candidate_name,
        "facts": _facts(session, role, shared or blind),
        "state": "" if ready else _state(view),
        "recommendation": _recommendation(view, ready) if ready else None,
        "score": _score(ready),
        "skills": _skills(view),
        "charts": _charts(view) if ready else [],
        "strengths": _points(ready.strengths if ready else []),
        "concerns": _points(ready.weaknesses if ready else []),
        "tally": _tally(view),
        "marks": any(piece.supports is not None for item in view.items for piece in (*item.words, *item.code)),
        "answers": [_answer(item, shared) for item in view.items],
        "next": view.next_round if ready else [],
        "quality": _quality(view, shared or blind),
        "versions": _versions(session, report),
        "note": "",
    }


def _language(session: InterviewSession) -> str:
    """Of the questions and answers, as two or three letters."""
    code = str(session.config_version.content.get("language", "en")).split("-")[0].lower()
    return code if code.isalpha() and code.isascii() and len(code) in {2, 3} else "en"


def _moment(at: datetime) -> str:
    local = timezone.localtime(at)
    return f"{local.day} {local:%B %Y, %H:%M %Z}"


def _facts(session: InterviewSession, role: str, anonymous: bool) -> list[str]:
    person = session.candidate
    facts = [role, str(session.get_status_display())]
    if session.ended_at:
        facts.append(_moment(session.ended_at))
    if not anonymous:
        facts += [person.email, person.phone]
    return [fact for fact in facts if fact]


def _state(view: ReportView) -> str:
    if view.session.status == SessionStatus.PENDING:
        return "The interview hasn't begun."
    if view.session.status != SessionStatus.COMPLETED:
        return "The interview is still going on. Nothing of what stands here is final."
    if view.report is not None and view.report.state == ReportState.FAILED:
        return "The report could not be written. All answers are safe and stand below."
    return "The report is being written. What stands here is not final."


def _recommendation(view: ReportView, report: Report) -> dict[str, Any]:
    rests = ""
    if evidence := view.evidence:
        rests = f"{evidence.word}: {evidence.counted}."
        if evidence.causes:
            rests += f" What weakens it: {'; '.join(evidence.causes)}."
    return {
        "word": str(report.get_recommendation_display()),
        "tone": ui.tone(report.recommendation),
        "reason": report.recommendation_reason,
        "rests": rests,
        "summary": report.summary,
        "corrected": _corrected(view.corrected),
    }


def _corrected(answers: int) -> str:
    if not answers:
        return ""
    return (
        f"People set another score beside {answers} answer{'' if answers == 1 else 's'}. "
        "The figures here are the machine's."
    )


def _score(report: Report | None) -> dict[str, Any]:
    if report is None or report.score is None:
        return {"value": None, "low": "", "high": ""}
    return {"value": ui.score(report.score), "low": ui.score(report.low), "high": ui.score(report.high)}


def _skills(view: ReportView) -> list[dict[str, str]]:
    return [
        {
            "name": name,
            "score": ui.score(row.score) if row else ui.NOT_ASSESSED,
            "range": f"{ui.score(row.low)} to {ui.score(row.high)}" if row else "–",
            "rests": ui.basis(row.answers) if row else "no graded answer",
        }
        for name, row in view.skills
    ]


def _charts(view: ReportView) -> list[dict[str, Any]]:
    """The page's own: the skills at a glance. Drawn by the same module, in colours of its own."""
    if not any(row for _, row in view.skills):
        return []
    chart = pictures.skills(view)
    return [_drawn(chart, 55 if chart.shape == "narrow" else 80)]


def _drawn(chart: Chart, width: int) -> dict[str, Any]:
    """``width`` in percent of the page's."""
    return {"svg": str(chart.svg(theme=PRINT)), "alt": f"{chart.title}. {chart.description}", "width": width}


def _points(rows: list[Any]) -> list[dict[str, str]]:
    found = []
    for row in rows:
        entry = row if isinstance(row, dict) else {"text": str(row)}
        found.append({name: str(entry.get(name) or "") for name in ("text", "label", "quote")})
    return found


def _tally(view: ReportView) -> str:
    figures = view.figures
    said = f"{figures.graded} of {figures.asked} graded"
    if figures.accuracy is not None:
        said += f", {ui.score(figures.accuracy)} % of them correct, {ui.score(figures.average)} on average"
    return f"{said}."


def _answer(item: Item, shared: bool) -> dict[str, Any]:
    response, evaluation = item.response, item.evaluation
    scored = evaluation if evaluation is not None and evaluation.state == EvaluationState.SCORED else None
    return {
        "label": item.label,
        "question": response.question_text,
        "facts": _answer_facts(item),
        "why": f"Why asked: {response.reason}" if response.reason else "",
        "score": ui.score(scored.score) if scored else None,
        "range": f"{ui.score(scored.low)} to {ui.score(scored.high)}" if scored and scored.low is not None else "",
        "outcome": str(scored.get_outcome_display()) if scored and scored.outcome else "",
        "tone": ui.tone(scored.outcome) if scored else "quiet",
        "notes": _answer_notes(item),
        "source": _source(item),
        "words": _pieces(item.words),
        "code": _pieces(item.code),
        "feedback": scored.feedback if scored else "",
        "covered": [_point(entry) for entry in scored.points_covered] if scored else [],
        "missed": [str(entry) for entry in scored.points_missed] if scored else [],
        "people": _people(item, shared),
        "flags": [ui.flag_words(flag) for flag in scored.flags] if scored else [],
    }


def _answer_facts(item: Item) -> list[str]:
    response = item.response
    facts = [ui.skill_name(response.skill), f"Asked at: {response.get_difficulty_display().lower()}"]
    facts.append(item.time_words)
    if response.hints_used:
        facts.append(f"{response.hints_used} hint{'' if response.hints_used == 1 else 's'} used")
    return [fact for fact in facts if fact]


def _answer_notes(item: Item) -> list[str]:
    if item.response.is_open:
        return ["Not answered yet."]
    if item.evaluation is None:
        return ["Being graded."]
    if item.evaluation.state == EvaluationState.NO_ANSWER and item.response.state == ResponseState.SKIPPED:
        return ["The candidate skipped this question. It has no score, and not a score of zero."]
    note = _WITHOUT_SCORE.get(EvaluationState(item.evaluation.state))
    return [note] if note else []


def _source(item: Item) -> str:
    """ "Answer, typed"."""
    response = item.response
    if response.typed_text and response.transcript:
        return f"Answer, typed, and {ui.transcript_words(response.transcript_source).lower()}"
    if response.typed_text:
        return "Answer, typed"
    words = ui.transcript_words(response.transcript_source)
    return f"Answer, {words[:1].lower()}{words[1:]}"


def _pieces(pieces: list[Piece]) -> list[dict[str, str | None]]:
    marks = {None: None, True: "supports", False: "costs"}
    return [{"text": piece.text, "mark": marks[piece.supports]} for piece in pieces]


def _point(entry: Any) -> str:
    return str(entry.get("point", "")) if isinstance(entry, dict) else str(entry)


def _people(item: Item, shared: bool) -> list[str]:
    """People's scores beside the machine's, each person's newest; who it was and why is the team's own."""
    return [str(o.score) if shared else f"{o.score} by {o.author}: {o.reason}" for o in item.standing]


def _quality(view: ReportView, anonymous: bool) -> list[str]:
    session = view.session
    said = [f"Began: {_moment(session.started_at) if session.started_at else 'not yet'}"]
    said.append(f"Ended: {_moment(session.ended_at) if session.ended_at else 'not yet'}")
    if session.completion_method:
        said.append(f"How it ended: {session.get_completion_method_display()}")
    for item in view.items:
        if item.recording is not None and not item.recording.complete:
            lost = ui.missing_chunks(item.recording.segments)
            how = f", about {lost} second{'' if lost == 1 else 's'} never arrived" if lost else ""
            said.append(f"{item.label}: the recording is incomplete{how}.")
        if item.response.unclear_audio:
            said.append(f"{item.label}: the recording could not be put into words.")
        seen = ui.observed(item.response.observations)
        if seen:
            said.append(f"{item.label}: {seen}. That can have many reasons, and counts for nothing.")
    if not anonymous:
        for flag in session.resume.flags if session.resume else []:
            said.append(
                f"Resume: {ui.resume_flag_words(flag.get('technique', '')).lower()}; left out when it was read."
            )
    return said


def _versions(session: InterviewSession, report: Report | None) -> list[str]:
    said = [f"Interview version {session.config_version.number}"]
    if report is not None and report.grader_version:
        by = "" if report.provider == "offline" else f" ({report.provider})"
        said.append(f"Grader {report.grader_version}{by}")
    if session.consent is not None:
        said.append(f"Consent {session.consent.text_version}, given {_moment(session.consent.given_at)}")
    if report is not None and report.written_at:
        said.append(f"Written {_moment(report.written_at)}")
    return said
