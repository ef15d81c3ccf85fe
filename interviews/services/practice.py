"""Practice interviews: an account of any role interviews itself for a role it names."""

from __future__ import annotations

from typing import Any

from django.db import transaction

from candidates.models import Resume
from candidates.services import give_consent, register
from interviews.links import Door
from interviews.models import InterviewConfig, InterviewSession, Kind
from interviews.services import calls, configs, sessions


def start(
    user: Any, *, role: str, resume: Resume | None, difficulty: str, address: str | None, agent: str
) -> InterviewSession:
    """A session that has begun. Its config is made for it, belongs to ``user`` alone and gives feedback.

    Not to be called inside a transaction: a model may be asked for the questions.
    """
    config = configs.create_config(
        user,
        {
            "job_role": role,
            "kind": Kind.RESUME,
            "difficulty": difficulty,
            "number_of_questions": 6,
            "time_limit": 25,
            "candidate_feedback": True,
        },
    )
    return _begin(user, config, resume, address, agent)


@transaction.atomic
def _begin(
    user: Any, config: InterviewConfig, resume: Resume | None, address: str | None, agent: str
) -> InterviewSession:
    configs.open_config(user, config)
    name = user.get_full_name()
    candidate = register(email=user.email, full_name=name, phone="")
    session = sessions.create_session(Door(config), candidate, full_name=name, resume=resume)
    sessions.attach_consent(session, give_consent(candidate, address=address, user_agent=agent))
    calls.begin(session.pk)
    # The link is for nobody else, and closing it comes after the one who may use it.
    configs.close_config(user, config)
    return session
