"""From lines of text to facts. Nothing is inferred that the text does not say."""

from __future__ import annotations

from candidates.reading.contact import find_email, find_links, find_name, find_phone
from candidates.reading.dates import years_between
from candidates.reading.education import education_of
from candidates.reading.employment import employers_of, is_project, split_entries
from candidates.reading.lines import Line
from candidates.reading.projects import education_projects, project_of_entry, projects_of
from candidates.reading.result import Facts, Project
from candidates.reading.sections import split_sections
from candidates.reading.skills import collect_skills


def facts_of(lines: list[Line], link_targets: list[str] | None = None) -> Facts:
    sections = split_sections(lines)
    email = find_email(lines)
    header = [line for section in sections if section.kind in {"header", "contact"} for line in section.lines]
    jobs = [entry for section in sections if section.kind == "experience" for entry in split_entries(section.lines)]
    employers = employers_of([entry for entry in jobs if not is_project(entry)])
    projects: list[Project] = []
    for entry in jobs:
        told = project_of_entry(entry) if is_project(entry) else None
        if told:
            projects.append(told)
    for section in sections:
        if section.kind == "projects":
            projects += projects_of(section)
        elif section.kind == "education":
            projects += education_projects(section)
    return Facts(
        name=find_name(lines, email),
        email=email,
        phone=find_phone(header) or find_phone([line for line in lines if not line.bullet]),
        links=find_links(lines, link_targets or []),
        headings=[section.heading for section in sections if section.heading],
        skills=collect_skills(sections, [employer.name for employer in employers]),
        employers=employers,
        projects=projects,
        education=[one for s in sections if s.kind == "education" for one in education_of(s.lines)],
        years_experience=years_between([(one.start, one.end) for one in employers]),
    )
