from __future__ import annotations

import pytest

from interviewer.tests.api import Api, bearer, is_error
from interviewer.tests.factories import PASSWORD, UserFactory

pytestmark = pytest.mark.django_db


def pair(email: str) -> dict[str, str]:
    answer = Api().post("/api/auth/token", {"email": email, "password": PASSWORD})
    assert answer.status_code == 200
    return dict(answer.json())


def test_a_wrong_password_gets_no_token() -> None:
    user = UserFactory()
    is_error(Api().post("/api/auth/token", {"email": user.email, "password": "wrong"}), 401, "not_authenticated")


def test_a_refresh_token_works_once() -> None:
    tokens = pair(UserFactory().email)
    fresh = Api().post("/api/auth/refresh", {"refresh": tokens["refresh"]})
    assert set(fresh.json()) == {"access", "refresh"}
    is_error(Api().post("/api/auth/refresh", {"refresh": tokens["refresh"]}), 401)


def test_signing_out_ends_the_refresh_token() -> None:
    tokens = pair(UserFactory().email)
    assert Api().post("/api/auth/sign-out", {"refresh": tokens["refresh"]}).status_code == 204
    is_error(Api().post("/api/auth/refresh", {"refresh": tokens["refresh"]}), 401)


def test_an_account_that_is_switched_off_is_out_at_once() -> None:
    user = UserFactory()
    api, tokens = Api(bearer(user)), pair(user.email)
    assert api.get("/api/profile").status_code == 200
    user.is_active = False
    user.save()
    is_error(api.get("/api/profile"), 401)
    is_error(Api().post("/api/auth/refresh", {"refresh": tokens["refresh"]}), 401)


def test_a_new_password_ends_what_the_old_one_opened() -> None:
    user = UserFactory()
    api = Api(bearer(user))
    user.set_password("a wholly new password")
    user.save()
    is_error(api.get("/api/profile"), 401)


def test_a_role_taken_away_counts_at_the_next_call() -> None:
    user = UserFactory()
    api = Api(bearer(user))
    user.role = "candidate"
    user.save()
    is_error(api.get("/api/configs"), 403)
