"""Two graders on one answer: what each found, which of them counts, and whether a person should look.

The offline grade is always computed. Where a language model is configured it marks the answer as well, and its total
counts, with three exceptions: the model could not be had; there was nothing to grade; or the answer is flagged as one
made for the grader (``HARD``). Nothing here writes.
"""

from __future__ import annotations

import json
from dataclasses import replace
from hashlib import sha256
from typing import Any

from django.conf import settings

from interviewer.grading import GRADER_VERSION, Grade
from interviewer.grading.calibration import current
from interviewer.providers.errors import ProviderError
from interviews import decisions, selectors
from interviews.decisions import LastAnswer
from interviews.models import QuestionType, Response, ResponseState
from reports import correction, model_grading
from reports.model_grading import COVERED_FROM, Earned, ModelGrade
from reports.models import EvaluationState, Outcome

# Two careful graders differ by so many points (0-100) beyond the offline grade's own interval before it means anything.
TOLERANCE = 5
# Found by rules that hardly err, about answers that are made to be graded and not to answer.
HARD = frozenset({"instructions", "echo", "keyword_list", "word_salad"})

EMPTY: dict[str, Any] = {
    "score": None, "low": None, "high": None, "outcome": "", "accuracy": None, "completeness": None, "relevance": None,
    "confidence": None, "feedback": "", "points_covered": [], "points_missed": [], "keywords_matched": [],
    "keywords_missed": [], "strengths": [], "improvements": [], "evidence": [], "flags": [], "provider": "offline",
    "model": "", "prompt_version": "", "grader_version": "", "offline": {}, "model_grade": {}, "needs_review": False,
    "input_hash": "",
}  # fmt: skip


def answer_of(response: Response) -> LastAnswer:
    """The answer as the graders read it."""
    answer = selectors.last_answer(response)
    if response.answer_type == QuestionType.CODE and not answer.code.strip():
        # Only words were given: they are read as words, for there is no code to look at.
        answer = replace(answer, type=QuestionType.SPOKEN)
    return answer


def text_of(answer: LastAnswer) -> str:
    """The text that places of evidence count in."""
    return "\n".join(part for part in (answer.text, answer.code) if part.strip())


def input_hash(response: Response) -> str:
    """A digest of all that goes into a grading: what was asked, wanted and said, and who would grade it how."""
    answer = answer_of(response)
    models = model_grading.configured()
    parts = {
        "question": answer.question,
        "answer": text_of(answer),
        "type": answer.type,
        "rubric": answer.rubric,
        "skipped": response.state == ResponseState.SKIPPED,
        "unclear": response.unclear_audio,
        "offline": [GRADER_VERSION, current().version, correction.version()],
        "models": models,
        "prompt": model_grading.prompt_version() if models else "",
        "thresholds": [settings.OUTCOME_CORRECT_FROM, settings.OUTCOME_PARTIAL_FROM],
    }
    return sha256(json.dumps(parts, sort_keys=True, default=str).encode("utf-8", "replace")).hexdigest()


def offline_version() -> str:
    """What an evaluation that the offline grader makes now would call it."""
    parts = [GRADER_VERSION, current().version, correction.version()]
    return "+".join(part for part in parts if part)


def columns_for(response: Response, *, offline_only: bool = False) -> dict[str, Any]:
    """The columns of the response's evaluation. Asks the network, so not to be called inside a transaction, unless
    ``offline_only``.

    Nothing is made up: without an answer or clear words there is a state, and no score. ``input_hash`` stays empty
    where a model that is configured could not be had, so that another attempt asks it again.
    """
    digest = input_hash(response)
    if response.unclear_audio and not response.answer_text and not response.code_submission.strip():
        said = "The recording could not be put into words."
        return {**EMPTY, "state": EvaluationState.UNCLEAR_AUDIO, "feedback": said, "input_hash": digest}
    if response.state == ResponseState.SKIPPED:
        said = "The question was skipped."
        return {**EMPTY, "state": EvaluationState.NO_ANSWER, "feedback": said, "input_hash": digest}
    answer = answer_of(response)
    read = decisions.read_answer(answer)[0]
    offline = correction.corrected(read)
    columns = offline_columns(offline)
    if offline is not read:
        # Recalibration learns from what the grader itself said, not from its own earlier correction.
        columns["offline"]["uncorrected"] = read.score
    if offline_only or offline.score is None or not model_grading.configured():
        return {**columns, "input_hash": digest}
    try:
        marked = model_grading.grade_by_model(response, answer, text_of(answer))
    except ProviderError:
        return {**columns, "input_hash": ""}
    return {**_by_both(columns, offline, marked, answer), "input_hash": digest}


