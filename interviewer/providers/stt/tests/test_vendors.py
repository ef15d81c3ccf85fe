"""Each hosted vendor through its real SDK, against a server that speaks its wire format, well and badly."""

from __future__ import annotations

import base64
import json
import math
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from interviewer.providers.errors import Category, ProviderError
from interviewer.providers.stt.base import Recording
from interviewer.providers.stt.registry import load
from interviewer.providers.stt.tests.fake_vendor import FakeVendor, Reply, reply_for, with_nan, with_text
from interviewer.providers.stt.tests.recordings import flac_seconds, record

VENDORS = ["groq", "gemini", "huggingface", "deepgram"]
EXPECTED = {
    "401": {Category.AUTH},
    "403": {Category.AUTH},
    "429": {Category.RATE_LIMIT},
    "500": {Category.UNAVAILABLE},
    "hanging": {Category.TIMEOUT},
    "cut off": {Category.UNAVAILABLE, Category.INVALID_OUTPUT},
    "not JSON": {Category.INVALID_OUTPUT},
    "wrong shape": {Category.INVALID_OUTPUT},
    "a list": {Category.INVALID_OUTPUT},
    "null": {Category.INVALID_OUTPUT},
    "HTML": {Category.INVALID_OUTPUT},
    "a megabyte": {Category.INVALID_OUTPUT},
    "endless": {Category.INVALID_OUTPUT, Category.UNAVAILABLE},
}


@pytest.fixture
def server(settings: Any) -> Iterator[FakeVendor]:
    with FakeVendor() as vendor:
        for name in ("GROQ", "GEMINI", "HUGGINGFACE", "DEEPGRAM"):
            setattr(settings, f"{name}_BASE_URL", vendor.url)
            setattr(settings, f"{name}_API_KEYS", ["secret-key"])
        yield vendor


@pytest.fixture(scope="module")
def recording(tmp_path_factory: pytest.TempPathFactory) -> Recording:
    return Recording([record(tmp_path_factory.mktemp("audio") / "answer.webm", 2)])


@pytest.mark.parametrize("vendor", VENDORS)
def test_a_good_answer_becomes_a_transcript(vendor: str, server: FakeVendor, recording: Recording) -> None:
    server.replies = [reply_for(vendor, "good")]
    result = load(vendor).transcribe(recording, language="en-GB", key="secret-key", timeout=10)
    assert result.text == "I used a queue."
    assert result.provider == vendor
    if vendor in {"groq", "deepgram"}:
        assert [word.text for word in result.words] == ["I", "used", "a", "queue."]
        assert [(word.start, word.end) for word in result.words][-1] == (0.6, 1.1)
        assert result.confidence == pytest.approx(0.9, abs=0.01)
    else:
        assert result.words == ()
    assert len(server.requests) == 1


@pytest.mark.parametrize("vendor", VENDORS)
@pytest.mark.parametrize("fault", EXPECTED)
def test_a_fault_is_told_as_what_it_is_after_one_call(
    vendor: str, fault: str, server: FakeVendor, recording: Recording
) -> None:
    server.replies = [reply_for(vendor, fault)]
    timeout = 0.6 if fault == "hanging" else 10
    began = time.monotonic()
    with pytest.raises(ProviderError) as caught:
        load(vendor).transcribe(recording, language="en", key="secret-key", timeout=timeout)
    assert caught.value.category in EXPECTED[fault]
    assert caught.value.retry_after == (7.0 if fault == "429" else None)
    assert caught.value.permanent == (fault == "401")
    assert "secret" not in str(caught.value)
    assert time.monotonic() - began < 5
    assert len(server.requests) == 1


@pytest.mark.parametrize("vendor", VENDORS)
def test_numbers_that_are_none_leave_a_valid_transcript(vendor: str, server: FakeVendor, recording: Recording) -> None:
    server.replies = [Reply(with_nan(vendor))]
    result = load(vendor).transcribe(recording, language="en", key="secret-key", timeout=10)
    assert result.text == "I used a queue."
    numbers = [number for word in result.words for number in (word.start, word.end)]
    assert all(math.isfinite(number) and 0 <= number <= 2.1 for number in numbers)
    assert result.confidence is None or 0 <= result.confidence <= 1


