"""openai-whisper's own code, on a checkpoint too small to know a language: what it says is nonsense."""

from __future__ import annotations

import hashlib
import logging
import threading
import time
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import pytest

from interviewer.providers.errors import Category, ProviderError
from interviewer.providers.stt import weights, whisper
from interviewer.providers.stt.base import Recording, confidence_from, plausible, share, timed_words
from interviewer.providers.stt.tests.recordings import quiet, record

DIMS = {
    "n_mels": 80, "n_audio_ctx": 1500, "n_audio_state": 16, "n_audio_head": 2, "n_audio_layer": 1,
    "n_vocab": 51865, "n_text_ctx": 16, "n_text_state": 16, "n_text_head": 2, "n_text_layer": 2,
}  # fmt: skip


def make_checkpoint(path: Path, *, scale: float = 1.0) -> Path:
    """Whisper's whole architecture, small; whatever it hears it writes " hello", again and again."""
    import torch
    from whisper.model import ModelDimensions
    from whisper.model import Whisper as Model
    from whisper.tokenizer import get_tokenizer

    generator = torch.Generator().manual_seed(3)
    state = {
        name: torch.randn(value.shape, generator=generator) * 0.1 if value.is_floating_point() else value
        for name, value in Model(ModelDimensions(**DIMS)).state_dict().items()
    }
    (hello,) = get_tokenizer(True).encode(" hello")
    state["decoder.ln.weight"] = torch.zeros(16)
    state["decoder.ln.bias"] = torch.ones(16)
    state["decoder.token_embedding.weight"][hello] = 2.0
    state = {name: value * scale if value.is_floating_point() else value for name, value in state.items()}
    torch.save({"dims": DIMS, "model_state_dict": state}, path)
    return path


