"""Every page of the list in a browser: axe finds nothing, nothing scrolls sideways, no error is logged."""

from __future__ import annotations

import json
from collections.abc import Iterator
from types import SimpleNamespace

import pytest
from playwright.sync_api import Browser, Page

from interviewer.tests.browser import Watched, browser_with
from interviewer.tests.dress import in_every_dress
from interviewer.tests.factories import PASSWORD
from interviewer.tests.stack import Stack

pytestmark = [pytest.mark.browser, pytest.mark.e2e, pytest.mark.xdist_group("desk")]

ROWS = 200
# The addresses are worked out where the rows are: in the product's own database.
_BUILD = """
import json
from interviewer.tests import world as worlds
from interviewer.tests.pages import OPEN_PAGES, PAGES
world = worlds.build({rows})
print("PAGES", json.dumps([[p.name, p.url(world), p.owned, getattr(world, p.who).email] for p in PAGES]))
print("OPEN", json.dumps([[name, url(world)] for name, url in OPEN_PAGES]))
print("OTHER", world.other.email)
"""


@pytest.fixture(scope="module")
def running(chromium: str) -> Iterator[Browser]:
    with browser_with(chromium) as browser:
        yield browser


@pytest.fixture(scope="module")
def desk(stack: Stack) -> SimpleNamespace:
    result = stack.manage("shell", "-v", "0", "-c", _BUILD.format(rows=ROWS))
    said = dict(
        line.split(" ", 1) for line in result.stdout.splitlines() if line.startswith(("PAGES", "OPEN", "OTHER"))
    )
    assert said, result.stderr
    pages = [SimpleNamespace(name=n, url=u, owned=o, who=w) for n, u, o, w in json.loads(said["PAGES"])]
    of_all = [SimpleNamespace(name=n, url=u) for n, u in json.loads(said["OPEN"])]
    return SimpleNamespace(pages=pages, open=of_all, other=said["OTHER"])


def sign_in(stack: Stack, browser: Browser, email: str) -> Watched:
    watched = Watched(browser.new_context())
    watched.page.goto(f"{stack.base_url}/accounts/sign-in/")
    watched.page.get_by_label("E-mail").fill(email)
    watched.page.get_by_label("Password").fill(PASSWORD)
    watched.page.get_by_role("button", name="Sign in").click()
    watched.page.wait_for_url(lambda url: "sign-in" not in url)
    return watched


def look_at(stack: Stack, page: Page, pages: list[SimpleNamespace], suffix: str = "") -> list[str]:
    found = []
    for each in pages:
        page.goto(f"{stack.base_url}{each.url}")
        found += in_every_dress(page, f"{each.name}{suffix}")
    return found


def test_full_pages_are_fit_for_everybody(stack: Stack, running: Browser, desk: SimpleNamespace) -> None:
    found = []
    for who in sorted({page.who for page in desk.pages}):
        watched = sign_in(stack, running, who)
        found += look_at(stack, watched.page, [page for page in desk.pages if page.who == who])
        watched.page.context.close()
        found += watched.problems
    assert "\n".join(found) == ""


def test_pages_without_an_account_are_fit_for_everybody(stack: Stack, running: Browser, desk: SimpleNamespace) -> None:
    watched = Watched(running.new_context())
    assert "\n".join(look_at(stack, watched.page, desk.open)) == ""
    watched.page.context.close()
    assert watched.problems == []


def test_empty_pages_are_fit_for_everybody(stack: Stack, running: Browser, desk: SimpleNamespace) -> None:
    watched = sign_in(stack, running, desk.other)
    shared = [page for page in desk.pages if not page.owned and "admin" not in page.who]
    assert "\n".join(look_at(stack, watched.page, shared, " empty")) == ""
    watched.page.context.close()
    assert watched.problems == []
