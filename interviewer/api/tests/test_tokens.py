from __future__ import annotations

import uuid
from datetime import timedelta

import pytest
from django.core.cache import cache
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from rest_framework_simplejwt.token_blacklist.models import BlacklistedToken, OutstandingToken

from interviewer.accounts.backends import MOST_FAILURES
from interviewer.api.idempotency import KEPT
from interviewer.api.models import IdempotentCall
from interviewer.tests.api import Api, bearer, is_error
from interviewer.tests.factories import PASSWORD, UserFactory
from interviewer.work import sweeping
from interviews import tickets

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


# --- The brake on guessing, and what is swept ---------------------------------------------------------


def guess(email: str, times: int, **headers: str) -> None:
    for _ in range(times):
        is_error(Api().post("/api/auth/token", {"email": email, "password": "wrong"}, **headers), 401)


def test_after_too_many_wrong_passwords_the_right_one_gets_no_token_and_is_told_to_wait() -> None:
    user = UserFactory()
    guess(user.email, MOST_FAILURES)
    answer = Api().post("/api/auth/token", {"email": user.email.upper(), "password": PASSWORD})
    is_error(answer, 429, "rate_limited")
    assert int(answer["Retry-After"]) > 60


def test_guesses_at_the_api_brake_the_sign_in_page_too_and_the_other_way_round() -> None:
    first, second = UserFactory(), UserFactory()
    guess(first.email, MOST_FAILURES)
    page = Client().post(reverse("accounts:sign_in"), {"username": first.email, "password": PASSWORD})
    assert "too many wrong attempts" in page.content.decode()
    cache.clear()
    for _ in range(MOST_FAILURES):
        Client().post(reverse("accounts:sign_in"), {"username": second.email, "password": "wrong"})
    is_error(Api().post("/api/auth/token", {"email": second.email, "password": PASSWORD}), 429)


def test_guessing_at_many_accounts_from_one_address_is_braked() -> None:
    user = UserFactory()
    for number in range(MOST_FAILURES):
        guess(f"person{number}@example.com", 1)
    is_error(Api().post("/api/auth/token", {"email": user.email, "password": PASSWORD}), 429)


def test_expired_tokens_are_swept_and_living_ones_stay() -> None:
    used, living = pair(UserFactory().email), pair(UserFactory().email)
    Api().post("/api/auth/refresh", {"refresh": used["refresh"]})
    assert (OutstandingToken.objects.count(), BlacklistedToken.objects.count()) == (3, 1)
    blacklisted = BlacklistedToken.objects.values("token_id")
    OutstandingToken.objects.filter(pk__in=blacklisted).update(expires_at=timezone.now() - timedelta(minutes=1))
    done = sweeping.sweep(by_hand=True)
    assert done["sign_ins_erased"] == 1
    assert (OutstandingToken.objects.count(), BlacklistedToken.objects.count()) == (2, 0)
    assert Api().post("/api/auth/refresh", {"refresh": living["refresh"]}).status_code == 200


def test_remembered_calls_are_swept_after_their_day() -> None:
    api = Api(bearer(UserFactory()))
    for key in ("old", "new"):
        api.post("/api/configs", {"job_role": "Engineer", "number_of_questions": 1}, **{"Idempotency-Key": key})
    oldest = IdempotentCall.objects.order_by("created_at").first()
    IdempotentCall.objects.filter(pk=oldest.pk).update(created_at=timezone.now() - KEPT - timedelta(minutes=1))
    assert sweeping.sweep(by_hand=True)["calls_forgotten"] == 1
    assert IdempotentCall.objects.count() == 1


def test_a_ticket_that_was_never_used_goes_by_itself() -> None:
    """Nothing sweeps tickets: the cache forgets them."""
    assert tickets.redeem(tickets.issue(uuid.uuid4())) is not None
    ticket = tickets.issue(uuid.uuid4())
    cache.touch(tickets._name(ticket), 0)
    assert tickets.redeem(ticket) is None
