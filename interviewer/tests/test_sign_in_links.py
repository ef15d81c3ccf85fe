"""Signing in by a link sent to one's address, and changing that address."""

from __future__ import annotations

import logging
import re
from datetime import timedelta
from types import SimpleNamespace

import pytest
from django.conf import settings as django_settings
from django.core import mail
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from candidates.models import Candidate, Resume
from interviewer.accounts import sign_in_links
from interviewer.accounts.models import Role, SignInLink, User
from interviewer.logging import HideLinkTokens
from interviewer.tests import factories
from interviewer.tests.api import Api, is_error
from interviewer.work.service import drain
from interviews.selectors import own_sessions

pytestmark = pytest.mark.django_db(transaction=True)

PAGE = "/my/sign-in/"


@pytest.fixture(autouse=True)
def one_window(monkeypatch: pytest.MonkeyPatch) -> None:
    """Limits are counted in windows of the clock: none of these tests may run across the end of one."""
    monkeypatch.setattr("interviewer.api.limits.time", SimpleNamespace(time=lambda: 1_000_000.0))


def ask(client: Client, email: str = "ines@example.org") -> None:
    answer = client.post(PAGE, {"email": email})
    assert answer.status_code == 200, answer.content
    drain()


def link() -> str:
    """The path of the link in the newest message."""
    found = re.search(r"https?://[^/\s]+(/my/enter/[\w-]+/)", mail.outbox[-1].body)
    assert found, mail.outbox[-1].body
    return found[1]


def enter(client: Client, email: str = "ines@example.org") -> User:
    ask(client, email)
    assert client.post(link()).status_code == 302
    return User.objects.get(email=email)


def signed_in(client: Client) -> bool:
    return client.get("/my/").status_code == 200


def test_a_link_sent_by_e_mail_signs_in_and_makes_the_account_on_its_first_use(client: Client) -> None:
    ask(client, " Ines@Example.org ")
    assert mail.outbox[-1].to == ["ines@example.org"]
    assert not User.objects.exists()
    page = client.get(link())
    assert "ines@example.org" in page.content.decode()
    assert client.post(link())["Location"] == "/my/"
    user = User.objects.get()
    assert (user.email, user.role, user.email_is_verified) == ("ines@example.org", Role.CANDIDATE, True)
    assert not user.has_usable_password()
    assert signed_in(client)


def test_opening_the_link_uses_nothing_up_for_scanners_of_mail_open_every_link(client: Client) -> None:
    ask(client)
    for _ in range(3):
        assert Client().get(link()).status_code == 200
        assert Client().head(link()).status_code == 200
    assert not User.objects.exists()
    assert client.post(link()).status_code == 302


def test_the_link_works_on_another_device_and_once(client: Client) -> None:
    ask(client)
    other = Client()
    assert other.post(link()).status_code == 302
    assert signed_in(other)
    assert not signed_in(client)
    again = client.post(link())
    assert again.status_code == 410
    assert "works once" in again.content.decode()
    assert client.get(link()).status_code == 410


def test_after_twenty_minutes_the_link_is_of_no_use(client: Client) -> None:
    ask(client)
    SignInLink.objects.update(expires_at=timezone.now() - timedelta(seconds=1))
    assert client.post(link()).status_code == 410
    assert not User.objects.exists()
    made = SignInLink.objects.get()
    assert (made.expires_at - made.created_at) < timedelta(minutes=20)


def test_the_answer_is_the_same_whether_the_address_is_known_or_not(client: Client) -> None:
    factories.UserFactory(candidate=True, email="known1@example.org")
    factories.UserFactory(email="known2@example.org")
    factories.UserFactory(candidate=True, email="known3@example.org", is_active=False)
    pages = set()
    for email in ("known1@example.org", "known2@example.org", "known3@example.org", "nobody@example.org"):
        answer = Client().post(PAGE, {"email": email})
        text = re.sub(r'value="[^"]{40,}"', "", answer.content.decode()).replace(email, "")
        pages.add((answer.status_code, text))
    assert len(pages) == 1
    assert SignInLink.objects.count() == 4


def test_the_token_is_not_in_the_database(client: Client) -> None:
    ask(client)
    token = link().rstrip("/").rpartition("/")[2]
    row = SignInLink.objects.values().get()
    assert not any(token in str(value) for value in row.values())
    assert len(token) >= 32


