"""A report read and judged in a browser: quotes that lead and play, another score, a verdict, the comparison."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from types import SimpleNamespace

import pytest
from playwright.sync_api import Browser, Page, expect

from interviewer.tests.browser import Watched, browser_with, eventually
from interviewer.tests.factories import PASSWORD
from interviewer.tests.stack import Stack

pytestmark = [pytest.mark.browser, pytest.mark.e2e, pytest.mark.xdist_group("desk")]

# Two finished sessions of one version: the first with a spoken answer (sound of twelve seconds) and one in code.
_BUILD = """
import json
from datetime import timedelta
from django.utils import timezone
from interviewer.simulation.audio import speech_wav
from interviewer.tests import factories
from interviews.services import recordings
from interviews.services.configs import freeze
config = factories.InterviewConfigFactory(open=True, job_role="Report Reader")
version = freeze(config)
question = version.content["questions"][0]
said = "I look at the plan first. Then an index finds the rows without reading the whole table."
quote = "an index finds the rows"
at = said.index(quote)
sessions = []
for name, score in (("Quinn Quoted", 78), ("Toni Twin", 74)):
    session = factories.SessionFactory(config=config, config_version=version, completed=True, candidate_name=name)
    response = factories.ResponseFactory(
        session=session, question_ref=question["id"], question_text=question["text"], typed_text="", transcript=said,
        transcript_source="whisper",
        transcript_words=[[w, n * 0.5, n * 0.5 + 0.4, 0.9] for n, w in enumerate(said.split())],
    )
    evidence = [{"quote": quote, "start": at, "end": at + len(quote), "point": "Speed", "supports": True}]
    figures = {"score": score, "low": score - 10, "high": score + 10}
    factories.EvaluationFactory(response=response, evidence=evidence, **figures)
    point = {"text": "Answered well", "quote": quote, "label": "Q1", "response": str(response.pk)}
    report = factories.ReportFactory(session=session, strengths=[point], **figures)
    factories.SkillScoreFactory(report=report, strengths=[point], **figures)
    sessions.append(session)
first = sessions[0]
response = first.responses.get()
factories.RecordingFactory(response=response)
sound = speech_wav(" ".join([said] * 3))
for number in range(0, len(sound), 200_000):
    key = recordings.ChunkKey(first.pk, response.pk, 0, 0, number // 200_000)
    recordings.store_chunk(key, sound[number : number + 200_000])
begun = timezone.now() - timedelta(minutes=4)
factories.ResponseFactory(
    session=first, answer_type="code", question_text="Add the numbers up.", typed_text="",
    code_submission="def total(rows):\\n    return sum(rows)\\n", draft_revision=2,
    revisions=[{"since": begun.isoformat(), "at": begun.isoformat(), "code": "def total(rows):\\n    return 0\\n"}],
)
print("MADE", json.dumps([config.created_by.email, str(first.pk), str(response.recording.pk)]))
"""


@pytest.fixture(scope="module")
def running(chromium: str) -> Iterator[Browser]:
    with browser_with(chromium, "--autoplay-policy=no-user-gesture-required") as browser:
        yield browser


@pytest.fixture(scope="module")
def made(stack: Stack) -> SimpleNamespace:
    result = stack.manage("shell", "-v", "0", "-c", _BUILD)
    lines = [line.removeprefix("MADE ") for line in result.stdout.splitlines() if line.startswith("MADE ")]
    assert lines, result.stderr
    email, session, recording = json.loads(lines[0])
    return SimpleNamespace(email=email, report=f"{stack.base_url}/reports/{session}/", recording=recording)


@pytest.fixture
def page(stack: Stack, running: Browser, made: SimpleNamespace) -> Iterator[Page]:
    watched = Watched(running.new_context())
    watched.page.goto(f"{stack.base_url}/accounts/sign-in/")
    watched.page.get_by_label("E-mail").fill(made.email)
    watched.page.get_by_label("Password").fill(PASSWORD)
    watched.page.get_by_role("button", name="Sign in").click()
    watched.page.wait_for_url(lambda url: "sign-in" not in url)
    watched.page.goto(made.report)
    yield watched.page
    watched.page.context.close()
    # A form with mistakes is answered with the status that says so.
    assert [text for text in watched.problems if "status of 422" not in text] == []


def test_a_quote_leads_to_the_answer_and_plays_its_moment(page: Page, made: SimpleNamespace) -> None:
    page.locator(".quoted__link").first.click()
    expect(page.locator("mark:target")).to_contain_text("an index finds the rows")
    player = f"player-{made.recording}-0"
    quote = page.locator("mark a.hear")
    quote.focus()
    page.keyboard.press("Enter")
    eventually(page, "(id) => !document.getElementById(id).paused", player)
    # The quote's first word is the eighth, at 3.5 s; playing begins a little before.
    begun = page.evaluate("(id) => document.getElementById(id).currentTime", player)
    assert 3.1 <= begun < 5.5
    assert page.url.startswith(made.report), "the page stays"


def test_the_steps_of_code_open_on_the_report(page: Page, made: SimpleNamespace) -> None:
    page.get_by_role("link", name="How the code of Q2 came about").click()
    expect(page.locator(".steps")).to_contain_text("return sum(rows)")
    expect(page.locator(".steps")).to_contain_text("As sent in")
    assert page.url == made.report


def test_a_score_and_a_verdict_by_keyboard(page: Page) -> None:
    item = page.locator(".item").first
    item.locator(".override summary").focus()
    page.keyboard.press("Enter")
    item.get_by_label("Your score").fill("91")
    page.keyboard.press("Enter")
    expect(page.locator("#errors")).to_be_focused()
    item = page.locator(".item").first
    expect(item.get_by_label("Your score")).to_have_value("91")
    item.get_by_label("Why").fill("The example counts for more.")
    item.get_by_role("button", name="Keep this score").press("Enter")
    expect(page.locator(".item").first.locator(".item__person")).to_contain_text("91 by you")
    expect(page.locator(".item").first.locator(".item__score")).to_contain_text("78")

    verdict = page.locator("#verdicts")
    verdict.get_by_label("Invite to the next round").press("Space")
    verdict.get_by_label("Why").fill("Q1 settles it.")
    verdict.get_by_role("button", name="Keep this verdict").press("Enter")
    expect(page.locator("#verdicts .judging__history")).to_contain_text("Q1 settles it.")
    expect(page.locator(".page-head .chip")).to_have_text(re.compile("Invite to the next round"))


def test_from_the_report_to_a_blind_comparison(page: Page) -> None:
    page.get_by_text("More", exact=True).click()
    page.get_by_role("link", name="Compare with others").click()
    expect(page.get_by_label("Quinn Quoted")).to_be_checked()
    page.get_by_label("Toni Twin").check()
    page.get_by_role("button", name="Compare", exact=True).click()
    expect(page.get_by_role("heading", level=1)).to_have_text("2 candidates compared")
    expect(page.locator(".band")).to_have_count(1)
    expect(page.locator(".band")).to_contain_text("No clear difference")
    page.get_by_role("link", name="Compare blind").click()
    expect(page.locator("main")).to_contain_text("Candidate A")
    assert "Quinn" not in page.content() and "Toni" not in page.content()
    page.get_by_role("link", name="Show names").click()
    page.get_by_role("link", name="Q1 of Quinn Quoted").first.click()
    expect(page.locator(".item:target")).to_be_visible()
