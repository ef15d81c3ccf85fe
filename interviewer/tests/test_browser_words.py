"""What the candidate reads of what was understood, and what is said to them, in a real browser."""

from __future__ import annotations

import pytest
from playwright.sync_api import Page, expect

from interviewer.providers.stt.tests.fake_vendor import FakeVendor, reply_for
from interviewer.tests.browser import eventually, make_interview, shown, spoken
from interviewer.tests.dress import in_every_dress
from interviewer.tests.stack import Stack
from interviewer.tests.test_browser_live import (  # noqa: F401 - the page with a microphone that hears speech
    ONE,
    TWO,
    chromium_with_voice,
    enter,
    finished,
    in_database,
    page,
    record,
    submit,
    voice,
)

pytestmark = [pytest.mark.browser, pytest.mark.e2e, pytest.mark.xdist_group("stack")]

SAID = "I used a queue."


def test_words_appear_while_they_are_spoken_and_can_be_put_right_afterwards(
    own_stack: Stack,
    page: Page,  # noqa: F811
) -> None:
    with FakeVendor() as vendor:
        vendor.replies = [reply_for("groq", "good")]
        own_stack.extra |= {
            "TRANSCRIPTION_PROVIDERS": "groq",
            "LLM_PROVIDERS": "openai",
            "GROQ_API_KEY": "secret-key",
            "GROQ_BASE_URL": vendor.url,
            "PARTIAL_TRANSCRIPT_SECONDS": "1",
        }
        own_stack.start()
        session = enter(page, make_interview(own_stack, spoken(ONE), spoken(TWO), spoken("And what then?")))
        shown(page, ONE)
        record(page, 3)
        partial = page.locator("#partial-text")
        expect(partial).to_contain_text(SAID)
        expect(page.locator("#partial")).to_contain_text("Not final")
        assert partial.evaluate("(e) => !e.closest('[aria-live], [role=status]')"), "it is no live region"
        assert in_every_dress(page, "words while speaking") == []
        submit(page)
        shown(page, TWO)
        expect(page.locator("#partial")).to_be_hidden()
        page.get_by_text("What was understood of your last answer").click()
        understood = page.locator("#understood")
        expect(understood).to_contain_text(SAID)
        understood.get_by_role("button", name="That's not what I said").click()
        expect(understood.get_by_role("status")).to_contain_text("Noted.")
        words = understood.get_by_label("What you said")
        expect(words).to_be_focused()
        words.fill("I used a cue.")
        understood.get_by_role("button", name="Send my words").click()
        expect(understood.get_by_role("status")).to_contain_text("with your words")
        assert in_every_dress(page, "transcript called wrong") == []
        page.reload()
        shown(page, TWO)
        page.get_by_text("What was understood of your last answer").click()
        expect(page.locator("#understood").get_by_label("What you said")).to_have_value("I used a cue.")
        page.locator("#text").fill("I run it a hundred times.")
        submit(page)
        shown(page, "And what then?")
        expect(page.locator("#understood")).to_be_hidden()  # the answer before was typed
        page.locator("#text").fill("Then I look at what differs.")
        submit(page)
        finished(page)
        expect(page.locator("#understood")).to_contain_text("I used a cue.")
        rows = in_database(
            own_stack,
            f"found = Response.objects.filter(session='{session}').order_by('number'); "
            "print(json.dumps([[r.transcript, r.transcript_flagged, r.candidate_correction] for r in found]))",
        )
        assert rows == [[SAID, True, "I used a cue."], ["", False, ""], ["", False, ""]]


def test_a_reply_is_spoken_with_the_question_and_the_question_can_be_heard_alone(
    stack: Stack,
    page: Page,  # noqa: F811
) -> None:
    enter(page, make_interview(stack, spoken(ONE)))
    shown(page, ONE)
    page.locator("#text").fill("Could you repeat that, please?")
    submit(page)
    expect(page.locator("#lead-in")).to_be_visible()
    eventually(page, "() => document.querySelector('#lead-in .is-said')")
    eventually(
        page, "() => document.querySelector('#question .is-said') && !document.querySelector('#lead-in .is-said')"
    )
    expect(page.locator("#clock")).to_have_class("room__clock")
    page.evaluate(
        "() => { window.replayed = []; setInterval(() => window.replayed.push(Boolean("
        "document.querySelector('#lead-in .is-said'))), 20); }"
    )
    page.get_by_role("button", name="Play the question").click()
    eventually(page, "() => document.querySelector('#question .is-said')")
    expect(page.locator("#clock")).to_have_class("room__clock")
    assert page.evaluate("() => window.replayed.some(Boolean)") is False
