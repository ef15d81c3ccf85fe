"""Accounts: there is always an admin left."""

from __future__ import annotations

import pytest
from django.test import Client
from django.urls import reverse

from interviewer.accounts.models import AuditEvent, User
from interviewer.tests import factories
from interviewer.tests.admin.site import (
    page_url,
    run_action,
    said,
)

pytestmark = pytest.mark.django_db


def test_an_admin_makes_an_account_that_can_sign_in(as_boss: Client) -> None:
    data = {"email": "New@Example.org", "full_name": "New One", "role": "interviewer"}
    add = reverse("admin:accounts_user_add")
    as_boss.post(add, data | {"password1": "", "password2": "", "usable_password": "false"})
    assert not User.objects.filter(email="new@example.org").exists()
    as_boss.post(add, data | {"password1": factories.PASSWORD, "password2": factories.PASSWORD})
    user = User.objects.get(email="new@example.org")
    assert user.is_staff and not user.is_superuser
    assert Client().login(username="new@example.org", password=factories.PASSWORD)
    event = AuditEvent.objects.get(action="created", object_id=str(user.pk))
    assert factories.PASSWORD not in str(event.after)
    again = as_boss.post(
        add,
        data | {"email": "NEW@example.org", "password1": factories.PASSWORD, "password2": factories.PASSWORD},
    )
    assert "has an account" in again.content.decode()


def test_an_admin_sets_somebody_s_password(as_boss: Client, bob: User) -> None:
    url = reverse("admin:auth_user_password_change", args=[bob.pk])
    assert as_boss.get(url).status_code == 200
    as_boss.post(url, {"password1": "another long secret", "password2": "another long secret"})
    assert Client().login(username=bob.email, password="another long secret")
    assert AuditEvent.objects.get(object_id=str(bob.pk)).after == {"fields": ["password"]}


def test_a_recruiter_cannot_set_passwords(as_alice: Client, bob: User) -> None:
    url = reverse("admin:auth_user_password_change", args=[bob.pk])
    assert (
        as_alice.post(url, {"password1": "another long secret", "password2": "another long secret"}).status_code == 403
    )


def test_a_change_of_role_is_recorded_with_what_it_was(as_boss: Client, boss: User, bob: User) -> None:
    data = {"email": bob.email, "full_name": bob.full_name, "role": "admin", "is_active": "on"}
    as_boss.post(page_url("accounts_user", bob), data)
    bob.refresh_from_db()
    assert bob.is_superuser
    event = AuditEvent.objects.get(action="rights changed")
    assert (event.actor, event.before["role"], event.after["role"]) == (boss, "interviewer", "admin")


@pytest.mark.parametrize("change", [{"role": "interviewer"}, {"is_active": ""}])
def test_the_last_active_admin_keeps_role_and_account(change: dict[str, str], as_boss: Client, boss: User) -> None:
    factories.UserFactory(admin=True, is_active=False)
    data = {"email": boss.email, "full_name": boss.full_name, "role": "admin", "is_active": "on"} | change
    response = as_boss.post(page_url("accounts_user", boss), {k: v for k, v in data.items() if v})
    assert "This is the last active admin" in response.content.decode()
    boss.refresh_from_db()
    assert boss.is_admin and boss.is_active
    assert "last active admin" in said(run_action(as_boss, "accounts_user", "deactivate_users", boss))
    assert "last active admin" in said(run_action(as_boss, "accounts_user", "delete_selected", boss))
    deleting = as_boss.post(page_url("accounts_user", boss, "delete"), {"post": "yes"}, follow=True)
    assert "last active admin" in said(deleting)
    boss.refresh_from_db()
    assert boss.is_active


def test_with_a_second_admin_the_first_can_step_down(as_boss: Client, boss: User) -> None:
    factories.UserFactory(admin=True)
    data = {"email": boss.email, "full_name": boss.full_name, "role": "interviewer", "is_active": "on"}
    as_boss.post(page_url("accounts_user", boss), data)
    boss.refresh_from_db()
    assert not boss.is_admin and not boss.is_superuser


def test_who_is_deactivated_is_signed_out(as_boss: Client, as_alice: Client, alice: User) -> None:
    assert as_alice.get("/admin/").status_code == 200
    assert "Accounts deactivated: 1" in said(run_action(as_boss, "accounts_user", "deactivate_users", alice))
    assert as_alice.get("/admin/").status_code == 302
    assert AuditEvent.objects.filter(action="deactivated", object_id=str(alice.pk)).exists()
    run_action(as_boss, "accounts_user", "activate_users", alice)
    alice.refresh_from_db()
    assert alice.is_active
