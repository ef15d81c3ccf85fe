"""The live interview in a real browser, with a microphone that hears speech, and with everything that goes wrong."""

from __future__ import annotations

import json
import re
import time
from collections.abc import Iterator
from hashlib import sha256
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, Route, WebSocketRoute, expect

from interviewer.simulation.audio import speech_wav
from interviewer.tests import browser as drive
from interviewer.tests.browser import (
    FLAGS,
    browser_with,
    come_in,
    eventually,
    make_interview,
    session_of,
    shown,
    spoken,
)
from interviewer.tests.stack import Stack

pytestmark = [pytest.mark.browser, pytest.mark.e2e, pytest.mark.xdist_group("stack")]

ONE, TWO = "What do you look at first when a page is slow?", "How do you find out why a test fails now and then?"
# Every slice that the recorder gives out is remembered, to be compared with what the server has in the end.
REMEMBER = """
const Real = window.MediaRecorder;
window.recorded = [];
window.MediaRecorder = class extends Real {
  constructor(...args) {
    super(...args);
    const slices = [];
    window.recorded.push(slices);
    this.addEventListener("dataavailable", (event) => event.data.size && slices.push(event.data));
  }
};
"""
HASHES = """async () => {
  const found = [];
  for (const slices of window.recorded) {
    const bytes = await new Blob(slices).arrayBuffer();
    const hash = new Uint8Array(await crypto.subtle.digest("SHA-256", bytes));
    found.push({chunks: slices.length, sha256: Array.from(hash, (b) => b.toString(16).padStart(2, "0")).join("")});
  }
  return found.filter((one) => one.chunks);
}"""


