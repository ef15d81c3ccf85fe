"""Bringing scores up to date, and measuring how steady they are."""

from __future__ import annotations

from collections.abc import Iterator
from io import StringIO
from itertools import count
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from django.utils import timezone

from interviewer.providers.tests.fake_vendors import GROQ, FakeVendors
from interviewer.work.models import Work
from interviews.services import clock
from interviews.tests.helpers import GOOD, HALF, THREE_QUESTIONS, settle
from reports import recalculation, services
from reports.models import Evaluation, EvaluationState, Report, SkillScore
from reports.tests.helpers import ONE, finished, report
from reports.tests.stub_model import mark, marks

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def virtual_time() -> Iterator[None]:
    with clock.starting_at(timezone.now()):
        yield


def run(*args: Any) -> str:
    out = StringIO()
    call_command(*args, stdout=out, stderr=out)
    return out.getvalue()


# --- recalculate_scores ----------------------------------------------------------------------------------


def test_scores_that_are_up_to_date_are_left_alone() -> None:
    seat = finished(GOOD, HALF, questions=THREE_QUESTIONS[:2])
    before = report(seat).written_at
    assert "1 sessions looked at, 0 changed, 0 answers graded." in run("recalculate_scores")
    assert report(seat).written_at == before


def test_a_session_stored_without_scores_gets_them() -> None:
    """As an imported record is: answers, and nothing else."""
    seat = finished(GOOD, HALF, questions=THREE_QUESTIONS[:2])
    expected = report(seat).score
    Evaluation.objects.all().delete()
    Report.objects.all().delete()
    Work.objects.all().delete()
    type(seat.responses[0]).objects.update(decided_at=None)

    said = run("recalculate_scores", "--dry-run")
    assert "score none ->" in said and "1 would change, 2 answers to grade" in said
    assert not Report.objects.exists() and not Evaluation.objects.exists()

    assert "1 changed, 2 answers graded." in run("recalculate_scores")
    assert report(seat).score == expected
    assert SkillScore.objects.exists()
    assert "0 changed" in run("recalculate_scores")


def test_answers_of_an_older_grader_and_failures_are_graded_again() -> None:
    seat = finished(GOOD, HALF, questions=THREE_QUESTIONS[:2])
    old, failed = Evaluation.objects.order_by("response__number")
    Evaluation.objects.filter(pk=old.pk).update(grader_version="offline-0+2020", score=5, input_hash="older")
    services.evaluation_failed(failed.response_id)
    Evaluation.objects.filter(pk=failed.pk).update(state=EvaluationState.FAILED, score=None, outcome="", input_hash="")
    assert "2 answers graded" in run("recalculate_scores")
    states = Evaluation.objects.values_list("state", "grader_version")
    assert {state for state, _ in states} == {"scored"} and not any("2020" in version for _, version in states)
    assert report(seat).score is not None


def test_a_score_that_does_not_add_up_is_put_right() -> None:
    seat = finished(GOOD, questions=ONE)
    right = report(seat).score
    Report.objects.update(score=1)
    assert "score 1 ->" in run("recalculate_scores")
    assert report(seat).score == right


def test_one_broken_session_does_not_keep_the_others_from_their_scores(monkeypatch: pytest.MonkeyPatch) -> None:
    seats = [finished(GOOD, questions=ONE) for _ in range(2)]
    Report.objects.update(score=1)
    whole = services.scores
    calls = count()

    def broken_once(*args: Any) -> Any:
        if next(calls) == 0:
            raise RuntimeError("secret words of the answer")
        return whole(*args)

    monkeypatch.setattr(recalculation.services, "scores", broken_once)
    out = StringIO()
    with pytest.raises(CommandError, match="1 could not"):
        call_command("recalculate_scores", stdout=out, stderr=out)
    assert "RuntimeError" in out.getvalue() and "secret" not in out.getvalue()
    assert sum(report(seat).score != 1 for seat in seats) == 1


def test_a_session_that_is_not_there_is_named() -> None:
    with pytest.raises(CommandError, match="Not found"):
        run("recalculate_scores", "--session", "00000000-0000-0000-0000-000000000000")


# --- regrade ---------------------------------------------------------------------------------------------


def test_repeated_gradings_by_rules_have_no_spread_and_write_nothing() -> None:
    seat = finished(GOOD, HALF, questions=THREE_QUESTIONS[:2])
    before = list(Evaluation.objects.values())
    said = run("regrade", "--repeat", "3", "--dry-run")
    assert "2 answers graded 3 times: spread 0.0 on average, 0 at most; 0 differ from what is stored" in said
    assert list(Evaluation.objects.values()) == before
    assert report(seat).state == "ready"


def test_the_spread_of_a_model_that_is_not_steady_is_shown(vendors: FakeVendors, settings: Any) -> None:
    settings.LLM_PROVIDERS = ["groq"]
    turns = count()
    vendors.say(
        GROQ, marks(lambda n, name, answer: mark(n, (2, 4)[next(turns) // 3 % 2], "yields one value at a time"))
    )
    finished(GOOD, questions=ONE)
    said = run("regrade", "--repeat", "2", "--dry-run")
    assert "spread 50.0 on average, 50 at most" in said and "groq" in said


@pytest.mark.parametrize("options", [["--repeat", "2"], ["--repeat", "0", "--dry-run"], ["--limit", "0"], []])
def test_options_that_make_no_sense_are_refused(options: list[str]) -> None:
    with pytest.raises(CommandError):
        run("regrade", *options)


def test_grading_again_replaces_and_writes_the_report() -> None:
    seat = finished(GOOD, questions=ONE)
    right = report(seat).score
    Evaluation.objects.update(score=1, low=0, high=2)
    Report.objects.update(score=1)
    assert "1 answers graded again, 1 reports written." in run("regrade")
    assert report(seat).score == right


# --- One answer again ------------------------------------------------------------------------------------


def test_one_answer_that_could_not_be_graded_is_graded_from_the_report(client: Any) -> None:
    seat = finished(GOOD, questions=ONE)
    Evaluation.objects.update(state="failed", score=None, outcome="", input_hash="")
    client.force_login(seat.session.config.created_by)
    page = f"/reports/{seat.session_id}/"
    url = f"{page}answers/{seat.responses[0].pk}/grade/"
    assert url in client.get(page).content.decode()
    assert client.get(url).status_code == 405
    client.post(url)
    settle()
    assert Evaluation.objects.get().state == "scored"


def test_nobody_else_can_have_it_graded(client: Any) -> None:
    from interviews.tests.helpers import make_user

    seat = finished(GOOD, questions=ONE)
    client.force_login(make_user("otto@example.com"))
    assert client.post(f"/reports/{seat.session_id}/answers/{seat.responses[0].pk}/grade/").status_code == 404
