"""What the bank holds in all, and that a posting in its own words finds it."""

from __future__ import annotations

import pytest

from interviewer.taxonomy import bank_skills, roles, skill
from interviews.question_bank.generation import Job, generate
from interviews.question_bank.loader import bank, by_skill
from interviews.wording import same_question


def test_the_bank_covers_the_roles_and_skills_it_promises() -> None:
    spoken = [q for q in bank() if q.type == "spoken"]
    families = {known.family for slug in by_skill() if (known := skill(slug)) is not None}
    assert len(by_skill()) >= 40
    assert len(families) >= 12
    assert set(by_skill()) == set(bank_skills())
    assert len(roles()) >= 20
    assert all(set(role.skills) <= set(by_skill()) for role in roles().values()), "a role asks for what the bank lacks"
    assert len(bank()) >= 400
    assert len(bank()) - len(spoken) >= 40
    assert sum(q.style == "behavioural" for q in spoken) >= 40


def test_no_two_questions_of_one_skill_read_alike() -> None:
    for questions in by_skill().values():
        texts = [q.question for q in questions]
        for index, one in enumerate(texts):
            assert not any(same_question(one, other) for other in texts[:index]), one


def test_reference_answers_can_be_said_in_a_minute() -> None:
    assert [q.id for q in bank() if not 60 <= len(q.reference_answer.split()) <= 150] == []


def test_each_question_has_a_follow_up_for_a_missed_point_and_a_hint() -> None:
    assert all(q.follow_ups and q.hints for q in bank())
    assert all(1 <= f.point <= len(q.expected_points) for q in bank() for f in q.follow_ups)


@pytest.mark.parametrize(
    ("words", "slug"),
    [
        ("k8s", "kubernetes"),
        ("ML", "machine_learning"),
        ("Postgres", "postgresql"),
        ("golang", "go"),
        ("JS", "javascript"),
    ],
)
def test_a_posting_in_its_own_words_gives_questions_on_the_skill_it_means(words: str, slug: str) -> None:
    drafts = generate(Job("Engineer", f"You will need: {words}, {words} in production, and more {words}.", seed="s"), 8)
    assert slug in {draft.skill for draft in drafts}
