from __future__ import annotations

import threading
import time
import uuid

import pytest
from django.core.cache import cache
from django.db import transaction

from interviewer.providers import budget, failover, health, shared_state, threads
from interviewer.providers.errors import Category, ProviderError
from interviewer.providers.failover import Attempt, Candidate, Context, first_answer
from interviewer.providers.http_errors import from_status, retry_after
from interviewer.providers.llm import Message, complete, completion
from interviewer.providers.models import ProviderCall
from interviewer.providers.tests.fake_vendors import GEMINI, GROQ, OPENROUTER, Says
from interviewer.providers.tests.test_llm_faults import GOOD, Grade

pytestmark = pytest.mark.django_db
MESSAGES = [Message("user", "An index is a sorted copy.")]
CONTEXT = Context("stt", "transcription")


@pytest.fixture(autouse=True)
def _clean_cache():
    cache.clear()
    yield
    shared_state.forget()
    cache.clear()


def grade(deadline: float = 3.0) -> Grade:
    return complete("evaluation", MESSAGES, Grade, deadline=deadline)


def by_key(**said: Says):
    return lambda call: said[call.key.replace("-", "_")]


def test_the_keys_of_a_vendor_take_turns(vendors, settings):
    settings.GROQ_API_KEYS = ["a", "b", "c"]
    for _ in range(6):
        grade()
    assert sorted(call.key for call in vendors.calls) == ["a", "a", "b", "b", "c", "c"]
    assert len(set(ProviderCall.objects.values_list("key_label", flat=True))) == 3


def test_a_limited_key_rests_for_as_long_as_it_was_told_while_the_others_work(vendors, settings, monkeypatch):
    settings.GROQ_API_KEYS = ["a", "b"]
    vendors.say(GROQ, by_key(a=Says(status=429, headers={"Retry-After": "90"}), b=GOOD))
    for _ in range(4):
        grade()
    assert [call.key for call in vendors.calls].count("a") == 1
    now = time.time()
    monkeypatch.setattr(health.time, "time", lambda: now + 91)
    vendors.say(GROQ, GOOD)
    grade(), grade()
    assert [call.key for call in vendors.calls].count("a") == 2


def test_a_refused_key_is_retired_and_the_next_one_answers_the_same_question(vendors, settings):
    settings.GROQ_API_KEYS = ["a", "b"]
    vendors.say(GROQ, by_key(a=Says(status=401), b=GOOD))
    for _ in range(4):
        assert grade().score == 70
    assert [call.key for call in vendors.calls].count("a") == 1
    assert not vendors.asked(OPENROUTER)
    label = health.key_label("groq", "a")
    state = health.look("llm", [("groq", [label])]).key("groq", label)
    assert state is not None and state.state == "retired"


def test_when_all_keys_rest_the_error_says_when_one_is_back(vendors, settings):
    settings.LLM_PROVIDERS = ["groq"]
    vendors.say(GROQ, Says(status=429, headers={"Retry-After": "50"}))
    with pytest.raises(ProviderError):
        grade()
    with pytest.raises(ProviderError) as caught:
        grade()
    assert caught.value.category == Category.RATE_LIMIT
    assert 40 < caught.value.retry_after <= 50
    assert len(vendors.calls) == 1


def test_many_bad_keys_do_not_make_many_calls(vendors, settings):
    settings.GROQ_API_KEYS = [f"bad-{n}" for n in range(20)]
    vendors.say(GROQ, Says(status=401))
    assert grade().score == 70
    assert len(vendors.asked(GROQ)) == failover.MAX_ATTEMPTS_EACH


def test_one_time_out_and_a_vendor_is_passed_by(vendors, settings):
    vendors.say(GROQ, Says(hang=True))
    grade(deadline=2.2)
    began = time.monotonic()
    grade()
    assert time.monotonic() - began < 1.0
    assert len(vendors.asked(GROQ)) == 1


