"""From a quote to the second in which it was said; where no time is known, none is made up."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from interviews.models import Recording, Response
from reports.moments import LEAD, Moments

SAID = "I would measure first, and then change one thing."
WORDS = [[word, round(1 + 0.5 * n, 2), round(1.4 + 0.5 * n, 2), 0.9] for n, word in enumerate(SAID.split())]


def _moments(parts: int = 1, typed: str = "", **fields: Any) -> Moments:
    response = Response(typed_text=typed, **{"transcript": SAID, "transcript_words": WORDS, **fields})
    return Moments(response, Recording(segments=[{"segment": n, "chunks": 3} for n in range(parts)]))


def test_a_quote_begins_with_its_first_word() -> None:
    assert _moments().at(SAID.index("measure")) == pytest.approx(2.0 - LEAD)
    assert _moments().at(0) == pytest.approx(1.0 - LEAD)


def test_what_was_typed_before_it_moves_the_places_and_not_the_times() -> None:
    typed = "Some notes."
    moments = _moments(typed=typed)
    assert moments.at(len(typed) + 1 + SAID.index("measure")) == pytest.approx(2.0 - LEAD)
    assert not moments.covers(0, 4)
    assert moments.covers(len(typed) + 1, len(typed) + 8)


def test_the_words_need_not_be_spelled_with_the_same_capitals_or_marks() -> None:
    words = [[word.strip(",.").upper(), *times] for word, *times in WORDS]
    assert _moments(transcript_words=words).at(SAID.index("measure")) == pytest.approx(2.0 - LEAD)


@pytest.mark.parametrize(
    "fields",
    [
        {"transcript_words": []},
        {"transcript_words": [["Something", 0, 1, None], ["else", 1, 2, None]]},
        {"transcript_words": ["not", "times"]},
        {"transcript_words": [[None, "x"]]},
        {"parts": 2},
    ],
    ids=["no times", "another text", "no pairs", "no numbers", "two parts"],
)
def test_where_no_time_is_known_none_is_made_up(fields: dict[str, Any]) -> None:
    moments = _moments(**fields)
    assert not moments.timed
    assert moments.at(5) is None
    assert moments.covers(0, 5), "it can be heard all the same, from the start"


def test_without_a_recording_nothing_is_heard() -> None:
    assert not Moments(Response(transcript=SAID), None).audible
    assert not Moments(Response(transcript=SAID), Recording(segments=[{"segment": 0, "chunks": 0}])).audible
    assert not Moments(Response(typed_text=SAID), Recording(segments=[{"segment": 0, "chunks": 1}])).audible


@given(st.lists(st.text(st.characters(codec="utf-8"), max_size=8), max_size=30), st.integers(0, 200))
def test_whatever_the_words_a_time_is_one_of_theirs(words: list[str], start: int) -> None:
    timed = [[word, float(n), n + 0.5, None] for n, word in enumerate(words)]
    found = _moments(transcript=" ".join(words), transcript_words=timed).at(start)
    assert found is None or 0 <= found <= len(words)
