"""Figures, times and codes in people's words."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.template import Context, Template
from django.utils import timezone

from interviewer.templatetags import ui


@pytest.mark.parametrize(
    ("value", "shown"), [(None, "–"), (0, "0"), (0.4, "0"), (61.5, "62"), (62.5, "63"), (99.9, "100")]
)
def test_a_score_has_no_decimals_and_a_missing_one_is_never_zero(value: float | None, shown: str) -> None:
    assert ui.score(value) == shown


def test_a_missing_score_can_be_said_in_words() -> None:
    assert ui.score(None, "long") == "not assessed"


@pytest.mark.parametrize(
    ("seconds", "shown"),
    [(None, "–"), (8, "8 s"), (60, "1 min"), (150, "2 min 30 s"), (3599.6, "1 h"), (3900, "1 h 5 min")],
)
def test_durations_read_as_people_say_them(seconds: float | None, shown: str) -> None:
    assert ui.duration(seconds) == shown


def test_a_moment_says_how_long_ago_and_keeps_the_full_date_at_hand() -> None:
    shown = ui.moment(timezone.now() - timedelta(hours=3))
    assert ">3 hours ago<" in shown
    assert "UTC" in shown
    assert ">1 minute ago<" in ui.moment(timezone.now() - timedelta(seconds=61))
    assert ui.moment(None) == "–"


def test_skills_are_shown_by_name_and_unknown_ones_as_they_are_written() -> None:
    assert ui.skill_name("postgresql") == "PostgreSQL"
    assert ui.skill_name("tea_making") == "Tea making"
    assert ui.skill_name("") == ""


def _bar(**values: float | None) -> str:
    return Template('{% load ui %}{% range_bar "Technical" value low high %}').render(Context(values))


def test_a_range_says_in_words_what_it_draws() -> None:
    assert "Technical: 62 of 100, likely between 50 and 74" in _bar(value=61.7, low=50.2, high=74.4)


def test_a_range_stays_on_its_scale() -> None:
    for value, low, high in ((0, 0, 0), (100, 100, 100), (100, 92, 100)):
        bar = _bar(value=value, low=low, high=high)
        assert 'viewBox="0 0 100 8"' in bar
        assert "-0." not in bar


def test_nothing_is_drawn_without_a_score() -> None:
    assert _bar(value=None, low=None, high=None).strip() == ""


def test_codes_without_words_of_their_own_stay_readable() -> None:
    assert ui.flag_words("some_new_flag") == "Some new flag."
    assert ui.resume_flag_words("off_page") == "Text outside the page"
    assert ui.tone("some_new_status") == "quiet"
    assert ui.transcript_words("whisper") == "Transcribed from the recording by Whisper"
