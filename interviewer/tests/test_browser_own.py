"""A candidate in a browser: in by a link, off to practice, on with it on another device, away with a copy of it all."""

from __future__ import annotations

import re
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, expect

from interviewer.tests.browser import Watched, browser_with
from interviewer.tests.stack import Stack, until

pytestmark = [pytest.mark.browser, pytest.mark.e2e, pytest.mark.xdist_group("desk")]

EMAIL = "petra.practises@example.com"


@pytest.fixture(scope="module")
def running(chromium: str) -> Iterator[Browser]:
    with browser_with(chromium) as browser:
        yield browser


def newest_link(stack: Stack) -> str:
    """Without a mail server, messages are printed into the worker's log."""

    def found() -> str:
        log = (stack.folder / "log" / "worker.log").read_text()
        links = re.findall(r"https?://[\w.:]+/my/enter/[\w-]+/", log)
        return links[-1] if links else ""

    return until(found, 60, "the message with the link")


def sign_in(stack: Stack, running: Browser, before: str = "") -> Watched:
    watched = Watched(running.new_context())
    page = watched.page
    page.goto(f"{stack.base_url}/my/")
    page.get_by_label("E-mail").fill(EMAIL)
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", level=1)).to_have_text("Look into your mail")
    until(lambda: newest_link(stack) != before, 60, "a new link")
    page.goto(newest_link(stack))
    page.get_by_role("button", name="Sign in").press("Enter")
    expect(page.get_by_role("heading", level=1)).to_have_text("My interviews")
    return watched


def test_a_candidate_practises_goes_on_elsewhere_and_takes_a_copy(stack: Stack, running: Browser) -> None:
    first = sign_in(stack, running)
    page = first.page
    page.get_by_role("link", name="Practice").first.press("Enter")
    page.get_by_label("Role").fill("Backend Engineer")
    page.get_by_role("button", name="Start").press("Enter")
    expect(page.get_by_text("no hiring team sees it")).to_be_visible()
    page.get_by_role("checkbox").press("Space")
    page.get_by_role("button", name="Agree and go on").press("Enter")
    page.get_by_role("link", name="type my answers").press("Enter")
    question = page.locator("#question")
    expect(question).not_to_have_text("")
    asked = question.inner_text()

    second = sign_in(stack, running, before=newest_link(stack))
    page = second.page
    page.get_by_role("link", name="Practice").first.press("Enter")
    page.get_by_role("button", name="Continue: Backend Engineer").press("Enter")
    page.wait_for_url("**/interview/check/**")  # another browser has another microphone
    page.get_by_role("link", name="type my answers").press("Enter")
    expect(page.locator("#question")).to_have_text(asked)

    page.goto(f"{stack.base_url}/my/privacy/")
    with page.expect_navigation():
        page.get_by_role("button", name="Ask for a copy").press("Enter")

    def ready() -> bool:
        page.reload()
        return page.get_by_role("link", name="Download").count() == 1

    until(ready, 60, "the copy")
    with page.expect_download() as waiting:
        page.get_by_role("link", name="Download").click()
    assert waiting.value.suggested_filename.endswith(".zip")

    page.get_by_role("link", name="Erase my data").press("Enter")
    page.get_by_role("checkbox").press("Space")
    page.get_by_role("button", name="Erase my data").press("Enter")
    expect(page.get_by_role("heading", level=1)).to_have_text("Your data is erased")
    assert second.problems == []
    first.page.context.close()
    second.page.context.close()
