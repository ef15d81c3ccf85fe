"""Events on their way to other programs."""

from __future__ import annotations

import hashlib
import hmac
import json
import socket
from datetime import timedelta
from typing import Any

import pytest
from django.test import override_settings
from django.utils import timezone

from interviewer.accounts.models import User
from interviewer.tests.api import Api, bearer, is_error
from interviewer.tests.factories import UserFactory
from interviewer.webhooks import sending, services
from interviewer.webhooks.models import DeliveryState, Event, WebhookDelivery, WebhookEndpoint
from interviewer.work.models import Work
from interviewer.work.service import drain
from interviews.tests.helpers import GOOD, open_config, settle, sit_down
from reports.judgements import give_verdict

pytestmark = pytest.mark.django_db


class Receiver:
    """The other side: what it was sent, and what it answers."""

    def __init__(self) -> None:
        self.got: list[tuple[str, bytes, dict[str, str]]] = []
        self.answers: list[int] = []

    def post(self, url: str, body: bytes, headers: dict[str, str]) -> int:
        self.got.append((url, body, headers))
        return self.answers.pop(0) if self.answers else 200

    @property
    def events(self) -> list[str]:
        return [json.loads(body)["type"] for _, body, _ in self.got]


@pytest.fixture
def receiver(monkeypatch: pytest.MonkeyPatch) -> Receiver:
    found = Receiver()
    monkeypatch.setattr(sending, "post", found.post)
    return found


def endpoint(owner: User, *events: str) -> WebhookEndpoint:
    return services.create_endpoint(owner, url="https://example.com/hook", events=events)


def test_an_interview_tells_of_its_start_its_end_its_report_and_its_verdict(receiver: Receiver) -> None:
    owner, other = UserFactory(), UserFactory()
    endpoint(owner)
    endpoint(other)
    seat = sit_down(open_config(owner))
    while seat.session.status == "in_progress":
        seat.answer(GOOD)
    settle()
    give_verdict(owner, seat.session, decision="advance", reason="Clear.")
    settle()
    assert receiver.events == ["session.started", "session.completed", "report.ready", "verdict.given"]
    for _, body, _ in receiver.got:
        assert json.loads(body)["data"]["session_id"] == str(seat.session_id)
        assert b"Carla" not in body
        assert b"carla" not in body


def test_an_admin_hears_of_all_interviews(receiver: Receiver) -> None:
    endpoint(UserFactory(admin=True), "session.started")
    sit_down(open_config(UserFactory()))
    settle()
    assert receiver.events == ["session.started"]


def test_the_signature_is_over_time_and_body(receiver: Receiver) -> None:
    made = endpoint(UserFactory())
    services.send_test(made.owner, made)
    drain()
    _, body, headers = receiver.got[0]
    time, digest = (part.partition("=")[2] for part in headers["Webhook-Signature"].split(","))
    wanted = hmac.new(services.secret(made).encode(), f"{time}.".encode() + body, hashlib.sha256).hexdigest()
    assert digest == wanted
    assert abs(int(time) - timezone.now().timestamp()) < 5
    assert headers["Webhook-Id"] == json.loads(body)["id"]


def test_what_is_refused_is_tried_again_later_and_later_and_then_given_up(receiver: Receiver) -> None:
    made = endpoint(UserFactory())
    receiver.answers = [500] * 20
    delivery = services.send_test(made.owner, made)
    for count, seconds in enumerate(services.BACKOFF, 1):
        drain()
        delivery.refresh_from_db()
        assert (delivery.attempts, delivery.status_code, delivery.state) == (count, 500, DeliveryState.WAITING)
        assert delivery.next_try_at is not None
        left = (delivery.next_try_at - timezone.now()).total_seconds()
        assert seconds - 5 < left <= seconds
        WebhookDelivery.objects.update(next_try_at=timezone.now() - timedelta(seconds=1))
        Work.objects.update(next_try_at=timezone.now() - timedelta(seconds=1))
    drain()
    delivery.refresh_from_db()
    assert (delivery.state, delivery.attempts) == (DeliveryState.FAILED, len(services.BACKOFF) + 1)


def test_a_redirect_is_no_delivery(receiver: Receiver) -> None:
    made = endpoint(UserFactory())
    receiver.answers = [302]
    delivery = services.send_test(made.owner, made)
    drain()
    delivery.refresh_from_db()
    assert delivery.state == DeliveryState.WAITING
    assert len(receiver.got) == 1


