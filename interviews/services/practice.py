"""Practice interviews: an account of any role interviews itself for a role it names, as often as it likes.

Each has a config of its own that belongs to the account and is marked as practice, so that it is in nobody's lists.
"""

from __future__ import annotations

import logging
from datetime import datetime, timedelta
from typing import Any

from django.db import transaction

from candidates import consent
from candidates.models import Resume
from candidates.services import give_consent, register
from interviews.links import Door
from interviews.models import InterviewConfig, InterviewSession, Kind
from interviews.services import calls, clock, configs, sessions

logger = logging.getLogger(__name__)

QUESTIONS = 6
MINUTES = 25


def prepare(user: Any, *, role: str, resume: Resume | None, difficulty: str) -> InterviewSession:
    """A session that waits for its candidate to agree and begin.

    Not to be called inside a transaction: a model may be asked for questions.
    """
    config = configs.create_config(
        user,
        {
            "job_role": role,
            "kind": Kind.RESUME,
            "difficulty": difficulty,
            "number_of_questions": QUESTIONS,
            "time_limit": MINUTES,
            "candidate_feedback": True,
            "practice": True,
        },
    )
    with transaction.atomic():
        configs.open_config(user, config)
        name = user.get_full_name()
        candidate = register(email=user.email, full_name=name, phone="")
        return sessions.create_session(Door(config), candidate, full_name=name, resume=resume)


def start(
    user: Any, *, role: str, resume: Resume | None, difficulty: str, address: str | None, agent: str
) -> InterviewSession:
    """A session that has begun, for a program whose call says that its user agrees."""
    session = prepare(user, role=role, resume=resume, difficulty=difficulty)
    with transaction.atomic():
        given = give_consent(session.candidate, address=address, user_agent=agent, text=consent.PRACTICE)
        sessions.attach_consent(session, given)
        calls.begin(session.pk)
    return session


def close_behind(session: InterviewSession) -> None:
    """The link of a practice interview is for nobody else, so it closes once its candidate is in."""
    if session.config.practice:
        configs.close_config(session.config.created_by, session.config)


def erase_leftovers(now: datetime | None = None) -> int:
    """Remove configs of practice interviews that were never begun or are erased; their number."""
    before = (now or clock.now()) - timedelta(days=1)
    rows = InterviewConfig.objects.filter(practice=True, sessions__isnull=True, created_at__lt=before)
    return sum(bool(config.delete()) for config in rows[:500])
