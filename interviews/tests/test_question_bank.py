from __future__ import annotations

import os
import re
import subprocess
import sys
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.conf import settings
from hypothesis import given
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st

from interviewer.taxonomy import skill
from interviews.question_bank.generation import BEHAVIOURAL, Job, generate, replacement
from interviews.question_bank.loader import BankQuestion, bank, by_skill, by_text, coding_by_language

KINDS = ("structured", "technical", "resume")


# --- The bank itself ---------------------------------------------------------------------------------


def test_the_bank_is_valid_and_large_enough() -> None:
    assert len(by_skill()) >= 15
    assert min(len(questions) for questions in by_skill().values()) >= 8
    assert set(coding_by_language()) >= {"python", "javascript", "java", "sql"}


def test_no_two_questions_share_an_id_or_read_alike() -> None:
    """Alike in the engine's sense: it would refuse to ask the second."""
    ids = Counter(question.id for question in bank())
    assert ids.most_common(1)[0][1] == 1
    words = [(q.id, frozenset(re.findall(r"\w+", q.question.casefold()))) for q in bank()]
    alike = [
        (one, other)
        for index, (one, a) in enumerate(words)
        for other, b in words[:index]
        if len(a & b) / len(a | b) >= 0.8
    ]
    assert alike == []


def test_every_skill_of_the_bank_is_known_and_every_level_asked_about() -> None:
    for slug, questions in by_skill().items():
        assert skill(slug) is not None, slug
        assert {q.difficulty for q in questions} == {"easy", "medium", "hard"}, slug


def test_every_question_is_whole() -> None:
    assert {question.id: problems for question in bank() if (problems := list(problems_of(question)))} == {}


def problems_of(question: BankQuestion) -> Iterator[str]:
    texts = [question.question, *question.expected_points, *question.hints, question.reference_answer]
    if not all(text.strip() for text in texts):
        yield "an empty text"
    if len(set(question.expected_points)) < len(question.expected_points):
        yield "the same point twice"
    if any(hint.strip() == question.reference_answer.strip() for hint in question.hints):
        yield "a hint that is the answer"
    if question.type == "spoken" and len(" ".join(question.question.split())) > 600:
        yield "too long to be spoken"
    if by_text()[" ".join(question.question.split())] is not question:
        yield "not found by its text"
    if question.type == "code" and question.solution.strip() in {"", question.starter_code.strip()}:
        yield "no solution"


def test_a_broken_entry_is_refused() -> None:
    whole = bank()[0].model_dump()
    BankQuestion.model_validate(whole)
    for change in (
        {"id": "No Id"},
        {"difficulty": "extreme"},
        {"expected_points": ["one"]},
        {"follow_ups": [{"point": 99, "text": "What about that?"}] * 2},
        {"reference_answer": "Too short."},
        {"time": 10},
        {"unknown": 1},
        {"type": "code", "starter_code": "", "language": ""},
    ):
        with pytest.raises(ValueError):
            BankQuestion.model_validate({**whole, **change})


# --- How many, how long, which -----------------------------------------------------------------------

jobs = st.builds(
    Job,
    role=st.sampled_from(["Backend Engineer", "Head of Sales", "Zookeeper", "", "x" * 300, "Data Scientist (m/f/d)"]),
    description=st.sampled_from(
        ["", "Python, Django and PostgreSQL.", "You feed the lions.", "We sell software to hospitals."]
    ),
    kind=st.sampled_from(KINDS),
    difficulty=st.sampled_from(["easy", "medium", "hard"]),
    focus_areas=st.dictionaries(
        st.sampled_from(["Python", "teamwork", "Lion taming", " ", "SQL"]), st.floats(1, 5), max_size=4
    ),
    time_limit=st.integers(3, 180),
    seed=st.text(max_size=4),
)


