from __future__ import annotations

import uuid
from collections.abc import Iterator
from typing import Any

import pytest
from django.db import IntegrityError, transaction
from django.utils import timezone

from interviewer.providers.errors import Category, ProviderError
from interviewer.providers.stt.base import Transcript
from interviewer.work.models import Work, WorkState
from interviewer.work.service import NotYet, run_again
from interviews import decisions, events, selectors
from interviews.models import CompletionMethod, Response
from interviews.services import clock, sessions, thinking
from interviews.tests.helpers import GOOD, HALF, open_config, settle, sit_down
from reports import services
from reports.models import Evaluation, EvaluationState, Outcome, Recommendation, Report, ReportState, SkillScore
from reports.selectors import report_view
from reports.services import evaluate, outcome_of, write_report
from reports.tests.helpers import CODE, ONE, evaluations, finished, report, spoken

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def virtual_time() -> Iterator[None]:
    with clock.starting_at(timezone.now()):
        yield


def broken(*args: Any) -> Any:
    raise RuntimeError("out of order")


# --- States ------------------------------------------------------------------------------------------


def test_an_answer_with_words_is_scored() -> None:
    (evaluation,) = evaluations(finished(GOOD, questions=ONE))
    assert evaluation.state == EvaluationState.SCORED
    assert evaluation.score is not None and evaluation.score > 60
    assert evaluation.low is not None and evaluation.high is not None
    assert evaluation.low <= evaluation.score <= evaluation.high
    assert evaluation.outcome == Outcome.CORRECT
    assert (evaluation.provider, bool(evaluation.grader_version)) == ("offline", True)
    assert evaluation.points_covered and evaluation.feedback


@pytest.mark.parametrize("answer", ["", "   ", "I don't know.", "..."])
def test_no_answer_has_no_score(answer: str) -> None:
    (evaluation,) = evaluations(finished(answer, questions=ONE))
    assert (evaluation.state, evaluation.score, evaluation.outcome) == (EvaluationState.NO_ANSWER, None, "")


def test_a_skipped_question_has_no_score() -> None:
    seat = sit_down(open_config(questions=ONE))
    seat.skip()
    settle()
    (evaluation,) = evaluations(seat)
    assert (evaluation.state, evaluation.score, evaluation.evidence) == (EvaluationState.NO_ANSWER, None, [])


NOTHING = ProviderError("nothing is configured", Category.NOT_CONFIGURED, permanent=True)


@pytest.mark.parametrize(
    ("outcome", "answer", "state"),
    [
        (NOTHING, {}, EvaluationState.UNCLEAR_AUDIO),
        (Transcript("", "whisper"), {}, EvaluationState.UNCLEAR_AUDIO),
        (Transcript("", "silence"), {}, EvaluationState.NO_ANSWER),
        (Transcript(GOOD, "whisper"), {}, EvaluationState.SCORED),
        (NOTHING, {"live_transcript": GOOD}, EvaluationState.SCORED),
        (NOTHING, {"text": GOOD}, EvaluationState.SCORED),
    ],
    ids=["no provider", "no words", "silence", "speech", "heard by the browser", "typed as well"],
)
def test_unclear_sound_silence_and_speech_are_told_apart(
    monkeypatch: pytest.MonkeyPatch, outcome: Any, answer: dict[str, str], state: str
) -> None:
    evaluation = spoken(monkeypatch, outcome, **answer)
    assert evaluation.state == state
    assert (evaluation.score is not None) == (state == EvaluationState.SCORED)


def test_a_coding_question_answered_in_words_alone_is_read_as_words() -> None:
    (evaluation,) = evaluations(finished(GOOD, questions=(CODE,)))
    assert evaluation.state == EvaluationState.SCORED


def test_code_that_is_only_what_was_given_is_no_answer() -> None:
    seat = sit_down(open_config(questions=(CODE,)))
    seat.answer("", code=CODE["starter_code"])
    settle()
    assert [e.state for e in evaluations(seat)] == [EvaluationState.NO_ANSWER]


@pytest.mark.parametrize(
    ("state", "score"),
    [
        ("no_answer", 0),
        ("no_answer", 50),
        ("unclear_audio", 0),
        ("failed", 10),
        ("scored", None),
        ("scored", 101),
        ("scored", -1),
        ("done", 5),
    ],
)
def test_the_database_itself_refuses_a_score_that_is_made_up(state: str, score: int | None) -> None:
    seat = sit_down(open_config(questions=ONE))
    with pytest.raises(IntegrityError), transaction.atomic():
        Evaluation.objects.create(response=seat.question, state=state, score=score)


@pytest.mark.parametrize(
    ("score", "outcome"),
    [(None, ""), (0, "wrong"), (29.9, "wrong"), (30, "partial"), (59.9, "partial"), (60, "correct"), (100, "correct")],
)
def test_outcomes_follow_the_settings(score: float | None, outcome: str) -> None:
    assert outcome_of(score) == outcome