@pytest.mark.parametrize(
    "url",
    [
        "http://example.com/", "https://127.0.0.1/", "https://10.0.0.1/", "https://169.254.169.254/latest/",
        "https://[::1]/", "https://[::ffff:10.0.0.1]/", "https://[64:ff9b::7f00:1]/", "https://user:pw@example.com/",
        "https://100.64.0.1/", "https://0.0.0.0/", "https://example.com:99999/", "ftp://example.com/",
    ],
)  # fmt: skip
def test_private_and_odd_addresses_can_not_be_had(url: str) -> None:
    with pytest.raises(services.WebhookProblem):
        services.create_endpoint(UserFactory(), url=url, events=[])


@pytest.mark.parametrize("answers", [["127.0.0.1"], ["93.184.216.34", "10.0.0.1"], ["::1"], ["::ffff:192.168.0.1"]])
def test_a_name_that_leads_to_a_private_address_is_not_connected_to(
    monkeypatch: pytest.MonkeyPatch, answers: list[str]
) -> None:
    def lookup(host: str, port: int, **kwargs: Any) -> list[Any]:
        return [(socket.AF_INET, socket.SOCK_STREAM, 6, "", (answer, port)) for answer in answers]

    def connect(*args: Any) -> None:
        raise AssertionError("a connection was made")

    monkeypatch.setattr(socket, "getaddrinfo", lookup)
    monkeypatch.setattr(socket, "socket", connect)
    with pytest.raises(sending.Unreachable) as problem:
        sending.post("https://rebound.example.com/", b"{}", {})
    assert problem.value.permanent


@override_settings(WEBHOOKS_TO_PRIVATE_ADDRESSES=True)
def test_a_real_delivery_over_a_real_socket_follows_no_redirect() -> None:
    import http.server
    import threading

    seen: list[str] = []

    class Handler(http.server.BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            seen.append(self.path)
            self.send_response(302)
            self.send_header("Location", "/elsewhere")
            self.end_headers()

        def log_message(self, *args: Any) -> None:
            pass

    server = http.server.HTTPServer(("127.0.0.1", 0), Handler)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    try:
        status = sending.post(f"http://127.0.0.1:{server.server_port}/hook?x=1", b"{}", {})
    finally:
        server.shutdown()
        server.server_close()
    assert (status, seen) == (302, ["/hook?x=1"])


def test_endpoints_are_their_owners(receiver: Receiver) -> None:
    api, foreign = Api(bearer(UserFactory())), Api(bearer(UserFactory()))
    made = api.post("/api/webhooks", {"url": "https://example.com/hook", "events": ["report.ready"]})
    assert made.status_code == 201
    assert made.json()["secret"].startswith("whsec_")
    path = f"/api/webhooks/{made.json()['id']}"
    is_error(foreign.get(path), 404)
    is_error(foreign.post(f"{path}/test"), 404)
    is_error(api.post("/api/webhooks", {"url": "https://10.0.0.1/"}), 400)
    assert "secret" not in api.get("/api/webhooks").json()["results"][0]
    assert api.post(f"{path}/test").status_code == 202
    drain()
    assert [d["state"] for d in api.get("/api/webhook-deliveries").json()["results"]] == ["delivered"]
    assert foreign.get("/api/webhook-deliveries").json()["results"] == []
    assert api.patch(path, {"active": False}).json()["active"] is False
    services.publish(Event.REPORT_READY, WebhookEndpoint.objects.get().owner_id, {})
    assert WebhookDelivery.objects.count() == 1
    assert api.delete(path).status_code == 204


@override_settings(WEBHOOKS_TO_PRIVATE_ADDRESSES=True)
def test_an_answer_that_drips_in_for_ever_is_hung_up_on(monkeypatch: pytest.MonkeyPatch) -> None:
    import threading

    monkeypatch.setattr(sending, "DEADLINE", 0.3)
    done = threading.Event()
    with socket.create_server(("127.0.0.1", 0)) as server:

        def drip() -> None:
            talk, _ = server.accept()
            with talk:
                try:
                    while not done.wait(0.02):
                        talk.sendall(b"H")
                except OSError:
                    return

        dripping = threading.Thread(target=drip)
        dripping.start()
        try:
            with pytest.raises(sending.Unreachable):
                sending.post(f"http://127.0.0.1:{server.getsockname()[1]}/", b"{}", {})
        finally:
            done.set()
            dripping.join()


@pytest.mark.parametrize("lost", [{"is_active": False}, {"role": "candidate"}])
def test_with_their_rights_ends_what_somebody_is_sent(receiver: Receiver, lost: dict[str, Any]) -> None:
    made = endpoint(UserFactory())
    waiting = services.send_test(made.owner, made)
    User.objects.filter(pk=made.owner_id).update(**lost)
    services.publish(Event.REPORT_READY, made.owner_id, {})
    drain()
    waiting.refresh_from_db()
    assert waiting.state == DeliveryState.FAILED
    assert receiver.got == []
    assert WebhookDelivery.objects.count() == 1
