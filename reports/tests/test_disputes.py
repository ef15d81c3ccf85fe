"""An answer whose transcript the candidate calls wrong: graded as before, and marked for a person to listen to."""

from __future__ import annotations

import pytest
from django.test import Client
from django.urls import reverse

from interviewer.providers.stt.base import Transcript
from interviews.services import corrections, thinking
from interviews.tests.helpers import GOOD, Seat, make_user, settle, sit_down
from reports import services
from reports.models import Evaluation, Report, ReportState

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _heard(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(thinking, "transcribe", lambda files, **options: Transcript(GOOD, "whisper"))


def spoken(seat: Seat) -> Evaluation:
    seat.speak(0)
    response = seat.answer("", last_seq={0: 0})
    return Evaluation.objects.get(response=response)


def dispute(seat: Seat, evaluation: Evaluation, text: str = "", *, wrong: bool = True) -> Evaluation:
    corrections.correct(seat.session_id, seat.lease, evaluation.response_id, text=text, wrong=wrong)
    settle()
    evaluation.refresh_from_db()
    return evaluation


def test_the_score_stays_and_somebody_should_listen_first() -> None:
    seat = sit_down()
    before = spoken(seat)
    after = dispute(seat, Evaluation.objects.get(pk=before.pk), "Something much better.")
    assert (after.score, after.evidence) == (before.score, before.evidence), "the transcript is what is graded"
    assert after.needs_review
    assert "transcript_disputed" in after.flags
    back = dispute(seat, after, wrong=False)
    assert (back.needs_review, back.flags) == (before.needs_review, before.flags)


def test_what_was_said_before_the_grading_marks_it_too() -> None:
    seat = sit_down()
    evaluation = dispute(seat, spoken(seat))
    services.evaluate(evaluation.response_id, fresh=True)
    evaluation.refresh_from_db()
    assert evaluation.needs_review
    assert evaluation.flags.count("transcript_disputed") == 1


def test_the_same_words_of_another_candidate_are_not_disputed() -> None:
    first = sit_down()
    dispute(first, spoken(first))
    second = sit_down(first.session.config, email="second@example.com")
    evaluation = spoken(second)
    assert not evaluation.needs_review
    assert "transcript_disputed" not in evaluation.flags


def test_a_report_that_is_there_already_says_so_afterwards(client: Client) -> None:
    seat = sit_down()
    evaluation = spoken(seat)
    seat.answer(GOOD)
    seat.answer(GOOD)
    report = Report.objects.get(session=seat.session_id)
    assert report.state == ReportState.READY
    dispute(seat, evaluation, "<i>I said</i> something else.")
    report.refresh_from_db()
    assert "the candidate calls the transcript wrong" in report.recommendation_reason
    assert "the two graders differ" not in report.recommendation_reason
    client.force_login(make_user())
    page = client.get(reverse("reports:report", args=[seat.session_id])).content.decode()
    assert "The candidate says that this is not what they said." in page
    assert "&lt;i&gt;I said&lt;/i&gt; something else." in page
    assert "Two graders differ: please look" not in page
