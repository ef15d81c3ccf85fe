"""Proposals of what comes next, made by rules from what was said and what the resume names.

The engine validates each proposal; nothing here writes or asks a network.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from math import sqrt
from typing import Any

from interviewer.grading import Grade, GradingInput, grade, reading
from interviewer.grading.code_answer import code_work
from interviews import phrases
from interviews.engine import (
    Action,
    Plan,
    Proposal,
    State,
    current_phase,
    follow_up_allowed,
    resume_allowed,
)
from interviews.phrases import lines
from interviews.wording import same_question

OWN_WORK = "own_work"

_OPEN_FOLLOW_UPS = (
    "Could you give me a concrete example from your own work?",
    "What did you do yourself in that, and how did it turn out in the end?",
    "What would you do differently if you had to do it again?",
    "What other way did you consider, and why did you decide against it?",
)
_CODE_FOLLOW_UPS = (
    "Please walk me through your code: why did you choose this approach?",
    "How do time and memory grow as the input gets larger?",
    "Which inputs would you test first, and what could go wrong?",
)
_NO_CODE_FOLLOW_UPS = (
    "Leaving the code aside: how would you go about this task, told in words, step by step?",
    "What would you do first in this one, and where do you expect the difficulty?",
)
_PROJECT_QUESTIONS = (
    "Your resume mentions {name}. What was your own part in it, and which decision are you proudest of?",
    "Let's talk about {name}. What was the hardest problem there, and how did you get to a solution?",
    "About {name}: who used the result, and how did you know that it worked for them?",
    "If you started {name} again today, what would you build differently, and why?",
)
# For a project whose text names a skill: what was done with it there.
_SKILL_IN_PROJECT = (
    "In {name} you worked with {skill}. What did it have to do there, and what would you do differently with it today?",
    "You used {skill} for {name}. Why that, and what else did you consider?",
)
_SKILL_QUESTIONS = (
    "Your resume names {name}. Tell me about one task where it really mattered: what were you solving, and how did it "
    "turn out?",
    "You list {name}. What is something that went wrong with it, and what did you learn from that?",
    "Where have you used {name} most deeply, and what would you explain to a colleague who is new to it?",
)
_EMPLOYER_QUESTIONS = (
    "At {name}, which piece of your work changed something for others, and how did you notice?",
    "Thinking back to your time at {name}: when did you and others disagree about how to do the work, and how was it "
    "settled?",
)

# Nobody says it, and with its comma the name would stand in quotes.
_LEGAL_FORM = re.compile(
    r"(?<=\w),\s*(?:inc|incorporated|llc|l\.l\.c|ltd|limited|corp|llp|plc|gmbh|ag|s\.?a|s\.?l|s\.?r\.?l|b\.?v)\.?$",
    re.IGNORECASE,
)


@dataclass(frozen=True)
class ResumeFacts:
    """What the resume names, as short lines of plain text; skills with those first that the role wants and the
    resume shows most of. ``used_in`` pairs a project with a skill its own text names; ``slugs`` are the taxonomy's."""

    projects: tuple[str, ...] = ()
    skills: tuple[str, ...] = ()
    employers: tuple[str, ...] = ()
    used_in: tuple[tuple[str, str], ...] = ()
    slugs: frozenset[str] = frozenset()

    @classmethod
    def from_lists(
        cls,
        projects: Sequence[dict[str, Any]],
        skills: Sequence[dict[str, Any]],
        employers: Sequence[dict[str, Any]],
        role_weights: Mapping[str, float] | None = None,
        text: str = "",
    ) -> ResumeFacts:
        ranked = sorted(skills, key=lambda row: -_standing(row, projects, role_weights or {}, text))
        return cls(
            _names(projects),
            _names(ranked),
            tuple(dict.fromkeys(_LEGAL_FORM.sub("", name) for name in _names(employers))),
            used_in=tuple(_used_in(projects, ranked)),
            slugs=frozenset(str(row["slug"]) for row in skills if row.get("slug")),
        )

    @property
    def names(self) -> tuple[str, ...]:
        return self.projects + self.skills + self.employers

    @property
    def count(self) -> int:
        return len(self.names)


