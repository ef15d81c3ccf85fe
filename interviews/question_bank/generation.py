"""Which questions of the bank a job calls for. Rules only: no network, and the same input gives the same questions."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from hashlib import sha256

from interviewer.taxonomy import lookup_skill, skill, skills_for_job
from interviews.engine import MIN_SECONDS
from interviews.question_bank.loader import BankQuestion, by_skill, coding_by_language

BEHAVIOURAL = ("problem_solving", "teamwork", "communication", "ownership", "leadership")
MIXES = {
    "easy": ("easy", "easy", "medium"),
    "medium": ("easy", "medium", "medium", "hard"),
    "hard": ("medium", "hard", "hard"),
}
_DEFAULT_LANGUAGE = "python"
LEAST_SECONDS = 45  # a question gets this much wherever the interview's time allows


@dataclass(frozen=True)
class Job:
    """What to find questions for. With ``focus_only`` the focus areas are all that is asked about; with ``adaptive``
    each question gets spares at other difficulties; ``own`` are questions of the recruiter's own, taken first."""

    role: str
    description: str = ""
    kind: str = "structured"
    difficulty: str = "medium"
    focus_areas: Mapping[str, float] = field(default_factory=dict)
    time_limit: int = 20  # minutes
    seed: str = ""
    focus_only: bool = False
    adaptive: bool = False
    own: Sequence[BankQuestion] = ()


@dataclass(frozen=True)
class DraftQuestion:
    """A question for a config, with why it was chosen. The fields are those of ``interviews.models.Question``."""

    text: str
    skill: str
    difficulty: str
    why: str
    type: str = "spoken"
    phase: str = "main"
    expected_points: tuple[str, ...] = ()
    keywords: tuple[str, ...] = ()
    reference_answer: str = ""
    hints: tuple[str, ...] = ()
    follow_ups: tuple[dict[str, object], ...] = ()
    starter_code: str = ""
    language: str = ""
    tests: tuple[str, ...] = ()
    time_seconds: int = 120
    bank_id: str = ""
    source: str = "bank"
    spares: tuple[dict[str, object], ...] = ()


_INTRODUCTIONS = (
    "To begin with, please tell me about yourself: what do you work on, and what brought you to this role?",
)
_PROJECT_OPENERS = (
    "Tell me about a project you know inside out. What was it for, and what was your own part in it?",
    "Which piece of work taught you the most, and what happened in it?",
    "Describe a project that did not go to plan. What did you do about it?",
)
_STANDOUT_OPENERS = (
    "Which of your skills would your colleagues come to you for, and can you tell me about one such time?",
    "What can you do today that you could not do two years ago, and how did you get there?",
    "Tell me about a time when a skill of yours made the difference to how something turned out.",
)
_OPENERS = {
    "introduction": (_INTRODUCTIONS, "Every conversation begins with the person."),
    "projects": (_PROJECT_OPENERS, "Asked where the resume names no project."),
    "standout_skills": (_STANDOUT_OPENERS, "Asked where the resume names no skill."),
}


def generate(job: Job, count: int, *, exclude: Collection[str] = ()) -> list[DraftQuestion]:
    """``count`` questions for the job, none of ``exclude`` (bank ids or texts) among them.

    Fewer come back only when the bank has nothing left.
    """
    chooser = Chooser(job, exclude)
    if job.kind == "technical":
        drafts = chooser.technical(count)
    elif job.kind == "resume":
        drafts = chooser.conversation(count)
    else:
        drafts = chooser.structured(count)
    return _fit_time(drafts, job)


def replacement(
    job: Job, *, skill_slug: str, kind: str, difficulty: str, exclude: Collection[str], phase: str = "main"
) -> DraftQuestion | None:
    """Another question on the same skill and of the same type, or None when the bank has no other."""
    chooser = Chooser(job, exclude)
    if kind == "code":
        return chooser.code(difficulty)
    if not skill_slug and phase in _OPENERS:
        opener = chooser.opener(phase)
        if opener is not None:
            return opener
    return chooser.spoken(skill_slug, difficulty, _why(skill_slug)) or next(iter(chooser.structured(1)), None)


