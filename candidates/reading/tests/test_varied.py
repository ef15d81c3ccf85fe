"""Layouts, customs and languages that the reader was not made on."""

from __future__ import annotations

import pytest

from candidates.reading import read_resume_file
from candidates.reading.result import Facts
from candidates.reading.tests.varied import RESUMES, Varied


@pytest.fixture(scope="module")
def facts(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Facts]:
    folder = tmp_path_factory.mktemp("varied")
    found = {}
    for name, resume in RESUMES.items():
        path = folder / name
        path.write_bytes(resume.make())
        result = read_resume_file(path)
        assert result.state == "parsed", (name, result.message)
        found[name] = result.facts
    return found


every = pytest.mark.parametrize(("name", "resume"), RESUMES.items(), ids=list(RESUMES))


@every
def test_who_it_is_and_how_to_write_to_them(name: str, resume: Varied, facts: dict[str, Facts]) -> None:
    assert (facts[name].name, facts[name].email) == (resume.name, resume.email)


@every
def test_skills_are_found_and_none_is_made_of_the_layout(name: str, resume: Varied, facts: dict[str, Facts]) -> None:
    got = {skill.name.casefold() for skill in facts[name].skills}
    assert {skill.casefold() for skill in resume.skills} - got == set()
    assert got & {"mother tongue", "years", "level", "skill", "expert", "advanced", "deutsch (muttersprache)"} == set()


@every
def test_employers_are_found_and_no_other(name: str, resume: Varied, facts: dict[str, Facts]) -> None:
    assert [employer.name for employer in facts[name].employers] == list(resume.employers)
    dates = {employer.name: (employer.start, employer.end) for employer in facts[name].employers}
    assert {employer: dates[employer] for employer in resume.dates} == resume.dates


@every
def test_projects_and_education_are_found(name: str, resume: Varied, facts: dict[str, Facts]) -> None:
    assert [project.name for project in facts[name].projects] == list(resume.projects)
    schools = " / ".join(entry.school or "" for entry in facts[name].education)
    assert [school for school in resume.education if school not in schools] == []