def test_a_recruiter_is_told_to_use_the_password_and_gets_in_by_no_link(client: Client) -> None:
    rita = factories.UserFactory(email="rita@example.org")
    ask(client, rita.email)
    assert "/my/enter/" not in mail.outbox[-1].body
    assert "/accounts/sign-in/" in mail.outbox[-1].body
    token = sign_in_links.token_of(SignInLink.objects.get())
    answer = client.post(reverse("my:use_link", args=[token]))
    assert answer.status_code == 403
    assert "_auth_user_id" not in client.session


def test_an_account_that_is_switched_off_stays_out(client: Client) -> None:
    factories.UserFactory(candidate=True, email="ines@example.org", is_active=False)
    ask(client)
    assert client.post(link()).status_code == 403
    assert not signed_in(client)


def test_many_requests_for_one_address_are_braked_from_wherever_they_come(client: Client) -> None:
    most, _ = django_settings.RATE_LIMITS["sign_in_link"]
    for number in range(most):
        assert Client(REMOTE_ADDR=f"192.0.2.{number}").post(PAGE, {"email": "ines@example.org"}).status_code == 200
    answer = Client(REMOTE_ADDR="198.51.100.1").post(PAGE, {"email": "INES@example.org"})
    assert answer.status_code == 429
    assert int(answer["Retry-After"]) > 0
    assert "many requests" in answer.content.decode()
    assert SignInLink.objects.count() == most


def test_one_sender_can_not_have_links_sent_to_everybody(client: Client) -> None:
    most, _ = django_settings.RATE_LIMITS["sign_in"]
    answers = [client.post(PAGE, {"email": f"p{n}@example.org"}).status_code for n in range(most + 3)]
    assert answers == [200] * most + [429] * 3


def test_a_word_that_is_no_address_is_asked_for_again(client: Client) -> None:
    answer = client.post(PAGE, {"email": "ines"})
    assert answer.status_code == 422
    assert "error-summary" in answer.content.decode()


def test_a_new_account_takes_the_name_that_the_person_gave_in_an_interview(client: Client) -> None:
    factories.CandidateFactory(email="ines@example.org", full_name="Ines Ferreira")
    assert enter(client).full_name == "Ines Ferreira"


def test_where_one_wanted_to_go_is_where_one_arrives(client: Client) -> None:
    asked = client.get("/my/privacy/")
    assert asked["Location"] == "/my/sign-in/?next=/my/privacy/"
    client.get(asked["Location"])
    ask(client)
    assert client.post(link())["Location"] == "/my/privacy/"
    elsewhere = Client()
    elsewhere.get("/my/sign-in/?next=https://evil.example/")
    ask(elsewhere)
    assert elsewhere.post(link())["Location"] == "/my/"


def test_recruiters_who_open_these_pages_are_told_what_they_are(client: Client) -> None:
    client.force_login(factories.UserFactory())
    for name in ("interviews:my_interviews", "interviews:my_practice", "interviews:my_privacy", "candidates:profile"):
        answer = client.get(reverse(name))
        assert answer.status_code == 403
        assert "These pages are for candidates" in answer.content.decode()


def test_old_links_are_swept() -> None:
    sign_in_links.send_sign_in("ines@example.org")
    assert sign_in_links.forget_old_links() == 0
    assert sign_in_links.forget_old_links(timezone.now() + timedelta(days=2)) == 1


def test_signing_out_leads_back_to_signing_in(client: Client) -> None:
    enter(client)
    assert client.post("/my/sign-out/")["Location"] == PAGE
    assert not signed_in(client)


# --- Another address ---------------------------------------------------------------------------------


def change(client: Client, email: str) -> str:
    assert client.post("/my/profile/e-mail/", {"new_email": email}).status_code == 302
    drain()
    assert mail.outbox[-1].to == [email]
    return link()


def test_an_address_changes_once_its_owner_has_confirmed_it_and_interviews_come_along(client: Client) -> None:
    session = factories.SessionFactory(candidate__email="ines@example.org", completed=True)
    user = enter(client)
    path = change(client, "new@example.org")
    user.refresh_from_db()
    assert user.email == "ines@example.org"
    assert client.post(path).status_code == 302
    user.refresh_from_db()
    assert (user.email, user.email_is_verified) == ("new@example.org", True)
    session.candidate.refresh_from_db()
    assert session.candidate.email == "new@example.org"
    assert session in own_sessions(user)


