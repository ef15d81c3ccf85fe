"""How an interview goes on on another device, in words on the page and in its help."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from interviewer.tests import factories
from interviews import links, seats
from interviews.tests.helpers import make_session, open_config

pytestmark = pytest.mark.django_db


def test_a_page_says_how_the_interview_goes_on_elsewhere(settings: Any) -> None:
    config = open_config()
    landing = links.landing_path(links.config_token(config))
    page = Client().get(landing).content.decode()
    assert page.count("/my/: a link sent to your e-mail address lets you in") == 2  # on the page, and in its help
    session = make_session(config, email="carla@example.com")
    browser = Client()
    browser.cookies[seats.cookie_name(session.pk)] = seats.token(session.pk)
    room = browser.get(reverse("interviews:check", args=[session.pk])).content.decode()
    assert 'a link sent to <span class="wrap">carla@example.com</span> lets you in' in room
    settings.EMAIL_BACKEND = "django.core.mail.backends.console.EmailBackend"
    page = Client().get(landing).content.decode()
    assert "lets you in" not in page
    assert page.count("can&#x27;t be moved to another device") + page.count("can't be moved to another device") == 2


def test_a_link_of_ones_own_is_all_that_another_device_needs() -> None:
    invitation = factories.InvitationFactory(config=open_config())
    page = Client().get(links.landing_path(links.invitation_token(invitation))).content.decode()
    assert "open the same link later, on this device or another." in page
    assert "On another device, open your link there." in page  # in the help
    assert "lets you in" not in page
