"""People invited: by e-mail or by a link to copy, again, with another date or more time, and taken back."""

from __future__ import annotations

import re
import smtplib
from datetime import timedelta
from typing import Any

import pytest
from django.core import mail
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from interviewer.accounts.models import AuditEvent, User
from interviewer.tests import factories
from interviewer.tests.api import Api, bearer, is_error
from interviewer.work.models import Work
from interviewer.work.service import drain
from interviews import links
from interviews.models import InterviewConfig, Invitation, InvitationState, MailState
from interviews.services import configs, invitations
from interviews.services.configs import NotAllowed
from interviews.tests.helpers import open_config, settle

pytestmark = pytest.mark.django_db
CONSOLE = "django.core.mail.backends.console.EmailBackend"


@pytest.fixture
def rita() -> User:
    return factories.UserFactory(full_name="Rita Recruiter")


@pytest.fixture
def config(rita: User) -> InterviewConfig:
    return open_config(rita, job_role="Data Engineer")


@pytest.fixture
def desk(rita: User) -> Client:
    client = Client()
    client.force_login(rita)
    return client


def page_of(desk: Client, config: InterviewConfig, query: str = "") -> str:
    answer = desk.get(reverse("interviews:invitations", args=[config.pk]) + query)
    assert answer.status_code == 200
    return answer.content.decode()


def invite(desk: Client, config: InterviewConfig, **form: str) -> Any:
    url = reverse("interviews:invitations", args=[config.pk])
    return desk.post(url, {"email": "ida@example.com", "time_factor": "1.0", **form})


def test_an_invitation_goes_out_by_mail_and_says_what_the_landing_page_says(
    desk: Client, config: InterviewConfig, rita: User
) -> None:
    assert invite(desk, config, full_name="Ida Berg", time_factor="1.5", send="on").status_code == 302
    settle()
    (letter,) = mail.outbox
    assert letter.to == ["ida@example.com"]
    assert letter.reply_to == [rita.email]
    assert letter.subject == "Your interview for Data Engineer"
    for words in (
        "Ida Berg",
        "is software, not a person",
        "3 questions",
        "30 minutes",
        "extra time is included",
        "180 days",
    ):
        assert words in letter.body, words
    html = str(letter.alternatives[0][0])
    link = re.search(r"https?://[^/]+(/interview/[\w-]+/)\s", letter.body)
    assert link is not None
    assert link[1] in html
    assert Client().get(link[1]).status_code == 200
    row = Invitation.objects.get()
    assert (row.mail_state, row.mail_error) == (MailState.SENT, "")
    assert row.mailed_at is not None


def test_nothing_is_sent_where_nobody_asked_for_it(desk: Client, config: InterviewConfig) -> None:
    invite(desk, config)
    settle()
    assert mail.outbox == []
    assert "Not sent" not in page_of(desk, config)
    assert Invitation.objects.get().mail_state == MailState.NOT_ASKED


def test_a_name_is_text_and_never_markup_in_the_mail(desk: Client, config: InterviewConfig) -> None:
    invite(desk, config, full_name="<b>Ida</b>", send="on")
    settle()
    assert "<b>Ida" in mail.outbox[0].body
    assert "&lt;b&gt;Ida" in str(mail.outbox[0].alternatives[0][0])


def test_without_a_mail_server_the_link_is_there_to_be_copied(
    desk: Client, config: InterviewConfig, settings: Any
) -> None:
    settings.EMAIL_BACKEND = CONSOLE
    page = page_of(desk, config)
    assert "No e-mail leaves this machine" in page
    assert 'name="send"' not in page
    invite(desk, config, send="on")
    settle()
    invitation = Invitation.objects.get()
    page = page_of(desk, config)
    assert invitation.mail_state == MailState.NOT_ASKED
    assert links.invitation_url(invitation) in page
    assert "Send again" not in page


class Broken:
    """A mail server that does this instead of taking the message."""

    def __init__(self, error: Exception) -> None:
        self.error = error

    def __call__(self, *args: Any, **kwargs: Any) -> int:
        raise self.error