@dataclass(frozen=True)
class LastAnswer:
    """The answer to react to, with its question's rubric."""

    question: str
    text: str
    rubric: dict[str, Any] = field(default_factory=dict)
    type: str = "spoken"
    code: str = ""


def _standing(
    row: dict[str, Any], projects: Sequence[dict[str, Any]], role_weights: Mapping[str, float], text: str
) -> float:
    """How much a skill stands out: what the resume shows of it, times what the role makes of it."""
    name = str(row.get("name") or "").casefold()
    in_projects = sum(1 for p in projects for s in _skills_of(p) if s == name)
    mentions = len(re.findall(rf"(?<!\w){re.escape(name)}(?!\w)", text[:60_000].casefold())) if name else 0
    shown = 1 + in_projects + sqrt(max(0, mentions - 1))
    return shown * (1 + 4 * role_weights.get(str(row.get("slug") or ""), 0.0))


def _skills_of(project: dict[str, Any]) -> list[str]:
    return [str(skill.get("name", "")).casefold() for skill in project.get("skills") or [] if isinstance(skill, dict)]


def _used_in(projects: Sequence[dict[str, Any]], ranked: Sequence[dict[str, Any]]) -> Iterator[tuple[str, str]]:
    """Each project with the most standing skill that its own text names."""
    for project, name in ((p, names[0]) for p in projects if (names := _names([p]))):
        named = _skills_of(project)
        skill = next((s for s in _names(ranked) if s.casefold() in named and s.casefold() not in name.casefold()), None)
        if skill:
            yield name, skill


def spoken_name(name: str, what: str = "project", language: str = "en") -> str:
    """A name as one would say it: in quotes, with what it is, where it reads as a phrase rather than as a name."""
    words = name.split()
    as_written = name.title() if len(words) > 1 and name.isupper() and name.replace(" ", "").isalpha() else name
    proper = len(words) <= 3 and all(not word[0].isalpha() or word[0].isupper() for word in words)
    if (proper or any(word[1:] != word[1:].lower() for word in words)) and not re.search(r"[,:;|()/]|\s[-–]\s", name):
        return as_written
    there = phrases.of(language)
    if there is None:
        return f"the {what} “{as_written}”"
    return there.the_project.format(name=as_written) if what == "project" else f"“{as_written}”"


def _names(rows: Sequence[dict[str, Any]]) -> tuple[str, ...]:
    names: list[str] = []
    for row in rows:
        name = " ".join(str(row.get("name") or "").split()).strip(" -–—•*:;,|").rstrip(".")
        # A long "name" is a sentence that was misread as one; it would sound odd, or worse, instruct.
        if 1 < len(name) <= 60 and name.casefold() not in {n.casefold() for n in names}:
            names.append(name)
    return tuple(names)


def read_answer(answer: LastAnswer) -> tuple[Grade, str]:
    """The offline grade and the quick reading (``weak``, ``partial``, ``strong``, ``no_answer``) of an answer."""
    rubric = answer.rubric
    result = grade(
        GradingInput(
            question=answer.question,
            answer="\n".join(part for part in (answer.text, answer.code) if part.strip()),
            expected_points=tuple(rubric.get("expected_points", ())),
            keywords=tuple(rubric.get("keywords", ())),
            reference_answer=rubric.get("reference_answer", ""),
            question_type=answer.type,
            starter_code=rubric.get("starter_code", ""),
            language=rubric.get("language", ""),
        )
    )
    return result, reading(result)


def propose(plan: Plan, state: State, facts: ResumeFacts, answer: LastAnswer | None) -> Proposal | None:
    """What rules would do next, or None to go on with the plan."""
    if answer is not None and follow_up_allowed(plan, state):
        proposal = _propose_follow_up(state, answer, plan.language)
        if proposal is not None:
            return proposal
    if resume_allowed(plan, state) and _time_for_resume(plan, state):
        return _propose_resume(plan, state, facts)
    return None


