"""The recruiter's desk in a browser: a long table searched, sorted and gone back in; a link copied; a file mended."""

from __future__ import annotations

from collections.abc import Iterator
from urllib.parse import parse_qs, urlsplit

import pytest
from playwright.sync_api import Browser, Page, expect

from interviewer.tests.browser import Watched, browser_with, eventually
from interviewer.tests.dress import in_every_dress
from interviewer.tests.factories import PASSWORD
from interviewer.tests.stack import Stack

pytestmark = [pytest.mark.browser, pytest.mark.e2e, pytest.mark.xdist_group("desk")]

_BUILD = """
from datetime import timedelta
from django.utils import timezone
from interviewer.tests import factories
owner = factories.UserFactory(email="{email}")
config = factories.InterviewConfigFactory(created_by=owner, open=True, job_role="Long Table")
version = factories.ConfigVersionFactory(config=config)
for number in range(120):
    session = factories.SessionFactory(
        config=config, config_version=version, candidate_name=f"Person {{number:03}}", completed=True,
        ended_at=timezone.now() - timedelta(minutes=number),
    )
    factories.ReportFactory(session=session, score=number % 100, low=None, high=None)
print("CONFIG", config.pk)
"""
EMAIL = "long-table@example.org"


@pytest.fixture(scope="module")
def running(chromium: str) -> Iterator[Browser]:
    with browser_with(chromium) as browser:
        yield browser


@pytest.fixture(scope="module")
def interview(stack: Stack) -> str:
    """The address of an interview that many took."""
    result = stack.manage("shell", "-v", "0", "-c", _BUILD.format(email=EMAIL))
    keys = [line.split()[1] for line in result.stdout.splitlines() if line.startswith("CONFIG ")]
    assert keys, result.stderr
    return f"{stack.base_url}/interviews/{keys[0]}/"


def signed_in(stack: Stack, running: Browser, **options: object) -> Watched:
    context = running.new_context(**options)  # type: ignore[arg-type]
    watched = Watched(context)
    watched.page.goto(f"{stack.base_url}/accounts/sign-in/")
    watched.page.get_by_label("E-mail").fill(EMAIL)
    watched.page.get_by_label("Password").fill(PASSWORD)
    watched.page.get_by_role("button", name="Sign in").click()
    watched.page.wait_for_url(lambda url: "sign-in" not in url)
    return watched


def first(page: Page) -> str:
    return page.locator(".table--candidates tbody .row-title").first.inner_text().split(":")[0].strip()


def test_the_table_is_searched_and_sorted_in_place_and_the_way_back_is_kept(
    stack: Stack, running: Browser, interview: str
) -> None:
    watched = signed_in(stack, running)
    page = watched.page
    page.goto(f"{interview}candidates/")
    assert first(page) == "Person 000"
    page.evaluate("() => { window.stayed = true; }")
    page.get_by_role("link", name="Score").click()
    expect(page.locator("th[aria-sort=descending]")).to_contain_text("Score")
    expect(page.locator(".table--candidates tbody .row-title").first).to_contain_text("Person 099")
    assert parse_qs(urlsplit(page.url).query)["sort"] == ["-score"]
    page.get_by_label("Name or e-mail").press_sequentially("person 11")
    expect(page.locator("#candidates-count")).to_have_text("10 candidates fit that")
    expect(page.locator(".table--candidates tbody .row-title").first).to_contain_text("Person 119")
    assert page.evaluate("() => window.stayed === true"), "the page was not loaded anew"
    page.locator("#status").select_option("pending")
    expect(page.locator("#candidates-count")).to_have_text("Nobody fits that")
    page.go_back()
    expect(page.locator("#candidates-count")).to_have_text("10 candidates fit that")
    assert page.get_by_label("Name or e-mail").input_value() == "person 11"
    compare = page.get_by_role("button", name="Compare")
    expect(compare).to_be_disabled()
    for name in ("Person 111", "Person 112"):
        page.get_by_label(f"Compare {name}").check()
    expect(page.get_by_text("2 are chosen.")).to_be_visible()
    expect(compare).to_be_enabled()
    page.get_by_text("Columns", exact=True).click()
    page.get_by_label("Began").check()
    expect(page.get_by_role("columnheader", name="Began")).to_be_visible()
    assert "\n".join(in_every_dress(page, "candidates, searched, columns open")) == ""
    assert watched.problems == []
    page.context.close()


