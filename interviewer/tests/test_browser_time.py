"""What the room does with time, in a browser whose clock the test moves: nobody waits for these minutes."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page, expect

from interviewer.tests import browser as drive
from interviewer.tests.browser import come_in, make_interview, shown, spoken
from interviewer.tests.stack import Stack
from interviewer.tests.test_browser_live import (  # noqa: F401 - the browser with a microphone that hears speech
    ONE,
    chromium_with_voice,
    enter,
    in_database,
    voice,
)

pytestmark = [pytest.mark.browser, pytest.mark.e2e, pytest.mark.xdist_group("stack")]

# How loud the microphone is, as the test says; and all that is announced to people who don't see the page.
MEASURED = """
window.loudness = 0.2;
AnalyserNode.prototype.getFloatTimeDomainData = function (samples) {
  for (let i = 0; i < samples.length; i += 1) samples[i] = (i % 2 ? 1 : -1) * window.loudness;
};
window.announced = [];
document.addEventListener("DOMContentLoaded", () => {
  const announcer = document.getElementById("announcer");
  const note = () => window.announced.push(announcer.textContent);
  if (announcer) new MutationObserver(note).observe(announcer, {childList: true});
});
"""
MUTED = "Object.defineProperty(MediaStreamTrack.prototype, 'muted', {get: () => true});"
STEP = 4_000  # less than a connection may be silent


@pytest.fixture
def page(chromium_with_voice: Browser) -> Iterator[Page]:  # noqa: F811
    context = chromium_with_voice.new_context(permissions=["microphone"])
    context.add_init_script(MEASURED)
    made = drive.Watched(context)
    made.page.clock.install()
    yield made.page
    context.close()
    assert [text for text in made.problems if "ERR_" not in text and "WebSocket" not in text] == []


def speaks(page: Page, loudness: float) -> None:
    page.evaluate("(loudness) => { window.loudness = loudness; }", loudness)


def passes(page: Page, milliseconds: int) -> None:
    """Let the page live through so much time; the server may answer in between, so that it counts as there."""
    while milliseconds > 0:
        page.clock.run_for(min(STEP, milliseconds))
        milliseconds -= STEP
        expect(page.locator("#room")).to_have_attribute("data-state", "connected")


def begin_recording(page: Page) -> None:
    page.get_by_role("button", name="Record your answer").click()
    page.clock.run_for(400)  # the guard between the interviewer's voice and the microphone
    expect(page.locator("#record-state")).to_contain_text("Recording")


def test_silence_is_asked_about_and_never_ends_an_answer(stack: Stack, page: Page) -> None:
    session = enter(page, make_interview(stack, spoken(ONE)))
    begin_recording(page)
    passes(page, 1_000)
    speaks(page, 0)
    passes(page, 3_000)
    expect(page.locator("#finished")).to_be_hidden()
    passes(page, 1_500)
    expect(page.locator("#finished")).to_contain_text("There is no hurry")
    passes(page, 10_000)
    expect(page.get_by_role("button", name="Stop recording")).to_be_visible()
    expect(page.locator("#record-state")).to_contain_text("Recording")
    shown(page, ONE)
    states = f"print(json.dumps(list(Response.objects.filter(session='{session}').values_list('state', flat=True))))"
    assert in_database(stack, states) == ["answering"]
    speaks(page, 0.2)
    passes(page, 500)
    expect(page.locator("#finished")).to_be_hidden()


def test_who_has_not_begun_to_speak_is_not_asked_whether_they_have_finished(stack: Stack, page: Page) -> None:
    enter(page, make_interview(stack, spoken(ONE)))
    speaks(page, 0.005)  # a room's noise
    begin_recording(page)
    passes(page, 12_000)
    expect(page.locator("#finished")).to_be_hidden()


@pytest.mark.parametrize(
    ("muted", "cause"),
    [(False, "Nothing comes from the microphone (Fake"), (True, "is muted by your computer")],
    ids=["silent", "muted"],
)
def test_a_silent_microphone_names_the_cause(stack: Stack, page: Page, muted: bool, cause: str) -> None:
    if muted:
        page.add_init_script(MUTED)
    enter(page, make_interview(stack, spoken(ONE)))
    speaks(page, 0)
    begin_recording(page)
    passes(page, 3_000)
    expect(page.locator("#record-state")).to_contain_text("Recording")
    passes(page, 1_500)
    expect(page.locator("#record-state")).to_contain_text(cause)
    expect(page.locator("#text-field")).to_be_visible()


def test_the_device_check_names_it_too_and_opens_no_door(stack: Stack, page: Page) -> None:
    come_in(page, make_interview(stack, spoken(ONE)))
    drive.agree(page)
    speaks(page, 0)
    page.get_by_role("button", name="Record five seconds").click()
    expect(page.locator("#sound-state")).to_contain_text("Say a few words")
    page.clock.run_for(5_500)
    expect(page.locator("#sound-state")).to_contain_text("Nothing comes from the microphone (Fake")
    expect(page.get_by_role("button", name="Begin the interview")).to_be_hidden()
    page.goto(page.url.replace("/check/", "/session/"))
    expect(page.get_by_role("heading", level=1)).to_have_text("Try your devices")


def test_where_nobody_may_type_who_cannot_be_heard_finds_a_way_on(stack: Stack, page: Page) -> None:
    come_in(page, make_interview(stack, spoken(ONE), text_answers_allowed=False))
    drive.agree(page)
    expect(page.get_by_role("button", name="Go on all the same")).to_be_hidden()
    speaks(page, 0)
    page.get_by_role("button", name="Record five seconds").click()
    expect(page.locator("#sound-state")).to_contain_text("Say a few words")
    page.clock.run_for(5_500)
    page.get_by_role("button", name="Go on all the same").click()
    shown(page, ONE)


def test_time_is_announced_and_one_key_gives_more_of_it(stack: Stack, page: Page) -> None:
    enter(page, make_interview(stack, spoken(ONE, time_seconds=75), more_time=10))
    page.locator("#text").fill("As far as I got")
    expect(page.locator("#clock")).to_have_class("room__clock")
    expect(page.locator("#time-warning")).to_be_hidden()
    page.keyboard.press("F2")
    expect(page.locator("#more-time")).to_have_text("One more minute (10 left)")  # nobody was asked yet
    passes(page, 46_000)
    expect(page.locator("#time-warning")).to_contain_text("30 seconds left")
    expect(page.locator("#time-warning")).to_contain_text("is kept, whatever happens")
    page.keyboard.press("F2")
    expect(page.locator("#more-time")).to_have_text("One more minute (9 left)")
    expect(page.locator("#time-warning")).to_be_hidden()
    expect(page.locator("#text")).to_have_value("As far as I got")
    for left in range(8, -1, -1):
        page.locator("#more-time").click()
        expect(page.locator("#more-time")).to_have_text(f"One more minute ({left} left)")
    expect(page.locator("#more-time")).to_be_hidden()
    announced = page.evaluate("window.announced")
    assert announced[:2] == ["60 seconds left.", "30 seconds left. Press F2 for one more minute."]
    assert announced[2:] == ["One more minute."] * 10


def test_the_last_minute_is_announced_three_times(stack: Stack, page: Page) -> None:
    enter(page, make_interview(stack, spoken(ONE, time_seconds=75), more_time=0))
    page.locator("#text").fill("As far as I got")
    expect(page.locator("#clock")).to_have_class("room__clock")
    passes(page, 68_000)
    expect(page.locator("#time-warning")).to_contain_text("10 seconds left")
    expect(page.locator("#more-time-now")).to_be_hidden()
    assert page.evaluate("window.announced") == ["60 seconds left.", "30 seconds left.", "10 seconds left."]