@hypothesis_settings(max_examples=60, deadline=None)
@given(jobs, st.integers(1, 20))
def test_exactly_as_many_questions_as_asked_for_and_none_twice(job: Job, count: int) -> None:
    drafts = generate(job, count)
    assert len(drafts) == count
    assert len({" ".join(draft.text.casefold().split()) for draft in drafts}) == count
    for draft in drafts:
        assert draft.text.strip()
        assert draft.why.strip()
        assert draft.time_seconds >= 30
        assert len(draft.skill) <= 60


@hypothesis_settings(max_examples=60, deadline=None)
@given(jobs, st.integers(1, 20))
def test_the_questions_fit_the_time_wherever_they_can(job: Job, count: int) -> None:
    """Nobody answers in less than half a minute: more questions than that never fit."""
    total = sum(draft.time_seconds for draft in generate(job, count))
    assert total <= max(job.time_limit * 60, 30 * count)


@pytest.mark.parametrize("kind", KINDS)
def test_the_same_job_gets_the_same_questions(kind: str) -> None:
    job = Job("Backend Engineer", "Python and PostgreSQL", kind, seed="a")
    assert generate(job, 6) == generate(job, 6)
    others = {
        tuple(d.text for d in generate(Job("Backend Engineer", "Python and PostgreSQL", kind, seed=seed), 6))
        for seed in "abcdef"
    }
    assert len(others) > 1, "another interview for the same role should not be word for word the same"


def test_the_same_job_gets_the_same_questions_in_every_process_wherever_it_was_started(tmp_path: Path) -> None:
    code = (
        "from interviews.question_bank.generation import Job, generate\n"
        "for kind in ('structured', 'technical', 'resume'):\n"
        "    for d in generate(Job('Data Engineer', 'Python, SQL, Airflow', kind, seed='s'), 8): print(d.text)\n"
    )
    done = subprocess.run(
        [sys.executable, "-c", code],
        cwd=tmp_path,
        env={
            **os.environ,
            "PYTHONPATH": str(settings.BASE_DIR),
            "PYTHONHASHSEED": "12345",
            "PYTHONIOENCODING": "utf-8",
        },
        capture_output=True,
        text=True,
        check=True,
    )
    here = [d.text for kind in KINDS for d in generate(Job("Data Engineer", "Python, SQL, Airflow", kind, seed="s"), 8)]
    assert done.stdout.splitlines() == here


@pytest.mark.parametrize("kind", KINDS)
def test_what_is_excluded_does_not_come_back(kind: str) -> None:
    job = Job("Backend Engineer", "Python and PostgreSQL", kind)
    first = generate(job, 8)
    exclude = {draft.bank_id or draft.text for draft in first}
    again = generate(job, 8, exclude=exclude)
    assert len(again) == 8
    assert not exclude & {value for draft in again for value in (draft.bank_id, draft.text)}


@pytest.mark.parametrize("kind", KINDS)
def test_fewer_come_back_only_when_the_bank_has_nothing_left(kind: str) -> None:
    kept = {q.id for q in by_skill()["customer_support"]}
    exclude = {q.id for q in bank() if q.id not in kept}
    spoken_openers = 2 if kind == "resume" else 0
    assert len(generate(Job("Backend Engineer", "Python", kind), 8, exclude=exclude)) == 8
    assert len(generate(Job("Backend Engineer", "Python", kind), 20, exclude=exclude)) >= len(kept) + spoken_openers


def test_a_replacement_is_of_the_same_skill_while_there_is_one() -> None:
    job, seen = Job("Backend Engineer", "Python"), set()
    for _ in range(len(by_skill()["python"])):
        draft = replacement(job, skill_slug="python", kind="spoken", difficulty="medium", exclude=seen)
        assert draft is not None
        assert draft.skill == "python"
        assert draft.bank_id not in seen
        seen.add(draft.bank_id)
    draft = replacement(job, skill_slug="python", kind="spoken", difficulty="medium", exclude=seen)
    assert draft is not None and draft.skill != "python"
    everything = {q.id for q in bank()}
    assert replacement(job, skill_slug="python", kind="code", difficulty="medium", exclude=everything) is None


