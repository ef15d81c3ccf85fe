"""Webhooks in the admin: made, changed, tried out and looked into without the API."""

from __future__ import annotations

import re
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from interviewer.accounts.models import AuditEvent, User
from interviewer.tests.admin.site import list_url, page_url, row_keys, run_action, said, signed_in
from interviewer.tests.factories import UserFactory
from interviewer.webhooks import sending, services
from interviewer.webhooks.models import Event, WebhookDelivery, WebhookEndpoint
from interviewer.work.service import drain

pytestmark = pytest.mark.django_db
NAME = "webhooks_webhookendpoint"
ADD = "admin:webhooks_webhookendpoint_add"


@pytest.fixture
def rita() -> User:
    return UserFactory()


@pytest.fixture
def as_rita(rita: User) -> Client:
    return signed_in(rita)


def add(client: Client, **fields: Any) -> Any:
    data = {"url": "https://example.com/hook", "events": ["report.ready"], "active": "on", **fields}
    return client.post(reverse(ADD), data, follow=True)


def test_an_endpoint_is_added_and_its_secret_shown_once(as_rita: Client, rita: User) -> None:
    assert as_rita.get(reverse(ADD)).status_code == 200
    answer = add(as_rita)
    made = WebhookEndpoint.objects.get()
    assert (made.owner, made.url, made.events, made.active) == (
        rita,
        "https://example.com/hook",
        ["report.ready"],
        True,
    )
    assert services.secret(made) in said(answer)
    page = as_rita.get(page_url(NAME, made)).content.decode()
    assert services.secret(made) not in page and "whsec_" not in page
    assert [e.action for e in AuditEvent.objects.filter(object_id=str(made.pk))] == ["webhook added"]
    assert not any("whsec_" in str(e.after) for e in AuditEvent.objects.all())


def test_no_event_ticked_means_all_of_them(as_rita: Client) -> None:
    add(as_rita, events=[])
    assert WebhookEndpoint.objects.get().events == list(Event.values)


@pytest.mark.parametrize(
    "url", ["http://example.com/", "https://10.0.0.1/", "https://user:pw@example.com/", "no address"]
)
def test_an_address_that_webhooks_never_go_to_is_refused_beside_its_field(as_rita: Client, url: str) -> None:
    answer = add(as_rita, url=url)
    assert answer.context["adminform"].form.errors["url"]
    assert not WebhookEndpoint.objects.exists()


def test_an_endpoint_is_changed_switched_off_and_removed(as_rita: Client, rita: User) -> None:
    made = services.create_endpoint(rita, url="https://example.com/hook", events=["report.ready"])
    data = {"url": "https://example.com/other", "events": ["session.started", "session.completed"]}
    as_rita.post(page_url(NAME, made), data, follow=True)
    made.refresh_from_db()
    assert (made.url, made.events, made.active) == (
        "https://example.com/other", ["session.completed", "session.started"], False,
    )  # fmt: skip
    as_rita.post(page_url(NAME, made, "delete"), {"post": "yes"})
    assert not WebhookEndpoint.objects.exists()
    actions = AuditEvent.objects.filter(object_id=str(made.pk)).order_by("at").values_list("action", flat=True)
    assert list(actions) == ["webhook added", "webhook changed", "webhook removed"]


def test_a_test_event_goes_out_and_its_delivery_can_be_looked_into(
    as_rita: Client, rita: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sending, "post", lambda url, body, headers: 500)
    made = services.create_endpoint(rita, url="https://example.com/hook", events=[])
    run_action(as_rita, NAME, "send_a_test", made)
    drain()
    delivery = WebhookDelivery.objects.get()
    assert (delivery.event, delivery.attempts, delivery.status_code) == ("test", 1, 500)
    page = as_rita.get(page_url(NAME, made)).content.decode()
    (log,) = re.findall(r'href="([^"]*webhookdelivery/\?endpoint__id__exact=[^"]*)"', page)
    listed = as_rita.get(log).content.decode()
    assert "Answered with 500." in listed


def test_a_new_secret_ends_the_old_one_and_is_its_owners(as_rita: Client, rita: User) -> None:
    made = services.create_endpoint(rita, url="https://example.com/hook", events=[])
    old = services.secret(made)
    url = reverse("admin:webhooks_webhookendpoint_renew_secret", args=[made.pk])
    as_rita.post(url, {"_form_submitted": "True"}, follow=True)
    made.refresh_from_db()
    assert services.secret(made) != old
    assert services.secret(made) in said(as_rita.get(page_url(NAME, made)))
    kept = services.secret(made)
    answer = signed_in(UserFactory(admin=True)).post(url, {"_form_submitted": "True"}, follow=True)
    made.refresh_from_db()
    assert services.secret(made) == kept
    assert kept not in answer.content.decode()


def test_nobody_elses_endpoint_can_be_touched(as_rita: Client) -> None:
    foreign = services.create_endpoint(UserFactory(), url="https://example.com/hook", events=[])
    assert row_keys(as_rita.get(list_url(NAME))) == []
    as_rita.post(page_url(NAME, foreign), {"url": "https://example.com/stolen", "events": []})
    run_action(as_rita, NAME, "send_a_test", foreign)
    foreign.refresh_from_db()
    assert foreign.url == "https://example.com/hook"
    assert not WebhookDelivery.objects.exists()
