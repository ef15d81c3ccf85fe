"""Nobody reads another's verdict before giving their own: on no page, by no call, in no file."""

from __future__ import annotations

import json
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from interviewer.accounts.models import AuditEvent, User
from interviewer.tests.api import Api, bearer
from interviewer.tests.factories import (
    InterviewConfigFactory,
    ReportFactory,
    SessionFactory,
    UserFactory,
    VerdictFactory,
)
from interviewer.webhooks import services as webhooks
from interviewer.webhooks.models import WebhookDelivery
from interviews.models import InterviewSession
from reports.judgements import NotYetPossible, give_verdict, visible_verdicts
from reports.models import Verdict

pytestmark = pytest.mark.django_db
SECRET = "Talks about trade-offs unasked."


@pytest.fixture
def rita() -> User:
    return UserFactory(full_name="Rita Reyes")


@pytest.fixture
def ada() -> User:
    return UserFactory(full_name="Ada Okafor", admin=True)


@pytest.fixture
def session(rita: User) -> InterviewSession:
    made = SessionFactory(config=InterviewConfigFactory(created_by=rita, open=True), completed=True)
    ReportFactory(session=made)
    return made


@pytest.fixture
def adas(session: InterviewSession, ada: User) -> Verdict:
    return VerdictFactory(session=session, author=ada, decision="advance", reason=SECRET)


def _client(user: User) -> Client:
    browser = Client()
    browser.force_login(user)
    return browser


def _seen_by(user: User, session: InterviewSession) -> dict[str, str]:
    """Everything that could tell of a session's verdicts, as this person gets it."""
    browser, api = _client(user), Api(bearer(user))
    return {
        "report": browser.get(reverse("reports:report", args=[session.pk])).content.decode(),
        "admin list": browser.get(reverse("admin:reports_verdict_changelist")).content.decode(),
        "admin session": browser.get(
            reverse("admin:interviews_interviewsession_change", args=[session.pk])
        ).content.decode(),
        "api list": api.get(f"/api/verdicts?session={session.pk}").content.decode(),
        "api search": api.get("/api/verdicts?search=trade-offs").content.decode(),
        "api export": api.get(f"/api/sessions/{session.pk}/export").content.decode(),
    }


def test_anothers_verdict_is_hidden_everywhere_until_ones_own_is_given(
    session: InterviewSession, adas: Verdict, rita: User
) -> None:
    before = _seen_by(rita, session)
    assert [name for name, page in before.items() if SECRET in page or "Ada Okafor" in page] == []
    assert "1 other person has decided" in before["report"]
    give_verdict(rita, session, decision="hold", reason="Not sure yet.")
    after = _seen_by(rita, session)
    del after["api search"]
    assert [name for name, page in after.items() if SECRET not in page and str(adas.pk) not in page] == []


def test_the_page_of_a_hidden_verdict_is_not_there(adas: Verdict, rita: User) -> None:
    url = reverse("admin:reports_verdict_change", args=[adas.pk])
    hidden = _client(rita).get(url)
    assert SECRET not in hidden.content.decode()
    assert hidden.status_code in {302, 404}


def test_an_admin_waits_like_everybody(session: InterviewSession, rita: User, ada: User) -> None:
    give_verdict(rita, session, decision="reject", reason="Little of what was asked.")
    assert not visible_verdicts(ada).exists()
    give_verdict(ada, session, decision="advance", reason=SECRET)
    assert visible_verdicts(ada, [session]).count() == 2


def test_a_verdict_on_one_session_opens_no_other(session: InterviewSession, adas: Verdict, rita: User) -> None:
    other = SessionFactory(config=session.config, completed=True)
    give_verdict(rita, other, decision="hold", reason="Another day.")
    assert [v.author for v in visible_verdicts(rita)] == [rita]


def test_somebody_elses_interview_stays_closed_whatever_one_has_decided(adas: Verdict) -> None:
    stranger = UserFactory()
    VerdictFactory(session=adas.session, author=stranger)
    assert not visible_verdicts(stranger).exists()


def test_the_same_verdict_twice_is_one_and_a_change_of_mind_is_another(session: InterviewSession, rita: User) -> None:
    first = give_verdict(rita, session, decision="hold", reason="Not now.")
    assert give_verdict(rita, session, decision="hold", reason=" Not now. ") == first
    assert give_verdict(rita, session, decision="advance", reason="After all.") != first
    assert AuditEvent.objects.filter(action="verdict given").count() == 2


def test_no_verdict_before_the_end(rita: User) -> None:
    running = SessionFactory(config=InterviewConfigFactory(created_by=rita, open=True))
    with pytest.raises(NotYetPossible):
        give_verdict(rita, running, decision="hold", reason="Too early.")


def test_the_audit_log_says_that_somebody_decided_and_not_what(session: InterviewSession, rita: User) -> None:
    verdict = give_verdict(rita, session, decision="reject", reason="Little of what was asked.")
    event = AuditEvent.objects.get(action="verdict given")
    assert event.after == {"verdict": str(verdict.pk)}


def test_a_webhook_tells_the_decision_to_those_who_may_read_it(
    session: InterviewSession, rita: User, ada: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(webhooks.sending, "check_address", lambda url: None)
    for owner in (rita, ada):
        webhooks.create_endpoint(owner, url="https://example.com/hook", events=["verdict.given"])

    def told() -> dict[str, Any]:
        rows = WebhookDelivery.objects.order_by("created_at").select_related("endpoint__owner")
        return {row.endpoint.owner.email: row.payload["data"]["decision"] for row in rows}

    give_verdict(ada, session, decision="advance", reason=SECRET)
    assert told() == {ada.email: "advance", rita.email: None}
    give_verdict(rita, session, decision="hold", reason="Not sure yet.")
    assert told() == {ada.email: "hold", rita.email: "hold"}
    assert SECRET not in json.dumps([row.payload for row in WebhookDelivery.objects.all()])
