from __future__ import annotations

import uuid

import pytest
from django.core.cache import cache

from interviewer.providers import budget
from interviewer.providers.errors import Category, ProviderError
from interviewer.providers.llm import Message, complete
from interviewer.providers.models import ProviderCall
from interviewer.providers.tests.fake_vendors import GROQ, Says
from interviewer.providers.tests.test_llm_faults import Grade

pytestmark = pytest.mark.django_db
MESSAGES = [Message("user", "An index is a sorted copy.")]


def grade(**where: uuid.UUID) -> Grade:
    return complete("evaluation", MESSAGES, Grade, deadline=3, **where)


def refused(**where: uuid.UUID) -> str:
    with pytest.raises(ProviderError) as caught:
        grade(**where)
    assert caught.value.category == Category.BUDGET
    return str(caught.value)


@pytest.mark.parametrize("scope", ["session", "config"])
def test_a_session_and_a_config_can_spend_so_many_calls_and_no_more(vendors, settings, scope):
    settings.LLM_BUDGETS = {scope: (3, 0)}
    mine, other = {f"{scope}_id": uuid.uuid4()}, {f"{scope}_id": uuid.uuid4()}
    for _ in range(3):
        grade(**mine)
    assert scope in refused(**mine)
    assert len(vendors.calls) == 3
    assert grade(**other).score == 70
    assert ProviderCall.objects.count() == 4, "what is refused is no call"


def test_a_day_can_spend_so_many_tokens_and_no_more(vendors, settings):
    settings.LLM_BUDGETS = {"day": (0, 40)}  # an answer is 18
    for _ in range(3):
        grade()
    assert "day" in refused()
    assert len(vendors.calls) == 3


def test_repairs_and_other_vendors_count_as_well(vendors, settings):
    settings.LLM_BUDGETS = {"session": (2, 0)}
    vendors.say(GROQ, Says(text="no JSON"))
    session = uuid.uuid4()
    refused(session_id=session)
    assert len(vendors.calls) == 2


def test_tokens_are_estimated_where_none_are_told_so_that_a_budget_holds(vendors, settings):
    settings.LLM_PROVIDERS = ["groq"]
    vendors.say(GROQ, Says(status=500))
    with pytest.raises(ProviderError):
        grade()
    assert ProviderCall.objects.get().tokens_in > 20


def test_the_rows_are_the_truth_when_the_counters_are_lost(vendors, settings):
    settings.LLM_BUDGETS = {"session": (2, 0)}
    session = uuid.uuid4()
    grade(session_id=session)
    cache.clear()
    grade(session_id=session)
    cache.clear()
    refused(session_id=session)


def test_the_counters_spare_the_sums(vendors, settings, django_assert_num_queries):
    settings.LLM_BUDGETS = {"session": (50, 1000), "config": (50, 1000), "day": (50, 1000)}
    where = {"session_id": uuid.uuid4(), "config_id": uuid.uuid4()}
    grade(**where)
    with django_assert_num_queries(1):  # its own row
        grade(**where)


def test_yesterdays_calls_do_not_count_today(vendors, settings):
    settings.LLM_BUDGETS = {"day": (1, 0)}
    grade()
    cache.clear()
    ProviderCall.objects.update(at=budget.midnight().replace(year=2020))
    assert grade().score == 70


def test_other_chains_spend_nothing_of_the_language_models_budget(vendors, settings):
    settings.LLM_BUDGETS = {"day": (1, 0)}
    ProviderCall.objects.create(kind="stt", purpose="transcription", provider="groq", outcome="ok")
    assert grade().score == 70
    assert budget.today("llm").exhausted


def test_what_nobody_waits_for_may_use_half_of_a_limit(settings):
    settings.STT_BUDGETS = {"session": (4, 0)}
    session = uuid.uuid4()
    for _ in range(2):
        budget.reserve("stt", session_id=session, share=0.5)
        ProviderCall.objects.create(purpose="test", provider="groq", kind="stt", session_id=session, outcome="ok")
    with pytest.raises(ProviderError):
        budget.reserve("stt", session_id=session, share=0.5)
    budget.reserve("stt", session_id=session)
