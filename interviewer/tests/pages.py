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


def _chosen(world: World) -> str:
    return "&".join(f"session={session.pk}" for session in world.compared)


PAGES: tuple[DeskPage, ...] = (
    DeskPage("home", _at("interviews:dashboard"), owned=False),
    DeskPage("new-interview", _at("interviews:create"), owned=False),
    DeskPage("interview", _at("interviews:detail", "config")),
    DeskPage("interview-settings", _at("interviews:settings", "config")),
    DeskPage("question", _at("interviews:edit_question", "question")),
    DeskPage("question-add", _at("interviews:add_question", "config")),
    DeskPage("report", _at("reports:report", "session")),
    DeskPage("report-running", _at("reports:report", "running")),
    DeskPage("report-drafts", _at("reports:draft_history", "session", "coded")),
    DeskPage("compare", _with(_at("reports:compare"), _chosen)),
    DeskPage("compare-blind", _with(_at("reports:compare"), lambda world: f"{_chosen(world)}&blind=1")),
    DeskPage("compare-choose", _with(_at("reports:compare"), lambda world: f"{_chosen(world)}&choose=1")),
    DeskPage("compare-start", _at("reports:compare"), owned=False),
)