def test_a_question_about_the_candidates_own_work_is_replaced_by_another_of_the_kind() -> None:
    job = Job("Backend Engineer", "Python", "resume")
    for phase in ("projects", "standout_skills"):
        opener = next(draft for draft in generate(job, 6) if draft.phase == phase)
        draft = replacement(job, skill_slug="", kind="spoken", difficulty="medium", exclude={opener.text}, phase=phase)
        assert draft is not None
        assert (draft.phase, draft.skill, draft.bank_id) == (phase, "", ""), "not a question on a skill of the role"
        assert draft.text != opener.text
    everything = {opener.text for opener in generate(job, 20)}
    assert replacement(job, skill_slug="", kind="spoken", difficulty="medium", exclude=everything, phase="projects")


# --- Kinds -------------------------------------------------------------------------------------------


@pytest.mark.parametrize("count", [1, 3, 5, 10, 20])
def test_a_technical_interview_is_mostly_code(count: int) -> None:
    drafts = generate(Job("Python Developer", "Python and SQL", "technical", time_limit=180), count)
    code = [draft for draft in drafts if draft.type == "code"]
    assert len(code) >= max(1, count * 0.5)
    for draft in code:
        assert draft.starter_code and draft.language and draft.tests


def test_code_is_asked_for_in_the_languages_of_the_job() -> None:
    for role, language in (("Java Developer", "java"), ("Golang Engineer", "go"), ("C++ Engineer", "cpp")):
        drafts = generate(Job(role, "", "technical", time_limit=90), 3)
        assert {draft.language for draft in drafts if draft.type == "code"} <= {language, "sql"}, role


def test_a_conversation_goes_through_its_phases_in_order() -> None:
    order = ["introduction", "projects", "standout_skills", "role_skills"]
    for count in (4, 6, 10, 20):
        phases = [draft.phase for draft in generate(Job("Backend Engineer", "Python", "resume"), count)]
        assert phases == sorted(phases, key=order.index)
        assert set(phases) == set(order)
    assert [draft.phase for draft in generate(Job("Backend Engineer", "Python", "resume"), 1)] == ["introduction"]


@pytest.mark.parametrize("kind", KINDS)
def test_the_difficulty_shows_in_the_questions(kind: str) -> None:
    rank = {"easy": 0, "medium": 1, "hard": 2}
    means = []
    for difficulty in ("easy", "medium", "hard"):
        drafts = generate(Job("Backend Engineer", "Python, SQL", kind, difficulty, time_limit=120), 10)
        means.append(sum(rank[draft.difficulty] for draft in drafts) / len(drafts))
    assert means[0] < means[1] < means[2]


def test_a_focus_area_is_asked_about_whether_the_bank_knows_it_or_not() -> None:
    drafts = generate(Job("Backend Engineer", "Python", focus_areas={"Kubernetes": 5, "Lion taming": 2}), 6)
    assert any("Lion taming" in draft.text for draft in drafts)
    plain = generate(Job("Zookeeper", "", focus_areas={"SQL": 5}), 6)
    assert sum(draft.skill == "sql" for draft in plain) >= 2


def test_a_longer_interview_asks_how_somebody_works_with_others() -> None:
    drafts = generate(Job("Backend Engineer", "Python, Django, PostgreSQL"), 5)
    assert sum(draft.skill in BEHAVIOURAL for draft in drafts) == 1


# --- What a dozen postings call for ------------------------------------------------------------------

