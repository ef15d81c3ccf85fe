"""Signing in, and the brake on guessing."""

from __future__ import annotations

import pytest
from django.test import Client
from django.urls import reverse

from interviewer.accounts.backends import MOST_FAILURES
from interviewer.accounts.models import Role, User

pytestmark = pytest.mark.django_db
PASSWORD = "a long password"


@pytest.fixture
def rita() -> User:
    return User.objects.create_user("rita@example.com", PASSWORD, role=Role.ADMIN)


def attempt(client: Client, page: str, password: str, email: str = "rita@example.com") -> bool:
    """Whether it worked."""
    return client.post(reverse(page), {"username": email, "password": password}).status_code == 302


@pytest.mark.parametrize("page", ["accounts:sign_in", "admin:login"])
def test_after_too_many_wrong_passwords_even_the_right_one_waits(client: Client, rita: User, page: str) -> None:
    for _ in range(MOST_FAILURES):
        assert not attempt(client, page, "wrong")
    assert not attempt(client, page, PASSWORD)


def test_the_page_says_why(client: Client, rita: User) -> None:
    for _ in range(MOST_FAILURES + 1):
        page = client.post(reverse("accounts:sign_in"), {"username": "rita@example.com", "password": "wrong"})
    assert "too many wrong attempts" in page.content.decode()


def test_a_few_slips_cost_nothing(client: Client, rita: User) -> None:
    for _ in range(MOST_FAILURES - 1):
        attempt(client, "accounts:sign_in", "wrong")
    assert attempt(client, "accounts:sign_in", PASSWORD)


def test_guessing_at_many_accounts_from_one_address_is_braked_too(client: Client, rita: User) -> None:
    for number in range(MOST_FAILURES):
        attempt(client, "accounts:sign_in", "wrong", f"person{number}@example.com")
    assert not attempt(client, "accounts:sign_in", PASSWORD)


def test_behind_a_trusted_proxy_only_its_own_word_counts(client: Client, rita: User, settings: object) -> None:
    settings.TRUST_PROXY = True  # type: ignore[attr-defined]
    forged = {"HTTP_X_FORWARDED_FOR": "203.0.113.9, 198.51.100.7"}
    for number in range(MOST_FAILURES):
        client.post(reverse("accounts:sign_in"), {"username": f"p{number}@example.com", "password": "wrong"}, **forged)
    elsewhere = {"HTTP_X_FORWARDED_FOR": "203.0.113.9, 192.0.2.1"}
    body = {"username": "rita@example.com", "password": PASSWORD}
    assert client.post(reverse("accounts:sign_in"), body, **forged).status_code == 200
    assert client.post(reverse("accounts:sign_in"), body, **elsewhere).status_code == 302
