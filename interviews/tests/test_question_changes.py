"""Questions anew, harder and easier, and what a model makes of the bank's."""

from __future__ import annotations

import json
from typing import Any

import pytest
from django.urls import reverse

from interviewer.providers.tests.conftest import _server, vendors  # noqa: F401 - fixtures
from interviewer.providers.tests.fake_vendors import Call, FakeVendors, Says
from interviews.models import Question
from interviews.question_bank.by_model import tailored
from interviews.question_bank.generation import Job, generate
from interviews.services import configs, question_changes
from interviews.services.configs import NotAllowed
from interviews.tests.helpers import make_user

pytestmark = pytest.mark.django_db

FIELDS = {
    "job_role": "Backend Engineer",
    "job_description": "Python and PostgreSQL for a booking platform. Write to anna@example.com.",
    "number_of_questions": 4,
}
POINTS = [
    "A lock on the row keeps a second buyer out",
    "The transaction has to be short",
    "A unique constraint is the last line",
]
REFERENCE = (
    "I would lock the row of the seat first, so that a second buyer has to wait until I am through. The transaction "
    "stays short, so I call the payment service before or after it and never inside. And because people make mistakes, "
    "a unique constraint on seat and event is there as the last line, which turns a double sale into an error."
)
TEXT = "Two customers book the last seat at the same moment. How do you see to it that only one of them gets it?"


def written(slot: int, **fields: Any) -> dict[str, Any]:
    return {
        "slot": slot,
        "text": TEXT,
        "expected_points": POINTS,
        "keywords": ["lock", "transaction", "constraint"],
        "reference_answer": REFERENCE,
        "follow_ups": [
            {"point": 1, "text": "What would the second buyer see meanwhile?"},
            {"point": 3, "text": "And what if the code has a mistake?"},
        ],
        "hints": ["Think of what the database can do for you."],
        "why": "The platform sells seats.",
        **fields,
    }


@pytest.fixture
def model(vendors: FakeVendors, settings) -> FakeVendors:  # noqa: F811
    settings.LLM_PROVIDERS = ["openrouter"]
    settings.LLM_QUESTIONS_DEADLINE_SECONDS = 5
    return vendors


def says(*questions: dict[str, Any]) -> Says:
    return Says(text=json.dumps({"questions": list(questions)}))


# --- A model's questions -----------------------------------------------------------------------------


def test_a_config_gets_what_a_model_made_of_the_banks_questions(model: FakeVendors) -> None:
    model.say("openrouter", says(written(0)))
    config = configs.create_config(make_user(), FIELDS)
    first, *others = config.questions.order_by("position")
    assert (first.text, first.source, first.why) == (TEXT, "llm", "The platform sells seats.")
    assert first.expected_points == POINTS
    assert {q.source for q in others} == {"bank"}
    sent = json.dumps(model.asked("openrouter")[0].body)
    assert "booking platform" in sent and "anna@example.com" not in sent
    assert "Slot 1" in sent and "Material:" in sent


UNUSABLE = {
    "a protected subject": written(0, text="How old are you, and does that help you with databases?"),
    "the answer in the question": written(
        0, text="Would you say that a unique constraint is the last line, as I would?", expected_points=POINTS
    ),
    "too few points": written(0, expected_points=POINTS[:1]),
    "no reference": written(0, reference_answer=""),
    "gibberish": written(0, text="Zorp glimmer fendle wix praddle moop snargle?"),
    "a slot that is none": written(77),
    "a negative slot": written(-1),
}  # fmt: skip


@pytest.mark.parametrize("unusable", UNUSABLE)
def test_what_cant_be_used_leaves_the_banks_question_in_place(model: FakeVendors, unusable: str) -> None:
    model.say("openrouter", says(UNUSABLE[unusable]))
    job = Job("Backend Engineer", "Python and PostgreSQL", seed="s")
    drafts = generate(job, 3)
    assert tailored(job, drafts) == drafts


@pytest.mark.parametrize("said", [Says(status=500), Says(text="no JSON"), says(), says(written(0), written(1))])
def test_as_many_questions_as_asked_for_and_none_twice_whatever_a_model_says(model: FakeVendors, said: Says) -> None:
    model.say("openrouter", said)
    config = configs.create_config(make_user(), FIELDS)
    texts = list(config.questions.values_list("text", flat=True))
    assert len(texts) == len(set(texts)) == 4


def test_code_is_left_as_the_bank_has_it(model: FakeVendors) -> None:
    def slots(call: Call) -> Says:
        return says(*(written(n) for n in range(6)))

    model.say("openrouter", slots)
    config = configs.create_config(make_user(), {**FIELDS, "kind": "technical"})
    assert {q.source for q in config.questions.filter(type="code")} == {"bank"}


# --- Harder, easier, another -------------------------------------------------------------------------


def a_question() -> Question:
    config = configs.create_config(make_user(), FIELDS)
    question = config.questions.filter(difficulty="medium").first()
    assert question is not None
    return question


@pytest.mark.parametrize(("step", "level"), [(1, "hard"), (-1, "easy")])
def test_a_question_can_be_made_harder_and_easier(step: int, level: str) -> None:
    question = a_question()
    before = (question.text, question.skill, question.position)
    question_changes.change_difficulty(make_user(), question, step)
    question.refresh_from_db()
    assert question.difficulty == level
    assert question.text != before[0]
    assert (question.skill, question.position) == before[1:]
    assert "You asked for" in question.why


def test_the_scale_has_ends() -> None:
    question = a_question()
    question_changes.change_difficulty(make_user(), question, 1)
    with pytest.raises(NotAllowed, match="as hard as they come"):
        question_changes.change_difficulty(make_user(), question, 1)


def test_a_regenerated_question_is_fitted_to_the_role_where_a_model_can(model: FakeVendors) -> None:
    model.say("openrouter", Says(status=500))
    question = a_question()
    model.say("openrouter", says(written(0)))
    question_changes.regenerate(make_user(), question)
    question.refresh_from_db()
    assert (question.text, question.source) == (TEXT, "llm")


def test_the_page_offers_both_and_nobody_elses_question_can_be_changed(client) -> None:
    question = a_question()
    url = reverse("interviews:change_difficulty", args=[question.pk])
    client.force_login(make_user())
    page = client.get(reverse("interviews:detail", args=[question.config_id])).content.decode()
    assert url in page and "Harder" in page and "Easier" in page and "Why this one:" in page
    client.post(url, {"direction": "harder"})
    question.refresh_from_db()
    assert question.difficulty == "hard"
    client.force_login(make_user("other@example.com"))
    assert client.post(url, {"direction": "easier"}).status_code == 404
