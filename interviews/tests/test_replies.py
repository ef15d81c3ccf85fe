"""What a model may say to a candidate who asks back, and what is said instead."""

from __future__ import annotations

import json
from typing import Any

import pytest

from interviewer.providers.tests.conftest import _server, vendors  # noqa: F401 - fixtures
from interviewer.providers.tests.fake_vendors import FakeVendors, Says
from interviews.models import ResponseState
from interviews.replies import sayable
from interviews.services import clock
from interviews.tests.helpers import GOOD, POINTS, Seat, open_config, sit_down

pytestmark = pytest.mark.django_db

QUESTION = "When would you reach for a generator in your code?"
FINE = "It is about the kind of situation in which you would choose one over building a list."


def said(text: str, language: str = "en") -> str:
    return sayable(
        text, language=language, said=f"{QUESTION} What do you mean?", points=POINTS,
        keywords=["yield", "memory", "exhausted"], reference=GOOD,
    )  # fmt: skip


def test_an_explanation_of_the_question_is_said() -> None:
    assert said(f"  {FINE}\n") == FINE


@pytest.mark.parametrize(
    "text",
    [
        "",
        "Sure.",
        "x" * 400,
        "It is about memory use.",
        "Think of how it can be iterated only once, then it is over.",
        "It yields one value at a time, as you know.",
        "So it keeps the use of something low, in a way.",
        "You are right, that is correct so far.",
        "Great question, and a good answer would be about large files.",
        "What do you think it could be about?",
        "Have a look at https://example.com for the idea behind it.",
        "As an AI I can not tell you what it is about.",
        "It is about how you were raised and your religion.",
        "The team is friendly to pregnant women, so do not worry.",
        "We will hire you if you get this one.",
        "Es geht darum, wann man sich dafür und nicht für eine Liste entscheidet, und was das mit sich bringt.",
    ],
)
def test_what_gives_an_answer_away_or_does_not_belong_here_is_not(text: str) -> None:
    assert said(text) == ""


def test_another_language_is_said_where_the_interview_is_held_in_it() -> None:
    text = "Es geht darum, wann man sich dafür und nicht für eine Liste entscheidet, und was das mit sich bringt."
    assert said(text, "de") == text


# --- At the interview --------------------------------------------------------------------------------


@pytest.fixture(autouse=True)
def _virtual_time():
    with clock.starting_at(clock.now()):
        yield


@pytest.fixture
def model(vendors: FakeVendors, settings: Any) -> FakeVendors:  # noqa: F811
    settings.LLM_PROVIDERS = ["openrouter"]
    settings.LLM_DECISION_DEADLINE_SECONDS = 5
    return vendors


def proposes(reply: str, intent: str = "clarify") -> Says:
    step = {"action": "preset", "reading": "no_answer", "intent": intent, "reply": reply, "reason": "They asked."}
    return Says(text=json.dumps(step))


def asked_again(seat: Seat, text: str) -> str:
    seat.answer(text)
    assert seat.responses[0].state == ResponseState.ASKED_BACK
    return str(seat.question.lead_in)


@pytest.mark.parametrize("text", ["What do you mean?", "Could you clarify that for me, please?"])
def test_a_models_explanation_is_given_before_the_question_is_put_again(model: FakeVendors, text: str) -> None:
    model.say("openrouter", proposes(FINE))
    assert asked_again(sit_down(), text) == FINE


@pytest.mark.parametrize(
    "reply", ["", "A generator yields one value at a time.", "How old are you?", "You failed.", "word " * 200]
)
def test_where_it_can_not_be_said_the_rules_reply(model: FakeVendors, reply: str) -> None:
    model.say("openrouter", proposes(reply))
    assert "no trick" in asked_again(sit_down(), "What do you mean?")


def test_a_model_that_is_away_leaves_the_reply_to_the_rules(model: FakeVendors) -> None:
    model.say("openrouter", Says(status=500))
    assert "no trick" in asked_again(sit_down(), "What do you mean?")


@pytest.mark.parametrize(
    ("text", "fact"),
    [
        ("Are you a real person?", "program"),
        ("How much time do I have left?", "minutes"),
        ("What is the salary?", "people"),
    ],
)
def test_facts_of_the_interview_are_never_a_models_to_state(model: FakeVendors, text: str, fact: str) -> None:
    model.say("openrouter", proposes("I am a person like you, and there is no limit to anything here.", "question"))
    assert fact in asked_again(sit_down(), text)


def test_a_question_that_rules_know_no_answer_to_gets_the_models(model: FakeVendors) -> None:
    reply = "Happy to, once we are through: the people who invited you will take your questions."
    model.say("openrouter", proposes(reply, "question"))
    assert asked_again(sit_down(), "Can I ask you something?") == reply


def test_who_only_wants_it_repeated_waits_for_no_model(model: FakeVendors) -> None:
    model.say("openrouter", proposes(FINE))
    assert "again" in asked_again(sit_down(), "Could you repeat that, please?")
    assert model.calls == []


# --- In the interview's language, without a model ------------------------------------------------------


@pytest.mark.parametrize(
    ("language", "text", "lead_in"),
    [
        ("de", "Können Sie die Frage wiederholen?", "Gern, hier ist die Frage noch einmal."),
        ("fr", "Could you repeat that, please?", "Bien sûr, la voici de nouveau."),
        ("es-MX", "Un momento, por favor.", "Tómese el tiempo que necesite."),
        ("nl", "Hoeveel tijd heb ik nog?", "minuten antwoordtijd"),
        ("ja", "Could you repeat that, please?", "Of course, here it is again."),
    ],
)
def test_the_reply_is_in_the_interviews_language(language: str, text: str, lead_in: str) -> None:
    assert lead_in in asked_again(sit_down(open_config(language=language)), text)


def test_questions_that_rules_make_are_in_the_interviews_language() -> None:
    seat = sit_down(
        open_config(language="de", time_limit=60, number_of_questions=6, follow_ups_per_question=1),
        projects=[{"name": "Queue Keeper"}, {"name": "a small tool: for tickets"}],
        skills=[{"name": "Redis", "slug": "redis"}],
    )  # fmt: skip
    asked = []
    while seat.session.status == "in_progress":
        if seat.question.question_type == "resume":
            asked.append(seat.question.question_text)
        seat.answer(GOOD)
    assert len(asked) >= 2
    assert all("Queue Keeper" in text or "„a small tool: for tickets“" in text for text in asked[:2])
    assert all(any(word in text for word in ("Ihrem Lebenslauf", "Sprechen wir", "Was war")) for text in asked[:2])


GERMAN = "Ich würde zuerst messen, wo die Zeit bleibt, und dann die langsamste Stelle verbessern, bevor ich baue."


@pytest.mark.parametrize(("language", "remark"), [("en", "English"), ("fr", "français"), ("de", "")])
def test_only_who_answers_in_another_language_than_the_interviews_is_told(language: str, remark: str) -> None:
    """The bank's questions are English: an answer in the interview's own language is what was asked for."""
    seat = sit_down(open_config(language=language))
    seat.answer(GERMAN)
    assert remark in seat.question.lead_in
    assert bool(seat.question.lead_in) is bool(remark)
