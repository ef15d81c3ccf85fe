"""What candidates meet before and after the interview itself, bad files and bad links above all."""

from __future__ import annotations

import re
from datetime import timedelta
from pathlib import Path

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.utils import timezone

from candidates.models import Candidate, Consent, Resume
from candidates.reading.tests import pdfs
from interviewer.accounts.models import User
from interviews import links
from interviews.models import InterviewConfig, InterviewSession, Invitation, SessionStatus
from interviews.services import configs

pytestmark = pytest.mark.django_db

TEXT = "Ann Example, developer for five years. Skills: Python, Django. Project: Lantern, a lamp that tells the time."
PERSON = {"full_name": "Ann Example", "email": "ann@example.com", "phone": "+44 20 7946 0123"}


@pytest.fixture
def config() -> InterviewConfig:
    recruiter = User.objects.create_user("rita@example.com", "a long password", full_name="Rita")
    made = configs.create_config(
        recruiter, {"job_role": "Backend Engineer", "job_description": "Python and Django.", "number_of_questions": 3}
    )
    configs.open_config(recruiter, made)
    return made


@pytest.fixture
def link(config: InterviewConfig) -> str:
    return f"/interview/{links.config_token(config)}/"


def upload(content: bytes, name: str = "resume.pdf") -> SimpleUploadedFile:
    return SimpleUploadedFile(name, content, content_type="application/pdf")


def resume_pdf(*lines: str) -> bytes:
    sheet = pdfs.Page()
    for number, line in enumerate(lines or TEXT.split(". ")):
        sheet.text(72, 72 + number * 20, line)
    return pdfs.build(sheet)


def test_the_link_says_what_will_happen_before_anything_is_asked(client: Client, link: str) -> None:
    page = client.get(link).content.decode()
    assert "Backend Engineer" in page
    assert "software, not a person" in page
    assert "<strong>3</strong> questions" in page
    assert "<strong>20</strong> minutes" in page
    assert "you are told when they do" in page, "somebody may watch"


def test_a_candidate_registers_with_a_pdf_agrees_and_reaches_the_room(client: Client, link: str) -> None:
    response = client.post(link, {**PERSON, "resume": upload(resume_pdf())}, follow=True)
    session = InterviewSession.objects.get()
    assert response.redirect_chain[-1][0] == f"/interview/session/{session.pk}/consent/"
    assert session.resume is not None
    assert "Lantern" in session.resume.text
    assert session.candidate.email == "ann@example.com"

    refused = client.post(f"/interview/session/{session.pk}/consent/", {})
    assert refused.status_code == 422
    assert not Consent.objects.exists()
    page = client.post(f"/interview/session/{session.pk}/consent/", {"agree": "yes"}, follow=True)
    assert page.redirect_chain[-1][0] == f"/interview/check/{session.pk}/", "devices are tried before the interview"
    assert b"I heard it" in page.content
    room = f"/interview/session/{session.pk}/"
    assert client.get(room)["Location"] == f"/interview/check/{session.pk}/", "nor does its address lead past the check"
    assert b'id="room"' in client.get(f"{room}?mode=text").content, "who types needs no microphone"
    passed = client.post(f"/interview/check/{session.pk}/", follow=True)
    assert b'id="room"' in passed.content
    assert b'id="room"' in client.get(room).content, "once is enough"
    consent = Consent.objects.get()
    assert consent.text_version
    assert len(consent.text_sha256) == 64
    session.refresh_from_db()
    assert session.consent == consent
    assert session.status == SessionStatus.PENDING, "it begins when the page connects"


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"This is a letter, not a document.", "not a PDF"),
        (b"", "empty"),
        (pdfs.build(pdfs.Page()), "no readable text"),
        (pdfs.build(pdfs.Page().image(0, 0, 500, 700)), "no readable text"),
        (b"%PDF-1.7 \n" + b"\0" * (10 * 1024 * 1024), "10 MB"),
        (pdfs.build(pdfs.Page().text(72, 72, "Secret"), encrypted=True), "password"),
    ],
    ids=["not a PDF", "empty file", "no text", "scan", "too large", "encrypted"],
)
def test_a_file_that_cannot_be_read_is_explained_and_text_can_be_pasted(
    client: Client, link: str, content: bytes, said: str
) -> None:
    response = client.post(link, {**PERSON, "resume": upload(content)})
    page = response.content.decode()
    assert response.status_code == 422
    assert said in page
    assert "paste" in page
    assert "Ann Example" in page, "what was typed is still there"
    assert "ann@example.com" in page
    assert not Resume.objects.exists(), "nothing is kept of a file that cannot be read"
    assert not InterviewSession.objects.exists()

    response = client.post(link, {**PERSON, "resume_text": TEXT})
    assert response.status_code == 302
    assert InterviewSession.objects.get().resume is not None


def test_a_resume_that_was_read_need_not_be_handed_in_again_after_a_typing_error(client: Client, link: str) -> None:
    response = client.post(link, {**PERSON, "email": "ann@", "resume": upload(resume_pdf())})
    page = response.content.decode()
    assert response.status_code == 422
    assert "has been read" in page
    kept = re.search(r'name="kept_resume" value="([^"]+)"', page)
    assert kept is not None
    response = client.post(link, {**PERSON, "kept_resume": kept[1]})
    assert response.status_code == 302
    session = InterviewSession.objects.get()
    assert session.resume == Resume.objects.get()
    assert session.resume.candidate == session.candidate


