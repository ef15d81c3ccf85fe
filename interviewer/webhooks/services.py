"""The only writer of endpoints and deliveries: publish an event, sign it, deliver it, try again.

``Webhook-Signature: t=<unix time>,v1=<hex>``, where the hex is the HMAC-SHA256 of ``<unix time>.<body>`` under the
endpoint's secret. Each attempt is signed anew; ``Webhook-Id`` stays the same over all of them.
"""

from __future__ import annotations

import hashlib
import hmac
import json
import time
import uuid
from collections.abc import Callable, Collection
from datetime import timedelta
from typing import Any

from django.db import transaction
from django.db.models import F, Q
from django.utils import timezone
from django.utils.crypto import salted_hmac

from interviewer.accounts import audit
from interviewer.accounts.models import Role
from interviewer.webhooks import sending
from interviewer.webhooks.models import (
    TEST_EVENT,
    DeliveryState,
    Event,
    WebhookDelivery,
    WebhookEndpoint,
    new_nonce,
)
from interviewer.work.service import NotYet, enqueue

# Seconds from one failed attempt to the next; after the last the delivery is given up.
BACKOFF = (10, 60, 300, 1800, 7200, 21_600, 43_200)
# Work is looked at again at least this often: a broker's message is not to be kept waiting for hours.
LONGEST_NAP = 600.0


class WebhookProblem(Exception):
    """The endpoint can't be had like that. The message is for the person who asked for it."""


def secret(endpoint: WebhookEndpoint) -> str:
    mac = salted_hmac("webhooks.secret", f"{endpoint.pk}:{endpoint.nonce}", algorithm="sha256")
    return f"whsec_{mac.hexdigest()}"


def sign(key: str, at: int, body: bytes) -> str:
    digest = hmac.new(key.encode(), f"{at}.".encode() + body, hashlib.sha256).hexdigest()
    return f"t={at},v1={digest}"


@transaction.atomic
def create_endpoint(actor: Any, *, url: str, events: Collection[str], active: bool = True) -> WebhookEndpoint:
    """Raises WebhookProblem for an address that webhooks don't go to."""
    endpoint = WebhookEndpoint(owner=actor, url=url, events=_checked(url, events), active=active)
    endpoint.save(force_insert=True)
    audit.record(actor, "webhook added", endpoint, after={"events": endpoint.events})
    return endpoint


@transaction.atomic
def update_endpoint(actor: Any, endpoint: WebhookEndpoint, fields: dict[str, Any]) -> None:
    url, events = fields.get("url", endpoint.url), fields.get("events", endpoint.events)
    endpoint.url, endpoint.events = url, _checked(url, events)
    endpoint.active = fields.get("active", endpoint.active)
    endpoint.save()
    audit.record(actor, "webhook changed", endpoint, after={"events": endpoint.events, "active": endpoint.active})


def check(url: str) -> None:
    """Raises WebhookProblem for an address that webhooks don't go to."""
    try:
        sending.check_address(url)
    except sending.Unreachable as problem:
        raise WebhookProblem(str(problem)) from problem


def _checked(url: str, events: Collection[str]) -> list[str]:
    check(url)
    return sorted(set(events) & set(Event.values)) or list(Event.values)


@transaction.atomic
def renew_secret(actor: Any, endpoint: WebhookEndpoint) -> str:
    """A new signing secret; the old one signs nothing from now on."""
    endpoint.nonce = new_nonce()
    endpoint.save(update_fields=["nonce"])
    audit.record(actor, "webhook secret renewed", endpoint)
    return secret(endpoint)


@transaction.atomic
def delete_endpoint(actor: Any, endpoint: WebhookEndpoint) -> None:
    audit.record(actor, "webhook removed", endpoint)
    endpoint.delete()


def publish(event: Event, owner_id: uuid.UUID, data: dict[str, Any] | Callable[[uuid.UUID], dict[str, Any]]) -> None:
    """Note the event for every endpoint that wants it; call it in the transaction that made it so.

    ``data`` holds ids, states and scores, and no candidate's name or words. Where not every reader may know the
    same, it is a function from the id of the endpoint's owner.
    """
    rows = WebhookEndpoint.objects.select_related("owner").filter(active=True)
    rows = rows.filter(Q(owner_id=owner_id) | Q(owner__role=Role.ADMIN))
    for endpoint in rows:
        if event in endpoint.events and _may_hear(endpoint):
            _queue(endpoint, str(event), data(endpoint.owner_id) if callable(data) else data)


