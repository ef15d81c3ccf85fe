from __future__ import annotations

import os
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings as django_settings

from interviewer.checks import production_is_whole

WHOLE: dict[str, Any] = {
    "PRODUCTION": True,
    "SECRET_KEY_GIVEN": True,
    "SECRET_KEY": "k" * 50,
    "ALLOWED_HOSTS": ["interviews.example.com"],
    "REDIS_URL_GIVEN": True,
    "DATABASE_URL": "postgres://user@host/name",
    "HTTPS": True,
}
ENVIRONMENT = {
    "DEBUG": "false",
    "SECRET_KEY": "k" * 50,
    "ALLOWED_HOSTS": "interviews.example.com",
    "REDIS_URL": "redis://127.0.0.1:6379/0",
}


@dataclass
class Checked:
    code: int
    output: str
    var_dir: Path


@pytest.fixture(scope="module")
def checked(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Checked]:
    """``manage.py check`` as an operator runs it, with nothing set but this. Both at once: starting takes its time."""
    known = {name: os.environ[name] for name in ("PATH", "HOME", "LANG") if name in os.environ}
    command = [sys.executable, str(django_settings.BASE_DIR / "manage.py"), "check"]
    running = {}
    for name, environment in {"bare": {"DEBUG": "false"}, "whole": ENVIRONMENT}.items():
        var_dir = tmp_path_factory.mktemp(name)
        running[name] = (
            var_dir,
            subprocess.Popen(
                command,
                env={**known, "VAR_DIR": str(var_dir), **environment},
                stdout=subprocess.PIPE,
                stderr=subprocess.STDOUT,
                text=True,
            ),
        )
    found = {}
    for name, (var_dir, process) in running.items():
        output, _ = process.communicate(timeout=60)
        found[name] = Checked(process.returncode, output, var_dir)
    return found


def test_production_with_nothing_set_is_refused_and_all_that_is_missing_named(checked: dict[str, Checked]) -> None:
    bare = checked["bare"]
    assert bare.code != 0
    for problem in ("SECRET_KEY is not set", "ALLOWED_HOSTS is not set", "REDIS_URL is not set"):
        assert problem in bare.output
    assert "Traceback" not in bare.output
    assert not (bare.var_dir / "secret_key").exists(), "a production must not run on a key made up for it"


def test_production_with_all_of_it_starts(checked: dict[str, Checked]) -> None:
    assert checked["whole"].code == 0, checked["whole"].output


@pytest.mark.parametrize(
    ("change", "found"),
    [
        ({}, []),
        ({"SECRET_KEY_GIVEN": False}, ["interviewer.E001"]),
        ({"SECRET_KEY": "short"}, ["interviewer.E002"]),
        ({"ALLOWED_HOSTS": []}, ["interviewer.E003"]),
        ({"ALLOWED_HOSTS": [""]}, ["interviewer.E003"]),
        ({"REDIS_URL_GIVEN": False}, ["interviewer.E004"]),
        ({"DATABASE_URL": ""}, ["interviewer.W001"]),
        ({"HTTPS": False}, ["interviewer.W002"]),
    ],
    ids=str,
)
def test_each_thing_that_is_missing_is_found(settings: Any, change: dict[str, Any], found: list[str]) -> None:
    for name, value in {**WHOLE, **change}.items():
        setattr(settings, name, value)
    problems = production_is_whole(None)
    assert [problem.id for problem in problems] == found
    assert all(problem.hint for problem in problems)


def test_one_machine_needs_none_of_it(settings: Any) -> None:
    for name, value in {**WHOLE, "PRODUCTION": False, "SECRET_KEY_GIVEN": False, "ALLOWED_HOSTS": []}.items():
        setattr(settings, name, value)
    assert production_is_whole(None) == []
