"""What a model finds in a resume besides the rules: only what stands in it."""

from __future__ import annotations

import json
from typing import Any

import pytest

from candidates.models import Resume
from candidates.reading import read_resume_text
from candidates.reading_by_model import Found, merged
from candidates.services import store_pasted_resume
from interviewer.providers.tests.conftest import _server, vendors  # noqa: F401 - fixtures
from interviewer.providers.tests.fake_vendors import FakeVendors, Says

RESUME = """Alma Whitfield
alma.whitfield@example.com

Skills
Python, Django

Experience
Backend Engineer, Harbour Tickets, 2021 - 2026
- Rebuilt the seat reservation with zigzag merging, so that no seat is sold twice
Besides I ran the weekend shift of Lindqvist Logistics as a dispatcher.

I also wrote Queue Keeper, a waiting room for ticket sales in Redis.
"""


def found(**fields: Any) -> Found:
    return Found.model_validate(fields)


def facts_with(**fields: Any):
    read = read_resume_text(RESUME)
    return merged(read.facts, found(**fields), read.text)


def test_what_stands_in_the_text_is_added() -> None:
    facts = facts_with(
        skills=["zigzag merging", "Redis"],
        employers=[{"name": "Lindqvist Logistics", "title": "dispatcher"}],
        projects=[
            {"name": "Queue Keeper", "text": "a waiting room for ticket sales in Redis", "skills": ["Redis", "Kafka"]}
        ],
    )
    names = {s.name for s in facts.skills}
    assert {"Python", "Django", "zigzag merging"} <= names
    assert [e.title for e in facts.employers if e.name == "Lindqvist Logistics"] == ["dispatcher"]
    project = next(p for p in facts.projects if p.name == "Queue Keeper")
    assert [s.name for s in project.skills] in (["Redis"], [])


def test_what_does_not_stand_there_is_dropped() -> None:
    before = read_resume_text(RESUME).facts
    facts = facts_with(
        skills=["Kubernetes", "Pyth", "Java", "", "   ", "[name]"],
        employers=[{"name": "Google"}, {"name": "Harbour"}],
        projects=[{"name": "Apollo Programme"}],
        education=[{"degree": "PhD", "school": "MIT", "year": "2001"}],
    )
    assert facts == before


def test_nothing_is_listed_twice_by_another_name() -> None:
    before = read_resume_text(RESUME).facts
    facts = facts_with(skills=["PYTHON", "django"], employers=[{"name": "harbour tickets", "start": "1999"}])
    assert facts.skills == before.skills
    assert len(facts.employers) == len(before.employers)
    assert "1999" not in {e.start for e in facts.employers}


@pytest.fixture
def model(vendors: FakeVendors, settings) -> FakeVendors:  # noqa: F811
    settings.LLM_PROVIDERS = ["openrouter"]
    settings.LLM_RESUME_DEADLINE_SECONDS = 5
    return vendors


@pytest.mark.django_db
def test_a_resume_handed_in_is_read_by_both_and_the_name_stays_here(model: FakeVendors) -> None:
    model.say(
        "openrouter",
        Says(
            text=json.dumps(
                {"skills": ["zigzag merging", "Rocketry"], "employers": [], "projects": [], "education": []}
            )
        ),
    )
    resume = store_pasted_resume(RESUME)
    names = {s["name"] for s in resume.skills}
    assert "zigzag merging" in names and "Rocketry" not in names
    sent = json.dumps(model.asked("openrouter")[0].body)
    assert "Harbour Tickets" in sent
    assert "Whitfield" not in sent and "alma.whitfield" not in sent


@pytest.mark.django_db
@pytest.mark.parametrize("said", [Says(status=500), Says(text="no JSON"), Says(text='{"skills": 7}')])
def test_rules_alone_read_it_when_no_model_helps(model: FakeVendors, said: Says) -> None:
    model.say("openrouter", said)
    with_model = store_pasted_resume(RESUME)
    rules = read_resume_text(RESUME).facts
    assert Resume.objects.get(pk=with_model.pk).skills == [s.model_dump() for s in rules.skills]