def test_two_server_errors_and_a_vendor_is_passed_by(vendors, settings):
    vendors.say(GROQ, Says(status=500))
    for _ in range(4):
        grade()
    assert len(vendors.asked(GROQ)) == 2


def test_a_server_error_now_and_then_opens_nothing(vendors, settings):
    vendors.say(GROQ, *[Says(status=500), GOOD] * 4)
    for _ in range(8):
        grade()
    assert len(vendors.asked(GROQ)) == 8


def test_a_probe_in_the_background_brings_a_vendor_back_and_nobody_waits_for_it(vendors, settings, probes):
    vendors.say(GROQ, Says(status=500), Says(status=500), GOOD)
    for _ in range(3):
        grade()
    assert not probes, "too early for a probe"
    cache.delete(health._probe_id("llm", "groq"))
    grade(), grade()
    assert len(probes) == 1, "one caller of all starts it"
    assert len(vendors.asked(GROQ)) == 2
    probes[0]()
    assert ProviderCall.objects.filter(purpose="probe", provider="groq", outcome="ok").count() == 1
    grade()
    assert len(vendors.asked(GROQ)) == 4


def test_a_probe_that_fails_keeps_the_breaker_open(vendors, settings, probes):
    vendors.say(GROQ, Says(status=500))
    grade(), grade()
    cache.delete(health._probe_id("llm", "groq"))
    grade()
    probes[0]()
    assert "groq" in health.look("llm", [("groq", [])]).breakers
    grade()
    assert len(vendors.asked(GROQ)) == 3


def test_a_breaker_nobody_probed_closes_by_itself_and_opens_at_the_next_failure(vendors, settings, monkeypatch):
    settings.LLM_PROVIDERS = ["groq"]
    vendors.say(GROQ, Says(status=500))
    for _ in range(3):
        with pytest.raises(ProviderError):
            grade()
    assert len(vendors.calls) == 2
    now = time.time()
    monkeypatch.setattr(health.time, "time", lambda: now + settings.PROVIDER_REST_SECONDS + 1)
    for _ in range(3):
        with pytest.raises(ProviderError):
            grade()
    assert len(vendors.calls) == 3


def test_a_real_background_probe_runs_in_a_thread_of_its_own():
    names: list[str] = []
    done = threading.Event()

    def look() -> None:
        names.append(threading.current_thread().name)
        done.set()

    threads.in_background(look)
    assert done.wait(5)
    assert names == ["provider-probe"]


def test_every_vendor_hangs_and_the_deadline_holds(vendors):
    for name in (GROQ, OPENROUTER, GEMINI):
        vendors.say(name, Says(hang=True))
    began = time.monotonic()
    with pytest.raises(ProviderError) as caught:
        grade(deadline=1.0)
    assert time.monotonic() - began < 1.1
    assert caught.value.category == Category.TIMEOUT


def test_a_library_that_ignores_its_time_out_is_left_behind():
    release = threading.Event()
    stuck = Candidate("stuck", lambda attempt: release.wait(30))
    good = Candidate("good", lambda attempt: "words")
    began = time.monotonic()
    answer = first_answer(CONTEXT, [stuck, good], deadline=0.4)
    assert time.monotonic() - began < 0.4
    assert (answer.value, answer.provider) == ("words", "good")
    assert threads._abandoned >= 1
    release.set()


def test_a_library_that_fails_in_its_own_way_is_a_provider_error():
    def broken(attempt: Attempt) -> str:
        raise KeyError("candidate text")

    def exits(attempt: Attempt) -> str:
        raise SystemExit(3)

    with pytest.raises(ProviderError) as caught:
        first_answer(CONTEXT, [Candidate("broken", broken), Candidate("exits", exits)], deadline=2)
    assert "KeyError" in str(caught.value) and "candidate text" not in str(caught.value)
    assert ProviderCall.objects.filter(kind="stt", outcome=Category.UNAVAILABLE).count() == 2


