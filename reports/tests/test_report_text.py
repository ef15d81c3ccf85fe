"""The summary in words: nothing in it without a score, and a quote or a missing point, behind it."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

import pytest
from django.utils import timezone

from interviewer.providers.tests.fake_vendors import GROQ, Call, FakeVendors, Says
from interviews.services import clock
from interviews.tests.helpers import GOOD, HALF, THREE_QUESTIONS
from reports import services
from reports.models import Report
from reports.tests.helpers import finished, report
from reports.tests.stub_model import criteria_in, fair, marks

pytestmark = pytest.mark.django_db

SAID = "A generator yields one value at a time."


@pytest.fixture(autouse=True)
def virtual_time() -> Iterator[None]:
    with clock.starting_at(timezone.now()):
        yield


def finding(text: str = "Explains what a generator does", **fields: str) -> dict[str, str]:
    return {"label": "Q1", "kind": "strength", "text": text, "quote": SAID, **fields}


def summary_of(
    vendors: FakeVendors, settings: Any, *findings: dict[str, str], answers: tuple[str, ...] = (GOOD, HALF)
) -> str:
    settings.LLM_PROVIDERS = ["groq"]

    def say(call: Call) -> Says:
        return marks(fair)(call) if criteria_in(call) else Says(text=json.dumps({"findings": list(findings)}))

    vendors.say(GROQ, say)
    return report(finished(*answers, questions=THREE_QUESTIONS[:2])).summary


def test_a_finding_comes_with_its_score_and_its_quote(vendors: FakeVendors, settings: Any) -> None:
    summary = summary_of(vendors, settings, finding())
    assert "2 of 2 questions were answered and graded." in summary
    assert "Explains what a generator does (“A generator yields one value at a time.”, Q1: 100)." in summary


def test_a_concern_may_rest_on_what_is_missing(vendors: FakeVendors, settings: Any) -> None:
    text = "Did not speak of memory"
    summary = summary_of(vendors, settings, finding(text, label="Q2", kind="concern", quote=""))
    assert f"{text} (Q2: 33)." in summary


@pytest.mark.parametrize(
    "made_up",
    [
        finding("Led a team of engineers", quote="I led a team of engineers"),
        finding("Has worked with generators for 12 years"),
        finding("Strong answer", quote=""),
        finding("Weak on generators", kind="concern"),
        finding("Explains it well", label="Q2"),
        finding("Explains it well", label="Q9"),
        finding("Speaks fluently and with confidence"),
        finding("Should be hired at once"),
    ],
    ids=["quote", "number", "no quote", "kind", "another's quote", "no such answer", "demeanour", "decision"],
)
def test_what_nothing_stands_behind_is_left_out(vendors: FakeVendors, settings: Any, made_up: dict[str, str]) -> None:
    summary = summary_of(vendors, settings, made_up)
    assert made_up["text"] not in summary
    assert "Most complete: Q1." in summary, "the rules' own text stands in"


@pytest.mark.parametrize("said", [Says(status=500), Says(text="Great candidate!"), Says(text='{"findings": []}')])
def test_without_a_usable_text_the_rules_write_it(vendors: FakeVendors, settings: Any, said: Says) -> None:
    settings.LLM_PROVIDERS = ["groq"]
    vendors.say(GROQ, lambda call: marks(fair)(call) if criteria_in(call) else said)
    written = report(finished(GOOD, HALF, questions=THREE_QUESTIONS[:2]))
    assert (written.state, written.provider, written.prompt_version) == ("ready", "offline", "")
    assert "Most complete: Q1." in written.summary


def test_the_same_scores_get_the_same_text_and_no_second_call(vendors: FakeVendors, settings: Any) -> None:
    summary_of(vendors, settings, finding())
    before = Report.objects.get()
    assert (before.provider, before.prompt_version) == ("groq", "report.v1")
    calls = len(vendors.asked(GROQ))
    services.write_report(before.session_id)
    after = Report.objects.get()
    assert (after.summary, len(vendors.asked(GROQ))) == (before.summary, calls)


def test_no_name_leaves_with_the_quotes(vendors: FakeVendors, settings: Any) -> None:
    summary_of(vendors, settings, answers=(f"As Carla Candidate I say: {GOOD}", HALF))
    assert "Carla" not in json.dumps([call.body for call in vendors.asked(GROQ)])
