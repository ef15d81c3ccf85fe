"""Out goes a text without the candidate; a quote of it comes back as the words that were said."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from reports.redaction import Redacted

WHO = {"names": ["Carla Mendes", "Carla Mendes-Ortiz"], "emails": ["carla@example.com"], "phones": ["+44 20 7946 0000"]}
SAID = (
    "I'm Carla Mendes. My lead, who calls me Carla, asked for a parser, so I wrote one.\n"
    "Mail carla@example.com or call +44 20 7946 0000; Mendes signed it off."
)


def test_nothing_of_the_candidate_leaves() -> None:
    text = Redacted.of(SAID, **WHO).text
    assert not any(part in text for part in ("Carla", "Mendes", "carla@", "7946"))
    assert "asked for a parser" in text


@pytest.mark.parametrize(
    ("quote", "said"),
    [
        ("asked for a parser, so I wrote one", "asked for a parser, so I wrote one"),
        ("who calls me [name], asked for a parser", "who calls me Carla, asked for a parser"),
        (
            "Mail [e-mail] or call [phone]; [name] signed it off",
            "Mail carla@example.com or call +44 20 7946 0000; Mendes signed it off",
        ),
        ("[name] signed it off", "signed it off"),
        ("so I wrote  one. mail [e-mail]", "so I wrote one.\nMail"),
        ("[name]", None),
        ("[name] [e-mail]", None),
        ("who calls me Dora, asked for a parser", None),
        ("who calls me [name], asked for a printer", None),
    ],
)
def test_a_quote_comes_back_as_it_was_said_or_not_at_all(quote: str, said: str | None) -> None:
    place = Redacted.of(SAID, **WHO).find(quote)
    found = SAID[slice(*place)] if place else None
    assert found == said


@settings(max_examples=150, deadline=None)
@given(st.text(max_size=200), st.integers(0, 200), st.integers(1, 60))
def test_whatever_is_found_lies_within_the_answer(text: str, start: int, length: int) -> None:
    safe = Redacted.of(text + " Carla " + text, **WHO)
    place = safe.find(safe.text[start : start + length])
    if place is not None:
        assert 0 <= place[0] < place[1] <= len(safe.original)
