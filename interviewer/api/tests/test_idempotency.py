from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from typing import Any

import pytest
from django.db import connection
from django.utils import timezone

from interviewer.api.idempotency import KEPT
from interviewer.api.models import IdempotentCall
from interviewer.tests.api import Api, bearer, is_error
from interviewer.tests.factories import UserFactory
from interviews.models import InterviewConfig

pytestmark = pytest.mark.django_db

BODY = {"job_role": "Backend Engineer", "number_of_questions": 1}


def test_the_same_key_gives_the_same_answer_and_makes_nothing_twice() -> None:
    api = Api(bearer(UserFactory()))
    first = api.post("/api/interviews/create", BODY, **{"Idempotency-Key": "one"})
    again = api.post("/api/interviews/create", BODY, **{"Idempotency-Key": "one"})
    assert (first.status_code, first.content) == (201, again.content)
    assert again.status_code == 201
    assert again["Idempotent-Replayed"] == "true"
    assert InterviewConfig.objects.count() == 1


def test_another_body_under_the_same_key_is_a_conflict() -> None:
    api = Api(bearer(UserFactory()))
    api.post("/api/interviews/create", BODY, **{"Idempotency-Key": "one"})
    other = api.post("/api/interviews/create", BODY | {"job_role": "Other"}, **{"Idempotency-Key": "one"})
    is_error(other, 409, "idempotency_key_reused")


def test_keys_belong_to_their_caller() -> None:
    for _ in range(2):
        Api(bearer(UserFactory())).post("/api/interviews/create", BODY, **{"Idempotency-Key": "one"})
    assert InterviewConfig.objects.count() == 2


def test_what_failed_may_be_tried_again_under_its_key() -> None:
    api = Api(bearer(UserFactory()))
    is_error(api.post("/api/interviews/create", {}, **{"Idempotency-Key": "one"}), 400)
    assert api.post("/api/interviews/create", BODY, **{"Idempotency-Key": "one"}).status_code == 201


def test_a_key_is_forgotten_after_a_day_and_its_answer_is_sealed_until_then() -> None:
    api = Api(bearer(UserFactory()))
    made = api.post("/api/interviews/create", BODY, **{"Idempotency-Key": "one"}).json()
    row = IdempotentCall.objects.get()
    assert made["id"] not in row.sealed_answer
    assert row.key_hash != "one"
    IdempotentCall.objects.update(created_at=timezone.now() - KEPT - timedelta(minutes=1))
    assert api.post("/api/interviews/create", BODY, **{"Idempotency-Key": "one"}).json()["id"] != made["id"]


@pytest.mark.django_db(transaction=True)
def test_calls_at_the_same_moment_make_one_thing() -> None:
    headers = bearer(UserFactory())

    def call(_: int) -> Any:
        try:
            return Api(headers).post("/api/interviews/create", BODY, **{"Idempotency-Key": "one"})
        finally:
            connection.close()

    with ThreadPoolExecutor(8) as pool:
        answers = list(pool.map(call, range(16)))
    assert {a.status_code for a in answers} <= {201, 409}
    assert len({a.content for a in answers if a.status_code == 201}) == 1
    assert InterviewConfig.objects.count() == 1
