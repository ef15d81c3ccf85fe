from __future__ import annotations

import re
from base64 import urlsafe_b64decode
from datetime import timedelta
from typing import Any

import pytest
from django.test import RequestFactory
from django.utils import timezone

from interviewer.logging import HideLinkTokens
from interviews import links
from interviews.links import LinkProblem, config_token, config_url, hash_token, new_token, open_door
from interviews.models import InterviewConfig, Invitation, InvitationState
from interviews.services import configs
from interviews.tests.helpers import draft_config, open_config

pytestmark = pytest.mark.django_db


def invite(config: InterviewConfig, **fields: Any) -> tuple[str, Invitation]:
    token = new_token()
    invitation = Invitation.objects.create(
        config=config, email="carla@example.com", token_hash=hash_token(token), **fields
    )
    return token, invitation


def reason_for(token: str) -> str:
    with pytest.raises(LinkProblem) as caught:
        open_door(token)
    return caught.value.reason


def test_the_link_leads_to_its_interview() -> None:
    config, other = open_config(), open_config()
    assert open_door(config_token(config)).config == config
    assert open_door(config_token(other)).config == other
    assert open_door(config_token(config)).invitation is None


def test_a_link_can_not_be_guessed_or_read_out_of_the_database() -> None:
    config = open_config()
    for token in (config_token(config), new_token()):
        assert len(urlsafe_b64decode(token + "=" * (-len(token) % 4))) * 8 >= 128
    row = InterviewConfig.objects.filter(pk=config.pk).values().get()
    assert config_token(config) not in {str(value) for value in row.values()}
    assert row["link_token_hash"] == hash_token(config_token(config))


@pytest.mark.parametrize("token", ["", "x", "a" * 32, "../admin", "x" * 10_000, "тест", "\x00", "' OR 1=1 --"])
def test_a_link_nobody_gave_out_is_unknown(token: str) -> None:
    open_config()
    assert reason_for(token) == "unknown"


def test_almost_the_right_link_is_unknown() -> None:
    token = config_token(open_config())
    assert reason_for(token[:-1]) == reason_for(token + "A") == reason_for(token.swapcase()) == "unknown"


def test_a_draft_and_a_closed_interview_let_nobody_in() -> None:
    config = draft_config()
    assert reason_for(config_token(config)) == "closed"
    configs.open_config(config.created_by, config)
    configs.close_config(config.created_by, config)
    assert reason_for(config_token(config)) == "closed"


def test_a_link_ends_when_its_interview_does() -> None:
    config = open_config(expires_at=timezone.now() + timedelta(minutes=1))
    assert open_door(config_token(config)).config == config
    InterviewConfig.objects.update(expires_at=timezone.now() - timedelta(seconds=1))
    assert reason_for(config_token(config)) == "expired"


def test_an_invitation_leads_to_the_interview_as_one_persons_own() -> None:
    config = open_config()
    token, invitation = invite(config)
    door = open_door(token)
    assert (door.config, door.invitation) == (config, invitation)


def test_an_invitation_can_be_revoked_and_expires() -> None:
    config, now = open_config(), timezone.now()
    assert reason_for(invite(config, state=InvitationState.REVOKED)[0]) == "closed"
    assert reason_for(invite(config, expires_at=now - timedelta(seconds=1))[0]) == "expired"
    assert open_door(invite(config, expires_at=now + timedelta(days=1))[0]).config == config


def test_an_invitation_does_not_outlive_its_interview() -> None:
    config = open_config(expires_at=timezone.now() - timedelta(seconds=1))
    assert reason_for(invite(config, expires_at=timezone.now() + timedelta(days=1))[0]) == "expired"
    configs.close_config(config.created_by, config)
    assert reason_for(invite(config)[0]) == "closed"


def test_the_recruiter_reads_the_same_link_again() -> None:
    config = open_config()
    assert config_token(InterviewConfig.objects.get(pk=config.pk)) == config_token(config)


def test_a_link_given_out_under_an_old_secret_key_still_works(settings: Any) -> None:
    config = open_config()
    token, old = config_token(config), settings.SECRET_KEY
    settings.SECRET_KEY = "another-secret-key-of-decent-length-0123456789"
    assert open_door(token).config == config
    assert config_token(config) == "", "without the key it was made with, the link can't be shown"
    assert config_url(config) == ""
    settings.SECRET_KEY_FALLBACKS = [old]
    assert config_token(config) == token


def test_the_link_is_a_whole_address(settings: Any) -> None:
    config = open_config()
    path = f"/interview/{config_token(config)}/"
    settings.FRONTEND_URL = ""
    assert config_url(config) == path
    assert config_url(config, RequestFactory().get("/")) == f"http://testserver{path}"
    settings.FRONTEND_URL = "https://interviews.example.com"
    assert config_url(config, RequestFactory().get("/")) == f"https://interviews.example.com{path}"


def test_a_log_line_does_not_give_a_link_away(caplog: pytest.LogCaptureFixture) -> None:
    import logging

    token = config_token(open_config())
    record = logging.LogRecord(
        "django.server", 20, __file__, 1, '"GET %s HTTP/1.1" 200', (f"/interview/{token}/start",), None
    )
    assert HideLinkTokens().filter(record)
    assert token not in record.getMessage()
    assert re.search(r"/interview/…/start", record.getMessage())


def test_hashes_are_of_the_token_alone() -> None:
    assert links.hash_token("abc") == links.hash_token("abc") != links.hash_token("abd")
