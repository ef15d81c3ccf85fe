"""What a language model finds in a resume beyond the rules. It adds, takes nothing away, and makes nothing up.

Every item has to stand in the text as it was read, which holds no hidden text. Not to be called inside a transaction.
"""

from __future__ import annotations

import logging
import re
import unicodedata

from django.conf import settings
from pydantic import Field

from candidates.reading import Education, Employer, Facts, Project, ReadResult, SkillFact
from candidates.reading.dates import years_between
from interviewer.providers.errors import ProviderError
from interviewer.providers.llm import registry
from interviewer.providers.llm.base import Message, Strict
from interviewer.providers.llm.completion import ask
from interviewer.providers.prompts import Fence, load, redact
from interviewer.taxonomy import lookup_skill

logger = logging.getLogger(__name__)

TEXT_LIMIT = 20_000
MAX_TOKENS = 3_000
MAX_NAME, MAX_EXCERPT = 80, 300
MOST = {"skills": 60, "employers": 15, "projects": 20, "education": 10}


class FoundEmployer(Strict):
    name: str = Field(max_length=300)
    title: str | None = Field(default=None, max_length=300)
    start: str | None = Field(default=None, max_length=100)
    end: str | None = Field(default=None, max_length=100)


class FoundProject(Strict):
    name: str = Field(max_length=300)
    text: str | None = Field(default=None, max_length=5000)
    skills: list[str] = Field(default_factory=list, max_length=60)


class FoundEducation(Strict):
    degree: str | None = Field(default=None, max_length=300)
    school: str | None = Field(default=None, max_length=300)
    year: str | None = Field(default=None, max_length=100)


class Found(Strict):
    skills: list[str] = Field(default_factory=list, max_length=300)
    employers: list[FoundEmployer] = Field(default_factory=list, max_length=100)
    projects: list[FoundProject] = Field(default_factory=list, max_length=100)
    education: list[FoundEducation] = Field(default_factory=list, max_length=100)


def completed(result: ReadResult) -> ReadResult:
    """What rules read, with what a model found besides; as it is where there is no model. Never raises."""
    if result.state != "parsed" or not registry.configured():
        return result
    facts, fence = result.facts, Fence()
    prompt = load("candidates", "resume")
    text = redact(
        result.text,
        names=[facts.name] if facts.name else [],
        emails=[facts.email] if facts.email else [],
        phones=[facts.phone] if facts.phone else [],
    )
    messages = [
        Message("system", prompt.render(rule=fence.rule)),
        Message("user", fence.wrap("resume", text, limit=TEXT_LIMIT)),
    ]
    try:
        completion = ask(
            "resume",
            messages,
            Found,
            prompt_version=prompt.version,
            deadline=settings.LLM_RESUME_DEADLINE_SECONDS,
            max_tokens=max(settings.LLM_MAX_TOKENS, MAX_TOKENS),
        )
    except ProviderError as error:
        logger.info("the resume is read by rules alone: %s", error.category)
        return result
    return result.model_copy(update={"facts": merged(facts, completion.value, result.text)})


def merged(facts: Facts, found: Found, text: str) -> Facts:
    """Both together. What the model names must stand in ``text``, and must not be there by another name already."""
    page = _Page(text)
    employers = _employers(facts, found, page)
    projects = _projects(facts, found, page, employers)
    years = facts.years_experience
    return facts.model_copy(
        update={
            "skills": _skills(facts.skills, found.skills, page, MOST["skills"]),
            "employers": employers,
            "projects": projects,
            "education": _education(facts, found, page),
            "years_experience": years if years is not None else years_between([(e.start, e.end) for e in employers]),
        }
    )


class _Page:
    """The resume's text, to look things up in whatever their case, accents and white space."""

    def __init__(self, text: str) -> None:
        self.flat = _flat(text)

    def holds(self, words: str | None, longest: int = MAX_NAME) -> str | None:
        """``words`` tidied if they stand in the text as words of their own, else None."""
        tidy = " ".join((words or "").split()).strip(" ,;:|•·*-–")
        if not 1 <= len(tidy) <= longest or not any(c.isalnum() for c in tidy) or re.fullmatch(r"\[[\w-]+\]", tidy):
            return None
        found = re.search(rf"(?<!\w){re.escape(_flat(tidy))}(?![\w+#])", self.flat)
        return tidy if found else None


def _flat(text: str) -> str:
    plain = "".join(c for c in unicodedata.normalize("NFKD", text.casefold()) if not unicodedata.combining(c))
    return " ".join(plain.split())


def _alike(one: str, other: str) -> bool:
    """The same thing by a longer or shorter name."""
    a, b = _flat(one), _flat(other)
    return a == b or (min(len(a), len(b)) >= 4 and (a in b or b in a))


def _skills(known: list[SkillFact], names: list[str], page: _Page, most: int) -> list[SkillFact]:
    result = list(known)
    slugs, written = {s.slug for s in known if s.slug}, {_flat(s.name) for s in known}
    for given in names:
        name = page.holds(given, 50)
        slug = lookup_skill(name) if name else None
        if not name or _flat(name) in written or (slug and slug in slugs) or len(result) >= most:
            continue
        result.append(SkillFact(name=name, slug=slug))
        written.add(_flat(name))
        slugs |= {slug} if slug else set()
    return result


def _employers(facts: Facts, found: Found, page: _Page) -> list[Employer]:
    result = list(facts.employers)
    others = [p.name for p in facts.projects] + [e.school for e in facts.education if e.school]
    for given in found.employers:
        name = page.holds(given.name)
        if not name:
            continue
        more = {
            "title": page.holds(given.title),
            "start": page.holds(given.start, 30),
            "end": page.holds(given.end, 30),
        }
        at = next((n for n, e in enumerate(result) if _alike(e.name, name)), None)
        if at is not None:
            missing = {field: value for field, value in more.items() if value and getattr(result[at], field) is None}
            result[at] = result[at].model_copy(update=missing)
        elif len(result) < MOST["employers"] and not any(_alike(other, name) for other in others):
            result.append(Employer(name=name, **more))
    return result


def _projects(facts: Facts, found: Found, page: _Page, employers: list[Employer]) -> list[Project]:
    result = list(facts.projects)
    others = [e.name for e in employers] + [e.school for e in facts.education if e.school]
    for given in found.projects:
        name = page.holds(given.name)
        if not name or any(_alike(p.name, name) for p in result) or any(_alike(other, name) for other in others):
            continue
        if len(result) < MOST["projects"]:
            excerpt = page.holds(given.text, MAX_EXCERPT) or ""
            result.append(Project(name=name, text=excerpt, skills=_skills([], given.skills, page, 12)))
    return result


def _education(facts: Facts, found: Found, page: _Page) -> list[Education]:
    result = list(facts.education)
    for given in found.education:
        one = Education(
            degree=page.holds(given.degree, 120), school=page.holds(given.school), year=page.holds(given.year, 30)
        )
        known = any(
            (one.school and e.school and _alike(e.school, one.school))
            or (one.degree and e.degree and _alike(e.degree, one.degree))
            for e in result
        )
        if (one.degree or one.school) and not known and len(result) < MOST["education"]:
            result.append(one)
    return result
