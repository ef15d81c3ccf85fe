"""Invitations and requests name a person by e-mail, also where no interview was ever begun: they are erased as well."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from candidates.models import ErasurePart, PrivacyRequest, PrivacyState
from interviewer.accounts import sign_in_links
from interviewer.accounts.models import LinkPurpose, SignInLink, User
from interviewer.tests import factories
from interviews.models import AccommodationRequest, InterviewConfig, InterviewSession, Invitation
from interviews.services import accommodations, configs, privacy
from interviews.services.retention import erase_expired, erase_old_invitations
from interviews.tests.helpers import make_session, open_config
from interviews.tests.test_own_pages import signed_in

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def ines() -> User:
    return factories.UserFactory(verified=True, email="ines@example.org", full_name="Ines Ferreira")


def invited(config: InterviewConfig | None = None, **fields: object) -> Invitation:
    made = fields.pop("created_at", None)
    config = config or open_config(retention_days=30)
    invitation: Invitation = factories.InvitationFactory(config=config, email="ines@example.org", **fields)
    if made is not None:
        Invitation.objects.filter(pk=invitation.pk).update(created_at=made)
    return invitation


def moves_to(user: User, email: str) -> None:
    sign_in_links.send_change(user, email)
    link = SignInLink.objects.get(purpose=LinkPurpose.CHANGE_EMAIL)
    sign_in_links.confirm_change(sign_in_links.token_of(link), user)
    user.refresh_from_db()


# --- Keeping times -----------------------------------------------------------------------------------


def test_an_invitation_goes_with_the_interview_it_led_to() -> None:
    session = make_session(open_config(retention_days=30), email="ines@example.org")
    InterviewSession.objects.filter(pk=session.pk).update(invitation=invited(session.config))
    assert erase_expired(timezone.now() + timedelta(days=31)) == 1
    assert not Invitation.objects.exists()


def test_an_invitation_stays_while_another_interview_it_led_to_is_kept() -> None:
    config = open_config(retention_days=30)
    old, new = make_session(config, email="ines@example.org"), make_session(config, email="ines@example.org")
    InterviewSession.objects.update(invitation=invited(config))
    ended = timezone.now() - timedelta(days=31)
    InterviewSession.objects.filter(pk=old.pk).update(ended_at=ended, updated_at=ended)
    assert erase_expired() == 1
    new.refresh_from_db()
    assert new.invitation is not None


@pytest.mark.parametrize("how", ["expired", "revoked", "closed"])
def test_an_invitation_nobody_used_goes_when_the_keeping_time_is_over(how: str) -> None:
    invitation = invited(expires_at=timezone.now() + timedelta(days=5) if how == "expired" else None)
    owner = invitation.config.created_by
    if how == "revoked":
        Invitation.objects.update(state="revoked")
    if how == "closed":
        configs.close_config(owner, invitation.config)
    assert erase_old_invitations(timezone.now() + timedelta(days=29)) == 0
    assert erase_old_invitations(timezone.now() + timedelta(days=36)) == 1
    assert not Invitation.objects.exists()


def test_an_invitation_that_ends_later_is_kept_until_then() -> None:
    invited(expires_at=timezone.now() + timedelta(days=300))
    assert erase_old_invitations(timezone.now() + timedelta(days=299)) == 0
    assert erase_old_invitations(timezone.now() + timedelta(days=331)) == 1


def test_a_link_that_may_still_be_opened_outlives_a_short_keeping_time_and_not_half_a_year() -> None:
    invited(open_config(retention_days=1))
    assert erase_old_invitations(timezone.now() + timedelta(days=179)) == 0
    assert erase_old_invitations(timezone.now() + timedelta(days=181)) == 1


def test_sending_an_invitation_again_begins_its_keeping_time_anew() -> None:
    invited(created_at=timezone.now() - timedelta(days=400), mailed_at=timezone.now(), state="revoked")
    assert erase_old_invitations() == 0
    assert erase_old_invitations(timezone.now() + timedelta(days=31)) == 1


def test_a_request_nobody_answered_is_forgotten_as_well() -> None:
    factories.AccommodationRequestFactory(config=open_config(retention_days=30), email="ines@example.org")
    assert accommodations.erase_old() == 0
    AccommodationRequest.objects.update(created_at=timezone.now() - timedelta(days=31))
    assert accommodations.erase_old() == 1


# --- Erasure on request ------------------------------------------------------------------------------


def test_whoever_was_only_invited_is_erased_too(ines: User) -> None:
    invitation = invited()
    others = factories.InvitationFactory(config=invitation.config)
    signed_in(ines).post("/my/privacy/erase/", {"sure": "yes"})
    part = ErasurePart.objects.get()
    assert part.owner == invitation.config.created_by
    desk = signed_in(part.owner)
    assert "ines@example.org" in desk.get("/privacy-requests/").content.decode()
    path = reverse("interviews:carry_out_erasure", args=[part.pk])
    page = desk.get(path).content.decode()
    assert "ines@example.org" in page
    assert "There is no interview" in page
    assert "ines@example.org" in desk.get(f"/admin/candidates/erasurepart/{part.pk}/change/").content.decode()
    desk.post(path)
    assert list(Invitation.objects.all()) == [others]
    assert PrivacyRequest.objects.get().state == PrivacyState.DONE
    assert not User.objects.filter(pk=ines.pk).exists()


def test_an_address_that_was_never_proven_erases_nothing_of_its_owner() -> None:
    invitation = invited()
    stranger = factories.UserFactory(email="ines@example.org", role="candidate")
    privacy.ask_for_erasure(stranger)
    assert Invitation.objects.filter(pk=invitation.pk).exists()


@pytest.mark.parametrize("known", [True, False], ids=["interviewed", "only invited"])
def test_what_stood_under_an_earlier_address_is_found_by_a_later_erasure(ines: User, known: bool) -> None:
    invitation = invited()
    factories.AccommodationRequestFactory(config=open_config(), email="ines@example.org", message="Ines needs time")
    if known:
        make_session(open_config(), email="ines@example.org")
    moves_to(ines, "ferreira@example.org")
    request = privacy.ask_for_erasure(ines)
    assert request.parts.filter(owner=invitation.config.created_by).exists()
    for part in request.parts.all():
        privacy.carry_out(None, part)
    assert not Invitation.objects.exists()
    assert not AccommodationRequest.objects.exists()
    assert not InterviewSession.objects.exists()


def test_extra_time_goes_with_a_person_to_their_new_address(ines: User) -> None:
    config = open_config()
    factories.AccommodationRequestFactory(config=config, email="ines@example.org", state="granted", factor=1.5)
    moves_to(ines, "ferreira@example.org")
    assert accommodations.granted_factor(config, "ferreira@example.org") == 1.5


def test_somebody_who_asked_under_both_addresses_has_one_request_left(ines: User) -> None:
    config = open_config()
    for email in ("ines@example.org", "ferreira@example.org"):
        factories.AccommodationRequestFactory(config=config, email=email)
    moves_to(ines, "ferreira@example.org")
    assert AccommodationRequest.objects.get().email == "ferreira@example.org"