def _time_for_resume(plan: Plan, state: State) -> bool:
    if plan.kind == "resume":
        return True  # the engine knows the phases
    presets_asked = sum(1 for e in state.exchanges if e.action is Action.PRESET)
    return presets_asked >= len(plan.questions)


def _propose_follow_up(state: State, answer: LastAnswer, language: str) -> Proposal | None:
    result, read = read_answer(answer)
    if answer.type == "code":
        written = not code_work(answer.code, str(answer.rubric.get("starter_code", ""))).nothing
        return _about_code(state, answer, language, written=written)
    if read == "strong":
        return None
    points = list(answer.rubric.get("expected_points", []))
    missed = set(result.points_missed)
    for entry in answer.rubric.get("follow_ups", []):
        index = int(entry.get("point", 0)) - 1
        if 0 <= index < len(points) and points[index] in missed and not _asked(state, entry["text"]):
            rubric = {
                "expected_points": [points[index]],
                "keywords": [],
                "reference_answer": points[index],
                "follow_up_of": index + 1,
            }
            return Proposal(
                Action.FOLLOW_UP, entry["text"], rubric=rubric, reason=f"Point {index + 1} was not in the answer."
            )
    if not points:
        return _first_unasked(state, lines(language, "open", _OPEN_FOLLOW_UPS), "The answer stayed general.")
    return None


def _about_code(state: State, answer: LastAnswer, language: str, *, written: bool) -> Proposal | None:
    """The first talk about a task is read against what its own answer holds; the others are open."""
    if written:
        texts, reason = lines(language, "code", _CODE_FOLLOW_UPS), "Code is always talked through."
    else:
        texts = lines(language, "no_code", _NO_CODE_FOLLOW_UPS)
        reason = "No code was written: words may show the way."
    proposal = _first_unasked(state, texts, reason)
    if proposal is not None and proposal.text == texts[0] and answer.rubric.get("expected_points"):
        kept = ("expected_points", "keywords", "reference_answer")
        return replace(proposal, rubric={name: answer.rubric[name] for name in kept if answer.rubric.get(name)})
    return proposal


def _first_unasked(state: State, texts: Sequence[str], reason: str) -> Proposal | None:
    for text in texts:
        if not _asked(state, text):
            return Proposal(Action.FOLLOW_UP, text, reason=reason, rubric={"style": OWN_WORK})
    return None


def _asked(state: State, text: str) -> bool:
    return any(same_question(text, exchange.text) for exchange in state.exchanges)


def _propose_resume(plan: Plan, state: State, facts: ResumeFacts) -> Proposal | None:
    language = plan.language
    about_project = lines(language, "project", _PROJECT_QUESTIONS)
    about_skill = lines(language, "skill", _SKILL_QUESTIONS)
    about_employer = lines(language, "employer", _EMPLOYER_QUESTIONS)
    skill_in_project = lines(language, "skill_in_project", _SKILL_IN_PROJECT)
    projects = [(name, about_project, "project", "") for name in facts.projects]
    skills = [(name, about_skill, "skill", name) for name in facts.skills]
    employers = [(name, about_employer, "employer", "") for name in facts.employers]
    if current_phase(plan, state) == "standout_skills":
        order = skills + projects + employers
    else:
        order = projects + employers + skills
    talked_about = " ".join(e.text for e in state.exchanges if e.action is Action.RESUME).casefold()
    asked = sum(1 for e in state.exchanges if e.action is Action.RESUME)
    used_in = dict(facts.used_in)
    for name, templates, what, skill in order:
        if name.casefold() in talked_about:
            continue
        reason = f"The resume names this {what}."
        if skill and skill == facts.skills[0]:
            reason = "Of the skills on the resume this one stands out for the role."
        if what == "project" and name in used_in and asked % 2 == 0:
            templates, skill = skill_in_project, used_in[name]
            reason = f"The resume names this project, and {skill} in it."
        turn = asked // 2 if templates is skill_in_project else asked
        text = templates[turn % len(templates)].format(name=spoken_name(name, what, language), skill=skill)
        return Proposal(
            Action.RESUME,
            text,
            reason=reason,
            skill=skill[:60],
            rubric={"style": OWN_WORK, "about": name},
        )
    return None
