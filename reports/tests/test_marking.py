from __future__ import annotations

from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from reports.selectors import Piece, cut, mark

TEXT = "A generator yields one value at a time. I like it."


def evidence(
    quote: str, *, text: str = TEXT, supports: bool = True, point: str | None = "p", **fields: Any
) -> dict[str, Any]:
    start = text.index(quote)
    known = {"quote": quote, "start": start, "end": start + len(quote), "supports": supports, "point": point}
    return known | fields


def test_without_evidence_the_answer_stands_as_it_is() -> None:
    assert mark(TEXT, []) == [Piece(TEXT)]
    assert mark("", []) == []


def test_evidence_is_cut_out_where_it_stands() -> None:
    assert mark(TEXT, [evidence("yields one value")]) == [
        Piece("A generator "),
        Piece("yields one value", True, "p"),
        Piece(" at a time. I like it."),
    ]


def test_evidence_at_both_ends_and_against_the_answer() -> None:
    pieces = mark(TEXT, [evidence("I like it.", supports=False, point=None), evidence("A generator")])
    assert [(piece.text, piece.supports) for piece in pieces] == [
        ("A generator", True),
        (" yields one value at a time. ", None),
        ("I like it.", False),
    ]
    assert pieces[-1].point == ""


def test_a_quote_that_does_not_stand_in_the_answer_is_dropped() -> None:
    for wrong in (
        evidence("yields") | {"quote": "promises"},
        evidence("yields", start=0, end=6),
        evidence("yields", start=-6, end=-1),
        evidence("yields", start=10_000, end=10_006),
        evidence("yields", end=0),
        evidence("yields") | {"quote": "", "start": 3, "end": 3},
        evidence("yields") | {"quote": "", "start": 3, "end": 1},
    ):
        assert mark(TEXT, [wrong]) == [Piece(TEXT)]


def test_overlapping_evidence_is_shown_once() -> None:
    pieces = mark(TEXT, [evidence("one value"), evidence("yields one value"), evidence("value at a time")])
    assert "".join(piece.text for piece in pieces) == TEXT
    assert [piece.text for piece in pieces if piece.supports is not None] == ["yields one value"]


def test_the_same_evidence_for_two_points_is_shown_once() -> None:
    pieces = mark(TEXT, [evidence("yields", point="first"), evidence("yields", point="second")])
    assert [piece.point for piece in pieces if piece.supports is not None] == ["first"]


def test_letters_of_several_bytes_do_not_shift_the_marks() -> None:
    text = "naïve 🙂 café: it yields."
    assert mark(text, [evidence("yields", text=text)])[1] == Piece("yields", True, "p")


def test_words_and_code_are_cut_apart_and_evidence_across_the_seam_is_shown_in_both() -> None:
    text = "I used yield\nyield 1"
    pieces = mark(text, [evidence("yield\nyield", text=text)])
    words, code = cut(pieces, len("I used yield") + 1)
    assert words == [Piece("I used "), Piece("yield\n", True, "p")]
    assert code == [Piece("yield", True, "p"), Piece(" 1")]
    assert cut(pieces, 0) == ([], pieces)
    assert cut(pieces, 10_000) == (pieces, [])


entries = st.fixed_dictionaries(
    {
        "quote": st.sampled_from(["", "A", "yields", "yields one", "nothing of it", TEXT]),
        "start": st.integers(-5, 60),
        "end": st.integers(-5, 60),
        "supports": st.booleans(),
        "point": st.one_of(st.none(), st.text(max_size=3)),
    }
)
true_entries = st.tuples(st.integers(0, len(TEXT)), st.integers(0, len(TEXT))).map(
    lambda ends: {"quote": TEXT[ends[0] : ends[1]], "start": ends[0], "end": ends[1], "supports": True, "point": None}
)


@settings(max_examples=150, deadline=None)
@given(st.lists(st.one_of(entries, true_entries), max_size=6))
def test_whatever_the_evidence_no_word_of_the_answer_is_lost_or_doubled(given_entries: list[dict[str, Any]]) -> None:
    pieces = mark(TEXT, given_entries)
    assert "".join(piece.text for piece in pieces) == TEXT
    quotes = {entry["quote"] for entry in given_entries}
    assert all(piece.text in quotes for piece in pieces if piece.supports is not None)
    assert all(piece.text for piece in pieces)
