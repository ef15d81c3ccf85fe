"""A browser on the real product, for the tests that drive it."""

from __future__ import annotations

import json
import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from playwright.sync_api import Browser, BrowserContext, Error, Page, expect, sync_playwright

from interviewer.tests.stack import Stack, until

FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--use-fake-ui-for-media-stream",
    "--use-fake-device-for-media-stream",
]
PATIENCE = 30_000
expect.set_options(timeout=PATIENCE)


@contextmanager
def browser_with(chromium: str, *flags: str) -> Iterator[Browser]:
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium, args=[*FLAGS, *flags])
        yield browser
        browser.close()


class Watched:
    """A page whose console errors and failed requests fail the test."""

    def __init__(self, context: BrowserContext) -> None:
        self.problems: list[str] = []
        self.page: Page = context.new_page()
        self.page.set_default_timeout(PATIENCE)
        self.page.on("console", lambda m: self._note(m.text) if m.type == "error" else None)
        self.page.on("pageerror", lambda e: self._note(str(e)))

    def _note(self, text: str) -> None:
        self.problems.append(f"{self.page.url}: {text}")


def eventually(page: Page, expression: str, argument: object = None) -> None:
    """Wait for a condition in the page. (Playwright's own waiting evaluates strings, which our policy forbids.)"""

    def holds() -> bool:
        try:
            return bool(page.evaluate(expression, argument))
        except Error:  # the page is just being left for the next one
            return False

    until(holds, 60, expression)


def agree(page: Page) -> None:
    page.get_by_role("checkbox").check()
    page.get_by_role("button", name="Agree and go on").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Try your devices")


def try_devices(page: Page) -> None:
    expect(page.get_by_role("link", name="Begin the interview")).to_be_hidden()
    page.get_by_role("button", name="Record five seconds").click()
    eventually(page, "() => Number(document.getElementById('level').value) > 0.02")
    expect(page.locator("#clip")).to_be_visible()
    page.get_by_role("button", name="I heard it").click()
    page.get_by_role("link", name="Begin the interview").click()


def go_on_typing(page: Page) -> None:
    agree(page)
    page.get_by_role("link", name="type my answers").click()


# Made by the services in the product's own database: an open interview, and its link.
_MAKE = """
import json, secrets
from interviewer.accounts.models import User
from interviews import links
from interviews.models import InterviewConfig, Invitation
from interviews.services import configs
wanted = json.loads({wanted!r})
owner = User.objects.get(email="recruiter@example.com")
config = InterviewConfig(created_by=owner, **wanted["settings"])
links.issue_token(config)
config.save(force_insert=True)
for question in wanted["questions"]:
    configs.add_question(owner, config, question)
configs.open_config(owner, config)
token = links.config_token(config)
if wanted["time_factor"]:
    token = links.new_token()
    Invitation.objects.create(
        config=config,
        email="invited@example.com",
        token_hash=links.hash_token(token),
        time_factor=wanted["time_factor"],
    )
print("LINK", token)
"""


def spoken(text: str, **fields: Any) -> dict[str, Any]:
    return {"text": text, "skill": "python", "expected_points": ["It is measured first"], "time_seconds": 120, **fields}


def make_interview(stack: Stack, *questions: dict[str, Any], time_factor: float = 0, **settings: Any) -> str:
    """An open interview with just these questions; the candidate's link."""
    wanted = {
        "settings": {"job_role": "Live Tester", "follow_ups_per_question": 0, "time_limit": 60, **settings},
        "questions": questions,
        "time_factor": time_factor,
    }
    result = stack.manage("shell", "-v", "0", "-c", _MAKE.format(wanted=json.dumps(wanted)))
    tokens = [line.split()[1] for line in result.stdout.splitlines() if line.startswith("LINK ")]
    assert tokens, result.stderr
    return f"{stack.base_url}/interview/{tokens[0]}/"


def come_in(page: Page, link: str) -> None:
    """From the link to the consent page, with a resume that leaves nothing to ask about."""
    page.goto(link)
    page.get_by_label("Your name").fill("Lou Live")
    page.get_by_label("E-mail").fill(f"{uuid.uuid4().hex[:10]}@example.com")
    page.get_by_text("Paste it as text").click()
    page.get_by_label("paste", exact=False).last.fill(
        "Lou Live. I like to work with other people and to learn new things every day."
    )
    page.get_by_role("button", name="Go on").click()


def session_of(page: Page) -> str:
    return page.url.rstrip("/").split("?")[0].rstrip("/").split("/")[-1]


def shown(page: Page, text: str) -> None:
    """The question with this text is on the page and can be answered."""
    expect(page.locator("#question")).to_have_text(text)
    expect(page.locator("#answer")).to_be_visible()