@pytest.mark.parametrize(
    ("error", "why"),
    [
        (smtplib.SMTPRecipientsRefused({"ida@example.com": (550, b"no such user")}), "refuses this address"),
        (ConnectionRefusedError(), "could not be reached"),
        (smtplib.SMTPAuthenticationError(535, b"no"), "refuses our name and password"),
    ],
    ids=["refused", "away", "password"],
)
def test_what_could_not_be_sent_says_why_and_can_be_sent_again(
    desk: Client, config: InterviewConfig, monkeypatch: pytest.MonkeyPatch, error: Exception, why: str
) -> None:
    with monkeypatch.context() as patched:
        patched.setattr("django.core.mail.backends.locmem.EmailBackend.send_messages", Broken(error))
        invite(desk, config, send="on")
        settle()
    invitation = Invitation.objects.get()
    assert invitation.mail_state == MailState.FAILED
    assert why in page_of(desk, config, "?show=failed")
    desk.post(reverse("interviews:resend_invitation", args=[invitation.pk]))
    settle()
    invitation.refresh_from_db()
    assert (invitation.mail_state, len(mail.outbox)) == (MailState.SENT, 1)


def test_a_mail_server_that_is_away_for_a_while_costs_nobody_the_invitation(
    desk: Client, config: InterviewConfig, monkeypatch: pytest.MonkeyPatch
) -> None:
    with monkeypatch.context() as patched:
        patched.setattr("django.core.mail.backends.locmem.EmailBackend.send_messages", Broken(TimeoutError()))
        invite(desk, config, send="on")
        for _ in range(9):
            drain()
            Work.objects.update(next_try_at=timezone.now())
    assert Invitation.objects.get().mail_state == MailState.QUEUED
    settle()
    assert Invitation.objects.get().mail_state == MailState.SENT


def test_sending_again_keeps_the_link(rita: User, config: InterviewConfig) -> None:
    invitation, token = invitations.invite(rita, config, email="ida@example.com", send=True)
    settle()
    assert invitations.resend(rita, invitation) == token
    settle()
    assert len(mail.outbox) == 2
    assert all(token in letter.body for letter in mail.outbox)


def test_a_link_that_can_not_be_made_any_more_is_replaced_and_the_old_one_dies(
    desk: Client, rita: User, config: InterviewConfig
) -> None:
    invitation, old = invitations.invite(rita, config, email="ida@example.com")
    Invitation.objects.filter(pk=invitation.pk).update(link_nonce="another")
    assert links.invitation_token(Invitation.objects.get()) == ""
    assert "Make a new link" in page_of(desk, config)
    page = desk.post(reverse("interviews:resend_invitation", args=[invitation.pk]), follow=True).content.decode()
    assert "the old one is dead" in page
    settle()
    new = links.invitation_token(Invitation.objects.get())
    assert new and new in mail.outbox[0].body
    assert Client().get(reverse("interviews:landing", args=[new])).status_code == 200
    assert Client().get(reverse("interviews:landing", args=[old])).status_code == 404


def test_a_link_outlives_a_change_of_the_secret_key(rita: User, config: InterviewConfig, settings: Any) -> None:
    invitation, token = invitations.invite(rita, config, email="ida@example.com")
    settings.SECRET_KEY, settings.SECRET_KEY_FALLBACKS = "a new key " * 6, [settings.SECRET_KEY]
    assert links.invitation_token(invitation) == token


def test_a_link_that_was_opened_is_seen_to_be(desk: Client, rita: User, config: InterviewConfig) -> None:
    invitation, token = invitations.invite(rita, config, email="ida@example.com")
    Client().get(reverse("interviews:landing", args=[token]))
    invitation.refresh_from_db()
    assert invitation.state == InvitationState.OPENED
    assert invitation.opened_at is not None
    assert "Opened" in page_of(desk, config)


def test_taking_it_back_ends_the_link_and_stops_the_mail(desk: Client, rita: User, config: InterviewConfig) -> None:
    invitation, token = invitations.invite(rita, config, email="ida@example.com", send=True)
    desk.post(reverse("interviews:revoke_invitation", args=[invitation.pk]))
    settle()
    assert mail.outbox == []
    assert Client().get(reverse("interviews:landing", args=[token])).status_code == 410
    with pytest.raises(NotAllowed):
        invitations.resend(rita, invitation)


def test_who_has_begun_can_not_be_taken_back(rita: User) -> None:
    session = factories.SessionFactory(invitation=factories.InvitationFactory(state=InvitationState.USED))
    with pytest.raises(NotAllowed, match="begun already"):
        invitations.revoke(rita, session.invitation)


def test_an_invitation_taken_back_while_the_form_was_filled_in_begins_nothing(
    rita: User, config: InterviewConfig
) -> None:
    from interviews.services import sessions

    invitation, _ = invitations.invite(rita, config, email="ida@example.com")
    Invitation.objects.update(state=InvitationState.REVOKED)
    with pytest.raises(sessions.NotPossible, match="taken back"):
        sessions.create_session(
            links.Door(config, invitation), factories.CandidateFactory(), full_name="Ida", resume=None
        )
    assert not config.sessions.exists()


