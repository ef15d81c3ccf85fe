from __future__ import annotations

import threading
import uuid
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from celery.app.task import Task
from django.db import connection, transaction
from django.utils import timezone

from interviewer.tests.jobs import NAME, Job, Step, boom, later, never
from interviewer.work import service
from interviewer.work.models import Work, WorkState
from interviewer.work.service import (
    KINDS,
    Kind,
    drain,
    enqueue,
    perform,
    requeue_overdue,
    run_again,
    work,
)


@pytest.fixture
def job(monkeypatch: pytest.MonkeyPatch) -> Iterator[Job]:
    made = Job()
    monkeypatch.setitem(KINDS, NAME, made.kind())
    yield made


@pytest.fixture
def queued(job: Job, db: None) -> Job:
    Work.objects.create(kind=NAME, key=job.key)
    return job


# --- Queueing ----------------------------------------------------------------------------------------


@pytest.mark.django_db
def test_workers_are_told_only_after_the_commit(job: Job, django_capture_on_commit_callbacks: Any) -> None:
    with django_capture_on_commit_callbacks() as callbacks:
        enqueue(NAME, job.key)
        assert job.row.state == WorkState.QUEUED
        assert job.sent == []
    for callback in callbacks:
        callback()
    assert job.sent == [(job.key, 0)]


@pytest.mark.django_db(transaction=True)
def test_what_was_rolled_back_was_never_queued(job: Job) -> None:
    with pytest.raises(RuntimeError), transaction.atomic():
        enqueue(NAME, job.key)
        boom()
    assert not Work.objects.exists()
    assert job.sent == []


@pytest.mark.django_db
def test_the_same_work_is_noted_once(job: Job, django_capture_on_commit_callbacks: Any) -> None:
    with django_capture_on_commit_callbacks(execute=True):
        enqueue(NAME, job.key)
        enqueue(NAME, job.key)
    assert Work.objects.count() == 1
    assert len(job.sent) == 1
    job.perform()
    with django_capture_on_commit_callbacks(execute=True):
        enqueue(NAME, job.key)
    assert (job.runs, job.row.state, len(job.sent)) == (1, WorkState.DONE, 1)


@pytest.mark.django_db
def test_with_the_broker_away_the_sweeper_sends_the_message_later(
    monkeypatch: pytest.MonkeyPatch, django_capture_on_commit_callbacks: Any
) -> None:
    sent: list[str] = []
    away = True

    def apply_async(task: Task, args: list[str], **options: Any) -> None:
        if away:
            raise ConnectionError("no broker")
        sent.append(args[0])

    monkeypatch.setattr(Task, "apply_async", apply_async)
    monkeypatch.setattr(service, "KINDS", {})
    kind, key = work("tests.broker", queue="reports")(lambda key: None), uuid.uuid4()
    with django_capture_on_commit_callbacks(execute=True):
        kind.enqueue(key)
    assert Work.objects.get().state == WorkState.QUEUED
    away = False
    Work.objects.update(next_try_at=timezone.now() - timedelta(minutes=1))
    assert requeue_overdue() == 1
    assert sent == [str(key)]


# --- Claiming ----------------------------------------------------------------------------------------


def test_work_is_done_and_noted_as_done(queued: Job) -> None:
    queued.perform()
    row = queued.row
    assert (queued.runs, row.state, row.attempts, row.lease, row.lease_until) == (1, WorkState.DONE, 1, "", None)
    assert row.finished_at is not None


def test_a_late_or_doubled_message_does_nothing(queued: Job) -> None:
    perform(NAME, uuid.uuid4())
    queued.perform()
    queued.perform()
    queued.perform()
    assert (queued.runs, queued.row.attempts) == (1, 1)


def test_a_message_that_comes_while_the_work_is_under_way_does_nothing(queued: Job) -> None:
    queued.step = lambda: perform(NAME, queued.key)
    queued.perform()
    assert (queued.runs, queued.row.state) == (1, WorkState.DONE)


@pytest.mark.django_db(transaction=True)
def test_of_many_workers_one_does_the_work(job: Job) -> None:
    keys = [uuid.uuid4() for _ in range(5)]
    Work.objects.bulk_create(Work(kind=NAME, key=key) for key in keys)
    done: list[uuid.UUID] = []
    KINDS[NAME] = Kind(
        NAME, done.append, "reports", timedelta(seconds=30), 3, timedelta(minutes=5), None, lambda key, delay: None
    )
    start = threading.Barrier(6)

    def worker() -> None:
        start.wait()
        try:
            for key in keys:
                perform(NAME, key)
        finally:
            connection.close()

    with ThreadPoolExecutor(6) as pool:
        for result in [pool.submit(worker) for _ in range(6)]:
            result.result()
    assert sorted(done) == sorted(keys)
    assert set(Work.objects.values_list("state", "attempts")) == {(WorkState.DONE, 1)}