@pytest.mark.parametrize("vendor", VENDORS)
def test_an_answer_without_words_is_an_empty_text(vendor: str, server: FakeVendor, recording: Recording) -> None:
    server.replies = [Reply(with_text(vendor, ""))]
    assert load(vendor).transcribe(recording, language="", key="secret-key", timeout=10).text == ""


@pytest.mark.parametrize("vendor", VENDORS)
def test_a_vendor_out_of_reach_is_unavailable(vendor: str, server: FakeVendor, recording: Recording) -> None:
    server.server.server_close()
    with pytest.raises(ProviderError) as caught:
        load(vendor).transcribe(recording, language="en", key="secret-key", timeout=3)
    assert caught.value.category in {Category.UNAVAILABLE, Category.TIMEOUT}


@pytest.mark.parametrize("vendor", ["groq", "deepgram", "huggingface"])
def test_an_answer_that_drips_ends_in_time(vendor: str, server: FakeVendor, recording: Recording) -> None:
    server.replies = [Reply(b"{" + b" " * 100, hang=True)]
    began = time.monotonic()
    with pytest.raises(ProviderError):
        load(vendor).transcribe(recording, language="en", key="secret-key", timeout=0.5)
    assert time.monotonic() - began < 3


@pytest.mark.parametrize("vendor", VENDORS)
def test_a_vendor_without_a_key_is_not_in_the_chain(vendor: str, settings: Any) -> None:
    for name in ("GROQ", "GEMINI", "HUGGINGFACE", "DEEPGRAM"):
        setattr(settings, f"{name}_API_KEYS", [])
    assert not load(vendor).available()


def test_all_segments_go_up_in_one_request_with_their_key(server: FakeVendor, tmp_path: Path) -> None:
    files = [record(tmp_path / f"{n}.webm", 1.5) for n in range(3)]
    server.replies = [reply_for("deepgram", "good")]
    load("deepgram").transcribe(Recording(files), language="pt-BR", key="secret-key", timeout=10)
    path, headers, body = server.requests[0]
    assert headers["authorization"] == "Token secret-key"
    assert "language=pt&" in path or path.endswith("language=pt")
    assert flac_seconds(body) == pytest.approx(4.5, abs=0.1)


def test_huggingface_is_asked_for_times_and_says_when_it_will_be_loaded(
    server: FakeVendor, recording: Recording
) -> None:
    server.replies = [Reply(b'{"error": "Model is loading", "estimated_time": 20.5}', 503)]
    with pytest.raises(ProviderError) as caught:
        load("huggingface").transcribe(recording, language="en", key="secret-key", timeout=10)
    assert caught.value.retry_after == 20.5
    sent = json.loads(server.requests[0][2])
    assert sent["parameters"] == {"return_timestamps": True}
    assert flac_seconds(base64.b64decode(sent["inputs"])) == pytest.approx(2, abs=0.1)


def test_a_word_a_chunk_gives_word_times(server: FakeVendor, recording: Recording) -> None:
    chunks = [{"text": " I", "timestamp": [0.1, 0.2]}, {"text": " did", "timestamp": [0.2, None]}]
    server.replies = [Reply(json.dumps({"text": "I did", "chunks": chunks}).encode())]
    result = load("huggingface").transcribe(recording, language="en", key="secret-key", timeout=10)
    assert [word.text for word in result.words] == ["I"]


def test_what_a_voice_asks_for_is_only_written_down(server: FakeVendor, recording: Recording) -> None:
    server.replies = [reply_for("gemini", "good")]
    load("gemini").transcribe(recording, language="en", key="secret-key", timeout=10)
    path, headers, body = server.requests[0]
    assert "generateContent" in path
    assert "secret-key" not in path and headers["x-goog-api-key"] == "secret-key"
    parts = json.loads(body)["contents"][0]["parts"]
    assert "only to be written down" in parts[0]["text"]
    assert parts[1]["inlineData"]["mimeType"] == "audio/flac"


def test_an_upload_beyond_the_vendors_limit_is_not_tried(
    server: FakeVendor, recording: Recording, monkeypatch: pytest.MonkeyPatch
) -> None:
    provider = load("groq")
    monkeypatch.setattr(provider, "max_upload_bytes", 1000)
    with pytest.raises(ProviderError) as caught:
        provider.transcribe(recording, language="en", key="secret-key", timeout=10)
    assert caught.value.category == Category.INVALID_INPUT
    assert server.requests == []