class Chooser:
    """Picks questions one by one and remembers what is taken."""

    def __init__(self, job: Job, exclude: Collection[str]) -> None:
        self.job = job
        self.taken = {_key(item) for item in exclude}
        self.words = set(re.findall(r"[a-z]{4,}", f"{job.role} {job.description}".lower()))
        self.weights = job_weights(job)
        self.own = {q.id for q in job.own}
        self.spoken_by_skill = _joined(by_skill(), (q for q in job.own if q.type == "spoken"), "skill")
        self.code_by_language = _joined(coding_by_language(), (q for q in job.own if q.type == "code"), "language")

    def structured(self, count: int) -> list[DraftQuestion]:
        """The job's skills by weight, one behavioural question from four on, and what the recruiter named."""
        drafts = self._unknown_focus_areas(count)
        room = count - len(drafts)
        behavioural = 1 if room >= 4 and not self.job.focus_only else 0
        drafts += self._by_weight(room - behavioural, phase="main")
        for slug in BEHAVIOURAL if behavioural else ():
            if len(drafts) >= count:
                break
            draft = self.spoken(slug, self.job.difficulty, "How somebody works with others counts in every role.")
            if draft:
                drafts.append(draft)
        return (drafts + self._fill(count - len(drafts), "main"))[:count]

    def technical(self, count: int) -> list[DraftQuestion]:
        """Coding questions for about four fifths of the time, the rest asked aloud."""
        affordable = max(1, int(self.job.time_limit * 60 * 0.8 // 600))
        wanted = min(max(1, round(count * 0.6)), affordable)
        mix = MIXES[self.job.difficulty]
        code: list[DraftQuestion] = []
        for index in range(wanted):
            draft = self.code(mix[index % len(mix)])
            if draft:
                code.append(draft)
        return code + self._by_weight(count - len(code), phase="main", technical_only=True)

    def conversation(self, count: int) -> list[DraftQuestion]:
        """The phases of a conversation about the candidate's work; the middle ones give way to resume questions."""
        rest = max(0, count - 1)
        projects = min(rest, max(1, round(rest * 0.35))) if rest else 0
        standout = min(rest - projects, max(1, round(rest * 0.25))) if rest - projects > 0 else 0
        drafts = [
            *self._open_questions("introduction", 1),
            *self._open_questions("projects", projects),
            *self._open_questions("standout_skills", standout),
        ]
        return (drafts + self._by_weight(count - len(drafts), phase="role_skills"))[:count]

    def _by_weight(self, count: int, *, phase: str, technical_only: bool = False) -> list[DraftQuestion]:
        weights = {s: w for s, w in self.weights.items() if s in self.spoken_by_skill}
        if technical_only or (phase == "main" and not self.job.focus_only):
            weights = {s: w for s, w in weights.items() if s not in BEHAVIOURAL} or weights
        mix = MIXES[self.job.difficulty]
        drafts: list[DraftQuestion] = []
        given: dict[str, int] = dict.fromkeys(weights, 0)
        while len(drafts) < count and weights:
            # Highest averages (Sainte-Laguë): each skill gets its share, and every skill that matters gets one early.
            slug = max(weights, key=lambda s: weights[s] / (2 * given[s] + 1))
            draft = self.spoken(slug, mix[len(drafts) % len(mix)], _why(slug), phase=phase)
            if draft is None:
                del weights[slug]
                continue
            given[slug] += 1
            drafts.append(draft)
        return drafts + self._fill(count - len(drafts), phase)

    def _fill(self, count: int, phase: str) -> list[DraftQuestion]:
        """What the job calls for is used up: questions on working with others next, then whatever the bank has."""
        drafts: list[DraftQuestion] = []
        for pool in ([s for s in BEHAVIOURAL if s in by_skill()], [s for s in by_skill() if s not in BEHAVIOURAL]):
            while pool and len(drafts) < count:
                slug = pool.pop(0)
                draft = self.spoken(slug, self.job.difficulty, "Chosen to fill the number of questions.", phase=phase)
                if draft:
                    drafts.append(draft)
                    pool.append(slug)
        return drafts

    def spoken(self, slug: str, difficulty: str, why: str, *, phase: str = "main") -> DraftQuestion | None:
        return self._best(self.spoken_by_skill.get(slug, ()), difficulty, why, phase)

    def like(self, draft: DraftQuestion, difficulty: str) -> DraftQuestion | None:
        """A question in the place of ``draft``: of its skill (or, for code, its language) and just this difficulty."""
        pools = self.code_by_language if draft.type == "code" else self.spoken_by_skill
        pool = pools.get((draft.language if draft.type == "code" else draft.skill).casefold(), ())
        return self._best([q for q in pool if q.difficulty == difficulty], difficulty, draft.why, draft.phase)

    def code(self, difficulty: str) -> DraftQuestion | None:
        languages = [s for s in self.weights if s in self.code_by_language]
        for language in [*languages, _DEFAULT_LANGUAGE, *self.code_by_language]:
            pool = [q for q in self.code_by_language.get(language, ()) if _key(q.id) not in self.taken]
            if pool:
                return self._best(pool, difficulty, f"A task in {_name(language)}, as the role calls for.", "main")
        return None

    def _best(self, pool: Collection[BankQuestion], difficulty: str, why: str, phase: str) -> DraftQuestion | None:
        free = [q for q in pool if _key(q.id) not in self.taken and _key(q.question) not in self.taken]
        if not free:
            return None
        levels = ("easy", "medium", "hard")
        chosen = min(
            free,
            key=lambda q: (
                # A question of one's own is taken before the built-in ones, unless it is two steps off.
                max(0, abs(levels.index(q.difficulty) - levels.index(difficulty)) - (q.id in self.own)),
                q.id not in self.own,
                abs(levels.index(q.difficulty) - levels.index(difficulty)),
                -len(self.words & set(re.findall(r"[a-z]{4,}", f"{q.question} {' '.join(q.keywords)}".lower()))),
                sha256(f"{self.job.seed}{q.id}".encode()).hexdigest(),
            ),
        )
        self.taken |= {_key(chosen.id), _key(chosen.question)}
        if chosen.id in self.own:
            return from_bank(chosen, why=f"From your own bank. {why}", phase=phase, source="own")
        return from_bank(chosen, why=why, phase=phase)

    def opener(self, phase: str) -> DraftQuestion | None:
        return next(iter(self._open_questions(phase, 1)), None)

    def _open_questions(self, phase: str, count: int) -> list[DraftQuestion]:
        texts, why = _OPENERS[phase]
        free = [text for text in texts if _key(text) not in self.taken][:count]
        self.taken |= {_key(text) for text in free}
        return [
            DraftQuestion(text=text, skill="", difficulty=self.job.difficulty, why=why, phase=phase) for text in free
        ]

    def _unknown_focus_areas(self, count: int) -> list[DraftQuestion]:
        drafts = []
        for area in self.job.focus_areas:
            if lookup_skill(area) is not None:
                continue
            written = self.spoken(area.strip().casefold(), self.job.difficulty, "You named this as a focus area.")
            if written is not None:
                drafts.append(written)
                continue
            text = f"Tell me about your experience with {area.strip()}: what did you do, and what came of it?"
            if area.strip() and _key(text) not in self.taken:
                self.taken.add(_key(text))
                drafts.append(
                    DraftQuestion(
                        text=text,
                        skill=area.strip()[:60],
                        difficulty=self.job.difficulty,
                        why="You named this as a focus area.",
                    )
                )
        return drafts[: max(1, count // 3)]


def job_weights(job: Job) -> dict[str, float]:
    """Skills to ask about, by weight; with ``focus_only`` just those named, where the bank knows them."""
    weights = skills_for_job(job.role, job.description, job.focus_areas)
    if not (job.focus_only and job.focus_areas):
        return weights
    named: dict[str, float] = {}
    for area, weight in job.focus_areas.items():
        slug = lookup_skill(area)
        for asked in (known.bank if slug and (known := skill(slug)) else ())[:1]:
            named[asked] = named.get(asked, 0.0) + weight
    return named or weights


def _joined(
    built_in: Mapping[str, Sequence[BankQuestion]], own: Iterable[BankQuestion], name: str
) -> dict[str, Sequence[BankQuestion]]:
    pools: dict[str, Sequence[BankQuestion]] = dict(built_in)
    for question in own:
        key = str(getattr(question, name)).casefold()
        if key:
            pools[key] = (*pools.get(key, ()), question)
    return pools


def from_bank(question: BankQuestion, *, why: str, phase: str = "main", source: str = "bank") -> DraftQuestion:
    return DraftQuestion(
        text=" ".join(question.question.split()),
        skill=question.skill,
        difficulty=question.difficulty,
        why=why,
        type=question.type,
        phase=phase,
        expected_points=tuple(question.expected_points),
        keywords=tuple(question.keywords),
        reference_answer=" ".join(question.reference_answer.split()),
        hints=tuple(question.hints),
        follow_ups=tuple(entry.model_dump() for entry in question.follow_ups),
        starter_code=question.starter_code,
        language=question.language,
        tests=tuple(question.tests),
        time_seconds=question.time,
        bank_id=question.id,
        source=source,
    )


def _fit_time(drafts: list[DraftQuestion], job: Job) -> list[DraftQuestion]:
    """Shorten the questions' times where together they ask for more than the interview has.

    All by the same share, but none below the least time an answer needs: then the longer ones give more.
    """
    seconds = [draft.time_seconds for draft in drafts]
    budget = job.time_limit * 60
    if sum(seconds) <= budget:
        return drafts
    least = LEAST_SECONDS if LEAST_SECONDS * len(drafts) <= budget else MIN_SECONDS
    share, at_least = 0.0, set[int]()
    while len(at_least) < len(drafts):
        longer = sum(s for index, s in enumerate(seconds) if index not in at_least)
        share = (budget - sum(min(least, seconds[index]) for index in at_least)) / longer
        short = {index for index, s in enumerate(seconds) if s * share < least} - at_least
        if not short:
            break
        at_least |= short
    return [
        replace(draft, time_seconds=min(least, wanted) if index in at_least else int(wanted * share) // 15 * 15)
        for index, (draft, wanted) in enumerate(zip(drafts, seconds, strict=True))
    ]


def _key(text: str) -> str:
    return " ".join(text.casefold().split())


def _name(slug: str) -> str:
    known = skill(slug)
    return known.name if known else slug.replace("_", " ")


def _why(slug: str) -> str:
    return f"The role or its description calls for {_name(slug)}."
