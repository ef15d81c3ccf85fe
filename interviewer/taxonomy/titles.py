"""From the title of a job to the role it is."""

from __future__ import annotations

import re
from collections import defaultdict
from functools import cache

from interviewer.taxonomy.loading import Role, roles
from interviewer.taxonomy.matching import find_skills

WORD = re.compile(r"[^\W_]+[+#]*|\.net\b")
# Level, gender marks and forms of employment say nothing about the work.
_IGNORED = (
    "senior junior sr jr mid level midlevel entry graduate trainee intern internship werkstudent "
    "werkstudentin "
    "praktikant praktikum m w d f x h i ii iii iv v 1 2 3 remote hybrid onsite part full time fulltime "
    "parttime "
    "vollzeit teilzeit freelance contract experienced the a an of for and und y et in at im für de le la "
    "experte "
    "prácticas stagiaire stage cdi all genders"
)
IGNORED = frozenset(_IGNORED.split())
FEMININE = re.compile(
    r"(entwickler|ingenieur|manager|analyst|administrator|leiter|tester|designer|berater|techniker)(in|"
    r"innen)$"
)
FEMININE_MARK = re.compile(r"[*:/_·](in(nen)?|a|e|euse|rice|r)\b|\((in|a|e)\)")


def _words(text: str) -> tuple[str, ...]:
    text = FEMININE_MARK.sub("", text.casefold()).replace("full stack", "fullstack").replace("full-stack", "fullstack")
    text = text.replace("node.js", "nodejs").replace("back-end", "backend").replace("back end", "backend")
    text = text.replace("front-end", "frontend").replace("front end", "frontend").replace("dev ops", "devops")
    found = (FEMININE.sub(r"\1", word) for word in WORD.findall(text))
    return tuple(word for word in found if word not in IGNORED)


@cache
def _titles() -> dict[tuple[str, ...], str]:
    table: dict[tuple[str, ...], str] = {}
    for role in roles().values():
        for title in (role.name, role.slug.replace("_", " "), *role.synonyms):
            table.setdefault(_words(title), role.slug)
    table.pop((), None)
    return table


@cache
def _title_index() -> dict[str, list[tuple[tuple[str, ...], str]]]:
    """Titles of several words by each of their words, for titles written in another order."""
    index: dict[str, list[tuple[tuple[str, ...], str]]] = defaultdict(list)
    for title, slug in _titles().items():
        for word in set(title):
            index[word].append((title, slug))
    return dict(index)


def match_role(title: str, description: str = "") -> Role | None:
    """The role a job title names; where the title names none, the one its description opens with.

    The longest known title inside the given one wins ("Senior Data Engineer (m/w/d)" is a data engineer).
    None when
    nothing known is in either.
    """
    slug = _match(title[:200])
    if slug in {"software_engineer", "team_lead"} or slug is None:
        slug = _by_skill(title) or slug
    if slug is None and description:
        # Descriptions open with "We are looking for a ..."; further down others' titles are named.
        slug = _match(description[:300], whole_phrases=True)
    return roles()[slug] if slug else None


def _match(text: str, *, whole_phrases: bool = False) -> str | None:
    words = _words(text)
    titles = _titles()
    for size in range(min(6, len(words)), 0, -1):
        if whole_phrases and size == 1:
            break
        # The words at the end of a title carry it: "Marketing Data Analyst", "Engineering Team Lead".
        for start in range(len(words) - size, -1, -1):
            slug = titles.get(words[start : start + size])
            if slug is not None:
                return slug if size > 1 or whole_phrases else _unordered(words) or slug
    return None if whole_phrases else _unordered(words)


def _unordered(words: tuple[str, ...]) -> str | None:
    """Titles whose words all occur, in any order: "Engineer, Backend"."""
    present = set(words)
    best: tuple[int, str] | None = None
    for word in words:
        for title, slug in _title_index().get(word, ()):
            if len(title) > 1 and present.issuperset(title) and (best is None or len(title) > best[0]):
                best = (len(title), slug)
    return best[1] if best else None


BY_SKILL = {
    "python": "python_developer",
    "django": "python_developer",
    "fastapi": "python_developer",
    "flask": "python_developer",
    "java": "java_developer",
    "spring": "java_developer",
    "kotlin": "java_developer",
    "nodejs": "node_developer",
    "go": "go_developer",
    "csharp": "dotnet_developer",
    "dotnet": "dotnet_developer",
    "aspnet": "dotnet_developer",
    "cpp": "cpp_developer",
    "rust": "cpp_developer",
    "embedded": "embedded_engineer",
    "php": "php_developer",
    "laravel": "php_developer",
    "ruby": "ruby_developer",
    "rails": "ruby_developer",
    "react": "frontend_engineer",
    "angular": "frontend_engineer",
    "vue": "frontend_engineer",
    "javascript": "frontend_engineer",
    "frontend": "frontend_engineer",
    "backend": "backend_engineer",
    "android": "android_developer",
    "ios": "ios_developer",
    "machine_learning": "ml_engineer",
    "llm_applications": "llm_engineer",
    "data_science": "data_scientist",
    "kubernetes": "platform_engineer",
}


def _by_skill(title: str) -> str | None:
    """The role of a title such as "Software Engineer (Python)", whose words alone name only a trade."""
    for mention in find_skills(title):
        if mention.slug in BY_SKILL:
            return BY_SKILL[mention.slug]
    return None
