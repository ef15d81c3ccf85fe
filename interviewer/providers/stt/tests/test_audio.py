"""Recordings of every kind: what can be heard is decoded, what is hostile is refused, memory stays bounded."""

from __future__ import annotations

import os
import resource
import subprocess
import sys
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from django.conf import settings as django_settings

from interviewer.providers.bench import make_recording
from interviewer.providers.errors import Category, ProviderError
from interviewer.providers.stt import audio
from interviewer.providers.stt.base import Recording
from interviewer.providers.stt.levels import Levels
from interviewer.providers.stt.tests.recordings import (
    flac_seconds,
    noise,
    quiet,
    record,
    speechlike,
    tone,
)

HOSTILE = django_settings.BASE_DIR.parent / "shared" / "data" / "hostile_media"
shared_data = pytest.mark.skipif(not HOSTILE.is_dir(), reason="the shared test data is not here")


@pytest.mark.parametrize(
    ("codec", "container"),
    [("libopus", "webm"), ("libopus", "ogg"), ("aac", "mp4"), ("pcm_s16le", "wav")],
)
def test_what_browsers_record_is_decoded_whatever_its_name(codec: str, container: str, tmp_path: Path) -> None:
    path = record(tmp_path / "answer.bin", 3, tone, codec=codec, container=container)
    samples = audio.decode(path)
    assert samples.dtype == np.float32
    assert len(samples) / 16000 == pytest.approx(3, abs=0.15)
    assert 0.15 < float(np.sqrt(np.mean(samples**2))) < 0.25
    sound = audio.examine(path)
    assert (sound.silent, sound.complete) == (False, True)
    assert audio.duration(path) == pytest.approx(3, abs=0.15)


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"\x1a",
        b"\x1a\x45\xdf\xa3",
        b"\x1a\x45\xdf\xa3" + b"\x00" * 5000,
        b"RIFF\xff\xff\xff\xffWAVE",
        b"OggS" + bytes(range(256)) * 20,
        b"\x00\x00\x00\x18ftypmp42" + b"\xff" * 500,
        b"#EXTM3U\n#EXTINF:1,\nfile:///etc/passwd\n",
        b"ffconcat version 1.0\nfile '/etc/passwd'\n",
        b"%PDF-1.4 and no sound at all",
        "naïve text".encode(),
    ],
)
def test_what_is_no_recording_is_refused_with_a_reason(content: bytes, tmp_path: Path) -> None:
    path = tmp_path / "answer.webm"
    path.write_bytes(content)
    for function in (audio.decode, audio.examine, audio.is_silent, audio.duration):
        with pytest.raises(ProviderError) as caught:
            function(path)
        assert caught.value.category == Category.INVALID_INPUT
        assert caught.value.permanent


def test_the_container_is_known_by_its_first_bytes() -> None:
    assert audio.container_of(b"OggS\x00") == "ogg"
    assert audio.container_of(b"\x00\x00\x00\x20ftypM4A ") == "mp4"
    assert audio.container_of(b"") is None
    assert audio.container_of(b"<html>") is None


def test_a_file_that_is_not_there_is_refused(tmp_path: Path) -> None:
    with pytest.raises(ProviderError):
        audio.decode(tmp_path / "gone.webm")