def test_without_javascript_the_same_table_is_had_by_links_and_a_button(
    stack: Stack, running: Browser, interview: str
) -> None:
    watched = signed_in(stack, running, java_script_enabled=False)
    page = watched.page
    page.goto(f"{interview}candidates/")
    page.get_by_role("link", name="Candidate", exact=True).click()
    assert first(page) == "Person 000"
    page.get_by_role("link", name="Next page").click()
    assert first(page) == "Person 050"
    page.get_by_label("Name or e-mail").fill("person 007")
    page.get_by_role("button", name="Show").click()
    expect(page.locator("#candidates-count")).to_have_text("1 candidate fits that")
    page.context.close()


def test_one_is_invited_and_the_link_is_copied(stack: Stack, running: Browser, interview: str) -> None:
    watched = signed_in(stack, running, permissions=["clipboard-read", "clipboard-write"])
    page = watched.page
    page.goto(f"{interview}invitations/")
    page.get_by_label("E-mail").last.fill("ida@example.com")
    page.get_by_label("Time to answer").select_option("1.5")
    page.get_by_role("button", name="Invite", exact=True).click()
    expect(page.get_by_role("status").first).to_contain_text("ida@example.com is invited.")
    page.get_by_text("Link and actions").click()
    page.get_by_role("button", name="Copy the link of ida@example.com").click()
    expect(page.locator("#copy-status")).to_have_text("Copied.")
    assert "\n".join(in_every_dress(page, "invitations, one open")) == ""
    link = page.locator("input[readonly]").first.input_value()
    assert page.evaluate("() => navigator.clipboard.readText()") == link
    page.goto(link)
    expect(page.get_by_text("30 minutes")).to_be_visible()
    page.get_by_role("link", name="Ask here").click()
    page.get_by_label("Twice the time").check()
    page.get_by_role("button", name="Ask").click()
    expect(page.get_by_text("Your request is with the hiring team.")).to_be_visible()
    assert "\n".join(in_every_dress(page, "extra time, asked for")) == ""
    page.goto(f"{stack.base_url}/dashboard/")
    page.get_by_role("link", name="ida@example.com").click()
    page.get_by_role("button", name="Grant").click()
    expect(page.get_by_text("Granted: 2 times the time")).to_be_visible()
    page.goto(link)
    expect(page.get_by_text("40 minutes")).to_be_visible()
    assert watched.problems == []
    page.context.close()


def test_a_file_with_mistakes_is_mended_on_the_page(stack: Stack, running: Browser, interview: str) -> None:
    watched = signed_in(stack, running)
    page = watched.page
    page.goto(f"{interview}invitations/file/")
    page.get_by_label("Or a CSV file").set_input_files(
        {"name": "people.csv", "mimeType": "text/csv", "buffer": b"email,name\nlea@example.com,Lea\nwrong,Otto\n"}
    )
    page.get_by_role("button", name="Check").click()
    expect(page.get_by_text("This is no e-mail address.")).to_be_visible()
    assert "\n".join(in_every_dress(page, "file of people, checked")) == ""
    page.get_by_role("button", name="Invite 1 person").click()
    expect(page.get_by_text("1 line could not be taken")).to_be_visible()
    box = page.get_by_label("One person a line")
    assert box.input_value().splitlines() == ["email,name", "wrong,Otto"]
    box.fill("otto@example.com,Otto")
    page.get_by_role("button", name="Check again").click()
    page.get_by_role("button", name="Invite 1 person").click()
    eventually(page, "() => location.pathname.endsWith('/invitations/')")
    expect(page.get_by_role("heading", name="Lea")).to_be_visible()
    expect(page.get_by_role("heading", name="Otto")).to_be_visible()
    # The page that tells of mistakes answers 422 where nothing could be read, and a browser logs that.
    assert watched.problems == []
    page.context.close()
