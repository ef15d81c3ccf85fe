"""A recruiter watches an interview, steps in, ends it, and takes its report away; the candidate sees each of it."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, BrowserContext, WebSocketRoute, expect

from interviewer.tests.browser import (
    Watched,
    browser_with,
    come_in,
    go_on_typing,
    make_interview,
    session_of,
    shown,
    spoken,
)
from interviewer.tests.stack import Stack

pytestmark = [pytest.mark.browser, pytest.mark.e2e, pytest.mark.xdist_group("desk")]

ONE, TWO = "What do you look at first when a page is slow?", "How do you find out why a test fails now and then?"


@pytest.fixture
def browser(chromium: str) -> Iterator[Browser]:
    with browser_with(chromium) as running:
        yield running


def signed_in(context: BrowserContext, stack: Stack) -> Watched:
    watched = Watched(context)
    account = stack.account("interviewer")
    watched.page.goto(f"{stack.base_url}/")
    watched.page.get_by_label("E-mail").fill(account["email"])
    watched.page.get_by_label("Password").fill(account["password"])
    watched.page.get_by_role("button", name="Sign in").click()
    expect(watched.page).to_have_url(f"{stack.base_url}/dashboard/")
    return watched


def test_an_interview_is_watched_helped_and_ended(stack: Stack, browser: Browser) -> None:
    sockets: list[WebSocketRoute] = []

    def through(socket: WebSocketRoute) -> None:
        sockets.append(socket)
        socket.connect_to_server()

    recruiting = browser.new_context()
    recruiter = signed_in(recruiting, stack)
    watching = recruiter.page
    watching.route_web_socket(re.compile("/ws/monitor/"), through)
    candidate = Watched(browser.new_context())
    room = candidate.page
    come_in(room, make_interview(stack, spoken(ONE), spoken(TWO)))
    go_on_typing(room)
    shown(room, ONE)
    session = session_of(room)
    expect(room.locator("#watched")).to_be_empty()

    # From the list to the session; the candidate learns of it.
    watching.get_by_role("link", name="Live", exact=True).click()
    watching.locator(f"#watch-{session}").click()
    expect(watching.locator("[data-part=question]")).to_contain_text(ONE)
    expect(room.locator("#watched")).to_contain_text("following this interview")
    expect(watching.locator("[data-state=answering]")).to_be_visible()

    # What is typed is counted, and shown once it is sent in, with how it was graded.
    room.locator("#text").fill("I would measure first, and then I would look at the profile of the request.")
    expect(watching.locator("[data-part=written]")).to_contain_text("15 words so far")
    assert "profile" not in watching.content()
    room.get_by_role("button", name="Submit answer").click()
    expect(watching.locator("[data-part=words]")).to_contain_text("look at the profile of the request")
    expect(watching.locator("[data-part=words] .chip").first).to_have_text(re.compile("Correct|Partial|Wrong"))
    expect(watching.locator("[data-part=figures]")).to_contain_text("The mean of 1 graded answer")
    expect(watching.locator("[data-part=question]")).to_contain_text(TWO)

    # One more minute; the candidate's clock has it.
    shown(room, TWO)
    expect(watching.locator("[data-state=answering]")).to_be_visible()
    watching.get_by_role("button", name="Give one more minute").click()
    expect(watching.locator("[data-part=notice]")).to_contain_text("one more minute")
    expect(room.locator("#announcer")).to_contain_text("given you one more minute")
    expect(room.locator("#clock-value")).to_have_text(re.compile("^[23]:"))

    # The watcher's connection breaks, and comes back by itself; so does the candidate's page.
    sockets[-1].close(code=1012)
    room.reload()
    shown(room, TWO)
    expect(room.locator("#watched")).to_contain_text("following this interview")
    expect(watching.locator("#live-connection")).to_contain_text("The candidate sees that somebody is watching")
    assert len(sockets) > 1

    # It ends, after a question, and both know.
    room.locator("#text").fill("I would repeat it")
    expect(watching.locator("[data-part=written]")).to_contain_text("4 words so far")
    watching.get_by_role("link", name="End the interview").click()
    watching.get_by_role("button", name="Let it go on").click()
    watching.get_by_role("link", name="End the interview").click()
    watching.get_by_role("dialog").get_by_role("button", name="End the interview").click()
    expect(watching).to_have_url(re.compile(f"/reports/{session}/"))
    expect(room.get_by_text("The hiring team has ended the interview here")).to_be_visible()
    expect(watching.get_by_text("Advice; a person decides.")).to_be_visible(timeout=60_000)

    # What is taken away.
    document = recruiting.request.get(f"{stack.base_url}/reports/{session}/report.pdf")
    assert document.status == 200 and document.body().startswith(b"%PDF")
    interview = watching.locator(".crumb a").first.get_attribute("href")
    file = recruiting.request.get(f"{stack.base_url}{interview}candidates.csv")
    (row,) = csv.DictReader(io.StringIO(file.text().removeprefix("\ufeff")))
    assert (row["session_id"], row["how_it_ended"]) == (session, "Ended by the hiring team")

    # A link for somebody without an account.
    watching.locator("#share summary").click()
    watching.locator("#share").get_by_role("button", name="Make the link").click()
    link = watching.locator("#share input[readonly]").input_value()
    reader = Watched(browser.new_context())
    reader.page.goto(link)
    expect(reader.page.get_by_role("heading", level=1)).to_have_text("Lou Live")
    expect(reader.page.get_by_text("Advice; a person decides.")).to_be_visible()
    problems = [
        text
        for watched in (recruiter, candidate, reader)
        for text in watched.problems
        if "WebSocket" not in text and "ERR_" not in text
    ]
    assert problems == []
