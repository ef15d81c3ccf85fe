"""The candidate's pages for everybody: by keyboard, without a violation that axe knows, with a mouth in time."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from interviewer.simulation.audio import speech_wav
from interviewer.tests import browser as drive
from interviewer.tests.browser import browser_with, come_in, eventually, make_interview, shown, spoken
from interviewer.tests.dress import in_every_dress
from interviewer.tests.stack import Stack

pytestmark = [pytest.mark.browser, pytest.mark.e2e, pytest.mark.xdist_group("stack")]

ONE, TWO = "What do you look at first when a page is slow?", "How do you find out why a test fails now and then?"
# ITU-R BT.1359: what people accept of lips and sound.
EARLIEST, LATEST = -0.045, 0.125


@pytest.fixture(scope="module")
def running(chromium: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Browser]:
    voice: Path = tmp_path_factory.mktemp("voice") / "voice.wav"
    voice.write_bytes(speech_wav("I would measure first, and change one thing at a time."))
    with browser_with(chromium, f"--use-file-for-fake-audio-capture={voice}") as browser:
        yield browser


@pytest.fixture
def page(running: Browser) -> Iterator[Page]:
    context = running.new_context(permissions=["microphone"])
    made = drive.Watched(context)
    yield made.page
    context.close()
    # Refused forms and unknown links are answered with the status that says so.
    assert [text for text in made.problems if "status of 422" not in text and "status of 404" not in text] == []


def tab_to(page: Page, selector: str) -> None:
    for _ in range(60):
        if page.evaluate("(s) => document.activeElement.matches(s)", selector):
            return
        page.keyboard.press("Tab")
    raise AssertionError(f"no Tab leads to {selector}")


def test_from_the_link_to_the_receipt_by_keyboard_alone(stack: Stack, page: Page) -> None:
    code = {"type": "code", "language": "python", "hints": ["Think of sum."]}
    page.goto(make_interview(stack, spoken(ONE), spoken(TWO), spoken("Add the numbers up.", **code)))
    for selector, text in (("#id_full_name", "Kim Keyboard"), ("#id_email", "kim@example.com")):
        tab_to(page, selector)
        page.keyboard.type(text)
    tab_to(page, ".paste summary")
    page.keyboard.press("Enter")
    tab_to(page, "#id_resume_text")
    page.keyboard.type("Kim Keyboard. I like to work with other people and to learn new things every day.")
    tab_to(page, "button[type=submit]")
    page.keyboard.press("Enter")
    page.wait_for_url("**/consent/")
    tab_to(page, "#agree")
    page.keyboard.press("Space")
    tab_to(page, "button[type=submit]")
    page.keyboard.press("Enter")
    page.wait_for_url("**/check/**")
    eventually(page, "() => !document.getElementById('try').disabled")
    tab_to(page, "#try")
    page.keyboard.press("Enter")
    eventually(page, "() => document.activeElement.id === 'heard'")
    page.keyboard.press("Enter")
    eventually(page, "() => document.activeElement.id === 'begin'")
    page.keyboard.press("Enter")
    for text in (ONE, TWO):
        shown(page, text)
        expect(page.locator("#question")).to_be_focused()
        tab_to(page, "#text")
        page.keyboard.type("I measure first.")
        tab_to(page, "#submit")
        page.keyboard.press("Enter")
    shown(page, "Add the numbers up.")
    tab_to(page, "#hint")
    page.keyboard.press("Enter")
    expect(page.locator("#hint-list")).to_contain_text("sum")
    expect(page.locator(".ace_text-input")).to_be_attached()
    tab_to(page, ".ace_text-input")
    page.keyboard.type("def total(rows):")
    page.keyboard.press("Enter")  # the editor indents by itself
    page.keyboard.type("return sum(rows)")
    page.keyboard.press("Escape")
    tab_to(page, "#submit")
    expect(page.locator("#code")).to_have_value("def total(rows):\n    return sum(rows)")
    page.keyboard.press("Enter")
    page.wait_for_url("**/done/")
    tab_to(page, "#experience input[type=radio]")
    page.keyboard.press("Space")
    tab_to(page, "#experience button")
    page.keyboard.press("Enter")
    expect(page.locator("#experience")).to_contain_text("what you said is stored")


def test_no_page_and_no_state_violates_what_axe_knows(stack: Stack, page: Page) -> None:
    code = {
        "type": "code",
        "language": "python",
        "starter_code": "def total(rows):\n    pass\n",
        "hints": ["Think of sum."],
    }
    link = make_interview(stack, spoken("Add the numbers up.", **code), spoken(ONE))
    page.goto(link)
    found = in_every_dress(page, "landing")
    page.get_by_role("button", name="Go on").click()
    found += in_every_dress(page, "landing with errors")
    come_in(page, link)
    found += in_every_dress(page, "consent")
    drive.agree(page)
    found += in_every_dress(page, "check")
    page.get_by_text("Practise", exact=True).click()
    page.get_by_role("button", name="Record five seconds").click()
    expect(page.get_by_role("button", name="I heard it")).to_be_visible()
    found += in_every_dress(page, "check, recorded")
    page.get_by_role("button", name="I heard it").click()
    page.get_by_role("button", name="Begin the interview").click()
    shown(page, "Add the numbers up.")
    page.get_by_role("button", name="Show a hint").click()
    expect(page.locator("#hint-list")).to_contain_text("sum")
    found += in_every_dress(page, "code question")
    page.get_by_role("button", name="Skip this question").click()
    found += in_every_dress(page, "skip dialog")
    page.get_by_role("button", name="Skip it").click()
    shown(page, ONE)
    page.get_by_role("button", name="Record your answer").click()
    expect(page.locator("#safety")).to_contain_text("Saved")
    found += in_every_dress(page, "recording")
    page.get_by_role("button", name="I need a moment").click()
    found += in_every_dress(page, "a moment")
    page.get_by_role("button", name="Go on", exact=True).click()
    page.get_by_role("button", name="Submit answer").click()
    expect(page.locator("#review")).to_be_visible()
    found += in_every_dress(page, "review")
    page.get_by_role("button", name="Write down what I said").click()
    page.locator("#review-transcripts textarea").fill("I would measure first.")
    page.get_by_role("button", name="Send my words").click()
    expect(page.locator("#review-transcripts")).to_contain_text("The hiring team sees it beside the transcript.")
    found += in_every_dress(page, "review, transcript called wrong")
    page.get_by_role("button", name="Finish the interview").click()
    page.wait_for_url("**/done/")
    expect(page.locator("#understood")).to_contain_text("I would measure first.")
    page.get_by_text("Change what you said about it").click()
    found += in_every_dress(page, "done")
    page.goto(f"{stack.base_url}/interview/no-such-link/")
    found += in_every_dress(page, "link problem")
    assert found == []


# On every frame: where the audio is, and what the mouth does.
WATCH = """async () => {
  const {parts} = await import('/static/interviews/room/context.js');
  const voice = document.getElementById('voice');
  const mouth = document.querySelector('#stage svg');
  const seen = [];
  await new Promise((done) => {
    const look = () => {
      seen.push([voice.currentTime, mouth.dataset.shape]);
      if (voice.ended) done(); else requestAnimationFrame(look);
    };
    look();
  });
  return {seen, visemes: parts.speaker.speech.visemes};
}"""


def test_the_mouth_follows_the_audio(stack: Stack, page: Page) -> None:
    come_in(page, make_interview(stack, spoken("Bobby, why do four big waves move the boat so far over the water?")))
    drive.go_on_typing(page)
    expect(page.locator("#stage-state")).to_have_text("Speaking")
    measured = page.evaluate(WATCH)
    offsets = []
    for (_, before), (time, shape) in zip(measured["seen"], measured["seen"][1:], strict=False):
        starts = [v["start"] for v in measured["visemes"] if v["shape"] == shape]
        if shape != before and starts and time > 0.1:
            offsets.append(min((time - start for start in starts), key=abs))
    assert len(offsets) > 15, "the mouth moves"
    assert len({shape for _, shape in measured["seen"]}) >= 6
    assert min(offsets) >= EARLIEST, sorted(offsets)[:3]
    assert max(offsets) <= LATEST, sorted(offsets)[-3:]


def test_with_reduced_motion_the_portrait_is_still_and_it_can_be_hidden(stack: Stack, page: Page) -> None:
    page.emulate_media(reduced_motion="reduce")
    come_in(page, make_interview(stack, spoken(ONE)))
    drive.go_on_typing(page)
    expect(page.locator("#stage-state")).to_have_text("Speaking")
    eventually(page, "() => document.getElementById('voice').currentTime > 0.7")
    assert page.locator("#stage svg").get_attribute("data-shape") == "X"
    assert page.locator("#stage .avatar__head").get_attribute("transform") is None
    page.get_by_role("button", name="Hide the portrait").click()
    expect(page.locator(".room__avatar")).to_be_hidden()
    page.reload()
    shown(page, ONE)
    expect(page.locator(".room__avatar")).to_be_hidden()