@pytest.fixture(scope="module")
def checkpoint(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return make_checkpoint(tmp_path_factory.mktemp("weights") / "small.pt")


@pytest.fixture(autouse=True)
def fresh(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(whisper, "_loaded", {})


@pytest.fixture
def answer(tmp_path: Path) -> Recording:
    return Recording([record(tmp_path / "0.webm", 1), record(tmp_path / "1.webm", 1)])


def test_it_transcribes_all_segments_with_times_that_run_on(
    checkpoint: Path, answer: Recording, settings: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    settings.WHISPER_MODEL = str(checkpoint)
    monkeypatch.setattr(whisper, "NO_SPEECH_ABOVE", 1.0)
    provider = whisper.Whisper()
    assert provider.available()
    result = provider.transcribe(answer, language="en-GB", timeout=120)
    assert result.provider == "whisper"
    assert set(result.text.split()) == {"hello"}
    starts = [word.start for word in result.words]
    assert result.words
    assert starts == sorted(starts)
    assert all(0 <= word.start <= word.end <= 2.1 for word in result.words)
    assert all(word.confidence is not None and 0 <= word.confidence <= 1 for word in result.words)
    assert result.confidence is not None


def test_the_model_is_loaded_once_a_process(
    checkpoint: Path, answer: Recording, settings: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    import whisper as package

    settings.WHISPER_MODEL = str(checkpoint)
    loads: list[str] = []
    real = package.load_model
    monkeypatch.setattr(package, "load_model", lambda *a, **k: loads.append(a[0]) or real(*a, **k))
    for language in ("en", "xx", ""):
        whisper.Whisper().transcribe(answer, language=language, timeout=120)
    assert loads == [str(checkpoint)]


def test_time_that_is_over_ends_the_work_too(checkpoint: Path, answer: Recording, settings: Any) -> None:
    settings.WHISPER_MODEL = str(checkpoint)
    provider = whisper.Whisper()
    whisper.load(str(checkpoint))
    with pytest.raises(ProviderError) as caught:
        provider.transcribe(answer, language="en", timeout=0.0001)
    assert caught.value.category == Category.TIMEOUT
    assert whisper._lock.acquire(timeout=1)
    whisper._lock.release()


def test_an_answer_does_not_queue_behind_another_beyond_its_time(
    checkpoint: Path, answer: Recording, settings: Any
) -> None:
    settings.WHISPER_MODEL = str(checkpoint)
    with whisper._lock:
        began = time.monotonic()
        with pytest.raises(ProviderError) as caught:
            whisper.Whisper().transcribe(answer, language="en", timeout=0.1)
    assert caught.value.category == Category.TIMEOUT
    assert time.monotonic() - began < 2


def test_what_nobody_waits_for_takes_the_model_only_when_it_is_free(
    checkpoint: Path, answer: Recording, settings: Any
) -> None:
    settings.WHISPER_MODEL = str(checkpoint)
    spare = Recording(answer.files, spare=True)
    with whisper._lock:
        began = time.monotonic()
        with pytest.raises(ProviderError) as caught:
            whisper.Whisper().transcribe(spare, language="en", timeout=60)
    assert caught.value.category == Category.TIMEOUT
    assert time.monotonic() - began < 2


def test_what_nobody_waits_for_gives_the_model_back_when_an_answer_comes(
    checkpoint: Path, answer: Recording, settings: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The answer comes while the other is under way, and neither waits for its end."""
    settings.WHISPER_MODEL = str(checkpoint)
    provider = whisper.Whisper()
    real, segments = whisper._segments_of, threading.Event()
    answers: list[Any] = []

    def answering() -> None:
        answers.append(provider.transcribe(answer, language="en", timeout=120))

    waiting = threading.Thread(target=answering)

    def slowly(recording: Recording) -> Iterator[Any]:
        if recording.spare:
            waiting.start()
            while not whisper._waiting:
                segments.wait(0.01)
        yield from real(recording)

    monkeypatch.setattr(whisper, "_segments_of", slowly)
    with pytest.raises(ProviderError) as caught:
        provider.transcribe(Recording(answer.files, spare=True), language="en", timeout=120)
    assert caught.value.category == Category.TIMEOUT
    waiting.join(120)
    assert answers
    assert answers[0].provider == "whisper"


def test_weights_gone_wrong_are_told_and_not_fetched_again(tmp_path: Path, answer: Recording, settings: Any) -> None:
    broken = tmp_path / "broken.pt"
    broken.write_bytes(b"not a checkpoint")
    settings.WHISPER_MODEL = str(broken)
    with pytest.raises(ProviderError) as caught:
        whisper.Whisper().transcribe(answer, language="en", timeout=60)
    assert caught.value.category == Category.NOT_CONFIGURED


def test_a_model_that_computes_nan_gives_an_error_or_clean_numbers(
    tmp_path: Path, answer: Recording, settings: Any
) -> None:
    settings.WHISPER_MODEL = str(make_checkpoint(tmp_path / "nan.pt", scale=float("nan")))
    try:
        result = whisper.Whisper().transcribe(answer, language="en", timeout=120)
    except ProviderError as error:
        assert error.category == Category.UNAVAILABLE
    else:
        assert result.confidence is None
        assert all(word.confidence is None or word.confidence == word.confidence for word in result.words)


def test_words_written_into_silence_are_dropped(
    checkpoint: Path, tmp_path: Path, settings: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    settings.WHISPER_MODEL = str(checkpoint)
    monkeypatch.setattr(whisper, "NO_SPEECH_ABOVE", 1.0)
    still = Recording([record(tmp_path / "still.webm", 1, quiet)])
    result = whisper.Whisper().transcribe(still, language="en", timeout=120)
    assert (result.text, result.words, result.confidence) == ("", (), None)


def test_a_missing_size_is_not_available_and_loads_nothing(tmp_path: Path, settings: Any) -> None:
    settings.WHISPER_DIR, settings.WHISPER_MODEL = tmp_path, "base"
    provider = whisper.Whisper()
    assert not provider.available()
    provider.prepare()
    assert list(tmp_path.iterdir()) == []


def test_numbers_of_models_are_made_safe() -> None:
    nan, infinite = float("nan"), float("inf")
    assert share(nan) is None
    assert share(1e9) == 1.0
    assert share(True) is None
    assert share(10**400) is None
    assert confidence_from([nan, None, "x"]) is None
    assert confidence_from([-1e308, -1e308]) == 0.0
    raw = [("a", nan, 1, 1), ("b", 0.5, 1, nan), ("c", 0.2, 0.1, 1), ("", 1, 2, 1), ("d", 99, 100, 1), (None, 1, 2, 1)]
    words = timed_words([*raw, ("e", 1, infinite, 1), ("f", 1.5, 9, 1)], seconds=2, offset=10)
    assert [(word.text, word.start, word.end, word.confidence) for word in words] == [
        ("b", 10.5, 11, None),
        ("c", 10.5, 10.5, 1.0),
        ("f", 11.5, 12, 1.0),
    ]
    assert plausible(" a\x00 b\n", seconds=1, provider="x") == "a b"


# --- Fetching weights -----------------------------------------------------------------------------------


class Shelf:
    """Serves one file, with ranges; ``cut`` bytes only for as long as it is set."""

    def __init__(self, data: bytes) -> None:
        self.data, self.cut, self.ranges = data, 0, []
        outer = self

        class Handler(BaseHTTPRequestHandler):
            def do_GET(self) -> None:
                asked = self.headers.get("Range")
                outer.ranges.append(asked)
                start = int(asked.split("=")[1].rstrip("-")) if asked else 0
                body = outer.data[start:]
                self.send_response(206 if asked else 200)
                self.send_header("Content-Length", str(len(body)))
                self.end_headers()
                self.wfile.write(body[: outer.cut] if outer.cut else body)

            def log_message(self, *args: Any) -> None:
                pass

        self.server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        threading.Thread(target=self.server.serve_forever, args=(0.02,), daemon=True).start()


@pytest.fixture
def shelf(settings: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Shelf]:
    import whisper as package

    data = bytes(range(256)) * 20_000
    found = Shelf(data)
    checksum = hashlib.sha256(data).hexdigest()
    monkeypatch.setitem(package._MODELS, "pocket", f"https://elsewhere.example/models/{checksum}/pocket.pt")
    settings.WHISPER_BASE_URL = f"http://127.0.0.1:{found.server.server_address[1]}"
    settings.WHISPER_DIR, settings.WHISPER_MODEL, settings.WHISPER_DOWNLOAD = tmp_path / "w", "pocket", True
    yield found
    found.server.shutdown()
    found.server.server_close()


def test_a_download_tells_how_far_it_is_and_appears_when_it_is_whole(
    shelf: Shelf, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.INFO)
    path = weights.fetch("pocket")
    assert path.read_bytes() == shelf.data
    assert "100 %" in caplog.text


def test_a_download_that_broke_off_goes_on_where_it_was(shelf: Shelf) -> None:
    shelf.cut = 3_000_000
    with pytest.raises(ProviderError):
        weights.fetch("pocket")
    assert not weights.location("pocket").exists()
    shelf.cut = 0
    assert weights.fetch("pocket").read_bytes() == shelf.data
    assert shelf.ranges[1] is not None


def test_a_damaged_download_is_thrown_away(shelf: Shelf) -> None:
    shelf.data = shelf.data[:-1] + b"x"
    with pytest.raises(ProviderError) as caught:
        weights.fetch("pocket")
    assert caught.value.category == Category.INVALID_OUTPUT
    assert not weights.location("pocket").exists()
    assert not weights.location("pocket").with_suffix(".part").exists()


def test_nothing_is_fetched_outside_a_worker_or_when_not_wanted(
    shelf: Shelf, settings: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert not weights.fetch_in_background("pocket")
    monkeypatch.setattr(weights, "in_worker", lambda: True)
    settings.WHISPER_DOWNLOAD = False
    assert not weights.fetch_in_background("pocket")
    assert shelf.ranges == []


def test_a_worker_fetches_in_the_background_and_only_once(shelf: Shelf, monkeypatch: pytest.MonkeyPatch) -> None:
    finished = threading.Event()
    real = weights.fetch
    monkeypatch.setattr(weights, "in_worker", lambda: True)
    monkeypatch.setattr(weights, "fetch", lambda model: (real(model), finished.set()))
    assert weights.fetch_in_background("pocket")
    assert finished.wait(20)
    assert weights.location("pocket").is_file()
    assert not weights.fetch_in_background("pocket")
    assert len(shelf.ranges) == 1


def test_an_unknown_size_is_refused(settings: Any, tmp_path: Path) -> None:
    settings.WHISPER_DIR = tmp_path
    with pytest.raises(ProviderError, match="no speech model"):
        weights.fetch("colossal")
