from __future__ import annotations

from collections.abc import Iterator

import pytest
from django.core.cache import cache

from interviewer.providers import failover
from interviewer.providers.llm import registry
from interviewer.providers.tests.fake_vendors import FakeVendors


@pytest.fixture(scope="session")
def _server() -> Iterator[FakeVendors]:
    server = FakeVendors()
    yield server
    server.close()


@pytest.fixture
def vendors(_server, settings) -> Iterator[FakeVendors]:
    """Loopback vendors, configured in the default order, each with one key; nothing is held against any."""
    server = _server
    settings.LLM_PROVIDERS = ["groq", "openrouter", "gemini"]
    settings.GROQ_API_KEYS, settings.GROQ_BASE_URL = ["groq-key-1"], server.url
    settings.GEMINI_API_KEYS, settings.GEMINI_BASE_URL = ["gemini-key-1"], server.url
    settings.OPENROUTER_API_KEYS, settings.OPENROUTER_BASE_URL = ["router-key-1"], f"{server.url}/router/v1"
    settings.OPENAI_API_KEYS, settings.OPENAI_BASE_URL = [], f"{server.url}/v1"
    settings.OPENAI_MODEL = "local-model"
    settings.LLM_BUDGETS = {}
    cache.clear()
    registry.warm_up()  # a cold SDK would take a test's whole deadline on a busy machine
    yield server
    server.reset()
    cache.clear()


@pytest.fixture(autouse=True)
def probes(monkeypatch) -> list:
    """Background probes are collected, to be run by the test when it wants to."""
    waiting: list = []
    monkeypatch.setattr(failover, "in_background", waiting.append)
    return waiting
