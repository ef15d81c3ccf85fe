"""Nothing is changed by a form of another site: every page that takes a POST asks for the token of its own."""

from __future__ import annotations

import uuid
from typing import Any

import pytest
from django.test import Client
from django.urls import URLPattern, reverse

from candidates import urls as candidate_urls
from interviewer.accounts import own_urls
from interviewer.accounts import urls as account_urls
from interviewer.tests.factories import UserFactory
from interviews import seats
from interviews import urls as interview_urls
from reports import urls as report_urls

pytestmark = pytest.mark.django_db

SAMPLES = {"uuid": str(uuid.UUID(int=7)), "int": 1, "slug": "role", "string": "csv"}


def addresses() -> list[str]:
    found = set()
    for module in (account_urls, own_urls, candidate_urls, interview_urls, report_urls):
        patterns: list[Any] = list(module.urlpatterns)
        while patterns:
            entry = patterns.pop()
            if not isinstance(entry, URLPattern):
                patterns += entry.url_patterns
            elif entry.name:
                kinds = {name: type(kind).__name__ for name, kind in entry.pattern.converters.items()}
                values = {name: SAMPLES[kind.removesuffix("Converter").lower()] for name, kind in kinds.items()}
                found.add(reverse(f"{module.app_name}:{entry.name}", kwargs={k: str(v) for k, v in values.items()}))
    return sorted(found)


@pytest.mark.parametrize("who", ["recruiter", "candidate", "nobody"])
def test_a_form_of_another_site_does_nothing_anywhere(who: str) -> None:
    client = Client(enforce_csrf_checks=True)
    if who != "nobody":
        client.force_login(UserFactory(**({"role": "candidate"} if who == "candidate" else {})))
    session_id = uuid.UUID(int=7)
    client.cookies[seats.cookie_name(session_id)] = seats.token(session_id)
    taken = {address: client.post(address, {"agree": "yes", "sure": "yes"}).status_code for address in addresses()}
    assert len(taken) > 100
    assert {address: status for address, status in taken.items() if status != 403} == {}


def test_an_account_that_a_cookie_signs_in_needs_the_token_at_the_api_too() -> None:
    client = Client(enforce_csrf_checks=True)
    client.force_login(UserFactory())
    answer = client.post("/api/configs", {"job_role": "Engineer"}, content_type="application/json")
    assert (answer.status_code, answer.json()["error"]["code"]) == (403, "forbidden")
