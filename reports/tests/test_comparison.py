"""What is a clear difference and what is none; bands that overlapping ranges share."""

from __future__ import annotations

from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from reports.comparison import NO_DIFFERENCE, Cell, bands, differences

NAMES = ["Ann", "Ben", "Cleo", "Dev", "Eve"]


def _cell(low: float, high: float) -> Cell:
    return Cell((low + high) / 2, low, high)


def _bands(*cells: Cell) -> list[tuple[int | None, list[str]]]:
    names = NAMES[: len(cells)]
    return [(band.place, band.members) for band in bands(names, names, cells)]


def test_ranges_that_meet_are_no_clear_difference() -> None:
    assert differences(NAMES[:2], [_cell(60, 80), _cell(70, 90)]) == (NO_DIFFERENCE, False)
    assert differences(NAMES[:2], [_cell(60, 70), _cell(70, 90)]) == (NO_DIFFERENCE, False)


def test_ranges_that_look_as_if_they_met_count_as_meeting() -> None:
    assert differences(NAMES[:2], [_cell(60, 70.4), _cell(70.4001, 90)])[0] == NO_DIFFERENCE


def test_who_stands_above_whom_is_named() -> None:
    cells = [_cell(80, 90), _cell(20, 40), _cell(82, 95), _cell(30, 50)]
    assert differences(NAMES[:4], cells) == ("Ann and Cleo above Ben and Dev", True)


def test_without_two_scores_there_is_nothing_to_compare() -> None:
    assert differences(NAMES[:2], [Cell(), Cell()]) == ("Nobody is assessed", False)
    assert differences(NAMES[:2], [_cell(0, 10), Cell()]) == ("Only Ann is assessed", False)


def test_overlapping_ranges_share_a_band_and_the_others_follow_below() -> None:
    assert _bands(_cell(20, 40), _cell(70, 90), _cell(60, 80)) == [(1, ["Ben", "Cleo"]), (2, ["Ann"])]


def test_a_chain_is_one_band_and_says_who_differs_within() -> None:
    cells = [_cell(80, 95), _cell(60, 82), _cell(40, 62)]
    (only,) = bands(NAMES[:3], NAMES[:3], cells)
    assert only.members == ["Ann", "Ben", "Cleo"]
    assert only.note == "Ann above Cleo; the others between them meet both."


def test_nobody_without_a_score_is_ranked_below_a_zero() -> None:
    assert _bands(Cell(), _cell(0, 5)) == [(1, ["Ben"]), (None, ["Ann"])]


SCORES = st.tuples(st.integers(0, 100), st.integers(0, 100)).map(lambda pair: _cell(min(pair), max(pair)))


@given(st.lists(st.one_of(st.just(Cell()), SCORES), min_size=2, max_size=5))
def test_two_who_meet_are_never_in_different_bands_and_everybody_is_in_one(cells: list[Cell]) -> None:
    names = NAMES[: len(cells)]
    found = bands(names, names, cells)
    place = {name: band.place for band in found for name in band.members}
    assert sorted(place) == sorted(names)
    for a, one in zip(names, cells, strict=True):
        for b, other in zip(names, cells, strict=True):
            if one.span and other.span and one.span[0] <= other.span[1] and other.span[0] <= one.span[1]:
                assert place[a] == place[b]
    ranked = [band for band in found if band.place]
    for better, worse in pairwise(ranked):
        assert min(c.span[0] for c in better.cells if c.span) > max(c.span[1] for c in worse.cells if c.span)