def test_a_closed_interview_sends_nothing_and_says_so(desk: Client, rita: User, config: InterviewConfig) -> None:
    invitations.invite(rita, config, email="ida@example.com", send=True)
    configs.close_config(rita, config)
    settle()
    assert mail.outbox == []
    assert "The interview was closed before it was sent." in page_of(desk, config)
    assert invite(desk, config, email="otto@example.com").status_code == 422


def test_a_draft_invites_nobody_yet(desk: Client, rita: User) -> None:
    draft = factories.InterviewConfigFactory(created_by=rita, questions=1)
    assert "Open the interview first" in page_of(desk, draft)
    assert "Open the interview first" in invite(desk, draft).content.decode()


def test_date_and_time_can_be_changed_and_count_for_the_interview(
    desk: Client, rita: User, config: InterviewConfig
) -> None:
    invitation, token = invitations.invite(rita, config, email="ida@example.com")
    session = factories.SessionFactory(config=config, invitation=invitation)
    response = factories.ResponseFactory(session=session, asked=True, time_allowed=120)
    url = reverse("interviews:change_invitation", args=[invitation.pk])
    day = (timezone.localdate() + timedelta(days=5)).isoformat()
    desk.post(url, {"full_name": "Ida B.", "expires_at": day, "time_factor": "2.0"})
    for row in (invitation, session, response):
        row.refresh_from_db()
    assert timezone.localtime(invitation.expires_at).date().isoformat() == day
    assert (invitation.full_name, session.time_factor, response.time_allowed) == ("Ida B.", 2.0, 240)
    assert Client().get(reverse("interviews:landing", args=[token])).status_code == 200
    event = AuditEvent.objects.get(action="invitation changed")
    assert "Ida" not in str((event.before, event.after))
    late = desk.post(url, {"full_name": "Ida B.", "expires_at": "2020-01-01", "time_factor": "2.0"})
    assert late.status_code == 422
    assert "This day has passed." in late.content.decode()


def test_the_list_is_searched_filtered_and_paged(desk: Client, config: InterviewConfig) -> None:
    for number in range(30):
        factories.InvitationFactory(config=config, email=f"p{number:02}@example.com", full_name=f"Person {number:02}")
    factories.InvitationFactory(config=config, email="gone@example.com", full_name="", state=InvitationState.REVOKED)
    assert "Page 1 of 2" in page_of(desk, config)
    assert "Person 07" in page_of(desk, config, "?q=p07@")
    assert "Person 08" not in page_of(desk, config, "?q=p07@")
    assert "gone@example.com" in page_of(desk, config, "?show=revoked")
    assert "No invitation fits that" in page_of(desk, config, "?q=nobody")


def test_another_recruiters_invitation_is_as_one_that_does_not_exist(rita: User, config: InterviewConfig) -> None:
    invitation, _ = invitations.invite(rita, config, email="ida@example.com")
    client = Client()
    client.force_login(factories.UserFactory())
    for name in ("change_invitation", "resend_invitation", "renew_invitation", "revoke_invitation"):
        assert client.post(reverse(f"interviews:{name}", args=[invitation.pk])).status_code == 404
    for name in ("invitations", "upload_invitations"):
        assert client.post(reverse(f"interviews:{name}", args=[config.pk])).status_code == 404
    api = Api(bearer(factories.UserFactory()))
    is_error(api.get(f"/api/invitations/{invitation.pk}"), 404)
    is_error(api.patch(f"/api/invitations/{invitation.pk}", {"time_factor": 2}), 404)
    is_error(api.post(f"/api/invitations/{invitation.pk}/resend"), 404)
    is_error(api.post(f"/api/configs/{config.pk}/invitations/import", {"text": "x@example.com"}), 404)
    invitation.refresh_from_db()
    assert (invitation.state, invitation.mail_state) == (InvitationState.PENDING, MailState.NOT_ASKED)


# --- Many at once, on the page -----------------------------------------------------------------------

FILE = (
    "email,name,last_day\nida@example.com,Ida Berg,2099-05-01\nnobody,No Address,\nOTTO@example.com,Otto,1999-01-01\n"
)


def upload(desk: Client, config: InterviewConfig, **form: Any) -> Any:
    return desk.post(reverse("interviews:upload_invitations", args=[config.pk]), form)


