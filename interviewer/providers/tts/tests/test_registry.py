"""Speaking: cached, by the voice that is wanted, by another, or as text alone. It never raises and never waits long."""

from __future__ import annotations

import json
import os
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from django.core.cache import cache as shared_state

from interviewer.providers.errors import Category, ProviderError
from interviewer.providers.models import ProviderCall
from interviewer.providers.tts import cache, registry
from interviewer.providers.tts.base import MAX_CHARACTERS, MouthShape, Speech, SpokenWord, TextToSpeech
from interviewer.providers.tts.tests.fake_edge import FakeEdge

pytestmark = pytest.mark.django_db
TEXT = "Why did you choose a queue?"


class Scripted(TextToSpeech):
    """A voice that does what it is told: speaks, or raises what it is given."""

    def __init__(self, name: str, problem: Exception | None = None) -> None:
        self.name, self.problem, self.spoken = name, problem, 0

    def available(self) -> bool:
        return True

    def speak(self, text: str, *, voice: str, rate: float, language: str, timeout: float) -> Speech:
        self.spoken += 1
        if self.problem is not None:
            raise self.problem
        words = (SpokenWord(text, 0, 1),)
        return Speech(self.name, "audio/wav", 1.0, words, (MouthShape("X", 0, 1),), f"{self.name} {text}".encode())


@pytest.fixture(autouse=True)
def place(settings: Any, tmp_path: Path) -> Iterator[Path]:
    shared_state.clear()
    settings.MEDIA_ROOT, settings.TTS_PROVIDER = tmp_path / "media", "edge"
    settings.PROVIDER_PROBE_SECONDS = 3600
    yield tmp_path / "media" / "speech"
    shared_state.clear()


@pytest.fixture
def voices(monkeypatch: pytest.MonkeyPatch) -> dict[str, Scripted]:
    found = {"edge": Scripted("edge"), "espeak": Scripted("espeak")}
    monkeypatch.setattr(registry, "load", found.__getitem__)
    return found


DOWN = ProviderError("edge answered 500", Category.UNAVAILABLE)


def test_what_was_spoken_once_is_not_spoken_again(voices: dict[str, Scripted]) -> None:
    first = registry.speak(TEXT)
    second = registry.speak(f"  {TEXT}\n")
    assert first == second
    assert first is not None and first.read() == f"edge {TEXT}".encode()
    assert voices["edge"].spoken == 1
    assert ProviderCall.objects.count() == 1
    assert registry.look_up(TEXT) == first
    assert cache.find(first.key) == first


def test_voice_rate_and_language_are_spoken_apart(voices: dict[str, Scripted]) -> None:
    registry.speak(TEXT)
    registry.speak(TEXT, voice="male")
    registry.speak(TEXT, rate=1.2)
    registry.speak(TEXT, language="de")
    assert voices["edge"].spoken == 4


def test_another_voice_steps_in_and_the_wanted_one_comes_back(
    voices: dict[str, Scripted], monkeypatch: pytest.MonkeyPatch
) -> None:
    voices["edge"].problem = DOWN
    spoken = registry.speak(TEXT)
    assert spoken is not None and spoken.provider == "espeak"
    voices["edge"].problem = None
    again = registry.speak(TEXT)
    assert again is not None and again.provider == "espeak"  # for now, so that one interview keeps one voice
    monkeypatch.setattr(registry, "SUBSTITUTE_SECONDS", 0)
    later = registry.speak(TEXT)
    assert later is not None and later.provider == "edge"


def test_what_a_substitute_spoke_is_still_good_when_all_voices_fail(
    voices: dict[str, Scripted], monkeypatch: pytest.MonkeyPatch
) -> None:
    voices["edge"].problem = DOWN
    registry.speak(TEXT)
    monkeypatch.setattr(registry, "SUBSTITUTE_SECONDS", 0)
    voices["espeak"].problem = DOWN
    kept = registry.speak(TEXT)
    assert kept is not None and kept.provider == "espeak"


@pytest.mark.parametrize("problem", [DOWN, ValueError("a bug"), MemoryError(), OSError("disk")])
def test_with_no_voice_at_all_it_is_text_alone(problem: Exception, voices: dict[str, Scripted]) -> None:
    voices["edge"].problem = voices["espeak"].problem = problem
    assert registry.speak(TEXT) is None
    assert registry.look_up(TEXT) is None


@pytest.mark.parametrize("text", ["", "  \n", "—", "?!", "x" * (MAX_CHARACTERS + 1)])
def test_what_cannot_be_spoken_asks_nobody(text: str, voices: dict[str, Scripted]) -> None:
    assert registry.speak(text) is None
    assert voices["edge"].spoken == 0


@pytest.mark.parametrize("rate", [float("nan"), float("inf"), -3.0, 1e9])
def test_no_rate_breaks_it(rate: float, voices: dict[str, Scripted]) -> None:
    assert registry.speak(TEXT, rate=rate) is not None


def test_none_means_text_alone(voices: dict[str, Scripted], settings: Any) -> None:
    settings.TTS_PROVIDER = "none"
    assert registry.speak(TEXT) is None
    assert voices["edge"].spoken == 0


