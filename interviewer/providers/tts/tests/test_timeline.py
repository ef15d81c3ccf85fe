"""Words and mouth shapes: one word for each word, shapes without gaps, for any text in any writing."""

from __future__ import annotations

from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from interviewer.providers.tts import visemes
from interviewer.providers.tts.alignment import Mark, align, find_marks, spread
from interviewer.providers.tts.base import MouthShape, spoken_form


def shapes(word: str) -> str:
    return visemes.of_letters(word)


def whole(timeline: tuple[MouthShape, ...], duration: float) -> None:
    """Nine shapes, no gap, no overlap, from the beginning to the end."""
    assert all(part.shape in visemes.SHAPES for part in timeline)
    assert all(part.start <= part.end for part in timeline)
    for one, two in pairwise(timeline):
        assert one.end == two.start
        assert one.shape != two.shape
    if duration > 0.002:
        assert timeline[0].start == 0
        assert abs(timeline[-1].end - duration) < 0.002


def test_letters_have_the_shapes_of_their_sounds() -> None:
    assert shapes("map") == "ACA"
    assert shapes("five") == "GBG"
    assert shapes("the") == "HC"
    assert shapes("show") == "BEF"
    assert shapes("phone") == "GEB"
    assert shapes("queue") == "BF"
    assert shapes("Väterchen").startswith("GC")
    assert shapes("мама") == "ADAD"
    assert shapes("42") == "GEBF"
    assert len(shapes("你好")) == 4
    assert shapes("—") == ""


def test_sounds_share_their_time_and_pauses_rest() -> None:
    sounds = [("b", 0.1, 0.2), ("aɪ", 0.2, 0.4), ("", 0.4, 0.9), ("ˈm", 0.9, 1.0), ("uː", 1.0, 1.2)]
    timeline = visemes.from_phonemes(sounds, 1.5)
    assert [(part.shape, part.start, part.end) for part in timeline] == [
        ("X", 0, 0.1), ("A", 0.1, 0.2), ("D", 0.2, 0.32), ("B", 0.32, 0.4), ("X", 0.4, 0.9), ("A", 0.9, 1.0),
        ("F", 1.0, 1.2), ("X", 1.2, 1.5),
    ]  # fmt: skip


def test_an_l_that_is_blended_into_its_vowel_is_still_seen() -> None:
    timeline = visemes.from_phonemes([("ɛ", 0.0, 0.3), ("l", 0.3, 0.3)], 0.3)
    assert [part.shape for part in timeline] == ["C", "H"]


def test_closed_lips_are_seen_however_short_and_nothing_else_flickers() -> None:
    timeline = visemes.from_phonemes([("a", 0, 0.2), ("p", 0.2, 0.22), ("a", 0.22, 0.4), ("s", 0.4, 0.42)], 0.42)
    assert [part.shape for part in timeline] == ["D", "A", "D"]


def test_marks_of_parts_belong_to_their_word_and_strays_to_none() -> None:
    parts = [Mark(0, 3, 0, 0.2), Mark(4, 7, 0.3, 0.6), Mark(11, 3, 0.6, 0.9), Mark(17, 3, 1.0, 1.2)]
    words = align("Use PostgreSQL — now", [*parts, Mark(99, 1, 5, 6), Mark(-4, 2, 0, 1)], 1.2)
    assert [(word.text, word.start, word.end) for word in words] == [
        ("Use", 0, 0.2), ("PostgreSQL", 0.3, 0.9), ("—", 0.9, 0.9), ("now", 1.0, 1.2),
    ]  # fmt: skip


def test_a_word_is_not_found_within_another() -> None:
    marks = find_marks("data in a table", [("in", 0, 1), ("A", 1, 2), ("table", 2, 3)])
    assert [mark.position for mark in marks] == [5, 8, 10]
    assert find_marks("one two", [("three", 0, 1), ("two", 1, 2), ("", 2, 3)])[0].position == 4


def test_words_without_marks_are_spread_over_the_audio() -> None:
    words = spread("Tell me, please.", 3.0)
    assert [word.text for word in words] == ["Tell", "me,", "please."]
    assert words[0].start == 0
    assert words[-1].end < 3.0
    assert spread("", 3.0) == ()


def test_text_is_spoken_without_what_no_voice_reads() -> None:
    assert spoken_form(" Use\x00 `git`\n\n twice\x1b[0m ") == "Use git twice [0m"


@given(st.text(max_size=200), st.floats(0, 60))
def test_any_text_gives_a_whole_timeline(text: str, duration: float) -> None:
    words = spread(text, duration)
    assert [word.text for word in words] == text.split()
    whole(visemes.from_words(words, duration), duration)


times = st.floats(allow_nan=False, min_value=-10, max_value=100)


@given(st.lists(st.tuples(st.text(max_size=4), times, times), max_size=30), st.floats(0.01, 60))
def test_any_sounds_give_a_whole_timeline(sounds: list[tuple[str, float, float]], duration: float) -> None:
    timeline = visemes.from_phonemes(sounds, duration)
    for one, two in pairwise(timeline):
        assert one.end == two.start
    assert all(part.shape in visemes.SHAPES and 0 <= part.start <= part.end <= duration + 0.001 for part in timeline)


@given(st.text(max_size=60), st.lists(st.tuples(st.integers(-5, 80), st.integers(-2, 9), times, times), max_size=20))
def test_any_marks_give_times_that_never_run_backwards(text: str, raw: list[tuple[int, int, float, float]]) -> None:
    words = align(text, [Mark(*mark) for mark in raw], 5.0)
    assert [word.text for word in words] == text.split()
    ends = [0.0, *(moment for word in words for moment in (word.start, word.end))]
    assert ends == sorted(ends)
    assert all(moment <= 5.0 for moment in ends)
