from __future__ import annotations

import os
import subprocess
import sys
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


def check(var_dir: Path, **environment: str) -> subprocess.CompletedProcess[str]:
    """``manage.py check`` as an operator runs it, with nothing set but this."""
    known = {name: os.environ[name] for name in ("PATH", "HOME", "LANG") if name in os.environ}
    return subprocess.run(
        [sys.executable, str(django_settings.BASE_DIR / "manage.py"), "check"],
        env={**known, "VAR_DIR": str(var_dir), **environment},
        capture_output=True,
        text=True,
        timeout=60,
    )


def test_with_nothing_set_everything_is_in_order(tmp_path: Path) -> None:
    done = check(tmp_path)
    assert done.returncode == 0, done.stderr
    assert "no issues" in done.stdout


def test_production_with_nothing_set_is_refused_and_all_that_is_missing_named(tmp_path: Path) -> None:
    done = check(tmp_path, DEBUG="false")
    assert done.returncode != 0
    for problem in ("SECRET_KEY is not set", "ALLOWED_HOSTS is not set", "REDIS_URL is not set"):
        assert problem in done.stderr
    assert "Traceback" not in done.stderr
    assert not (tmp_path / "secret_key").exists(), "a production must not run on a key made up for it"


def test_production_with_all_of_it_starts(tmp_path: Path) -> None:
    done = check(tmp_path, **ENVIRONMENT)
    assert done.returncode == 0, done.stderr


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
