"""The whole path in a real browser: a recruiter sets an interview up, a candidate takes it, the recruiter reads."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from interviewer.simulation.answers import Script
from interviewer.simulation.audio import speech_wav
from interviewer.tests.browser import PATIENCE, Watched, agree, browser_with, eventually, go_on_typing, try_devices
from interviewer.tests.stack import Stack

pytestmark = [pytest.mark.browser, pytest.mark.e2e, pytest.mark.xdist_group("stack")]


@pytest.fixture
def resume(tmp_path: Path, request: pytest.FixtureRequest) -> Path:
    """A real resume where there is one beside the checkout, else one that the suite makes itself."""
    from conftest import SHARED_DATA

    real = SHARED_DATA / "resumes" / "r16_rm_john_doe.pdf"
    if real.is_file():
        return real
    from candidates.reading.tests import pdfs

    lines = (
        "John Doe",
        "john@example.com",
        "Skills",
        "Python, Django, SQL",
        "Projects",
        "Lantern: a lamp that tells the time",
    )
    sheet = pdfs.Page()
    for number, line in enumerate(lines):
        sheet.text(72, 72 + number * 20, line)
    path = tmp_path / "resume.pdf"
    path.write_bytes(pdfs.build(sheet))
    return path


def sign_in(page: Page, stack: Stack, role: str = "interviewer") -> None:
    account = stack.account(role)
    page.goto(f"{stack.base_url}/")
    page.get_by_label("E-mail").fill(account["email"])
    page.get_by_label("Password").fill(account["password"])
    page.get_by_role("button", name="Sign in").click()
    expect(page).to_have_url(f"{stack.base_url}/dashboard/")


def create_interview(page: Page) -> str:
    """By the form, as a recruiter would; the candidate link that the page shows."""
    page.get_by_role("link", name="New interview").first.click()
    page.get_by_label("Role", exact=True).fill("Backend Engineer (browser)")
    page.get_by_label("Description").fill("Python and Django services on PostgreSQL, with tests.")
    page.get_by_role("button", name="Go on to the skills").click()
    page.get_by_label("Number of questions").fill("3")
    page.get_by_role("button", name="Save and choose questions").click()
    questions = page.locator("li.question")
    expect(questions).to_have_count(3)

    page.get_by_role("link", name=re.compile("^Edit")).first.click()
    page.get_by_label("Question", exact=True).fill("What do you look at first when a page of ours is slow?")
    page.get_by_role("button", name=re.compile("^Save")).click()
    expect(questions.first).to_contain_text("when a page of ours is slow")
    second = questions.nth(1).inner_text().splitlines()[0]
    page.get_by_role("button", name=re.compile("^Down")).first.focus()
    page.keyboard.press("Enter")
    expect(questions.nth(1)).to_contain_text("when a page of ours is slow")
    expect(page.get_by_role("button", name=re.compile("^Down: move question 2"))).to_be_focused()
    page.get_by_role("button", name=re.compile("^Replace")).last.click()
    expect(questions).to_have_count(3)
    assert second

    page.get_by_role("button", name="Publish now").click()
    return page.get_by_label("Candidate link").input_value()


def register(page: Page, link: str, resume: Path) -> None:
    page.goto(link)
    expect(page.get_by_role("heading", level=1)).to_contain_text("Backend Engineer")
    page.get_by_label("Your name").fill("John Doe")
    page.get_by_label("E-mail").fill("john.doe@example.com")
    page.get_by_label("Phone").fill("+1 555 010 9999")
    page.get_by_label("Resume", exact=True).set_input_files(resume)
    page.get_by_role("button", name="Go on").click()
    agree(page)
    try_devices(page)


def answer_all(page: Page) -> int:
    """One spoken answer, the rest typed; the number of questions."""
    script = Script(quality="good")
    asked: list[str] = []
    while len(asked) < 20:
        eventually(
            page,
            "(seen) => location.pathname.endsWith('/done/') || "
            "(!document.getElementById('answer').hidden && document.getElementById('question').textContent !== seen)",
            asked[-1] if asked else "",
        )
        if page.url.endswith("/done/"):
            return len(asked)
        text = page.locator("#question").inner_text()
        assert text not in asked, "no question comes twice"
        asked.append(text)
        expect(page.locator("#question")).to_be_focused()
        if len(asked) == 1:
            speak(page)
        else:
            page.locator("#text").fill(script.answer({"text": text, "answer_type": "spoken"})["text"])
        page.get_by_role("button", name="Submit answer").click()
    raise AssertionError("the interview does not end")


def speak(page: Page) -> None:
    page.get_by_role("button", name="Record your answer").click()
    expect(page.locator("#record-state")).to_contain_text("Recording")
    eventually(page, "() => Number(document.getElementById('level').value) > 0.02")
    began = page.evaluate("performance.now()")
    # Chunks are cut every second: some must have been sent while the recording was still going on.
    eventually(page, "(began) => performance.now() > began + 3500", began)


def test_from_a_job_description_to_a_report(stack: Stack, chromium: str, resume: Path, tmp_path: Path) -> None:
    voice = tmp_path / "voice.wav"
    voice.write_bytes(
        speech_wav("I would measure first. I look at the slow query log and at the profile of the request.")
    )
    with browser_with(chromium, f"--use-file-for-fake-audio-capture={voice}") as browser:
        recruiter = Watched(browser.new_context())
        sign_in(recruiter.page, stack)
        link = create_interview(recruiter.page)

        candidate = Watched(browser.new_context(permissions=["microphone"], viewport={"width": 375, "height": 740}))
        register(candidate.page, link, resume)
        questions = answer_all(candidate.page)
        assert questions >= 3
        expect(candidate.page.get_by_role("heading", level=1)).to_be_visible()

        page = recruiter.page
        page.reload()
        page.get_by_role("link", name=re.compile("^John Doe")).first.click()
        expect(page.get_by_text("Advice; a person decides.")).to_be_visible(timeout=60_000)
        expect(page.get_by_role("heading", level=1)).to_have_text("John Doe")
        for label in ("Q1", "Q2", "Q3"):
            expect(page.get_by_text(label, exact=True).first).to_be_visible()
        assert page.locator("mark").count() > 0, "evidence is marked in the answers"
        player = page.locator("audio").first
        expect(player).to_be_attached()
        assert player.evaluate(
            "a => new Promise(r => { a.onloadedmetadata = () => r(true); a.onerror = () => r(false); a.load(); })"
        )
        assert recruiter.problems == []
        assert candidate.problems == []


def test_the_page_reconnects_by_itself_and_keeps_what_was_typed(
    own_stack: Stack, chromium: str, tmp_path: Path
) -> None:
    own_stack.start()
    with browser_with(chromium) as browser:
        page = browser.new_context().new_page()
        page.set_default_timeout(60_000)
        page.goto(own_stack.demo["candidate_links"]["structured"])
        page.get_by_label("Your name").fill("Robin Reconnect")
        page.get_by_label("E-mail").fill("robin@example.com")
        page.get_by_text("Paste it as text").click()
        page.get_by_label("paste", exact=False).last.fill(
            "Robin Reconnect, developer. Skills: Python. Project: Rope, a bridge."
        )
        page.get_by_role("button", name="Go on").click()
        go_on_typing(page)
        expect(page.locator("#answer")).to_be_visible()
        question = page.locator("#question").inner_text()
        page.locator("#text").fill("The first half of my answer,")
        expect(page.locator("#saved")).to_have_text("Saved.")
        own_stack.kill("web")
        expect(page.locator("#connection")).to_contain_text("connection is gone")
        page.locator("#text").fill("The first half of my answer, and the second.")
        expect(page.locator("#connection")).to_be_hidden()
        expect(page.locator("#saved")).to_have_text("Saved.")
        page.reload()
        expect(page.locator("#question")).to_have_text(question)
        expect(page.locator("#text")).to_have_value("The first half of my answer, and the second.")
        page.get_by_role("button", name="Submit answer").click()
        expect(page.locator("#question")).not_to_have_text(question)


def test_two_windows_do_not_answer_at_once(stack: Stack, chromium: str) -> None:
    with browser_with(chromium) as browser:
        context = browser.new_context()
        first = context.new_page()
        first.set_default_timeout(PATIENCE)
        first.goto(stack.demo["candidate_links"]["resume"])
        first.get_by_label("Your name").fill("Toni Twice")
        first.get_by_label("E-mail").fill("toni@example.com")
        first.get_by_text("Paste it as text").click()
        first.get_by_label("paste", exact=False).last.fill(
            "Toni Twice, developer. Skills: Python. Project: Rope, a bridge."
        )
        first.get_by_role("button", name="Go on").click()
        go_on_typing(first)
        expect(first.locator("#answer")).to_be_visible()
        second = context.new_page()
        second.goto(first.url)
        expect(second.locator("#answer")).to_be_visible()
        expect(first.locator("#connection")).to_contain_text("another window")
        assert second.locator("#question").inner_text() == first.locator("#question").inner_text()
