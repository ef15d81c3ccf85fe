"""What a new installation shows first keeps what reports promise: every quote stands in its answer."""

from __future__ import annotations

from typing import Any

import pytest

from interviewer import demo
from interviewer.providers.tests.fake_vendors import GROQ, FakeVendors
from reports import grading
from reports.models import Evaluation, Report
from reports.tests.stub_model import mark, marks

pytestmark = pytest.mark.django_db


def check_quotes() -> int:
    """The number of quotes, all of which stand."""
    seen = 0
    for evaluation in Evaluation.objects.select_related("response"):
        text = grading.text_of(grading.answer_of(evaluation.response))
        entries = [*evaluation.evidence, *(p for p in evaluation.points_covered if p.get("quote"))]
        for criterion in evaluation.model_grade.get("criteria", []):
            entries += [*criterion["quotes"], *criterion["against"]]
        for entry in entries:
            assert text[entry["start"] : entry["end"]] == entry["quote"] != ""
            seen += 1
    return seen


def check_reports() -> None:
    for report in Report.objects.prefetch_related("session__responses"):
        said = {str(r.pk): f"{r.answer_text}\n{r.code_submission}" for r in report.session.responses.all()}
        assert report.state == "ready"
        for point in [*report.strengths, *report.weaknesses]:
            assert point["quote"] in said[point["response"]]


def test_every_quote_of_the_demo_stands_in_its_answer() -> None:
    demo.seed()
    assert check_quotes() > 20
    check_reports()
    good = Report.objects.get(session__candidate_name="Alma Whitfield")
    assert good.score is not None and good.score >= 70 and good.strengths


def test_so_does_every_quote_that_a_language_model_gives(vendors: FakeVendors, settings: Any) -> None:
    settings.LLM_PROVIDERS = ["groq"]
    vendors.say(GROQ, marks(lambda n, name, answer: mark(n, 3, answer.split(".")[0].upper(), answer[-200:])))
    demo.seed()
    assert Evaluation.objects.filter(provider="groq").exists()
    assert check_quotes() > 20
    check_reports()