# --- Failing and trying again ------------------------------------------------------------------------


def test_a_failure_is_tried_again_later_and_later(queued: Job) -> None:
    queued.step = boom
    before = timezone.now()
    queued.perform()
    row = queued.row
    assert (row.state, row.attempts, row.lease) == (WorkState.QUEUED, 1, "")
    assert row.next_try_at > before
    queued.perform()  # the message came too early
    assert queued.runs == 1
    queued.perform_when_due()
    first, second = (delay for _, delay in queued.sent)
    assert 0.5 < first < second < 5
    queued.step = lambda: None
    queued.perform_when_due()
    row = queued.row
    assert (row.state, row.attempts, row.last_error, queued.given_up) == (WorkState.DONE, 3, "", [])


def test_attempts_are_bounded_and_the_end_is_told_once(queued: Job) -> None:
    queued.step = boom
    for _ in range(6):
        queued.perform_when_due()
    row = queued.row
    assert (queued.runs, row.state, row.attempts) == (3, WorkState.FAILED, 3)
    assert queued.given_up == [queued.key]
    assert row.finished_at is not None


def test_a_permanent_failure_is_not_tried_again(queued: Job) -> None:
    queued.step = never
    queued.perform()
    row = queued.row
    assert (queued.runs, row.state, row.last_error) == (1, WorkState.FAILED, "there is no such model")
    assert queued.given_up == [queued.key]
    assert queued.sent == []


def test_what_must_wait_waits_without_using_up_attempts(queued: Job) -> None:
    queued.step = later
    for _ in range(10):
        queued.perform_when_due()
    row = queued.row
    assert (queued.runs, row.state, row.attempts) == (10, WorkState.QUEUED, 0)
    assert queued.sent[0][1] == pytest.approx(3.05)
    assert queued.given_up == []


def test_neither_the_log_nor_the_row_repeats_what_an_error_quotes(
    queued: Job, caplog: pytest.LogCaptureFixture
) -> None:
    queued.step = boom
    for _ in range(3):
        queued.perform_when_due()
    assert "RuntimeError" in queued.row.last_error
    assert "1234" not in queued.row.last_error
    assert "RuntimeError" in caplog.text
    assert "1234" not in caplog.text


def test_giving_up_is_itself_tried_again_until_it_succeeds(queued: Job) -> None:
    """What is done at the end, such as asking the next question, must not be lost with the work."""
    queued.step, queued.on_failed = boom, boom
    for _ in range(3):
        queued.perform_when_due()
    assert queued.row.state == WorkState.RUNNING, "given up only when all of it is done"
    Work.objects.update(lease_until=timezone.now() - timedelta(seconds=1))
    requeue_overdue()
    assert queued.given_up == []
    queued.on_failed = lambda: None
    requeue_overdue()
    assert (queued.row.state, queued.given_up, queued.runs) == (WorkState.FAILED, [queued.key], 3)


# --- Dead workers ------------------------------------------------------------------------------------


def test_what_a_dead_worker_left_is_done_by_another(queued: Job) -> None:
    queued.leave_behind(attempts=1)
    assert requeue_overdue() == 1
    assert queued.sent == [(queued.key, 0)]
    queued.perform()
    assert (queued.row.state, queued.row.attempts) == (WorkState.DONE, 2)


def test_work_under_way_is_left_alone(queued: Job) -> None:
    queued.leave_behind(lease_until=timezone.now() + timedelta(seconds=5))
    assert requeue_overdue() == 0
    assert queued.row.state == WorkState.RUNNING


def test_work_that_takes_its_worker_down_each_time_ends(queued: Job) -> None:
    queued.leave_behind(attempts=3)
    assert requeue_overdue() == 0
    assert (queued.row.state, queued.given_up, queued.sent) == (WorkState.FAILED, [queued.key], [])


@pytest.mark.parametrize("ending", [lambda: None, boom, never, later])
def test_a_worker_taken_for_dead_changes_nothing_when_it_ends_after_all(queued: Job, ending: Step) -> None:
    def slow() -> None:
        queued.step = lambda: None
        queued.leave_behind(lease=queued.row.lease)
        requeue_overdue()
        queued.perform()  # another worker does it
        ending()

    queued.step = slow
    queued.perform()
    assert (queued.runs, queued.row.state, queued.row.attempts, queued.given_up) == (2, WorkState.DONE, 2, [])


