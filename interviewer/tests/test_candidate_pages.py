"""What candidates see before and after their interview."""

from __future__ import annotations

import re

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from candidates import consent
from interviewer.tests import factories
from interviews import links
from interviews.models import InterviewConfig, InterviewSession

pytestmark = pytest.mark.django_db

RESUME = "Ines Ferreira, developer of web services in Python.\nProject: Tide tables, an app for sailors."


@pytest.fixture
def config() -> InterviewConfig:
    return factories.InterviewConfigFactory(
        status="open", questions=2, created_by__full_name="Dana Reyes", retention_days=90
    )


@pytest.fixture
def link(config: InterviewConfig) -> str:
    return reverse("interviews:landing", args=[links.config_token(config)])


def _form(**changes: object) -> dict[str, object]:
    return {
        "full_name": "Ines Ferreira",
        "email": "ines@example.org",
        "phone": "",
        "resume_text": RESUME,
        **changes,
    }


def _begin(client: Client, link: str) -> InterviewSession:
    answer = client.post(link, _form())
    assert answer.status_code == 302
    return InterviewSession.objects.get()


def test_the_link_says_what_will_happen_before_anything_is_asked(
    client: Client, link: str, config: InterviewConfig
) -> None:
    page = client.get(link).content.decode()
    for promise in (
        config.job_role,
        "is software, not a person",
        "<strong>2</strong> questions",
        "<strong>20</strong> minutes",
        "follow-up",
        "no accent, no pace",
        "90 days after the interview",
        "Dana Reyes",
        "Extra time, or another way",
        "Pauses are fine",
        "Having trouble?",
    ):
        assert promise in page


def test_candidate_pages_obey_their_own_security_policy(client: Client, link: str) -> None:
    pages = [client.get(link).content.decode()]
    session = _begin(client, link)
    pages.append(client.get(reverse("interviews:consent", args=[session.pk])).content.decode())
    for page in pages:
        assert not re.search(r"\sstyle=|\son[a-z]+=\"|<style", page)
        assert not re.search(r'(?:src|href)="(?:https?:)?//', page)
        assert page.count("<h1") == 1


def test_a_mistake_is_named_linked_and_tied_to_its_field(client: Client, link: str) -> None:
    answer = client.post(link, _form(email="not an address"))
    page = answer.content.decode()
    assert answer.status_code == 422
    assert "<title>Error: " in page
    assert '<a href="#id_email">' in page
    field = re.search(r'<input[^>]*name="email"[^>]*>', page)
    assert field is not None
    assert 'aria-invalid="true"' in field[0]
    assert 'aria-describedby="id_email_error"' in field[0]
    assert 'id="id_email_error"' in page


def test_a_resume_that_was_read_need_not_be_handed_in_again(client: Client, link: str) -> None:
    page = client.post(link, _form(email="wrong")).content.decode()
    assert "Your resume has been read." in page
    kept = re.search(r'name="kept_resume" value="([^"]+)"', page)
    assert kept is not None
    answer = client.post(link, _form(resume_text="", kept_resume=kept[1]))
    assert answer.status_code == 302
    assert InterviewSession.objects.get().resume is not None


def test_an_unreadable_file_opens_the_way_to_paste_text(client: Client, link: str) -> None:
    file = SimpleUploadedFile("resume.pdf", b"this is no document")
    answer = client.post(link, _form(resume=file, resume_text=""))
    page = answer.content.decode()
    assert answer.status_code == 422
    assert re.search(r'<details class="paste" open>', page)
    assert 'value="Ines Ferreira"' in page


def test_whoever_comes_back_is_led_to_where_they_were(client: Client, link: str) -> None:
    session = _begin(client, link)
    page = client.get(link).content.decode()
    assert "Continue where you were" in page
    assert reverse("interviews:room", args=[session.pk]) in page


def test_consent_shows_every_point_and_another_way(client: Client, link: str) -> None:
    session = _begin(client, link)
    url = reverse("interviews:consent", args=[session.pk])
    page = client.get(url).content.decode()
    for point in consent.CURRENT.points:
        assert point in page
    assert "You&#x27;d rather not?" in page or "You'd rather not?" in page
    assert "Dana Reyes" in page
    refused = client.post(url, {})
    assert refused.status_code == 422
    assert 'href="#agree"' in refused.content.decode()


def test_the_end_is_a_receipt(client: Client, link: str) -> None:
    session = _begin(client, link)
    client.post(reverse("interviews:consent", args=[session.pk]), {"agree": "yes"})
    factories.ResponseFactory(session=session)
    done = factories.SessionFactory(config=session.config, completed=True)
    InterviewSession.objects.filter(pk=session.pk).update(status="completed", ended_at=done.ended_at)
    page = client.get(reverse("interviews:done", args=[session.pk])).content.decode()
    for line in ("1 of 1 question", "Who reads it", "Kept until", str(session.pk), "Dana Reyes", "erased"):
        assert line in page


@pytest.mark.parametrize(("state", "status"), [("unknown", 404), ("closed", 410)])
def test_a_link_that_leads_nowhere_is_one_friendly_page(
    client: Client, config: InterviewConfig, link: str, state: str, status: int
) -> None:
    if state == "closed":
        InterviewConfig.objects.filter(pk=config.pk).update(status="closed")
    else:
        link = reverse("interviews:landing", args=["no-such-token"])
    answer = client.get(link)
    assert answer.status_code == status
    assert "nothing of it is lost" in answer.content.decode()