def test_somebody_known_by_both_addresses_is_one_person_from_then_on(client: Client) -> None:
    first = factories.SessionFactory(candidate__email="ines@example.org", completed=True)
    second = factories.SessionFactory(candidate__email="new@example.org", completed=True)
    user = enter(client)
    client.post(change(client, "new@example.org"))
    user.refresh_from_db()
    assert set(own_sessions(user)) == {first, second}
    assert list(Candidate.objects.values_list("email", flat=True)) == ["new@example.org"]
    assert set(Resume.objects.values_list("candidate__email", flat=True)) == {"new@example.org"}


def test_nobody_has_an_address_confirmed_by_its_owner_into_an_account_of_their_own(client: Client) -> None:
    victims = factories.SessionFactory(candidate__email="victim@example.org", completed=True)
    attacker = enter(client, "attacker@example.org")
    path = change(client, "victim@example.org")
    victim = Client()
    assert "Sign in first" in victim.get(path).content.decode()
    assert victim.post(path).status_code == 403
    enter(victim, "victim@example.org")
    assert victim.post(path).status_code == 403
    attacker.refresh_from_db()
    assert attacker.email == "attacker@example.org"
    assert victims not in own_sessions(attacker)


def test_an_address_with_an_account_of_its_own_is_not_taken_over(client: Client) -> None:
    other = factories.UserFactory(verified=True, email="new@example.org")
    user = enter(client)
    answer = client.post(change(client, "new@example.org"))
    assert (answer.status_code, "account of its own" in answer.content.decode()) == (410, True)
    user.refresh_from_db()
    assert user.email == "ines@example.org"
    assert User.objects.get(pk=other.pk).email == "new@example.org"


def test_a_link_to_confirm_an_address_signs_nobody_in(client: Client) -> None:
    enter(client)
    token = change(client, "new@example.org").rstrip("/").rpartition("/")[2]
    with pytest.raises(sign_in_links.LinkRefused):
        sign_in_links.redeem(token)


def test_what_stood_under_an_address_never_proven_stays_with_it(client: Client) -> None:
    """An account with a password may bear an address that is somebody else's."""
    session = factories.SessionFactory(candidate__email="somebody@example.org", completed=True)
    user = factories.UserFactory(candidate=True, email="somebody@example.org")
    client.force_login(user)
    assert session not in own_sessions(user)
    client.post(change(client, "new@example.org"))
    user.refresh_from_db()
    assert user.email == "new@example.org"
    assert session not in own_sessions(user)
    session.candidate.refresh_from_db()
    assert session.candidate.email == "somebody@example.org"


# --- The same for programs ---------------------------------------------------------------------------


def test_a_program_signs_in_by_a_link_too() -> None:
    assert Api().post("/api/auth/link", {"email": "ines@example.org"}).status_code == 202
    drain()
    token = link().rstrip("/").rpartition("/")[2]
    pair = Api().post("/api/auth/link/redeem", {"token": token})
    assert pair.status_code == 200
    api = Api({"Authorization": f"Bearer {pair.json()['access']}"})
    profile = api.get("/api/profile").json()
    assert (profile["email"], profile["email_verified"], profile["role"]) == ("ines@example.org", True, "candidate")
    is_error(Api().post("/api/auth/link/redeem", {"token": token}), 410, "link_used")
    is_error(Api().post("/api/auth/link/redeem", {"token": "nonsense"}), 410, "link_expired")


def test_the_profile_of_a_program_is_the_one_of_the_page() -> None:
    user = factories.UserFactory(verified=True)
    api = Api()
    api.client.force_login(user)
    changed = api.put("/api/profile", {"name": "Ines F.", "phone": "+351 21 000 0000"})
    assert (changed.status_code, changed.json()["phone"]) == (200, "+351 21 000 0000")
    assert Candidate.objects.get(email=user.email).full_name == "Ines F."
    assert api.put("/api/profile", {"name": "Ines"}).json()["phone"] == "+351 21 000 0000"
    is_error(api.put("/api/profile", {"name": "Ines", "phone": "call me"}), 400, "invalid")


def test_a_log_line_does_not_hold_a_link() -> None:
    record = logging.LogRecord(
        "x", logging.INFO, "", 0, "GET %s", ("/my/enter/abcdefghijklmnopqrstuvwxyz012345/",), None
    )
    assert HideLinkTokens().filter(record)
    assert record.getMessage() == "GET /my/enter/…/"
