from __future__ import annotations

import pytest

from interviews.protected import asks_about_protected


@pytest.mark.parametrize(
    "text",
    [
        "How old are you?",
        "May I ask your age?",
        "What is your religion?",
        "Do you go to church on Sundays?",
        "Are you married?",
        "Do you plan to have children in the next years?",
        "Where are you originally from?",
        "What is your native language?",
        "Do you have any disabilities or health problems?",
        "How is your health?",
        "Tell me about your family.",
        "What gender identity do you have?",
        "Who did you vote for?",
        "Are you a union member?",
        "Wie alt sind Sie?",
        "Avez-vous des enfants ?",
        "¿Está casada?",
        "What are your RELIGIOUS  beliefs?",
    ],
)
def test_what_an_employer_may_not_ask_is_recognised(text: str) -> None:
    assert asks_about_protected(text)


@pytest.mark.parametrize(
    "text",
    [
        "How do you decide the maximum age of a cache entry?",
        "How do you find a race condition?",
        "What does a health check endpoint return?",
        "How did you store your children in the tree?",
        "When does a parent process outlive its child?",
        "What is the origin in a CORS request?",
        "Are you sure that a single point of failure is acceptable there?",
        "How would you model gender in a form that everybody can fill in?",
        "Do you have a plan for the failover?",
        "Do you go to conferences?",
    ],
)
def test_a_technical_question_with_such_a_word_is_left_alone(text: str) -> None:
    assert not asks_about_protected(text)


def test_a_question_about_null_or_passwords_in_general_can_be_put() -> None:
    from interviews.wording import sensible

    assert sensible("How would you store a user's password so that a leak does little harm?")
    assert sensible("What does a comparison with null give in SQL, and why?")
    assert not sensible("What is your password for the company's network?")


def test_no_question_of_the_bank_is_refused() -> None:
    from interviews.question_bank.loader import bank

    texts = [text for q in bank() for text in (q.question, *(f.text for f in q.follow_ups))]
    assert [text for text in texts if asks_about_protected(text)] == []
