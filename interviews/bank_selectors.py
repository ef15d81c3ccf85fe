"""Both question banks, a recruiter's own and the built-in one, searched together."""

from __future__ import annotations

import re
import uuid
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import Q, QuerySet

from interviewer.accounts.scope import visible_to
from interviewer.taxonomy import skill
from interviews.models import OwnQuestion
from interviews.question_bank.loader import BankQuestion, bank
from interviews.services.own_bank import content_of

MOST_WORDS = 6
OWN, BUILT_IN = "own", "bank"


@dataclass(frozen=True)
class Wanted:
    """What is looked for; an empty value stands for any. ``where`` is ``own``, ``bank`` or both."""

    where: str = ""
    skill: str = ""
    type: str = ""
    difficulty: str = ""
    text: str = ""

    @property
    def words(self) -> list[str]:
        return re.findall(r"\w[\w+#.-]*", self.text.casefold())[:MOST_WORDS]


@dataclass(frozen=True)
class Found:
    """A question of either bank, for a page. ``key`` says which; ``content`` are the fields of ``QuestionContent``."""

    key: str
    content: dict[str, Any]
    own: OwnQuestion | None = None


class Finds(Sequence[Found]):
    """The own ones first. Only what is looked at is read: a paginator asks for one page."""

    def __init__(self, own: QuerySet[OwnQuestion], built_in: list[BankQuestion]) -> None:
        self.own, self.built_in = own, built_in
        self.own_count = own.count()

    def __len__(self) -> int:
        return self.own_count + len(self.built_in)

    def __getitem__(self, index: Any) -> Any:
        if not isinstance(index, slice):
            return self[index : index + 1][0]
        start, stop, _ = index.indices(len(self))
        own = [of_own(row) for row in self.own[start : min(stop, self.own_count)]] if start < self.own_count else []
        rest = self.built_in[max(0, start - self.own_count) : max(0, stop - self.own_count)]
        return own + [of_built_in(question) for question in rest]

    def __iter__(self) -> Iterator[Found]:
        return iter(self[:])


def search(user: Any, wanted: Wanted) -> Finds:
    own = own_questions(user, wanted) if wanted.where != BUILT_IN else OwnQuestion.objects.none()
    return Finds(own, [] if wanted.where == OWN else built_in(wanted))


def own_questions(user: Any, wanted: Wanted) -> QuerySet[OwnQuestion]:
    rows = visible_to(user, OwnQuestion.objects.select_related("owner"))
    for name in ("skill", "type", "difficulty"):
        if value := getattr(wanted, name):
            rows = rows.filter(**{name: value})
    for word in wanted.words:
        rows = rows.filter(Q(text__icontains=word) | Q(reference_answer__icontains=word) | Q(skill__icontains=word))
    return rows.order_by("-updated_at", "pk")


def built_in(wanted: Wanted) -> list[BankQuestion]:
    return [
        question
        for question in bank()
        if wanted.skill in ("", question.skill)
        and wanted.type in ("", question.type)
        and wanted.difficulty in ("", question.difficulty)
        and all(word in _words_of(question) for word in wanted.words)
    ]


def _words_of(question: BankQuestion) -> str:
    known = skill(question.skill)
    parts = (question.question, question.reference_answer, known.name if known else question.skill, *question.keywords)
    return " ".join(parts).casefold()


def of_own(row: OwnQuestion) -> Found:
    return Found(f"{OWN}:{row.pk}", content_of(row), row)


def of_built_in(question: BankQuestion) -> Found:
    content = question.model_dump(exclude={"id", "question", "style", "solution", "time"})
    text, answer = (" ".join(words.split()) for words in (question.question, question.reference_answer))
    return Found(
        f"{BUILT_IN}:{question.id}",
        {**content, "text": text, "reference_answer": answer, "time_seconds": question.time, "phase": "main"},
    )


def chosen(user: Any, keys: Sequence[str]) -> list[Found]:
    """The questions with these keys, in their order; keys that lead nowhere are passed by."""
    own_keys = [uuid.UUID(value) for kind, value in _split(keys) if kind == OWN and _is_uuid(value)]
    rows = {str(row.pk): row for row in visible_to(user, OwnQuestion.objects.filter(pk__in=own_keys))}
    known = {question.id: question for question in bank()}
    found: list[Found] = []
    for kind, value in _split(keys):
        if kind == OWN and value in rows:
            found.append(of_own(rows[value]))
        elif kind == BUILT_IN and value in known:
            found.append(of_built_in(known[value]))
    return found


def _split(keys: Sequence[str]) -> list[tuple[str, str]]:
    return [(kind, value) for kind, _, value in (key.partition(":") for key in dict.fromkeys(keys))]


def _is_uuid(value: str) -> bool:
    try:
        return str(uuid.UUID(value)) == value
    except ValueError:
        return False


def skills_to_choose(user: Any) -> list[tuple[str, str]]:
    """Skills of either bank, with their names, in the order of the names."""
    slugs = {question.skill for question in bank()}
    slugs |= set(visible_to(user, OwnQuestion.objects.order_by()).exclude(skill="").values_list("skill", flat=True))
    named = [(slug, known.name if (known := skill(slug)) else slug.replace("_", " ")) for slug in slugs]
    return sorted(named, key=lambda pair: pair[1].casefold())
