"""The chain of transcription: who is asked, in what order, and what becomes of an answer nobody can put into words."""

from __future__ import annotations

import json
import subprocess
import sys
import time
import uuid
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from django.core.cache import cache

from interviewer.providers.errors import Category, ProviderError
from interviewer.providers.models import ProviderCall
from interviewer.providers.stt import registry
from interviewer.providers.stt.tests.fake_vendor import FakeVendor, Reply, reply_for
from interviewer.providers.stt.tests.recordings import quiet, record

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def healthy(settings: Any) -> Iterator[None]:
    cache.clear()
    settings.PROVIDER_PROBE_SECONDS = 3600
    yield
    cache.clear()


@pytest.fixture
def vendors(settings: Any) -> Iterator[dict[str, FakeVendor]]:
    """groq, then deepgram, each on a server of its own and in good health."""
    settings.TRANSCRIPTION_PROVIDERS = ["groq", "deepgram"]
    with FakeVendor() as groq, FakeVendor() as deepgram:
        groq.replies, deepgram.replies = [reply_for("groq", "good")], [reply_for("deepgram", "good")]
        settings.GROQ_BASE_URL, settings.DEEPGRAM_BASE_URL = groq.url, deepgram.url
        settings.GROQ_API_KEYS, settings.DEEPGRAM_API_KEYS = ["key-one", "key-two"], ["key-three"]
        yield {"groq": groq, "deepgram": deepgram}


@pytest.fixture(scope="module")
def answer(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return record(tmp_path_factory.mktemp("audio") / "answer.webm", 2)


def calls() -> list[tuple[str, str]]:
    return list(ProviderCall.objects.order_by("at").values_list("provider", "outcome"))


def test_the_first_provider_that_can_is_enough(vendors: dict[str, FakeVendor], answer: Path) -> None:
    session = uuid.uuid4()
    result = registry.transcribe([answer], language="en", session_id=session)
    assert (result.text, result.provider) == ("I used a queue.", "groq")
    assert vendors["deepgram"].requests == []
    row = ProviderCall.objects.get()
    assert (row.kind, row.purpose, row.session_id, row.outcome) == ("stt", "transcription", session, "ok")
    assert row.model == "whisper-large-v3-turbo"
    assert "key-one" not in row.key_label


@pytest.mark.parametrize("fault", ["500", "cut off", "not JSON", "wrong shape", "HTML", "null", "a megabyte"])
def test_a_provider_that_fails_is_followed_by_the_next(
    fault: str, vendors: dict[str, FakeVendor], answer: Path
) -> None:
    vendors["groq"].replies = [reply_for("groq", fault)]
    assert registry.transcribe([answer], language="en").provider == "deepgram"
    assert len(vendors["groq"].requests) == 1
    assert [name for name, _ in calls()] == ["groq", "deepgram"]


def test_a_provider_that_hangs_is_left_behind_in_time(vendors: dict[str, FakeVendor], answer: Path) -> None:
    vendors["groq"].replies = [reply_for("groq", "hanging")]
    began = time.monotonic()
    assert registry.transcribe([answer], language="en", deadline=4).provider == "deepgram"
    assert time.monotonic() - began < 4
    assert calls() == [("groq", "timeout"), ("deepgram", "ok")]


def test_a_key_that_is_refused_or_limited_gives_way_to_the_next(vendors: dict[str, FakeVendor], answer: Path) -> None:
    vendors["groq"].replies = [reply_for("groq", "429"), reply_for("groq", "good")]
    assert registry.transcribe([answer], language="en").provider == "groq"
    keys = [headers["authorization"] for _, headers, _ in vendors["groq"].requests]
    assert len(set(keys)) == 2
    registry.transcribe([answer], language="en")
    assert vendors["groq"].requests[2][1]["authorization"] == keys[1]  # the other one rests


def test_with_all_of_them_dead_the_error_says_why_and_comes_in_time(
    vendors: dict[str, FakeVendor], answer: Path
) -> None:
    vendors["groq"].replies = [reply_for("groq", "500")]
    vendors["deepgram"].replies = [reply_for("deepgram", "hanging")]
    began = time.monotonic()
    with pytest.raises(ProviderError) as caught:
        registry.transcribe([answer], language="en", deadline=2)
    assert "groq answered 500" in str(caught.value)
    assert "deepgram" in str(caught.value)
    assert time.monotonic() - began < 3


def test_silence_asks_nobody_and_needs_nobody(settings: Any, tmp_path: Path) -> None:
    settings.TRANSCRIPTION_PROVIDERS = []
    result = registry.transcribe([record(tmp_path / "still.webm", 3, quiet)], language="en")
    assert (result.text, result.provider) == ("", registry.SILENCE)
    assert calls() == []


def test_without_a_provider_the_error_says_so(settings: Any, answer: Path) -> None:
    settings.TRANSCRIPTION_PROVIDERS = ["nobody", "whisper"]
    settings.WHISPER_DIR = answer.parent / "nothing here"
    with pytest.raises(ProviderError) as caught:
        registry.transcribe([answer], language="en")
    assert caught.value.category == Category.NOT_CONFIGURED


def test_what_cannot_be_read_is_told_before_anybody_is_asked(vendors: dict[str, FakeVendor], tmp_path: Path) -> None:
    broken = tmp_path / "answer.webm"
    broken.write_bytes(b"#EXTM3U\nhttp://127.0.0.1/\n")
    with pytest.raises(ProviderError) as caught:
        registry.transcribe([broken], language="en")
    assert caught.value.category == Category.INVALID_INPUT
    assert vendors["groq"].requests == []


def test_nothing_of_what_was_said_or_sent_is_kept_in_the_rows(vendors: dict[str, FakeVendor], answer: Path) -> None:
    vendors["groq"].replies = [Reply(b'{"text": 3, "secret": "I said this"}')]
    registry.transcribe([answer], language="en")
    kept = json.dumps(list(ProviderCall.objects.values()), default=str)
    assert "said" not in kept
    assert "queue" not in kept
    assert "key-one" not in kept


def test_the_chain_can_be_looked_at_and_probed(vendors: dict[str, FakeVendor]) -> None:
    from interviewer.providers import chains

    assert [row.name for row in chains.rows("stt")] == ["groq", "deepgram"]
    vendors["deepgram"].replies = [reply_for("deepgram", "401")]
    checks = {(check.name, check.error is None) for check in chains.check("stt")}
    assert checks == {("groq", True), ("deepgram", False)}


def test_the_registries_load_no_sdk() -> None:
    script = (
        "import django, sys; django.setup()\n"
        "import interviewer.providers.stt.registry as stt, interviewer.providers.tts.registry as tts\n"
        "[stt.load(name) for name in stt.PROVIDERS]; [tts.load(name) for name in tts.PROVIDERS]\n"
        "heavy = {'torch', 'whisper', 'groq', 'google.generativeai', 'edge_tts', 'av', 'httpx', 'aiohttp'}\n"
        "print(sorted(heavy & set(sys.modules)))\n"
    )
    from django.conf import settings

    done = subprocess.run(
        [sys.executable, "-c", script],
        capture_output=True,
        text=True,
        cwd=settings.BASE_DIR,
        env={"DJANGO_SETTINGS_MODULE": "interviewer.settings", "VAR_DIR": str(settings.VAR_DIR)},
    )
    assert done.stdout.strip() == "[]", done.stderr
