"""Skills and roles as they stand in the YAML files, read once."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from types import MappingProxyType
from typing import Any

import yaml

HERE = Path(__file__).parent


@dataclass(frozen=True)
class Skill:
    slug: str
    name: str
    family: str
    synonyms: tuple[str, ...] = ()
    """Other ways to write it, in any case."""
    exact: tuple[str, ...] = ()
    """Written exactly so."""
    careful: tuple[str, ...] = ()
    """Written exactly so, and only where the words around say that a skill is meant."""
    bank: tuple[str, ...] = ()
    """Skills of the question bank to ask about; its own slug where the bank has questions for it."""

    @property
    def in_bank(self) -> bool:
        return self.bank == (self.slug,)


@dataclass(frozen=True)
class Role:
    slug: str
    name: str
    synonyms: tuple[str, ...]
    skills: Mapping[str, int]
    """Slug to weight, 1 (useful) to 3 (central)."""


def _read(name: str) -> dict[str, Any]:
    loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
    with (HERE / name).open(encoding="utf-8") as stream:
        return yaml.load(stream, Loader=loader)  # noqa: S506 - a safe loader, in C where there is one


@cache
def _skill_data() -> tuple[frozenset[str], Mapping[str, Skill]]:
    data = _read("skills.yaml")
    in_bank = frozenset(data["bank_skills"])
    found = {
        slug: Skill(
            slug=slug,
            name=entry["name"],
            family=family,
            synonyms=tuple(map(str, entry.get("synonyms", ()))),
            exact=tuple(map(str, entry.get("exact", ()))),
            careful=tuple(map(str, entry.get("careful", ()))),
            bank=(slug,) if slug in in_bank else tuple(entry.get("bank", ())),
        )
        for family, entries in data["families"].items()
        for slug, entry in entries.items()
    }
    return in_bank, MappingProxyType(found)


@cache
def _role_data() -> tuple[Mapping[str, Role], Mapping[str, int]]:
    data = _read("roles.yaml")
    found = {
        slug: Role(slug, entry["name"], tuple(entry["synonyms"]), MappingProxyType(dict(entry["skills"])))
        for slug, entry in data["roles"].items()
    }
    return MappingProxyType(found), MappingProxyType(dict(data["general"]))


def bank_skills() -> frozenset[str]:
    """The slugs the question bank has questions for."""
    return _skill_data()[0]


def skills() -> Mapping[str, Skill]:
    return _skill_data()[1]


def skill(slug: str) -> Skill | None:
    return skills().get(slug)


def roles() -> Mapping[str, Role]:
    return _role_data()[0]


def role(slug: str) -> Role | None:
    return roles().get(slug)


def general_skills() -> Mapping[str, int]:
    """What any conversation can be about, whatever the role."""
    return _role_data()[1]
