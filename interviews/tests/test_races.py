"""Many at once, for real: threads with connections of their own, and transactions that commit."""

from __future__ import annotations

import threading
import uuid
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any, TypeVar

import pytest
from django.db import connections

from interviewer.work.models import Work
from interviews.links import Door
from interviews.models import CompletionMethod, ResponseState, SessionStatus
from interviews.services import configs, recordings, sessions, thinking, turns
from interviews.services.recordings import ChunkKey, ChunkRefused
from interviews.services.turns import Answer, TurnRefused
from interviews.tests.helpers import GOOD, Seat, make_session, open_config, sit_down

R = TypeVar("R")
AT_ONCE = 4


def all_at_once(*calls: Callable[[], R]) -> list[R | Exception]:
    """What each call gave or raised; they start together."""
    start = threading.Barrier(len(calls))

    def run(call: Callable[[], R]) -> R | Exception:
        start.wait()
        try:
            return call()
        except Exception as error:
            return error
        finally:
            connections.close_all()

    with ThreadPoolExecutor(len(calls)) as pool:
        return list(pool.map(run, calls))


database = pytest.mark.django_db(transaction=True)


@database
def test_an_answer_submitted_many_times_at_once_is_one_answer() -> None:
    seat = sit_down()
    question = seat.question.pk
    texts = [f"Answer number {number}." for number in range(AT_ONCE)]
    given = all_at_once(
        *(
            lambda text=text: turns.submit(seat.session_id, seat.lease, question, Answer(text=text)).typed_text
            for text in texts
        )
    )
    assert len(set(given)) == 1
    assert given[0] in texts
    assert Work.objects.filter(kind="interviews.turn").count() == 1


@database
def test_an_answer_worked_on_by_many_at_once_leads_to_one_question() -> None:
    seat = sit_down()
    response = seat.submit(GOOD)
    outcomes = all_at_once(*[lambda: thinking.take_turn(response.pk)] * 3, lambda: thinking.go_on_without(response.pk))
    assert [outcome for outcome in outcomes if isinstance(outcome, Exception)] == []
    assert [r.number for r in seat.responses] == [1, 2]
    assert Work.objects.filter(kind="reports.evaluate").count() == 1


@database
def test_of_many_first_connections_one_owns_the_interview_and_one_question_is_asked() -> None:
    session = make_session()
    leases = [joined.lease for joined in all_at_once(*[lambda: sessions.join(session.pk)] * AT_ONCE)]  # type: ignore[union-attr]
    assert len(set(leases)) == AT_ONCE
    seat = Seat(session.pk)
    assert sum(sessions.seen(session.pk, lease) for lease in leases) == 1
    assert len(seat.responses) == 1


@database
def test_an_interview_ended_many_times_at_once_ends_once() -> None:
    seat = sit_down()
    methods = [CompletionMethod.MANUALLY_ENDED, CompletionMethod.TIMEOUT_CLEANUP] * 2
    assert sorted(all_at_once(*(lambda m=m: sessions.end(seat.session_id, m) for m in methods))) == [
        False,
        False,
        False,
        True,
    ]
    assert Work.objects.filter(kind="reports.write").count() == 1


@database
def test_answering_while_the_interview_is_being_ended_leaves_nothing_open_and_nothing_lost() -> None:
    seat = sit_down()
    response = seat.submit(GOOD)
    all_at_once(
        lambda: thinking.take_turn(response.pk), lambda: sessions.end(seat.session_id, CompletionMethod.MANUALLY_ENDED)
    )
    assert seat.session.status == SessionStatus.COMPLETED
    assert not [r for r in seat.responses if r.is_open]
    assert seat.responses[0].typed_text == GOOD


@database
def test_the_time_runs_out_just_as_the_answer_is_submitted() -> None:
    seat = sit_down()
    seat.hear()
    type(seat.question).objects.update(time_allowed=0)
    question = seat.question.pk
    all_at_once(
        lambda: turns.submit(seat.session_id, seat.lease, question, Answer(text=GOOD)).state,
        lambda: turns.time_out(seat.session_id, question),
    )
    assert Work.objects.filter(kind="interviews.turn").count() == 1
    assert seat.responses[0].state in {ResponseState.ANSWERED, ResponseState.SKIPPED}


@database
def test_every_hint_is_given_once() -> None:
    seat = sit_down()
    given = all_at_once(*[lambda: turns.take_hint(seat.session_id, seat.lease, seat.question.pk)] * 3)
    hints = [hint[0] for hint in given if not isinstance(hint, Exception)]
    assert sorted(hints) == sorted(seat.question.rubric["hints"])
    assert [problem.code for problem in given if isinstance(problem, TurnRefused)] == ["no_hint"]


@database
def test_many_sessions_that_begin_at_once_share_one_version() -> None:
    config = open_config()
    configs.update_config(config.created_by, config, {"time_limit": 25})
    candidates = [make_session(email=f"c{n}@example.com").candidate for n in range(AT_ONCE)]
    made: list[Any] = all_at_once(
        *(lambda c=c: sessions.create_session(Door(config), c, full_name="C", resume=None) for c in candidates)
    )
    assert {session.config_version.number for session in made} == {2}
    assert config.versions.count() == 2


def test_of_different_chunks_under_one_number_one_is_acknowledged(settings: Any, tmp_path: Path) -> None:
    settings.MEDIA_ROOT = tmp_path
    for seq in range(20):
        key = ChunkKey(uuid.UUID(int=1), uuid.UUID(int=2), 0, 0, seq)
        chunks = [bytes([number]) * 50_000 for number in range(AT_ONCE)]
        outcomes = all_at_once(*(lambda data=data, key=key: recordings.store_chunk(key, data) for data in chunks))
        assert sum(outcome is True for outcome in outcomes) == 1
        assert [o.code for o in outcomes if isinstance(o, ChunkRefused)] == ["chunk_conflict"] * (AT_ONCE - 1)
        (segment,) = recordings.segments(key.session_id, key.response_id)
        assert (segment.path / f"{seq:05d}").read_bytes() == chunks[outcomes.index(True)]
        assert not list(segment.path.glob(".*")), "nothing half done is left"


def test_the_same_chunk_sent_many_times_at_once_is_stored_once(settings: Any, tmp_path: Path) -> None:
    settings.MEDIA_ROOT = tmp_path
    key = ChunkKey(uuid.UUID(int=1), uuid.UUID(int=2), 0, 0, 0)
    assert sorted(all_at_once(*[lambda: recordings.store_chunk(key, b"sound")] * AT_ONCE)) == [
        False,
        False,
        False,
        True,
    ]
