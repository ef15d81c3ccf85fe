"""A whole interview on virtual time, by the services a candidate's page calls, without a server or a worker."""

from __future__ import annotations

import json
import uuid
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from candidates.services import claim_resume, give_consent, register, store_pasted_resume
from interviewer.accounts.models import Role, User
from interviewer.demo import INTERVIEWS, RESUMES
from interviewer.simulation.personas import Persona
from interviews import links, selectors
from interviews.models import InterviewConfig, InterviewSession, Response, SessionStatus
from interviews.services import clock, configs, sessions, thinking, turns

BEGINS = datetime(2026, 1, 5, 9, tzinfo=UTC)
MOST_TURNS = 120


@dataclass(frozen=True)
class Interview:
    """What was asked and said, in order, with each question as the candidate's page got it."""

    kind: str
    persona: str
    session: InterviewSession
    responses: list[Response]
    messages: list[dict[str, Any]]


def open_interview(kind: str, *, draw: int = 0, **fields: Any) -> InterviewConfig:
    """An open interview whose questions are the same in each run.

    Among questions that fit alike, a config's id decides which it gets, so that interviews differ. Here the id is
    made from the settings, and from how many were made before in this database; ``draw`` is another hand of cards.
    """
    recruiter = User.objects.filter(email="recruiter@example.com").first() or User.objects.create_user(
        "recruiter@example.com", full_name="Rita Recruiter", role=Role.INTERVIEWER
    )
    settings = {**INTERVIEWS[kind], "kind": kind, **fields}
    name = json.dumps([settings, draw, InterviewConfig.objects.count()], sort_keys=True)
    config = configs.create_config(recruiter, {**settings, "id": uuid.uuid5(uuid.NAMESPACE_OID, name)})
    configs.open_config(recruiter, config)
    return config


def hold(config: InterviewConfig, persona: str) -> Interview:
    """The interview from the first question to the end. Raises RuntimeError when it doesn't end."""
    someone = Persona(persona)
    name = "Alma Whitfield"
    candidate = register(email=f"{persona}-{config.kind}@example.com".replace("_", "-"), full_name=name, phone="")
    resume = store_pasted_resume(RESUMES[name])
    claim_resume(resume, candidate)
    messages: list[dict[str, Any]] = []
    with clock.starting_at(BEGINS):
        session = sessions.create_session(links.Door(config), candidate, full_name=name, resume=resume)
        sessions.attach_consent(session, give_consent(candidate, address=None, user_agent="simulated"))
        lease = sessions.join(session.pk).lease
        for response in _questions(session):
            message = selectors.question_payload(response.session, response, clock.now())
            messages.append(message)
            _answer(response, lease, someone, message)
    session.refresh_from_db()
    return Interview(config.kind, persona, session, list(session.responses.order_by("number")), messages)


def _questions(session: InterviewSession) -> Iterator[Response]:
    for _ in range(MOST_TURNS):
        now = InterviewSession.objects.select_related("config_version", "resume").get(pk=session.pk)
        response = selectors.open_response(now)
        if response is None or now.status == SessionStatus.COMPLETED:
            return
        response.session = now
        yield response
    raise RuntimeError("the interview does not end")


def _answer(response: Response, lease: str, someone: Persona, message: dict[str, Any]) -> None:
    clock.advance(5)
    turns.question_heard(response.session_id, lease, response.pk)
    said = someone.answer(message, response.rubric)
    if said.silent:
        clock.advance(response.time_allowed + clock.ANSWER_GRACE + 1)
        turns.time_out(response.session_id, response.pk)
    else:
        clock.advance(min(response.time_allowed * 0.9, said.seconds))
        turns.submit(response.session_id, lease, response.pk, turns.Answer(text=said.text, code=said.code))
    thinking.take_turn(response.pk)


def transcript(interview: Interview) -> str:
    """For a person to read."""
    session = interview.session
    labels = selectors.display_labels(interview.responses)
    rows = [f"=== {interview.kind}: the {interview.persona.replace('_', ' ')} candidate ===", ""]
    for response in interview.responses:
        about = f"{response.difficulty}, {response.time_allowed} s" + (
            f", {response.phase}" if response.phase != "main" else ""
        )
        rows.append(f"[{labels[response.pk]}] ({about}) {response.lead_in} {response.question_text}".replace("  ", " "))
        rows.append(f"    why: {response.reason}" + (f" ({response.proposed_by})" if response.proposed_by else ""))
        said = response.answer_text or "(nothing)"
        rows.append(f"    said: {said if len(said) < 400 else said[:400] + ' …'}")
        if response.code_submission.strip():
            rows.append("    code: " + response.code_submission.strip().replace("\n", "\n          ")[:600])
        read = response.get_intent_display() or response.get_reading_display() or "not read"
        rows.append(f"    {response.get_state_display().lower()}, {response.time_taken:.0f} s, read as: {read.lower()}")
    ability = (
        "no estimate" if session.ability is None else f"ability {session.ability:+.2f} ± {session.ability_error:.2f}"
    )
    rows.append(
        f"--- {session.get_completion_method_display()}; {session.answering_seconds:.0f} s of answers; {ability}"
    )
    return "\n".join(rows) + "\n"
