"""What failover costs, measured through the real SDKs against vendors on the loopback interface."""

from __future__ import annotations

import statistics
import time

from django.test import override_settings
from pydantic import Field

from interviewer.providers.llm import registry
from interviewer.providers.llm.base import Message, Strict
from interviewer.providers.llm.completion import ask
from interviewer.providers.models import ProviderCall

PURPOSE = "bench"


class _Grade(Strict):
    score: float = Field(ge=0, le=100)
    feedback: str


def failover(deadline: float = 8.0) -> list[tuple[str, float, str]]:
    """(name, value, unit) of a call whose first vendor hangs, of those after it, and of one where all is well.

    Needs a database for the calls' rows, which it removes; shared states are left alone.
    """
    from interviewer.providers.tests.fake_vendors import FakeVendors, Says

    server = FakeVendors()
    configured = override_settings(
        LLM_PROVIDERS=["groq", "gemini"],
        GROQ_API_KEYS=["bench"],
        GROQ_BASE_URL=server.url,
        GEMINI_API_KEYS=["bench"],
        GEMINI_BASE_URL=server.url,
        LLM_BUDGETS={},
        PROVIDER_PROBE_SECONDS=3600,
        CACHES={"default": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache", "LOCATION": PURPOSE}},
    )
    try:
        with configured:
            registry.warm_up()
            _seconds(deadline)
            well = statistics.median(_seconds(deadline) for _ in range(20))
            server.say("groq", Says(hang=True))
            first = _seconds(deadline)
            after = statistics.median(_seconds(deadline) for _ in range(20))
    finally:
        server.close()
        ProviderCall.objects.filter(purpose=PURPOSE).delete()
    return [
        ("a call where the first vendor answers", well * 1000, "ms"),
        (f"the first call when it hangs (deadline {deadline:g} s)", first * 1000, "ms"),
        ("calls after that, the vendor being passed by", after * 1000, "ms"),
    ]


def _seconds(deadline: float) -> float:
    began = time.perf_counter()
    ask(PURPOSE, [Message("user", "An index is a sorted copy.")], _Grade, deadline=deadline)
    return time.perf_counter() - began
