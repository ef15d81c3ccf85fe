from __future__ import annotations

import pytest

from interviews.intents import Intent, recognise, reply

QUESTION = "What does idempotence mean for an API, and why does it matter?"


@pytest.mark.parametrize(
    ("text", "meant"),
    [
        ("Repeat", "repeat"),
        ("Can you repeat that, please?", "repeat"),
        ("Sorry, I didn't catch that. Could you say it again?", "repeat"),
        ("um could you please repeat the question", "repeat"),
        ("Können Sie die Frage bitte wiederholen?", "repeat"),
        ("Pouvez-vous répéter la question ?", "repeat"),
        ("¿Puede repetir la pregunta, por favor?", "repeat"),
        ("could you clarify", "clarify"),
        ("What do you mean by that?", "clarify"),
        ("What is idempotence?", "clarify"),
        ("I don't understand the question.", "clarify"),
        ("Do you mean for reads or for writes?", "clarify"),
        ("No entiendo la pregunta", "clarify"),
        ("I need a moment", "moment"),
        ("Let me think.", "moment"),
        ("Give me a second, please.", "moment"),
        ("Einen Moment bitte", "moment"),
        ("I'd rather not", "decline"),
        ("I’d rather not talk about that.", "decline"),
        ("I don't want to answer this question.", "decline"),
        ("Je préfère ne pas répondre.", "decline"),
        ("What is the salary?", "question"),
        ("Are you a real person?", "question"),
        ("How long will this take?", "question"),
        ("Can I answer in German?", "question"),
    ],
)
def test_what_is_no_answer_is_recognised(text: str, meant: str) -> None:
    assert recognise(text, QUESTION) == meant


@pytest.mark.parametrize(
    "text",
    [
        "",
        "Hmm.",
        "I don't know.",
        "Is it a hash map?",
        "That the same request twice has the effect of one, right?",
        "I'd rather not share mutable state between threads.",
        "I prefer not to use globals because they hide state.",
        "Let me think about it. I would use a queue.",
        "I would ask the customer: could you repeat that?",
        "What do you want to optimise for? I would first ask that.",
        "Wait for the lock, then write.",
        "How long does the lock take to expire?",
        "You repeat the request with the same key. Can you repeat that?",
        "repeat " * 60,
        "The salary service retries with a key of its own.",
    ],
)
def test_an_answer_stays_an_answer(text: str) -> None:
    assert recognise(text, QUESTION) is None


def test_the_reply_says_only_what_is_known() -> None:
    assert "program" in reply(Intent.QUESTION, "Are you human?")
    assert "3 more" in reply(Intent.QUESTION, "How many questions are left?", questions_left=3, minutes_left=9)
    assert "people who invited you" in reply(Intent.QUESTION, "What is the salary?")
    assert "English" in reply(Intent.QUESTION, "Can I answer in German?")
    assert "Kubernetes" in reply(Intent.CLARIFY, "What do you mean?", skill="Kubernetes")
