"""What a session amounts to in numbers, and what weighs how much in its scores."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from django.utils import timezone

from interviews.services import clock
from interviews.tests.helpers import GOOD, HALF, THREE_QUESTIONS
from reports.models import Evaluation, Recommendation
from reports.scoring import Thresholds, combine, focus_of, recommend
from reports.selectors import report_view
from reports.tests.helpers import ONE, finished, report
from reports.tests.test_scoring import graded


@pytest.fixture(autouse=True)
def virtual_time() -> Iterator[None]:
    with clock.starting_at(timezone.now()):
        yield


@pytest.mark.django_db
def test_the_figures_of_a_session_are_counted_from_its_answers() -> None:
    seat = finished(GOOD, "I don't know.", HALF, questions=THREE_QUESTIONS)
    Evaluation.objects.filter(response__number=1).update(score=90, outcome="correct")
    Evaluation.objects.filter(response__number=3).update(score=40, outcome="partial")
    figures = report_view(seat.session).figures
    assert (figures.asked, figures.answered, figures.graded, figures.planned, figures.completed) == (3, 2, 2, 3, 2)
    assert (figures.response_rate, figures.accuracy, figures.average) == (66.7, 50.0, 65.0)
    assert (figures.correct, figures.partial, figures.wrong) == (1, 1, 0)
    assert figures.individual_scores == (90, None, 40), "no score is no zero"
    assert len(figures.times) == 3 and figures.duration is not None and figures.duration >= 0


@pytest.mark.django_db
def test_a_session_without_an_answer_has_no_rates() -> None:
    figures = report_view(finished("", questions=ONE).session).figures
    assert (figures.response_rate, figures.accuracy, figures.average) == (0.0, None, None)


def test_a_focus_area_weighs_as_much_as_the_recruiter_gave_it() -> None:
    areas = {"Python": 5, "sql": 1}
    assert focus_of("python", areas) == pytest.approx(5 / 3)
    assert focus_of("sql", areas) == 0.5
    assert focus_of("teamwork", areas) == focus_of("python", {}) == 1
    both = combine([graded(90, focus=focus_of("python", areas)), graded(30, focus=focus_of("sql", areas))])
    assert both is not None and both[0] == pytest.approx((90 * 5 / 3 + 30 * 0.5) / (5 / 3 + 0.5))


@pytest.mark.parametrize("areas", [{"python": "high"}, {"python": 0}, {"python": -3}, {"python": None}])
def test_focus_areas_that_make_no_sense_weigh_nothing(areas: dict[str, Any]) -> None:
    assert focus_of("python", areas) == 1


@pytest.mark.parametrize(
    ("thresholds", "advice"),
    [
        ({}, Recommendation.YES),
        ({"yes": 75}, Recommendation.MIXED),
        ({"yes": 75, "mixed": 72}, Recommendation.NO),
        ({"strong_yes": 70, "strong_yes_low": 50}, Recommendation.STRONG_YES),
    ],
)
def test_advice_follows_the_thresholds_frozen_with_the_interview(thresholds: dict, advice: str) -> None:
    given = Thresholds.of({"recommend_from": thresholds})
    assert recommend(71, 55, 5, 5, given)[0] == advice
    assert recommend(71, 55, 2, 5, given)[0] == Recommendation.INSUFFICIENT


@pytest.mark.django_db
def test_a_later_change_of_the_settings_does_not_change_what_was_frozen(settings: Any) -> None:
    seat = finished(GOOD, questions=ONE)
    before = report(seat).recommendation
    settings.RECOMMEND_FROM = {"strong_yes": 101, "strong_yes_low": 101, "yes": 101, "mixed": 101}
    from reports.services import write_report

    write_report(seat.session_id)
    assert report(seat).recommendation == before != Recommendation.NO