@pytest.fixture(scope="module")
def voice(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("voice") / "voice.wav"
    path.write_bytes(speech_wav("I would measure first. Then I look at the slow query log and at the profile."))
    return path


@pytest.fixture(scope="module")
def chromium_with_voice(chromium: str, voice: Path) -> Iterator[Browser]:
    with browser_with(chromium, f"--use-file-for-fake-audio-capture={voice}") as running:
        yield running


@pytest.fixture
def page(chromium_with_voice: Browser) -> Iterator[Page]:
    """A candidate's page; an error on its console fails the test."""
    context = chromium_with_voice.new_context(permissions=["microphone"])
    context.add_init_script(REMEMBER)
    made = drive.Watched(context)
    yield made.page
    context.close()
    unexpected = [text for text in made.problems if "ERR_" not in text and "WebSocket" not in text]
    assert unexpected == []


def enter(page: Page, link: str) -> str:
    """Through all pages to the first question, ready to speak or type; the session's id."""
    come_in(page, link)
    drive.agree(page)
    drive.pass_check(page)
    expect(page.locator("#answer")).to_be_visible()
    return session_of(page)


def record(page: Page, seconds: float = 2.5, name: str | re.Pattern[str] = "Record your answer") -> None:
    page.get_by_role("button", name=name).click()
    expect(page.locator("#record-state")).to_contain_text("Recording")
    slices = page.evaluate("window.recorded.at(-1).length")
    eventually(page, "(n) => window.recorded.at(-1).length >= n", slices + round(seconds))


def stored(stack: Stack, session: str) -> list[Path]:
    """The directories of the session's recorded segments, in order."""
    folder = stack.folder / "media" / "recordings" / session
    return sorted(path for path in folder.glob("*/*") if path.is_dir())


def joined_sha256(segment: Path) -> str:
    digest = sha256()
    for chunk in sorted(path for path in segment.iterdir() if path.name.isdigit()):
        digest.update(chunk.read_bytes())
    return digest.hexdigest()


def in_database(stack: Stack, code: str) -> Any:
    """The value that the code prints as JSON, from the product's own database."""
    head = "import json\nfrom interviews.models import *\n"
    result = stack.manage("shell", "-v", "0", "-c", f"{head}{code}")
    assert result.stdout.strip(), result.stderr
    return json.loads(result.stdout.strip().splitlines()[-1])


def submit(page: Page) -> None:
    page.get_by_role("button", name="Submit answer").click()


def finished(page: Page) -> None:
    expect(page.get_by_role("heading", level=1)).to_contain_text("Thank you")


def test_a_whole_interview_by_voice(stack: Stack, page: Page) -> None:
    link = make_interview(stack, spoken(ONE), spoken(TWO))
    come_in(page, link)
    drive.agree(page)
    drive.try_devices(page)
    session = session_of(page)
    for text in (ONE, TWO):
        shown(page, text)
        expect(page.locator("#stage-state")).to_have_text("Speaking")
        expect(page.locator("#clock")).to_have_class("room__clock room__clock--still")
        eventually(page, "() => document.getElementById('voice').currentTime > 0.5")
        record(page)
        expect(page.locator("#voice")).to_have_js_property("paused", True)  # nobody talks over anybody
        submit(page)
    finished(page)
    assert len(stored(stack, session)) == 2
    for segment in stored(stack, session):
        assert segment.with_suffix(".audio").is_file()
        assert sha256(segment.with_suffix(".audio").read_bytes()).hexdigest() == joined_sha256(segment)


def test_the_clock_starts_when_the_question_has_been_heard(stack: Stack, page: Page) -> None:
    enter(page, make_interview(stack, spoken(ONE)))
    clock = page.locator("#clock")
    expect(clock).to_have_class("room__clock room__clock--still")
    expect(page.locator("#clock-value")).to_have_text("2:00")
    expect(clock).to_have_class("room__clock")
    assert page.evaluate("document.getElementById('voice').ended")
    # Hearing it again costs no time.
    before = page.locator("#clock-value").inner_text()
    page.get_by_role("button", name="Play the question").click()
    expect(clock).to_have_class("room__clock room__clock--still")
    expect(clock).to_have_class("room__clock")
    after = page.locator("#clock-value").inner_text()
    assert _seconds(before) - _seconds(after) <= 2
    page.get_by_role("button", name="I need a moment").click()
    expect(page.locator("#moment-note")).to_be_visible()
    expect(clock).to_have_class("room__clock room__clock--still")
    page.get_by_role("button", name="Go on", exact=True).click()
    expect(clock).to_have_class("room__clock")
    page.get_by_role("button", name="One more minute").click()
    expect(page.get_by_role("button", name="One more minute (1 left)")).to_be_visible()
    eventually(page, "() => document.getElementById('clock-value').textContent.startsWith('2:')")


def _seconds(shown: str) -> int:
    minutes, seconds = shown.split(":")
    return int(minutes) * 60 + int(seconds)


def test_a_reload_in_the_middle_of_an_answer_loses_at_most_a_second(stack: Stack, page: Page) -> None:
    session = enter(page, make_interview(stack, spoken(ONE)))
    page.locator("#text").fill("The first half,")
    expect(page.locator("#saved")).to_have_text("Saved.")
    record(page, 3)
    before = page.evaluate("window.recorded[0].length")
    left = _seconds(page.locator("#clock-value").inner_text())
    page.once("dialog", lambda dialog: dialog.accept())
    restored: list[float] = []
    page.on("websocket", lambda socket: socket.on("framereceived", lambda frame: _note_remaining(frame, restored)))
    page.reload()
    shown(page, ONE)
    expect(page.locator("#text")).to_have_value("The first half,")
    expect(page.locator("#record-state")).to_contain_text("What you recorded before is kept.")
    # The page showed whole seconds, rounded up, and the clock ran until the page was gone.
    assert 0 <= left - restored[0] < 2.5
    record(page, 2, "Go on recording")
    page.get_by_role("button", name="Stop recording").click()
    expect(page.locator("#record-state")).to_contain_text("Recorded")
    hashes = page.evaluate(HASHES)
    submit(page)
    finished(page)
    first, second = stored(stack, session)
    assert len([path for path in first.iterdir() if path.name.isdigit()]) >= before
    assert hashes == [
        {"chunks": len([p for p in second.iterdir() if p.name.isdigit()]), "sha256": joined_sha256(second)}
    ]
    (recording,) = in_database(
        stack,
        f"found = Recording.objects.filter(response__session='{session}'); "
        "print(json.dumps([[r.complete, r.segments] for r in found]))",
    )
    assert recording[0] is False, "the second that was cut off is not passed over in silence"
    assert [entry.get("interrupted", False) for entry in recording[1]] == [True, False]
    assert [entry["missing"] for entry in recording[1]] == [[], []]


def _note_remaining(frame: str | bytes, restored: list[float]) -> None:
    message = json.loads(frame)
    if message["type"] == "question":
        restored.append(message["remaining"])


class Network:
    """The way to the server, which can be cut: sockets end, and neither they nor anything else comes through."""

    def __init__(self, page: Page, *, http: bool) -> None:
        self.up = True
        self.swallows = False
        self.open: list[WebSocketRoute] = []
        page.route_web_socket("**/ws/interview/*", self._socket)
        if http:
            page.route("**/audio/", self._request)
            page.route("**/messages/", self._request)
            page.route("**/events/*", self._request)

    def _socket(self, socket: WebSocketRoute) -> None:
        if self.up:
            server = socket.connect_to_server()
            socket.on_message(lambda frame: None if self.swallows else server.send(frame))
            self.open.append(socket)
        else:
            socket.close(code=1012)

    def _request(self, route: Route) -> None:
        if self.up:
            route.continue_()
        else:
            route.abort("internetdisconnected")

    def cut(self) -> None:
        self.up = False
        for socket in self.open:
            socket.close(code=1012)
        self.open.clear()


def test_a_minute_without_network_loses_nothing_of_what_is_said(stack: Stack, page: Page) -> None:
    network = Network(page, http=True)
    session = enter(page, make_interview(stack, spoken(ONE)))
    record(page, 2)
    network.cut()
    expect(page.locator("#connection")).to_contain_text("connection is gone")
    expect(page.locator("#safety")).to_contain_text("safe on this device", timeout=4000)
    left = page.locator("#clock-value").inner_text()
    began = time.monotonic()
    said = page.evaluate("window.recorded[0].length")
    eventually(page, "(n) => window.recorded[0].length >= n", said + 57)
    assert time.monotonic() - began > 50
    assert page.locator("#clock-value").inner_text() == left, "the clock stands still while we reconnect"
    network.up = True
    expect(page.locator("#connection")).to_be_hidden()
    expect(page.locator("#safety")).to_contain_text("Saved")
    page.get_by_role("button", name="Stop recording").click()
    expect(page.locator("#record-state")).to_contain_text("Recorded")
    hashes = page.evaluate(HASHES)
    submit(page)
    finished(page)
    (segment,) = stored(stack, session)
    assert hashes == [
        {"chunks": len([p for p in segment.iterdir() if p.name.isdigit()]), "sha256": joined_sha256(segment)}
    ]


def test_what_is_typed_and_ended_on_a_dead_line_is_said_to_wait_and_is_not_forgotten(stack: Stack, page: Page) -> None:
    network = Network(page, http=True)
    session = enter(page, make_interview(stack, spoken(ONE), spoken(TWO)))
    page.locator("#text").fill("I measure")
    expect(page.locator("#saved")).to_have_text("Saved.")
    network.swallows = True  # the browser still holds the line for good
    page.locator("#text").fill("I measure first.")
    expect(page.locator("#saved")).to_contain_text("Offline: kept on this page", timeout=4500)
    network.swallows = False
    network.cut()
    expect(page.locator("#connection")).to_contain_text("connection is gone")
    page.get_by_role("button", name="End the interview").click()
    page.get_by_role("button", name="End it").click()
    expect(page.locator("#connection")).to_contain_text("ended as soon as the connection is back")
    network.up = True
    finished(page)
    rows = f"Response.objects.filter(session='{session}').values_list('typed_text', flat=True)"
    assert in_database(stack, f"print(json.dumps(list({rows})))") == ["I measure first."]


def test_a_denied_microphone_leads_to_typing_all_the_way(
    stack: Stack, chromium: str, chromium_with_voice: Browser
) -> None:
    link = make_interview(stack, spoken(ONE), spoken(TWO))
    flags = [flag for flag in FLAGS if "fake-ui" not in flag]
    browser = chromium_with_voice.browser_type.launch(
        executable_path=chromium, args=[*flags, "--deny-permission-prompts"]
    )
    page = browser.new_context().new_page()
    page.set_default_timeout(drive.PATIENCE)
    come_in(page, link)
    drive.agree(page)
    page.get_by_role("button", name="Record five seconds").click()
    expect(page.locator("#sound-state")).to_contain_text("not allowed to use the microphone")
    page.get_by_role("link", name="type my answers").click()
    shown(page, ONE)
    page.get_by_role("button", name="Speak this answer instead").click()
    expect(page.get_by_role("heading", level=1)).to_have_text(
        "Try your devices"
    )  # who speaks has heard themselves first
    drive.pass_check(page)
    shown(page, ONE)
    page.get_by_role("button", name="Record your answer").click()
    expect(page.locator("#record-state")).to_contain_text("type your answer")
    for text in (ONE, TWO):
        shown(page, text)
        page.locator("#text").fill("I measure first.")
        submit(page)
    finished(page)
    browser.close()


def test_without_a_voice_there_is_the_text_and_a_fair_clock(stack: Stack, page: Page) -> None:
    page.route("**/speech/**", lambda route: route.abort())
    enter(page, make_interview(stack, spoken(ONE)))
    shown(page, ONE)
    expect(page.locator("#clock")).to_have_class("room__clock room__clock--still")
    expect(page.locator("#clock")).to_have_class("room__clock")
    assert _seconds(page.locator("#clock-value").inner_text()) >= 118
    page.locator("#text").fill("I measure first.")
    submit(page)
    finished(page)


def test_when_the_time_is_over_what_there_is_goes_in(stack: Stack, page: Page) -> None:
    session = enter(page, make_interview(stack, spoken(ONE, time_seconds=33), more_time=0))
    page.locator("#text").fill("As far as I got")
    expect(page.locator("#time-warning")).to_be_visible()
    eventually(page, "() => location.pathname.endsWith('/done/')")
    finished(page)
    assert in_database(
        stack,
        f"print(json.dumps(list(Response.objects.filter(session='{session}').values_list('typed_text', flat=True))))",
    ) == ["As far as I got"]


def test_extra_time_is_in_every_clock(stack: Stack, page: Page) -> None:
    link = make_interview(stack, spoken(ONE), time_factor=1.5, time_limit=20)
    page.goto(link)
    expect(page.locator(".promise")).to_contain_text("30 minutes")
    enter(page, link)
    expect(page.locator("#clock-value")).to_have_text("3:00")


def test_a_technical_interview_with_hints_and_code(stack: Stack, page: Page) -> None:
    code = {
        "type": "code",
        "language": "python",
        "starter_code": "def total(rows):\n",
        "hints": ["Think of sum.", "One line."],
    }
    session = enter(page, make_interview(stack, spoken("Add the numbers up.", **code), kind="technical"))
    shown(page, "Add the numbers up.")
    expect(page.locator("#hint-cost")).to_contain_text("The report says how many you used")
    page.get_by_role("button", name="Show a hint (2 left)").click()
    expect(page.locator("#hint-list")).to_contain_text("Think of sum.")
    editor = page.locator("#code-editor")
    inside = editor.locator(".ace_text-input")
    expect(editor.locator(".ace_keyword").first).to_have_text("def")
    inside.focus()
    page.keyboard.press("Control+End")
    page.keyboard.press("Tab")
    page.keyboard.type("return sum(rows)")
    expect(page.locator("#code")).to_have_value("def total(rows):\n    return sum(rows)")
    began = time.monotonic()
    expect(page.locator("#saved")).to_have_text("Saved.")
    assert time.monotonic() - began < 2
    page.keyboard.press("Escape")
    page.keyboard.press("Tab")
    expect(inside).not_to_be_focused()
    page.reload()
    expect(editor).to_contain_text("return sum(rows)")
    expect(page.locator("#hint-list")).to_contain_text("Think of sum.")
    inside.focus()
    page.keyboard.press("Control+End")
    inside.evaluate(
        "(e) => { const d = new DataTransfer(); d.setData('text/plain', '# pasted'); "
        "e.dispatchEvent(new ClipboardEvent('paste', {clipboardData: d, bubbles: true, cancelable: true})); }"
    )
    expect(page.locator("#code")).to_have_value("def total(rows):\n    return sum(rows)# pasted")
    page.locator("#text").fill("It adds them up.")
    submit(page)
    finished(page)
    rows = in_database(
        stack,
        f"found = Response.objects.filter(session='{session}', answer_type='code'); "
        "print(json.dumps([[r.code_submission, r.hints_used, r.observations] for r in found]))",
    )
    assert rows[0][:2] == ["def total(rows):\n    return sum(rows)# pasted", 1]
    assert [(event["kind"], event["size"]) for event in rows[0][2] if event["kind"] == "paste"] == [("paste", 8)]


def test_what_was_skipped_is_offered_before_the_end(stack: Stack, page: Page) -> None:
    loaded: list[str] = []
    page.on("request", lambda request: loaded.append(request.url))
    session = enter(page, make_interview(stack, spoken(ONE), spoken(TWO)))
    shown(page, ONE)
    record(page, 1)
    page.get_by_role("button", name="Skip this question").click()
    page.get_by_role("button", name="Skip it").click()
    shown(page, TWO)
    page.locator("#text").fill("I run it a hundred times.")
    submit(page)
    expect(page.locator("#review")).to_contain_text(ONE)
    expect(page.locator("#question")).to_be_focused()
    page.reload()
    expect(page.locator("#review")).to_contain_text(ONE)
    page.get_by_role("button", name="Answer it now").click()
    shown(page, ONE)
    record(page, 1, re.compile("^(Record your answer|Go on recording)$"))
    page.locator("#text").fill("I measure first.")
    submit(page)
    finished(page)
    (complete,) = in_database(
        stack,
        f"print(json.dumps([r.complete for r in Recording.objects.filter(response__session='{session}')]))",
    )
    assert complete, "new sound met no old sound under one number"
    assert any("main.js" in url for url in loaded)
    assert not any("editor.js" in url or "ace" in url.rsplit("/")[-1] for url in loaded), "for code questions only"
    page.get_by_label("Good", exact=True).check()
    page.get_by_role("button", name="Send").click()
    expect(page.locator("#experience")).to_contain_text("what you said is stored")


def test_an_answer_can_be_recorded_anew_and_the_earlier_take_is_kept_meanwhile(stack: Stack, page: Page) -> None:
    session = enter(page, make_interview(stack, spoken(ONE)))
    record(page, 1)
    page.get_by_role("button", name="Stop recording").click()
    page.get_by_role("button", name="Record it anew (1 more time)").click()
    record(page, 1)
    page.get_by_role("button", name="Stop recording").click()
    expect(page.get_by_role("button", name="Record it anew")).to_be_hidden()
    page.get_by_role("button", name="Keep the earlier recording").click()
    submit(page)
    finished(page)
    assert [path.name for path in stored(stack, session)] == ["0-00", "1-00"]
    takes = in_database(
        stack, f"print(json.dumps(list(Response.objects.filter(session='{session}').values_list('take', flat=True))))"
    )
    assert takes == [0]