def test_a_recording_cut_off_decodes_as_far_as_it_goes(tmp_path: Path) -> None:
    path = record(tmp_path / "whole.webm", 10)
    cut = tmp_path / "cut.webm"
    cut.write_bytes(path.read_bytes()[: path.stat().st_size * 6 // 10])
    assert 4 < audio.duration(cut) < 8
    assert not audio.is_silent(cut)


def test_damage_in_the_middle_loses_no_more_than_the_damage(tmp_path: Path) -> None:
    path = record(tmp_path / "answer.ogg", 10, container="ogg")
    data = bytearray(path.read_bytes())
    middle = len(data) // 2
    data[middle : middle + 200] = bytes(200)
    path.write_bytes(bytes(data))
    assert audio.duration(path) > 8


def test_a_codec_no_browser_records_with_is_not_opened(tmp_path: Path) -> None:
    path = record(tmp_path / "answer.mkv", 1, codec="wavpack", container="matroska")
    with pytest.raises(ProviderError):
        audio.decode(path)


def test_too_long_an_answer_is_refused_without_being_held(tmp_path: Path) -> None:
    path = record(tmp_path / "answer.webm", 5)
    with pytest.raises(ProviderError, match="too long"):
        audio.decode(path, max_seconds=3)
    with pytest.raises(ProviderError, match="too long"):
        audio.as_flac([path, path], max_seconds=8)


def test_segments_become_one_upload_and_a_broken_one_is_left_out(tmp_path: Path) -> None:
    broken = tmp_path / "broken.webm"
    broken.write_bytes(b"\x1a\x45\xdf\xa3 and nothing more")
    files = [record(tmp_path / "0.webm", 2), broken, record(tmp_path / "1.ogg", 1, container="ogg")]
    data, seconds = audio.as_flac(files)
    assert seconds == pytest.approx(3, abs=0.1)
    assert flac_seconds(data) == pytest.approx(seconds, abs=0.001)
    assert len(data) < 3 * 32000
    with pytest.raises(ProviderError):
        audio.as_flac([broken])
    with pytest.raises(ProviderError):
        audio.as_flac([])


def test_a_decoder_that_hangs_is_ended(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    stuck = tmp_path / "stuck.py"
    stuck.write_text("import threading; threading.Event().wait()")
    monkeypatch.setattr(audio, "_DECODER", stuck)
    monkeypatch.setattr(audio, "DECODE_SECONDS", 0.3)
    with pytest.raises(ProviderError):
        audio.decode(record(tmp_path / "answer.webm", 1))


def test_the_decoder_sees_no_secret_and_can_open_no_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("GROQ_API_KEY", "secret")
    spy = tmp_path / "spy.py"
    spy.write_text(
        "import os, sys\n"
        f"sys.path.insert(0, {str(Path(audio.__file__).parent)!r})\n"
        "import decoder\n"
        "decoder.limit(512, 10)\n"
        "assert 'GROQ_API_KEY' not in os.environ\n"
        "try:\n    open('/etc/passwd')\nexcept OSError:\n    os.write(1, bytes(32000))\n"
    )
    monkeypatch.setattr(audio, "_DECODER", spy)
    assert audio.duration(record(tmp_path / "answer.webm", 1)) == 1.0


# --- Silence -----------------------------------------------------------------------------------------


def click(t: np.ndarray) -> np.ndarray:
    return 0.8 * ((t > 0.5) & (t < 0.51))


def hum(t: np.ndarray) -> np.ndarray:
    return 0.0015 * np.sin(2 * np.pi * 50 * t)


def offset(t: np.ndarray) -> np.ndarray:
    return np.full_like(t, 0.2)


def far_away(t: np.ndarray) -> np.ndarray:
    return speechlike(t) * 0.01


@pytest.mark.parametrize("sound", [quiet, click, hum, offset, noise(0.0008)])
def test_silence_room_noise_and_a_click_are_silent(sound: Any, tmp_path: Path) -> None:
    path = record(tmp_path / "answer.wav", 4, sound, codec="pcm_s16le", container="wav")
    assert audio.is_silent(path)
    assert audio.examine(path).silent


@pytest.mark.parametrize("sound", [speechlike, tone, far_away])
def test_a_voice_is_heard_also_from_far_away(sound: Any, tmp_path: Path) -> None:
    path = record(tmp_path / "answer.wav", 4, sound, codec="pcm_s16le", container="wav")
    assert not audio.is_silent(path)
    assert not audio.examine(path).silent


def test_one_short_word_in_five_minutes_of_silence_is_heard(tmp_path: Path) -> None:
    path = record(tmp_path / "a.webm", 300, lambda t: tone(t) * ((t > 200) & (t < 200.4)))
    assert not audio.is_silent(path)


def test_samples_of_any_number_are_counted() -> None:
    levels = Levels()
    for count in (0, 1, 319, 320, 321, 16000):
        levels.add(np.zeros(count, dtype=np.int16))
    assert levels.silent


def test_a_recording_is_silent_when_all_its_readable_segments_are(tmp_path: Path) -> None:
    broken = tmp_path / "broken.webm"
    broken.write_bytes(b"\x1a\x45\xdf\xa3")
    still = record(tmp_path / "still.webm", 1, quiet)
    assert Recording([still, broken]).silent
    assert not Recording([still, record(tmp_path / "loud.webm", 2)]).silent
    for files in ([broken], []):
        with pytest.raises(ProviderError):
            _ = Recording(files).silent


# --- Two hours, and files made to do harm ---------------------------------------------------------------


def test_two_hours_take_no_more_memory_than_a_minute(tmp_path: Path) -> None:
    path = make_recording(tmp_path / "long.webm", 7200, silent=True)
    script = (
        "import resource, sys, pathlib, django; django.setup()\n"
        "from interviewer.providers.stt import audio\n"
        "import numpy\n"
        "before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss\n"
        f"sound = audio.examine(pathlib.Path({str(path)!r}))\n"
        "after = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss\n"
        "print(sound.seconds, sound.silent, after - before)\n"
    )
    environment = {**os.environ, "DJANGO_SETTINGS_MODULE": "interviewer.settings"}
    done = subprocess.run(
        [sys.executable, "-c", script],
        capture_output=True,
        text=True,
        check=True,
        cwd=django_settings.BASE_DIR,
        env=environment,
    )
    seconds, silent, extra = done.stdout.split()
    assert float(seconds) == pytest.approx(7200, abs=1)
    assert silent == "True"
    assert int(extra) < 20_000  # KB
    # The decoding process itself; its page count begins with what its parent had when it was started.
    assert resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss < 400_000


@shared_data
def test_hostile_files_are_read_as_far_as_they_are_audio_and_refused_otherwise() -> None:
    for path in sorted(HOSTILE.iterdir()):
        try:
            sound = audio.examine(path)
        except ProviderError as error:
            assert error.category == Category.INVALID_INPUT, path.name
            assert not path.name.startswith(("ok_", "bomb_", "truncated_")), path.name
        else:
            assert sound.seconds > 0, path.name
            assert not path.name.startswith(("playlist_", "ffconcat_", "ffmetadata", "zero")), path.name