# --- When grading fails ------------------------------------------------------------------------------


def test_an_answer_that_can_not_be_graded_says_so_and_the_report_is_written(monkeypatch: pytest.MonkeyPatch) -> None:
    with monkeypatch.context() as patched:
        patched.setattr(services, "_graded", broken)
        seat = finished(GOOD, questions=ONE)
        for _ in range(4):
            settle()
    (evaluation,) = evaluations(seat)
    assert (evaluation.state, evaluation.score) == (EvaluationState.FAILED, None)
    written = report(seat)
    assert (written.state, written.score, written.recommendation) == (
        ReportState.READY,
        None,
        Recommendation.INSUFFICIENT,
    )
    assert "could not be graded" in written.summary
    # ... and by hand, later:
    run_again(Work.objects.filter(kind="reports.evaluate"))
    run_again(Work.objects.filter(kind="reports.write"))
    settle()
    (evaluation,) = evaluations(seat)
    assert evaluation.state == EvaluationState.SCORED
    assert report(seat).score == evaluation.score


def test_a_failure_to_grade_does_not_overwrite_a_grading(monkeypatch: pytest.MonkeyPatch) -> None:
    seat = finished(GOOD, questions=ONE)
    before = evaluations(seat)[0].score
    services.evaluation_failed(seat.responses[0].pk)
    services.evaluation_failed(uuid.uuid4())
    assert evaluations(seat)[0].score == before


def test_a_report_that_can_not_be_written_says_so_and_can_be_tried_again(monkeypatch: pytest.MonkeyPatch) -> None:
    with monkeypatch.context() as patched:
        patched.setattr(services, "_store", broken)
        seat = finished(GOOD, questions=ONE)
        for _ in range(4):
            settle()
    assert (report(seat).state, report(seat).score) == (ReportState.FAILED, None)
    run_again(Work.objects.filter(kind="reports.write"))
    settle()
    assert report(seat).state == ReportState.READY


def test_a_report_that_was_written_stays_when_writing_it_again_fails(monkeypatch: pytest.MonkeyPatch) -> None:
    seat = finished(GOOD, questions=ONE)
    monkeypatch.setattr(services, "_store", broken)
    run_again(Work.objects.filter(kind="reports.write"))
    for _ in range(4):
        settle()
    assert Work.objects.get(kind="reports.write").state == WorkState.FAILED
    assert report(seat).state == ReportState.READY


# --- Grading once, and again -------------------------------------------------------------------------


def test_grading_twice_gives_one_evaluation() -> None:
    seat = finished(GOOD, questions=ONE)
    (before,) = evaluations(seat)
    again = evaluate(seat.responses[0].pk)
    assert again is not None
    assert (again.pk, again.score, Evaluation.objects.count()) == (before.pk, before.score, 1)


def test_what_is_open_or_gone_is_not_graded() -> None:
    seat = sit_down()
    assert evaluate(seat.question.pk) is None
    assert evaluate(uuid.uuid4()) is None
    assert not Evaluation.objects.exists()


def test_a_changed_answer_gets_a_grading_of_its_own_and_the_report_uses_the_newest() -> None:
    seat = finished("Bananas are yellow.", questions=ONE)
    first = report(seat).score
    Response.objects.update(answer_version=2, typed_text=GOOD)
    evaluate(seat.responses[0].pk)
    write_report(seat.session_id)
    versions = {e.answer_version: e.score for e in evaluations(seat)}
    assert versions[1] == first
    assert report(seat).score == versions[2] > versions[1]
    # Whichever row the database gives first:
    Evaluation.objects.filter(answer_version=1).update(feedback="touched last")
    write_report(seat.session_id)
    assert report(seat).score == versions[2]


