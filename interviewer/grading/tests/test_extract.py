from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from interviewer.grading import extract_score
from interviewer.grading.quotes import locate


@pytest.mark.parametrize(
    ("text", "score"),
    [
        ("7/10", 70),
        ("85/100", 85),
        ("Rating: 7 out of 10", 70),
        ("85%", 85),
        ("8,5/10", 85),
        ("**Score:** 8.5 / 10, because latency fell by 40%.", 85),
        ("Score: **7**/10", 70),
        ("I'd give a score of 85 %.", 85),
        ("Clarity 6/10, depth 3/10. Overall: 5/10", 50),
        ("Score: 70/100 (that is 7/10).", 70),
        ("0/10", 0),
        ("Note: 4 von 5", 80),
    ],
)
def test_a_score_is_read_from_prose(text: str, score: float) -> None:
    assert extract_score(text) == pytest.approx(score)


@pytest.mark.parametrize(
    "text",
    ["", "No score.", "I would give it a 7.", "12/10", "-3/10", "110%", "NaN/10", "7/10 for one and 3/10 for the other",
     "It fell by 40%.", "Done on 10/10/2024.", "In 7/10 of all cases it works.", "1/100000", "the candidate is number 85",
     "3/4 of the users", "1.2.3/10", "seven out of ten"],
)  # fmt: skip
def test_where_there_is_none_there_is_none(text: str) -> None:
    assert extract_score(text) is None


@given(st.text(max_size=300))
def test_whatever_is_read_is_a_score_or_nothing(text: str) -> None:
    score = extract_score(text)
    assert score is None or 0 <= score <= 100


@given(st.text(max_size=120), st.text(max_size=30), st.text(max_size=120))
def test_a_quote_that_is_found_stands_there(before: str, quote: str, after: str) -> None:
    text = before + quote + after
    place = locate(quote, text)
    if place is not None:
        found = text[slice(*place)]
        assert locate(found, text) is not None and found


@pytest.mark.parametrize(
    ("quote", "found"),
    [
        ("KEEPS  the\nuse of memory", "keeps the use of memory"),
        ("“keeps the use of memory…”", "keeps the use of memory"),
        ("it doesn't", None),
        ("eeps the use of memory", None),
        ("the", None),
        ("", None),
    ],
)
def test_case_and_white_space_are_folded_and_nothing_else(quote: str, found: str | None) -> None:
    text = "So it keeps the use of memory low."
    place = locate(quote, text)
    assert (text[slice(*place)] if place else None) == found
