"""Every page that stands behind a sign-in, once: the tests of all pages and the screenshots go by this list.

A page that is not here is a page nobody looks at: add yours.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.urls import reverse

from interviewer.tests.world import World


@dataclass(frozen=True)
class DeskPage:
    """``name`` is its screenshot's file name; ``owned`` where another recruiter gets a 404."""

    name: str
    url: Callable[[World], str]
    owned: bool = True
    who: str = "recruiter"


def _at(view: str, *fields: str) -> Callable[[World], str]:
    """The address of ``view`` with the keys of these rows of the world."""

    def url(world: World) -> str:
        return reverse(view, args=[getattr(world, field).pk for field in fields])

    return url


def _with(view: Callable[[World], str], query: Callable[[World], Any]) -> Callable[[World], str]:
    return lambda world: f"{view(world)}?{query(world)}"


PAGES: tuple[DeskPage, ...] = (
    DeskPage("home", _at("interviews:dashboard"), owned=False),
    DeskPage("new-interview", _at("interviews:create"), owned=False),
    DeskPage("interview", _at("interviews:detail", "config")),
    DeskPage("interview-settings", _at("interviews:settings", "config")),
    DeskPage("question", _at("interviews:edit_question", "question")),
    DeskPage("question-add", _at("interviews:add_question", "config")),
    DeskPage("report", _at("reports:report", "session")),
    DeskPage("report-running", _at("reports:report", "running")),
    DeskPage("privacy-requests", _at("interviews:privacy_requests"), owned=False),
    DeskPage("privacy-request", _at("interviews:carry_out_erasure", "part")),
    DeskPage("my-interviews", _at("interviews:my_interviews"), who="person"),
    DeskPage("my-interviews-empty", _at("interviews:my_interviews"), who="newcomer"),
    DeskPage("my-interviews-unproven", _at("interviews:my_interviews"), who="account"),
    DeskPage("my-interview", _at("reports:own_interview", "session"), who="person"),
    DeskPage("my-practice", _at("interviews:my_practice"), who="person"),
    DeskPage("my-practice-empty", _at("interviews:my_practice"), who="newcomer"),
    DeskPage("my-practice-interview", _at("reports:own_interview", "practised"), who="person"),
    DeskPage("my-progress", _at("reports:own_progress"), who="person"),
    DeskPage("my-progress-empty", _at("reports:own_progress"), who="newcomer"),
    DeskPage("my-profile", _at("candidates:profile"), who="person"),
    DeskPage("my-resumes", _at("interviews:my_resumes"), who="person"),
    DeskPage("my-resumes-empty", _at("interviews:my_resumes"), who="newcomer"),
    DeskPage("my-resume", _at("interviews:my_resume", "resume"), who="person"),
    DeskPage("my-privacy", _at("interviews:my_privacy"), who="person"),
    DeskPage("my-privacy-empty", _at("interviews:my_privacy"), who="newcomer"),
    DeskPage("my-erasure", _at("interviews:ask_for_erasure"), who="person"),
)