POSTINGS: list[tuple[str, str, set[str], set[str]]] = [
    (
        "Backend Engineer (Python)",
        "You own the booking services of a ferry company. Django and PostgreSQL every day, REST APIs for three apps, "
        "and tests that let us release on a Friday. Kubernetes is run by another team.",
        {"python", "django", "postgresql", "sql", "rest_api_design", "testing", "system_design", "software_design"},
        {"sales", "marketing", "react", "ux_design", "cpp"},
    ),
    (
        "Frontend Developer",
        "Our shop is a React application in TypeScript. You care about accessible HTML and CSS, and you test "
        "what you build.",
        {"react", "typescript", "javascript", "html_css", "testing", "test_automation", "ux_design"},
        {"django", "sales", "operating_systems", "data_engineering"},
    ),
    (
        "Data Scientist",
        "Forecast demand for 40 bakeries: statistics, Python with pandas and scikit-learn, SQL, and "
        "explaining results to bakers.",
        {"statistics", "python", "sql", "machine_learning", "data_analysis", "deep_learning"},
        {"react", "sales", "java", "html_css"},
    ),
    (
        "Data Engineer",
        "Build pipelines with Airflow and Spark that feed our warehouse. SQL, Python, data modelling, monitoring.",
        {"data_engineering", "sql", "python", "postgresql", "data_analysis", "observability", "system_design", "aws"},
        {"react", "marketing", "ux_design", "sales"},
    ),
    (
        "Senior Java Developer",
        "Payments at a bank: Java 21, Spring Boot, microservices with Kafka, clean design. Ten years of "
        "experience required.",
        {
            "java",
            "microservices",
            "software_design",
            "system_design",
            "sql",
            "rest_api_design",
            "testing",
            "data_engineering",
        },
        {"react", "marketing", "php", "user_research"},
    ),
    (
        "Machine Learning Engineer",
        "Bring models into production: Python, PyTorch, feature stores, Docker, monitoring of drift.",
        {
            "machine_learning",
            "python",
            "deep_learning",
            "docker",
            "data_engineering",
            "statistics",
            "observability",
            "software_design",
        },
        {"sales", "react", "html_css", "customer_support"},
    ),
    (
        "QA Engineer",
        "You plan tests, automate them with Playwright, and talk to developers about quality. Some SQL and REST APIs.",
        {"testing", "test_automation", "sql", "rest_api_design", "javascript", "typescript", "agile"},
        {"sales", "machine_learning", "marketing"},
    ),
    (
        "Product Manager",
        "Own the roadmap of our app for tenants: talk to users, decide what not to build, work with design "
        "and engineering.",
        {
            "product_management",
            "user_research",
            "data_analysis",
            "agile",
            "project_management",
            "ux_design",
            "leadership",
        },
        {"java", "cpp", "operating_systems", "django"},
    ),
    (
        "UX Designer",
        "Research, wireframes and prototypes in Figma for people who file taxes once a year. You test with users.",
        {"ux_design", "user_research", "html_css", "product_management"},
        {"java", "sql", "sales", "operating_systems"},
    ),
    (
        "Account Executive",
        "Close deals with mid-size hotels: prospecting, negotiation, keeping the CRM honest. Quota and commission.",
        {"sales", "customer_support", "marketing"},
        {"python", "react", "operating_systems", "statistics"},
    ),
    (
        "Customer Support Specialist",
        "Answer customers by chat and phone, calm the angry ones, and tell the product team what hurts most.",
        {"customer_support", "product_management"},
        {"java", "cpp", "machine_learning", "system_design"},
    ),
    (
        "Engineering Manager",
        "Lead two teams of six: hiring, growing people, planning with product, and a sound opinion on system design.",
        {"people_management", "leadership", "project_management", "system_design", "agile", "product_management"},
        {"sales", "html_css", "react"},
    ),
    (
        "Embedded Software Engineer",
        "Firmware in C and C++ for heat pumps: real-time operating systems, memory that is never enough, field buses.",
        {"cpp", "operating_systems", "data_structures", "linux", "networking", "algorithms", "testing"},
        {"sales", "react", "marketing", "django"},
    ),
]


@pytest.mark.parametrize(("role", "description", "expected", "odd"), POSTINGS, ids=[posting[0] for posting in POSTINGS])
def test_a_posting_gets_questions_about_what_it_asks_for(
    role: str, description: str, expected: set[str], odd: set[str]
) -> None:
    skills = [draft.skill for draft in generate(Job(role, description), 8)]
    about_the_job = [s for s in skills if s in expected]
    assert len(about_the_job) >= 5, skills
    assert len(set(about_the_job)) >= min(2, len(expected) - 1), skills
    assert not set(skills) & odd, skills
