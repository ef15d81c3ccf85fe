"""A file of people, read line by line."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from interviews.invitation_files import MAX_LINES, NoFile, decoded, read


def test_columns_are_found_by_their_headings_in_any_order() -> None:
    reading = read("Name\tTeam\tE-mail\nIda Berg\tBlue\tIDA@example.com\n")
    (line,) = reading.good
    assert (line.number, line.values["email"], line.values["full_name"]) == (2, "ida@example.com", "Ida Berg")
    assert reading.unknown == ["team"]


def test_addresses_alone_will_do() -> None:
    assert [line.values["email"] for line in read("a@example.com\n\nb@example.com").good] == [
        "a@example.com",
        "b@example.com",
    ]


@pytest.mark.parametrize(
    ("line", "problem"),
    [
        (",Ida", "The e-mail address is missing."),
        ("ida at example.com", "This is no e-mail address."),
        ("a@example.com,Ida", "This address stands in line 1 already."),
        ("b@example.com,Ida", "This address has been invited already. Send that invitation again instead."),
        ("c@example.com,Ida,soon", "“soon” is no day: write it as 2026-12-31."),
        ("c@example.com,Ida,2020-01-01", "The last day has passed."),
        ("c@example.com,Ida,,much", "“much” is no extra-time factor: write 1, 1.25, 1.5 or 2."),
        ("c@example.com,Ida,,9", "The extra-time factor must lie between 1 and 3."),
        ("c@example.com,Ida,,nan", "The extra-time factor must lie between 1 and 3."),
        ("c@example.com," + "x" * 201, "The name is longer than 200 characters."),
    ],
    ids=["missing", "malformed", "twice", "invited", "day", "past", "factor", "range", "nan", "name"],
)
def test_each_mistake_is_named_with_its_line(line: str, problem: str) -> None:
    reading = read(f"a@example.com,Anna\n{line}", invited={"b@example.com"})
    assert [(wrong.number, wrong.text, wrong.problems) for wrong in reading.wrong] == [(2, line, (problem,))]
    assert reading.left_over == line


def test_a_quote_that_is_not_closed_swallows_nobody() -> None:
    reading = read('email,name\na@example.com,"Anna\nb@example.com,Bert')
    assert [line.values["email"] for line in reading.good] == ["a@example.com", "b@example.com"]


@pytest.mark.parametrize("text", ["", "  \n,;\n"], ids=["empty", "only marks"])
def test_nothing_in_it_is_said(text: str) -> None:
    with pytest.raises(NoFile, match="nothing in it"):
        read(text)


def test_too_many_lines_and_a_heading_without_addresses_are_refused() -> None:
    with pytest.raises(NoFile, match="at a time"):
        read("\n".join(f"p{number}@example.com" for number in range(MAX_LINES + 2)))
    with pytest.raises(NoFile, match="No column is called"):
        read("name,team\nIda,Blue")


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "cp1252"])
def test_whatever_program_wrote_it_the_letters_are_right(encoding: str) -> None:
    assert decoded("a@example.com,Søren Ødegård".encode(encoding)) == "a@example.com,Søren Ødegård"


@given(st.text(max_size=300))
def test_whatever_is_sent_no_line_is_lost(text: str) -> None:
    try:
        reading = read(text)
    except NoFile:
        return
    kept = {line.text for line in reading.lines} | {reading.heading}
    assert all(
        line in kept
        for line in text.replace("\x00", "").replace("\r\n", "\n").replace("\r", "\n").split("\n")
        if line.strip(" \t,;")
    )
    assert all(line.problems or "@" in line.values["email"] for line in reading.lines)