def _may_hear(endpoint: WebhookEndpoint) -> bool:
    """Whether its owner still runs interviews: with their rights ends what is sent in their name."""
    return bool(endpoint.owner.is_active and endpoint.owner.is_staff)


def send_test(actor: Any, endpoint: WebhookEndpoint) -> WebhookDelivery:
    audit.record(actor, "webhook tested", endpoint)
    return _queue(endpoint, TEST_EVENT, {"message": "This is a test."})


@transaction.atomic
def _queue(endpoint: WebhookEndpoint, event: str, data: dict[str, Any]) -> WebhookDelivery:
    delivery = WebhookDelivery(endpoint=endpoint, event=event, next_try_at=timezone.now())
    delivery.payload = {"id": str(delivery.pk), "type": event, "created_at": timezone.now().isoformat(), "data": data}
    delivery.save(force_insert=True)
    enqueue("webhooks.deliver", delivery.pk)
    return delivery


def deliver(delivery_id: uuid.UUID) -> None:
    """One attempt. Raises NotYet where there will be another."""
    delivery = WebhookDelivery.objects.select_related("endpoint__owner").filter(pk=delivery_id).first()
    if delivery is None or delivery.state != DeliveryState.WAITING:
        return
    early = (delivery.next_try_at - timezone.now()).total_seconds() if delivery.next_try_at else 0
    if early > 1:
        raise NotYet(min(early, LONGEST_NAP))
    if not delivery.endpoint.active:
        _close(delivery, DeliveryState.FAILED, error="The endpoint is switched off.")
        return
    if not _may_hear(delivery.endpoint):
        _close(delivery, DeliveryState.FAILED, error="The endpoint's owner has no rights here any more.")
        return
    WebhookDelivery.objects.filter(pk=delivery.pk).update(attempts=F("attempts") + 1)
    delivery.refresh_from_db()
    body = json.dumps(delivery.payload, separators=(",", ":")).encode()
    headers = {
        "Content-Type": "application/json",
        "User-Agent": "Interviewer-Webhooks/1",
        "Webhook-Id": str(delivery.pk),
        "Webhook-Event": delivery.event,
        "Webhook-Signature": sign(secret(delivery.endpoint), int(time.time()), body),
    }
    try:
        status = sending.post(delivery.endpoint.url, body, headers)
    except sending.Unreachable as problem:
        _again(delivery, str(problem), give_up=problem.permanent)
        return
    if 200 <= status < 300:
        _close(delivery, DeliveryState.DELIVERED, status_code=status, delivered_at=timezone.now(), error="")
    else:
        _again(delivery, f"Answered with {status}.", status_code=status, give_up=status == 410)


def _again(delivery: WebhookDelivery, error: str, *, status_code: int | None = None, give_up: bool = False) -> None:
    if give_up or delivery.attempts > len(BACKOFF):
        _close(delivery, DeliveryState.FAILED, status_code=status_code, error=error)
        return
    seconds = BACKOFF[delivery.attempts - 1]
    due = timezone.now() + timedelta(seconds=seconds)
    WebhookDelivery.objects.filter(pk=delivery.pk).update(error=error[:200], status_code=status_code, next_try_at=due)
    raise NotYet(min(seconds, LONGEST_NAP))


def _close(delivery: WebhookDelivery, state: DeliveryState, **changes: Any) -> None:
    changes["error"] = str(changes.get("error", ""))[:200]
    WebhookDelivery.objects.filter(pk=delivery.pk, state=DeliveryState.WAITING).update(
        state=state, next_try_at=None, **changes
    )


def delivery_failed(delivery_id: uuid.UUID) -> None:
    """The work itself broke down, over and over."""
    WebhookDelivery.objects.filter(pk=delivery_id, state=DeliveryState.WAITING).update(
        state=DeliveryState.FAILED, next_try_at=None, error="It could not be sent."
    )


def erase_old_deliveries(days: int = 30) -> int:
    return WebhookDelivery.objects.filter(created_at__lt=timezone.now() - timedelta(days=days)).delete()[0]
