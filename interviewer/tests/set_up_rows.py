"""What the pages of setting up and of the question bank list: a draft with many questions, and a bank that grows."""

from __future__ import annotations

from interviewer.tests import factories
from interviewer.tests.world import EXTRAS, HOSTILE, LONG_NAME, World
from interviews.models import InterviewConfig, OwnQuestion

DRAFT = f"Staff Engineer, {LONG_NAME}"[:120]
MOST_IN_A_DRAFT = 12


def draft(world: World) -> InterviewConfig:
    return InterviewConfig.objects.get(created_by=world.recruiter, job_role=DRAFT)


def own_question(world: World) -> OwnQuestion:
    return OwnQuestion.objects.filter(owner=world.recruiter).earliest("created_at")


def _grow(world: World, number: int) -> None:
    factories.OwnQuestionFactory(
        owner=world.recruiter, text=f"{HOSTILE if number % 7 == 0 else 'What would you measure first?'} ({number})"
    )
    if number == 0:
        _make_draft(world)


def _make_draft(world: World) -> None:
    config = factories.InterviewConfigFactory(
        created_by=world.recruiter,
        job_role=DRAFT,
        job_description="Python and Django services on PostgreSQL, Docker, teamwork. " * 20,
        number_of_questions=MOST_IN_A_DRAFT + 2,
        adaptive=True,
        focus_areas={"Python": 5.0, "An area with a name of its own": 2.0},
        set_up={"reached": "publish", "typed": {}},
    )
    for number in range(MOST_IN_A_DRAFT):
        question = factories.QuestionFactory(config=config, why="The role or its description calls for Databases.")
        question.spares = [factories.spare(question, "hard"), factories.spare(question, "easy")]
        if number == 1:
            question.text = f"{HOSTILE} {LONG_NAME}?"
        if number == 2:
            question.expected_points, question.keywords, question.reference_answer, question.hints = [], [], "", []
        question.save()


EXTRAS.append(_grow)
