"""An admin and two recruiters."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client

from interviewer.accounts.models import User
from interviewer.tests import factories
from interviewer.tests.admin.site import signed_in


@pytest.fixture(autouse=True)
def _quick_passwords(settings: Any) -> None:
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]


@pytest.fixture
def boss() -> User:
    return factories.UserFactory(admin=True, email="boss@example.org", full_name="The Boss")


@pytest.fixture
def alice() -> User:
    return factories.UserFactory(email="alice@example.org", full_name="Alice Recruiter")


@pytest.fixture
def bob() -> User:
    return factories.UserFactory(email="bob@example.org", full_name="Bob Recruiter")


@pytest.fixture
def as_boss(boss: User) -> Client:
    return signed_in(boss)


@pytest.fixture
def as_alice(alice: User) -> Client:
    return signed_in(alice)
