"""What the consent promises: answers and resumes are gone when their keeping time ends, and not before."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

import pytest
from django.conf import settings
from django.core.files.base import ContentFile
from django.core.management import call_command
from django.utils import timezone

from candidates.models import Candidate, Resume
from candidates.services import erase_unclaimed_resumes, store_pasted_resume
from interviewer.accounts.models import AuditEvent
from interviewer.work import sweeping
from interviews.models import CompletionMethod, InterviewSession, Response
from interviews.services import recordings, sessions
from interviews.services.retention import erase_expired
from interviews.tests.helpers import make_session, open_config, settle, sit_down
from reports.models import Report

# Files go when the transaction has committed, so the tests need real ones.
pytestmark = pytest.mark.django_db(transaction=True)


def finished(email: str = "carla@example.com") -> InterviewSession:
    seat = sit_down(open_config(retention_days=30), email=email, projects=[{"name": "Lantern"}])
    seat.speak(0)
    seat.answer()
    sessions.end(seat.session_id, CompletionMethod.MANUALLY_ENDED)
    settle()
    return seat.session


def files(session: InterviewSession) -> list[Path]:
    return list((settings.MEDIA_ROOT / "recordings" / str(session.pk)).rglob("*"))


def test_nothing_is_erased_before_its_time() -> None:
    session = finished()
    assert erase_expired(timezone.now() + timedelta(days=29)) == 0
    assert InterviewSession.objects.filter(pk=session.pk).exists()
    assert files(session)


def test_a_session_is_erased_with_everything_that_hangs_on_it() -> None:
    session = finished()
    resume = session.resume
    assert resume is not None
    resume.file.save("resume.pdf", ContentFile(b"%PDF-1.4"))
    stored = Path(resume.file.path)
    assert stored.is_file()
    assert files(session)
    assert Report.objects.exists()

    assert erase_expired(timezone.now() + timedelta(days=31)) == 1
    for model in (InterviewSession, Response, Report, Resume, Candidate):
        assert not model.objects.exists(), model
    assert not files(session)
    assert not stored.exists()
    event = AuditEvent.objects.filter(action="session erased").get()
    assert "Carla" not in str(event.before) + str(event.after), "the log keeps no name"


def test_a_person_stays_while_another_interview_of_theirs_is_kept() -> None:
    old = finished()
    other = make_session(open_config(retention_days=365))
    assert other.candidate == old.candidate
    assert erase_expired(timezone.now() + timedelta(days=31)) == 1
    assert Candidate.objects.get() == other.candidate
    assert InterviewSession.objects.get() == other


def test_an_interview_that_was_never_finished_is_erased_as_well() -> None:
    make_session(open_config(retention_days=30))
    assert erase_expired(timezone.now() + timedelta(days=31)) == 1
    assert not Candidate.objects.exists()


def test_a_document_nobody_claimed_goes_after_a_day() -> None:
    resume = store_pasted_resume("Somebody who uploaded this and then went away. Skills: Python.")
    assert erase_unclaimed_resumes() == 0
    Resume.objects.filter(pk=resume.pk).update(created_at=timezone.now() - timedelta(days=2))
    assert erase_unclaimed_resumes() == 1
    assert not Resume.objects.exists()


def test_sweeping_by_hand_says_what_it_did(capsys: pytest.CaptureFixture[str]) -> None:
    session = finished()
    InterviewSession.objects.filter(pk=session.pk).update(ended_at=timezone.now() - timedelta(days=31))
    call_command("sweep")
    printed = capsys.readouterr().out
    assert "sessions erased: 1" in printed
    assert "work requeued: 0" in printed


def test_a_sweeper_that_fails_stops_no_other(monkeypatch: pytest.MonkeyPatch) -> None:
    def broken() -> int:
        raise OSError("disk full")

    monkeypatch.setitem(sweeping._sweepers, "work_requeued", sweeping.Sweeper("work_requeued", broken))
    done = sweeping.sweep(by_hand=True)
    assert "work_requeued" not in done
    assert done["sessions_closed"] == 0


def test_what_is_looked_at_once_an_hour_is_not_looked_at_every_few_seconds() -> None:
    first, second = sweeping.sweep(), sweeping.sweep()
    assert "sessions_erased" in first
    assert "sessions_erased" not in second
    assert "sessions_closed" in second


def test_recordings_of_one_session_are_no_recordings_of_another() -> None:
    first, second = finished(), finished("other@example.com")
    recordings.erase(first.pk)
    assert not files(first)
    assert files(second)