@pytest.mark.django_db(transaction=True)
def test_a_worker_that_lives_keeps_its_lease(job: Job) -> None:
    Work.objects.create(kind=NAME, key=job.key)
    KINDS[NAME] = Kind(
        NAME, job.run, "reports", timedelta(seconds=1), 3, timedelta(minutes=5), None, lambda key, delay: None
    )
    renewed = threading.Event()

    def long() -> None:
        first, pause = job.row.lease_until, threading.Event()
        for _ in range(100):
            if job.row.lease_until > first:
                renewed.set()
                return
            pause.wait(0.05)

    job.step = long
    job.perform()
    assert renewed.is_set()
    assert job.row.state == WorkState.DONE


# --- The sweeper -------------------------------------------------------------------------------------


def test_a_message_that_got_lost_is_sent_again(queued: Job) -> None:
    assert requeue_overdue() == 0, "a worker may be about to take it"
    Work.objects.update(next_try_at=timezone.now() - service.MESSAGE_GRACE - timedelta(seconds=1))
    assert requeue_overdue() == 1
    assert requeue_overdue() == 0
    assert queued.sent == [(queued.key, 0)]


def test_finished_and_failed_work_is_not_swept(queued: Job) -> None:
    long_ago = timezone.now() - timedelta(days=1)
    for state in (WorkState.DONE, WorkState.FAILED):
        Work.objects.update(state=state, next_try_at=long_ago, lease_until=long_ago)
        assert requeue_overdue() == 0


def test_one_row_in_trouble_does_not_stop_the_others(queued: Job) -> None:
    long_ago = timezone.now() - timedelta(hours=1)
    queued.on_failed = boom
    queued.leave_behind(attempts=3, next_try_at=long_ago)
    Work.objects.create(kind="tests.nobody-knows", key=uuid.uuid4(), next_try_at=long_ago)
    good = Work.objects.create(kind=NAME, key=uuid.uuid4(), next_try_at=long_ago + timedelta(minutes=1))
    assert requeue_overdue() == 1
    assert queued.sent == [(good.key, 0)]


# --- Again -------------------------------------------------------------------------------------------


@pytest.mark.parametrize("state", [WorkState.DONE, WorkState.FAILED])
def test_finished_and_failed_work_can_be_run_again(queued: Job, state: str) -> None:
    Work.objects.update(state=state, attempts=3, last_error="something", finished_at=timezone.now())
    assert run_again(Work.objects.all()) == 1
    row = queued.row
    assert (row.state, row.attempts, row.last_error, row.finished_at) == (WorkState.QUEUED, 0, "", None)
    assert queued.sent == [(queued.key, 0)]
    queued.perform()
    assert queued.row.state == WorkState.DONE


def test_work_that_waits_or_is_under_way_is_not_started_twice(queued: Job) -> None:
    assert run_again(Work.objects.all()) == 0
    queued.leave_behind()
    assert run_again(Work.objects.all()) == 0
    assert queued.sent == []


def test_queueing_again_starts_finished_work_anew(queued: Job, django_capture_on_commit_callbacks: Any) -> None:
    queued.perform()
    with django_capture_on_commit_callbacks(execute=True):
        enqueue(NAME, queued.key, again=True)
    queued.perform()
    assert queued.runs == 2


def test_draining_does_what_is_due_and_leaves_the_rest(queued: Job) -> None:
    Work.objects.create(kind=NAME, key=uuid.uuid4(), next_try_at=timezone.now() + timedelta(hours=1))
    assert drain() == 1
    assert sorted(Work.objects.values_list("state", flat=True)) == [WorkState.DONE, WorkState.QUEUED]


# --- For real ----------------------------------------------------------------------------------------


@pytest.mark.usefixtures("worker")
def test_a_worker_takes_up_committed_work(monkeypatch: pytest.MonkeyPatch) -> None:
    done, key = threading.Event(), uuid.uuid4()
    monkeypatch.setitem(KINDS, "interviews.turn", replace(KINDS["interviews.turn"], run=lambda key: done.set()))
    with transaction.atomic():
        enqueue("interviews.turn", key)
    assert done.wait(15), "no worker took it up"


@pytest.mark.django_db(transaction=True)
def test_work_asked_for_again_while_it_runs_is_done_once_more_afterwards() -> None:
    """What the first run looked at may have changed since."""
    key, runs = uuid.uuid4(), []

    def run(given: uuid.UUID) -> None:
        runs.append(given)
        if len(runs) == 1:
            kind.enqueue(given, again=True)

    kind = work("test.rerun", queue="reports")(run)
    try:
        kind.enqueue(key)
        drain()
        assert runs == [key, key]
        assert Work.objects.get(kind="test.rerun").state == WorkState.DONE
    finally:
        KINDS.pop("test.rerun")
