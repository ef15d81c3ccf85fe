"""The demo: a recruiter, an admin, an open interview of each kind and two finished ones, made by the real services."""

from __future__ import annotations

import json
import secrets
import uuid
from datetime import timedelta
from pathlib import Path
from typing import Any

from django.utils import timezone

from candidates.services import claim_resume, give_consent, register, store_pasted_resume
from interviewer.accounts.models import Role, User
from interviewer.simulation.answers import Script
from interviewer.work.service import drain
from interviews import links, selectors
from interviews.models import ConfigStatus, InterviewConfig, InterviewSession, SessionStatus
from interviews.services import clock, configs, sessions, turns

INTERVIEWS: dict[str, dict[str, Any]] = {
    "structured": {
        "job_role": "Backend Engineer",
        "job_description": "You build and run the services behind our booking platform: Python and Django, PostgreSQL, "
        "REST APIs, Docker. You care about tests and about colleagues who can read your code.",
        "difficulty": "medium",
        "focus_areas": {"Python": 3, "PostgreSQL": 2},
        "time_limit": 20,
        "number_of_questions": 5,
        "avatar": "robin",
    },
    "technical": {
        "job_role": "Python Developer",
        "job_description": "Data pipelines in Python: clean code, sound algorithms, SQL, and an eye for edge cases.",
        "difficulty": "medium",
        "focus_areas": {"Python": 3, "SQL": 1},
        "time_limit": 40,
        "number_of_questions": 3,
        "avatar": "kim",
    },
    "resume": {
        "job_role": "Full Stack Developer",
        "job_description": "React in front, Node.js and PostgreSQL behind, small team, much contact with customers.",
        "difficulty": "medium",
        "focus_areas": {},
        "time_limit": 20,
        "number_of_questions": 6,
        "avatar": "sasha",
    },
}
RESUMES = {
    "Alma Whitfield": """Alma Whitfield
Backend Engineer
alma.whitfield@example.com

Summary
Six years of building booking and payment services in Python and Django.

Skills
Python, Django, PostgreSQL, Docker, REST, Redis, Git

Experience
Backend Engineer, Harbour Tickets, 2021 - 2026
- Rebuilt the seat reservation so that no seat is sold twice
- Cut the nightly report from two hours to six minutes
Software Developer, Lindqvist Logistics, 2019 - 2021

Projects
Queue Keeper: an open source waiting room for ticket sales, written in Python and Redis.

Education
B.Sc. Computer Science, University of Leeds, 2019
""",
    "Tomas Herrera": """Tomas Herrera
Junior Developer
tomas.herrera@example.com

Skills
JavaScript, HTML, CSS, Python, Git

Experience
Support Engineer, Blue Kettle Software, 2023 - 2026
- Answered customers and fixed small bugs in the help centre

Projects
Allotment Planner: a web page that tells gardeners what to sow and when.

Education
Diploma in Web Development, Porto Technical College, 2023
""",
}
ACCOUNTS = (
    ("admin@example.com", "Ada Admin", Role.ADMIN),
    ("recruiter@example.com", "Rita Recruiter", Role.INTERVIEWER),
)


def is_empty() -> bool:
    return not User.objects.exists()


def seed() -> dict[str, Any]:
    """Fill an empty database; ``{"accounts": [{email, password, role}], "interviews": {kind: id}}``."""
    accounts = []
    for email, name, role in ACCOUNTS:
        password = secrets.token_urlsafe(9)
        User.objects.create_user(email, password, full_name=name, role=role)
        accounts.append({"email": email, "password": password, "role": str(role)})
    recruiter = User.objects.get(role=Role.INTERVIEWER)
    made: dict[str, str] = {}
    for kind, fields in INTERVIEWS.items():
        config = configs.create_config(recruiter, {**fields, "kind": kind})
        configs.open_config(recruiter, config)
        made[kind] = str(config.pk)
    structured = InterviewConfig.objects.get(pk=made["structured"])
    for days_ago, (name, quality) in enumerate((("Alma Whitfield", "good"), ("Tomas Herrera", "mixed")), 1):
        finish_session(structured, name, Script(quality=quality, seed=days_ago), days_ago)  # type: ignore[arg-type]
    return {"accounts": accounts, "interviews": made}


def finish_session(config: InterviewConfig, name: str, script: Script, days_ago: int) -> InterviewSession:
    """One whole interview on virtual time, by the same services a candidate's page calls."""
    email = f"{name.lower().replace(' ', '.')}@example.com"
    candidate = register(email=email, full_name=name, phone="")
    resume = store_pasted_resume(RESUMES[name])
    claim_resume(resume, candidate)
    door = links.Door(config)
    with clock.starting_at(timezone.now() - timedelta(days=days_ago)):
        session = sessions.create_session(door, candidate, full_name=name, resume=resume)
        sessions.attach_consent(session, give_consent(candidate, address=None, user_agent="demo"))
        lease = sessions.join(session.pk).lease
        for _ in range(60):
            session = InterviewSession.objects.select_related("config_version", "resume").get(pk=session.pk)
            response = selectors.open_response(session)
            if response is None or session.status == SessionStatus.COMPLETED:
                break
            clock.advance(6)
            turns.question_heard(session.pk, lease, response.pk)
            message = selectors.question_payload(session, response, clock.now())
            answer = script.answer(message, response.rubric.get("reference_answer", ""))
            clock.advance(min(response.time_allowed * 0.8, 20 + len(answer["text"].split()) * 0.4))
            turns.submit(session.pk, lease, response.pk, turns.Answer(text=answer["text"], code=answer.get("code", "")))
            drain(leave="media")  # the voices can wait
        sessions.leave(session.pk, lease)
    drain(leave="media")
    return session


def write_file(path: Path, base_url: str, known: dict[str, Any]) -> dict[str, Any]:
    """``var/demo.json``: where the demo is to be found, and how to sign in."""
    content = {
        "base_url": base_url,
        "candidate_links": _links(base_url, known.get("interviews", {})),
        "accounts": known.get("accounts", []),
        "interviews": known.get("interviews", {}),
    }
    path.touch(mode=0o600)
    path.chmod(0o600)
    path.write_text(json.dumps(content, indent=2) + "\n")
    return content


def read_file(path: Path) -> dict[str, Any]:
    try:
        content = json.loads(path.read_text())
    except (OSError, ValueError):
        return {}
    return content if isinstance(content, dict) else {}


def _links(base_url: str, interviews: dict[str, str]) -> dict[str, str]:
    rows = InterviewConfig.objects.filter(
        pk__in=[uuid.UUID(pk) for pk in interviews.values()], status=ConfigStatus.OPEN
    )
    by_id = {str(row.pk): row for row in rows}
    found = {}
    for kind, pk in interviews.items():
        token = links.config_token(by_id[pk]) if pk in by_id else ""
        if token:
            found[kind] = f"{base_url}/interview/{token}/"
    return found
