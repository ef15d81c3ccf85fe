"""How code came about, as a person reads it: each step against the one before."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from interviews.models import Response
from reports.drafts import MOST_COMPARED, steps_of

ASKED = datetime(2026, 11, 20, 12, 0, tzinfo=UTC)
STARTER = "def total(rows):\n    pass\n"


def _response(*codes: str, final: str, starter: str = STARTER, **fields: Any) -> Response:
    steps = [{"at": (ASKED + timedelta(seconds=30 * n)).isoformat(), "code": code} for n, code in enumerate(codes, 1)]
    return Response(
        revisions=[{**step, "since": step["at"]} for step in steps],
        code_submission=final,
        rubric={"starter_code": starter},
        asked_at=ASKED,
        answered_at=ASKED + timedelta(seconds=120),
        **fields,
    )


def test_each_step_shows_what_came_and_what_went() -> None:
    first, last = steps_of(
        _response("def total(rows):\n    return 0\n", final="def total(rows):\n    return sum(rows)\n")
    )
    assert [(line.kind, line.text.strip()) for line in first.lines] == [
        ("same", "def total(rows):"),
        ("removed", "pass"),
        ("added", "return 0"),
    ]
    assert (first.label, first.share, first.added, first.removed) == ("Step 1", 25, 1, 1)
    assert (last.label, last.share) == ("As sent in", 100)


def test_the_code_the_question_came_with_is_no_step() -> None:
    (only,) = steps_of(_response(STARTER, final="def total(rows):\n    return sum(rows)\n"))
    assert only.label == "As sent in"


def test_a_last_draft_that_was_sent_in_is_not_told_twice() -> None:
    (only,) = steps_of(_response("x = 1\n", final="x = 1"))
    assert (only.label, only.share) == ("As sent in", 25)


def test_without_drafts_there_is_no_history() -> None:
    assert steps_of(_response(final="x = 1")) == []


def test_lines_that_stay_the_same_are_folded() -> None:
    long = "".join(f"line {n}\n" for n in range(50))
    (only,) = steps_of(_response(long.replace("line 25\n", "other\n"), final="", starter=long))
    assert [line.kind for line in only.lines] == ["gap", "same", "same", "removed", "added", "same", "same", "gap"]
    assert only.lines[0].text == "23 lines unchanged"
    assert only.lines[-1].text == "22 lines unchanged"


def test_very_long_code_is_counted_and_not_compared_line_by_line() -> None:
    count = int(MOST_COMPARED**0.5) + 10
    old, new = ("".join(f"{word} {n}\n" for n in range(count)) for word in ("old", "new"))
    (only,) = steps_of(_response(new, final="", starter=old))
    assert only.too_long and only.lines == [] and only.added == only.removed == count


CODE = st.lists(st.sampled_from(["a", "b", "", "    return x", "x = 1"]), max_size=12).map("\n".join)


@settings(max_examples=60)
@given(st.lists(CODE, min_size=1, max_size=4), CODE)
def test_a_step_shows_all_that_changed_and_counts_all_that_did_not(drafts: list[str], starter: str) -> None:
    before = starter
    states = drafts[1:] if len(drafts) > 1 and drafts[0].strip() == starter.strip() else drafts
    for step, code in zip(steps_of(_response(*drafts, final="", starter=starter)), states, strict=True):
        assert step.added - step.removed == len(code.splitlines()) - len(before.splitlines())
        if step.lines:
            kept = sum(line.kind == "same" for line in step.lines)
            folded = sum(int(line.text.split()[0]) for line in step.lines if line.kind == "gap")
            assert kept + folded + step.removed == len(before.splitlines())
        before = code
