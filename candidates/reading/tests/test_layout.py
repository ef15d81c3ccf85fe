from __future__ import annotations

from candidates.reading.limits import Limits
from candidates.reading.lines import to_text
from candidates.reading.pdf.read import read_pdf
from candidates.reading.tests.pdfs import Page, build

MAIN = """# Profile
An engineer who likes calm systems and short meetings
# Experience
* Platform Engineer, Skylark GmbH
2020 - Present
Moved ninety services to new machines without a pause
* System Administrator, Bluebell Ltd
2014 - 2020
Looked after two hundred servers and their owners"""
SIDE = """# Contact
ines@falk.example
+49 30 5550199
# Skills
Linux
Ansible
Go
# Languages
German"""


def text_of(*pages: Page) -> str:
    return to_text(read_pdf(build(*pages), Limits()).lines)


def test_one_column_is_read_from_top_to_bottom() -> None:
    assert text_of(Page().lines(72, 72, "first\nsecond\nthird")).split() == ["first", "second", "third"]


def test_two_columns_are_read_one_after_the_other() -> None:
    page = Page().text(40, 50, "Ines Falk", 22, bold=True).lines(40, 90, SIDE).lines(230, 93, MAIN)
    text = text_of(page)
    assert text.startswith("Ines Falk")
    assert text.index("German") < text.index("Profile") or text.index("owners") < text.index("Contact")
    assert "Linux\nAnsible\nGo" in text


def test_two_columns_on_the_same_grid_are_still_two() -> None:
    page = Page().text(40, 50, "Ines Falk", 22, bold=True).lines(40, 90, SIDE).lines(230, 90, MAIN)
    assert "Linux\nAnsible\nGo" in text_of(page)


def test_columns_drawn_in_turns_are_read_apart() -> None:
    page = Page()
    for number, (left, right) in enumerate(zip(SIDE.split("\n"), MAIN.split("\n"), strict=False)):
        page.text(230, 93 + 15 * number, right.strip("#* "), bold=right.startswith("#"))
        page.text(40, 90 + 15 * number, left.strip("#* "), bold=left.startswith("#"))
    assert "Linux\nAnsible\nGo" in text_of(page)


def test_three_columns_are_read_one_after_the_other() -> None:
    page = Page().text(40, 50, "Ines Falk", 22, bold=True)
    page.lines(40, 90, "# Contact\nines@falk.example\n# Interests\nChess\nRowing")
    page.lines(180, 93, MAIN)
    page.lines(480, 87, "# Skills\nLinux\nAnsible\nGo\n# Education\nBSc Physics")
    text = text_of(page)
    assert "Chess\nRowing" in text
    assert "Linux\nAnsible\nGo" in text
    assert "2020 - Present\nMoved ninety services" in text


def test_dates_in_the_margin_stay_beside_what_they_date() -> None:
    page = Page().text(150, 60, "Experience", 14, bold=True)
    for number, (when, what) in enumerate(
        [
            ("2020 - 2023", "Developer, Alder AG"),
            ("2017 - 2020", "Tester, Birch AG"),
            ("2015 - 2017", "Intern, Cedar AG"),
        ]
    ):
        page.text(60, 90 + 40 * number, when).text(150, 90 + 40 * number, what)
        page.text(150, 104 + 40 * number, "Did what was needed there.")
    assert "2017 - 2020\tTester, Birch AG\nDid what" in text_of(page)


def test_dates_at_the_right_edge_stay_beside_what_they_date() -> None:
    page = Page()
    for number, (what, when) in enumerate(
        [("Alder AG", "2020 - 2023"), ("Birch AG", "2017 - 2020"), ("Cedar AG", "2015 - 2017")]
    ):
        page.text(60, 90 + 40 * number, what, bold=True).text(480, 90 + 40 * number, when)
        page.text(60, 104 + 40 * number, "Did what was needed there, at length, and wrote it down too.")
    assert "Birch AG\t2017 - 2020\nDid what" in text_of(page)


def test_a_date_broken_in_a_narrow_margin_is_put_together() -> None:
    page = Page()
    page.text(60, 90, "2017 \u2013").text(150, 90, "Product Manager, Alder AG, Bonn")
    page.text(60, 104, "Present").text(150, 104, "Leading three teams that build the things people ask for.")
    assert "2017 \u2013 Present\tProduct Manager" in text_of(page)


def test_spaced_out_letters_are_words() -> None:
    page = Page().raw("BT /B 12 Tf 5 Tc 1 0 0 1 72 700 Tm (WORK EXPERIENCE) Tj ET")
    assert text_of(page) == "WORK EXPERIENCE"


def test_words_set_without_space_characters_are_apart() -> None:
    page = Page().raw("BT /F 10 Tf 1 0 0 1 72 700 Tm [(Senior) -300 (Data) -300 (Engineer)] TJ ET")
    assert text_of(page) == "Senior Data Engineer"


def test_text_of_all_pages_is_read_in_order() -> None:
    assert (
        text_of(Page().text(72, 700, "end of one"), Page().text(72, 72, "start of two")) == "end of one\n\nstart of two"
    )
