"""Imports run one way: reports -> interviews -> candidates -> what all share. Read from the source, at any depth."""

from __future__ import annotations

import ast
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import pytest
from django.conf import settings

ROOT = Path(settings.BASE_DIR)
APPS = ("candidates", "interviews", "reports")  # each may import those before it
# The parts of the project package that put everything together, and so may know everything.
WIRING = {"urls", "asgi", "demo", "simulation", "bench", "management"}
# The only places for these. A model or speech SDK is one vendor's, in one file for each thing it does.
SDKS = {
    "groq": "interviewer/providers/",
    "google.generativeai": "interviewer/providers/",
    "google.genai": "interviewer/providers/",
    "openai": "interviewer/providers/",
    "anthropic": "interviewer/providers/",
    "deepgram": "interviewer/providers/",
    "whisper": "interviewer/providers/stt/",
    "edge_tts": "interviewer/providers/tts/",
    "torch": "interviewer/providers/",
    "transformers": "interviewer/providers/",
    "pdfminer": "candidates/reading/",
}


@dataclass(frozen=True)
class Import:
    file: str
    line: int
    module: str

    def __str__(self) -> str:
        return f"{self.file}:{self.line} imports {self.module}"


def _absolute(node: ast.ImportFrom, file: Path) -> str:
    if not node.level:
        return node.module or ""
    package = file.relative_to(ROOT).parts[: -node.level]
    return ".".join([*package, *([node.module] if node.module else [])])


def _imports(file: Path) -> Iterator[Import]:
    name = file.relative_to(ROOT).as_posix()
    for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            for alias in node.names:
                yield Import(name, node.lineno, alias.name)
        elif isinstance(node, ast.ImportFrom):
            module = _absolute(node, file)
            for alias in node.names:
                yield Import(name, node.lineno, f"{module}.{alias.name}")


@cache
def imports() -> tuple[Import, ...]:
    """Every import of the product's own code, tests aside."""
    files = [file for package in ("interviewer", *APPS) for file in sorted((ROOT / package).rglob("*.py"))]
    ours = [file for file in files if "tests" not in file.relative_to(ROOT).parts]
    assert len(ours) > 50
    return tuple(found for file in ours for found in _imports(file))


def of(*folders: str) -> list[Import]:
    return [found for found in imports() if found.file.startswith(folders)]


def package(module: str) -> str:
    return module.partition(".")[0]


def test_no_app_imports_one_that_builds_on_it() -> None:
    wrong = [
        str(found)
        for index, app in enumerate(APPS)
        for found in of(f"{app}/")
        if package(found.module) in APPS[index + 1 :]
    ]
    assert wrong == []


def test_what_all_share_knows_no_app() -> None:
    wrong = [
        str(found)
        for found in of("interviewer/")
        if package(found.module) in APPS and Path(found.file).with_suffix("").parts[1] not in WIRING
    ]
    assert wrong == []


def test_no_app_imports_what_puts_the_apps_together() -> None:
    wrong = [
        str(found)
        for found in of(*(f"{app}/" for app in APPS))
        if package(found.module) == "interviewer" and found.module.split(".")[1] in WIRING
    ]
    assert wrong == []


@pytest.mark.parametrize("folder", ["interviewer/grading/", "interviewer/taxonomy/"])
def test_grading_and_taxonomy_know_no_django_and_no_network(folder: str) -> None:
    forbidden = {"django", "celery", "channels", "rest_framework", "httpx", "requests", "socket", "urllib", "redis"}
    assert [str(found) for found in of(folder) if package(found.module) in forbidden] == []
    outside = [
        str(found)
        for found in of(folder)
        if package(found.module) == "interviewer" and found.module.split(".")[1] not in {"grading", "taxonomy"}
    ]
    assert outside == []


def test_the_engine_is_pure() -> None:
    standard = sys.stdlib_module_names - {"time", "random", "os", "socket", "threading", "subprocess"}
    pure = ("engine", "ability", "wording", "protected", "intents", "intents_abroad")
    # The phrases are a table, read once.
    known = ("interviewer.grading.lexicon", "interviews.phrases", *(f"interviews.{name}" for name in pure))
    wrong = [
        str(found)
        for found in of(*(f"interviews/{name}.py" for name in pure))
        if package(found.module) not in standard and not found.module.startswith(known)
    ]
    assert wrong == []


def test_providers_know_nothing_of_work_and_accounts() -> None:
    wrong = [
        str(found)
        for found in of("interviewer/providers/")
        if found.module.startswith(("interviewer.work", "interviewer.accounts"))
    ]
    assert wrong == []


def test_only_services_and_models_are_what_other_apps_call() -> None:
    """A view, a consumer or a page's form of another app is nobody's business but its own."""
    private = ("views", "consumers", "forms", "routing", "api")
    wrong = [
        str(found)
        for app in APPS
        for found in of(f"{app}/")
        if package(found.module) in APPS
        and package(found.module) != app
        and any(part in private for part in found.module.split(".")[1:2])
    ]
    assert wrong == []


def matches(module: str, sdk: str) -> bool:
    return module == sdk or module.startswith(f"{sdk}.")


@pytest.mark.parametrize("sdk", SDKS)
def test_an_sdk_is_imported_where_it_belongs_and_once_for_each_thing_it_does(sdk: str) -> None:
    files = {found.file for found in imports() if matches(found.module, sdk)}
    assert {file for file in files if not file.startswith(SDKS[sdk])} == set()
    if sdk != "pdfminer":
        # Fetching whisper's weights is a matter of its own, and asks its package only where they lie.
        folders = [file.rpartition("/")[0] for file in files - {"interviewer/providers/stt/weights.py"}]
        assert len(folders) == len(set(folders)), files


def test_the_tests_are_not_part_of_the_product() -> None:
    wrong = [
        str(found)
        for found in imports()
        if ("tests" in found.module.split(".") or package(found.module) in {"pytest", "factory"})
        and Path(found.file).stem != "bench"  # which measures against the tests' stand-ins for vendors
    ]
    assert wrong == []


def test_relative_imports_are_followed() -> None:
    node = ast.parse("from ..models import Response").body[0]
    assert isinstance(node, ast.ImportFrom)
    assert _absolute(node, ROOT / "interviews" / "services" / "turns.py") == "interviews.models"
