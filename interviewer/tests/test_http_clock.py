"""Time limits of interviews taken by calls: the server's clock decides, and nothing that was said is lost."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import override_settings
from django.utils import timezone

from interviewer.simulation.audio import webm
from interviewer.tests.api import Api
from interviewer.tests.test_contract_d import ANSWER, create_interview, start_session
from interviews.models import Recording, Response, ResponseState
from interviews.services import clock
from interviews.tests.helpers import settle
from reports.models import Evaluation

pytestmark = pytest.mark.django_db(transaction=True)

GRACE = clock.ANSWER_GRACE + clock.HEARD_GRACE


def handed_out(seconds_ago: float) -> tuple[dict[str, Any], Response]:
    """A session whose first question was handed out so long ago."""
    started = start_session(create_interview()["id"])
    then = timezone.now() - timedelta(seconds=seconds_ago)
    rows = Response.objects.filter(session_id=started["session_id"])
    rows.update(time_allowed=120, clock_started_at=then, clock_running_since=then)
    return started, rows.get()


def submit(started: dict[str, Any], **fields: Any) -> int:
    data = {"question_number": 1, "question_text": started["first_question"], "live_transcript": ANSWER, **fields}
    path = f"/api/public/session/{started['session_id']}/submit-response"
    with override_settings(SUBMIT_WAIT_SECONDS=0):
        answer = Api().client.post(path, data, headers={"X-Session-Token": started["session_token"]})
    return int(answer.status_code)


@pytest.mark.parametrize(
    ("after", "state"),
    [
        (30, ResponseState.ANSWERED),
        (120 + GRACE - 3, ResponseState.ANSWERED),
        (120 + GRACE + 3, ResponseState.TIMED_OUT),
    ],
)
def test_an_answer_is_in_time_until_the_time_and_its_grace_are_over(after: float, state: str) -> None:
    started, question = handed_out(after)
    assert submit(started) == 202
    question.refresh_from_db()
    assert (question.state, question.typed_text) == (state, ANSWER)
    assert question.time_taken <= 120 + clock.ANSWER_GRACE
    settle()
    assert Evaluation.objects.filter(response=question, state="scored").exists()


def test_a_recording_that_comes_too_late_is_kept_and_read() -> None:
    started, question = handed_out(10_000)
    sound = webm(1.0)
    assert submit(started, audio_file=SimpleUploadedFile("a.webm", sound, "audio/webm")) == 202
    settle()
    question.refresh_from_db()
    assert question.state == ResponseState.TIMED_OUT
    assert question.transcript == ANSWER
    assert Recording.objects.get(response=question).bytes == len(sound)


def test_late_and_empty_is_like_a_time_that_ran_out_in_silence() -> None:
    started, question = handed_out(10_000)
    assert submit(started, live_transcript="") == 202
    question.refresh_from_db()
    assert question.state == ResponseState.SKIPPED


def test_a_clients_own_clock_and_claims_change_nothing() -> None:
    started, question = handed_out(10_000)
    assert submit(started, time_taken=5, submitted_at="2020-01-01T00:00:00Z", time_allowed=99_999) == 202
    question.refresh_from_db()
    assert question.state == ResponseState.TIMED_OUT