def test_a_kept_resume_of_somebody_else_cannot_be_taken(client: Client, link: str) -> None:
    client.post(link, {**PERSON, "resume_text": TEXT})
    theirs = Resume.objects.get()
    response = Client().post(link, {**PERSON, "email": "eve@example.com", "kept_resume": str(theirs.pk)})
    assert response.status_code == 422
    assert InterviewSession.objects.count() == 1


def test_without_any_resume_the_page_asks_for_one(client: Client, link: str) -> None:
    response = client.post(link, PERSON)
    assert response.status_code == 422
    assert "as a file, or paste it as text" in response.content.decode()


@pytest.mark.parametrize("token", ["nonsense", "x" * 32, "%00", "ü" * 20, "a" * 500])
def test_an_unknown_link_gets_one_friendly_page(client: Client, token: str) -> None:
    response = client.get(f"/interview/{token}/")
    assert response.status_code == 404
    assert "know this link" in response.content.decode()


def test_closed_and_expired_links_say_so(client: Client, link: str, config: InterviewConfig) -> None:
    InterviewConfig.objects.filter(pk=config.pk).update(expires_at=timezone.now() - timedelta(days=1))
    response = client.get(link)
    assert response.status_code == 410
    assert "expired" in response.content.decode()
    configs.close_config(config.created_by, config)
    response = client.get(link)
    assert response.status_code == 410
    assert "closed" in response.content.decode()
    assert client.post(link, {**PERSON, "resume_text": TEXT}).status_code == 410


def test_who_has_begun_can_go_on_although_the_link_takes_nobody_any_more(
    client: Client, link: str, config: InterviewConfig
) -> None:
    client.post(link, {**PERSON, "resume_text": TEXT})
    session = InterviewSession.objects.get()
    configs.close_config(config.created_by, config)
    room = f"/interview/session/{session.pk}/"
    assert room not in client.get(link).content.decode(), "not begun is not let in"
    InterviewSession.objects.update(status=SessionStatus.IN_PROGRESS, started_at=timezone.now())
    assert room in client.get(link).content.decode()
    assert room not in Client().get(link).content.decode()


def test_a_link_works_without_its_last_slash(client: Client, link: str) -> None:
    assert client.get(link.rstrip("/")).status_code == 200


def test_nobody_sits_in_a_session_without_its_seat(client: Client, link: str) -> None:
    client.post(link, {**PERSON, "resume_text": TEXT})
    session = InterviewSession.objects.get()
    stranger = Client()
    for page in ("", "consent/", "done/"):
        assert stranger.get(f"/interview/session/{session.pk}/{page}").status_code == 404
    stranger.cookies[f"seat_{session.pk.hex}"] = "forged:value"
    assert stranger.get(f"/interview/session/{session.pk}/").status_code == 404


def test_registering_under_a_known_address_changes_nothing_of_that_person(client: Client, link: str) -> None:
    client.post(link, {**PERSON, "resume_text": TEXT})
    Client().post(link, {**PERSON, "full_name": "Not Ann", "phone": "", "resume_text": TEXT})
    candidate = Candidate.objects.get()
    assert (candidate.full_name, candidate.phone) == ("Ann Example", "+44 20 7946 0123")
    assert set(InterviewSession.objects.values_list("candidate_name", flat=True)) == {"Ann Example", "Not Ann"}


def test_who_comes_back_by_the_link_is_led_to_the_unfinished_interview(client: Client, link: str) -> None:
    client.post(link, {**PERSON, "resume_text": TEXT})
    session = InterviewSession.objects.get()
    assert f"/interview/session/{session.pk}/" in client.get(link).content.decode()
    assert f"/interview/session/{session.pk}/" not in Client().get(link).content.decode()


def test_pages_tell_the_browser_to_load_nothing_from_elsewhere(client: Client, link: str) -> None:
    policy = client.get(link).headers["Content-Security-Policy"]
    assert "default-src 'self'" in policy
    assert "unsafe-inline" not in policy
    assert "unsafe-eval" not in policy


def test_real_resumes_are_taken(client: Client, link: str, shared_data: Path) -> None:
    content = (shared_data / "resumes" / "r16_rm_john_doe.pdf").read_bytes()
    assert client.post(link, {**PERSON, "resume": upload(content)}).status_code == 302
    scan = (shared_data / "resumes" / "s01_scan_harvey_dent.pdf").read_bytes()
    response = Client().post(link, {**PERSON, "email": "harvey@example.com", "resume": upload(scan)})
    assert response.status_code == 422
    assert "no readable text" in response.content.decode()


def test_a_link_of_ones_own_leads_back_on_another_device(client: Client, config: InterviewConfig) -> None:
    token = links.new_token()
    Invitation.objects.create(config=config, email="ann@example.com", token_hash=links.hash_token(token))
    own = f"/interview/{token}/"
    client.post(own, {**PERSON, "resume_text": TEXT})
    session = InterviewSession.objects.get()
    phone = Client()
    assert f"/interview/session/{session.pk}/" in phone.get(own).content.decode()
    assert phone.get(f"/interview/session/{session.pk}/consent/").status_code == 200