def test_a_candidate_sees_how_an_answer_was_read_only_where_the_recruiter_wants_it(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    told: list[dict[str, Any]] = []
    monkeypatch.setattr(events, "send_to_session", lambda session_id, message: told.append(message))
    finished(GOOD, questions=ONE)
    assert "evaluation" not in {message["type"] for message in told}
    finished(GOOD, questions=ONE, candidate_feedback=True)
    (message,) = [message for message in told if message["type"] == "evaluation"]
    assert message["score"] is not None
    assert not {"evidence", "points_missed", "reference_answer"} & set(message)


# --- The report --------------------------------------------------------------------------------------


def test_a_finished_interview_has_its_report() -> None:
    seat = finished(GOOD, GOOD, GOOD)
    written = report(seat)
    assert (written.state, written.written_at) == (ReportState.READY, clock.now())
    assert written.score is not None and written.score > 60
    assert written.recommendation in {Recommendation.YES, Recommendation.STRONG_YES}
    assert "3 of 3 questions were answered" in written.summary
    (skill,) = SkillScore.objects.all()
    assert (skill.skill, skill.answers, skill.owner, skill.candidate) == (
        "technical", 3, seat.session.config.created_by, seat.session.candidate,
    )  # fmt: skip
    assert skill.created == seat.session.ended_at


def test_an_interview_nobody_answered_has_a_report_without_a_score() -> None:
    seat = sit_down()
    sessions.end(seat.session_id, CompletionMethod.MANUALLY_ENDED)
    settle()
    written, view = report(seat), report_view(seat.session)
    assert (written.state, written.score, written.low, written.high) == (ReportState.READY, None, None, None)
    assert written.recommendation == Recommendation.INSUFFICIENT
    assert (view.average, view.answered, view.asked) == (None, 0, 1)
    assert not SkillScore.objects.exists()


def test_a_skipped_question_does_not_pull_the_score_down() -> None:
    alone = report(finished(GOOD, questions=ONE)).score
    seat = sit_down(open_config(), email="second@example.com")
    seat.answer(GOOD)
    seat.skip()
    seat.skip()
    settle()
    assert report(seat).score == alone
    assert report(seat).recommendation == Recommendation.INSUFFICIENT


def test_a_report_is_on_its_way_as_soon_as_the_interview_ends() -> None:
    seat = sit_down()
    sessions.end(seat.session_id, CompletionMethod.MANUALLY_ENDED)
    assert report(seat).state == ReportState.PENDING
    assert not report_view(seat.session).ready


def test_the_report_waits_for_the_answer_that_is_still_worked_on() -> None:
    seat = sit_down(open_config(questions=ONE))
    seat.hear()
    response = seat.submit(GOOD)
    sessions.end(seat.session_id, CompletionMethod.MANUALLY_ENDED)
    with pytest.raises(NotYet):
        write_report(seat.session_id)
    thinking.take_turn(response.pk)
    with pytest.raises(NotYet):
        write_report(seat.session_id)  # decided, and the grading is queued
    assert report(seat).state == ReportState.PENDING
    settle()
    assert (report(seat).state, len(evaluations(seat))) == (ReportState.READY, 1)
    assert report(seat).score is not None


def test_the_report_waits_for_no_other_interview() -> None:
    other = sit_down(open_config(), email="other@example.com")
    other.hear()
    other.submit(GOOD)
    seat = sit_down()
    sessions.end(seat.session_id, CompletionMethod.MANUALLY_ENDED)
    thinking.take_turn(seat.responses[0].pk)
    Work.objects.filter(session_id=seat.session_id, kind="reports.evaluate").update(state=WorkState.DONE)
    write_report(seat.session_id)
    assert report(seat).state == ReportState.READY


def test_a_report_on_an_interview_that_is_gone_is_no_trouble() -> None:
    write_report(uuid.uuid4())
    services.report_failed(uuid.uuid4())


def test_writing_again_replaces_and_never_doubles() -> None:
    seat = finished(GOOD, GOOD, GOOD)
    before = report(seat)
    write_report(seat.session_id)
    after = report(seat)
    assert (after.pk, after.score, Report.objects.count(), SkillScore.objects.count()) == (
        before.pk,
        before.score,
        1,
        1,
    )


def test_questions_are_called_what_people_call_them() -> None:
    seat = sit_down(open_config(follow_ups_per_question=1, questions=(*ONE, CODE)), projects=[{"name": "Queue Keeper"}])
    seat.answer(HALF)
    seat.answer("I don't know.")
    seat.answer("", code="def total(numbers):\n    return sum(n for n in numbers if n > 0)\n")
    seat.answer("I don't know.")
    seat.answer("I kept the queue fair, and I measured how long people waited before and after.")
    labels = selectors.display_labels(seat.responses)
    assert [labels[r.pk] for r in seat.responses][:5] == ["Q1", "Q1 Follow-up 1", "Q2", "Q2 Follow-up 1", "Resume Q"]


def test_a_report_takes_few_queries_however_long_the_interview(django_assert_max_num_queries: Any) -> None:
    seat = finished(GOOD, GOOD, GOOD)
    session = seat.session
    with django_assert_max_num_queries(6):
        view = report_view(session)
        assert len(view.items) == 3
        assert view.report is not None
        list(view.report.skill_scores.all())


def test_the_quick_reading_and_the_grading_agree() -> None:
    seat = finished(GOOD, HALF, "Bananas are yellow.")
    for response, evaluation in zip(seat.responses, evaluations(seat), strict=True):
        _, reading = decisions.read_answer(selectors.last_answer(response))
        assert reading == response.reading
        assert {"strong": "correct", "partial": "partial", "weak": "wrong"}[reading] == evaluation.outcome
