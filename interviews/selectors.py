"""Read queries: what the engine, the pages and the protocol need to know of a session."""

from __future__ import annotations

import uuid
from datetime import datetime
from functools import lru_cache
from typing import Any

from django.db.models import Q, QuerySet

from candidates.selectors import own_candidate
from interviewer.accounts.models import Role
from interviewer.accounts.scope import visible_to
from interviewer.counting import counted
from interviewer.taxonomy import skills_for_job
from interviews.decisions import LastAnswer, ResumeFacts
from interviews.engine import Action, Exchange, Plan, PlannedQuestion, State
from interviews.models import (
    InterviewConfig,
    InterviewSession,
    Invitation,
    Question,
    QuestionType,
    Response,
    ResponseState,
    ResponseType,
)
from interviews.models.response import OPEN_STATES
from interviews.services import clock, speech
from interviews.signals import shown_evaluations

PHASE_NAMES = {
    "main": "",
    "introduction": "Introduction",
    "projects": "Your projects",
    "standout_skills": "Your strongest skills",
    "role_skills": "Skills for the role",
}
MAX_RESUME_SLOTS = 2
SECONDS_FOR_A_RESUME_QUESTION = 60


def resume_facts(session: InterviewSession) -> ResumeFacts:
    if session.resume is None:
        return ResumeFacts()
    resume, content = session.resume, session.config_version.content
    focus = tuple(sorted(content.get("focus_areas", {}).items()))
    weights = _role_weights(content["job_role"], content["job_description"], focus)
    return ResumeFacts.from_lists(resume.projects, resume.skills, resume.employers, weights, resume.text)


@lru_cache(maxsize=256)
def _role_weights(role: str, description: str, focus: tuple[tuple[str, float], ...]) -> dict[str, float]:
    return skills_for_job(role, description, dict(focus))


def plan_of(session: InterviewSession, facts: ResumeFacts) -> Plan:
    """The engine's plan from the version that the session runs under."""
    content = session.config_version.content
    return Plan(
        kind=content["kind"],
        questions=tuple(_planned(q) for q in content["questions"]),
        time_limit=content["time_limit"] * 60,
        follow_ups_per_question=content["follow_ups_per_question"],
        difficulty=content["difficulty"],
        resume_slots=_resume_slots(content, facts),
        time_factor=session.time_factor,
        language=str(content.get("language") or "en"),
        shown=facts.slugs,
        adaptive=content.get("adaptive", False),
    )


def _planned(frozen: dict[str, Any]) -> PlannedQuestion:
    return PlannedQuestion(
        id=frozen["id"],
        text=frozen["text"],
        type=frozen["type"],
        skill=frozen["skill"],
        phase=frozen["phase"],
        difficulty=frozen["difficulty"],
        seconds=frozen["time_seconds"],
        spares=tuple(_planned(spare) for spare in frozen.get("spares", ())),
    )


def _resume_slots(content: dict[str, Any], facts: ResumeFacts) -> int:
    """In a conversation, as many as the phases about own work hold; else what the plan leaves room for."""
    if content["kind"] == "resume":
        return min(facts.count, sum(1 for q in content["questions"] if q["phase"] in {"projects", "standout_skills"}))
    if content["kind"] == "technical":
        return 0
    spare = content["time_limit"] * 60 - sum(q["time_seconds"] for q in content["questions"])
    room = max(
        content["number_of_questions"] - len(content["questions"]), 1 if spare >= SECONDS_FOR_A_RESUME_QUESTION else 0
    )
    return max(0, min(room, facts.count, MAX_RESUME_SLOTS))


def state_of(session: InterviewSession) -> State:
    exchanges = []
    by_id: dict[uuid.UUID, Response] = {}
    for response in session.responses.exclude(state=ResponseState.ASKED_BACK).order_by("number"):
        by_id[response.pk] = response
        root = by_id[response.parent_id].number if response.parent_id in by_id else response.number
        exchanges.append(
            Exchange(
                number=response.number,
                root=root,
                action=Action(response.question_type),
                text=response.question_text,
                question_id=str(response.question_ref) if response.question_ref else None,
                phase=response.phase,
                skill=response.skill,
                difficulty=response.difficulty,
                type=response.answer_type,
                reading=response.reading,
                skipped=response.state == ResponseState.SKIPPED,
            )
        )
    return State(tuple(exchanges), session.answering_seconds)


def version_question(session: InterviewSession, question_id: str) -> dict[str, Any]:
    """The question, or the spare of one, as the session's version froze it. Raises KeyError when the version has none
    of this id."""
    for slot in session.config_version.content["questions"]:
        for question in (slot, *slot.get("spares", ())):
            if question["id"] == question_id:
                return dict(question)
    raise KeyError(question_id)


def slot_of(content: dict[str, Any], question_id: str) -> int | None:
    """The index in the version of the question with this id, or of the one that a spare with this id stands in for."""
    for index, slot in enumerate(content["questions"]):
        if any(question["id"] == question_id for question in (slot, *slot.get("spares", ()))):
            return index
    return None


def last_answer(response: Response) -> LastAnswer:
    return LastAnswer(
        question=response.question_text,
        text=response.answer_text,
        rubric=response.rubric,
        type=response.answer_type,
        code=response.code_submission,
    )


def open_response(session: InterviewSession) -> Response | None:
    """The question that waits for its answer, if there is one."""
    return session.responses.filter(state__in=OPEN_STATES).first()


def latest_response(session: InterviewSession) -> Response | None:
    return session.responses.order_by("-number").first()