def test_a_provider_without_a_probe_is_tried_by_one_caller_when_it_is_time():
    fail = True
    calls: list[str] = []

    def run(attempt: Attempt) -> str:
        calls.append("asked")
        if fail:
            raise ProviderError("down", Category.UNAVAILABLE)
        return "words"

    chain = [Candidate("plain", run), Candidate("spare", lambda attempt: "spare words")]
    for _ in range(4):
        assert first_answer(CONTEXT, chain, deadline=2).value == "spare words"
    assert len(calls) == 2
    fail = False
    cache.delete(health._probe_id("stt", "plain"))
    assert first_answer(CONTEXT, chain, deadline=2).value == "words"
    assert first_answer(CONTEXT, chain, deadline=2).value == "words"


def test_an_attempt_takes_no_longer_than_its_candidate_allows():
    seen: list[float] = []
    slow = Candidate("brief", lambda attempt: seen.append(attempt.seconds), seconds=0.25)
    first_answer(CONTEXT, [slow], deadline=30)
    assert seen == [0.25]


def test_a_failure_of_one_chain_says_nothing_about_another():
    def down(attempt: Attempt) -> str:
        raise ProviderError("down", Category.UNAVAILABLE)

    for _ in range(2):
        with pytest.raises(ProviderError):
            first_answer(CONTEXT, [Candidate("groq", down)], deadline=2)
    assert "groq" in health.look("stt", [("groq", [])]).breakers
    assert "groq" not in health.look("llm", [("groq", [])]).breakers


class _Away:
    """A cache whose server is gone. Counts how often anyone finds out."""

    def __init__(self) -> None:
        self.tries = 0

    def __getattr__(self, name: str):
        self.tries += 1
        raise ConnectionError("no cache")


def test_a_cache_that_is_away_counts_as_good_health(vendors, settings, monkeypatch):
    away = _Away()
    for module in (health, budget, completion):
        monkeypatch.setattr(module, "cache", away)
    settings.LLM_BUDGETS = {"session": (10, 0)}
    vendors.say(GROQ, Says(status=500))
    session = uuid.uuid4()
    for _ in range(5):
        assert complete("evaluation", MESSAGES, Grade, deadline=3, session_id=session).score == 70
    assert away.tries == 1, "it is left alone for a while"
    with pytest.raises(ProviderError, match="budget"):
        complete("evaluation", MESSAGES, Grade, deadline=3, session_id=session)


def test_a_row_that_cannot_be_written_does_not_lose_the_answer(vendors, monkeypatch):
    from django.db import DatabaseError

    def fails(self, *args, **kwargs):
        raise DatabaseError("disk full")

    monkeypatch.setattr(ProviderCall, "save", fails)
    assert grade().score == 70


def test_a_call_inside_a_transaction_is_refused(vendors):
    with transaction.atomic(), pytest.raises(RuntimeError, match="transaction"):
        grade()
    assert not vendors.calls


def test_a_key_label_tells_keys_apart_and_no_key():
    labels = {health.key_label("groq", key) for key in ("a", "b")}
    assert len(labels) == 2
    assert health.key_label("groq", "") == ""
    assert all(len(label) <= 20 for label in labels)
    assert "secret" not in repr(Attempt("secret", "label", 1.0))
    assert "secret" not in repr(Candidate("x", print, keys=("secret",)))


@pytest.mark.parametrize(
    ("value", "seconds"),
    [
        ("30", 30),
        ("1.5", 1.5),
        ("37s", 37),
        ("-5", 0),
        ("nan", None),
        ("inf", None),
        ("soon", None),
        ("", None),
        (None, None),
        ("99999999", 86400.0),
        ("Wed, 21 Oct 2015 07:28:00 GMT", 0),
    ],
)
def test_retry_after_is_read_in_every_form(value, seconds):
    assert retry_after(value) == seconds


def test_an_account_without_credit_rests_for_long():
    assert from_status("openrouter", 402).retry_after == 3600
