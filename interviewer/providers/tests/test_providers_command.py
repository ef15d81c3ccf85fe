from __future__ import annotations

import json
from io import StringIO

import pytest
from django.core.management import CommandError, call_command

from interviewer.providers import chains, health
from interviewer.providers.chains import health_summary
from interviewer.providers.checks import llm_providers_are_known
from interviewer.providers.errors import ProviderError
from interviewer.providers.llm import Message, complete
from interviewer.providers.tests.fake_vendors import GEMINI, GROQ, OPENROUTER, Says
from interviewer.providers.tests.test_llm_faults import Grade

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _only_language_models(monkeypatch):
    monkeypatch.setattr(chains, "CHAINS", {"llm": chains.CHAINS["llm"]})


def run(*arguments: str) -> str:
    out = StringIO()
    call_command("providers", "--kind", "llm", *arguments, stdout=out, no_color=True)
    return out.getvalue()


def fail(vendors, *names: str) -> None:
    for name in names:
        vendors.say(name, Says(status=500))


def grade() -> None:
    complete("evaluation", [Message("user", "x")], Grade, deadline=3)


def test_it_shows_the_chain_with_states_last_errors_and_spend(vendors, settings):
    settings.LLM_BUDGETS = {"day": (100, 0), "session": (5, 0)}
    settings.GROQ_API_KEYS = ["a", "b"]
    vendors.say(GROQ, lambda call: Says(status=401) if call.key == "a" else Says(status=500))
    for _ in range(3):
        grade()
    text = run()
    assert text.index("groq") < text.index("openrouter") < text.index("gemini")
    for part in (
        "resting until",
        "retired",
        "groq answered 500",
        "today 3 calls",
        "of 100 calls",
        "each session: 5",
    ):
        assert part in text
    assert "groq-key" not in text and health.key_label("groq", "a") in text
    rows = json.loads(run("--json"))["llm"]
    assert [row["name"] for row in rows] == ["groq", "openrouter", "gemini"]
    assert [row["state"] for row in rows] == ["resting", "ok", "ok"]


def test_without_keys_it_says_what_happens_then(vendors, settings):
    settings.LLM_PROVIDERS = []
    assert "by rules" in run()


def test_a_check_makes_one_small_call_each_and_says_who_works(vendors, settings):
    fail(vendors, GROQ)
    vendors.say(OPENROUTER, Says(text='{"ready": true}'))
    vendors.say(GEMINI, Says(text='{"ready": true}'))
    text = run("--check")
    assert len(vendors.calls) == 3
    lines = text.splitlines()
    assert lines[0].startswith("fails") and "500" in lines[0]
    assert lines[1].startswith("works") and lines[2].startswith("works")


def test_a_check_fails_when_nothing_works(vendors):
    fail(vendors, GROQ, OPENROUTER, GEMINI)
    with pytest.raises(CommandError, match="No provider works"):
        run("--check")


def test_a_check_fails_when_nothing_is_configured(vendors, settings):
    settings.LLM_PROVIDERS = []
    with pytest.raises(CommandError, match="configured"):
        run("--check")


def test_a_check_takes_back_what_works_again(vendors, settings):
    settings.LLM_PROVIDERS = ["groq"]
    vendors.say(GROQ, Says(status=401))
    with pytest.raises(ProviderError):
        grade()
    vendors.say(GROQ, Says())
    with pytest.raises(ProviderError):
        grade()
    run("--check")
    grade()


def test_the_health_page_gets_states_and_spend_and_no_secrets(vendors, settings):
    settings.LLM_BUDGETS = {"day": (10, 0)}
    assert health_summary()["llm"]["status"] == "ok"
    fail(vendors, GROQ)
    grade(), grade()
    summary = health_summary()["llm"]
    assert summary["status"] == "degraded"
    assert summary["providers"][0] == {"name": "groq", "model": settings.GROQ_MODEL, "state": "resting"}
    assert (summary["calls_today"], summary["calls_limit"], summary["tokens_limit"]) == (4, 10, None)
    assert "key" not in json.dumps(summary)
    settings.LLM_PROVIDERS = []
    assert health_summary()["llm"]["status"] == "none"


def test_a_provider_that_cannot_be_meant_is_said_at_start_up(settings):
    settings.LLM_PROVIDERS = ["groq", "gorq", "openai"]
    settings.OPENAI_BASE_URL = "localhost:11434"
    assert [problem.id for problem in llm_providers_are_known(None)] == ["providers.W001", "providers.W002"]
