"""Networks that let no socket through, in a real browser: the interview goes on, and nobody has to do anything."""

from __future__ import annotations

from hashlib import sha256

import pytest
from playwright.sync_api import Page, WebSocketRoute, expect

from interviewer.tests import browser as drive
from interviewer.tests.browser import come_in, eventually, make_interview, session_of, shown, spoken
from interviewer.tests.dress import in_every_dress
from interviewer.tests.stack import Stack
from interviewer.tests.test_browser_live import (  # noqa: F401 - the page with a microphone that hears speech
    ONE,
    TWO,
    chromium_with_voice,
    enter,
    finished,
    in_database,
    joined_sha256,
    page,
    record,
    stored,
    submit,
    voice,
)

pytestmark = [pytest.mark.browser, pytest.mark.e2e, pytest.mark.xdist_group("stack")]

SLOW = "lets only a slower connection through"


class Proxy:
    """A company's proxy: sockets end at once, or open and bring nothing; until it is told better."""

    def __init__(self, candidate: Page, *, swallows: bool = False) -> None:
        self.swallows = swallows
        self.lets_through = False
        self.tried = 0
        candidate.route_web_socket("**/ws/interview/*", self._socket)

    def _socket(self, socket: WebSocketRoute) -> None:
        self.tried += 1
        if self.lets_through:
            socket.connect_to_server()
        elif not self.swallows:
            socket.close(code=1012)


def test_a_whole_interview_by_voice_without_a_socket(stack: Stack, page: Page) -> None:  # noqa: F811
    proxy = Proxy(page)
    come_in(page, make_interview(stack, spoken(ONE), spoken(TWO)))
    drive.agree(page)
    drive.try_devices(page)
    session = session_of(page)
    for text in (ONE, TWO):
        shown(page, text)
        expect(page.locator("#connection")).to_contain_text(SLOW)
        expect(page.locator("#stage-state")).to_have_text("Speaking")
        record(page)
        expect(page.locator("#safety")).to_contain_text("Saved")
        expect(page.locator("#clock")).to_have_class("room__clock")
        submit(page)
    finished(page)
    assert proxy.tried > 2, "it keeps trying the socket"
    assert len(stored(stack, session)) == 2
    for segment in stored(stack, session):
        assert sha256(segment.with_suffix(".audio").read_bytes()).hexdigest() == joined_sha256(segment)
    states = in_database(
        stack,
        f"print(json.dumps([[r.state, r.recording.complete] for r in Response.objects.filter(session='{session}')]))",
    )
    assert states == [["answered", True]] * 2


def test_everything_in_the_room_works_by_requests_too(stack: Stack, page: Page) -> None:  # noqa: F811
    Proxy(page)
    enter(page, make_interview(stack, spoken(ONE), spoken(TWO), spoken("And what then?")))
    shown(page, ONE)
    expect(page.locator("#connection")).to_contain_text(SLOW)
    assert in_every_dress(page, "slow connection") == []
    page.locator("#text").fill("The first half,")
    expect(page.locator("#saved")).to_have_text("Saved.")
    page.get_by_role("button", name="One more minute").first.click()
    expect(page.locator("#more-time")).to_have_text("One more minute (1 left)")
    page.get_by_role("button", name="I need a moment").click()
    expect(page.locator("#clock")).to_have_class("room__clock room__clock--still")
    page.get_by_role("button", name="Go on", exact=True).click()
    expect(page.locator("#clock")).to_have_class("room__clock")
    page.reload()
    shown(page, ONE)
    expect(page.locator("#text")).to_have_value("The first half,")
    page.get_by_role("button", name="Skip this question").click()
    page.get_by_role("button", name="Skip it").click()
    shown(page, TWO)
    page.locator("#text").fill("Could you repeat that, please?")
    submit(page)
    expect(page.locator("#lead-in")).to_be_visible()
    shown(page, TWO)
    page.locator("#text").fill("I run it a hundred times.")
    submit(page)
    shown(page, "And what then?")
    page.locator("#text").fill("Then I look at what differs.")
    submit(page)
    expect(page.locator("#review")).to_contain_text(ONE)
    page.get_by_role("button", name="Finish the interview").click()
    finished(page)


def test_a_socket_that_gets_through_again_takes_over_in_the_middle_of_an_answer(
    stack: Stack,
    page: Page,  # noqa: F811
) -> None:
    proxy = Proxy(page)
    session = enter(page, make_interview(stack, spoken(ONE)))
    expect(page.locator("#connection")).to_contain_text(SLOW)
    record(page, 2)
    expect(page.locator("#safety")).to_contain_text("Saved")
    proxy.lets_through = True
    page.evaluate("window.dispatchEvent(new Event('online'))")
    expect(page.locator("#connection")).to_be_hidden()
    said = page.evaluate("window.recorded[0].length")
    eventually(page, "(n) => window.recorded[0].length >= n", said + 2)
    submit(page)
    finished(page)
    (segment,) = stored(stack, session)
    assert sha256(segment.with_suffix(".audio").read_bytes()).hexdigest() == joined_sha256(segment)
    complete = in_database(
        stack, f"print(json.dumps([r.complete for r in Recording.objects.filter(response__session='{session}')]))"
    )
    assert complete == [True]


def test_a_proxy_that_swallows_what_the_socket_brings_is_found_out(stack: Stack, page: Page) -> None:  # noqa: F811
    Proxy(page, swallows=True)
    enter(page, make_interview(stack, spoken(ONE)))
    expect(page.locator("#connection")).to_contain_text(SLOW)
    page.locator("#text").fill("I measure first.")
    submit(page)
    finished(page)