def test_a_file_is_shown_line_by_line_before_anybody_is_invited(desk: Client, config: InterviewConfig) -> None:
    page = upload(desk, config, text=FILE, step="check").content.decode()
    assert "Line 3" in page and "This is no e-mail address." in page
    assert "Line 4" in page and "The last day has passed." in page
    assert "Invite 1 person" in page
    assert "otto@example.com" in page.lower()
    assert not Invitation.objects.exists()


def test_the_right_lines_are_invited_and_the_wrong_ones_are_kept(desk: Client, config: InterviewConfig) -> None:
    page = upload(desk, config, text=FILE, step="invite", send="yes").content.decode()
    settle()
    assert [row.email for row in Invitation.objects.all()] == ["ida@example.com"]
    assert len(mail.outbox) == 1
    kept = re.search(r"<textarea[^>]*>(.*?)</textarea>", page, re.DOTALL)
    assert kept is not None
    assert kept[1].splitlines() == ["email,name,last_day", "nobody,No Address,", "OTTO@example.com,Otto,1999-01-01"]
    mended = kept[1].replace("nobody,", "nobody@example.com,").replace("1999", "2099")
    assert upload(desk, config, text=mended, step="invite").status_code == 302
    assert Invitation.objects.count() == 3


def test_a_file_of_a_spreadsheet_program_is_read(desk: Client, config: InterviewConfig) -> None:
    from django.core.files.uploadedfile import SimpleUploadedFile

    data = "E-Mail;Name;Extra time\r\nida@example.com;Ida Ødegård;1,5\r\n".encode("utf-8-sig")
    page = upload(desk, config, file=SimpleUploadedFile("people.csv", data), step="check").content.decode()
    assert "Ida Ødegård" in page
    assert "× 1.5" in page
    picture = SimpleUploadedFile("people.csv", b"\x89PNG\x00\x00")
    refused = upload(desk, config, file=picture, step="check")
    assert refused.status_code == 422
    assert "This is no text file" in refused.content.decode()


# --- By calls ----------------------------------------------------------------------------------------


def test_the_api_invites_sends_again_changes_and_takes_a_file(rita: User, config: InterviewConfig) -> None:
    api = Api(bearer(rita))
    made = api.post(f"/api/configs/{config.pk}/invitations", {"email": "ida@example.com", "send": True})
    settle()
    path = f"/api/invitations/{made.json()['id']}"
    row = api.get(path).json()
    assert (row["mail_state"], row["shareable_link"]) == ("sent", made.json()["shareable_link"])
    assert api.patch(path, {"time_factor": 1.5, "email": "other@example.com"}).json()["time_factor"] == 1.5
    assert api.get(path).json()["email"] == "ida@example.com"
    assert api.post(f"{path}/resend").json()["mail_state"] == "queued"
    settle()
    assert len(mail.outbox) == 2
    dry = api.post(f"/api/configs/{config.pk}/invitations/import", {"text": FILE, "dry_run": True})
    assert (dry.status_code, dry.json()["to_invite"], dry.json()["invited"]) == (200, 0, [])
    first = dry.json()["wrong"][0]
    assert first["line"] == 2
    assert first["problems"] == ["This address has been invited already. Send that invitation again instead."]
    taken = api.post(f"/api/configs/{config.pk}/invitations/import", {"text": "lea@example.com,Lea"})
    assert (taken.status_code, taken.json()["invited"][0]["email"]) == (201, "lea@example.com")
    is_error(api.post(f"/api/configs/{config.pk}/invitations/import", {}), 400)


def test_the_api_says_when_no_mail_leaves_this_machine(rita: User, config: InterviewConfig, settings: Any) -> None:
    settings.EMAIL_BACKEND = CONSOLE
    api = Api(bearer(rita))
    body = {"email": "ida@example.com", "send": True}
    is_error(api.post(f"/api/configs/{config.pk}/invitations", body), 409, "no_mail")
    assert not Invitation.objects.exists()


def test_the_admin_sends_again_and_takes_back_by_the_same_services(rita: User, config: InterviewConfig) -> None:
    from interviewer.tests.admin.site import run_action, said, signed_in

    client = signed_in(rita)
    invitation, _ = invitations.invite(rita, config, email="ida@example.com")
    assert "On their way: 1" in said(run_action(client, "interviews_invitation", "resend_selected", invitation))
    settle()
    assert len(mail.outbox) == 1
    assert "Revoked: 1" in said(run_action(client, "interviews_invitation", "revoke_selected", invitation))
    assert "taken back" in said(run_action(client, "interviews_invitation", "resend_selected", invitation))
    assert AuditEvent.objects.filter(object_id=str(config.pk), action="invitation revoked").count() == 1