def offline_columns(grade: Grade) -> dict[str, Any]:
    """The columns where the offline grade alone counts."""
    plain = grade.as_dict()
    copied = (
        "score", "low", "high", "accuracy", "completeness", "relevance", "confidence", "points_covered",
        "points_missed", "keywords_matched", "keywords_missed", "strengths", "improvements", "evidence", "feedback",
        "flags", "grader_version",
    )  # fmt: skip
    return {
        **EMPTY,
        **{name: plain[name] for name in copied},
        "state": EvaluationState.SCORED if grade.score is not None else EvaluationState.NO_ANSWER,
        "outcome": outcome_of(grade.score),
        "offline": {name: plain[name] for name in ("score", "low", "high", "confidence", "flags", "reasons")}
        | {"grader_version": grade.grader_version},
    }


def outcome_of(score: float | None) -> str:
    """Correct, partial or wrong by the thresholds of the settings; empty without a score."""
    if score is None:
        return ""
    if score >= settings.OUTCOME_CORRECT_FROM:
        return Outcome.CORRECT
    return Outcome.PARTIAL if score >= settings.OUTCOME_PARTIAL_FROM else Outcome.WRONG


def differ(offline: Grade, marked: ModelGrade) -> bool:
    """Whether the model's total lies outside the offline grade's calibrated interval, and the tolerance about it."""
    if offline.low is None or offline.high is None:
        return False
    return not offline.low - TOLERANCE <= marked.score <= offline.high + TOLERANCE


def _by_both(columns: dict[str, Any], offline: Grade, marked: ModelGrade, answer: LastAnswer) -> dict[str, Any]:
    apart = differ(offline, marked)
    suspect = bool(HARD & set(offline.flags))
    columns = {**columns, "model_grade": marked.as_dict(), "needs_review": apart or suspect}
    if columns["needs_review"]:
        columns["flags"] = [*columns["flags"], "needs_review"]
    if suspect:
        return columns
    return {**columns, **_model_columns(offline, marked, apart=apart, code=answer.type == QuestionType.CODE)}


def _model_columns(offline: Grade, marked: ModelGrade, *, apart: bool, code: bool) -> dict[str, Any]:
    """The columns where the model's marks count. No vendor's error has been measured here, so the interval is as
    wide as the offline grade's; where the two differ it spans both."""
    score, base = marked.score, offline.score or 0
    low, high = score - (base - (offline.low or 0)), score + ((offline.high or 100) - base)
    if apart:
        low, high = min(low, offline.low or 0), max(high, offline.high or 100)
    touched = [e for e in marked.criteria if e.points]
    wrong = any(e.against for e in marked.criteria)
    accuracy = 100 * sum(e.weight * e.points for e in touched) / (sum(e.weight * e.of for e in touched) or 1)
    covered = [e for e in marked.criteria if e.points >= COVERED_FROM]
    missed = [e for e in marked.criteria if e.points < COVERED_FROM]
    return {
        "score": score,
        "low": max(0, low),
        "high": min(100, high),
        "outcome": outcome_of(score),
        "accuracy": round(accuracy * (0.8 if wrong else 1.0)),
        "completeness": round(100 * sum(e.weight for e in covered) / sum(e.weight for e in marked.criteria)),
        "relevance": max(offline.relevance or 0, round(100 * max((e.points / e.of for e in touched), default=0))),
        "confidence": 0.3 if apart else max(0.6, offline.confidence),
        "points_covered": [
            {"point": e.name, **e.quotes[0], "strength": round(e.points / e.of, 2)} for e in covered if e.quotes
        ],
        "points_missed": [e.name for e in missed],
        "strengths": [f"Covers: {e.name}" for e in sorted(covered, key=lambda e: -e.points)][:5],
        "improvements": [_lacking(e) for e in missed][:5],
        "evidence": _evidence(marked.criteria),
        "feedback": _feedback(covered, missed, wrong=wrong, code=code),
        "provider": marked.provider,
        "model": marked.model,
        "prompt_version": marked.prompt_version,
    }


def _lacking(earned: Earned) -> str:
    return f"Says something else than: {earned.name}" if earned.against else f"Not found in the answer: {earned.name}"


def _evidence(criteria: tuple[Earned, ...]) -> list[dict[str, Any]]:
    found = [{**q, "point": e.name, "supports": True} for e in criteria if e.points for q in e.quotes]
    found += [{**q, "point": e.name, "supports": False} for e in criteria for q in e.against]
    return sorted(found, key=lambda entry: (entry["start"], entry["end"]))


def _feedback(covered: list[Earned], missed: list[Earned], *, wrong: bool, code: bool) -> str:
    """In our own words, from the marks: a model's prose may praise what nobody said."""
    total = len(covered) + len(missed)
    head = "The code was read and not run; it meets" if code else "The answer covers"
    what = "criteria" if code else "expected points"
    parts = [f"{head} {len(covered)} of {total} {what}."]
    if missed:
        parts.append(f"Missing or thin: {missed[0].name.rstrip('.')}.")
    if wrong:
        parts.append("One statement in it is marked as wrong.")
    return " ".join(parts)