@pytest.mark.parametrize(("wanted", "first"), [("espeak", "espeak"), ("edge", "edge"), ("typo", "edge")])
def test_the_configured_voice_is_asked_first(
    wanted: str, first: str, voices: dict[str, Scripted], settings: Any
) -> None:
    settings.TTS_PROVIDER = wanted
    spoken = registry.speak(TEXT)
    assert spoken is not None and spoken.provider == first


def test_a_service_that_hangs_costs_half_the_deadline_and_then_is_passed_by(
    settings: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    espeak = Scripted("espeak")
    real = registry.load
    monkeypatch.setattr(registry, "load", lambda name: espeak if name == "espeak" else real(name))
    with FakeEdge("hanging") as edge:
        settings.EDGE_TTS_URL = edge.url
        began = time.monotonic()
        spoken = registry.speak(TEXT, deadline=3)
        taken = time.monotonic() - began
        assert spoken is not None and spoken.provider == "espeak"
        assert taken < 3
        began = time.monotonic()
        registry.speak("Something else?", deadline=3)
        assert edge.connections == 1
        assert time.monotonic() - began < 1.0


def test_the_chain_can_be_looked_at(voices: dict[str, Scripted]) -> None:
    from interviewer.providers import chains

    assert [row.name for row in chains.rows("tts")] == ["edge", "espeak"]
    voices["edge"].problem = DOWN
    assert {(check.name, check.error is None) for check in chains.check("tts")} == {("edge", False), ("espeak", True)}


# --- The cache ---------------------------------------------------------------------------------------


def spoken(text: str = TEXT, size: int = 1000) -> Speech:
    words, shapes = (SpokenWord(text, 0.0, 1.0),), (MouthShape("X", 0.0, 1.0),)
    key = cache.key_of(text, voice="", rate=1.0, language="en")
    return cache.store(key, Speech("edge", "audio/mpeg", 1.0, words, shapes, os.urandom(size)))


def test_files_are_private_whole_and_in_one_place(place: Path) -> None:
    speech = spoken()
    assert speech.path is not None and speech.path.is_relative_to(place)
    files = [path for path in place.rglob("*") if path.is_file()]
    assert sorted(path.suffix for path in files) == [".json", ".mp3"]
    assert all(path.stat().st_mode & 0o077 == 0 for path in files)


@pytest.mark.parametrize(
    "damage", ["audio gone", "audio cut", "json cut", "json empty", "json of another kind", "path"]
)
def test_a_damaged_entry_counts_as_none_and_is_spoken_anew(
    damage: str, place: Path, voices: dict[str, Scripted]
) -> None:
    speech = registry.speak(TEXT)
    assert speech is not None and speech.path is not None
    entry = next(place.rglob("*.json"))
    held = json.loads(entry.read_text())
    if damage == "audio gone":
        speech.path.unlink()
    elif damage == "audio cut":
        speech.path.write_bytes(b"")
    elif damage == "path":
        entry.write_text(json.dumps({**held, "file": "../../../../etc/passwd"}))
    else:
        broken = {"json cut": entry.read_text()[:20], "json empty": "", "json of another kind": '{"words": 3}'}
        entry.write_text(broken[damage])
    assert registry.look_up(TEXT) is None
    again = registry.speak(TEXT)
    assert again is not None and again.read() == f"edge {TEXT}".encode()


@pytest.mark.parametrize("key", ["", "../../etc/passwd", "A" * 64, "0" * 63, "0" * 64 + "\n", "0" * 64])
def test_no_key_reaches_outside(key: str) -> None:
    assert cache.find(key) is None


def test_a_disk_that_refuses_costs_the_cache_and_not_the_voice(place: Path, voices: dict[str, Scripted]) -> None:
    place.parent.mkdir(parents=True)
    place.write_text("a file where the folder should be")
    speech = registry.speak(TEXT)
    assert speech is not None and speech.read() == f"edge {TEXT}".encode()


def test_a_sweep_keeps_what_was_used_last(place: Path) -> None:
    old, new = spoken("old", 40_000), spoken("new", 40_000)
    for path in place.rglob("*"):
        if path.is_file() and old.key in path.name:
            os.utime(path, (1, 1))
    (place / "ab").mkdir()
    left = place / "ab" / "x.new"
    left.write_bytes(b"half")
    os.utime(left, (1, 1))
    assert cache.sweep(1_000_000) == 4
    freed = cache.sweep(60_000)
    assert freed > 40_000
    assert cache.find(old.key) is None
    assert cache.find(new.key) is not None


def test_a_look_up_keeps_an_entry_from_the_sweep(place: Path) -> None:
    speech = spoken()
    for path in place.rglob("*.*"):
        os.utime(path, (1, 1))
    assert cache.find(speech.key) is not None
    assert all(path.stat().st_mtime > 1 for path in place.rglob("*.*"))


def test_the_timeline_is_plain_json(voices: dict[str, Scripted]) -> None:
    speech = registry.speak(TEXT)
    assert speech is not None
    assert json.loads(json.dumps(speech.timeline())) == {
        "duration": 1.0,
        "words": [{"text": TEXT, "start": 0, "end": 1}],
        "visemes": [{"shape": "X", "start": 0, "end": 1}],
    }
