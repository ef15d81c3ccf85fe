"""Every page that stands behind a sign-in, once: the tests of all pages and the screenshots go by this list.

A page that is not here is a page nobody looks at: add yours.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.urls import reverse

from interviewer.accounts import sign_in_links
from interviewer.accounts.models import SignInLink
from interviewer.tests import set_up_rows
from interviewer.tests.world import World
from reports import sharing
from reports.attention import KINDS
from reports.candidates import COLUMNS


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


def _step(name: str) -> Callable[[World], str]:
    return lambda world: reverse("interviews:set_up_step", args=[set_up_rows.draft(world).pk, name])


def _of_draft(view: str, *args: object) -> Callable[[World], str]:
    return lambda world: reverse(view, args=[set_up_rows.draft(world).pk, *args])


def _chosen(world: World) -> str:
    return "&".join(f"session={session.pk}" for session in world.compared)


PAGES: tuple[DeskPage, ...] = (
    DeskPage("home", _at("interviews:dashboard"), owned=False),
    DeskPage("new-interview", _at("interviews:create"), owned=False),
    DeskPage("set-up-role", _step("role")),
    DeskPage("set-up-skills", _step("skills")),
    DeskPage("set-up-questions", _step("questions")),
    DeskPage("set-up-candidate", _step("candidate")),
    DeskPage("set-up-preview", _step("preview")),
    DeskPage("set-up-publish", _step("publish")),
    DeskPage("set-up-question-add", _of_draft("interviews:set_up_add")),
    DeskPage("preview-first-page", _of_draft("interviews:preview")),
    DeskPage("preview-question", _of_draft("interviews:preview_question", 1)),
    DeskPage("question-bank", _at("interviews:bank"), owned=False),
    DeskPage("question-bank-own", _with(_at("interviews:bank"), lambda world: "where=own"), owned=False),
    DeskPage("question-bank-add", _at("interviews:bank_add"), owned=False),
    DeskPage(
        "question-bank-edit", lambda world: reverse("interviews:bank_edit", args=[set_up_rows.own_question(world).pk])
    ),
    DeskPage("question-bank-pick", _of_draft("interviews:pick")),
    DeskPage("interview", _at("interviews:detail", "config")),
    DeskPage("interview-candidates", _at("reports:candidates", "config")),
    DeskPage(
        "interview-candidates-all-columns",
        _with(
            _at("reports:candidates", "config"),
            lambda world: "sort=-technical&" + "&".join(f"column={name}" for name in COLUMNS),
        ),
    ),
    DeskPage(
        "interview-candidates-nobody", _with(_at("reports:candidates", "config"), lambda world: "q=nobody+at+all")
    ),
    DeskPage("interview-invitations", _at("interviews:invitations", "config")),
    DeskPage("interview-invitations-file", _at("interviews:upload_invitations", "config")),
    DeskPage("invitation", _at("interviews:change_invitation", "invitation")),
    DeskPage("extra-time", _at("interviews:answer_request", "request")),
    DeskPage("interview-questions", _at("interviews:questions", "config")),
    DeskPage(
        "interview-version",
        lambda world: reverse("interviews:version", args=[world.config.pk, world.version.number]),
    ),
    DeskPage("interview-history", _at("interviews:history", "config")),
    *(
        DeskPage(f"home-{kind}", lambda world, kind=kind: reverse("reports:waiting", args=[kind]), owned=False)  # type: ignore[misc]
        for kind in KINDS
    ),
    DeskPage("interview-settings", _at("interviews:settings", "config")),
    DeskPage("question", _at("interviews:edit_question", "question")),
    DeskPage("question-add", _at("interviews:add_question", "config")),
    DeskPage("analytics", _at("reports:analytics"), owned=False),
    DeskPage(
        "analytics-of-one", _with(_at("reports:analytics"), lambda world: f"interview={world.config.pk}&period=all")
    ),
    DeskPage("analytics-interview", _at("reports:analytics_interview", "config")),
    DeskPage("analytics-candidate", lambda world: reverse("reports:analytics_candidate", args=[world.candidate.pk])),
    DeskPage("analytics-costs", _at("reports:analytics_costs"), owned=False),
    DeskPage("analytics-costs-admin", _with(_at("reports:analytics_costs"), lambda world: "period=all"), who="admin"),
    DeskPage("report", _at("reports:report", "session")),
    DeskPage("report-running", _at("reports:report", "running")),
    DeskPage("live", _at("reports:live_index"), owned=False),
    DeskPage("live-session", _at("reports:live", "running")),
    DeskPage("live-session-over", _at("reports:live", "session")),
    DeskPage("live-end", _at("reports:live_end", "running")),
    DeskPage("report-drafts", _at("reports:draft_history", "session", "coded")),
    DeskPage("compare", _with(_at("reports:compare"), _chosen)),
    DeskPage("compare-blind", _with(_at("reports:compare"), lambda world: f"{_chosen(world)}&blind=1")),
    DeskPage("compare-choose", _with(_at("reports:compare"), lambda world: f"{_chosen(world)}&choose=1")),
    DeskPage("compare-start", _at("reports:compare"), owned=False),
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


def _shared(*, blind: bool) -> Callable[[World], str]:
    def url(world: World) -> str:
        link = sharing.share(world.recruiter, world.session, blind=blind, recordings=not blind)
        return reverse("reports:shared", args=[sharing.token_of(link)])

    return url


def _link_to_sign_in(world: World) -> str:
    sign_in_links.send_sign_in(world.person.email)
    link = SignInLink.objects.filter(email=world.person.email).latest("created_at")
    return reverse("my:use_link", args=[sign_in_links.token_of(link)])


# Pages that need no account: a link opens them, or they lead to signing in.
OPEN_PAGES: tuple[tuple[str, Callable[[World], str]], ...] = (
    ("sign-in", lambda world: reverse("accounts:sign_in")),
    ("my-sign-in", lambda world: reverse("my:sign_in")),
    ("my-use-link", _link_to_sign_in),
    ("shared-report", _shared(blind=False)),
    ("shared-report-blind", _shared(blind=True)),
)