def display_labels(responses: list[Response]) -> dict[uuid.UUID, str]:
    """ "Q1", "Q1 Follow-up 1", "Resume Q": how people speak of a session's questions, given in order."""
    labels: dict[uuid.UUID, str] = {}
    presets = resume = 0
    follow_ups: dict[uuid.UUID | None, int] = {}
    resume_total = sum(
        1 for r in responses if r.question_type == ResponseType.RESUME and r.state != ResponseState.ASKED_BACK
    )
    for response in responses:
        if response.state == ResponseState.ASKED_BACK:
            labels[response.pk] = "Asked back"
        elif response.question_type == ResponseType.PRESET:
            presets += 1
            labels[response.pk] = f"Q{presets}"
        elif response.question_type == ResponseType.RESUME:
            resume += 1
            labels[response.pk] = "Resume Q" if resume_total == 1 else f"Resume Q{resume}"
        else:
            follow_ups[response.parent_id] = follow_ups.get(response.parent_id, 0) + 1
            parent = labels.get(response.parent_id, "Q") if response.parent_id else "Q"
            labels[response.pk] = f"{parent} Follow-up {follow_ups[response.parent_id]}"
    return labels


def question_payload(session: InterviewSession, response: Response, now: datetime) -> dict[str, Any]:
    """The ``question`` message: all that the candidate may know of it, and nothing of the rubric."""
    plan = plan_of(session, resume_facts(session))
    earlier = session.responses.filter(number__lte=response.number).exclude(question_type=ResponseType.FOLLOW_UP)
    earlier = earlier.exclude(state=ResponseState.ASKED_BACK)
    rubric = response.rubric
    return {
        "type": "question",
        "seq": session.event_seq,
        "question_id": str(response.pk),
        "number": response.number,
        "position": earlier.count(),
        "total": plan.total,
        "text": response.question_text,
        "lead_in": response.lead_in,
        "question_type": response.question_type,
        "answer_type": response.answer_type,
        "phase": response.phase,
        "phase_name": PHASE_NAMES[response.phase],
        "difficulty": response.difficulty,
        "time_allowed": response.time_allowed,
        "remaining": round(clock.remaining(response, now), 1),
        "clock": "running" if response.clock_running_since else "waiting",
        "hints_available": max(0, len(rubric.get("hints", [])) - response.hints_used),
        "hints": rubric.get("hints", [])[: response.hints_used],
        "extensions_left": extensions_left(session, response),
        "speech": speech.speaks(),
        "starter_code": rubric.get("starter_code", "") if response.answer_type == QuestionType.CODE else "",
        "language": rubric.get("language", "") if response.answer_type == QuestionType.CODE else "",
        "tests": rubric.get("tests", []) if response.answer_type == QuestionType.CODE else [],
        "draft": response.draft,
        "draft_revision": response.draft_revision,
    }


def evaluations_shown(session: InterviewSession) -> list[dict[str, Any]]:
    """The ``evaluation`` messages that the candidate may have seen by now: none where the config shows no feedback."""
    if not session.config_version.content.get("candidate_feedback"):
        return []
    found: list[dict[str, Any]] = []
    messages: Any
    for _, messages in shown_evaluations.send(sender=InterviewSession, session=session):
        found += messages or []
    return found


def landing_facts(config: InterviewConfig, factor: float) -> dict[str, Any]:
    """What a candidate is promised before the interview: format, count and time, as this one will have them."""
    questions = list(config.questions.values_list("type", flat=True))
    return {
        "questions": len(questions),
        "coding": sum(1 for kind in questions if kind == QuestionType.CODE),
        "minutes": round(config.time_limit * factor),
        "extra_time": factor > 1,
        "retention_days": config.retention_days,
        "follow_ups": config.follow_ups_per_question,
        "retakes": config.retakes,
        "more_time": config.more_time,
        "answer_takes": config.answer_takes,
    }


def tab_counts(config: InterviewConfig) -> dict[str, int]:
    """How many there are behind each section of an interview's page; one query."""
    rows: dict[str, QuerySet[Any]] = {
        "candidates": InterviewSession.objects.all(),
        "invitations": Invitation.objects.all(),
        "questions": Question.objects.all(),
    }
    counts = {f"{name}_total": counted(found, "config") for name, found in rows.items()}
    found: dict[str, Any] = dict(InterviewConfig.objects.filter(pk=config.pk).order_by().values(**counts).get())
    return {name: found[f"{name}_total"] for name in rows}


def extensions_left(session: InterviewSession, response: Response) -> int:
    """How often the candidate may still ask for more time for this question."""
    return max(0, int(session.config_version.content.get("more_time", 0)) - response.extensions)


def is_own(session: InterviewSession, user: Any) -> bool:
    """Whether the account takes this interview itself: a practice interview of its own."""
    return bool(session.config.created_by_id == user.pk and session.candidate.email == user.email)


def sessions_for(user: Any) -> QuerySet[InterviewSession]:
    """The sessions that an account may see: a recruiter's, and one's own practice interviews."""
    rows = InterviewSession.objects.all()
    if not getattr(user, "is_active", False):
        return rows.none()
    practised = rows.filter(config__practice=True, config__created_by=user)
    return practised if user.role == Role.CANDIDATE else visible_to(user, rows) | practised


def own_sessions(user: Any) -> QuerySet[InterviewSession]:
    """The sessions that a candidate has taken or begun: practice, and those under the address they have proven."""
    rows = InterviewSession.objects.all()
    if not getattr(user, "is_active", False) or user.role != Role.CANDIDATE:
        return rows.none()
    mine = Q(config__practice=True, config__created_by=user)
    candidate = own_candidate(user)
    if candidate is not None:
        mine |= Q(config__practice=False, candidate=candidate)
    return rows.filter(mine)
